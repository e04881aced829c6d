"""The records of the pod, by resource and key."""

from __future__ import annotations

import heapq
import threading
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from erp_sandbox.oracle_fusion.combinations import Combinations
from erp_sandbox.oracle_fusion.organization import Organization
from erp_sandbox.oracle_fusion.resources import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from erp_sandbox.company import Company
    from erp_sandbox.core.state import History
    from erp_sandbox.oracle_fusion.resources import Resource
    from erp_sandbox.oracle_fusion.rows import Row


class Pod:
    """The records of a pod.

    Args:
        history: The clock, and the record of changes.
        company: The company that it shows.

    Attributes:
        organization: Its ledgers, business units and charts.
        combinations: Its account combinations.
        lock: Held while the pod is changed.
        resources: Its resources, with the segments of its flexfields.
        deleted: Keys of deleted records by resource, in order.
    """

    def __init__(self, history: History, company: Company) -> None:
        self.history = history
        self.clock = history.clock
        self.company = company
        self.organization = Organization(company)
        self.combinations = Combinations(company, self.organization)
        self.lock = threading.RLock()
        self.deleted: dict[str, list[str]] = {}
        self.resources = dict(RESOURCES)
        self._rows: dict[str, dict[str, Row]] = {name: {} for name in RESOURCES}
        self._revisions = dict.fromkeys(RESOURCES, 0)
        self._commits: list[tuple[datetime, str]] = []
        self._numbers: dict[str, int] = {}
        self._latest_change = self.clock.now()
        self._fraction = timedelta(0)
        self._late = timedelta(0)

    # Reading

    def resource(self, name: str) -> Resource | None:
        """Return a top-level resource, None if there is none of that name."""
        return self.resources.get(name)

    @property
    def revision(self) -> int:
        """A number that differs after anything that can be seen has changed."""
        with self.lock:
            self._commit()
            return sum(self._revisions.values())

    def revision_of(self, resource: str) -> int:
        """Return a number that differs after the visible records of a resource have changed."""
        with self.lock:
            self._commit()
            return self._revisions[resource]

    def _commit(self) -> None:
        while self._commits and self._commits[0][0] <= self.clock.now():
            self._revisions[heapq.heappop(self._commits)[1]] += 1

    def rows(self, resource: str) -> Iterator[Row]:
        """Yield the visible records of a resource."""
        with self.lock:
            rows = list(self._rows[resource].values())
        for row in rows:
            seen = self._seen(row)
            if seen is not None:
                yield seen

    def row(self, resource: str, key: str) -> Row | None:
        """Return the visible record with a key, None if there is none."""
        return self._seen(self._rows[resource].get(key))

    def latest(self, resource: str, key: str) -> Row:
        """Return the record with a key, also one that is not yet visible."""
        return self._rows[resource][key]

    def committed(self, resource: str) -> Iterator[Row]:
        """Yield the records of a resource that no open transaction has changed."""
        for row in list(self._rows[resource].values()):
            if self._seen(row) is row:
                yield row

    def count(self, resource: str) -> int:
        """Return the number of records of a resource."""
        return len(self._rows[resource])

    # Changing

    def next(self, sequence: str, count: int = 1) -> int:
        """Return the next number of a sequence, and take a count of them."""
        first = self._numbers.get(sequence, 0) + 1
        self._numbers[sequence] = first + count - 1
        return first

    def timestamp(self) -> datetime:
        """Return the timestamp of a change: now, and never before that of an earlier change."""
        self._latest_change = max(self._latest_change, self.clock.now() + self._fraction)
        return self._latest_change

    @contextmanager
    def dating(self, *, milliseconds: int = 0, late: float = 0) -> Iterator[None]:
        """Date changes within the second, or before they are visible.

        Args:
            milliseconds: Part of the second of their timestamps.
            late: Seconds from a change until its transaction commits.
        """
        before = self._fraction, self._late
        self._fraction, self._late = timedelta(milliseconds=milliseconds), timedelta(seconds=late)
        try:
            yield
        finally:
            self._fraction, self._late = before

    def load(self, rows: Iterable[Row]) -> None:
        """Add records of the pod's past."""
        for row in rows:
            self._rows[row.resource.name][row.key] = row
            self._revisions[row.resource.name] += 1

    def save(self, row: Row) -> Row:
        """Store a new record, or another version of the one with the same key."""
        with self.lock:
            rows = self._rows[row.resource.name]
            if self._late:
                row.previous = self._seen(rows.get(row.key))
                row.visible_from = self.clock.now() + self._late
                heapq.heappush(self._commits, (row.visible_from, row.resource.name))
            rows[row.key] = row
            self._revisions[row.resource.name] += 1
            return row

    def delete(self, row: Row) -> None:
        """Delete a record, which leaves no trace that the API shows."""
        with self.lock:
            del self._rows[row.resource.name][row.key]
            self.deleted.setdefault(row.resource.name, []).append(row.key)
            self._revisions[row.resource.name] += 1

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Hold the lock for a change, and undo all of it if it fails."""
        with self.lock:
            rows = {name: dict(found) for name, found in self._rows.items()}
            resources = dict(self.resources)
            deleted = {name: list(keys) for name, keys in self.deleted.items()}
            commits, numbers, latest = list(self._commits), dict(self._numbers), self._latest_change
            try:
                yield
            except BaseException:
                self._rows, self.deleted, self._commits = rows, deleted, commits
                self.resources = resources
                self._numbers, self._latest_change = numbers, latest
                self._revisions = {name: count + 1 for name, count in self._revisions.items()}
                raise

    def _seen(self, row: Row | None) -> Row | None:
        """Return the version of a row that is visible."""
        if row is None or row.visible_from is None or row.visible_from <= self.clock.now():
            return row
        return row.previous
