"""Documents of every kind, spread over a company's past."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from erp_sandbox.quickbooks.money import currency_of
from erp_sandbox.quickbooks.seed_parts import Parts
from erp_sandbox.quickbooks.seed_settling import settling_makers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from erp_sandbox.quickbooks.rows import Record
    from erp_sandbox.quickbooks.store import CompanyStore


class Generator:
    """A generator of documents.

    Args:
        company: An empty company, or one to add documents to.
        seed: Same seed, same company.
    """

    def __init__(self, company: CompanyStore, seed: int) -> None:
        self.parts = Parts(company, random.Random(seed))

    # Documents

    def documents(self, number: int, since: datetime, until: datetime) -> None:
        """Add transactions, their timestamps spread evenly; some share a second."""
        step = (until - since) / max(1, number)
        makers = [make for make, weight in self._makers() for _ in range(weight)]
        for n in range(number):
            at = (since + step * (n - n % 3)).replace(microsecond=0)
            self.parts.dice.choice(makers)(at)

    def invoices(self, number: int, at: datetime) -> None:
        """Add plain invoices of one second."""
        for _ in range(number):
            self.invoice(at)

    def _makers(self) -> list[tuple[Callable[[datetime], Any], int]]:
        return [
            (self.invoice, 8),
            (self.payment, 4),
            (self.sales_receipt, 3),
            (self.credit_memo, 1),
            (self.refund_receipt, 1),
            (self.estimate, 1),
            (self.bill, 6),
            (self.bill_payment, 3),
            (self.vendor_credit, 1),
            (self.purchase, 4),
            (self.purchase_order, 1),
            (self.journal_entry, 2),
            (self.deposit, 2),
            (self.transfer, 1),
            (self.card_payment, 1),
            (self.time_activity, 1),
            *(settling_makers(self.parts) if self.parts.company.rows["CompanyCurrency"] else ()),
        ]

    def invoice(self, at: datetime) -> str:
        """Add a sale on account."""
        form = self.parts.sale(at)
        return self.parts.add(at, "Invoice", **form, **self.parts.terms(at, form["TotalAmt"]))

    def sales_receipt(self, at: datetime) -> str:
        """Add a sale paid at once; every other one without its account, Undeposited Funds."""
        form = self.parts.sale(at) | {"Balance": Decimal(0)}
        if self.parts.dice.random() < 0.5:  # noqa: PLR2004
            form["DepositToAccountRef"] = self.parts.account("bank")
        return self.parts.add(at, "SalesReceipt", **form)

    def credit_memo(self, at: datetime) -> str:
        """Add a credit to a customer."""
        form = self.parts.sale(at)
        return self.parts.add(
            at, "CreditMemo", **form, RemainingCredit=form["TotalAmt"], Balance=form["TotalAmt"]
        )

    def refund_receipt(self, at: datetime) -> str:
        """Add a refund."""
        form = self.parts.sale(at)
        return self.parts.add(
            at,
            "RefundReceipt",
            **form,
            Balance=Decimal(0),
            DepositToAccountRef=self.parts.account("bank"),
        )

    def estimate(self, at: datetime) -> str:
        """Add an offer, which does not post."""
        return self.parts.add(at, "Estimate", **self.parts.sale(at), TxnStatus="Pending")

    def payment(self, at: datetime) -> str | None:
        """Add a payment of one open invoice, partial or full."""
        invoice = self.parts.open("Invoice")
        if invoice is None:
            return None
        amount = self.parts.part(invoice.values["Balance"])
        line = {"Amount": amount, "LinkedTxn": [{"TxnId": invoice.id, "TxnType": "Invoice"}]}
        return self.parts.add(
            at,
            "Payment",
            **self.parts.head(at, currency_of(invoice.values)),
            CustomerRef=invoice.values["CustomerRef"],
            TotalAmt=amount,
            UnappliedAmt=Decimal(0),
            ProcessPayment=False,
            Line=[line],
        )

    def bill(self, at: datetime) -> str:
        """Add a vendor bill in the vendor's currency."""
        form = self.parts.expenses(at)
        due = (at + timedelta(days=15)).date().isoformat()
        return self.parts.add(
            at,
            "Bill",
            **{**form, **self.parts.party(at, "Vendor")},
            Balance=form["TotalAmt"],
            DueDate=due,
        )

    def bill_payment(self, at: datetime) -> str | None:
        """Add a payment of one open bill, by check or card."""
        bill = self.parts.open("Bill")
        if bill is None:
            return None
        amount = self.parts.part(bill.values["Balance"])
        line = {"Amount": amount, "LinkedTxn": [{"TxnId": bill.id, "TxnType": "Bill"}]}
        card = self.parts.dice.random() < 0.3  # noqa: PLR2004
        way: Record = (
            {
                "PayType": "CreditCard",
                "CreditCardPayment": {"CCAccountRef": self.parts.account("card")},
            }
            if card
            else {
                "PayType": "Check",
                "CheckPayment": {"BankAccountRef": self.parts.account("bank")},
            }
        )
        return self.parts.add(
            at,
            "BillPayment",
            **self.parts.head(at, currency_of(bill.values)),
            **way,
            VendorRef=bill.values["VendorRef"],
            APAccountRef=bill.values["APAccountRef"],
            TotalAmt=amount,
            Line=[line],
        )

    def vendor_credit(self, at: datetime) -> str:
        """Add a vendor credit in the vendor's currency."""
        form = self.parts.expenses(at)
        return self.parts.add(
            at,
            "VendorCredit",
            **{**form, **self.parts.party(at, "Vendor")},
            Balance=form["TotalAmt"],
        )

    def purchase(self, at: datetime) -> str:
        """Add an expense paid at once; some are refunds to the card."""
        card = self.parts.dice.random() < 0.5  # noqa: PLR2004
        values: Record = {
            "PaymentType": "CreditCard" if card else "Cash",
            "AccountRef": self.parts.account("card" if card else "bank"),
            "EntityRef": {**self.parts.one("Vendor"), "type": "Vendor"},
        }
        if card and self.parts.dice.random() < 0.2:  # noqa: PLR2004
            values["Credit"] = True
        return self.parts.add(at, "Purchase", **self.parts.expenses(at), **values)

    def purchase_order(self, at: datetime) -> str:
        """Add an order, which does not post."""
        return self.parts.add(
            at,
            "PurchaseOrder",
            **self.parts.expenses(at),
            VendorRef=self.parts.one("Vendor"),
            POStatus="Open",
        )

    def journal_entry(self, at: datetime) -> str:
        """Add a journal entry of two lines; line ids start at zero."""
        amount = self.parts.amount()
        lines = [
            {
                "Id": str(n),
                "Amount": amount,
                "DetailType": "JournalEntryLineDetail",
                "JournalEntryLineDetail": {
                    "PostingType": side,
                    "AccountRef": self.parts.account(role),
                },
            }
            for n, (side, role) in enumerate((("Debit", "rent"), ("Credit", "equity")))
        ]
        return self.parts.add(
            at, "JournalEntry", **self.parts.head(at), Adjustment=False, Line=lines
        )

    def deposit(self, at: datetime) -> str:
        """Add a deposit from Undeposited Funds and another account to the bank."""
        first, second = self.parts.amount(), self.parts.amount()
        payments = self.parts.company.rows["Payment"]
        link = {"TxnId": next(iter(payments), "0"), "TxnType": "Payment", "TxnLineId": "0"}
        lines = [
            {"Amount": first, "LinkedTxn": [link]},
            {
                "Id": "1",
                "Amount": second,
                "DetailType": "DepositLineDetail",
                "DepositLineDetail": {"AccountRef": self.parts.account("equity")},
            },
        ]
        return self.parts.add(
            at,
            "Deposit",
            **self.parts.head(at),
            DepositToAccountRef=self.parts.account("bank"),
            TotalAmt=first + second,
            Line=lines,
        )

    def transfer(self, at: datetime) -> str:
        """Add a transfer between two accounts."""
        return self.parts.add(
            at,
            "Transfer",
            **self.parts.head(at),
            FromAccountRef=self.parts.account("bank"),
            ToAccountRef=self.parts.account("savings"),
            Amount=self.parts.amount(),
        )

    def card_payment(self, at: datetime) -> str:
        """Add a payment of the card from the bank."""
        return self.parts.add(
            at,
            "CreditCardPayment",
            **self.parts.head(at),
            CreditCardAccountRef=self.parts.account("card"),
            BankAccountRef=self.parts.account("bank"),
            Amount=self.parts.amount(),
        )

    def time_activity(self, at: datetime) -> str:
        """Add hours worked."""
        return self.parts.add(
            at,
            "TimeActivity",
            TxnDate=at.date().isoformat(),
            NameOf="Employee",
            EmployeeRef=self.parts.one("Employee"),
            Hours=self.parts.dice.randrange(1, 9),
            Minutes=30,
            BillableStatus="NotBillable",
        )
