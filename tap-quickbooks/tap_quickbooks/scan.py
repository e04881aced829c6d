"""Reading an entity whole: every record once, though records change while pages are read.

Pages follow the time of creation, which no edit changes: a page asks for what was created at or
after the last record of the page before. Offsets would skip a record for each one deleted before
them, and ordering by the time of change would move records past the page that is read next.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_erp.errors import TransientError

from tap_quickbooks.columns import instant
from tap_quickbooks.statements import count, select
from tap_quickbooks.statements import instant as literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_quickbooks.entities import Entity
    from tap_quickbooks.session import Answer, Session

Json = dict[str, Any]
_CREATED = "MetaData.CreateTime"
_WALKS = 5
_SECOND = dt.timedelta(seconds=1)


@dataclass(frozen=True)
class Page:
    """Records of one answer.

    Attributes:
        records: They.
        answer: Where they come from.
        reached: Everything created before this instant is read; None where there is no such order.
    """

    records: list[Json]
    answer: Answer
    reached: dt.datetime | None


class Scan:
    """Reads an entity of one company.

    Args:
        session: Asks.
        entity: What is read.
        page_size: Records a page.
        start: Records not changed since are left out, but for the entities that are read whole each
            run; None for everything.
    """

    def __init__(
        self, session: Session, entity: Entity, *, page_size: int, start: dt.datetime | None
    ) -> None:
        self._session = session
        self._entity = entity
        self._size = page_size
        active = "Active IN (true, false)" if entity.active else ""
        since = f"MetaData.LastUpdatedTime >= {literal(start)}" if start and entity.cdc else ""
        self._conditions = [active, since]

    def pages(self, after: dt.datetime | None = None) -> Iterator[Page]:
        """All pages from an instant of creation on."""
        if not self._entity.created:
            yield from self._by_offset([])
            return
        seen: set[str] = set()
        while True:
            from_ = [] if after is None else [f"{_CREATED} >= {literal(after)}"]
            answer = self._ask(from_, order=_CREATED)
            records = self._records(answer)
            fresh = [record for record in records if record["Id"] not in seen]
            if len(records) < self._size:
                yield Page(fresh, answer, None)
                return
            first, last = _created(records[0]), _created(records[-1])
            if first == last == after:
                yield from self._second(last)
                after, seen = last + _SECOND, set()
                continue
            yield Page(fresh, answer, last)
            seen = {record["Id"] for record in records if _created(record) == last}
            after = last

    def _second(self, moment: dt.datetime) -> Iterator[Page]:
        """A second in which more was created than a page holds.

        Only offsets are left there, and each deletion shifts them: the walk is repeated until it
        has seen as many records as there were before and after.
        """
        conditions = [f"{_CREATED} = {literal(moment)}"]
        for _ in range(_WALKS):
            before, ids = self._count(conditions), set()
            for page in self._by_offset(conditions):
                ids |= {record["Id"] for record in page.records}
                yield page
            if before == len(ids) == self._count(conditions):
                return
        raise TransientError(
            f"Records of {self._entity.name} created at {moment.isoformat()} are deleted faster "
            "than they can be read",
            "Run again when less is changed in the company",
        )

    def _by_offset(self, conditions: list[str]) -> Iterator[Page]:
        start = 1
        while True:
            answer = self._ask(conditions, start=start)
            records = self._records(answer)
            yield Page(records, answer, None)
            if len(records) < self._size:
                return
            start += len(records)

    def _ask(self, conditions: list[str], *, order: str = "", start: int = 1) -> Answer:
        statement = select(
            self._entity.name,
            [*self._conditions, *conditions],
            order=order,
            start=start,
            most=self._size,
        )
        return self._session.query(statement)

    def _count(self, conditions: list[str]) -> int:
        statement = count(self._entity.name, [*self._conditions, *conditions])
        return int(self._session.query(statement).body["totalCount"])

    def _records(self, answer: Answer) -> list[Json]:
        """An empty page has no key at all."""
        found: list[Json] = answer.body.get(self._entity.json_key, [])
        return found


def _created(record: Json) -> dt.datetime:
    created = instant(record["MetaData"]["CreateTime"])
    assert created is not None  # noqa: S101  # for the type checker
    return created
