"""The audit log and its runs."""

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
    """Return the URL of a private SQLite file in the user's state folder."""
    return f"sqlite:///{platformdirs.user_state_path('singer-erp') / 'audit.sqlite'}"


class AuditLog:
    """An audit log at a URL; its tables are created on first use.

    Args:
        url: SQLAlchemy URL; the setting `audit_url`.

    Raises:
        ConfigError: The URL is not valid, or its driver is not installed.
        DatabaseError: The database is not available.
    """

    def __init__(self, url: str) -> None:
        self._database = Database(url, METADATA, name="audit log", setting="audit_url")

    def begin(self, plugin: str, version: str, destination: str | None = None) -> AuditRun:
        """Begin a run."""
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
        return AuditRun(self, run)

    def insert(self, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows in one transaction."""
        if rows:
            with self._database.connected() as connection:
                connection.execute(table.insert(), rows)

    def last_sent(
        self, destination: str, obj: str, keys: Sequence[str]
    ) -> dict[tuple[str, str], Sent]:
        """Return what the destination last confirmed for keys of an object, by key and part."""
        found = {}
        with self._database.connected() as connection:
            for chunk in _chunks(keys):
                query = sa.select(SENT).where(
                    SENT.c.destination == destination, SENT.c.object == obj, SENT.c.key.in_(chunk)
                )
                for row in connection.execute(query):
                    found[row.key, row.part] = Sent(
                        obj, row.key, row.part, row.digest, row.destination_id
                    )
        return found

    def confirm(self, destination: str, writes: Sequence[dict[str, Any]], sent: list[Sent]) -> None:
        """Record outcomes and confirmed values in one transaction."""
        with self._database.connected() as connection:
            if writes:
                connection.execute(WRITES.insert(), writes)
            for (obj, part), entries in _grouped(sent).items():
                for chunk in _chunks(entries):
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
        """End a run."""
        with self._database.connected() as connection:
            connection.execute(
                RUNS.update()
                .where(RUNS.c.run == run)
                .values(ended_at=naive(utc_now()), result=result, calls=calls)
            )

    def query(self, statement: sa.Select[Any]) -> list[dict[str, Any]]:
        """Return the rows of a query."""
        with self._database.connected() as connection:
            return [dict(row._mapping) for row in connection.execute(statement)]  # noqa: SLF001  # SQLAlchemy's public name

    def close(self) -> None:
        """Close the database."""
        self._database.close()


class AuditRun:
    """One run of one plugin.

    Args:
        audit_log: The log it belongs to.
        run: Its id.
    """

    def __init__(self, audit_log: AuditLog, run: str) -> None:
        self.audit_log = audit_log
        self.run = run

    def record_pages(self, pages: Iterable[PageRead]) -> None:
        """Record pages that were read."""
        rows = [
            asdict(page) | {"run": self.run, "extracted_at": naive(page.extracted_at)}
            for page in pages
        ]
        self.audit_log.insert(PAGES, rows)

    def record_writes(self, destination: str, writes: Iterable[Write], sent: list[Sent]) -> None:
        """Record outcomes and the values that the destination has confirmed."""
        now = naive(utc_now())
        rows = [asdict(write) | {"run": self.run, "written_at": now} for write in writes]
        self.audit_log.confirm(destination, rows, sent)

    def end(self, result: str, calls: int) -> None:
        """End the run as `complete` or `failed`."""
        self.audit_log.end(self.run, result, calls)


def _grouped(sent: Iterable[Sent]) -> dict[tuple[str, str], list[Sent]]:
    groups: dict[tuple[str, str], list[Sent]] = {}
    for entry in sent:
        groups.setdefault((entry.object, entry.part), []).append(entry)
    return groups


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _KEYS_PER_QUERY):
        yield values[start : start + _KEYS_PER_QUERY]
