"""Reads the entities of one company: in full, by change, or as webhook events name them."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from singer_erp.sync.feed import Access, FeedGapError, Method
from singer_erp.sync.page import Checkpoint, Page
from singer_erp.timestamps import parse_timestamp

from tap_quickbooks.batches import BatchedWindows, WindowRequest, read_complete
from tap_quickbooks.changes import OVERLAP
from tap_quickbooks.errors import unknown_shape
from tap_quickbooks.polls import Poll
from tap_quickbooks.query import EntityQuery
from tap_quickbooks.windows import EntityWindows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from singer_erp.messages.projection import Projection
    from singer_erp.sync.feed import Request
    from singer_erp.sync.windows import Response

    from tap_quickbooks.company import Company
    from tap_quickbooks.fetcher import CompanyEvents
    from tap_quickbooks.schema import Sibling
    from tap_quickbooks.streams.entity import Entity

Json = dict[str, Any]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class EntityTables:
    """An entity with the columns of its selected streams.

    Attributes:
        entity: The entity.
        tables: Its selected streams with their projections.
    """

    entity: Entity
    tables: Sequence[tuple[Sibling, Projection]]

    def page(self, realm_id: str, response: Response, checkpoint: Checkpoint) -> Page:
        """Return the page of a response's records: the rows they have in each stream.

        Raises:
            StreamError: A record is not as Intuit's reference describes it.
        """
        for record in response.records:
            record["_realm_id"] = realm_id
        try:
            rows = [(p.record_type, p.rows(_rows(s, response))) for s, p in self.tables]
        except (AttributeError, LookupError, TypeError, ValueError):
            what = f"a record of {self.entity.name}"
            raise unknown_shape(what, response.request_id) from None
        return Page(rows, response.extracted_at, response.request_id, checkpoint)


def _rows(sibling: Sibling, response: Response) -> Iterator[Json]:
    for record in response.records:
        yield from sibling.rows(record)


class CompanyReader:
    """Reads what a run requests of one company.

    Args:
        company: The company.
        entities: Entity and columns by name of the entity's own stream.
        requests: What the run reads, in the order of the streams.
        events: Webhook events of the company; None without webhooks.
        page_size: Records of a page.
        ahead: Calls in flight or waiting at once.
    """

    def __init__(  # noqa: PLR0913  # values instead of the tap
        self,
        company: Company,
        entities: Mapping[str, EntityTables],
        requests: Sequence[Request],
        *,
        events: CompanyEvents | None,
        page_size: int,
        ahead: int,
    ) -> None:
        self._company = company
        self._entities = entities
        self._requests = requests
        self._events = events
        self._page_size = page_size
        self._ahead = ahead
        self._started: set[str] = set()

    def read(self, request: Request) -> Iterator[Page]:
        """Yield the pages of a request.

        Raises:
            FeedGapError: The changes are incomplete.
            StreamError: QuickBooks rejects to read the entity.
            TransientError: Fewer records came than there are.
        """
        if request.access is Access.EVENTS:
            return self._read_events(request)
        if request.access is Access.FULL:
            return self._read_all(request)
        return self._read_changes(request)

    def _read_all(self, request: Request) -> Iterator[Page]:
        batches, window_request = self._batches(request)
        windows = self._windows(request, window_request)
        return read_complete(self._company, windows, batches, window_request)

    def _read_counted(self, request: Request) -> Iterator[Page]:
        """Yield changed records; their number must explain how many there are."""
        batches, window_request = self._batches(request)
        windows, first = self._windows(request, window_request), None
        for page in read_complete(self._company, windows, batches, window_request):
            first = first or page
            yield page
        since, total = request.since, batches.total(window_request)
        if request.records is None or total is None:
            raise FeedGapError("the number of records is not known, which would show deletions")
        created = [at for at in windows.created.values() if since is None or at >= since]
        if request.records + len(created) != total:
            raise FeedGapError("records were deleted, and QuickBooks does not report which")
        if first is not None and (at := first.checkpoint.vendor_time):
            older = sum(1 for each in created if each < at)
            checkpoint = Checkpoint(vendor_time=at, records=request.records + older)
            yield Page((), first.extracted_at, first.request_id, checkpoint)

    def _read_changes(self, request: Request) -> Iterator[Page]:
        """Yield what changed, then everything where merges may have moved references."""
        poll = self._poll if request in self._poll else self._poll_of([request])
        last = None
        for last in self._changed(request, poll):
            yield last
        if last is None:
            return
        at = last.checkpoint.vendor_time
        if at is not None and request.since is not None and request.since > at:
            raise FeedGapError("the state is later than QuickBooks' clock")
        moved = poll.moved(request)
        if moved is None:
            return
        batches, window_request = moved
        log.info("Reading '%s' again: records that it refers to were merged", request.entity)
        windows = self._windows(request, window_request)
        for page in read_complete(self._company, windows, batches, window_request):
            yield replace(page, checkpoint=last.checkpoint)

    def _changed(self, request: Request, poll: Poll) -> Iterator[Page]:
        tables = self._entities[request.entity]
        if tables.entity.method is Method.COUNT:
            yield from self._read_counted(request)
            return
        response = poll.feed.response(tables.entity)
        if response is None:
            # More than QuickBooks reports: deletions must show by the number of records.
            yield from self._read_counted(request)
            return
        checkpoint = Checkpoint(
            vendor_time=response.vendor_time,
            records=poll.feed.count(tables.entity, request, response),
        )
        yield tables.page(self._company.realm_id, response, checkpoint)

    def _read_events(self, request: Request) -> Iterator[Page]:
        events = self._events
        if events is None:
            return
        if request not in events.requests:
            events = events.alone(request)
        tables = self._entities[request.entity]
        for response, seen in events.fetch(request):
            yield tables.page(self._company.realm_id, response, Checkpoint(seen=seen))

    def _windows(self, request: Request, window_request: WindowRequest) -> EntityWindows:
        tables = self._entities[request.entity]
        return EntityWindows(
            self._company,
            window_request.query,
            partial(tables.page, self._company.realm_id),
            page_size=self._page_size,
            started_at=request.started_at,
            is_counted=request.since is None and tables.entity.method is not Method.NONE,
        )

    def _batches(self, request: Request) -> tuple[BatchedWindows, WindowRequest]:
        """Return the windows of all entities, or of one alone whose request came later."""
        planned = request in self._window_requests and request.entity not in self._started
        self._started.add(request.entity)
        if planned:
            return self._all_batches, self._window_requests[request]
        window_request = self._window_request(request)
        return self._batched([window_request]), window_request

    @cached_property
    def _window_requests(self) -> dict[Request, WindowRequest]:
        return {
            request: self._window_request(request)
            for request in self._requests
            if request.access is Access.FULL or self._is_counted_change(request)
        }

    @cached_property
    def _all_batches(self) -> BatchedWindows:
        return self._batched(list(self._window_requests.values()))

    def _batched(self, window_requests: Sequence[WindowRequest]) -> BatchedWindows:
        return BatchedWindows(
            self._company, window_requests, page_size=self._page_size, ahead=self._ahead
        )

    def _window_request(self, request: Request) -> WindowRequest:
        entity, since = self._entities[request.entity].entity, request.since
        is_change = request.access is Access.CHANGES
        if is_change and since is not None:
            since -= OVERLAP
        return WindowRequest(
            EntityQuery(entity, since),
            parse_timestamp(str(request.after[0])) if request.after else None,
            # A few changed records are one page, whose number says nothing.
            is_counted=entity.method is Method.FEED
            or (entity.method is Method.COUNT and not is_change),
            needs_total=is_change,
        )

    def _is_counted_change(self, request: Request) -> bool:
        method = self._entities[request.entity].entity.method
        return request.access is Access.CHANGES and method is Method.COUNT

    @cached_property
    def _poll(self) -> Poll:
        return self._poll_of([r for r in self._requests if r.access is Access.CHANGES])

    def _poll_of(self, requests: Sequence[Request]) -> Poll:
        return Poll(
            self._company,
            {request: self._entities[request.entity].entity for request in requests},
            page_size=self._page_size,
            ahead=self._ahead,
        )
