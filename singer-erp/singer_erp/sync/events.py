"""Records that webhook events name, read again in addition to what has changed.

An event is a hint and never data, and it changes nothing about what a sync reads by itself: an
event that is lost loses nothing.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from singer_erp.sync.page import Checkpoint, Page
from singer_erp.timestamps import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from singer_erp.sync.bookmark import Bookmark
    from singer_erp.sync.incremental import IncrementalSync


class EventSync:
    """Reads what events have named since the last sync, then what the sync reads by itself.

    Args:
        sync: The sync.
        bookmark: Its bookmark, which holds the number of the last event.
        last: Number of the newest event when the run started: later ones are the next run's.
        ids: Returns the ids that events after a number name.
        read: Yields the records with some ids.
    """

    def __init__(
        self,
        sync: IncrementalSync,
        bookmark: Bookmark,
        last: int,
        *,
        ids: Callable[[int], Sequence[int]],
        read: Callable[[Sequence[int]], Iterator[Page]],
    ) -> None:
        self._sync = sync
        self._bookmark = bookmark
        self._last = last
        self._ids = ids
        self._read = read

    def pages(self) -> Iterator[Page]:
        """Yield everything this run has to write."""
        after = self._bookmark.last_event
        if after is not None:  # the first sync reads everything
            for page in self._read(self._ids(after)):
                yield replace(page, checkpoint=Checkpoint())
        yield from self._sync.pages()
        yield Page((), utc_now(), save=partial(self._bookmark.events_read, self._last))
