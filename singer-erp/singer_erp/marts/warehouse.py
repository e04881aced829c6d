"""The finance marts in a warehouse: a DuckDB file or a database behind a SQLAlchemy URL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect

from singer_erp.database import Database
from singer_erp.errors import ConfigError, ErpError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Run = Callable[[sa.Select[Any]], list[dict[str, Any]]]

_OPTION = "--warehouse"
# The schema of marts that no tenant or developer shares; see `transform/macros`.
_OWN_SCHEMAS = frozenset({"", "main", "public"})
_TABLES = sa.table(
    "tables", sa.column("table_schema"), sa.column("table_name"), schema="information_schema"
)


class WarehouseError(ErpError):
    """The warehouse cannot be read."""


class Marts:
    """The finance marts.

    Args:
        warehouse: Path of a DuckDB file, or a SQLAlchemy URL.
        schema: dbt's schema (`SINGER_ERP_SCHEMA`), which starts the marts' schema.
    """

    def __init__(self, warehouse: str, schema: str = "") -> None:
        self._warehouse = warehouse
        self.schema = "finance" if schema in _OWN_SCHEMAS else f"{schema}_finance"

    def table(self, name: str, *columns: str) -> sa.TableClause:
        """Return a mart with some of its columns, for queries."""
        return sa.table(name, *(sa.column(column) for column in columns), schema=self.schema)

    def read(self, query: sa.Select[Any], tables: Iterable[str]) -> list[dict[str, Any]] | None:
        """Return the rows of a query, or None if the marts have not been built yet.

        Args:
            query: Over the tables.
            tables: Names of the marts that it reads.

        Raises:
            ConfigError: The warehouse is not named correctly, or its driver is not installed.
            ErpError: It cannot be read.
        """
        if "://" in self._warehouse:
            return self._read_database(query, tables)
        return self._read_duckdb(query, tables)

    def _read_database(
        self, query: sa.Select[Any], tables: Iterable[str]
    ) -> list[dict[str, Any]] | None:
        database = Database(self._warehouse, lambda _: None, name="warehouse", setting=_OPTION)
        try:
            with database.connected() as connection:
                return self._read(
                    lambda select: [dict(row) for row in connection.execute(select).mappings()],
                    query,
                    tables,
                )
        finally:
            database.close()

    def _read_duckdb(
        self, query: sa.Select[Any], tables: Iterable[str]
    ) -> list[dict[str, Any]] | None:
        try:
            import duckdb  # noqa: PLC0415 - only of those whose warehouse it is
        except ModuleNotFoundError:
            raise ConfigError(
                f"`{_OPTION}` is a DuckDB file, and the package duckdb is not installed",
                "Install singer-erp[duckdb]",
            ) from None
        if not Path(self._warehouse).exists():
            return None
        try:
            with duckdb.connect(self._warehouse, read_only=True) as connection:

                def run(select: sa.Select[Any]) -> list[dict[str, Any]]:
                    compiled = select.compile(dialect=DefaultDialect(paramstyle="qmark"))
                    values = [compiled.params[name] for name in compiled.positiontup or ()]
                    found = connection.execute(str(compiled), values)
                    names = [column[0] for column in found.description]
                    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

                return self._read(run, query, tables)
        except duckdb.Error as error:
            raise WarehouseError(
                f"The warehouse {self._warehouse} cannot be read: {str(error).splitlines()[0]}",
                "If another process writes it, run the command again when that has ended",
            ) from None

    def _read(
        self, run: Run, query: sa.Select[Any], tables: Iterable[str]
    ) -> list[dict[str, Any]] | None:
        built = run(sa.select(_TABLES.c.table_name).where(_TABLES.c.table_schema == self.schema))
        if not set(tables) <= {row["table_name"] for row in built}:
            return None
        return run(query)
