"""Transaction groups: a header and its parts, which are read together.

A change of a part does not always move the timestamp of the header, nor the reverse, and a removed
part leaves no trace. So a group counts as changed when any of its timestamps moved, and then all
of it is read again. Every row carries the start of the sync that read it: a row of an older sync
than its header's was removed at the source.

Changed groups are read in the order of their ids, some pages of them at a time, and of those the
headers last: a run that is killed leaves rows that are too old, never a document without its
parts. It resumes after the last header, so no list of ids is kept, and what has changed meanwhile
is found again.

The streams of a group share one bookmark. A position in it is the stream and its own position: of
changed groups always that of the last stream.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from singer_erp.sync.bookmark import Bookmark
from singer_erp.sync.keyset import id_lists, read_by_key, read_page
from singer_erp.sync.prefetch import read_in_order
from singer_erp.sync.state import position_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from singer_erp.sync.keyset import KeyRange, KeysetReader
    from singer_erp.sync.page import Page
    from singer_erp.sync.state import Pending, StateStore

log = logging.getLogger(__name__)

_TICK = dt.timedelta(microseconds=1)
# Groups that a killed run reads again at most, in pages of headers.
_PAGES_OF_HEADERS = 5


@dataclass(frozen=True)
class GroupMember:
    """One stream of a group.

    Attributes:
        stream: Its name.
        reader: Returns a reader whose rows carry the start of the sync.
    """

    stream: str
    reader: Callable[[dt.datetime], KeysetReader]


class GroupReader:
    """Reads the groups of a sync, stream after stream.

    Args:
        members: The selected streams, the header last.
        changed_ids: Yields the ids of the groups any part of which changed since a timestamp,
            ascending, those after an id.
        ahead: Pages read ahead.
    """

    def __init__(
        self,
        members: Sequence[GroupMember],
        changed_ids: Callable[[dt.datetime, int], Iterator[int]],
        *,
        ahead: int,
    ) -> None:
        self._members = members
        self._changed_ids = changed_ids
        self._ahead = ahead

    def read(self, sync: Pending) -> Iterator[Page]:
        """Yield the pages of a sync, from its position on.

        Raises:
            ConfigError: The position in the state is not one of these streams.
        """
        names = [member.stream for member in self._members]
        stream, *after = sync.after or [names[0]]
        if stream not in names:
            # Of a stream that was deselected since, nothing is known.
            stream, after = names[0], []
        if sync.since is None:
            return self._all(sync.started_at, names.index(stream), after)
        last = after[0] if after and stream == names[-1] else -1
        if not isinstance(last, int):
            raise position_error(stream)
        return self._changed(sync.started_at, self._changed_ids(sync.since, last))

    def _all(self, started_at: dt.datetime, first: int, after: list[Any]) -> Iterator[Page]:
        """Yield everything, stream after stream."""
        for member in self._members[first:]:
            for page in read_by_key(member.reader(started_at), None, after, ahead=self._ahead):
                yield _at(page, member.stream)
            after = []

    def _changed(self, started_at: dt.datetime, ids: Iterator[int]) -> Iterator[Page]:
        """Yield some groups after the other; only a page of the last stream has a position."""
        readers = [member.reader(started_at) for member in self._members]
        last = self._members[-1].stream
        parts = _some_of_each(readers, ids)
        for page, is_last in read_in_order(parts, _read_part, ahead=self._ahead):
            yield _at(page, last if is_last else None)


@dataclass(frozen=True, slots=True)
class _Part:
    """A range of one stream of a group.

    Attributes:
        reader: Reads it.
        rows: The rows to read.
        is_last: Whether the stream is the last of the group.
    """

    reader: KeysetReader
    rows: KeyRange
    is_last: bool


def _some_of_each(readers: Sequence[KeysetReader], ids: Iterator[int]) -> Iterator[_Part]:
    """Yield ranges of some groups of the first stream, then of the second, and so on."""
    while some := list(islice(ids, _PAGES_OF_HEADERS * readers[-1].page_size)):
        for reader in readers:
            for rows in id_lists(some, reader.page_size):
                yield _Part(reader, rows, is_last=reader is readers[-1])


def _read_part(part: _Part) -> tuple[tuple[Page, bool], _Part | None]:
    page, rest = read_page(part.reader, part.rows)
    return (page, part.is_last), replace(part, rows=rest) if rest else None


def _at(page: Page, stream: str | None) -> Page:
    """Return a page with its position in the group; None for a page without one."""
    position = page.checkpoint.position
    there = (stream, *position) if stream and position is not None else None
    return replace(page, checkpoint=replace(page.checkpoint, position=there))


def group_bookmark(  # noqa: PLR0913  # values instead of the tap
    store: StateStore,
    header: str,
    streams: Sequence[str],
    *,
    replication_key: str | None,
    lookback: dt.timedelta,
    start: dt.datetime | None,
) -> Bookmark:
    """Return the bookmark of a group; a newly selected stream makes it read all groups again.

    Args:
        store: The states of the run.
        header: Stream of the headers, whose state is the group's.
        streams: The selected streams, the header last.
        replication_key: The header's replication key; None for full refreshes.
        lookback: Overlap that is read again before the bookmark.
        start: Groups unchanged since are left out of the first sync.
    """
    state = store.load_group(header, streams)
    bookmark = Bookmark(
        store, header, replication_key=replication_key, lookback=lookback, start=start
    )
    new = set(streams) - set(state.streams)
    if new and bookmark.last_start is not None:
        log.info("Full refresh of all groups: %s is newly selected", ", ".join(sorted(new)))
        bookmark.reset()
    state.streams = sorted(streams)
    return bookmark


def next_start(bookmark: Bookmark, now: Callable[[], dt.datetime]) -> Callable[[], dt.datetime]:
    """Return a clock that is later than the last sync: two syncs in one second must differ.

    Rows of a later reading replace those of an earlier one, also after one in the future by a wrong
    clock: as long as that lies ahead, each sync reads everything.
    """
    last = bookmark.last_start

    def start() -> dt.datetime:
        at = now()
        bookmark.drop_if_ahead(at)
        return max(at, last + _TICK) if last else at

    return start
