"""Key reconciliation: deletions of a source that does not report them.

The state knows the keys of all records that were written. From time to time the keys of the source
are listed: a known key that is not there any more becomes a row that says so, and a record whose
key is not known, because it was committed very late or was hidden, is read.

A run that is killed may have written records after its last state. Therefore the state has their
keys before they are written, apart from those that were: they are compared, too, but do not count
as read.

A state may have no keys although records were read, as the source reported deletions until now. All
that there is was read then, and its keys are saved before the sync.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from singer_erp.errors import ErpError
from singer_erp.sync.bookmark import is_ahead
from singer_erp.sync.known_keys import check_alike, pack
from singer_erp.sync.listing import Lister, batches, list_all
from singer_erp.sync.page import Page
from singer_erp.sync.windows import Window
from singer_erp.timestamps import extracted_now

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from singer_erp.sync.bookmark import Bookmark
    from singer_erp.sync.incremental import IncrementalSync
    from singer_erp.sync.known_keys import Key

log = logging.getLogger(__name__)

# Each state has all keys: one for every page would grow with the square of the records. Fewer than
# the records after which a state is due anyway, so that it is this one.
_RECORDS_HELD = 8_000


class KeyReader(Lister, Protocol):
    """Reads one entity of a source, and says which of its records are gone."""

    def read_keys(self, keys: Sequence[Key]) -> Page:
        """Return the records with some keys."""

    def deleted(self, keys: Sequence[Key]) -> Page:
        """Return a page of rows that say that the records with some keys were deleted."""


class ReconciledSync:
    """Reads what has changed, then compares the keys if that is due.

    Args:
        sync: Reads what has changed.
        bookmark: Its progress.
        reader: Reads the source.
        now: The vendor's clock, aware UTC.
        every: Time from one reconciliation to the next.
        start: Records unchanged since were never read; None if all were.
        is_last: Returns, after the sync, whether keys are compared now, and not kept any longer:
            the source reports deletions from now on, but not the earlier ones.
        writes_deletions: Whether a selected stream has rows for deletions; otherwise they are
            left to a later run.
    """

    def __init__(  # noqa: PLR0913  # values instead of the tap
        self,
        sync: IncrementalSync,
        bookmark: Bookmark,
        reader: KeyReader,
        *,
        now: Callable[[], dt.datetime],
        every: dt.timedelta,
        start: dt.datetime | None,
        is_last: Callable[[], bool] = lambda: False,
        writes_deletions: bool = True,
    ) -> None:
        self._sync = sync
        self._bookmark = bookmark
        self._reader = reader
        self._now = now
        self._every = every
        self._start = start
        self._is_last = is_last
        self._writes_deletions = writes_deletions

    def pages(self) -> Iterator[Page]:
        """Yield everything this run has to write."""
        self._bookmark.keep_keys()
        if not self._bookmark.keeps_keys:
            yield self._first_keys()
        yield from self._with_keys_first(self._sync.pages())
        now, last, is_last = self._now(), self._bookmark.reconciled_at, self._is_last()
        # One in the future is of a wrong clock, and would put this off until then.
        if is_last or last is None or is_ahead(last, now) or now - last >= self._every:
            yield from self._reconcile(now, is_last=is_last)

    def _with_keys_first(self, pages: Iterator[Page]) -> Iterator[Page]:
        """Yield pages, and before them the keys that the state does not have yet."""
        ahead = (self._bookmark.known_keys or set()) | self._bookmark.keys_ahead
        for held in _held(pages, ahead):
            new = {key for page in held for key in _keys(page)} - ahead
            if not new:
                yield from held
                continue
            ahead |= new
            chunk = pack(new)
            save = partial(self._bookmark.keys_follow, chunk)
            yield Page((), held[0].extracted_at, save=save, persists=True)
            yield from held
            if new <= {key for page in held for key in page.checkpoint.keys}:
                self._bookmark.keys_written(chunk)

    def _missing(self, keys: Sequence[Key]) -> Iterator[Page]:
        for some in batches(keys):
            page = self._reader.read_keys(some)
            yield replace(page, save=partial(self._bookmark.advance, page.checkpoint))

    def _first_keys(self) -> Page:
        """Return the page that saves which records there are.

        Before the sync: what is deleted after it has been read is known.
        """
        now = self._now()
        _, expected = self._list()
        save = partial(self._bookmark.reconciled, now, expected)
        return Page((), extracted_now(), save=save, persists=True)

    def _reconcile(self, now: dt.datetime, *, is_last: bool) -> Iterator[Page]:
        there, expected = self._list()
        known, ahead = self._bookmark.known_keys or set(), self._bookmark.keys_ahead
        check_alike(there, known, ahead)
        missing = sorted(expected - known)
        gone = sorted((known | ahead) - there) if self._writes_deletions else []
        if missing or gone:
            log.info("Keys: %d records were missed, %d were deleted", len(missing), len(gone))
        yield from self._with_keys_first(self._missing(missing))
        page = self._reader.deleted(gone)
        kept = None if is_last else (known | expected) - set(gone)
        yield replace(page, save=partial(self._bookmark.reconciled, now, kept))

    def _list(self) -> tuple[set[Key], set[Key]]:
        """Return the keys of all records, and of those that are to be read."""
        listed = list(list_all(self._reader, Window()))
        expected = {
            entry.key
            for entry in listed
            if self._start is None or entry.changed_at is None or entry.changed_at >= self._start
        }
        return {entry.key for entry in listed}, expected


def _held(pages: Iterator[Page], ahead: set[Key]) -> Iterator[list[Page]]:
    """Yield pages in lists: those of new keys are held until the state can have the keys of all.

    No further page is read while the end of a sync is held: the next sync would start from a
    bookmark that is not saved yet.

    Args:
        pages: The pages.
        ahead: The keys that the state has; the caller adds to it.
    """
    held: list[Page] = []
    records = 0
    try:
        for page in pages:
            size = sum(len(rows) for _, rows in page.rows)
            if held and records + size > _RECORDS_HELD:
                yield held
                held, records = [], 0
            if held or not ahead.issuperset(_keys(page)):
                held.append(page)
                records += size
            else:
                yield [page]
            if held and page.ends:
                yield held
                held, records = [], 0
    except ErpError:  # what was read before is written
        if held:
            yield held
        raise
    if held:
        yield held


def _keys(page: Page) -> Iterator[Key]:
    return chain(page.checkpoint.keys, page.checkpoint.listed)
