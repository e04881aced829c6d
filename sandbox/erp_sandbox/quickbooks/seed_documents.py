"""Documents of every kind, spread over a company's past."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from erp_sandbox.quickbooks.seed_lists import TAX_RATE

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from erp_sandbox.quickbooks.store import CompanyStore

Record = dict[str, Any]

_CENT = Decimal("0.01")


class Generator:
    """A generator of documents.

    Args:
        company: An empty company, or one to add documents to.
        seed: Same seed, same company.
    """

    def __init__(self, company: CompanyStore, seed: int) -> None:
        self.company = company
        self.dice = random.Random(seed)

    # Documents

    def documents(self, number: int, since: datetime, until: datetime) -> None:
        """Add transactions, their timestamps spread evenly; some share a second."""
        step = (until - since) / max(1, number)
        makers = [make for make, weight in self._makers() for _ in range(weight)]
        for n in range(number):
            at = (since + step * (n - n % 3)).replace(microsecond=0)
            self.dice.choice(makers)(at)

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
        ]

    def invoice(self, at: datetime) -> str:
        """Add a sale on account."""
        due = (at + timedelta(days=30)).date().isoformat()
        form = self._sale(at)
        custom = [
            {"DefinitionId": "1", "Name": "Crew #", "Type": "StringType", "StringValue": "102"},
            {
                "DefinitionId": "1000000001",
                "Name": "Region",
                "Type": "StringType",
                "StringValue": "N",
            },
        ]
        return self._adder(at)(
            "Invoice", **form, Balance=form["TotalAmt"], DueDate=due, CustomField=custom
        )

    def sales_receipt(self, at: datetime) -> str:
        """Add a sale paid at once; every other one without its account, Undeposited Funds."""
        form = self._sale(at) | {"Balance": Decimal(0)}
        if self.dice.random() < 0.5:  # noqa: PLR2004
            form["DepositToAccountRef"] = self._account("bank")
        return self._adder(at)("SalesReceipt", **form)

    def credit_memo(self, at: datetime) -> str:
        """Add a credit to a customer."""
        form = self._sale(at)
        return self._adder(at)(
            "CreditMemo", **form, RemainingCredit=form["TotalAmt"], Balance=form["TotalAmt"]
        )

    def refund_receipt(self, at: datetime) -> str:
        """Add a refund."""
        form = self._sale(at)
        return self._adder(at)(
            "RefundReceipt", **form, Balance=Decimal(0), DepositToAccountRef=self._account("bank")
        )

    def estimate(self, at: datetime) -> str:
        """Add an offer, which does not post."""
        return self._adder(at)("Estimate", **self._sale(at), TxnStatus="Pending")

    def payment(self, at: datetime) -> str | None:
        """Add a payment of one open invoice, partial or full."""
        invoice = self._open("Invoice")
        if invoice is None:
            return None
        amount = self._part(invoice.values["Balance"])
        line = {"Amount": amount, "LinkedTxn": [{"TxnId": invoice.id, "TxnType": "Invoice"}]}
        return self._adder(at)(
            "Payment",
            **self._head(at),
            CustomerRef=invoice.values["CustomerRef"],
            TotalAmt=amount,
            UnappliedAmt=Decimal(0),
            ProcessPayment=False,
            Line=[line],
        )

    def bill(self, at: datetime) -> str:
        """Add a vendor bill."""
        form = self._expenses(at)
        due = (at + timedelta(days=15)).date().isoformat()
        return self._adder(at)(
            "Bill",
            **form,
            VendorRef=self._one("Vendor"),
            APAccountRef=self._account("payable"),
            Balance=form["TotalAmt"],
            DueDate=due,
        )

    def bill_payment(self, at: datetime) -> str | None:
        """Add a payment of one open bill, by check or card."""
        bill = self._open("Bill")
        if bill is None:
            return None
        amount = self._part(bill.values["Balance"])
        line = {"Amount": amount, "LinkedTxn": [{"TxnId": bill.id, "TxnType": "Bill"}]}
        card = self.dice.random() < 0.3  # noqa: PLR2004
        way: Record = (
            {"PayType": "CreditCard", "CreditCardPayment": {"CCAccountRef": self._account("card")}}
            if card
            else {"PayType": "Check", "CheckPayment": {"BankAccountRef": self._account("bank")}}
        )
        return self._adder(at)(
            "BillPayment",
            **self._head(at),
            **way,
            VendorRef=bill.values["VendorRef"],
            TotalAmt=amount,
            Line=[line],
        )

    def vendor_credit(self, at: datetime) -> str:
        """Add a vendor credit."""
        form = self._expenses(at)
        return self._adder(at)(
            "VendorCredit",
            **form,
            VendorRef=self._one("Vendor"),
            APAccountRef=self._account("payable"),
            Balance=form["TotalAmt"],
        )

    def purchase(self, at: datetime) -> str:
        """Add an expense paid at once; some are refunds to the card."""
        card = self.dice.random() < 0.5  # noqa: PLR2004
        values: Record = {
            "PaymentType": "CreditCard" if card else "Cash",
            "AccountRef": self._account("card" if card else "bank"),
            "EntityRef": {**self._one("Vendor"), "type": "Vendor"},
        }
        if card and self.dice.random() < 0.2:  # noqa: PLR2004
            values["Credit"] = True
        return self._adder(at)("Purchase", **self._expenses(at), **values)

    def purchase_order(self, at: datetime) -> str:
        """Add an order, which does not post."""
        return self._adder(at)(
            "PurchaseOrder", **self._expenses(at), VendorRef=self._one("Vendor"), POStatus="Open"
        )

    def journal_entry(self, at: datetime) -> str:
        """Add a journal entry of two lines; line ids start at zero."""
        amount = self._amount()
        lines = [
            {
                "Id": str(n),
                "Amount": amount,
                "DetailType": "JournalEntryLineDetail",
                "JournalEntryLineDetail": {"PostingType": side, "AccountRef": self._account(role)},
            }
            for n, (side, role) in enumerate((("Debit", "rent"), ("Credit", "equity")))
        ]
        return self._adder(at)("JournalEntry", **self._head(at), Adjustment=False, Line=lines)

    def deposit(self, at: datetime) -> str:
        """Add a deposit from Undeposited Funds and another account to the bank."""
        first, second = self._amount(), self._amount()
        payments = self.company.rows["Payment"]
        link = {"TxnId": next(iter(payments), "0"), "TxnType": "Payment", "TxnLineId": "0"}
        lines = [
            {"Amount": first, "LinkedTxn": [link]},
            {
                "Id": "1",
                "Amount": second,
                "DetailType": "DepositLineDetail",
                "DepositLineDetail": {"AccountRef": self._account("equity")},
            },
        ]
        return self._adder(at)(
            "Deposit",
            **self._head(at),
            DepositToAccountRef=self._account("bank"),
            TotalAmt=first + second,
            Line=lines,
        )

    def transfer(self, at: datetime) -> str:
        """Add a transfer between two accounts."""
        return self._adder(at)(
            "Transfer",
            **self._head(at),
            FromAccountRef=self._account("bank"),
            ToAccountRef=self._account("savings"),
            Amount=self._amount(),
        )

    def card_payment(self, at: datetime) -> str:
        """Add a payment of the card from the bank."""
        return self._adder(at)(
            "CreditCardPayment",
            **self._head(at),
            CreditCardAccountRef=self._account("card"),
            BankAccountRef=self._account("bank"),
            Amount=self._amount(),
        )

    def time_activity(self, at: datetime) -> str:
        """Add hours worked."""
        return self._adder(at)(
            "TimeActivity",
            TxnDate=at.date().isoformat(),
            NameOf="Employee",
            EmployeeRef=self._one("Employee"),
            Hours=self.dice.randrange(1, 9),
            Minutes=30,
            BillableStatus="NotBillable",
        )

    # Parts

    def _sale(self, at: datetime) -> Record:
        lines: list[Record] = []
        for n in range(1, self.dice.randrange(2, 5)):
            price, quantity = self._amount(), self.dice.randrange(1, 6)
            detail = {
                "ItemRef": self._one("Item"),
                "Qty": quantity,
                "UnitPrice": price,
                "TaxCodeRef": {"value": "TAX"},
                "ClassRef": self._one("Class"),
            }
            lines.append(
                {
                    "Id": str(n),
                    "LineNum": n,
                    "Description": f"Line {n}",
                    "Amount": price * quantity,
                    "DetailType": "SalesItemLineDetail",
                    "SalesItemLineDetail": detail,
                }
            )
        net = sum((line["Amount"] for line in lines), Decimal(0))
        lines.append({"Amount": net, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}})
        tax = (net * TAX_RATE / 100).quantize(_CENT)
        detail = {
            "TaxRateRef": {"value": "1"},
            "PercentBased": True,
            "TaxPercent": TAX_RATE,
            "NetAmountTaxable": net,
        }
        taxed = {"Amount": tax, "DetailType": "TaxLineDetail", "TaxLineDetail": detail}
        return {
            **self._head(at),
            "CustomerRef": self._one("Customer"),
            "Line": lines,
            "TxnTaxDetail": {"TotalTax": tax, "TaxLine": [taxed]},
            "TotalAmt": net + tax,
        }

    def _expenses(self, at: datetime) -> Record:
        lines: list[Record] = []
        for n in range(1, self.dice.randrange(2, 4)):
            line: Record = {"Id": str(n), "LineNum": n, "Amount": self._amount()}
            if self.dice.random() < 0.3:  # noqa: PLR2004
                detail = {"ItemRef": self._one("Item"), "Qty": 1}
                kind = "ItemBasedExpenseLineDetail"
            else:
                role = self.dice.choice(("supplies", "rent", "travel", "equipment"))
                kind, detail = "AccountBasedExpenseLineDetail", {"AccountRef": self._account(role)}
            lines.append({**line, "DetailType": kind, kind: detail})
        total = sum((line["Amount"] for line in lines), Decimal(0))
        return {**self._head(at), "Line": lines, "TotalAmt": total}

    def _head(self, at: datetime) -> Record:
        return {
            "TxnDate": at.date().isoformat(),
            "DocNumber": str(self.dice.randrange(1000, 99999)),
            "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
        }

    def _adder(self, at: datetime) -> Callable[..., str]:
        return lambda entity, **values: self.company.add(entity, values, at=at).id

    def _account(self, role: str) -> Record:
        return {"value": self.company.roles[role]}

    def _one(self, entity: str) -> Record:
        """Return a random record of a list as a reference: the next active one, if there is any."""
        rows = list(self.company.rows[entity].values())
        first = self.dice.randrange(len(rows))
        found = (row for row in rows[first:] + rows[:first] if row.values.get("Active", True))
        return {"value": next(found, rows[first]).id}

    def _open(self, entity: str) -> Any:
        """Return a document of the last fifty that is not paid yet."""
        recent = list(self.company.rows[entity].values())[-50:]
        unpaid = [row for row in recent if row.values["Balance"] > 0]
        return self.dice.choice(unpaid) if unpaid else None

    def _part(self, balance: Decimal) -> Decimal:
        whole = self.dice.random() < 0.7  # noqa: PLR2004
        return balance if whole else max(_CENT, (balance / 2).quantize(_CENT))

    def _amount(self) -> Decimal:
        return Decimal(self.dice.randrange(500, 250_000)) / 100
