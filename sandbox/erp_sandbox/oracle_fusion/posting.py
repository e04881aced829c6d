"""Journal batches of the company's documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from erp_sandbox.company.documents import DocumentKind, LineKind
from erp_sandbox.oracle_fusion.amounts import ONE, ZERO, money, period_name
from erp_sandbox.oracle_fusion.keys import hashed, number
from erp_sandbox.oracle_fusion.resources import RESOURCES
from erp_sandbox.oracle_fusion.rows import Row, filled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from erp_sandbox.company.documents import Document, Line
    from erp_sandbox.oracle_fusion.pile import Pile
    from erp_sandbox.oracle_fusion.rows import Record, Values

BATCHES = RESOURCES["journalBatches"]
HEADERS = BATCHES.children["journalHeaders"]
LINES = HEADERS.children["journalLines"]
ACTION_LOGS = BATCHES.children["journalActionLogs"]
_DFF = BATCHES.children["journalBatchDFF"]
_HEADER_DFF = HEADERS.children["journalHeadersDFF"]

_SOURCES = {
    DocumentKind.ITEM_RECEIPT: ("Cost Management", "Receipt Accounting"),
    DocumentKind.BILL: ("Payables", "Purchase Invoices"),
    DocumentKind.EXPENSE_REPORT: ("Payables", "Purchase Invoices"),
    DocumentKind.VENDOR_CREDIT: ("Payables", "Purchase Invoices"),
    DocumentKind.BILL_PAYMENT: ("Payables", "Payments"),
    DocumentKind.INVOICE: ("Receivables", "Sales Invoices"),
    DocumentKind.CUSTOMER_PAYMENT: ("Receivables", "Receipts"),
    DocumentKind.CREDIT_MEMO: ("Receivables", "Credit Memos"),
    DocumentKind.JOURNAL: ("Manual", "Adjustment"),
}
_COST = "Cost Management", "Cost Accounting"
_OF_STOCK = frozenset({LineKind.COST, LineKind.STOCK})
_HEADERS_OF_BATCH = 12
MANUAL = "Manual"


@dataclass(eq=False)
class Entry:
    """A journal of a batch: the lines that one document posts to one source."""

    document: Document
    category: str
    lines: Sequence[Line]
    number: int


@dataclass(eq=False)
class Batch:
    """Entries that are posted together: of one ledger, source and period."""

    number: int
    source: str
    entries: list[Entry] = field(default_factory=list)


class Poster:
    """Gathers the entries of documents in batches.

    Args:
        pile: The documents.
    """

    def __init__(self, pile: Pile) -> None:
        self._pile = pile
        self._open: dict[tuple[str, str, str], Batch] = {}

    def post(self, document: Document) -> Iterator[Row]:
        """Yield the batches that are full with the entries of a document."""
        if not document.posts:
            return
        for source, category, lines in _entries(document):
            yield from self._add(document, source, category, lines)

    def finish(self) -> Iterator[Row]:
        """Yield the batches that are not full."""
        for batch in self._open.values():
            yield batch_row(self._pile, batch)
        self._open = {}

    def _add(
        self, document: Document, source: str, category: str, lines: Sequence[Line]
    ) -> Iterator[Row]:
        ledger = self._pile.unit(document).ledger.name
        key = ledger, source, period_name(document.header.date)
        batch = self._open.get(key)
        if batch is None:
            batch = self._open[key] = Batch(self._pile.pod.next("batch"), source)
        number = self._pile.pod.next("header")
        batch.entries.append(Entry(document, category, lines, number))
        if source == MANUAL or len(batch.entries) == _HEADERS_OF_BATCH:
            del self._open[key]
            yield batch_row(self._pile, batch)


def _entries(document: Document) -> Iterator[tuple[str, str, Sequence[Line]]]:
    """Yield source, category and lines; the cost of goods sold is an entry of its own."""
    source = _SOURCES[document.header.kind]
    stock = [line for line in document.lines if line.kind in _OF_STOCK]
    if document.header.kind is not DocumentKind.INVOICE or not stock:
        yield *source, document.lines
        return
    yield *source, [line for line in document.lines if line.kind not in _OF_STOCK]
    yield *_COST, stock


def batch_row(pile: Pile, batch: Batch) -> Row:
    """Return a posted batch."""
    ledger = pile.unit(batch.entries[0].document).ledger
    identity = number("batch", batch.number)
    return Row(
        BATCHES,
        f"{identity}",
        identity,
        _posted(pile, batch),
        partial(_batch, pile, batch),
        ledger=ledger.name,
    )


def _posted(pile: Pile, batch: Batch) -> datetime:
    """Return when a batch was posted: with the last of its documents."""
    last = max(entry.document.header.created for entry in batch.entries)
    return pile.dated(last, batch.number)


def _batch(pile: Pile, batch: Batch) -> Record:
    first = batch.entries[0].document
    ledger, at = pile.unit(first).ledger, _posted(pile, batch)
    identity = number("batch", batch.number)
    headers = [_header(pile, batch, entry) for entry in batch.entries]
    user = pile.directory.user(first.header.created_by)
    values = filled(
        JeBatchId=identity,
        BatchName=f"{batch.source} {identity} {first.header.date:%Y-%m-%d}",
        BatchDescription=f"Journal Import {batch.source}" if batch.source != MANUAL else None,
        DefaultPeriodName=period_name(first.header.date),
        Status="P",
        StatusMeaning="Posted",
        CompletionStatusMeaning="Complete",
        ApprovalStatusMeaning="Not required",
        FundsStatusMeaning="Not required",
        UserJeSourceName=batch.source,
        ChartOfAccountsName=ledger.chart.name,
        UserPeriodSetName=ledger.period_set,
        AccountedPeriodType="Month",
        ActualFlagMeaning="Actual",
        PostedDate=at.date(),
        PostingRunId=batch.number,
        ReversalFlag=False,
        CreatedBy=user,
        CreationDate=at,
        LastUpdatedBy=user,
        LastUpdateDate=at,
        **totals(headers),
    )
    log = {"ActionCodeMeaning": "Posted", "ActionDate": at, "UserName": user}
    segments = {"closeTask": f"T-{batch.number % 9}"} if batch.number % 4 == 0 else {}
    children = {
        "journalHeaders": headers,
        "journalErrors": [],
        "journalActionLogs": [Row.of(ACTION_LOGS, hashed(identity, 1), log)],
        "journalBatchDFF": [Row.of(_DFF, f"{identity}", {"JeBatchId": identity, **segments})],
    }
    return values, children


def totals(rows: Iterable[Row]) -> Values:
    """Return the running totals of headers by those of their own, or of lines by their amounts."""
    found = dict.fromkeys(_TOTALS, ZERO)
    for row in rows:
        for name, of_line in _TOTALS.items():
            found[name] += row.values.get(name) or row.values.get(of_line) or ZERO
    return dict(found)


_TOTALS = {
    "RunningTotalDr": "EnteredDr",
    "RunningTotalCr": "EnteredCr",
    "RunningTotalAccountedDr": "AccountedDr",
    "RunningTotalAccountedCr": "AccountedCr",
}


def _header(pile: Pile, batch: Batch, entry: Entry) -> Row:
    document, unit = entry.document, pile.unit(entry.document)
    header = document.header
    key = f"{number('header', entry.number)}"
    lines = [
        _line(pile, document, line, key, place) for place, line in enumerate(entry.lines, start=1)
    ]
    at = _posted(pile, batch)
    values = filled(
        JournalName=f"{header.label} {entry.category}",
        JournalDescription=header.memo or None,
        LedgerName=unit.ledger.name,
        LedgerCurrencyCode=unit.ledger.currency,
        CurrencyCode=pile.currency(document),
        PeriodName=period_name(header.date),
        DefaultEffectiveDate=header.date,
        UserJeCategoryName=entry.category,
        LegalEntityName=unit.legal_entity.legal_name,
        ExternalReference=header.reference,
        **totals(lines),
        **journal_conversion(pile.conversion(document)),
        **{**pile.who(document), "LastUpdateDate": at},
    )
    flexfield = Row.of(_HEADER_DFF, key, {})
    children = {"journalLines": lines, "journalHeadersDFF": [flexfield]}
    return Row.of(HEADERS, key, values, children)


def journal_conversion(conversion: Values) -> Values:
    """Return the conversion of a document under the names that journals have for it."""
    if not conversion:
        return {"UserCurrencyConversionType": "User", "CurrencyConversionRate": ONE}
    return {
        "UserCurrencyConversionType": conversion["ConversionRateType"],
        "CurrencyConversionDate": conversion["ConversionDate"],
        "CurrencyConversionRate": conversion["ConversionRate"],
    }


def sides(cents: int, base_cents: int) -> Values:
    """Return the entered and accounted amounts of a line; those of the other side are null."""
    debit = (base_cents or cents) >= 0
    sign, side = (1, "Dr") if debit else (-1, "Cr")
    return {f"Entered{side}": money(sign * cents), f"Accounted{side}": money(sign * base_cents)}


def _line(pile: Pile, document: Document, line: Line, header: str, place: int) -> Row:
    chart = pile.unit(document).ledger.chart
    at = pile.dated(document.header.created, document.header.number)
    values = filled(
        JeLineNumber=place,
        AccountCombination=pile.combination(document, line),
        CurrencyCode=pile.currency(document),
        Description=line.memo or document.header.memo or None,
        ChartOfAccountsName=chart.name,
        **sides(line.cents, line.base_cents),
        **journal_conversion(pile.conversion(document)),
        **{**pile.who(document), "LastUpdateDate": at},
    )
    return Row.of(LINES, hashed(header, place), values)
