"""What notifications have announced since the last run, and fetching it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_quickbooks.notifications import SOURCE, events
from tap_quickbooks.statements import literal, select

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from singer_erp.webhooks.inbox import Inbox

    from tap_quickbooks.entities import Entity
    from tap_quickbooks.notifications import Event
    from tap_quickbooks.session import Answer, Session

Json = dict[str, Any]
_IDS_PER_QUERY = 100


@dataclass(frozen=True)
class Fetched:
    """Records that were announced, as they are now.

    Attributes:
        records: They, and what is left of deleted ones.
        answer: Where they come from.
        missing: Ids QuickBooks does not show although they were announced as there.
    """

    records: list[Json]
    answer: Answer
    missing: list[str]


class Announcements:
    """The inbox as a run sees it.

    Args:
        inbox: The inbox.

    Attributes:
        last: Number of the newest delivery when the run began: later ones are the next run's.
    """

    def __init__(self, inbox: Inbox) -> None:
        self.last = inbox.last(SOURCE)
        self._inbox = inbox
        self._events: list[tuple[int, Event]] = []
        self._from = self.last

    def of(self, realm_id: str, entity: Entity, after: int, since: dt.datetime) -> dict[str, Event]:
        """The latest event by record id.

        Args:
            realm_id: The company.
            entity: The entity.
            after: Number of the last delivery that was read. An inbox whose numbers are below it
                is another one: all of it counts.
            since: What happened before was read already.
        """
        begin = after if after <= self.last else 0
        if begin < self._from:
            # Kept for the run: notifications hold ids only.
            self._from = begin
            self._events = [
                (delivery.number, event)
                for delivery in self._inbox.between(SOURCE, begin, self.last)
                for event in events(delivery.body)
            ]
        found: dict[str, Event] = {}
        wanted = (realm_id, entity.name.lower())
        for number, event in self._events:
            told = number <= begin or event.at < since
            if told or (event.realm_id, event.entity) != wanted:
                continue
            known = found.get(event.id)
            # That a record is gone is final: ids are not used again.
            if known is None or (event.at > known.at and not known.gone) or event.gone:
                found[event.id] = event
        return found


class Drain:
    """Fetches what was announced of all entities of a company, many in a call.

    Args:
        session: Asks.
        announced: Events by record id, by entity.
    """

    def __init__(self, session: Session, announced: Mapping[Entity, Mapping[str, Event]]) -> None:
        self._session = session
        self._announced = announced
        self._answers: dict[Entity, list[tuple[list[str], Answer]]] | None = None

    def of(self, entity: Entity) -> Iterator[Fetched]:
        """What was announced of an entity."""
        if self._answers is None:
            self._answers = self._fetch()
        announced = self._announced.get(entity, {})
        for ids, answer in self._answers.pop(entity, []):
            found = {record["Id"]: record for record in answer.body.get(entity.json_key, [])}
            lost = [announced[record_id] for record_id in ids if record_id not in found]
            gone = [_stub(event) for event in lost if event.gone]
            missing = [event.id for event in lost if not event.gone]
            yield Fetched([*found.values(), *gone], answer, missing)

    def _fetch(self) -> dict[Entity, list[tuple[list[str], Answer]]]:
        chunks = [
            (entity, ids[n : n + _IDS_PER_QUERY])
            for entity, found in self._announced.items()
            for ids in [sorted(found)]
            for n in range(0, len(ids), _IDS_PER_QUERY)
        ]
        answers = self._session.queries([_by_id(entity, ids) for entity, ids in chunks])
        fetched: dict[Entity, list[tuple[list[str], Answer]]] = {}
        for (entity, ids), answer in zip(chunks, answers, strict=True):
            fetched.setdefault(entity, []).append((ids, answer))
        return fetched


def _by_id(entity: Entity, ids: Collection[str]) -> str:
    active = ["Active IN (true, false)"] if entity.active else []
    listed = ", ".join(literal(record_id) for record_id in ids)
    return select(entity.name, [*active, f"Id IN ({listed})"])


def _stub(event: Event) -> Json:
    """What change data capture leaves of a deleted record."""
    at = event.at.astimezone(dt.UTC).isoformat()
    return {"Id": event.id, "status": "Deleted", "MetaData": {"LastUpdatedTime": at}}
