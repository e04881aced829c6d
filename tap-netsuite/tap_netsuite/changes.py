"""Which transactions changed: any part of a group may be the only one whose timestamp moved.

The changes of a window of ids are counted by one grouped query, and listed in ranges of about a
page. So every table is read twice through its index on the transaction, however much changed, and
no query reads more than a window of it.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

import msgspec
from singer_erp.errors import ErpError, VendorError
from singer_erp.sync.prefetch import read_in_order
from singer_erp.sync.progress import no_progress

from tap_netsuite.discovery import visible_columns
from tap_netsuite.errors import missing_columns, missing_table, unsupported_search
from tap_netsuite.query import Bucket, LastKey, first_rows, untimed_or_since
from tap_netsuite.streams.table import Table
from tap_netsuite.suiteql import MAX_ROWS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tap_netsuite.clock import Timestamps
    from tap_netsuite.suiteql import SuiteQL

log = logging.getLogger(__name__)

# A quarter of a page: where ids have gaps, ranges of several buckets still fill most of a page.
_IDS_PER_BUCKET = MAX_ROWS // 4
# A page of buckets. With the lines and links of its transactions, that is some millions of rows.
_BUCKETS_PER_WINDOW = MAX_ROWS

_Range = tuple[int, int]
T = TypeVar("T")


class _Changed(msgspec.Struct):
    id: int


@dataclass(frozen=True)
class Trace:
    """Where a change of a transaction shows.

    Attributes:
        table: The table.
        column: Its column that names the transaction.
        timestamp: Its column with the time of the last change.
        reads_untimed: Whether rows without a timestamp count as changed.
    """

    table: str
    column: str
    timestamp: str
    reads_untimed: bool = False


TRACES = (
    Trace("transaction", "id", "lastmodifieddate", reads_untimed=True),
    Trace("transactionline", "transaction", "linelastmodifieddate"),
    Trace("transactionaccountingline", "transaction", "lastmodifieddate"),
    Trace("nexttransactionlinelink", "previousdoc", "lastmodifieddate"),
    Trace("nexttransactionlinelink", "nextdoc", "lastmodifieddate"),
)


class ChangedTransactions:
    """Finds changed transactions.

    Args:
        suiteql: The account.
        ahead: Queries ahead of what is used.
    """

    def __init__(self, suiteql: SuiteQL, *, ahead: int) -> None:
        self._suiteql = suiteql
        self._ahead = ahead
        self._traces: tuple[Trace, ...] = TRACES
        self._adapting = threading.Lock()

    def ids(self, since: dt.datetime, after: int) -> Iterator[int]:
        """Yield the ids of the transactions any part of which changed, ascending.

        Args:
            since: Changes at or after this timestamp.
            after: Only larger ids.
        """

        def buckets(window: _Range) -> tuple[list[tuple[int, int]], None]:
            return self._buckets(since, window), None

        def ids(part: _Range) -> tuple[list[int], _Range | None]:
            return self._ids(since, part)

        windows = self._windows(after)
        counts = chain.from_iterable(read_in_order(windows, buckets, ahead=self._ahead))
        for page in read_in_order(_ranges(counts), ids, ahead=self._ahead):
            yield from (found for found in page if found > after)

    def _windows(self, after: int) -> Iterator[_Range]:
        rows = self._rows(
            lambda traces: f"SELECT MAX(t.{traces[0].column}) AS n {_from(traces[0])}", LastKey
        )
        last = max((row.n for row in rows), default=0)
        start = (after + 1) // _IDS_PER_BUCKET * _IDS_PER_BUCKET
        width = _BUCKETS_PER_WINDOW * _IDS_PER_BUCKET
        yield from ((low, low + width) for low in range(start, last + 1, width))

    def _buckets(self, since: dt.datetime, window: _Range) -> list[tuple[int, int]]:
        """Return number and changed transactions of the buckets that hold any."""
        bucket = f"TRUNC(t.id/{_IDS_PER_BUCKET})"
        rows = self._rows(
            lambda traces: (
                f"SELECT {bucket} AS bucket, COUNT(DISTINCT t.id) AS n "
                f"FROM ({self._changed(traces, since, window)}) t GROUP BY {bucket} "
                f"ORDER BY {bucket}"
            ),
            Bucket,
        )
        return [(row.bucket, row.n) for row in rows]

    def _ids(self, since: dt.datetime, part: _Range) -> tuple[list[int], _Range | None]:
        """Return a page of a range, and the rest of the range: more may have changed meanwhile."""
        rows = self._rows(
            lambda traces: (
                f"SELECT DISTINCT t.id AS id FROM ({self._changed(traces, since, part)}) t "
                f"ORDER BY t.id {first_rows(MAX_ROWS)}"
            ),
            _Changed,
        )
        if rows and rows[-1].id < part[0]:
            raise no_progress("the ids of changed transactions")
        rest = (rows[-1].id + 1, part[1]) if len(rows) == MAX_ROWS else None
        return [row.id for row in rows], rest if rest and rest[0] < rest[1] else None

    def _changed(self, traces: Sequence[Trace], since: dt.datetime, part: _Range) -> str:
        return " UNION ALL ".join(self._changed_in(trace, since, part) for trace in traces)

    def _changed_in(self, trace: Trace, since: dt.datetime, part: _Range) -> str:
        low, high = part
        timestamps, key = self._suiteql.utc.of(trace.table), f"t.{trace.column}"
        changed = timestamps.since(trace.timestamp, since)
        if trace.reads_untimed:
            changed = untimed_or_since(timestamps, trace.timestamp, since)
        return (
            f"SELECT {key} AS id {_from(trace)} WHERE {key} >= {low} AND {key} < {high} "
            f"AND {changed}"
        )

    def _rows(self, statement: Callable[[Sequence[Trace]], str], row_type: type[T]) -> list[T]:
        traces = self._traces
        if not traces:
            return []
        timestamps = self._timestamps(traces)
        try:
            return self._suiteql.rows(statement(traces), row_type)
        except ErpError as error:
            if not self._adapt(traces, timestamps, error):
                raise
            return self._rows(statement, row_type)

    def _adapt(
        self, traces: tuple[Trace, ...], timestamps: list[Timestamps], error: ErpError
    ) -> bool:
        """Leave out what the role does not show; return whether the query is another one now."""
        if not (missing_table(error) or missing_columns(error) or unsupported_search(error)):
            return False
        with self._adapting:
            # Another thread may have done it.
            if self._traces is traces and self._timestamps(traces) == timestamps:
                visible = tuple(filter(self._is_visible, traces))
                self._traces = traces if visible == traces else visible
            return self._traces is not traces or self._timestamps(traces) != timestamps

    def _timestamps(self, traces: Sequence[Trace]) -> list[Timestamps]:
        return [self._suiteql.utc.of(trace.table) for trace in traces]

    def _is_visible(self, trace: Trace) -> bool:
        columns = {trace.column: "id", trace.timestamp: "timestamp"}
        table = Table(trace.table, trace.table, (trace.column,), trace.timestamp, columns)
        try:
            if visible_columns(self._suiteql, table, columns).keys() == columns.keys():
                return True
        except VendorError as error:
            if not missing_table(error):
                raise
        log.warning(
            "Changes that show only in %s.%s are not found: the role does not show it",
            trace.table,
            trace.timestamp,
        )
        return False


def _from(trace: Trace) -> str:
    return f"FROM {trace.table} t"


def _ranges(counts: Iterable[tuple[int, int]]) -> Iterator[_Range]:
    """Yield ranges of ids that hold about a page of changed ones."""
    low = high = changed = 0
    for bucket, count in counts:
        if changed and changed + count > MAX_ROWS:
            yield low * _IDS_PER_BUCKET, high * _IDS_PER_BUCKET
            changed = 0
        low = low if changed else bucket
        high, changed = bucket + 1, changed + count
    if changed:
        yield low * _IDS_PER_BUCKET, high * _IDS_PER_BUCKET
