"""Change data capture: one call reports the changes of many entities of a company."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
from singer_erp.errors import StreamError, VendorError
from singer_erp.sync.feed import FeedGapError
from singer_erp.sync.windows import Response
from singer_erp.timestamps import format_timestamp

from tap_quickbooks.errors import COMPANY_CODES, UNSUPPORTED
from tap_quickbooks.query import EntityQuery
from tap_quickbooks.schema import created_at, is_deleted, updated_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from singer_erp.sync.feed import Request

    from tap_quickbooks.company import Company
    from tap_quickbooks.results import Result
    from tap_quickbooks.streams.entity import Entity

Json = dict[str, Any]

_MAX_OBJECTS = 1000
# Commits become visible late; how late is not documented.
OVERLAP = dt.timedelta(seconds=60)
# In the refusal of a date that is more than 30 days ago.
_DATE = "changedSince"


@dataclass(frozen=True)
class Changes:
    """The changes of one entity.

    Attributes:
        records: Changed records, and a stub of each deleted one; None if some are missing.
        result: The response; None if the call was rejected.
        error: Why it was.
    """

    records: list[Json] | None
    result: Result | None
    error: VendorError | None = None

    @property
    def is_truncated(self) -> bool:
        """Whether there are more changes than QuickBooks reports."""
        return self.error is None and self.records is None


class ChangeFeed:
    """The changes of entities of one company, requested once.

    Args:
        company: The company.
        since: From when on changes are requested, by entity.
        uncounted: Entities the number of whose records is not known.
    """

    def __init__(
        self,
        company: Company,
        since: Mapping[Entity, dt.datetime],
        uncounted: Sequence[Entity] = (),
    ) -> None:
        self._company = company
        self._since = since
        self._uncounted = uncounted

    def __contains__(self, entity: Entity) -> bool:
        """Return whether the changes of an entity are requested."""
        return entity in self._since

    def changes(self, entity: Entity) -> Changes:
        """Return the changes of an entity."""
        return self._found[entity]

    def response(self, entity: Entity) -> Response | None:
        """Return the changed records of an entity, and a stub of each deleted one.

        Returns:
            None if there are more than QuickBooks reports.

        Raises:
            FeedGapError: QuickBooks does not report them.
            StreamError: QuickBooks rejects to read the entity.
        """
        found = self._found[entity]
        if isinstance(found.error, StreamError):
            raise found.error
        if found.error is not None:
            raise FeedGapError(f"QuickBooks reports no changes: {found.error.reason}")
        if found.records is None or found.result is None:
            return None
        result = found.result
        return Response(found.records, result.vendor_time, result.extracted_at, result.request_id)

    def count(self, entity: Entity, request: Request, response: Response) -> int | None:
        """Return the number of the records there were at a response, if it is known.

        A stub does not say when its record was created, so that after a deletion the records are
        counted again, before the next changes are requested: a record that is deleted between the
        two has a stub as well.
        """
        known, start = request.records, request.since
        if entity in self._uncounted:
            counted = self._counts[entity]
            known, start = (None if counted.fault else counted.count), counted.vendor_time
        if known is None or start is None:
            return None
        if any(updated_at(record) >= start for record in response.records if is_deleted(record)):
            return None
        live = [record for record in response.records if not is_deleted(record)]
        return known + sum(1 for r in live if start <= created_at(r) < response.vendor_time)

    @cached_property
    def _counts(self) -> dict[Entity, Result]:
        statements = [EntityQuery(entity, None).count_all() for entity in self._uncounted]
        results = self._company.queries(statements, small=True)
        return dict(zip(self._uncounted, results, strict=True))

    @cached_property
    def _found(self) -> dict[Entity, Changes]:
        _ = self._counts  # before the changes: see `count`
        # Those with the oldest dates last: they may be refused alone.
        return self._read(sorted(self._since, key=lambda e: (self._since[e], e.name), reverse=True))

    def _read(self, entities: list[Entity]) -> dict[Entity, Changes]:
        """Entities of a call share its limit and its faults: such a call is repeated in halves."""
        since = min(self._since[entity] for entity in entities) - OVERLAP
        try:
            result = self._company.get(
                "/cdc",
                entities=",".join(entity.name for entity in entities),
                changedSince=format_timestamp(since.replace(microsecond=0)),
            )
        except VendorError as error:
            if error.status not in {200, 400} or error.code in COMPANY_CODES:
                raise
            refused = Changes(None, None, _as_stream_error(error))
            has_one_date = len({self._since[entity] for entity in entities}) == 1
            if len(entities) == 1 or (has_one_date and _DATE in error.detail):
                return dict.fromkeys(entities, refused)
        else:
            found = _by_key(result)
            if sum(map(len, found.values())) < _MAX_OBJECTS:
                return {e: Changes(found.get(e.response_key, []), result) for e in entities}
            if len(entities) == 1:
                return {entities[0]: Changes(None, result)}
        half = len(entities) // 2
        return self._read(entities[:half]) | self._read(entities[half:])


def _as_stream_error(error: VendorError) -> VendorError:
    """Return the refusal as an error of the stream, unless everything can be read in full."""
    if error.code == UNSUPPORTED or _DATE in error.detail:
        return error
    return StreamError(
        error.reason,
        "See Intuit's page on error codes; deselect the stream if the company does not use it",
        request_id=error.request_id,
        status=error.status,
        code=error.code,
        detail=error.detail,
    )


class _Part(msgspec.Struct, rename={"parts": "QueryResponse"}):
    parts: list[Json] = []


class _Body(msgspec.Struct, rename={"responses": "CDCResponse"}):
    responses: list[_Part]


def _by_key(result: Result) -> dict[str, list[Json]]:
    """Return records by JSON key; entities without a change are `{}` or absent."""
    found: dict[str, list[Json]] = {}
    try:
        body = msgspec.convert(result.body, _Body)
        for response in body.responses:
            for part in response.parts:
                for name, value in part.items():
                    if isinstance(value, list):
                        found.setdefault(name, []).extend(msgspec.convert(value, list[Json]))
    except msgspec.ValidationError:
        raise VendorError(
            "QuickBooks responded to GET /cdc with status 200 and a body that is not its JSON",
            "Try later",
            request_id=result.request_id,
        ) from None
    return found
