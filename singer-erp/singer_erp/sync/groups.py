"""Transaction groups: a header and its parts, which are read together.

A change of a part does not always move the timestamp of the header, nor the reverse, and a removed
part leaves no trace. So a group counts as changed when any of its timestamps moved, and then all
of it is read again. Every row carries the start of the sync that read it: a row of an older sync
than its header's was removed at the source. Headers are read last, so that a run that is killed
leaves rows that are too old, never a document without its lines.

The streams of a group share one bookmark; a position in it is the stream and its own position.
"""

from __future__ import annotations

import datetime as dt
import logging
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from singer_erp.sync.bookmark import Bookmark
from singer_erp.sync.keyset import id_lists, read_by_key, read_ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from singer_erp.sync.keyset import KeysetReader
    from singer_erp.sync.page import Page
    from singer_erp.sync.state import Pending, StateStore

log = logging.getLogger(__name__)

_TICK = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class GroupMember:
    """One stream of a group.

    Attributes:
        stream: Its name.
        reader: Returns a reader whose rows carry the start of the sync.
        ids_per_page: Transactions whose rows about fit a page.
    """

    stream: str
    reader: Callable[[dt.datetime], KeysetReader]
    ids_per_page: int


class GroupReader:
    """Reads the groups of a sync, stream after stream.

    Args:
        members: The selected streams, the header last.
        changed_ids: Returns the ids of the groups any part of which changed since, ascending.
        ahead: Pages read ahead.
    """

    def __init__(
        self,
        members: Sequence[GroupMember],
        changed_ids: Callable[[dt.datetime], Sequence[int]],
        *,
        ahead: int,
    ) -> None:
        self._members = members
        self._changed_ids = changed_ids
        self._ahead = ahead

    def read(self, sync: Pending) -> Iterator[Page]:
        """Yield the pages of a sync, from its position on."""
        names = [member.stream for member in self._members]
        stream, *after = sync.after or [names[0]]
        # Of a stream that was deselected since, nothing is known: all are read from the start.
        first = names.index(stream) if stream in names else 0
        ids = None if sync.since is None else self._changed_ids(sync.since)
        for member in self._members[first:]:
            for page in self._member(member, sync, ids, after if member.stream == stream else []):
                position = page.checkpoint.position
                if position is not None:
                    checkpoint = replace(page.checkpoint, position=(member.stream, *position))
                    yield replace(page, checkpoint=checkpoint)
                else:
                    yield page

    def _member(
        self, member: GroupMember, sync: Pending, ids: Sequence[int] | None, after: list[Any]
    ) -> Iterator[Page]:
        reader = member.reader(sync.started_at)
        if ids is None:
            return read_by_key(reader, None, after, ahead=self._ahead)
        start = bisect_right(ids, int(after[0])) if after else 0
        lists = id_lists(ids[start:], member.ids_per_page)
        return read_ranges(reader, lists, ahead=self._ahead)


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
    """Return a clock that is later than the last sync: two syncs in one second must differ."""
    last = bookmark.last_start
    return lambda: max(now(), last + _TICK) if last else now()
