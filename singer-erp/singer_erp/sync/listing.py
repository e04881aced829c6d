"""Listed pages: reading a source whose records come in no order, and are not counted.

A limited response holds any of the records, so that pages by offset repeat some and skip others.
A response that has fewer records than its limit holds all of them. Therefore a first sync, and
what does not fit a page, is listed first, key and time of change only, and cut into closed parts
of about a page, each of which is read completely:

- by time of change, where changes are read: the upper bound is frozen, a record that changes
  meanwhile leaves it and belongs to the next sync. Parts are handed over in order of time, so a
  killed run resumes at a time;
- by key, where all records are read under a version, which must not lack one that moves, and
  within a time that more records share than fit a page.

Records without a time of change are listed by a first sync, and read by their keys.

Keys are cut at values that were listed. Whatever order the source compares texts by, each record is
in the part of the first value that it does not come after. Values that follow each other in that
order make parts that have no record in common; a part without records shows that they do not.
"""

from __future__ import annotations

from bisect import bisect_left
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from singer_erp.sync.page import Checkpoint, Page
from singer_erp.sync.prefetch import read_in_order
from singer_erp.sync.windows import Window
from singer_erp.timestamps import extracted_now, format_timestamp

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from singer_erp.sync.known_keys import Key

    Value = str | int

_ALWAYS = Window()
_KEYS_OF_A_REQUEST = 20


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

    def read(self, part: Part, top: int | None = None) -> tuple[Page, Sequence[Key]]:
        """Return the records of a part and their keys; at most `top` of them, if it is given."""

    def read_keys(self, keys: Sequence[Key]) -> Page:
        """Return the records with some keys."""


def read_changes(reader: ListingReader, window: Window, *, ahead: int) -> Iterator[Page]:
    """Yield the pages of what changed in a window, in order of time.

    Args:
        reader: Reads the source.
        window: Closed at its end.
        ahead: Pages read ahead.
    """
    if window.start is not None:  # few have changed, as a rule
        page, found = reader.read(Part(window), reader.page_size)
        if len(found) < reader.page_size:
            yield _positioned(page, Part(window))
            return
    listed = list(list_all(reader, window))
    if reader.keeps_keys:  # once, instead of page after page
        keys = tuple(entry.key for entry in listed)
        yield Page((), extracted_now(), checkpoint=Checkpoint(listed=keys))
    # Before the others: a run that is killed after the first of those resumes at its time.
    untimed = [entry.key for entry in listed if entry.changed_at is None]
    yield from read_in_order(
        batches(untimed), lambda keys: (reader.read_keys(keys), None), ahead=ahead
    )
    timed = sorted((e for e in listed if e.changed_at is not None), key=attrgetter("changed_at"))
    parts = _by_time(window, timed, reader.page_size)
    # In turns: what of one time does not fit a page is cut as its records are read.
    for is_large, some in groupby(parts, lambda part: len(part[1]) > 2 * reader.page_size):
        if is_large:
            for part, entries in some:
                yield from _read_by_key(reader, part, entries, ahead=ahead)
        else:
            yield from read_in_order(
                (Part(part) for part, _ in some),
                lambda part: (_positioned(reader.read(part)[0], part), None),
                ahead=ahead,
            )


def read_everything(reader: ListingReader, *, ahead: int) -> Iterator[Page]:
    """Yield the pages of all records, none of which a change can move out of sight."""
    page, found = reader.read(Part(), reader.page_size)
    if len(found) < reader.page_size:
        yield page
        return
    yield from _read_by_key(reader, _ALWAYS, reader.listing(Part()), ahead=ahead)


def list_all(reader: Lister, window: Window) -> Iterator[Listed]:
    """Yield all records of a window; without a start, those without a time of change as well."""
    # A condition on the time would hide them.
    part = Part(_ALWAYS if window.start is None else window)
    for entry in _list_part(reader, part, frozenset()):
        if window.end is None or entry.changed_at is None or entry.changed_at < window.end:
            yield entry


