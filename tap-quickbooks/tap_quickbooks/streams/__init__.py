"""The streams, as data: one `Entity` each with its siblings, and one `Report` each."""

from __future__ import annotations

from tap_quickbooks.streams.entity import Entity
from tap_quickbooks.streams.lists import LISTS
from tap_quickbooks.streams.reports import REPORTS, Report
from tap_quickbooks.streams.transactions import TRANSACTIONS

ENTITIES: tuple[Entity, ...] = (*LISTS, *TRANSACTIONS)

__all__ = ["ENTITIES", "REPORTS", "Entity", "Report"]
