"""The ledger itself, and one run in it."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
import sqlalchemy as sa
from msgspec.structs import asdict
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from singer_erp.audit.entries import Sent
from singer_erp.audit.tables import METADATA, PAGES, RUNS, SENT, WRITES
from singer_erp.auth import utc_now
from singer_erp.errors import ConfigError, ErpError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from singer_erp.audit.entries import PageRead, Write

_KEYS_PER_QUERY = 500
_ADVICE = "Check `audit_url`: the database must be reachable and writable for this user"


def default_url() -> str:
    """A SQLite file in the user's state folder, made private."""
    return f"sqlite:///{platformdirs.user_state_path('singer-erp') / 'audit.sqlite'}"


class Ledger:
    """The ledger at a URL; its tables are made on first use.

    Args:
        url: SQLAlchemy URL; the setting `audit_url`.

    Raises:
        ConfigError: The URL is none, or its driver is not installed.
        LedgerError: The database cannot be reached.
    """

    def __init__(self, url: str) -> None:
        try:
            self.engine = sa.create_engine(url, hide_parameters=True)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError):
            raise ConfigError(
                "`audit_url` is no database URL this installation can use",
                "Write it like sqlite:///audit.sqlite or postgresql+psycopg://host/database, and "
                "install the driver it names beside the plugin",
            ) from None
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _settle_sqlite)
            _make_private(self.engine.url.database)
        with self._connected() as connection:
            METADATA.create_all(connection)

    def begin(self, plugin: str, version: str, destination: str | None = None) -> Run:
        """Open a run."""
        run = uuid.uuid4().hex
        with self._connected() as connection:
            connection.execute(
                RUNS.insert().values(
                    run=run,
                    plugin=plugin,
                    version=version,
                    destination=destination,
                    started_at=_naive(utc_now()),
                )
            )
        return Run(self, run)

    def insert(self, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
        """Add rows in one transaction."""
        if rows:
            with self._connected() as connection:
                connection.execute(table.insert(), rows)

    def sent(self, destination: str, obj: str, keys: Sequence[str]) -> dict[tuple[str, str], Sent]:
        """What was confirmed for keys of an object, by key and part."""
        found = {}
        with self._connected() as connection:
            for some in _chunks(keys):
                query = sa.select(SENT).where(
                    SENT.c.destination == destination, SENT.c.object == obj, SENT.c.key.in_(some)
                )
                for row in connection.execute(query):
                    found[row.key, row.part] = Sent(
                        obj, row.key, row.part, row.digest, row.destination_id
                    )
        return found

    def confirm(self, destination: str, writes: Sequence[dict[str, Any]], sent: list[Sent]) -> None:
        """Note outcomes, and what the destination has from now on, in one transaction."""
        with self._connected() as connection:
            if writes:
                connection.execute(WRITES.insert(), writes)
            for (obj, part), some in _grouped(sent).items():
                for chunk in _chunks(some):
                    connection.execute(
                        SENT.delete().where(
                            SENT.c.destination == destination,
                            SENT.c.object == obj,
                            SENT.c.part == part,
                            SENT.c.key.in_([entry.key for entry in chunk]),
                        )
                    )
                    connection.execute(
                        SENT.insert(),
                        [asdict(entry) | {"destination": destination} for entry in chunk],
                    )

    def end(self, run: str, result: str, calls: int) -> None:
        """Close a run."""
        with self._connected() as connection:
            connection.execute(
                RUNS.update()
                .where(RUNS.c.run == run)
                .values(ended_at=_naive(utc_now()), result=result, calls=calls)
            )

    def query(self, statement: sa.Select[Any]) -> list[dict[str, Any]]:
        """Rows of a query."""
        with self._connected() as connection:
            return [dict(row._mapping) for row in connection.execute(statement)]  # noqa: SLF001  # SQLAlchemy's public name

    def close(self) -> None:
        """Release the database."""
        self.engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        """A connection in a transaction, with errors for people."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise _explained(error) from None


class Run:
    """One run of one plugin.

    Args:
        ledger: Where it is kept.
        run: Its id.
    """

    def __init__(self, ledger: Ledger, run: str) -> None:
        self.ledger = ledger
        self.run = run

    def read(self, pages: Iterable[PageRead]) -> None:
        """Note pages that were read."""
        rows = [
            asdict(page) | {"run": self.run, "extracted_at": _naive(page.extracted_at)}
            for page in pages
        ]
        self.ledger.insert(PAGES, rows)

    def wrote(self, destination: str, writes: Iterable[Write], sent: list[Sent]) -> None:
        """Note what became of records, and what the destination has from now on."""
        now = _naive(utc_now())
        rows = [asdict(write) | {"run": self.run, "written_at": now} for write in writes]
        self.ledger.confirm(destination, rows, sent)

    def end(self, result: str, calls: int) -> None:
        """Close the run: `complete`, `failed` or `stopped`."""
        self.ledger.end(self.run, result, calls)


class LedgerError(ErpError):
    """The ledger cannot be read or written."""


def _explained(error: SQLAlchemyError) -> LedgerError:
    cause = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
    return LedgerError(
        f"The audit ledger cannot be used: {cause}",
        _ADVICE,
    )


def _settle_sqlite(connection: Any, _: Any) -> None:
    """Several plugins of one pipeline write the same file: wait for each other."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA busy_timeout=60000")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _make_private(path: str | None) -> None:
    """The file tells who was written where: nobody else's business."""
    if not path or path == ":memory:":
        return
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise LedgerError(
            f"The audit ledger cannot be used: {path}: {error.strerror}", _ADVICE
        ) from None


def _grouped(sent: Iterable[Sent]) -> dict[tuple[str, str], list[Sent]]:
    groups: dict[tuple[str, str], list[Sent]] = {}
    for entry in sent:
        groups.setdefault((entry.object, entry.part), []).append(entry)
    return groups


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _KEYS_PER_QUERY):
        yield values[start : start + _KEYS_PER_QUERY]


def _naive(value: dt.datetime) -> dt.datetime:
    """UTC without offset, as every database stores it."""
    return value.astimezone(dt.UTC).replace(tzinfo=None)
