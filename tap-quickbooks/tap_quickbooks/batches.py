"""First pages of many windows in one call.

An entity is counted, cut at every so many records into windows of creation time, and the first
pages of the windows of all entities of a company are read several to a call. The cuts are only
hints: windows cover everything, whatever is deleted or edited meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from singer_erp.sync.prefetch import read_in_order
from singer_erp.sync.windows import Window

from tap_quickbooks.query import MAX_RESULTS
from tap_quickbooks.schema import created_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tap_quickbooks.company import Company, Result
    from tap_quickbooks.query import EntityQuery

# Of a page, so that what is created meanwhile fits and a full page is rare.
_FILLING = 0.95


@dataclass(frozen=True)
class WindowRequest:
    """What is read of one entity.

    Attributes:
        query: Its statements.
        start: Time of creation to resume from; None for the start.
        is_counted: Whether the records are counted first, so that a truncated result shows.
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
        self.totals: dict[str, int] = {}
        self.counted_at = dt.datetime.max.replace(tzinfo=dt.UTC)

    def first_pages(self, request: WindowRequest) -> Iterator[tuple[Window, Result]]:
        """Yield the windows of an entity with the results of their first pages, in order."""
        name = request.query.entity.name
        results = self._results
        while self._left.get(name):
            while not self._ready[name]:
                for part, result in next(results):
                    self._take(part, result)
            window, result = self._ready[name].popleft()
            self._left[name] -= 1
            yield window, result
        while request.needs_total and name not in self.totals:
            for part, result in next(results):
                self._take(part, result)

    def _take(self, part: _Part, result: Result) -> None:
        name = part.request.query.entity.name
        if part.window is None:
            self.totals[name] = result.count
        else:
            self._ready[name].append((part.window, result))

    @cached_property
    def counts(self) -> dict[str, int]:
        """Number of records by entity, of those that are counted first."""
        counted = [request for request in self._requests if request.is_counted]
        statements = [request.query.count(request.window) for request in counted]
        results = self._company.queries(statements, small=True)
        counts = {}
        for request, result in zip(counted, results, strict=True):
            counts[request.query.entity.name] = result.count
            self.counted_at = min(self.counted_at, result.vendor_time.replace(microsecond=0))
        return counts

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
            for some in [[part for part in parts if part.request.is_counted is counted]]
            for start in range(0, len(some), self._company.queries_per_batch)
        ]
        return read_in_order(groups, self._fetch, ahead=self._ahead, name="quickbooks")

    def _parts(self) -> Iterator[_Part]:
        edges = self._edges()
        for request in self._requests:
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
            for count in [self.counts.get(request.query.entity.name, 0)]
            if count >= self._size
            for position in range(step, count, step)
        ]
        starts = {request.query: request.window for request in self._requests}
        statements = [query.nth(starts[query], position) for query, position in cuts]
        edges: dict[str, list[dt.datetime]] = {}
        results = self._company.queries(statements, small=True)
        for (query, _), result in zip(cuts, results, strict=True):
            for record in result.response(query.entity.response_key).records:
                edges.setdefault(query.entity.name, []).append(created_at(record))
        return edges

    def _fetch(self, parts: list[_Part]) -> tuple[list[tuple[_Part, Result]], None]:
        """Return the results of one call.

        Intuit's page on batches can be read as 1,000 objects in a whole response. Where nothing
        is counted to compare with, a full one is requested again, query by query.
        """
        statements = [part.statement(self._size) for part in parts]
        results = self._company.queries(statements)
        if not parts[0].request.is_counted and len(parts) > 1:
            pairs = zip(parts, results, strict=True)
            keys = [(part.request.query.entity.response_key, result) for part, result in pairs]
            if sum(len(result.response(key).records) for key, result in keys) >= MAX_RESULTS:
                results = [self._company.query(statement) for statement in statements]
        return list(zip(parts, results, strict=True)), None
