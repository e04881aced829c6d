"""Change data capture: one call reports the changes of many entities of a company."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any

from singer_erp.sync.feed import FeedGapError
from singer_erp.sync.windows import Response

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from singer_erp.sync.feed import Request

    from tap_quickbooks.company import Company, Result
    from tap_quickbooks.streams.entity import Entity

Json = dict[str, Any]

# "Change data capture operation": thirty days; a day is left for clocks and long runs.
MAX_AGE = dt.timedelta(days=29)
_MAX_OBJECTS = 1000
# Commits become visible late; how late is not documented.
OVERLAP = dt.timedelta(seconds=60)


class ChangeFeed:
    """The changes of one company, requested once.

    Args:
        company: The company.
        requests: Requests for changes.
        entities: Entity by the name that requests have for it.
    """

    def __init__(
        self, company: Company, requests: Sequence[Request], entities: Mapping[str, Entity]
    ) -> None:
        self.requests = requests
        self._company = company
        self._entities = entities

    def response(self, request: Request) -> Response:
        """Return the changed records of an entity, and a stub of each deleted one.

        Raises:
            FeedGapError: QuickBooks omitted some.
        """
        records, result = self._found[request.entity]
        if records is None:
            raise FeedGapError(f"more than {_MAX_OBJECTS:,} records changed, and a call omits some")
        return Response(records, result.vendor_time, result.extracted_at, result.request_id)

    @cached_property
    def _found(self) -> dict[str, tuple[list[Json] | None, Result]]:
        return self._read(sorted(self.requests, key=lambda request: request.entity))

    def _read(self, requests: list[Request]) -> dict[str, tuple[list[Json] | None, Result]]:
        """All entities of a call share its limit: a full call is repeated in halves."""
        entities = {request.entity: self._entities[request.entity] for request in requests}
        since = min(request.since for request in requests if request.since) - OVERLAP
        result = self._company.get(
            "/cdc",
            entities=",".join(entity.name for entity in entities.values()),
            changedSince=since.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        found = _by_key(result.body)
        if sum(map(len, found.values())) < _MAX_OBJECTS:
            return {n: (found.get(e.response_key, []), result) for n, e in entities.items()}
        if len(requests) == 1:
            return {requests[0].entity: (None, result)}
        half = len(requests) // 2
        return self._read(requests[:half]) | self._read(requests[half:])


def _by_key(body: Json) -> dict[str, list[Json]]:
    """Return records by JSON key; entities without a change are `{}` or absent."""
    found: dict[str, list[Json]] = {}
    for response in body["CDCResponse"]:
        for part in response.get("QueryResponse", []):
            for name, value in part.items():
                if isinstance(value, list):
                    found.setdefault(name, []).extend(value)
    return found
