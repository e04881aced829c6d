"""First pages of many windows in one call.

An entity is counted, cut at every so many records into windows of creation time, and the first
pages of the windows of all entities of a company are read several to a call. The cuts are only
hints: windows cover everything, whatever is deleted or edited meanwhile.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import deque
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from singer_erp.errors import TransientError
from singer_erp.sync.prefetch import read_in_order
from singer_erp.sync.windows import Window

from tap_quickbooks.company import MAX_QUERIES
from tap_quickbooks.query import MAX_RESULTS
from tap_quickbooks.schema import created_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from singer_erp.sync.page import Page

    from tap_quickbooks.company import Company
    from tap_quickbooks.query import EntityQuery
    from tap_quickbooks.results import Result
    from tap_quickbooks.windows import EntityWindows

log = logging.getLogger(__name__)

# Of a page, so that what is created meanwhile fits and a full page is rare.
_FILLING = 0.95
# Of an entity of which fewer records came than were counted.
_MORE_READS = 2


@dataclass(frozen=True)
class WindowRequest:
    """What is read of one entity.

    Attributes:
        query: Its statements.
        start: Time of creation to resume from; None for the start.
        is_counted: Whether the records are counted first, so that large entities are cut into
            windows and a truncated result shows.
        needs_total: Whether the number of all records of the entity is read too.
    """

    query: EntityQuery
    start: dt.datetime | None
    is_counted: bool
    needs_total: bool = False

    @property
    def window(self) -> Window:
        """Everything that is read."""
        return Window(self.start)


@dataclass(frozen=True)
class _Part:
    """One query: the first page of a window, or with None the number of all records."""

    request: WindowRequest
    window: Window | None

    def statement(self, size: int) -> str:
        query = self.request.query
        return query.count_all() if self.window is None else query.page(self.window, size)


class BatchedWindows:
    """The windows of entities of one company, read in the order the entities are given.

    Args:
        company: The company.
        requests: What is read.
        page_size: Records of a page.
        ahead: Calls in flight or waiting at once.
    """

    def __init__(
        self, company: Company, requests: Sequence[WindowRequest], *, page_size: int, ahead: int
    ) -> None:
        self._company = company
        self._requests = requests
        self._size = page_size
        self._ahead = ahead
        self._ready: dict[str, deque[tuple[Window, Result]]] = {}
        self._left: dict[str, int] = {}
        self._totals: dict[str, Result] = {}
        self.counted_at = dt.datetime.max.replace(tzinfo=dt.UTC)

    def first_pages(self, request: WindowRequest) -> Iterator[tuple[Window, Result]]:
        """Yield the windows of an entity with the results of their first pages, in order.

        Raises:
            StreamError: QuickBooks rejects to count its records.
        """
        name = request.query.entity.name
        results = self._results
        self.count(request)
        while self._left.get(name):
            while not self._ready[name]:
                for part, result in next(results):
                    self._take(part, result)
            window, result = self._ready[name].popleft()
            self._left[name] -= 1
            yield window, result

    def total(self, request: WindowRequest) -> int | None:
        """Return the number of all records of an entity, if it is known.

        Raises:
            StreamError: QuickBooks rejects to count them.
        """
        name = request.query.entity.name
        while name not in self._totals:
            for part, result in next(self._results):
                self._take(part, result)
        return self._totals[name].count

    def count(self, request: WindowRequest) -> int | None:
        """Return the number of an entity's records before they were read, if it is known.

        Raises:
            StreamError: QuickBooks rejects to count them.
        """
        counted = self._counts.get(request.query.entity.name)
        return None if counted is None else counted.count

    def _take(self, part: _Part, result: Result) -> None:
        name = part.request.query.entity.name
        if part.window is None:
            self._totals[name] = result
        else:
            self._ready[name].append((part.window, result))

    @cached_property
    def _counts(self) -> dict[str, Result]:
        """Result of counting the records, by entity."""
        counted = [request for request in self._requests if request.is_counted]
        statements = [request.query.count(request.window) for request in counted]
        results = self._company.queries(statements, small=True)
        self.counted_at = min([self.counted_at, *(result.vendor_time for result in results)])
        names = [request.query.entity.name for request in counted]
        return dict(zip(names, results, strict=True))

    def _known_count(self, request: WindowRequest) -> int | None:
        """Return what `count` does; None also where QuickBooks rejects to count."""
        counted = self._counts.get(request.query.entity.name)
        return None if counted is None or counted.fault is not None else counted.count

    @cached_property
    def _results(self) -> Iterator[list[tuple[_Part, Result]]]:
        parts = list(self._parts())
        for part in parts:
            if part.window is not None:
                name = part.request.query.entity.name
                self._left[name] = self._left.get(name, 0) + 1
                self._ready.setdefault(name, deque())
        # What is not counted is read first, in calls of its own: see `_fetch`.
        groups = [
            some[start : start + self._company.queries_per_batch]
            for counted in (False, True)
            for some in [[part for part in parts if self._is_checked(part) is counted]]
            for start in range(0, len(some), self._company.queries_per_batch)
        ]
        return read_in_order(groups, self._fetch, ahead=self._ahead, name="quickbooks")

    def _parts(self) -> Iterator[_Part]:
        edges = self._edges()
        for request in self._requests:
            counted = self._counts.get(request.query.entity.name)
            if counted is not None and counted.fault is not None:
                continue
            if request.needs_total:
                yield _Part(request, None)
            for window in request.window.split(edges.get(request.query.entity.name, [])):
                yield _Part(request, window)

    def _edges(self) -> dict[str, list[dt.datetime]]:
        """Return the times of creation at which the large entities are cut."""
        step = max(1, int(self._size * _FILLING))
        cuts = [
            (request.query, position)
            for request in self._requests
            for count in [self._known_count(request) or 0]
            if count >= self._size
            for position in range(step, count, step)
        ]
        starts = {request.query: request.window for request in self._requests}
        statements = [query.nth(starts[query], position) for query, position in cuts]
        edges: dict[str, list[dt.datetime]] = {}
        for (query, _), result in zip(cuts, self._small_results(statements), strict=True):
            if result.fault is not None:
                continue
            for record in result.response(query.entity.response_key).records:
                edges.setdefault(query.entity.name, []).append(created_at(record))
        return edges

    def _small_results(self, statements: Sequence[str]) -> Iterator[Result]:
        """Yield the results of statements of one record each, with several calls in flight."""
        groups = [
            statements[start : start + MAX_QUERIES]
            for start in range(0, len(statements), MAX_QUERIES)
        ]
        calls = read_in_order(
            groups,
            lambda group: (self._company.queries(group, small=True), None),
            ahead=self._ahead,
            name="quickbooks",
        )
        return chain.from_iterable(calls)

    def _is_checked(self, part: _Part) -> bool:
        """Whether a truncated result of a query shows by the number of records."""
        return self._known_count(part.request) is not None

    def _fetch(self, parts: list[_Part]) -> tuple[list[tuple[_Part, Result]], None]:
        """Return the results of one call.

        Intuit's page on batches can be read as 1,000 objects in a whole response. A response of
        just as many is requested again, query by query; where nothing is counted to compare with,
        one of more as well.
        """
        statements = [part.statement(self._size) for part in parts]
        results = self._company.queries(statements)
        objects = sum(result.size for result in results)
        is_full = objects == MAX_RESULTS or (
            objects > MAX_RESULTS and not self._is_checked(parts[0])
        )
        if is_full and len(parts) > 1:
            results = self._company.queries_alone(statements)
        return list(zip(parts, results, strict=True)), None


def read_complete(
    company: Company, windows: EntityWindows, batches: BatchedWindows, request: WindowRequest
) -> Iterator[Page]:
    """Yield the pages of an entity, until as many records came as were counted.

    A batch may be truncated, and a count may be wrong: what came is read again, query by query,
    until nothing new comes. The number of the records is then not known.

    Raises:
        StreamError: QuickBooks rejects to read the entity.
        TransientError: New records came each time, and still fewer than there are.
    """
    name, at = request.query.entity.name, batches.counted_at
    for window, result in batches.first_pages(request):
        yield from windows.pages(window, result.response(request.query.entity.response_key))
    counted, came = batches.count(request), windows.created_before(at)
    for _ in range(_MORE_READS):
        if counted is None or came >= counted:
            return
        there = company.query(request.query.count(Window(request.start, at))).count
        if there is None or came >= there:
            return
        log.warning(
            "%d records of %s came, and QuickBooks counts %d: reading them query by query",
            came,
            name,
            there,
        )
        windows, before = windows.again(), came
        for page in windows.pages(request.window):
            yield replace(page, checkpoint=replace(page.checkpoint, records=None))
        came = windows.created_before(at)
        if came == before:
            return
    raise TransientError(
        f"{came:,} records of {name} came, and QuickBooks counts {there:,}",
        "Run again; if it happens again, set `queries_per_batch` to 1",
    )
