"""A database behind a SQLAlchemy URL from a setting; a file is readable by the user only."""

from __future__ import annotations

import datetime as dt
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from singer_erp.errors import ConfigError, ErpError
from singer_erp.files import private_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


# Plugins that run at once share an audit log.
_LOCKS = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "SELECT pg_advisory_xact_lock(7402113)",
}


class DatabaseError(ErpError):
    """The database cannot be read or written."""


class Database:
    """A database and its tables, which are created on first use.

    Args:
        url: SQLAlchemy URL.
        upgrade: Creates its tables, or upgrades those of earlier versions.
        name: Its name in messages, such as `audit log`.
        setting: The setting that holds the URL.

    Raises:
        ConfigError: The URL is not valid, or its driver is not installed.
        DatabaseError: The database is not available.
    """

    def __init__(
        self, url: str, upgrade: Callable[[sa.Connection], object], *, name: str, setting: str
    ) -> None:
        self._name = name
        self._advice = f"Check `{setting}`: the database must be reachable and writable"
        try:
            self._engine = sa.create_engine(url, hide_parameters=True)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError):
            raise ConfigError(
                f"`{setting}` is not a database URL that this installation supports",
                "Write it like sqlite:///file.sqlite or postgresql+psycopg://host/database, and "
                "install its driver in the plugin's environment",
            ) from None
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _configure_sqlite)
            self._make_private(self._engine.url.database)
        with self.connected() as connection:
            upgrade(connection)

    @contextmanager
    def connected(self) -> Iterator[sa.Connection]:
        """Open a connection with a transaction that is committed on exit.

        Raises:
            DatabaseError: The database is not available.
        """
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            cause = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
            raise self._error(cause) from None

    @contextmanager
    def locked(self) -> Iterator[sa.Connection]:
        """Open a connection that alone writes what it has read, until its transaction ends.

        Raises:
            DatabaseError: The database is not available.
        """
        with self.connected() as connection:
            lock(connection)
            yield connection

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()

    def _make_private(self, path: str | None) -> None:
        """Create the file with access for its owner only."""
        if not path or path == ":memory:":
            return
        try:
            os.close(private_file(Path(path)))
        except OSError as error:
            raise self._error(f"{path}: {error.strerror}") from None

    def _error(self, cause: str) -> DatabaseError:
        return DatabaseError(f"The {self._name} is not available: {cause}", self._advice)


def lock(connection: sa.Connection) -> None:
    """Wait until no other connection has locked the database, and lock it.

    Args:
        connection: In a transaction that has written nothing; the lock ends with it.
    """
    if statement := _LOCKS.get(connection.dialect.name):
        connection.exec_driver_sql(statement)


def naive(value: dt.datetime) -> dt.datetime:
    """Return a timestamp in UTC without offset, which every database can store."""
    return value.astimezone(dt.UTC).replace(tzinfo=None)


def _configure_sqlite(connection: Any, _: Any) -> None:
    """Let several processes write the same file, with every commit on disk."""
    cursor = connection.cursor()
    # First, as the switch to WAL waits for other processes too.
    cursor.execute("PRAGMA busy_timeout=60000")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()
