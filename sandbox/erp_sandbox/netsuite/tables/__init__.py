"""The tables of a NetSuite account, by SuiteQL name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.netsuite.tables import entities, organization, setup, transactions

if TYPE_CHECKING:
    from erp_sandbox.netsuite.catalog import Table

VIEWS = frozenset(
    {
        "entity",
        "entityaddress",
        "previoustransactionlinelink",
        "nexttransactionlink",
        "previoustransactionlink",
    }
)
"""Tables that only show rows of other tables; nothing is written to them."""

__all__ = ["VIEWS", "standard_tables"]


def standard_tables() -> dict[str, Table]:
    """Return all tables with the account's initial custom fields, whatever its features."""
    families = (organization.TABLES, entities.TABLES, transactions.TABLES, setup.TABLES)
    return {table.name: table for family in families for table in family}
