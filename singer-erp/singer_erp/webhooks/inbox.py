"""Where deliveries wait: one table, which the receiver fills and taps read.

Taps take nothing out. How far one has read is in its Singer state, so that what a target has not
confirmed is read again; rows go when they are old.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from singer_erp.database import Database, naive

if TYPE_CHECKING:
    from collections.abc import Iterator

# Longer than any vendor tries to deliver, or tells changes afterwards.
KEPT = dt.timedelta(days=35)
_METADATA = sa.MetaData()
_DELIVERIES = sa.Table(
    "singer_erp_inbox",
    _METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("source", sa.String(60), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("received_at", sa.DateTime, nullable=False),
    sa.Column("answered", sa.Boolean, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("source", "digest"),
    sqlite_autoincrement=True,  # a number is never used again: states hold them
)


@dataclass(frozen=True)
class Delivery:
    """A request that was taken.

    Attributes:
        number: Ascending in the order of arrival.
        body: As it came.
    """

    number: int
    body: bytes


class Inbox:
    """The inbox in a database; one receiver writes, any number of taps read.

    Args:
        url: SQLAlchemy URL; the setting `webhook_inbox_url`.

    Raises:
        ConfigError: The URL is none, or its driver is not installed.
        DatabaseError: The database cannot be reached.
    """

    def __init__(self, url: str) -> None:
        self._database = Database(url, _METADATA, name="webhook inbox", setting="webhook_inbox_url")
        # Numbers become visible in their order: a reader never skips one that is still written.
        self._writing = threading.Lock()

    def put(self, source: str, body: bytes, now: dt.datetime) -> int | None:
        """Keep a delivery; once this returns, a crash does not lose it.

        Returns:
            Its number, also where it came before but was not answered; None where it was.
        """
        digest = hashlib.sha256(body).hexdigest()
        same = sa.select(_DELIVERIES.c.number, _DELIVERIES.c.answered).where(
            _DELIVERIES.c.source == source, _DELIVERIES.c.digest == digest
        )
        with self._writing, self._database.connected() as connection:
            old = _DELIVERIES.c.received_at < naive(now - KEPT)
            connection.execute(_DELIVERIES.delete().where(old))
            if (known := connection.execute(same).one_or_none()) is not None:
                return None if known.answered else int(known.number)
            row = {
                "source": source,
                "digest": digest,
                "received_at": naive(now),
                "answered": False,
                "body": body,
            }
            made = _DELIVERIES.insert().values(row).returning(_DELIVERIES.c.number)
            return int(connection.execute(made).scalar_one())

    def answered(self, number: int) -> None:
        """Note that the sender was told."""
        with self._writing, self._database.connected() as connection:
            connection.execute(
                _DELIVERIES.update().where(_DELIVERIES.c.number == number).values(answered=True)
            )

    def last(self, source: str) -> int:
        """Number of the newest delivery; 0 where there is none."""
        newest = sa.select(sa.func.max(_DELIVERIES.c.number)).where(_DELIVERIES.c.source == source)
        with self._database.connected() as connection:
            return connection.execute(newest).scalar() or 0

    def between(self, source: str, after: int, last: int) -> Iterator[Delivery]:
        """Deliveries with numbers above `after`, up to `last`, in the order they came."""
        wanted = (
            sa.select(_DELIVERIES.c.number, _DELIVERIES.c.body)
            .where(
                _DELIVERIES.c.source == source,
                _DELIVERIES.c.number > after,
                _DELIVERIES.c.number <= last,
            )
            .order_by(_DELIVERIES.c.number)
        )
        with self._database.connected() as connection:
            for number, body in connection.execute(wanted):
                yield Delivery(number, body)

    def close(self) -> None:
        """Release the database."""
        self._database.close()
