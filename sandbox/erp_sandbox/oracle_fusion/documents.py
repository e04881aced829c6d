"""The records that the company's documents are in Fusion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.company.documents import DocumentKind
from erp_sandbox.oracle_fusion import payables, payments, procurement, receivables
from erp_sandbox.oracle_fusion.posting import Poster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from erp_sandbox.company.documents import Document
    from erp_sandbox.oracle_fusion.pile import Pile
    from erp_sandbox.oracle_fusion.rows import Row

_RECORDS: dict[DocumentKind, Callable[[Pile, Document], Row]] = {
    DocumentKind.BILL: payables.invoice,
    DocumentKind.EXPENSE_REPORT: payables.invoice,
    DocumentKind.VENDOR_CREDIT: payables.invoice,
    DocumentKind.BILL_PAYMENT: payments.payment,
    DocumentKind.PURCHASE_ORDER: procurement.purchase_order,
    DocumentKind.INVOICE: receivables.invoice,
    DocumentKind.CREDIT_MEMO: receivables.credit_memo,
    DocumentKind.CUSTOMER_PAYMENT: receivables.receipt,
}
"""What makes the record of a document."""


def rows(pile: Pile, documents: Iterable[Document]) -> Iterator[Row]:
    """Yield the records of documents of a pile, and the journal batches that they are posted in."""
    poster = Poster(pile)
    for document in documents:
        _combine(pile, document)
        if document.header.kind in _RECORDS:
            yield _RECORDS[document.header.kind](pile, document)
        if document.header.kind is DocumentKind.VENDOR_CREDIT and any(pile.applied(document)):
            yield payments.settlement(pile, document)
        if _held(document):
            yield payables.hold(pile, document)
        yield from poster.post(document)
    yield from poster.finish()


def _combine(pile: Pile, document: Document) -> None:
    """Give the accounts of a document their combinations, in the order of the documents."""
    if document.header.kind is not DocumentKind.SALES_ORDER:
        for line in document.lines:
            pile.combination(document, line)


def _held(document: Document) -> bool:
    """Return whether a bill has or had a hold: all that wait for approval, and some others."""
    header = document.header
    return header.kind is DocumentKind.BILL and (not document.posts or header.number % 9 == 0)
