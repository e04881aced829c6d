"""Documents that settle others in less usual ways, and goods in stock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from erp_sandbox.quickbooks.money import ZERO, cents, currency_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from erp_sandbox.quickbooks.rows import Record
    from erp_sandbox.quickbooks.seed_parts import Parts


def settling_makers(parts: Parts) -> list[tuple[Callable[[datetime], Any], int]]:
    """Return the makers of documents, with their weights."""
    made = Settling(parts)
    return [
        (made.bill_settled_by_journal, 1),
        (made.credit_applied, 1),
        (made.invoice_with_deposit, 1),
        (made.deposit_of_receipt, 1),
        (made.prepayment, 1),
        (made.write_off, 1),
        (made.stock_bill, 2),
        (made.stock_sale, 2),
    ]


class Settling:
    """Makers of documents.

    Args:
        parts: What documents are made of.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def bill_settled_by_journal(self, at: datetime) -> str | None:
        """Pay a bill with a journal entry, and apply the entry with a bill payment of zero."""
        bill = self._parts.open("Bill")
        if bill is None:
            return None
        amount, currency = bill.values["Balance"], currency_of(bill.values)
        entity = {"Type": "Vendor", "EntityRef": bill.values["VendorRef"]}
        journal = self._journal(
            at, currency, amount, (bill.values["APAccountRef"], entity), self._parts.account("bank")
        )
        return self._bill_payment(
            at,
            bill.values,
            [(amount, bill.id, "Bill"), (amount, journal, "JournalEntry")],
        )

    def write_off(self, at: datetime) -> str | None:
        """Credit receivables with a journal entry that names the customer; it stays open."""
        customer = self._parts.one("Customer")
        currency = self._parts.currency("Customer", customer)
        entity = {"Type": "Customer", "EntityRef": customer}
        account = self._parts.account("receivable", currency)
        return self._journal(
            at, currency, -self._parts.amount(), (account, entity), self._parts.account("rent")
        )

    def credit_applied(self, at: datetime) -> str | None:
        """Apply a credit memo to an invoice of the customer with a payment of zero."""
        credit = self._parts.open("CreditMemo")
        if credit is None:
            return None
        customer = credit.values["CustomerRef"]
        for invoice in self._parts.company.rows["Invoice"].values():
            if invoice.values["CustomerRef"] == customer and invoice.values["Balance"] > 0:
                amount = min(invoice.values["Balance"], credit.values["Balance"])
                lines = [(amount, invoice.id, "Invoice"), (amount, credit.id, "CreditMemo")]
                return self._parts.add(
                    at,
                    "Payment",
                    **self._parts.head(at, currency_of(invoice.values)),
                    CustomerRef=customer,
                    TotalAmt=ZERO,
                    UnappliedAmt=ZERO,
                    Line=_linked(lines),
                )
        return None

    def invoice_with_deposit(self, at: datetime) -> str:
        """Add an invoice of which the customer pays a part at once."""
        form = self._parts.sale(at)
        deposit = cents(form["TotalAmt"] / 4)
        return self._parts.add(
            at,
            "Invoice",
            **form,
            Deposit=deposit,
            DepositToAccountRef=self._parts.account("bank"),
            **self._parts.terms(at, form["TotalAmt"] - deposit),
        )

    def deposit_of_receipt(self, at: datetime) -> str:
        """Deposit a receipt, whose line names no account, with money on a customer's account."""
        receipts = list(self._parts.company.rows["SalesReceipt"].values())
        customer = self._parts.one("Customer")
        currency = self._parts.currency("Customer", customer)
        first, second = self._parts.amount(), self._parts.amount()
        link = {
            "TxnId": receipts[-1].id if receipts else "0",
            "TxnType": "SalesReceipt",
            "TxnLineId": "0",
        }
        kind = "DepositLineDetail"
        detail = {
            "AccountRef": self._parts.account("receivable", currency),
            "Entity": {**customer, "type": "Customer"},
        }
        return self._parts.add(
            at,
            "Deposit",
            **self._parts.head(at, currency),
            DepositToAccountRef=self._parts.account("bank"),
            TotalAmt=first + second,
            Line=[
                {"Amount": first, "LinkedTxn": [link], "DetailType": kind, kind: {"CheckNum": "7"}},
                {"Id": "1", "Amount": second, "DetailType": kind, kind: detail},
            ],
        )

    def prepayment(self, at: datetime) -> str | None:
        """Pay a vendor on account with a check, and apply it to a bill."""
        bill = self._parts.open("Bill")
        if bill is None:
            return None
        amount, currency = self._parts.part(bill.values["Balance"]), currency_of(bill.values)
        kind = "AccountBasedExpenseLineDetail"
        line = {"Id": "1", "Amount": amount, "DetailType": kind}
        check = self._parts.add(
            at,
            "Purchase",
            **self._parts.head(at, currency),
            PaymentType="Check",
            AccountRef=self._parts.account("bank"),
            EntityRef={**bill.values["VendorRef"], "type": "Vendor"},
            Line=[{**line, kind: {"AccountRef": bill.values["APAccountRef"]}}],
            TotalAmt=amount,
        )
        return self._bill_payment(
            at, bill.values, [(amount, bill.id, "Bill"), (amount, check, "Check")]
        )

    def stock_bill(self, at: datetime) -> str:
        """Buy goods for stock."""
        kind = "ItemBasedExpenseLineDetail"
        amount, quantity = self._parts.amount(), self._parts.dice.randrange(3, 30)
        detail = {"ItemRef": self._stocked(), "Qty": quantity}
        return self._parts.add(
            at,
            "Bill",
            **{**self._parts.head(at), **self._parts.party(at, "Vendor")},
            Line=[{"Id": "1", "Amount": amount, "DetailType": kind, kind: detail}],
            TotalAmt=amount,
            Balance=amount,
            DueDate=(at + timedelta(days=15)).date().isoformat(),
        )

    def stock_sale(self, at: datetime) -> str:
        """Sell goods from stock; what is not there yet is bought later."""
        kind, price = "SalesItemLineDetail", self._parts.amount()
        quantity = self._parts.dice.randrange(1, 12)
        detail = {"ItemRef": self._stocked(), "Qty": quantity, "UnitPrice": price}
        line = {"Id": "1", "Amount": price * quantity, "DetailType": kind, kind: detail}
        form = self._parts.sales_form(at, [line])
        return self._parts.add(at, "Invoice", **form, **self._parts.terms(at, form["TotalAmt"]))

    def _stocked(self) -> Record:
        items = self._parts.company.rows["Item"].values()
        ids = [row.id for row in items if row.values["Type"] == "Inventory"]
        return {"value": self._parts.dice.choice(ids)}

    def _journal(
        self,
        at: datetime,
        currency: str,
        amount: Any,
        control: tuple[Record, Record],
        other: Record,
    ) -> str:
        """Add a journal entry that debits a control account, or credits it by a negative amount."""
        account, entity = control
        sides = ("Debit", "Credit") if amount > 0 else ("Credit", "Debit")
        details: list[Record] = [
            {"PostingType": sides[0], "AccountRef": account, "Entity": entity},
            {"PostingType": sides[1], "AccountRef": other},
        ]
        kind = "JournalEntryLineDetail"
        lines = [
            {"Id": str(n), "Amount": abs(amount), "DetailType": kind, kind: detail}
            for n, detail in enumerate(details)
        ]
        head = self._parts.head(at, currency)
        return self._parts.add(at, "JournalEntry", **head, Adjustment=False, Line=lines)

    def _bill_payment(self, at: datetime, bill: Record, lines: list[tuple[Any, str, str]]) -> str:
        """Add a bill payment of zero: credits pay the bill."""
        return self._parts.add(
            at,
            "BillPayment",
            **self._parts.head(at, currency_of(bill)),
            PayType="Check",
            CheckPayment={"BankAccountRef": self._parts.account("bank")},
            VendorRef=bill["VendorRef"],
            APAccountRef=bill["APAccountRef"],
            TotalAmt=ZERO,
            Line=_linked(lines),
        )


def _linked(lines: list[tuple[Any, str, str]]) -> list[Record]:
    return [
        {"Amount": amount, "LinkedTxn": [{"TxnId": record_id, "TxnType": kind}]}
        for amount, record_id, kind in lines
    ]
