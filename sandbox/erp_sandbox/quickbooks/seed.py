"""Fills a new company with lists and documents."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from erp_sandbox.quickbooks.seed_currencies import add_currencies
from erp_sandbox.quickbooks.seed_documents import Generator
from erp_sandbox.quickbooks.seed_lists import fill_lists

if TYPE_CHECKING:
    from erp_sandbox.quickbooks.store import CompanyStore

_PAST = timedelta(days=300)
_NEWEST = timedelta(minutes=5)


def fill(company: CompanyStore, *, documents: int, seed: int, multicurrency: bool) -> None:
    """Add lists and transactions of the last 300 days.

    Args:
        company: An empty company.
        documents: The number of transactions.
        seed: Same seed and clock, same company.
        multicurrency: Whether to trade in foreign currencies and with goods in stock.
    """
    now = company.clock.now()
    fill_lists(company, now - _PAST)
    if multicurrency:
        add_currencies(company, now - _PAST)
    Generator(company, seed).documents(documents, now - _PAST, now - _NEWEST)
