"""Reads one resource with its child resources: ranges of time, all by key, and records by key."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from singer_erp.errors import TransientError, VendorError
from singer_erp.messages.projection import parse_offset_timestamp
from singer_erp.sync.listing import Listed, Part
from singer_erp.sync.page import Checkpoint, Page
from singer_erp.sync.state import position_error
from singer_erp.sync.time_ranges import TimedPage, TimeRange
from singer_erp.timestamps import extracted_now

from tap_oracle_fusion.collection import Collection, Records
from tap_oracle_fusion.errors import as_stream_error, is_of_a_record, unknown_shape
from tap_oracle_fusion.nesting import Nesting
from tap_oracle_fusion.page_size import PageSize
from tap_oracle_fusion.query import ResourceQuery, after, any_of, compare, one_of
from tap_oracle_fusion.schema import deleted_record

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from singer_erp.sync.known_keys import Key
    from singer_erp.sync.state import Pending

    from tap_oracle_fusion.pod import Pod
    from tap_oracle_fusion.query import Filter
    from tap_oracle_fusion.tables import Tables

Json = dict[str, Any]
log = logging.getLogger(__name__)

_BAD_REQUEST = 400
_FIRST_DAY = "1990-01-01"
# Records one after the other that are skipped.
_FAILING_RECORDS = 50


class ResourceReader:
    """Reads one resource of the pod; threads may share it.

    Args:
        pod: The pod.
        tables: The selected streams.
        page_size: Records of a page.
        followed: Attribute with the time of change; empty if changes are not found.
        follows_children: Whether a record is read when only a child record changed.
        keeps_keys: Whether deletions are found by comparing keys.
        start: First day of resources that are limited by a date; None for all days.

    Attributes:
        unreadable: Where the records are that the pod cannot send: their keys, or a key after them.
        total: Number of all records, once they were listed or read.
    """

    listing_size = sys.maxsize

    def __init__(  # noqa: PLR0913  # values instead of the tap
        self,
        pod: Pod,
        tables: Tables,
        *,
        page_size: int,
        followed: str = "",
        follows_children: bool = False,
        keeps_keys: bool = False,
        start: dt.datetime | None = None,
    ) -> None:
        self.page_size = page_size
        self.keeps_keys = keeps_keys
        self.unreadable: list[str] = []
        self.total: int | None = None
        self._tables = tables
        self._resource = tables.resource
        self._first_day = start.date().isoformat() if start else _FIRST_DAY
        self._followed = followed
        self._child_times = tables.child_times() if follows_children else ()
        self._size = PageSize(page_size, pod.sleep)
        self._nesting = Nesting(pod, tables, self._size)
        query = tables.query((self._resource,), tables.followed)
        self._records = Collection(pod, self._resource.name, query, self._size)
        keys = ResourceQuery(fields={"": self._key_fields})
        self._keys = Collection(pod, self._resource.name, keys, self._size)

    def read_range(self, part: TimeRange) -> TimedPage:
        """Return the first page of a range of time, in the order of time and key."""
        order = (self._followed, *self._resource.keys)
        try:
            found, rows = self._fetch(self._conditions(part), order)
        except VendorError as error:
            if error.status != _BAD_REQUEST or not self._child_times or not part.since:
                raise
            self._child_times = ()
            found, rows = self._fetch(self._conditions(part), order)
            log.warning(
                "Fusion refuses conditions on lines of %s, so that a record is not read again "
                "when only a line changed: %s",
                self._resource.name,
                error,
            )
        listed = [self._listed(record) for record in found.items]
        times = [entry.changed_at for entry in listed]
        return TimedPage(
            self._page(found, rows),
            count=len(listed),
            middle=times[len(times) // 2] if times else None,
            last=times[-1] if times else None,
            key=listed[-1].key if listed else (),
            is_last=found.is_last,
        )

    def read_all(self, sync: Pending) -> Iterator[Page]:
        """Yield all records in the order of their key; all at once where it is no number."""
        if not self._tables.has_number_key:
            dated = self._resource.dated
            conditions = [compare(dated, ">=", self._first_day)] if dated else []
            records = self._records.everything(self._resource.keys, conditions)
            self.total = len(records.items)
            yield self._page(records, records.items)
            return
        last, is_last, count = sync.after[0] if sync.after else None, False, 0
        if sync.after and type(last) is not int:
            raise position_error(self._resource.stream)
        while not is_last:
            found, rows = self._after(last)
            count += len(found.items)
            is_last = found.is_last
            if found.items:
                [last] = self._listed(found.items[-1]).key
            page = self._page(found, rows)
            yield replace(page, checkpoint=replace(page.checkpoint, position=(last,)))
        self.total = None if sync.after else count

    def listing(self, part: Part, top: int | None = None) -> list[Listed]:  # noqa: ARG002
        """Return key and time of all records; part and limit are those of listed pages."""
        listed: list[Listed] = []
        is_last = False
        while not is_last:
            conditions = [after(self._resource.keys, listed[-1].key)] if listed else []
            try:
                found = self._keys.page(conditions, self._resource.keys)
            except TransientError as error:
                # A key that cannot be listed is not one that was deleted.
                raise as_stream_error(error) from None
            listed += map(self._listed, found.items)
            is_last = found.is_last
        self.total = len(listed)
        return listed

    def read_keys(self, keys: Sequence[Key]) -> Page:
        """Return the records with some keys."""
        [name] = self._resource.keys
        some = one_of(name, [value for (value,) in keys])
        items: list[Json] = []
        read: list[Json] = []
        found, rows = self._fetch((some,), (name,))
        while True:
            items, read = [*items, *found.items], [*read, *rows]
            if found.is_last:
                return self._page(replace(found, items=items), read)
            last = self._listed(items[-1]).key
            found, rows = self._fetch((some, after((name,), last)), (name,))

    def deleted(self, keys: Sequence[Key]) -> Page:
        """Return a page of rows that say that the records with some keys were deleted."""
        records = [deleted_record(dict(zip(self._resource.keys, key, strict=True))) for key in keys]
        return Page(self._nesting.deleted_rows(records), extracted_now())

    def _fetch(
        self, conditions: Sequence[Filter], order: Sequence[str]
    ) -> tuple[Records, list[Json]]:
        """Return a page, and which of its records can be read.

        A record that makes the page fail is skipped; by then the page has been halved until it
        has no other.
        """
        try:
            found = self._records.page(conditions, order, decode=self._nesting.shape.decode)
        except TransientError as error:
            if not is_of_a_record(error):
                raise
            self._size.restore()
            log.warning("A record of %s is skipped: %s", self._resource.name, error)
            return self._without_one(error, conditions, order)
        return found, found.items

    def _without_one(
        self, error: TransientError, conditions: Sequence[Filter], order: Sequence[str]
    ) -> tuple[Records, list[Json]]:
        """Return the record that fails if its key can be read, or else the first that does not.

        Raises:
            TransientError: Too many fail one after the other.
        """
        for offset in range(_FAILING_RECORDS):
            fields = None if offset else self._key_fields
            try:
                found = self._records.one(conditions, order, offset=offset, fields=fields)
            except TransientError as again:
                if not is_of_a_record(again):
                    raise
                continue
            key = "/".join(map(str, self._listed(found.items[0]).key)) if found.items else ""
            if offset:
                before = f"before {key}" if key else "at the end"
                self.unreadable.append(f"{offset} {before}")
                return replace(found, is_last=not key), found.items
            self.unreadable.append(key)
            return replace(found, is_last=False), []
        raise error

    def _after(self, last: Any) -> tuple[Records, list[Json]]:
        """Return the page of the records after a key.

        Some lists of values apply another query language and find nothing, without an error.
        """
        order = self._resource.keys
        if last is None:
            return self._fetch((), order)
        found, rows = self._fetch((compare(order[0], ">", last),), order)
        if not found.items:
            newest = self._keys.newest(order)
            if newest and self._listed(newest[0]).key > (last,):
                raise unknown_shape(f"no {self._resource.name} for a filter that some match")
        return found, rows

    def _page(self, found: Records, readable: list[Json]) -> Page:
        keys = tuple(self._listed(record).key for record in readable) if self.keeps_keys else ()
        rows = self._nesting.rows(readable)
        return Page(rows, found.extracted_at, found.request_id, Checkpoint(keys=keys))

    def _conditions(self, part: TimeRange) -> list[Filter]:
        found = [compare(self._followed, "<", part.end)]
        if part.since:
            times = (self._followed, *self._child_times)
            found.append(any_of([compare(name, ">=", part.since) for name in times]))
        if part.start and part.key:
            names = (self._followed, *self._resource.keys)
            found.append(after(names, (part.start, *part.key)))
        elif part.start:
            found.append(compare(self._followed, ">=", part.start))
        return found

    @property
    def _key_fields(self) -> tuple[str, ...]:
        return (*self._resource.keys, *([self._followed] if self._followed else ()))

    def _listed(self, record: Json) -> Listed:
        try:
            key = tuple(self._tables.key_value(name, record[name]) for name in self._resource.keys)
            time = parse_offset_timestamp(record[self._followed]) if self._followed else None
        except (LookupError, TypeError, ValueError):
            raise unknown_shape(f"a record of {self._resource.name} without key or time") from None
        return Listed(key, time)
