"""Reading entities whole: every record once, though records change while pages are read.

Pages follow the time of creation, which no edit changes. Offsets would skip a record for each one
deleted before them, and ordering by the time of change would move records past the page that is
read next. Offsets only tell where an entity is cut into windows of creation time: windows hold
together whatever happens meanwhile, and many of them fit into one batch.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_erp.errors import TransientError

from tap_quickbooks.columns import instant
from tap_quickbooks.statements import MAX_RESULTS, count, select
from tap_quickbooks.statements import instant as literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

    from tap_quickbooks.entities import Entity
    from tap_quickbooks.session import Answer, Session

Json = dict[str, Any]
_CREATED = "MetaData.CreateTime"
_WALKS = 5
_SECOND = dt.timedelta(seconds=1)
# Of a page, so that what is created meanwhile fits and a full page is rare.
_FILLING = 0.95


@dataclass(frozen=True)
class Wanted:
    """An entity to read.

    Attributes:
        entity: The entity.
        after: Instant of creation to begin with; None for the beginning.
        start: Records not changed since are left out; None for everything.
        total: Whether the number of all records is asked for as well.
    """

    entity: Entity
    after: dt.datetime | None
    start: dt.datetime | None
    total: bool = False

    @property
    def conditions(self) -> list[str]:
        """Of all its statements."""
        found = ["Active IN (true, false)"] if self.entity.active else []
        if self.start is not None:
            found.append(f"MetaData.LastUpdatedTime >= {literal(self.start)}")
        return found


@dataclass(frozen=True)
class Window:
    """What was created from one instant to another; open where they are None.

    Attributes:
        wanted: What is read.
        after: The one instant.
        until: The other.
        counts: Whether only the number of all the entity's records is asked for.
    """

    wanted: Wanted
    after: dt.datetime | None
    until: dt.datetime | None

    counts: bool = False

    @property
    def conditions(self) -> list[str]:
        """Of its statements."""
        found = list(self.wanted.conditions)
        if self.after is not None:
            found.append(f"{_CREATED} >= {literal(self.after)}")
        if self.until is not None:
            found.append(f"{_CREATED} < {literal(self.until)}")
        return found

    def page(self, size: int) -> str:
        """Statement of its first page."""
        if self.counts:
            return count(self.wanted.entity.name, [])
        order = _CREATED if self.wanted.entity.created else ""
        return select(self.wanted.entity.name, self.conditions, order=order, most=size)


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


class Reading:
    """Entities of one company, read in the order they are given.

    Args:
        session: Asks.
        wanted: What is read.
        page_size: Records a page.

    Attributes:
        totals: Number of records of the entities it was asked for.
    """

    def __init__(self, session: Session, wanted: Sequence[Wanted], *, page_size: int) -> None:
        self._session = session
        self._wanted = wanted
        self._size = page_size
        self.totals: dict[Entity, int] = {}
        self._counts: dict[Entity, int] = {}
        self._counted_at = dt.datetime.max.replace(tzinfo=dt.UTC)
        self._groups: deque[list[Window]] = deque()
        self._next: Future[list[Answer]] | None = None
        self._ready: dict[Entity, deque[tuple[Window, Answer]]] = {}
        self._left: dict[Entity, int] = {}
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="quickbooks")
        self._planned = False
        self._asked: set[Entity] = set()

    def owes(self, wanted: Wanted) -> bool:
        """Whether an entity is among what is read, and nobody has asked for it."""
        return wanted in self._wanted and wanted.entity not in self._asked

    def pages(self, entity: Entity) -> Iterator[Page]:
        """All pages of an entity.

        Raises:
            TransientError: Fewer records came than there are.
        """
        self._asked.add(entity)
        if not self._planned:
            self._plan()
        read: set[str] = set()
        counted = entity in self._counts
        while self._left.get(entity):
            while not self._ready[entity]:
                self._take_group()
            window, answer = self._ready[entity].popleft()
            self._left[entity] -= 1
            if window.counts:
                self.totals[entity] = int(answer.body["totalCount"])
                continue
            for page in self._rest_of(window, answer):
                if counted:
                    read |= {r["Id"] for r in page.records if created(r) < self._counted_at}
                yield page
        if counted:
            self._compare(entity, len(read))

    def _plan(self) -> None:
        """Cut what is large into windows, with one statement for each boundary."""
        self._planned = True
        counted = [w for w in self._wanted if w.entity.cdc or (w.entity.counted and not w.total)]
        statements = [
            count(wanted.entity.name, Window(wanted, wanted.after, None).conditions)
            for wanted in counted
        ]
        for wanted, answer in zip(
            counted, self._session.queries(statements, light=True), strict=True
        ):
            self._counts[wanted.entity] = int(answer.body["totalCount"])
            self._counted_at = min(self._counted_at, answer.time.replace(microsecond=0))
        windows = self._windows()
        for window in windows:
            entity = window.wanted.entity
            self._left[entity] = self._left.get(entity, 0) + 1
            self._ready.setdefault(entity, deque())
        # What is not counted is asked for apart: see `_answers`.
        size = self._session.queries_per_batch
        known = [window for window in windows if window.wanted.entity in self._counts]
        others = [window for window in windows if window.wanted.entity not in self._counts]
        for some in (others, known):
            self._groups.extend(some[n : n + size] for n in range(0, len(some), size))

    def _windows(self) -> list[Window]:
        step = max(1, int(self._size * _FILLING))
        cuts = [
            (wanted, place)
            for wanted in self._wanted
            if self._counts.get(wanted.entity, 0) >= self._size
            for place in range(1 + step, self._counts[wanted.entity] + 1, step)
        ]
        statements = [
            select(
                wanted.entity.name,
                Window(wanted, wanted.after, None).conditions,
                order=_CREATED,
                start=place,
                most=1,
            )
            for wanted, place in cuts
        ]
        edges: dict[Entity, list[dt.datetime]] = {}
        for (wanted, _), answer in zip(
            cuts, self._session.queries(statements, light=True), strict=True
        ):
            for record in answer.body.get(wanted.entity.json_key, []):
                edges.setdefault(wanted.entity, []).append(created(record))
        return [window for wanted in self._wanted for window in _between(wanted, edges)]

    def _take_group(self) -> None:
        """Sort the answers of the next batch, and ask for the one after it meanwhile."""
        windows = self._groups.popleft()
        asked = self._next or self._ask(windows)
        self._next = None
        answers = asked.result()
        if self._groups:
            self._next = self._ask(self._groups[0])
        for window, answer in zip(windows, answers, strict=True):
            self._ready[window.wanted.entity].append((window, answer))

    def _ask(self, windows: list[Window]) -> Future[list[Answer]]:
        return self._worker.submit(self._answers, windows)

    def _answers(self, windows: list[Window]) -> list[Answer]:
        """The first pages of windows.

        Intuit's page on batches can be read as 1,000 objects in a whole answer. Where nothing is
        counted to compare with, a full one is asked for again, query by query.
        """
        statements = [window.page(self._size) for window in windows]
        answers = self._session.queries(statements)
        if windows[0].wanted.entity in self._counts or len(windows) == 1:
            return answers
        pairs = zip(windows, answers, strict=True)
        if sum(len(self._records(window, answer)) for window, answer in pairs) < MAX_RESULTS:
            return answers
        return [self._session.queries([statement])[0] for statement in statements]

    def _rest_of(self, window: Window, answer: Answer) -> Iterator[Page]:
        """A window's first page, and those that follow where it is full."""
        records = self._records(window, answer)
        if not window.wanted.entity.created:
            yield Page(records, answer, None)
            if len(records) == self._size:
                yield from self._by_offset(window.wanted, list(window.conditions), len(records))
            return
        after, seen = window.after, set[str]()
        while True:
            fresh = [record for record in records if record["Id"] not in seen]
            if len(records) < self._size:
                yield Page(fresh, answer, window.until)
                return
            first, last = created(records[0]), created(records[-1])
            if first == last == after:
                yield from self._second(window.wanted, last)
                after, seen = last + _SECOND, set()
            else:
                yield Page(fresh, answer, last)
                seen = {record["Id"] for record in records if created(record) == last}
                after = last
            rest = Window(window.wanted, after, window.until)
            [answer] = self._session.queries([rest.page(self._size)])
            records = self._records(window, answer)

    def _second(self, wanted: Wanted, moment: dt.datetime) -> Iterator[Page]:
        """A second in which more was created than a page holds.

        Only offsets are left there, and each deletion shifts them: the walk is repeated until it
        has seen as many records as there were before and after.
        """
        conditions = [*wanted.conditions, f"{_CREATED} = {literal(moment)}"]
        for _ in range(_WALKS):
            before, ids = self._count(wanted, conditions), set()
            for page in self._by_offset(wanted, conditions, 0):
                ids |= {record["Id"] for record in page.records}
                yield page
            if before == len(ids) == self._count(wanted, conditions):
                return
        raise TransientError(
            f"Records of {wanted.entity.name} created at {moment.isoformat()} are deleted faster "
            "than they can be read",
            "Run again when less is changed in the company",
        )

    def _by_offset(self, wanted: Wanted, conditions: list[str], start: int) -> Iterator[Page]:
        while True:
            statement = select(wanted.entity.name, conditions, start=start + 1, most=self._size)
            [answer] = self._session.queries([statement])
            records: list[Json] = answer.body.get(wanted.entity.json_key, [])
            yield Page(records, answer, None)
            if len(records) < self._size:
                return
            start += len(records)

    def _compare(self, entity: Entity, read: int) -> None:
        """What was there at the first count and still is must have come: batches may be cut."""
        wanted = next(wanted for wanted in self._wanted if wanted.entity is entity)
        # An edit may bring old records above the start only now.
        if wanted.start is not None or read >= self._counts[entity]:
            return
        before = f"{_CREATED} < {literal(self._counted_at)}"
        left = self._count(wanted, [*Window(wanted, wanted.after, None).conditions, before])
        if read < left:
            raise TransientError(
                f"{read:,} records of {entity.name} came, QuickBooks counts {left:,}",
                "Run again; if it goes on, set `queries_per_batch` to 1",
            )

    def _count(self, wanted: Wanted, conditions: list[str]) -> int:
        [answer] = self._session.queries([count(wanted.entity.name, conditions)])
        return int(answer.body["totalCount"])

    @staticmethod
    def _records(window: Window, answer: Answer) -> list[Json]:
        """An empty page has no key at all."""
        found: list[Json] = answer.body.get(window.wanted.entity.json_key, [])
        return found


def _between(wanted: Wanted, edges: dict[Entity, list[dt.datetime]]) -> Iterator[Window]:
    if wanted.total:
        yield Window(wanted, None, None, counts=True)
    # Several edges within a second are one: windows are not empty by construction.
    after = wanted.after
    for edge in sorted(set(edges.get(wanted.entity, []))):
        if after is None or edge > after:
            yield Window(wanted, after, edge)
            after = edge
    yield Window(wanted, after, None)


def created(record: Json) -> dt.datetime:
    """When a record was made, UTC."""
    found = instant(record["MetaData"]["CreateTime"])
    assert found is not None  # noqa: S101  # for the type checker
    return found
