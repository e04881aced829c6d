"""Closed windows of a timestamp that no edit moves, or that is frozen by an upper bound.

A window is read in the order of its timestamp. A full page is continued at the timestamp of its
last record, never by offset: offsets skip a record for each one that is removed before them. Only
the records of one timestamp that do not fit a page are read by offset, until their number or the
next read confirms them.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from singer_erp.errors import TransientError
from singer_erp.sync.progress import no_progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from singer_erp.sync.page import Page

_TRIES = 5


@dataclass(frozen=True)
class Window:
    """Records from one timestamp to another; open where they are None.

    Attributes:
        start: Lower bound, inclusive.
        end: Upper bound, exclusive.
        offset: Records to skip.
    """

    start: dt.datetime | None = None
    end: dt.datetime | None = None
    offset: int = 0

    def split(self, edges: Iterable[dt.datetime]) -> Iterator[Window]:
        """Yield the windows between edges, in order; edges outside and equal ones count once."""
        start = self.start
        for edge in sorted(set(edges)):
            if (start is None or edge > start) and (self.end is None or edge < self.end):
                yield Window(start, edge)
                start = edge
        yield Window(start, self.end)


@dataclass(frozen=True)
class Response:
    """A successful response of a source.

    Attributes:
        records: The records as the source sent them.
        vendor_time: The vendor's clock when it responded, aware UTC.
        extracted_at: When the response arrived by the local clock, aware UTC.
        request_id: The vendor's id of the request.
    """

    records: list[dict[str, Any]]
    vendor_time: dt.datetime
    extracted_at: dt.datetime
    request_id: str | None = None


class WindowReader(ABC):
    """Reads one stream of a source by windows.

    Attributes:
        page_size: Records of a page.
        resolution: The smallest difference between two timestamps of the source.
    """

    page_size: int
    resolution = dt.timedelta(seconds=1)

    @abstractmethod
    def fetch(self, window: Window) -> Response:
        """Return the first page of a window, in the order of its timestamp."""

    @abstractmethod
    def fetch_moment(self, moment: dt.datetime, offset: int) -> Response:
        """Return a page of the records of one timestamp."""

    @abstractmethod
    def count_moment(self, moment: dt.datetime) -> int | None:
        """Return the number of the records of one timestamp; None if the source does not say."""

    @abstractmethod
    def timestamp(self, record: dict[str, Any]) -> dt.datetime:
        """Return the timestamp of a record that windows are cut by."""

    @abstractmethod
    def key(self, record: dict[str, Any]) -> str:
        """Return the id of a record."""

    @abstractmethod
    def page(
        self, response: Response, records: list[dict[str, Any]], position: dt.datetime | None
    ) -> Page:
        """Return the page of some records of a response.

        Args:
            response: Where they come from.
            records: The records.
            position: Everything before this timestamp is read with them.
        """

    def pages(self, window: Window, response: Response | None = None) -> Iterator[Page]:
        """Yield all pages of a window.

        Args:
            window: What to read.
            response: Its first page, where that was read already.

        Raises:
            TransientError: Records of one timestamp are removed faster than they can be read.
            VendorError: The source returns the same page again.
        """
        response = response or self.fetch(window)
        start, seen = window.start, set[str]()
        while len(response.records) >= self.page_size:
            records = response.records
            first, last = self.timestamp(records[0]), self.timestamp(records[-1])
            if first == last == start:
                yield from self._moment(last)
                start, seen = last + self.resolution, set()
            elif start is not None and last <= start:
                raise no_progress(f"records from {start.isoformat()} on")
            else:
                fresh = [record for record in records if self.key(record) not in seen]
                yield self.page(response, fresh, last)
                start = last
                seen = {self.key(record) for record in records if self.timestamp(record) == last}
            response = self.fetch(replace(window, start=start))
        fresh = [record for record in response.records if self.key(record) not in seen]
        yield self.page(response, fresh, window.end)

    def _moment(self, moment: dt.datetime) -> Iterator[Page]:
        """Yield the records of one timestamp, of which there are more than a page holds."""
        previous: set[str] | None = None
        for _ in range(_TRIES):
            before, ids, offset, full = self.count_moment(moment), set[str](), 0, True
            repeats = False
            while full:
                response = self.fetch_moment(moment, offset)
                yield self.page(response, response.records, None)
                found = {self.key(record) for record in response.records}
                # A page without a new record would be followed by the same one for ever.
                full = len(response.records) >= self.page_size
                repeats = full and found <= ids
                full = full and not repeats
                ids |= found
                offset += len(response.records)
            same = ids == previous or before == len(ids) == self.count_moment(moment)
            if same and not repeats:
                return
            previous = ids
        raise TransientError(
            f"Records of {moment.isoformat()} are removed faster than they can be read",
            "Run again when the source changes less",
        )
