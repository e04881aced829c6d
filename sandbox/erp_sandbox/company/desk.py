"""What all documents need: numbers, dates, rates and the people involved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from erp_sandbox.company import calendar, names
from erp_sandbox.company.documents import DocumentKind, Header
from erp_sandbox.company.model import Party

if TYPE_CHECKING:
    from random import Random

    from erp_sandbox.company.chart import Chart
    from erp_sandbox.company.documents import Document, Link
    from erp_sandbox.company.model import Dimension, Employee, Item, LegalEntity

_PREFIX = {
    DocumentKind.PURCHASE_ORDER: "PO",
    DocumentKind.ITEM_RECEIPT: "IR",
    DocumentKind.BILL: "BILL-",
    DocumentKind.BILL_PAYMENT: "BP",
    DocumentKind.VENDOR_CREDIT: "VC-",
    DocumentKind.SALES_ORDER: "SO",
    DocumentKind.INVOICE: "INV",
    DocumentKind.CUSTOMER_PAYMENT: "PMT",
    DocumentKind.CREDIT_MEMO: "CM",
    DocumentKind.JOURNAL: "JE",
    DocumentKind.EXPENSE_REPORT: "EXP",
}


@dataclass
class Desk:
    """The source of document headers and the collection of finished documents.

    Attributes:
        rates: Millionths by (base currency, currency, first of month).
        months: Period number by first of month.
        steps: Smallest unit by currency number.
        documents: What was written since the last flush.
        links: The links between them.
    """

    random: Random
    now: datetime
    chart: Chart
    entities: dict[int, LegalEntity]
    locations: tuple[Dimension, ...]
    rates: dict[tuple[int, int, date], int]
    months: dict[date, int]
    steps: dict[int, int]
    terms: dict[int, int]
    clerks: tuple[int, ...]
    vendors: tuple[Party, ...]
    customers: tuple[Party, ...]
    items: tuple[Item, ...]
    employees: tuple[Employee, ...]
    documents: list[Document] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    written: int = 0

    def header(  # noqa: PLR0913 - a header's facts
        self,
        kind: DocumentKind,
        day: date,
        *,
        legal_entity: int,
        currency: int,
        party: Party | Employee | None = None,
        memo: str | None = None,
    ) -> Header:
        """Return a numbered header of that day, booked at the month's rate."""
        self.written += 1
        day = calendar.working_day(day)
        base = self.entities[legal_entity].currency
        month = day.replace(day=1)
        created = calendar.timestamp(self.random, day, self.now)
        payable = party is not None and kind in {DocumentKind.BILL, DocumentKind.INVOICE}
        term = party.term if payable and isinstance(party, Party) else None
        number = self.written
        return Header(
            number=number,
            kind=kind,
            label=f"{_PREFIX[kind]}{number:06d}",
            date=day,
            created=created,
            modified=calendar.later_timestamp(self.random, created, self.now),
            created_by=self.random.choice(self.clerks),
            legal_entity=legal_entity,
            currency=currency,
            rate=self.rates[base, currency, month],
            base_step=self.steps[base],
            period=self.months[month],
            party_kind=_party_kind(kind, party) if party else None,
            party=party.party if party else None,
            due=day + timedelta(days=self.terms[term] if term else 30) if payable else None,
            term=term,
            memo=memo if memo is not None else self.random.choice(names.MEMOS),
            reference=f"R-{self.random.randrange(10_000)}" if self.random.random() < 0.3 else None,  # noqa: PLR2004
            location=self.place(legal_entity),
        )

    def place(self, legal_entity: int) -> int | None:
        """Return a location of the legal entity, or none."""
        places = [p.number for p in self.locations if p.legal_entity == legal_entity]
        return self.random.choice([*places, None])

    def done(self, *documents: Document) -> None:
        """Add finished documents to the pile."""
        self.documents.extend(documents)

    def days_later(self, day: date, minimum: int, maximum: int) -> date | None:
        """Return a day `minimum` to `maximum` days later, or None if it is in the future."""
        later = calendar.working_day(
            day + timedelta(days=self.random.randrange(minimum, maximum + 1))
        )
        later = max(day, later)
        return later if later <= self.now.date() else None


def _party_kind(kind: DocumentKind, party: Party | Employee) -> str:
    if not isinstance(party, Party):
        return "employee"
    purchase = {
        DocumentKind.PURCHASE_ORDER,
        DocumentKind.ITEM_RECEIPT,
        DocumentKind.BILL,
        DocumentKind.BILL_PAYMENT,
        DocumentKind.VENDOR_CREDIT,
    }
    return "vendor" if kind in purchase else "customer"
