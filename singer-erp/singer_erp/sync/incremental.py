"""Syncs of one stream: what changed since the bookmark, or everything under a version."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from singer_erp.sync.page import Page

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from singer_erp.sync.bookmark import Bookmark
    from singer_erp.sync.state import Pending

log = logging.getLogger(__name__)


class IncrementalSync:
    """Resumes what an earlier run left unfinished, then reads what has changed since.

    Without a replication key everything is read in each run under a new version, which is
    activated after its last record, so that a loader never deletes rows after half a read.

    Args:
        bookmark: The stream's progress.
        read: Yields the pages of a sync, in an order it can resume in.
        now: The vendor's clock, aware UTC.
    """

    def __init__(
        self,
        bookmark: Bookmark,
        read: Callable[[Pending], Iterator[Page]],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._bookmark = bookmark
        self._read = read
        self._now = now

    def pages(self) -> Iterator[Page]:
        """Yield everything this run has to write."""
        pending = self._bookmark.pending
        # A sync that wrote nothing has nothing to resume: a new one has the same start.
        if pending is not None and pending.after is not None:
            log.info("Resuming after key %s", pending.after)
            yield from self._sync(pending)
        yield from self._sync(self._bookmark.start(self._now()))

    def _sync(self, sync: Pending) -> Iterator[Page]:
        bookmark = self._bookmark
        for page in self._read(sync):
            yield replace(
                page, version=bookmark.version, save=partial(bookmark.advance, page.checkpoint)
            )
        yield Page(
            (),
            sync.started_at,
            version=bookmark.version,
            activates=bookmark.version is not None,
            save=partial(bookmark.finish, sync),
            ends=True,
        )
