"""What a destination has confirmed, and what is unknown of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from singer_erp.audit.entries import Lost, Sent
from singer_erp.audit.tables import COMPARISONS, JOBS, LOST, RUNS, SENT
from singer_erp.timestamps import as_utc

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from singer_erp.database import Database

_KEYS_PER_QUERY = 500


class SentRecords:
    """The records that were sent to one destination.

    Args:
        database: The audit log's database.
        destination: Id of the destination.
    """

    def __init__(self, database: Database, destination: str) -> None:
        self._database = database
        self._destination = destination

    def last_sent(self, obj: str, keys: Sequence[str]) -> dict[tuple[str, str], Sent]:
        """Return what is known of keys of an object, by key and part."""
        found = {}
        for chunk in chunks(keys):
            query = self._select(SENT, obj).where(SENT.c.key.in_(chunk))
            for row in self._rows(query):
                found[row["key"], row["part"]] = Sent(**row)
        return found

    def destination_ids(self, obj: str) -> dict[str, str]:
        """Return the destination's ids of all confirmed records of an object, by key."""
        query = self._select(SENT, obj).where(SENT.c.destination_id.is_not(None))
        return {row["key"]: row["destination_id"] for row in self._rows(query)}

    def lost(self, obj: str) -> dict[str, Lost]:
        """Return the records of an object that users deleted or merged, by key."""
        return {row["key"]: Lost(**row) for row in self._rows(self._select(LOST, obj))}

    def jobs(self) -> list[tuple[str, str]]:
        """Return object and id of the jobs whose end no run has seen."""
        query = sa.select(JOBS).where(JOBS.c.destination == self._destination)
        return [(row["object"], row["job_id"]) for row in self._rows(query)]

    def compared_at(self, obj: str) -> dt.datetime | None:
        """Return when an object was last compared; UTC without offset."""
        for row in self._rows(self._select(COMPARISONS, obj)):
            compared: dt.datetime = row["compared_at"]
            return compared
        return None

    def connected_at(self, runs: Iterable[str]) -> dt.datetime | None:
        """Return the destination's clock when the first of these runs connected."""
        query = sa.select(sa.func.min(RUNS.c.connected_at)).where(RUNS.c.run.in_([*runs]))
        with self._database.connected() as connection:
            earliest: dt.datetime | None = connection.scalar(query)
        return None if earliest is None else as_utc(earliest)

    def _select(self, table: sa.Table, obj: str) -> sa.Select[Any]:
        columns = [column for column in table.c if column.name != "destination"]
        return sa.select(*columns).where(
            table.c.destination == self._destination, table.c.object == obj
        )

    def _rows(self, query: sa.Select[Any]) -> list[dict[str, Any]]:
        with self._database.connected() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]  # noqa: SLF001  # SQLAlchemy's public name


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield values in chunks that one statement takes."""
    for start in range(0, len(values), _KEYS_PER_QUERY):
        yield values[start : start + _KEYS_PER_QUERY]
