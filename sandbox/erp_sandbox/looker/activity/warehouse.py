"""The database of System Activity: tables in memory, as they are when a query runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from erp_sandbox.looker.warehouse import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from erp_sandbox.looker.activity.tables import Table
    from erp_sandbox.looker.sql.query import Compiled


class ActivityWarehouse:
    """A database with the tables of System Activity.

    Args:
        tables: Its tables.
    """

    dialect = "duckdb"

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables

    def rows(self, compiled: Compiled) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query."""
        return self.execute(compiled.sql)

    def execute(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement over the tables that it names.

        Raises:
            WarehouseError: If the database refuses it.
        """
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            for name, table in self._tables.items():
                if re.search(rf"\b{name}\b", sql):
                    _create(connection, name, table)
            try:
                yield from connection.execute(sql).fetchall()
            except duckdb.Error as error:
                raise WarehouseError(str(error)) from error


def _create(connection: duckdb.DuckDBPyConnection, name: str, table: Table) -> None:
    columns = table.columns
    rows = list(table.rows())
    given = pa.table(
        {
            column: pa.array([_text(row.get(column)) for row in rows], pa.string())
            for column in columns
        }
    )
    connection.register("given", given)
    # Timestamps are in UTC; the offset of their text is not part of the column.
    parts = [
        f'CAST(CAST("{column}" AS TIMESTAMPTZ) AS TIMESTAMP) AS "{column}"'
        if kind == "TIMESTAMP"
        else f'CAST("{column}" AS {kind}) AS "{column}"'
        for column, kind in columns.items()
    ]
    connection.execute(f'CREATE TABLE "{name}" AS SELECT {", ".join(parts)} FROM given')
    connection.unregister("given")


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
