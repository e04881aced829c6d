"""Fills a new pod with the company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.company import Company, CompanyProfile
from erp_sandbox.company.documents import DocumentKind
from erp_sandbox.oracle_fusion import (
    activities,
    payables,
    payments,
    procurement,
    receivables,
    seed_ledger,
    seed_parties,
    seed_setup,
)
from erp_sandbox.oracle_fusion.directory import Directory
from erp_sandbox.oracle_fusion.pile import Pile
from erp_sandbox.oracle_fusion.posting import Poster
from erp_sandbox.oracle_fusion.store import Pod

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from erp_sandbox.company.documents import Document
    from erp_sandbox.core.state import History
    from erp_sandbox.oracle_fusion.rows import Row

RECORDS: dict[DocumentKind, tuple[Callable[[Pile, Document], Row], ...]] = {
    DocumentKind.BILL: (payables.invoice,),
    DocumentKind.EXPENSE_REPORT: (payables.invoice,),
    DocumentKind.VENDOR_CREDIT: (payables.invoice,),
    DocumentKind.BILL_PAYMENT: (payments.payment,),
    DocumentKind.PURCHASE_ORDER: (procurement.purchase_order,),
    DocumentKind.INVOICE: (receivables.invoice,),
    DocumentKind.CREDIT_MEMO: (receivables.credit_memo,),
    DocumentKind.CUSTOMER_PAYMENT: (receivables.receipt,),
}
"""What makes the records of a document."""


def pod(history: History, *, documents: int, seed: int) -> Pod:
    """Return a pod with the company's records.

    Args:
        history: The clock, and the record of changes.
        documents: The number of documents to generate.
        seed: Same seed and clock, same company as every other vendor's.
    """
    company = Company(CompanyProfile(history.clock.now(), documents=documents, seed=seed))
    made = Pod(history, company)
    directory = Directory(company)
    seed_ledger.fill(made)
    seed_setup.fill(made)
    made.load(seed_parties.suppliers(made, directory))
    pile = Pile(made, directory)
    made.load(_documents(pile))
    made.load(activities.accounts(pile))
    made.load(seed_ledger.combinations(made))
    return made


def _documents(pile: Pile) -> Iterator[Row]:
    poster = Poster(pile)
    for documents, links in pile.pod.company.written():
        pile.add(documents, links)
        pile.pod.next("document", len(documents))
        for document in documents:
            _combine(pile, document)
            for build in RECORDS.get(document.header.kind, ()):
                yield build(pile, document)
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
