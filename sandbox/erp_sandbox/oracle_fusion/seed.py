"""Fills a new pod with the company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.company import Company, CompanyProfile
from erp_sandbox.company.documents import DocumentKind
from erp_sandbox.oracle_fusion import payables, seed_ledger, seed_parties
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
    DocumentKind.BILL_PAYMENT: (payables.payment,),
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
    made.load(seed_parties.suppliers(made, directory))
    pile = Pile(made, directory)
    made.load(_documents(pile))
    made.load(seed_ledger.combinations(made))
    return made


def _documents(pile: Pile) -> Iterator[Row]:
    poster = Poster(pile)
    for documents, links in pile.pod.company.written():
        pile.add(documents, links)
        for document in documents:
            for build in RECORDS.get(document.header.kind, ()):
                yield build(pile, document)
            yield from poster.post(document)
    yield from poster.finish()
