"""Keyset pages: a table read in the order of its key, ranges of keys in parallel.

The key space is cut by a histogram that the source counts, one grouped query for many pages:
neighboring buckets that together fit a page become one range, so sparse keys cost no empty
requests. Rows that are added to a range meanwhile are found by following the key within it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from singer_erp.sync.prefetch import read_in_order
from singer_erp.sync.progress import advances, no_progress

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from singer_erp.sync.page import Page, Position


@dataclass(frozen=True)
class KeyRange:
    """A part of a table, read in key order.

    Attributes:
        since: Rows changed at or after this timestamp; None for all.
        after: Key of the last row read; None at the start.
        low: Lowest value of the leading key column; None for no bound.
        high: The value it stays below; None for no bound.
        ids: The rows of these transactions only, ascending; None for all.
    """

    since: dt.datetime | None = None
    after: Position | None = None
    low: int | None = None
    high: int | None = None
    ids: tuple[int, ...] | None = None


class KeysetReader(Protocol):
    """Reads one table of a source."""

    @property
    def page_size(self) -> int:
        """Rows of a page."""

    @property
    def bucket_width(self) -> int:
        """Values of the leading key column in a bucket of the histogram."""

    def read(self, part: KeyRange) -> tuple[Page, KeyRange | None]:
        """Return the next page of a range, and the rest of the range."""

    def histogram(self, part: KeyRange, start: int) -> Iterator[tuple[int, int]]:
        """Yield number and rows of the buckets from `start` on that hold rows, in order."""


def read_by_key(
    reader: KeysetReader, since: dt.datetime | None, after: Sequence[object] | None, *, ahead: int
) -> Iterator[Page]:
    """Yield all pages after a key: the first alone, the others in parallel.

    Args:
        reader: Reads the table.
        since: Rows changed at or after this timestamp; None for all.
        after: Key to resume after.
        ahead: Pages read ahead.
    """
    page, rest = read_page(reader, KeyRange(since, tuple(after) if after else None))
    yield page
    if rest is not None:
        yield from read_ranges(reader, _split(reader, rest), ahead=ahead)


def read_ranges(reader: KeysetReader, ranges: Iterable[KeyRange], *, ahead: int) -> Generator[Page]:
    """Yield the pages of ranges in order, read in parallel.

    Raises:
        VendorError: The key of a range does not advance.
    """
    return read_in_order(ranges, partial(read_page, reader), ahead=ahead)


def read_page(reader: KeysetReader, part: KeyRange) -> tuple[Page, KeyRange | None]:
    """Return the next page of a range, and the rest of the range, which is never the same."""
    page, rest = reader.read(part)
    if rest is not None and not advances(part.after, rest.after):
        raise no_progress(", ".join(record_type.stream for record_type, _ in page.rows))
    return page, rest


def _split(reader: KeysetReader, rest: KeyRange) -> Iterator[KeyRange]:
    """Yield ranges that cover everything after the key of `rest`."""
    assert rest.after is not None  # noqa: S101  # for the type checker
    leading = rest.after[0]
    if not isinstance(leading, int):
        yield rest  # text keys cannot be cut into ranges: page after page
        return
    start = leading // reader.bucket_width + 1
    yield replace(rest, high=start * reader.bucket_width)
    yield from join_buckets(
        reader.histogram(replace(rest, after=None), start),
        part=KeyRange(rest.since),
        start=start,
        width=reader.bucket_width,
        page_size=reader.page_size,
    )


def join_buckets(
    buckets: Iterable[tuple[int, int]], *, part: KeyRange, start: int, width: int, page_size: int
) -> Iterator[KeyRange]:
    """Yield ranges of about a page each, in order, without a gap, the last one open at its end.

    Args:
        buckets: Number and rows of the buckets that hold rows, in order.
        part: What the ranges are cut from.
        start: First bucket; ranges begin here.
        width: Key values in a bucket.
        page_size: Rows of a page.
    """
    first, rows = start, 0
    for bucket, count in buckets:
        if rows and rows + count > page_size:
            yield replace(part, low=first * width, high=bucket * width)
            first, rows = bucket, 0
        rows += count
    yield replace(part, low=first * width)


def id_lists(ids: Sequence[int], size: int) -> Iterator[KeyRange]:
    """Yield ranges of the rows of some transactions, `size` ids at a time."""
    for start in range(0, len(ids), size):
        yield KeyRange(ids=tuple(ids[start : start + size]))
