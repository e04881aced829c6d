"""Statements of the query language ("Query operations and syntax").

The language binds no parameters: `quote` is the only way a text enters a statement.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from singer_erp.sync.windows import Window

if TYPE_CHECKING:
    from collections.abc import Collection

    from tap_quickbooks.streams.entity import Entity

MAX_RESULTS = 1000
CREATED = "MetaData.CreateTime"
UPDATED = "MetaData.LastUpdatedTime"


def quote(text: str) -> str:
    """Return a text in quotes, quotes and backslashes escaped."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def quote_timestamp(value: dt.datetime) -> str:
    """Return a timestamp in UTC, to the second, which is all QuickBooks keeps."""
    return quote(value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


class EntityQuery:
    """The statements that read one entity.

    Args:
        entity: What to read.
        since: Records changed at or after this timestamp; None for all.
    """

    def __init__(self, entity: Entity, since: dt.datetime | None) -> None:
        self.entity = entity
        self._always = ["Active IN (true, false)"] if entity.has_inactive else []
        self._since = [] if since is None else [f"{UPDATED} >= {quote_timestamp(since)}"]
        self._conditions = [*self._always, *self._since]

    def page(self, window: Window, size: int) -> str:
        """Return the statement of a page of a window of creation time."""
        order = CREATED if self.entity.paged_by_creation and not window.offset else ""
        return self._select(self._in(window), order, window.offset, size)

    def nth(self, window: Window, position: int) -> str:
        """Return the statement of one record of a window, by its position from 0."""
        return self._select(self._in(window), CREATED, position, 1)

    def second(self, moment: dt.datetime, offset: int, size: int) -> str:
        """Return the statement of a page of the records created in one second."""
        return self._select(self._in_second(moment), "", offset, size)

    def count(self, window: Window) -> str:
        """Return the statement that counts the records of a window."""
        return self._count(self._in(window))

    def count_second(self, moment: dt.datetime) -> str:
        """Return the statement that counts the records created in one second."""
        return self._count(self._in_second(moment))

    def count_all(self) -> str:
        """Return the statement that counts all records of the entity."""
        return _join(f"SELECT COUNT(*) FROM {self.entity.name}", self._always)

    def count_of(self, reference: str, record_id: str) -> str:
        """Return the statement that counts the records that refer to a record of a list."""
        condition = f"{reference} = {quote(record_id)}"
        return _join(f"SELECT COUNT(*) FROM {self.entity.name}", [*self._always, condition])

    def inactive(self) -> str:
        """Return the statement of the inactive records."""
        return self._select(["Active = false", *self._since], "", 0, MAX_RESULTS)

    def by_ids(self, ids: Collection[str]) -> str:
        """Return the statement of records by id."""
        listed = ", ".join(map(quote, ids))
        return self._select([*self._always, f"Id IN ({listed})"], "", 0, MAX_RESULTS)

    def _in(self, window: Window) -> list[str]:
        found = list(self._conditions)
        if window.start is not None:
            found.append(f"{CREATED} >= {quote_timestamp(window.start)}")
        if window.end is not None:
            found.append(f"{CREATED} < {quote_timestamp(window.end)}")
        return found

    def _in_second(self, moment: dt.datetime) -> list[str]:
        # Not by `=`: some companies keep milliseconds.
        return self._in(Window(moment, moment + dt.timedelta(seconds=1)))

    def _select(self, conditions: list[str], order: str, offset: int, size: int) -> str:
        parts = [_join(f"SELECT * FROM {self.entity.name}", conditions)]
        if order:
            parts.append(f"ORDERBY {order}")
        parts.append(f"STARTPOSITION {offset + 1} MAXRESULTS {size}")
        return " ".join(parts)

    def _count(self, conditions: list[str]) -> str:
        return _join(f"SELECT COUNT(*) FROM {self.entity.name}", conditions)


def _join(head: str, conditions: list[str]) -> str:
    return f"{head} WHERE {' AND '.join(conditions)}" if conditions else head
