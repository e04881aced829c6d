"""`load_method: overwrite`: a new table is filled beside the old one and takes over at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from target_duckdb.names import TableName, quote

if TYPE_CHECKING:
    from target_duckdb.warehouse import Warehouse

_PREFIX = "_sdc_overwrite_"


class Overwrites:
    """The tables that this run fills anew."""

    def __init__(self) -> None:
        self._tables: dict[TableName, TableName] = {}

    def staging(self, table: TableName) -> TableName:
        """Return where the table's new rows are collected."""
        return self._tables.setdefault(table, TableName(table.schema, f"{_PREFIX}{table.table}"))

    def discard_leftover(self, warehouse: Warehouse, table: TableName) -> None:
        """Drop what a killed run collected; does nothing once this run has begun the table."""
        if table not in self._tables:
            warehouse.execute(f"DROP TABLE IF EXISTS {self.staging(table).sql}")

    def take_over(self, warehouse: Warehouse) -> None:
        """Put the new tables in the place of the old ones, inside the open transaction."""
        for table, staging in self._tables.items():
            warehouse.execute(f"DROP TABLE IF EXISTS {table.sql}")
            warehouse.execute(f"ALTER TABLE {staging.sql} RENAME TO {quote(table.table)}")
