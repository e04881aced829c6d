"""Fetches the records that webhook events name, many in a call."""

from __future__ import annotations

import datetime as dt
import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any

from singer_erp.messages.projection import parse_offset_timestamp
from singer_erp.sync.feed import Access
from singer_erp.sync.windows import Response

from tap_quickbooks.changes import OVERLAP
from tap_quickbooks.events import SOURCE, events
from tap_quickbooks.query import EntityQuery

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from singer_erp.sync.feed import Request
    from singer_erp.webhooks.inbox import Inbox

    from tap_quickbooks.company import Company
    from tap_quickbooks.events import Event
    from tap_quickbooks.results import Result
    from tap_quickbooks.streams.entity import Entity

Json = dict[str, Any]
Seen = dict[str, tuple[int, dt.datetime]]
log = logging.getLogger(__name__)

_IDS_PER_QUERY = 100


class EventInbox:
    """The webhook inbox as a run sees it.

    Args:
        inbox: The inbox.

    Attributes:
        last: Number of the newest delivery when the run started: later ones are the next run's.
    """

    def __init__(self, inbox: Inbox) -> None:
        self.last = inbox.last(SOURCE)
        self._inbox = inbox
        self._events: list[tuple[int, Event]] = []
        self._from = self.last

    def latest(
        self, realm_id: str, entity: Entity, after: int, since: dt.datetime
    ) -> dict[str, Event]:
        """Return the latest event by record id.

        Args:
            realm_id: The company.
            entity: The entity.
            after: Number of the last delivery that was read. An inbox whose numbers are below it
                is another one: all of it counts.
            since: What happened before was read already.
        """
        start = after if after <= self.last else 0
        if start < self._from:
            # Kept for the run: events hold ids only.
            self._from = start
            self._events = [
                (delivery.number, event)
                for delivery in self._inbox.between(SOURCE, start, self.last)
                for event in events(delivery.body)
            ]
        found: dict[str, Event] = {}
        for number, event in self._events:
            is_known = number <= start or event.at < since
            if is_known or (event.realm_id, event.entity) != (realm_id, entity.name.lower()):
                continue
            known = found.get(event.id)
            # A deletion is final: ids are not used again.
            if known is None or (event.at > known.at and not known.gone) or event.gone:
                found[event.id] = event
        return found


class CompanyEvents:
    """The records of one company that webhook events name.

    Args:
        company: The company.
        entities: Entity by the name that requests have for it.
        requests: What the run reads; those for events are fetched together.
        inbox: The webhook inbox.

    Attributes:
        requests: Those for events.
    """

    def __init__(
        self,
        company: Company,
        entities: Mapping[str, Entity],
        requests: Sequence[Request],
        inbox: EventInbox,
    ) -> None:
        self._company = company
        self._entities = entities
        self.requests = [request for request in requests if request.access is Access.EVENTS]
        self._inbox = inbox

    def alone(self, request: Request) -> CompanyEvents:
        """Return the records for a request that came later."""
        return CompanyEvents(self._company, self._entities, [request], self._inbox)

    def fetch(self, request: Request) -> Iterator[tuple[Response, Seen]]:
        """Yield the records that changed, and the stubs of deleted ones.

        Returns:
            Responses without what an earlier event has brought, and the version and timestamp by
            id of their records.
        """
        entity, named = self._entities[request.entity], self._events[request.entity]
        for ids, result in self._results.get(request.entity, []):
            response = result.response(entity.response_key)
            found = {record["Id"]: record for record in response.records}
            absent = [named[record_id] for record_id in ids if record_id not in found]
            missing = [event.id for event in absent if not event.gone]
            if missing:
                # Perhaps not visible yet; the next full poll brings what is there.
                log.info(
                    "%s %s were named by events and do not show: left to the next full poll",
                    entity.name,
                    ", ".join(missing),
                )
            stubs = [_stub(event) for event in absent if event.gone]
            fresh = [r for r in [*found.values(), *stubs] if _is_new(r, request.seen.get(r["Id"]))]
            yield (
                Response(fresh, result.vendor_time, result.extracted_at, result.request_id),
                {record["Id"]: _version(record) for record in fresh},
            )

    @cached_property
    def _events(self) -> dict[str, dict[str, Event]]:
        return {
            request.entity: self._inbox.latest(
                self._company.realm_id,
                self._entities[request.entity],
                request.last_event,
                request.since - OVERLAP,
            )
            for request in self.requests
            if request.since is not None
        }

    @cached_property
    def _results(self) -> dict[str, list[tuple[list[str], Result]]]:
        chunks = [
            (name, ids[start : start + _IDS_PER_QUERY])
            for name, named in self._events.items()
            for ids in [sorted(named)]
            for start in range(0, len(ids), _IDS_PER_QUERY)
        ]
        statements = [EntityQuery(self._entities[name], None).by_ids(ids) for name, ids in chunks]
        results: dict[str, list[tuple[list[str], Result]]] = {}
        for (name, ids), result in zip(chunks, self._company.queries(statements), strict=True):
            results.setdefault(name, []).append((ids, result))
        return results


def _stub(event: Event) -> Json:
    """Return what change data capture leaves of a deleted record."""
    at = event.at.astimezone(dt.UTC).isoformat()
    return {"Id": event.id, "status": "Deleted", "MetaData": {"LastUpdatedTime": at}}


def _version(record: Json) -> tuple[int, dt.datetime]:
    """Return sync token and time of change: the token alone misses changes of balances."""
    at = parse_offset_timestamp(record["MetaData"]["LastUpdatedTime"])
    assert at is not None  # noqa: S101  # for the type checker
    return int(record.get("SyncToken") or -1), at


def _is_new(record: Json, seen: tuple[int, dt.datetime] | None) -> bool:
    if seen is None or "SyncToken" not in record:
        return True
    token, at = _version(record)
    return token > seen[0] or at > seen[1]
