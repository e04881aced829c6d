"""Fills a new tenant with the company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.acumatica import seed_ledger, seed_parties
from erp_sandbox.acumatica.organization import Organization
from erp_sandbox.acumatica.posting import Poster
from erp_sandbox.acumatica.store import Tenant
from erp_sandbox.company import Company, CompanyProfile

if TYPE_CHECKING:
    from erp_sandbox.core.state import History


def tenant(history: History, name: str, *, documents: int, seed: int) -> Tenant:
    """Return a tenant with the company's records.

    Args:
        history: The clock, and the record of changes.
        name: The tenant's name.
        documents: The number of documents to generate.
        seed: Same seed and clock, same company as every other vendor's.
    """
    company = Company(CompanyProfile(history.clock.now(), documents=documents, seed=seed))
    made = Tenant(history, name, Organization(company))
    seed_ledger.fill(made, company)
    seed_parties.fill(made, company)
    poster = Poster(made, company)
    for documents_, _ in company.written():
        for document in documents_:
            made.load("JournalTransaction", poster.batches(document))
    return made
