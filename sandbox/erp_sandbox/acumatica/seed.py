"""Fills a new tenant with the company."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from erp_sandbox.acumatica import entering, seed_items, seed_ledger, seed_parties, seed_projects
from erp_sandbox.acumatica.directory import Directory
from erp_sandbox.acumatica.documents import records
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
    made = Tenant(history, name, company)
    seed_ledger.fill(made)
    seed_parties.fill(made)
    seed_items.fill(made)
    seed_projects.fill(made)
    directory = Directory(company)
    for pile, links in company.written():
        for entity, row in records(made, directory, pile, links):
            made.load(entity, [row])
    _unreleased(made, Random(f"{seed}:unreleased"))
    return made


def _unreleased(tenant: Tenant, random: Random) -> None:
    """Load journals and bills of today that are not in the trial balance."""
    for status in ("On Hold", "Balanced", "Balanced"):
        tenant.load("JournalTransaction", [entering.batch(tenant, random, status)])
        vendor = random.choice(list(tenant.rows("Vendor")))
        tenant.load("Bill", [entering.bill(tenant, random, vendor, status)])
