"""Documents with their postings: every line carries a signed amount, debit positive.

The lines of a document sum to zero in its own currency and in the base currency of its legal
entity, exchange differences included.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from erp_sandbox.company.money import convert

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable


class DocumentKind(StrEnum):
    """The kinds of document the company writes."""

    PURCHASE_ORDER = "purchase_order"
    ITEM_RECEIPT = "item_receipt"
    BILL = "bill"
    BILL_PAYMENT = "bill_payment"
    VENDOR_CREDIT = "vendor_credit"
    SALES_ORDER = "sales_order"
    INVOICE = "invoice"
    CUSTOMER_PAYMENT = "customer_payment"
    CREDIT_MEMO = "credit_memo"
    JOURNAL = "journal"
    EXPENSE_REPORT = "expense_report"


class LineKind(StrEnum):
    """The purpose of a line; line 0 of a document is its control line."""

    CONTROL = "control"
    SETTLEMENT = "settlement"  # the payable or receivable side of a payment
    ITEM = "item"
    EXPENSE = "expense"
    TAX = "tax"
    COST = "cost"  # cost of goods sold
    STOCK = "stock"
    VARIANCE = "variance"  # realised exchange difference
    JOURNAL = "journal"


class LinkKind(StrEnum):
    """The relation of a later document to an earlier one."""

    RECEIPT = "receipt"
    BILLING = "billing"
    PAYMENT = "payment"


OPEN_KINDS = frozenset(
    {
        DocumentKind.BILL,
        DocumentKind.INVOICE,
        DocumentKind.BILL_PAYMENT,
        DocumentKind.CUSTOMER_PAYMENT,
        DocumentKind.VENDOR_CREDIT,
        DocumentKind.CREDIT_MEMO,
        DocumentKind.EXPENSE_REPORT,
    }
)
"""Documents that have an open amount: unpaid or not yet applied."""

NON_POSTING = frozenset({DocumentKind.PURCHASE_ORDER, DocumentKind.SALES_ORDER})


class Part(NamedTuple):
    """A line as its writer thinks of it; `cents` is signed, debit positive."""

    kind: LineKind
    account: int
    cents: int
    item: int | None = None
    quantity: int | None = None
    price: int | None = None
    department: int | None = None
    class_: int | None = None
    location: int | None = None
    party: int | None = None
    memo: str | None = None
    source: tuple[int, int] | None = None


@dataclass(slots=True)
class Line:
    """A line of a document.

    Attributes:
        number: Position in the document, 0 for the control line.
        cents: Amount in the document's currency, debit positive.
        base_cents: Amount in the legal entity's currency, debit positive.
        quantity: Thousandths; signed like the amount.
        price: Hundredths per unit.
        source: The document and line this line follows from.
        progress: Thousandths of an order line's quantity billed and received so far.
        linked_base: On lines that settle others: base amount of the open items they settled.
    """

    number: int
    kind: LineKind
    account: int
    cents: int
    base_cents: int
    modified: dt.datetime
    item: int | None = None
    quantity: int | None = None
    price: int | None = None
    department: int | None = None
    class_: int | None = None
    location: int | None = None
    party: int | None = None
    memo: str | None = None
    source: tuple[int, int] | None = None
    billed: int | None = None
    received: int | None = None
    linked_base: int | None = None


@dataclass(slots=True)
class Header:
    """A document without its lines.

    Attributes:
        number: Unique over all documents.
        label: Its number on paper, such as `BILL-000123`.
        rate: Base currency for one unit of the document's currency, in millionths.
        base_step: Smallest unit of the base currency in hundredths.
        period: Number of the accounting period (month) it is booked in.
        party_kind: `vendor`, `customer`, `employee` or None.
    """

    number: int
    kind: DocumentKind
    label: str
    date: dt.date
    created: dt.datetime
    modified: dt.datetime
    created_by: int
    legal_entity: int
    currency: int
    rate: int
    base_step: int
    period: int
    party_kind: str | None = None
    party: int | None = None
    due: dt.date | None = None
    term: int | None = None
    memo: str | None = None
    reference: str | None = None
    location: int | None = None


@dataclass(slots=True)
class Document:
    """A header with its lines and what is still open of it.

    Attributes:
        status: `open`, `closed`, `pending_approval`, `pending`, `partial`, `done`.
        left: Unpaid or unapplied amount in hundredths, None where the notion does not apply.
        left_base: The same in base currency.
        closed: The day it was settled.
    """

    header: Header
    lines: list[Line] = field(default_factory=list)
    status: str = "open"
    left: int | None = None
    left_base: int | None = None
    closed: dt.date | None = None

    @property
    def posts(self) -> bool:
        """Whether its lines are in the general ledger."""
        return self.header.kind not in NON_POSTING and self.status != "pending_approval"

    @property
    def settling(self) -> Line:
        """The payable or receivable line that settles or is settled."""
        payment = self.header.kind in {DocumentKind.BILL_PAYMENT, DocumentKind.CUSTOMER_PAYMENT}
        return self.lines[1 if payment else 0]


class Link(NamedTuple):
    """A later line that follows from an earlier one; `cents` is positive, in their currency."""

    previous: int
    previous_line: int
    previous_kind: DocumentKind
    next: int
    next_line: int
    next_kind: DocumentKind
    kind: LinkKind
    cents: int
    at: dt.datetime


def write(header: Header, control: int, parts: Iterable[Part], control_kind: str = "") -> Document:
    """Return a document whose control line balances its parts.

    Args:
        header: Its header.
        control: Account of the control line.
        parts: The other lines; None of them may be empty of meaning, but they may be zero.
        control_kind: Overrides the control line's kind (journals have no control line as such).
    """
    lines = [
        Line(number, part.kind, part.account, part.cents, _base(header, part.cents),
             header.created, *part[3:])
        for number, part in enumerate(parts, start=1)
    ]  # fmt: skip
    first = Line(
        0,
        LineKind(control_kind or LineKind.CONTROL),
        control,
        -sum(line.cents for line in lines),
        -sum(line.base_cents for line in lines),
        header.created,
        location=header.location,
        party=header.party,
        memo=header.memo,
    )
    document = Document(header, [first, *lines])
    if header.kind in OPEN_KINDS:
        settling = document.settling
        document.left, document.left_base = abs(settling.cents), abs(settling.base_cents)
        settling.linked_base = 0
    return document


def _base(header: Header, cents: int) -> int:
    return convert(cents, header.rate, header.base_step)
