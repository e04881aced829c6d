"""Streams of NetSuite tables."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ErpError
from singer_erp.plugin.stream import Page, TypedStream
from singer_erp.sync.bookmarks import Bookmark
from singer_sdk.singerlib import SchemaMessage

from tap_netsuite.columns import kind_of
from tap_netsuite.discovery import SET_READ_AT, visible_columns
from tap_netsuite.places import lists
from tap_netsuite.reader import TableReader
from tap_netsuite.suiteql import MAX_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from singer_erp.sync.bookmarks import Scan
    from singer_sdk import Tap

    from tap_netsuite.reader import Rows
    from tap_netsuite.session import Session
    from tap_netsuite.sets import TransactionSets
    from tap_netsuite.tables import Table

_IDS_PER_LINE_PAGE = 200


class TableStream(TypedStream):
    """The rows of one table.

    Args:
        tap: The tap.
        table: What to read.
        schema: JSON schema of the columns the account shows.
        session: The run's connection.
    """

    def __init__(self, tap: Tap, *, table: Table, schema: dict[str, Any], session: Session) -> None:
        super().__init__(tap, schema=schema, name=table.stream)
        self.table = table
        self.session = session
        self.primary_keys = table.key
        self.replication_key = table.stamp if table.stamp in schema["properties"] else None
        self._gone: set[str] = set()

    @cached_property
    def bookmark(self) -> Bookmark:
        """The stream's state."""
        habits = self.session.habits
        return Bookmark(
            self.stream_state,
            replication_key=self.replication_key
            if self.replication_method == "INCREMENTAL"
            else None,
            lookback=habits.lookback,
            start=habits.start,
        )

    def read_pages(self) -> Iterator[Page]:
        """Everything this run owes; a column that vanished meanwhile is left out with a warning."""
        before = self.session.calls
        try:
            while True:
                try:
                    yield from self._owed()
                except ErpError as error:
                    if not self._leave_out_vanished_columns(error):
                        raise
                else:
                    return
        finally:
            self._sync_costs = {n: c - before[n] for n, c in self.session.calls.items()}

    def _owed(self) -> Iterator[Page]:
        """What an earlier run left, then what has changed since."""
        if (left := self.bookmark.pending()) is not None:
            self.log("Going on with '%s' after key %s", self.name, left.after)
            yield from self._scan(left)
        yield from self._scan(self.bookmark.begin(self.session.now()))

    def _scan(self, scan: Scan) -> Iterator[Page]:
        reader = self._reader()
        for rows in reader.scan(reader.since(scan.since), scan.after):
            yield self._page(reader, rows, scan)
        self.bookmark.finish(scan)
        if scan.version is not None:
            self.activate(scan.version)

    def _page(self, reader: TableReader, rows: Rows, scan: Scan) -> Page:
        return Page(
            records=rows.records,
            record_type=reader.record_type,
            extracted_at=rows.extracted_at,
            version=scan.version,
            done=partial(self.bookmark.save, scan, rows.reached),
            request_id=rows.request_id,
        )

    def _reader(self, **constants: Any) -> TableReader:
        kinds = self._kinds()
        properties = self.effective_schema["properties"]
        return TableReader(
            self.table,
            kinds=kinds,
            schemas={column: properties[column] for column in (*kinds, *constants)},
            constants=constants,
            suiteql=self.session.suiteql,
            instants=self.session.instants,
            page_size=self.session.habits.page_size,
            ahead=self.session.habits.max_concurrency + 1,
        )

    def _kinds(self) -> dict[str, str]:
        """Kind by name of the columns to ask NetSuite for."""
        return {
            column: self.table.columns.get(column) or kind_of(definition)
            for column, definition in self.effective_schema["properties"].items()
            if self.mask[("properties", column)]
            and column not in self._gone
            and column != SET_READ_AT
        }

    def _leave_out_vanished_columns(self, error: ErpError) -> bool:
        """Drop columns the account no longer answers for; False when that is not the trouble."""
        if error.status is None or not self.writes_typed:
            return False
        kinds = self._kinds()
        visible = visible_columns(self.session, self.table, kinds)
        gone = set(kinds) - set(visible)
        if not gone or gone & {*self.table.key, self.replication_key}:
            return False
        self.logger.warning(
            "NetSuite no longer answers for %s of '%s': left out until the next discovery (%s)",
            ", ".join(sorted(gone)),
            self.name,
            error,
        )
        self._gone |= gone
        schema = self.stream_maps[0].transformed_schema
        properties = {c: s for c, s in schema["properties"].items() if c not in self._gone}
        bookmarks = [self.replication_key] if self.replication_key else None
        self._tap.write_message(
            SchemaMessage(
                self.name, schema | {"properties": properties}, self.primary_keys, bookmarks
            )
        )
        return True


class TransactionSetStream(TableStream):
    """One of the four streams that are read set by set; see `sets.py`."""

    find_sets: Callable[[], TransactionSets]

    def _owed(self) -> Iterator[Page]:
        for scan in self.find_sets().owed(self.name):
            if scan.after is not None:
                self.log("Going on with '%s' after key %s", self.name, scan.after)
            self.bookmark.save(scan)
            reader = self._reader(set_read_at=scan.started_at)
            for rows in self._rows(reader, scan):
                yield self._page(reader, rows, scan)
            self.bookmark.finish(scan)

    def _rows(self, reader: TableReader, scan: Scan) -> Iterator[Rows]:
        if scan.since is None:
            yield from reader.scan("", scan.after)
            return
        ids = self.find_sets().changed_ids(scan.since)
        start = bisect_right(ids, scan.after[0]) if scan.after else 0
        one_row_each = self.table.key == ("id",)
        places = lists(
            ids[start:],
            columns=[f"t.{column}" for column in self._transaction_columns],
            size=min(MAX_ROWS, self.session.habits.page_size)
            if one_row_each
            else _IDS_PER_LINE_PAGE,
        )
        yield from reader.pages("", places)

    @property
    def _transaction_columns(self) -> tuple[str, ...]:
        """Columns that name the transaction a row belongs to; a link belongs to two."""
        if self.table.stream == "transaction_links":
            return ("previousdoc", "nextdoc")
        return self.table.key[:1]
