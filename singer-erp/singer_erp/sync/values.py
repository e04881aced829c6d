"""Following a value of the rows: results that have no clock of their own, only columns.

The bookmark is the largest value that was read, but none in the future, which would hide what
comes until then. A sync starts a look-back before it, its bound included, because sources compare
whole seconds or days and rows may be committed late. Rows in that overlap that are still the same
are not written again: the state has a digest of each.

Rows come in the order of the value, so that a killed run resumes at the last one it has written.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import msgspec

from singer_erp.errors import ConfigError, StreamError
from singer_erp.sync.known_keys import pack, unpack
from singer_erp.sync.page import Page
from singer_erp.timestamps import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from singer_erp.messages.records import Record
    from singer_erp.sync.known_keys import Key
    from singer_erp.sync.state import StateStore

log = logging.getLogger(__name__)

Value = Any
"""A naive datetime, a date, or a number, as `ValueScale.kind` says."""

_DIGEST_BYTES = 7


@dataclass(frozen=True)
class ValuedPage:
    """A page of rows of one stream in the order of their values.

    Attributes:
        page: The rows; one entry, or none.
        values: Value of each row; None where it has none.
    """

    page: Page
    values: Sequence[Value | None]


@dataclass(frozen=True)
class ValueScale:
    """How values are written, and what is before a value.

    Attributes:
        kind: `timestamp`, `date`, or another one for numbers.
        lookback: Overlap that is read again; numbers have none.
        zone: The zone in which timestamps and dates are written.
    """

    kind: str
    lookback: dt.timedelta
    zone: dt.tzinfo = dt.UTC

    def parse(self, text: str) -> Value:
        """Return the value of a text of the state.

        Raises:
            ConfigError: It is not one of this kind.
        """
        try:
            if self.kind == "timestamp":
                return self._local(dt.datetime.fromisoformat(text))
            return dt.date.fromisoformat(text) if self.kind == "date" else _finite(text)
        except (ValueError, ArithmeticError):
            raise ConfigError(
                "The state has a `high_water` that is not a value of the replication key",
                "Correct the state file, or run a full refresh",
            ) from None

    def text(self, value: Value) -> str:
        """Return the text of a value for the state; a timestamp has the offset of its zone."""
        return str(value.replace(tzinfo=self.zone) if self.kind == "timestamp" else value)

    def start(self, value: Value) -> Value:
        """Return where a sync starts that continues at a value."""
        try:
            if self.kind == "timestamp":
                return (value - self.lookback - self._repeated(value)).replace(microsecond=0)
            # A day that is only in part within the look-back is read again.
            return value - dt.timedelta(self._days) if self.kind == "date" else value
        except OverflowError:  # sources have the year 1 where they have no date
            return type(value).min

    def of(self, at: dt.datetime) -> Value | None:
        """Return the value of a point in time; None for numbers."""
        local = self._local(at)
        return {"timestamp": local, "date": local.date()}.get(self.kind)

    def _local(self, at: dt.datetime) -> dt.datetime:
        """Return a timestamp as it is written in the zone; without an offset it is already."""
        local = at.replace(tzinfo=None)
        if at.tzinfo is None or at.utcoffset() == self.zone.utcoffset(local):
            return local
        return at.astimezone(self.zone).replace(tzinfo=None)

    def _repeated(self, value: dt.datetime) -> dt.timedelta:
        """Return how far clocks were set back during the hour of a value, which came twice."""
        offsets = [self.zone.utcoffset(value.replace(fold=fold)) for fold in (0, 1)]
        first, second = (offset or dt.timedelta(0) for offset in offsets)
        return max(first - second, dt.timedelta(0))

    @property
    def _days(self) -> int:
        return -(-self.lookback // dt.timedelta(days=1))


class ValueSync:
    """Reads the rows with a value at or after the bookmark less the look-back.

    Args:
        store: The states of the run.
        stream: The stream's name.
        replication_key: Column of the value.
        scale: The values.
        read: Yields the pages of all rows from a value on; None for all rows.
        start: The setting `start_date`, for the first sync.
        now: The clock, aware UTC.
    """

    def __init__(  # noqa: PLR0913  # values instead of the tap
        self,
        store: StateStore,
        stream: str,
        *,
        replication_key: str,
        scale: ValueScale,
        read: Callable[[Value | None], Iterator[ValuedPage]],
        start: dt.datetime | None,
        now: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self._store = store
        self._stream = stream
        self._state = store.load(stream)
        self._scale = scale
        self._read = read
        self._start = scale.of(start) if start else None
        self._now = now
        if self._state.replication_key != replication_key:
            self._state.high_water, self._state.recent = None, []
        self._state.replication_key = replication_key
        self._state.pending, self._state.activate = None, False
        self._has_warned = False

    def pages(self) -> Iterator[Page]:
        """Yield everything this run has to write.

        Raises:
            StreamError: The rows are not in the order of the value.
        """
        mark = self._scale.parse(self._state.high_water) if self._state.high_water else None
        overlap = _Overlap(self._scale, unpack(self._state.recent), mark)
        since = self._start if mark is None else self._scale.start(mark)
        newest = self._scale.of(self._now())
        for found in self._read(since):
            self._warn(found.values)
            page = overlap.new_rows(found, newest, self._stream)
            yield replace(page, save=partial(self._save, overlap, is_last=False))
        yield Page((), self._now(), save=partial(self._save, overlap, is_last=True))

    def _warn(self, values: Sequence[Value | None]) -> None:
        """Log once that rows have no value; in the order of the value they are first or last."""
        if not self._has_warned and values and None in (values[0], values[-1]):
            self._has_warned = True
            log.warning(
                "'%s' has rows without a value of its replication key: later runs read no new "
                "ones, only full refreshes do",
                self._stream,
            )

    def _save(self, overlap: _Overlap, *, is_last: bool) -> None:
        if overlap.mark is not None:
            self._state.high_water = self._scale.text(overlap.mark)
        keys = overlap.keys(with_unseen=not is_last)
        self._state.recent = [pack(keys)] if keys else []
        self._store.save(self._stream)


class _Overlap:
    """Digests of the rows that the next sync will read again.

    Args:
        scale: The values.
        unseen: Digests of the last sync whose rows have not come yet.
        mark: Its bookmark.
    """

    def __init__(self, scale: ValueScale, unseen: set[Key], mark: Value | None) -> None:
        self.mark = mark
        self._scale = scale
        self._unseen = unseen
        self._last: Value | None = None
        self._recent: list[tuple[Value, Key]] = []
        # Equal rows differ by their number.
        self._equal: Counter[int] = Counter()

    def keys(self, *, with_unseen: bool) -> set[Key]:
        """Return the digests to save."""
        recent = {key for _, key in self._recent}
        return recent | self._unseen if with_unseen else recent

    def new_rows(self, found: ValuedPage, newest: Value | None, stream: str) -> Page:
        """Return a page without the rows that were written before, and advance the mark."""
        if not found.page.rows:
            return found.page
        [(record_type, records)] = found.page.rows
        keys: Sequence[Key | None] = [None] * len(records)
        if self._unseen:
            keys = [self._key(one) for one in records]
        self._advance(found.values, newest, stream)
        self._remember(records, found.values, keys)
        rows = (
            [one for one, key in zip(records, keys, strict=True) if key not in self._unseen]
            if self._unseen
            else records
        )
        self._unseen.difference_update(filter(None, keys))
        return replace(found.page, rows=[(record_type, rows)])

    def _advance(self, values: Sequence[Value | None], newest: Value | None, stream: str) -> None:
        for value in values:
            if value is None:
                continue
            if self._last is not None and value < self._last:
                raise StreamError(
                    f"'{stream}' could not be read: its rows are not in the order of the "
                    "replication key",
                    "Choose another replication key, or full refreshes (`replication-method` "
                    "FULL_TABLE)",
                )
            self._last = value
        if self._last is not None:
            reached = self._last if newest is None else min(self._last, newest)
            self.mark = reached if self.mark is None else max(self.mark, reached)

    def _remember(
        self,
        records: Sequence[Record],
        values: Sequence[Value | None],
        keys: Sequence[Key | None],
    ) -> None:
        """Add the digests of the rows that are within the look-back of the mark."""
        if self.mark is None:
            return
        start = self._scale.start(self.mark)
        self._recent = [entry for entry in self._recent if entry[0] >= start]
        for number in range(len(records) - 1, -1, -1):
            value = values[number]
            if value is None:
                continue
            if value < start:
                break
            self._recent.append((value, keys[number] or self._key(records[number])))

    def _key(self, record: Record) -> Key:
        encoded = msgspec.json.encode(record)
        digest = int.from_bytes(blake2b(encoded, digest_size=_DIGEST_BYTES).digest())
        self._equal[digest] += 1
        return (digest, self._equal[digest])


def _finite(text: str) -> Decimal:
    """Return a number.

    Raises:
        ValueError: It is infinite or not a number.
        ArithmeticError: The text is not a number.
    """
    value = Decimal(text)
    if not value.is_finite():
        raise ValueError(text)
    return value
