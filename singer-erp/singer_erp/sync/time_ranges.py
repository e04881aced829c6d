"""Ranges of the time of change: reading in the order of time and key, in parallel.

A source that can filter and sort by the time of change and the key is read by keyset: after a page
comes what is later than its last record, or as late with a later key. No offset is needed, and
nothing that moves can hide a record: what changes meanwhile leaves the range, whose end is frozen,
and belongs to the next sync.

What does not fit a page is cut into ranges of a few pages each, by the density of what was read so
far, and ranges are read by several threads. The cuts are only hints: ranges leave no gap, and one
with more records than expected has more pages. Pages are handed over in order of time, so that a
killed run resumes at a time and a key.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from singer_erp.sync.prefetch import read_in_order
from singer_erp.sync.progress import no_progress
from singer_erp.sync.state import position_error
from singer_erp.timestamps import format_timestamp, parse_timestamp

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from singer_erp.sync.page import Page

# Pages that a range is meant to have, and those after which a range with more is cut again.
_PAGES_OF_RANGE = 4
_PAGES_HELD = 6
_GROWTH = 32
_SHORTEST = dt.timedelta(milliseconds=1)


@dataclass(frozen=True)
class TimeRange:
    """A range of the time of change.

    Attributes:
        end: Upper bound, exclusive.
        start: Lower bound, inclusive; None for no bound.
        key: Key after which records that changed at `start` are read; empty for all of them.
        since: Only records that changed since, or parts of which did; None for all.
    """

    end: dt.datetime
    start: dt.datetime | None = None
    key: tuple[Any, ...] = ()
    since: dt.datetime | None = None


@dataclass(frozen=True)
class TimedPage:
    """A page of a range.

    Attributes:
        page: The records.
        count: Their number.
        middle: Time of change of the one in the middle; None without records.
        last: That of the last one.
        key: Key of the last one.
        is_last: Whether the range has no further records.
    """

    page: Page
    count: int
    middle: dt.datetime | None
    last: dt.datetime | None
    key: tuple[Any, ...]
    is_last: bool


class TimeRangeReader(Protocol):
    """Reads one resource of a source."""

    @property
    def page_size(self) -> int:
        """Records of a page."""

    def read_range(self, part: TimeRange) -> TimedPage:
        """Return the first page of a range, in the order of time and key."""


def resumed(
    whole: TimeRange,
    after: Sequence[Any] | None,
    *,
    stream: str,
    key_types: Sequence[Collection[type]],
) -> TimeRange:
    """Return what is left of a range after a position.

    Args:
        whole: The range.
        after: The position: a time, and a key if records of that time are left.
        stream: The stream whose state has it.
        key_types: The types that each of the key's values may have.

    Raises:
        ConfigError: The position has no time, or another key.
    """
    if not after:
        return whole
    time, *key = after
    fits = len(key) == len(key_types) and all(
        type(value) in types for value, types in zip(key, key_types, strict=True)
    )
    if key and not fits:
        raise position_error(stream)
    return replace(whole, start=parse_timestamp(time), key=tuple(key))


def read_by_time(reader: TimeRangeReader, whole: TimeRange, *, ahead: int) -> Iterator[Page]:
    """Yield the pages of a range in order of time: the first alone, the others in parallel.

    Args:
        reader: Reads the source.
        whole: What to read.
        ahead: Ranges read ahead.
    """
    found = reader.read_range(whole)
    page, rest = _positioned(found, whole)
    yield page
    if rest is not None:
        density = _Density(reader.page_size)
        density.measured(found)
        # In order, so that a source that has not changed gets the same requests again.
        for some in read_in_order(
            _cut(rest, density),
            lambda part: _read_some(reader, part),
            ahead=ahead,
            seen=density.learn,
            cut=lambda part: _cut(part, density),
        ):
            yield from some.pages


@dataclass(frozen=True)
class _Some:
    """The pages of a range, as they were found and with their positions."""

    part: TimeRange
    found: list[TimedPage]
    pages: list[Page]


def _read_some(reader: TimeRangeReader, part: TimeRange) -> tuple[_Some, TimeRange | None]:
    """Return the pages of a range, and the rest of one with many more than expected."""
    some = _Some(part, [], [])
    rest: TimeRange | None = part
    while rest is not None and len(some.pages) < _PAGES_HELD:
        found = reader.read_range(rest)
        page, rest = _positioned(found, rest)
        some.found.append(found)
        some.pages.append(page)
    return some, rest


def _positioned(found: TimedPage, part: TimeRange) -> tuple[Page, TimeRange | None]:
    """Return a page with its position, and the rest of the range.

    Raises:
        VendorError: The page ends where it began.
    """
    if found.is_last or found.last is None:
        position: tuple[Any, ...] = (format_timestamp(part.end),)
        rest = None
    else:
        position = (format_timestamp(found.last), *found.key)
        rest = replace(part, start=found.last, key=found.key)
        if rest == part:
            raise no_progress(f"records of {found.last.isoformat()}")
    checkpoint = replace(found.page.checkpoint, position=position)
    return replace(found.page, checkpoint=checkpoint), rest


def _cut(rest: TimeRange, density: _Density) -> Iterator[TimeRange]:
    """Yield ranges in order, without a gap; each as long as the density is at that time."""
    start, key = rest.start, rest.key
    while start is None or start < rest.end:
        assert start is not None  # noqa: S101  # it is the time of a record
        end = min(start + min(density.width(), rest.end - start), rest.end)
        yield replace(rest, start=start, key=key, end=end)
        start, key = end, ()


class _Density:
    """How long a range is that has some pages of records.

    It follows the second half of each page that is read, as times of change cluster, but not all
    the way, as a page may be an exception.

    Args:
        page_size: Records of a page.
    """

    def __init__(self, page_size: int) -> None:
        self._wanted = page_size * _PAGES_OF_RANGE
        self._width: dt.timedelta | None = None

    def width(self) -> dt.timedelta:
        """Return the length of the next range."""
        return max(_SHORTEST, self._width or _SHORTEST)

    def learn(self, some: _Some) -> None:
        """Save the times of pages, or that a range had no records."""
        for found in some.found:
            self.measured(found)
        if not any(found.count for found in some.found) and some.part.start is not None:
            width = (some.part.end - some.part.start) * _GROWTH
            self._width = max(self._width or width, width)

    def measured(self, found: TimedPage) -> None:
        """Save the times of a page."""
        if found.middle is None or found.last is None:
            return
        width = (found.last - found.middle) * (self._wanted / max(found.count / 2, 1))
        width = max(_SHORTEST, width)
        mean = math.sqrt(width / _SHORTEST * ((self._width or width) / _SHORTEST))
        self._width = mean * _SHORTEST
