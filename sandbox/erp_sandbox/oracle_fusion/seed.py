"""Fills a new pod with the company."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from erp_sandbox.company import Company, CompanyProfile
from erp_sandbox.oracle_fusion import activities, entering, seed_ledger, seed_parties, seed_setup
from erp_sandbox.oracle_fusion.directory import Directory
from erp_sandbox.oracle_fusion.documents import rows
from erp_sandbox.oracle_fusion.pile import Pile
from erp_sandbox.oracle_fusion.store import Pod

if TYPE_CHECKING:
    from collections.abc import Iterator

    from erp_sandbox.company.documents import Document
    from erp_sandbox.core.state import History


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
    made.load(rows(pile, _documents(pile)))
    made.load(activities.accounts(pile))
    for entity in company.legal_entities:
        made.combinations.text(entity.number, company.chart["retained_earnings"])
    _unfinished(made, Random(f"{seed}:unfinished"))
    made.load(seed_ledger.combinations(made))
    return made


def _documents(pile: Pile) -> Iterator[Document]:
    for documents, links in pile.pod.company.written():
        pile.add(documents, links)
        pile.pod.next("document", len(documents))
        yield from documents


def _unfinished(pod: Pod, random: Random) -> None:
    """Enter journals and invoices of today that are not in the trial balance."""
    for _ in range(3):
        entering.batch(pod, random)
        entering.bill(pod, random)
    entering.incomplete_invoice(pod, random)
