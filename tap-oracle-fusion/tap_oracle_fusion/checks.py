"""What a sync reports at its end: records that could not be read, and streams that shrank."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from singer_erp.errors import StreamError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from singer_erp.plugin.tap import Sync
    from singer_erp.sync.bookmark import Bookmark
    from singer_erp.sync.page import Page


class Counted(Protocol):
    """Reads a resource."""

    @property
    def unreadable(self) -> list[str]:
        """Where the records are that the pod cannot send."""

    @property
    def total(self) -> int | None:
        """Number of all records, once they were listed or read."""


log = logging.getLogger(__name__)

_PLACES_SHOWN = 5


class CheckedSync:
    """Reads a resource, then reports what a user would not notice.

    Args:
        sync: Reads it.
        bookmark: Its progress.
        reader: Reads the pod.
        resource: Its name.
        order: Attribute by which its records are sorted.
        warning_percent: Share of the records that may vanish without a warning.
    """

    def __init__(  # noqa: PLR0913  # values instead of the tap
        self,
        sync: Sync,
        bookmark: Bookmark,
        reader: Counted,
        *,
        resource: str,
        order: str,
        warning_percent: float,
    ) -> None:
        self._sync = sync
        self._bookmark = bookmark
        self._reader = reader
        self._resource = resource
        self._order = order
        self._share = warning_percent / 100

    def pages(self) -> Iterator[Page]:
        """Yield everything this run has to write.

        Raises:
            StreamError: Some records could not be read; all others were.
        """
        before = self._bookmark.record_count
        try:
            yield from self._sync.pages()
        except StreamError:
            if not self._reader.unreadable:
                raise
        self._compare(before, self._reader.total)
        if places := self._reader.unreadable:
            shown = ", ".join(places[:_PLACES_SHOWN])
            more = f" and {len(places) - _PLACES_SHOWN} more" if places[_PLACES_SHOWN:] else ""
            raise StreamError(
                f"Fusion fails to send records of {self._resource}, by `{self._order}`: "
                f"{shown}{more}. All others were read",
                "Report them to Oracle Support with the log; they are read again with each change "
                "and each reconciliation",
            )

    def _compare(self, before: int | None, now: int | None) -> None:
        """Save the number of records, and log it if it is much less than before."""
        if now is None:
            return
        self._bookmark.counted(now)
        if before and before - now > before * self._share:
            log.warning(
                "%s has %d records where it had %d. If they were not deleted, the user has lost "
                "access to their business unit or ledger: data security hides them without an "
                "error. Ask the administrator to check the user's data access",
                self._resource,
                now,
                before,
            )
