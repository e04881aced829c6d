"""The content of the instance: records by kind and id."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.errors import not_found

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from erp_sandbox.core.state import History

Row = dict[str, Any]


class Store:
    """All records that the instance stores, in the order of their creation.

    Ids are numbers as text, counted by kind.

    Args:
        history: The clock, and the record of changes.
    """

    def __init__(self, history: History) -> None:
        self.history = history
        self.lock = threading.RLock()
        self._rows: dict[str, dict[str, Row]] = {}
        self._lookml: dict[str, dict[str, Row]] = {}
        self._last: dict[str, int] = {}

    def now(self) -> str:
        """Return the clock's time as the API writes timestamps."""
        return self.text(self.history.clock.now())

    @staticmethod
    def text(timestamp: datetime) -> str:
        """Return a timestamp as the API writes it (unconfirmed form)."""
        return f"{timestamp:%Y-%m-%dT%H:%M:%S}.000+00:00"

    def add(self, kind: str, row: Row) -> Row:
        """Add a record under the next id, or under the id that it has."""
        with self.lock:
            if "id" not in row:
                self._last[kind] = self._last.get(kind, 0) + 1
                row = {"id": str(self._last[kind]), **row}
            self._rows.setdefault(kind, {})[row["id"]] = row
            return row

    def add_lookml(self, kind: str, row: Row) -> Row:
        """Add what LookML defines: it is found like a record and is not one."""
        self._lookml.setdefault(kind, {})[row["id"]] = row
        return row

    def find(self, kind: str, key: str | None) -> Row | None:
        """Return a record or what LookML defines, None if there is neither of that id."""
        stored = self._rows.get(kind, {}).get(str(key))
        return stored or self._lookml.get(kind, {}).get(str(key))

    def get(self, kind: str, key: str | None) -> Row:
        """Return a record.

        Raises:
            ApiError: 404, if there is none of that id.
        """
        row = self.find(kind, key)
        if row is None:
            raise not_found()
        return row

    def all(self, kind: str) -> list[Row]:
        """Return all records of a kind, deleted Looks and dashboards included."""
        with self.lock:
            return list(self._rows.get(kind, {}).values())

    def is_lookml(self, kind: str, row: Row) -> bool:
        """Return whether LookML defines a row."""
        return row["id"] in self._lookml.get(kind, {})

    def every(self, kind: str) -> list[Row]:
        """Return all records of a kind, and what LookML defines."""
        return [*self.all(kind), *self._lookml.get(kind, {}).values()]

    def remove(self, kind: str, keys: Iterable[str]) -> None:
        """Remove records for good."""
        with self.lock:
            for key in keys:
                self._rows.get(kind, {}).pop(key, None)

    def count(self, kind: str) -> int:
        """Return the number of records of a kind."""
        return len(self._rows.get(kind, {}))

    @property
    def kinds(self) -> list[str]:
        """The kinds of records that there are."""
        return list(self._rows)
