"""Stored webhook events: one table that the receiver writes and taps read.

Taps delete nothing. A tap stores the number of the last event it has read in its Singer state, so
that events which a target has not confirmed are read again; rows are deleted when they expire.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from singer_erp.database import Database, naive

if TYPE_CHECKING:
    from collections.abc import Iterator

# Longer than any vendor retries an event or reports changes afterwards.
RETENTION = dt.timedelta(days=35)
_METADATA = sa.MetaData()
_EVENTS = sa.Table(
    "singer_erp_inbox",
    _METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("source", sa.String(60), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("received_at", sa.DateTime, nullable=False),
    sa.Column("answered", sa.Boolean, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("source", "digest"),
    sqlite_autoincrement=True,  # states hold numbers: a number is never used again
)


@dataclass(frozen=True)
class InboxEvent:
    """A webhook request that was accepted.

    Attributes:
        number: Ascending in the order of arrival.
        body: The body as received.
    """

    number: int
    body: bytes


class Inbox:
    """An inbox in a database; one receiver writes, any number of taps read.

    Args:
        url: SQLAlchemy URL; the setting `webhook_inbox_url`.

    Raises:
        ConfigError: The URL is not valid, or its driver is not installed.
        DatabaseError: The database is not available.
    """

    def __init__(self, url: str) -> None:
        self._database = Database(url, _METADATA, name="webhook inbox", setting="webhook_inbox_url")
        # Numbers become visible in order: a reader never skips one that is not committed yet.
        self._writing = threading.Lock()

    def put(
        self, source: str, body: bytes, now: dt.datetime, *, may_repeat: bool = False
    ) -> int | None:
        """Store an event durably.

        Args:
            source: Name of the sender.
            body: Raw body.
            now: Current time, timezone-aware.
            may_repeat: Whether another event can have the same body, so that none is a repetition.

        Returns:
            Its number; the existing number if the event is stored but was not acknowledged; None
            if it was acknowledged.
        """
        digest = uuid.uuid4().hex if may_repeat else hashlib.sha256(body).hexdigest()
        same = sa.select(_EVENTS.c.number, _EVENTS.c.answered).where(
            _EVENTS.c.source == source, _EVENTS.c.digest == digest
        )
        with self._writing, self._database.connected() as connection:
            expired = _EVENTS.c.received_at < naive(now - RETENTION)
            connection.execute(_EVENTS.delete().where(expired))
            if (known := connection.execute(same).one_or_none()) is not None:
                return None if known.answered else int(known.number)
            row = {
                "source": source,
                "digest": digest,
                "received_at": naive(now),
                "answered": False,
                "body": body,
            }
            inserted = _EVENTS.insert().values(row).returning(_EVENTS.c.number)
            return int(connection.execute(inserted).scalar_one())

    def acknowledge(self, number: int) -> None:
        """Record that the sender has received the response."""
        with self._writing, self._database.connected() as connection:
            connection.execute(
                _EVENTS.update().where(_EVENTS.c.number == number).values(answered=True)
            )

    def last(self, source: str) -> int:
        """Return the number of the latest event, or 0."""
        latest = sa.select(sa.func.max(_EVENTS.c.number)).where(_EVENTS.c.source == source)
        with self._database.connected() as connection:
            return connection.execute(latest).scalar() or 0

    def between(self, source: str, after: int, last: int) -> Iterator[InboxEvent]:
        """Return events with numbers greater than `after`, up to `last`, in order of arrival."""
        events = (
            sa.select(_EVENTS.c.number, _EVENTS.c.body)
            .where(
                _EVENTS.c.source == source,
                _EVENTS.c.number > after,
                _EVENTS.c.number <= last,
            )
            .order_by(_EVENTS.c.number)
        )
        with self._database.connected() as connection:
            for number, body in connection.execute(events):
                yield InboxEvent(number, body)

    def close(self) -> None:
        """Close the database."""
        self._database.close()
