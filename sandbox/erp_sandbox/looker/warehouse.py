"""The database behind a connection: a DuckDB file, or any that SQLAlchemy connects to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import duckdb
import sqlalchemy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from erp_sandbox.looker.sql.query import Compiled

_BATCH = 10_000


class WarehouseError(Exception):
    """An error of the database; the message is its own."""


class Database(Protocol):
    """What runs the queries of a project."""

    @property
    def dialect(self) -> str:
        """The dialect: `duckdb` or `postgres`."""

    def rows(self, compiled: Compiled) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query."""

    def execute(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement."""


class Warehouse:
    """A database, opened for each statement.

    A loader writes a DuckDB file between two queries, which no other process may then have open.

    Attributes:
        dialect: `duckdb` or `postgres`.
    """

    def __init__(self, url: str) -> None:
        """Refer to a database.

        Args:
            url: The path of a DuckDB file, or a URL of SQLAlchemy.

        Raises:
            ValueError: If the URL is not that of a supported database.
        """
        self._path = url if "://" not in url else None
        self._engine = None if self._path else _engine(url)
        self.dialect = "duckdb" if self._engine is None else "postgres"

    def rows(self, compiled: Compiled) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query: Decimal, int, str, date, datetime or None.

        Raises:
            WarehouseError: If the database refuses the statement.
        """
        return self.execute(compiled.sql)

    def execute(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement.

        Raises:
            WarehouseError: If the database refuses it.
        """
        return self._duckdb(sql) if self._path else self._sqlalchemy(sql)

    def close(self) -> None:
        """Close the connections that are kept open."""
        if self._engine is not None:
            self._engine.dispose()

    def _duckdb(self, sql: str) -> Iterator[tuple[Any, ...]]:
        try:
            with duckdb.connect(str(self._path), read_only=True) as connection:
                connection.execute("SET TimeZone = 'UTC'")
                cursor = connection.execute(sql)
                while batch := cursor.fetchmany(_BATCH):
                    yield from batch
        except duckdb.Error as error:
            raise WarehouseError(str(error)) from error

    def _sqlalchemy(self, sql: str) -> Iterator[tuple[Any, ...]]:
        try:
            with self._engine.connect() as connection:  # type: ignore[union-attr]
                connection.exec_driver_sql("SET TIME ZONE 'UTC'")
                streamed = connection.execution_options(stream_results=True, no_parameters=True)
                for batch in streamed.exec_driver_sql(sql).partitions(_BATCH):
                    yield from map(tuple, batch)
        except sqlalchemy.exc.DBAPIError as error:
            raise WarehouseError(str(error.orig).strip()) from error


def _engine(url: str) -> sqlalchemy.Engine:
    try:
        engine = sqlalchemy.create_engine(url)
    except (sqlalchemy.exc.ArgumentError, ImportError) as error:
        raise ValueError("The warehouse's URL is not valid, or its driver is missing.") from error
    if engine.dialect.name != "postgresql":
        raise ValueError(
            f"A warehouse of {engine.dialect.name} is not supported."
            " Use Postgres, or the path of a DuckDB file."
        )
    return engine
