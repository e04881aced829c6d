"""A database behind a SQLAlchemy URL that a setting gives: private where it is a file."""

from __future__ import annotations

import datetime as dt
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from singer_erp.errors import ConfigError, ErpError

if TYPE_CHECKING:
    from collections.abc import Iterator


class DatabaseError(ErpError):
    """A database cannot be read or written."""


class Database:
    """A database and its tables, which are made on first use.

    Args:
        url: SQLAlchemy URL.
        tables: What is kept there.
        name: What people call it, such as `audit ledger`.
        setting: The setting the URL comes from.

    Raises:
        ConfigError: The URL is none, or its driver is not installed.
        DatabaseError: The database cannot be reached.
    """

    def __init__(self, url: str, tables: sa.MetaData, *, name: str, setting: str) -> None:
        self._name = name
        self._advice = f"Check `{setting}`: the database must be reachable and writable"
        try:
            self._engine = sa.create_engine(url, hide_parameters=True)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError):
            raise ConfigError(
                f"`{setting}` is no database URL this installation can use",
                "Write it like sqlite:///file.sqlite or postgresql+psycopg://host/database, and "
                "install the driver it names beside the plugin",
            ) from None
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _settle_sqlite)
            self._make_private(self._engine.url.database)
        with self.connected() as connection:
            tables.create_all(connection)

    @contextmanager
    def connected(self) -> Iterator[sa.Connection]:
        """A connection in a transaction, which is committed at the end.

        Raises:
            DatabaseError: The database cannot be used.
        """
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            cause = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
            raise self._unusable(cause) from None

    def close(self) -> None:
        """Release the database."""
        self._engine.dispose()

    def _make_private(self, path: str | None) -> None:
        """What the file tells is nobody else's business."""
        if not path or path == ":memory:":
            return
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        except OSError as error:
            raise self._unusable(f"{path}: {error.strerror}") from None

    def _unusable(self, cause: str) -> DatabaseError:
        return DatabaseError(f"The {self._name} cannot be used: {cause}", self._advice)


def naive(value: dt.datetime) -> dt.datetime:
    """UTC without offset, as every database stores it."""
    return value.astimezone(dt.UTC).replace(tzinfo=None)


def _settle_sqlite(connection: Any, _: Any) -> None:
    """Several processes write the same file: they wait for each other, and a commit is on disk."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA busy_timeout=60000")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()
