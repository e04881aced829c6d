"""What customers owe and what vendors are owed on a day, which equals the control accounts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from erp_sandbox.quickbooks.money import Money, currency_of
from erp_sandbox.quickbooks.settlement import (
    PAYMENTS,
    applications,
    control_lines,
    owed,
    party_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from erp_sandbox.quickbooks.books import Books
    from erp_sandbox.quickbooks.rows import Row

_CONTROL = {"Customer": "Accounts Receivable", "Vendor": "Accounts Payable"}
_DOCUMENTS = {
    "Customer": ("Invoice", "CreditMemo", "Payment"),
    "Vendor": ("Bill", "VendorCredit", "BillPayment"),
}
# These post to control accounts by their lines.
_BY_LINE = ("JournalEntry", "Deposit", "Purchase")


@dataclass(frozen=True)
class OpenItem:
    """A document that is not settled in full on a day.

    Attributes:
        party: The customer or vendor.
        due: When it is due.
        currency: Its currency.
        money: Positive if the customer owes it, or the vendor is owed it.
    """

    party: str
    due: date
    currency: str
    money: Money


def open_items(books: Books, kind: str, end: date) -> list[OpenItem]:
    """Return the open documents of customers or vendors.

    Args:
        books: The ledger.
        kind: `Customer` or `Vendor`.
        end: The day.
    """
    sign = 1 if kind == "Customer" else -1
    applied = _applied(books, end)
    found = []
    for row, party, money in _documents(books, kind):
        left = money - applied[row.key, party]
        if _day(row) <= end and left != Money():
            due = date.fromisoformat(row.values.get("DueDate") or row.values["TxnDate"])
            shown = left if sign == 1 else -left
            found.append(OpenItem(party, due, currency_of(row.values), shown))
    return found


def _documents(books: Books, kind: str) -> Iterator[tuple[Row, str, Money]]:
    """Yield what each document posts to the control accounts, by party."""
    for name in _DOCUMENTS[kind]:
        for row in books.rows[name].values():
            party = party_of(row.values)
            if name in PAYMENTS:
                posted = [m for a, m in books.of(row).items() if _is_control(books, a, kind)]
                settled = [application.money for application in applications(books.rows, row)]
                yield row, str(party), sum([*posted, *settled], Money())
            else:
                yield row, str(party), owed(books.rows, row, party)
    for name in _BY_LINE:
        for row in books.rows[name].values():
            by_party: dict[str, Money] = defaultdict(Money)
            for whose, account, money in control_lines(books.rows, row):
                if _is_control(books, account, kind):
                    by_party[str(whose)] += money
            yield from ((row, whose, money) for whose, money in by_party.items())


def _applied(books: Books, end: date) -> dict[tuple[tuple[str, str], str], Money]:
    """Return what was applied to each document until a day, and what each payment applied later."""
    totals: dict[tuple[tuple[str, str], str], Money] = defaultdict(Money)
    for name in PAYMENTS:
        for payment in books.rows[name].values():
            party = str(party_of(payment.values))
            for application in applications(books.rows, payment):
                document = application.document
                by_line = document.entity.name in _BY_LINE
                whose = party if by_line else str(party_of(document.values))
                if max(_day(payment), _day(document)) <= end:
                    totals[document.key, whose] += application.money
                else:
                    totals[payment.key, party] += application.money
    return totals


def _is_control(books: Books, account: str, kind: str) -> bool:
    return bool(books.rows["Account"][account].values["AccountType"] == _CONTROL[kind])


def _day(row: Row) -> date:
    return date.fromisoformat(row.values["TxnDate"])