def batches(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    """Yield keys in as many as a request may name."""
    for first in range(0, len(keys), _KEYS_OF_A_REQUEST):
        yield keys[first : first + _KEYS_OF_A_REQUEST]


def _list_part(reader: Lister, part: Part, tried: frozenset[Value]) -> Iterator[Listed]:
    """Yield the records of a part; in halves if they do not fit a listing."""
    found = reader.listing(part, reader.listing_size)
    if len(found) < reader.listing_size:
        yield from found
        return
    middle = _middle((entry.key for entry in found), {part.up_to, *tried})
    if middle is None:
        yield from reader.listing(part)
        return
    for half in _halves(part, middle):
        yield from _list_part(reader, half, tried | {middle})


def _by_time(
    window: Window, listed: Sequence[Listed], size: int
) -> Iterator[tuple[Window, Sequence[Listed]]]:
    """Yield windows of about a page each with their records, in order of time, without a gap."""
    times = [_time(entry) for entry in listed]
    for part in window.split(times[size::size]):
        first = bisect_left(times, part.start) if part.start else 0
        end = bisect_left(times, part.end) if part.end else len(times)
        yield part, listed[first:end]


class _Try(NamedTuple):
    """A part by key that is read unless it is larger than expected.

    Attributes:
        part: The part.
        tried: Values at which it was cut; the last one is where it is to be cut.
    """

    part: Part
    tried: tuple[Value, ...] = ()

    def halves(self) -> Iterator[_Try]:
        """Yield the parts before and after the last value."""
        for half in _halves(self.part, self.tried[-1]):
            yield _Try(half, self.tried)


def _read_by_key(
    reader: ListingReader, window: Window, listed: Sequence[Listed], *, ahead: int
) -> Iterator[Page]:
    """Yield pages of a window, each of which comes after the one before in the source's order.

    They are cut in the most likely order, that of texts without case. A cut without records before
    it does not follow the last one: it is dropped, and the others are chosen again from what was
    not read. As everything up to the last cut was, that comes after it.
    """
    rest = sorted((entry.key[-1] for entry in listed), key=_without_case)
    after: Value | None = None
    is_last = False
    while not is_last:
        read: set[Value] = set()
        tries = map(_Try, _by_key(window, after, rest, reader.page_size))
        pages = read_in_order(tries, partial(_read_try, reader), ahead=ahead, cut=_Try.halves)
        with closing(pages):
            for (part, tried), page, keys in pages:
                if page is None:
                    continue
                is_last = part.up_to is None
                read.update(key[-1] for key in keys)
                if part.up_to is not None and not keys and not tried:
                    read.add(part.up_to)
                    break
                after = part.up_to
                yield _positioned(page, part)
        rest = [value for value in rest if value not in read]
        ahead = 1  # what is read ahead of a wrong cut is read in vain


def _by_key(
    window: Window, after: Value | None, values: Sequence[Value], size: int
) -> Iterator[Part]:
    """Yield parts of a window of about a page each, cut at values of the last key field."""
    cuts = {_without_case(value): value for value in values[:-1][size - 1 :: size]}
    for low, high in pairwise([after, *cuts.values(), None]):
        yield Part(window, low, high, ends=high is None)


def _read_try(
    reader: ListingReader, one: _Try
) -> tuple[tuple[_Try, Page | None, Sequence[Key]], _Try | None]:
    """Return the page of a part, or where to cut it if it is more than twice as large."""
    part, tried = one
    limit = 2 * reader.page_size
    page, keys = reader.read(part, limit)
    if len(keys) < limit:
        return (one, page, keys), None
    middle = _middle(keys, {part.up_to, *tried})
    if middle is None:  # the source takes all values for one
        page, keys = reader.read(part)
        return (one, page, keys), None
    one = _Try(part, (*tried, middle))
    return (one, None, ()), one


def _halves(part: Part, middle: Value) -> tuple[Part, Part]:
    return replace(part, up_to=middle, ends=False), replace(part, after=middle)


def _middle(keys: Iterable[Key], without: Collection[Value | None]) -> Value | None:
    """Return a value to cut at, which is none of some; None if there is no other."""
    values = sorted({key[-1] for key in keys}.difference(without), key=_without_case)
    return values[len(values) // 2] if values else None


def _without_case(value: Value) -> Value:
    return value.casefold() if isinstance(value, str) else value


def _positioned(page: Page, part: Part) -> Page:
    """Return a page with its position: the end of its window, once all of that is read."""
    end = part.window.end
    position = (format_timestamp(end),) if end is not None and part.ends else None
    return replace(page, checkpoint=replace(page.checkpoint, position=position))


def _time(entry: Listed) -> dt.datetime:
    assert entry.changed_at is not None  # noqa: S101  # for the type checker
    return entry.changed_at
