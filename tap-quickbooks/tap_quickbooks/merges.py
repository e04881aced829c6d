"""Merges of lists: they move references without a new timestamp of what refers to them.

A merge makes one record inactive, as a user may also do without a merge, and the record that
remains is not named. Whatever may have referred to a record that seems merged is read again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from singer_erp.errors import StreamError

from tap_quickbooks.changes import OVERLAP
from tap_quickbooks.company import MAX_QUERIES
from tap_quickbooks.query import MAX_RESULTS, EntityQuery
from tap_quickbooks.schema import is_deleted, record_id, updated_at
from tap_quickbooks.streams import ENTITIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_quickbooks.changes import ChangeFeed
    from tap_quickbooks.company import Company
    from tap_quickbooks.streams.entity import Entity

Json = dict[str, Any]

_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
_UNKNOWN = dt.datetime.max.replace(tzinfo=dt.UTC)
_BY_NAME = {entity.name: entity for entity in ENTITIES}


@dataclass(frozen=True)
class _List:
    """What shows that an inactive record of a list is still referred to, so was not merged.

    Attributes:
        amounts: Fields that are zero after a merge.
        documents: Documents by a reference that their queries can filter by.
    """

    amounts: tuple[str, ...] = ()
    documents: tuple[tuple[str, str], ...] = ()


# "Configure webhooks" names the lists whose records can be merged; two more are (unconfirmed).
_LISTS = {
    "Account": _List(("CurrentBalance",)),
    "Class": _List(),
    "Customer": _List(("Balance",), (("Invoice", "CustomerRef"), ("Payment", "CustomerRef"))),
    "Department": _List(),
    "Employee": _List(),
    "Item": _List(("QtyOnHand",)),
    "Vendor": _List(("Balance",), (("Bill", "VendorRef"),)),
}


def mergeable(entities: Iterable[Entity]) -> list[Entity]:
    """Return the lists that entities refer to and whose records can be merged."""
    named = {name for entity in entities for name in entity.refers_to}
    return [_BY_NAME[name] for name in sorted(named & _LISTS.keys())]


class Merges:
    """The records of lists that seem merged, by the changes of one company.

    Args:
        company: The company.
        feed: The changes, those of the lists included.
        since: From when on the changes are requested, by list.
    """

    def __init__(
        self, company: Company, feed: ChangeFeed, since: dict[Entity, dt.datetime]
    ) -> None:
        self._company = company
        self._feed = feed
        self._since = since

    def affect(self, entity: Entity, since: dt.datetime) -> bool:
        """Return whether references of an entity may have moved since a timestamp."""
        return any(self._latest.get(name, _NEVER) >= since for name in entity.refers_to)

    @cached_property
    def _latest(self) -> dict[str, dt.datetime]:
        """When a record was last merged, by list; the end of time if that is not known."""
        found = {}
        for entity in self._since:
            inactive = self._inactive(entity)
            if inactive is None:
                found[entity.name] = _UNKNOWN
            elif merged := self._newest_merged(entity, inactive):
                found[entity.name] = updated_at(merged)
        return found

    def _inactive(self, entity: Entity) -> list[Json] | None:
        """Return the changed records that are inactive or gone; None if they are not known."""
        changes = self._feed.changes(entity)
        records = changes.records
        if changes.is_truncated:
            query = EntityQuery(entity, self._since[entity] - OVERLAP)
            result = self._company.query(query.inactive())
            records = result.response(entity.response_key).records
            if len(records) >= MAX_RESULTS:
                return None
        if records is None:
            # A list that cannot be read is not used by the company.
            return [] if isinstance(changes.error, StreamError) else None
        return [r for r in records if is_deleted(r) or r.get("Active") is False]

    def _newest_merged(self, entity: Entity, inactive: list[Json]) -> Json | None:
        """Return the record that was merged last, as far as queries cannot exclude it."""
        kind = _LISTS[entity.name]
        candidates = sorted(
            (r for r in inactive if not any(r.get(name) for name in kind.amounts)),
            key=updated_at,
            reverse=True,
        )
        if not kind.documents:
            return candidates[0] if candidates else None
        size = MAX_QUERIES // len(kind.documents)
        for start in range(0, len(candidates), size):
            some = candidates[start : start + size]
            for record, is_used in zip(some, self._are_used(kind, some), strict=True):
                if not is_used:
                    return record
        return None

    def _are_used(self, kind: _List, records: list[Json]) -> list[bool]:
        """Return whether documents refer to records: none does to a merged one."""
        statements = [
            EntityQuery(_BY_NAME[document], None).count_of(reference, record_id(record))
            for record in records
            for document, reference in kind.documents
        ]
        results = self._company.queries(statements, small=True)
        used = [not result.fault and bool(result.count) for result in results]
        size = len(kind.documents)
        return [any(used[start : start + size]) for start in range(0, len(used), size)]
