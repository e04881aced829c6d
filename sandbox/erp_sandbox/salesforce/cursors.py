"""Query results that wait for their next page."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from erp_sandbox.salesforce.store import Record

_MOST = 10


class Cursors:
    """The last results that did not fit on a page; older ones are forgotten."""

    def __init__(self) -> None:
        self._results: dict[str, list[Record]] = {}
        self._numbers = itertools.count(1)

    def keep(self, rows: list[Record]) -> str:
        """Keep rows; returns their locator."""
        locator = f"01gSx{next(self._numbers):013d}"
        self._results[locator] = rows
        while len(self._results) > _MOST:
            del self._results[next(iter(self._results))]
        return locator

    def get(self, locator: str) -> list[Record] | None:
        """Return the rows of a locator."""
        return self._results.get(locator)
