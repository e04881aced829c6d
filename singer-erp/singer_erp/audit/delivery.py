"""One run that writes to a destination: intents before requests, outcomes after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from msgspec.structs import asdict

from singer_erp.audit.log import AuditRun
from singer_erp.audit.sent import chunks
from singer_erp.audit.tables import COMPARISONS, JOBS, LOST, MAPPINGS, RUNS, SENT, WRITES
from singer_erp.database import naive
from singer_erp.timestamps import utc_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from singer_erp.audit.entries import Lost, Sent, Write
    from singer_erp.database import Database

# Object, key and part.
Part = tuple[str, str, str]


class DeliveryRun(AuditRun):
    """One run of a target.

    What is sent is pending first. A process that ends before the response leaves it pending: the
    destination may have it or not, and the next run sends the record again, whatever it is then.

    Args:
        database: The audit log's database.
        run: Its id.
        destination: Id of the destination.
    """

    def __init__(self, database: Database, run: str, destination: str) -> None:
        super().__init__(database, run)
        self._destination = destination

    def record_mappings(self, mappings: Mapping[str, str]) -> None:
        """Record the text of mappings by digest, once for each digest."""
        with self._database.locked() as connection:
            query = sa.select(MAPPINGS.c.mapping).where(MAPPINGS.c.mapping.in_(mappings))
            known = set(connection.scalars(query))
            new = [{"mapping": d, "text": t} for d, t in mappings.items() if d not in known]
            if new:
                connection.execute(MAPPINGS.insert(), new)

    def record_intents(self, parts: Iterable[Part]) -> None:
        """Record what the next requests send."""
        with self._database.locked() as connection:
            for (obj, part), keys in _grouped(parts).items():
                for chunk in chunks(keys):
                    self._record_pending(connection, obj, part, chunk)

    def _record_pending(
        self, connection: sa.Connection, obj: str, part: str, keys: Sequence[str]
    ) -> None:
        same = self._where(obj, part, keys)
        known = set(connection.scalars(sa.select(SENT.c.key).where(*same)))
        # Sent twice without a response: the response to the second one says nothing of the first.
        pending = SENT.c.pending_run.is_not(None)
        connection.execute(SENT.update().where(*same, pending).values(digest=None))
        connection.execute(SENT.update().where(*same, ~pending).values(pending_run=self.run))
        new = {"destination": self._destination, "object": obj, "part": part}
        if rows := [new | {"key": k, "pending_run": self.run} for k in keys if k not in known]:
            connection.execute(SENT.insert(), rows)

    def record_outcomes(
        self,
        writes: Iterable[Write],
        confirmed: Sequence[Sent],
        refused: Iterable[Part],
        gone: Iterable[Part] = (),
    ) -> None:
        """Record outcomes in one transaction.

        Args:
            writes: The outcomes.
            confirmed: What the destination has now.
            refused: What it has not changed.
            gone: What it has no more.
        """
        now = naive(utc_now())
        rows = [asdict(write) | {"run": self.run, "written_at": now} for write in writes]
        by_part: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for entry in confirmed:
            values = {"destination": self._destination, "confirmed_at": now, "pending_run": None}
            by_part.setdefault((entry.object, entry.part), []).append(asdict(entry) | values)
        with self._database.locked() as connection:
            if rows:
                connection.execute(WRITES.insert(), rows)
            for (obj, part), entries in by_part.items():
                for chunk in chunks(entries):
                    same = self._where(obj, part, [entry["key"] for entry in chunk])
                    connection.execute(SENT.delete().where(*same))
                    connection.execute(SENT.insert(), list(chunk))
            for (obj, part), keys in _grouped(gone).items():
                for chunk in chunks(keys):
                    connection.execute(SENT.delete().where(*self._where(obj, part, chunk)))
            for (obj, part), keys in _grouped(refused).items():
                for chunk in chunks(keys):
                    same = (*self._where(obj, part, chunk), SENT.c.digest.is_not(None))
                    connection.execute(SENT.update().where(*same).values(pending_run=None))

    def record_unchanged(self, count: int, newer: Sequence[tuple[Part, str]]) -> None:
        """Record unchanged records.

        Args:
            count: Their number.
            newer: Those with a newer source version, and that version.
        """
        with self._database.connected() as connection:
            total = sa.func.coalesce(RUNS.c.unchanged, 0) + count
            connection.execute(RUNS.update().where(RUNS.c.run == self.run).values(unchanged=total))
            for (obj, key, part), version in newer:
                same = self._where(obj, part, [key])
                connection.execute(SENT.update().where(*same).values(source_version=version))

    def record_lost(self, lost: Sequence[Lost]) -> None:
        """Record that users deleted or merged records of one object.

        Nothing is known of them any more: they are sent when the source has them next.
        """
        with self._database.locked() as connection:
            for chunk in chunks(lost):
                for table in (SENT, LOST):
                    connection.execute(
                        table.delete().where(
                            table.c.destination == self._destination,
                            table.c.object == chunk[0].object,
                            table.c.key.in_([entry.key for entry in chunk]),
                        )
                    )
                rows = [asdict(entry) | {"destination": self._destination} for entry in chunk]
                connection.execute(LOST.insert(), rows)

    def record_comparison(self, obj: str) -> None:
        """Record that all records of an object were compared."""
        same = {"destination": self._destination, "object": obj}
        with self._database.locked() as connection:
            connection.execute(COMPARISONS.delete().filter_by(**same))
            connection.execute(COMPARISONS.insert().values(**same, compared_at=naive(utc_now())))

    def start_job(self, obj: str, job_id: str) -> None:
        """Record a job before it processes anything."""
        with self._database.connected() as connection:
            connection.execute(
                JOBS.insert().values(
                    destination=self._destination, job_id=job_id, run=self.run, object=obj
                )
            )

    def end_job(self, job_id: str) -> None:
        """Record that a job has ended."""
        with self._database.connected() as connection:
            connection.execute(
                JOBS.delete().where(
                    JOBS.c.destination == self._destination, JOBS.c.job_id == job_id
                )
            )

    def _where(
        self, obj: str, part: str, keys: Sequence[str]
    ) -> tuple[sa.ColumnElement[bool], ...]:
        return (
            SENT.c.destination == self._destination,
            SENT.c.object == obj,
            SENT.c.part == part,
            SENT.c.key.in_(keys),
        )


def _grouped(parts: Iterable[Part]) -> dict[tuple[str, str], list[str]]:
    """Return the keys by object and part."""
    groups: dict[tuple[str, str], list[str]] = {}
    for obj, key, part in parts:
        groups.setdefault((obj, part), []).append(key)
    return groups
