"""The ledger itself, and one run in it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import platformdirs
import sqlalchemy as sa
from msgspec.structs import asdict

from singer_erp.audit.entries import Sent
from singer_erp.audit.tables import METADATA, PAGES, RUNS, SENT, WRITES
from singer_erp.database import Database, naive
from singer_erp.timestamps import utc_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from singer_erp.audit.entries import PageRead, Write

_KEYS_PER_QUERY = 500


def default_url() -> str:
    """A SQLite file in the user's state folder, made private."""
    return f"sqlite:///{platformdirs.user_state_path('singer-erp') / 'audit.sqlite'}"


class Ledger:
    """The ledger at a URL; its tables are made on first use.

    Args:
        url: SQLAlchemy URL; the setting `audit_url`.

    Raises:
        ConfigError: The URL is none, or its driver is not installed.
        DatabaseError: The database cannot be reached.
    """

    def __init__(self, url: str) -> None:
        self._database = Database(url, METADATA, name="audit ledger", setting="audit_url")

    def begin(self, plugin: str, version: str, destination: str | None = None) -> Run:
        """Open a run."""
        run = uuid.uuid4().hex
        with self._database.connected() as connection:
            connection.execute(
                RUNS.insert().values(
                    run=run,
                    plugin=plugin,
                    version=version,
                    destination=destination,
                    started_at=naive(utc_now()),
                )
            )
        return Run(self, run)

    def insert(self, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
        """Add rows in one transaction."""
        if rows:
            with self._database.connected() as connection:
                connection.execute(table.insert(), rows)

    def sent(self, destination: str, obj: str, keys: Sequence[str]) -> dict[tuple[str, str], Sent]:
        """What was confirmed for keys of an object, by key and part."""
        found = {}
        with self._database.connected() as connection:
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
        with self._database.connected() as connection:
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
        with self._database.connected() as connection:
            connection.execute(
                RUNS.update()
                .where(RUNS.c.run == run)
                .values(ended_at=naive(utc_now()), result=result, calls=calls)
            )

    def query(self, statement: sa.Select[Any]) -> list[dict[str, Any]]:
        """Rows of a query."""
        with self._database.connected() as connection:
            return [dict(row._mapping) for row in connection.execute(statement)]  # noqa: SLF001  # SQLAlchemy's public name

    def close(self) -> None:
        """Release the database."""
        self._database.close()


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
            asdict(page) | {"run": self.run, "extracted_at": naive(page.extracted_at)}
            for page in pages
        ]
        self.ledger.insert(PAGES, rows)

    def wrote(self, destination: str, writes: Iterable[Write], sent: list[Sent]) -> None:
        """Note what became of records, and what the destination has from now on."""
        now = naive(utc_now())
        rows = [asdict(write) | {"run": self.run, "written_at": now} for write in writes]
        self.ledger.confirm(destination, rows, sent)

    def end(self, result: str, calls: int) -> None:
        """Close the run: `complete`, `failed` or `stopped`."""
        self.ledger.end(self.run, result, calls)


def _grouped(sent: Iterable[Sent]) -> dict[tuple[str, str], list[Sent]]:
    groups: dict[tuple[str, str], list[Sent]] = {}
    for entry in sent:
        groups.setdefault((entry.object, entry.part), []).append(entry)
    return groups


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _KEYS_PER_QUERY):
        yield values[start : start + _KEYS_PER_QUERY]
