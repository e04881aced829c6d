"""Reads an entity by windows of creation time, which no edit moves."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from singer_erp.sync.page import Checkpoint
from singer_erp.sync.progress import no_progress
from singer_erp.sync.windows import Response, Window, WindowReader
from singer_erp.timestamps import format_timestamp
from typing_extensions import override

from tap_quickbooks.schema import created_at, record_id

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from singer_erp.sync.page import Page

    from tap_quickbooks.company import Company
    from tap_quickbooks.query import EntityQuery

Json = dict[str, Any]
MakePage = "Callable[[Response, Checkpoint], Page]"


class EntityWindows(WindowReader):
    """Reads one entity of a company.

    Args:
        company: The company.
        query: The entity's statements.
        make_page: Returns the page of a response.
        page_size: Records of a page.
        started_at: When the sync started; None if it starts with the first response.
        is_counted: Whether the number of records can be known: all of them are read.

    Attributes:
        created: Time of creation by id of the records that were read.
    """

    def __init__(  # noqa: PLR0913  # values instead of the tap
        self,
        company: Company,
        query: EntityQuery,
        make_page: Callable[[Response, Checkpoint], Page],
        *,
        page_size: int,
        started_at: dt.datetime | None,
        is_counted: bool = True,
    ) -> None:
        self.entity = query.entity
        self.page_size = page_size
        self.created: dict[str, dt.datetime] = {}
        self._company = company
        self._query = query
        self._make_page = make_page
        self._started_at = started_at
        self._is_counted = is_counted
        self._is_resumable = True
        self._uncounted: list[dt.datetime] = []

    def again(self) -> EntityWindows:
        """Return a reader of the same entity that adds to what was read and cannot resume."""
        windows = copy.copy(self)
        windows._is_resumable = False  # noqa: SLF001  # of the same class
        return windows

    def created_before(self, moment: dt.datetime) -> int:
        """Return how many of the records that were read were created before a timestamp."""
        return sum(1 for created in self.created.values() if created < moment)

    @override
    def fetch(self, window: Window) -> Response:
        return self._response(self._query.page(window, self.page_size))

    @override
    def fetch_moment(self, moment: dt.datetime, offset: int) -> Response:
        return self._response(self._query.second(moment, offset, self.page_size))

    @override
    def count_moment(self, moment: dt.datetime) -> int | None:
        return self._company.query(self._query.count_second(moment)).count

    @override
    def timestamp(self, record: Json) -> dt.datetime:
        return created_at(record)

    @override
    def key(self, record: Json) -> str:
        return record_id(record)

    @override
    def page(self, response: Response, records: list[Json], position: dt.datetime | None) -> Page:
        self._started_at = self._started_at or response.vendor_time
        if not self._is_resumable:
            position = None
        count = self._count(records, position) if self.entity.paged_by_creation else None
        after = (format_timestamp(position),) if position else None
        checkpoint = Checkpoint(after, response.vendor_time, count if self._is_counted else None)
        return self._make_page(replace(response, records=records), checkpoint)

    def _count(self, records: list[Json], position: dt.datetime | None) -> int:
        """Return how many records were created before the sync started and before a position.

        A sync that resumes at the position reads the later ones again.
        """
        created = {self.key(record): created_at(record) for record in records}
        self._uncounted += [at for key, at in created.items() if key not in self.created]
        self.created |= created
        older = [at for at in self._uncounted if self._started_at and at < self._started_at]
        if position is None:
            return len(older)
        self._uncounted = [at for at in self._uncounted if at >= position]
        return sum(1 for at in older if at < position)

    @override
    def pages(self, window: Window, response: Response | None = None) -> Iterator[Page]:
        if self.entity.paged_by_creation:
            yield from super().pages(window, response)
            return
        # The few of these entities have no time of creation that orders them.
        seen = set[str]()
        while True:
            response = response or self.fetch(window)
            yield self.page(response, response.records, None)
            if len(response.records) < self.page_size:
                return
            # Exchange rates have no id: the whole record shows whether a page came again.
            found = {str(record) for record in response.records}
            if found <= seen:
                raise no_progress(self.entity.name)
            seen |= found
            window = replace(window, offset=window.offset + len(response.records))
            response = None

    def _response(self, statement: str) -> Response:
        return self._company.query(statement).response(self.entity.response_key)
