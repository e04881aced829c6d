"""Listed pages: reading a source whose records come in no order, and are not counted.

A limited response holds any of the records, so that pages by offset repeat some and skip others.
A response that has fewer records than its limit holds all of them. Therefore a first sync, and
what does not fit a page, is listed first, key and time of change only, and cut into closed parts
of about a page, each of which is read without a limit:

- by time of change, where changes are read: the upper bound is frozen, a record that changes
  meanwhile leaves it and belongs to the next sync. Parts are handed over in order of time, so a
  killed run resumes at a time;
- by key, where all records are read under a version, which must not lack one that moves, and
  within a time that more records share than fit a page.

Keys are cut at values that were listed. Whatever order the source compares texts by, each record is
in the part of the first value that it does not come after: the order of the cuts decides about the
size of parts, never about what they hold together.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from singer_erp.sync.page import Checkpoint, Page
from singer_erp.sync.prefetch import read_in_order
from singer_erp.sync.windows import Window
from singer_erp.timestamps import extracted_now, format_timestamp

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from singer_erp.sync.known_keys import Key

_ALWAYS = Window()


class Listed(NamedTuple):
    """A record as a listing shows it.

    Attributes:
        key: Its key.
        changed_at: Its time of change; None where the source does not say.
    """

    key: Key
    changed_at: dt.datetime | None = None


@dataclass(frozen=True)
class Part:
    """A part of a source.

    Attributes:
        window: Times of change.
        after: Values of the last key field that come after this one; None for all.
        up_to: And not after this one; None for all.
        ends: Whether everything before the end of the window is read with this part.
    """

    window: Window = _ALWAYS
    after: str | int | None = None
    up_to: str | int | None = None
    ends: bool = True


class Lister(Protocol):
    """Lists the records of one entity of a source."""

    @property
    def listing_size(self) -> int:
        """Records of a listing."""

    def listing(self, part: Part, top: int | None = None) -> Sequence[Listed]:
        """Return the records of a part as a listing shows them; at most `top` of them."""


class ListingReader(Lister, Protocol):
    """Reads one entity of a source."""

    @property
    def page_size(self) -> int:
        """Records of a page."""

    @property
    def keeps_keys(self) -> bool:
        """Whether the keys of the records are kept, to find deletions."""

    def read(self, part: Part, top: int | None = None) -> tuple[Page, int]:
        """Return the records of a part and their number; at most `top` of them, if it is given."""


def read_changes(reader: ListingReader, window: Window, *, ahead: int) -> Iterator[Page]:
    """Yield the pages of what changed in a window, in order of time.

    Args:
        reader: Reads the source.
        window: Closed at its end.
        ahead: Pages read ahead.
    """
    if window.start is not None:  # few have changed, as a rule
        page, count = reader.read(Part(window), reader.page_size)
        if count < reader.page_size:
            yield _positioned(page, Part(window))
            return
    listed = sorted(list_all(reader, window), key=itemgetter(1, 0))  # by time, then by key
    if reader.keeps_keys:  # once, instead of page after page
        keys = tuple(entry.key for entry in listed)
        yield Page((), extracted_now(), checkpoint=Checkpoint(listed=keys))
    parts = _by_time(window, listed, reader.page_size)
    yield from read_in_order(
        parts, lambda part: (_positioned(reader.read(part)[0], part), None), ahead=ahead
    )


def read_everything(reader: ListingReader, *, ahead: int) -> Iterator[Page]:
    """Yield the pages of all records, none of which a change can move out of sight."""
    page, count = reader.read(Part(), reader.page_size)
    if count < reader.page_size:
        yield page
        return
    parts = _by_key(_ALWAYS, reader.listing(Part()), reader.page_size)
    yield from read_in_order(parts, lambda part: (reader.read(part)[0], None), ahead=ahead)


def list_all(reader: Lister, window: Window) -> Iterator[Listed]:
    """Yield all records of a window, earlier ones first: one that changes is listed again."""
    found = reader.listing(Part(window), reader.listing_size)
    if len(found) < reader.listing_size:
        yield from found
        return
    times = sorted(map(_time, found))
    middle = next((at for at in times[len(times) // 2 :] if at > times[0]), None)
    if middle is None:
        yield from reader.listing(Part(window))
        return
    yield from list_all(reader, replace(window, end=middle))
    yield from list_all(reader, replace(window, start=middle))


def _by_time(window: Window, listed: Sequence[Listed], size: int) -> Iterator[Part]:
    """Yield parts of about a page each, in order of time, without a gap."""
    times = [_time(entry) for entry in listed]
    for part in window.split(times[size::size]):
        first = bisect_left(times, part.start) if part.start else 0
        end = bisect_left(times, part.end) if part.end else len(times)
        if end - first <= 2 * size:
            yield Part(part)
        else:
            yield from _by_key(part, listed[first:end], size)


def _by_key(window: Window, listed: Sequence[Listed], size: int) -> Iterator[Part]:
    """Yield parts of a window of about a page each, cut at values of the last key field."""
    cuts = sorted({entry.key[-1] for entry in listed})[size::size]
    bounds = [None, *cuts, None]
    for after, up_to in pairwise(bounds):
        yield Part(window, after, up_to, ends=up_to is None)


def _positioned(page: Page, part: Part) -> Page:
    """Return a page with its position: the end of its window, once all of that is read."""
    end = part.window.end
    position = (format_timestamp(end),) if end is not None and part.ends else None
    return replace(page, checkpoint=replace(page.checkpoint, position=position))


def _time(entry: Listed) -> dt.datetime:
    assert entry.changed_at is not None  # noqa: S101  # for the type checker
    return entry.changed_at
