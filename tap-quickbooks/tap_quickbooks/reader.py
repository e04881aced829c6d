"""Reads the entities of one company: in full, by change, or as webhook events name them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from singer_erp.errors import TransientError
from singer_erp.sync.feed import Access, FeedGapError, Method
from singer_erp.sync.page import Checkpoint, Page
from singer_erp.sync.windows import Window
from singer_erp.timestamps import parse_timestamp

from tap_quickbooks.batches import BatchedWindows, WindowRequest
from tap_quickbooks.changes import OVERLAP, ChangeFeed
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
        """Return the page of a response's records: the rows they have in each stream."""
        for record in response.records:
            record["_realm_id"] = realm_id
        rows = [
            (
                projection.record_type,
                projection.rows(row for record in response.records for row in sibling.rows(record)),
            )
            for sibling, projection in self.tables
        ]
        return Page(rows, response.extracted_at, response.request_id, checkpoint)


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
            TransientError: Fewer records came than there are.
        """
        if request.access is Access.EVENTS:
            return self._read_events(request)
        if request.access is Access.FULL:
            return self._read_all(request)
        if self._entities[request.entity].entity.method is Method.COUNT:
            return self._read_counted(request)
        return self._read_changes(request)

    def _read_all(self, request: Request) -> Iterator[Page]:
        windows = self._windows(request)
        batches, window_request = self._batches(request)
        for window, result in batches.first_pages(window_request):
            response = result.response(windows.entity.response_key)
            yield from windows.pages(window, response)
        if window_request.is_counted and request.since is None:
            # With `since`, an edit may bring old records above it only now.
            self._compare(windows, batches, window_request)

    def _compare(
        self, windows: EntityWindows, batches: BatchedWindows, window_request: WindowRequest
    ) -> None:
        """Check that all that was there at the first count came: batches may truncate."""
        entity, at = windows.entity.name, batches.counted_at
        came = sum(1 for created in windows.created.values() if created < at)
        if came >= batches.counts[entity]:
            return
        there = self._company.query(
            window_request.query.count(Window(window_request.start, at))
        ).count
        if came < there:
            raise TransientError(
                f"{came:,} records of {entity} came, but QuickBooks counts {there:,}",
                "Run again; if it happens again, set `queries_per_batch` to 1",
            )

    def _read_counted(self, request: Request) -> Iterator[Page]:
        """Yield changed records; their number must explain how many there are."""
        windows = self._windows(request)
        batches, window_request = self._batches(request)
        since, first = request.since, None
        for window, result in batches.first_pages(window_request):
            response = result.response(windows.entity.response_key)
            first = first or response
            yield from windows.pages(window, response)
        created = [at for at in windows.created.values() if since is None or at >= since]
        if request.records + len(created) != batches.totals[windows.entity.name]:
            raise FeedGapError("records were deleted, and QuickBooks does not report which")
        if first is not None:
            older = sum(1 for at in created if at < first.vendor_time)
            checkpoint = Checkpoint(vendor_time=first.vendor_time, records=request.records + older)
            yield Page((), first.extracted_at, first.request_id, checkpoint)

    def _read_changes(self, request: Request) -> Iterator[Page]:
        feed = self._feed
        if request not in feed.requests:
            feed = ChangeFeed(self._company, [request], self._names)
        response = feed.response(request)
        tables = self._entities[request.entity]
        checkpoint = Checkpoint(vendor_time=response.vendor_time)
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

    def _windows(self, request: Request) -> EntityWindows:
        return EntityWindows(
            self._company,
            self._query(request),
            partial(self._entities[request.entity].page, self._company.realm_id),
            page_size=self._page_size,
            started_at=request.started_at,
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
        changes = request.access is Access.CHANGES
        method = self._entities[request.entity].entity.method
        return WindowRequest(
            self._query(request),
            parse_timestamp(str(request.after[0])) if request.after else None,
            is_counted=method is Method.FEED or (method is Method.COUNT and not changes),
            needs_total=changes,
        )

    def _query(self, request: Request) -> EntityQuery:
        since = request.since
        if request.access is Access.CHANGES and since is not None:
            since -= OVERLAP
        return EntityQuery(self._entities[request.entity].entity, since)

    def _is_counted_change(self, request: Request) -> bool:
        method = self._entities[request.entity].entity.method
        return request.access is Access.CHANGES and method is Method.COUNT

    @cached_property
    def _feed(self) -> ChangeFeed:
        """The changes of all entities, which one call reports."""
        followed = [
            request
            for request in self._requests
            if request.access is Access.CHANGES
            and self._entities[request.entity].entity.method is Method.FEED
        ]
        return ChangeFeed(self._company, followed, self._names)

    @property
    def _names(self) -> dict[str, Entity]:
        return {name: tables.entity for name, tables in self._entities.items()}
