"""Transactions are read as sets: a header with all its lines, accounting lines and links.

A changed line does not always move the header's stamp, nor the reverse, and a removed line leaves
no trace (systems of record, pitfalls of incremental reading). So a transaction counts as changed
when any of its four stamps moved, and then its whole set is read again. Every row carries
`set_read_at`, when its set was asked for: a row with an older value than its transaction's was
removed at the source.

The four streams therefore go in step. What they owe is an epoch: all sets changed since a moment,
stamped with the epoch's beginning. A killed run leaves an epoch open; the next one completes it
for the streams that have not, with the same stamp, before a new epoch begins. Headers are read
last, so that a run cut short leaves rows that are too old standing, never a document without lines.
"""

from __future__ import annotations

import datetime as dt
from array import array
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from singer_erp.errors import VendorError
from singer_erp.sync.bookmarks import Bookmark, Scan

from tap_netsuite.errors import missing_column, missing_table
from tap_netsuite.suiteql import MAX_ROWS

if TYPE_CHECKING:
    import logging
    from collections.abc import Mapping

    from tap_netsuite.session import Session

_TICK = dt.timedelta(microseconds=1)

# table, column that names the transaction, stamp, whether rows without a stamp count as changed
_TRACES = (
    ("transaction", "id", "lastmodifieddate", True),
    ("transactionline", "transaction", "linelastmodifieddate", False),
    ("transactionaccountingline", "transaction", "lastmodifieddate", False),
    ("nexttransactionlinelink", "previousdoc", "lastmodifieddate", False),
    ("nexttransactionlinelink", "nextdoc", "lastmodifieddate", False),
)


@dataclass(frozen=True)
class Epoch:
    """Sets changed since a moment; None for all.

    Attributes:
        since: UTC; None for all sets.
        started_at: NetSuite's time at its beginning; the `set_read_at` of its rows.
    """

    since: dt.datetime | None
    started_at: dt.datetime


class TransactionSets:
    """What the selected ones of the four streams owe in this run.

    Args:
        session: The run's connection.
        bookmarks: Bookmark by stream name.
        log: Where decisions a user would ask about are told.
    """

    def __init__(
        self, session: Session, bookmarks: Mapping[str, Bookmark], log: logging.Logger
    ) -> None:
        self._session = session
        self._bookmarks = bookmarks
        self._log = log
        self.changed_ids = lru_cache(maxsize=2)(self._changed_ids)

    def owed(self, stream: str) -> list[Scan]:
        """The scans one stream has to make, in order; the first may go on where it was."""
        open_epoch, next_epoch = self._epochs
        bookmark = self._bookmarks[stream]
        scans = []
        if open_epoch is not None and bookmark.value() != open_epoch.started_at:
            scans.append(bookmark.pending() or Scan(open_epoch.since, open_epoch.started_at))
        return [*scans, Scan(next_epoch.since, next_epoch.started_at)]

    @cached_property
    def _epochs(self) -> tuple[Epoch | None, Epoch]:
        """The epoch an earlier run left open, if any, and the new one."""
        self._drop_scans_of_later_epochs()
        if self._out_of_step():
            self._log.info("Streams of transactions were selected apart: reading all sets again")
            for bookmark in self._bookmarks.values():
                bookmark.forget()
        bookmarks = self._bookmarks.values()
        now = self._session.now()
        pending = [scan for bookmark in bookmarks if (scan := bookmark.pending())]
        if pending:
            left = Epoch(pending[0].since, pending[0].started_at)
            return left, self._after(left.started_at, now)
        values = [value for bookmark in bookmarks if (value := bookmark.value())]
        if values:
            return None, self._after(min(values), now)
        return None, Epoch(self._session.habits.start, now)

    def _after(self, reached: dt.datetime, now: dt.datetime) -> Epoch:
        # NetSuite's clock shows whole seconds; sets read twice within one must still differ.
        return Epoch(reached - self._session.habits.lookback, max(now, reached + _TICK))

    def _drop_scans_of_later_epochs(self) -> None:
        """Keep the oldest open epoch; streams that were ahead of it begin their next one anew."""
        pending = [s.started_at for b in self._bookmarks.values() if (s := b.pending())]
        for bookmark in self._bookmarks.values():
            scan = bookmark.pending()
            if scan and scan.started_at != min(pending):
                bookmark.abandon()

    def _out_of_step(self) -> bool:
        """Whether some streams have read sets that others have never heard of."""
        bookmarks = self._bookmarks.values()
        begun = [bookmark.value() is not None for bookmark in bookmarks]
        if any(begun) and not all(begun):
            # In the first epoch some streams are through and others are not yet.
            first = [s for b in bookmarks if (s := b.pending()) and b.value() is None]
            done = {bookmark.value() for bookmark in bookmarks} - {None}
            return done != {scan.started_at for scan in first}
        return False

    def _changed_ids(self, since: dt.datetime) -> array[int]:
        """Ids of the transactions any part of which changed since, ascending."""
        with ThreadPoolExecutor(len(_TRACES)) as executor:
            found = executor.map(lambda trace: self._ids_of(since, *trace), _TRACES)
            return array("q", sorted(set().union(*found)))

    def _ids_of(
        self,
        since: dt.datetime,
        table: str,
        column: str,
        stamp: str,
        unstamped: bool,  # noqa: FBT001
    ) -> set[int]:
        changed = self._session.instants.since(f"t.{stamp}", since)
        if unstamped:
            changed = f"({changed} OR t.{stamp} IS NULL)"
        ids: set[int] = set()
        last = -1
        while True:
            query = (
                f"SELECT DISTINCT t.{column} AS id FROM {table} t "
                f"WHERE {changed} AND t.{column} > {last} ORDER BY t.{column}"
            )
            try:
                rows = self._session.suiteql.rows(query)
            except VendorError as error:
                if not (missing_table(error) or missing_column(error)):
                    raise
                self._log.warning(
                    "Changes seen only in %s.%s are not found: the role does not show it",
                    table,
                    stamp,
                )
                return ids
            ids.update(int(row["id"]) for row in rows)
            if len(rows) < MAX_ROWS:
                return ids
            last = int(rows[-1]["id"])
