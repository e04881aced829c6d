"""What changed in a company since the last run: one call for all, split where it is cut."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_quickbooks.entities import Entity
    from tap_quickbooks.session import Answer, Session

Json = dict[str, Any]

# "Change data capture operation": thirty days; a day is left for clocks and long runs.
LOOK_BACK = dt.timedelta(days=29)
_MOST_OBJECTS = 1000
# Commits become visible late; how late is not documented.
OVERLAP = dt.timedelta(seconds=60)


@dataclass(frozen=True)
class Changes:
    """The changes of one entity.

    Attributes:
        records: Live records and what is left of deleted ones; None where QuickBooks left some out.
        answer: Where they come from.
    """

    records: list[Json] | None
    answer: Answer


class ChangeFeed:
    """Changes of one company, asked for once a run.

    Args:
        session: Asks.
        wanted: Instant by entity from which on changes are wanted.
    """

    def __init__(self, session: Session, wanted: Mapping[Entity, dt.datetime]) -> None:
        self._session = session
        self._wanted = wanted
        self._found: dict[str, Changes] | None = None

    def tells(self, entity: Entity) -> bool:
        """Whether the changes of an entity are among what is asked for."""
        return entity in self._wanted

    def of(self, entity: Entity) -> Changes:
        """The changes of an entity."""
        if self._found is None:
            self._found = self._read(sorted(self._wanted, key=lambda wanted: wanted.name))
        return self._found[entity.name]

    def _read(self, entities: list[Entity]) -> dict[str, Changes]:
        """The limit is shared by all entities of a call: what is full is asked for in halves."""
        since = min(self._wanted[entity] for entity in entities) - OVERLAP
        answer = self._session.get(
            "/cdc",
            entities=",".join(entity.name for entity in entities),
            changedSince=since.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        found = _by_key(answer.body)
        if sum(map(len, found.values())) < _MOST_OBJECTS:
            return {e.name: Changes(found.get(e.json_key, []), answer) for e in entities}
        if len(entities) == 1:
            return {entities[0].name: Changes(None, answer)}
        half = len(entities) // 2
        return self._read(entities[:half]) | self._read(entities[half:])


def _by_key(body: Json) -> dict[str, list[Json]]:
    """Objects by JSON key; entities without a change come as `{}` or not at all."""
    found: dict[str, list[Json]] = {}
    for response in body["CDCResponse"]:
        for part in response.get("QueryResponse", []):
            for name, value in part.items():
                if isinstance(value, list):
                    found.setdefault(name, []).extend(value)
    return found
