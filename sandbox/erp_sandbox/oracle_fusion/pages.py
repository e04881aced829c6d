"""The rows of a page: found in sorted lists that are kept until the data change."""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from erp_sandbox.oracle_fusion.filters import predicate
from erp_sandbox.oracle_fusion.ranges import sort_key, span

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from erp_sandbox.oracle_fusion.query_grammar import Expression
    from erp_sandbox.oracle_fusion.rows import Row

_LISTS = 40
_VARIANTS = 2
_SHIFT = 7


@dataclass(frozen=True)
class Page:
    """A page of rows.

    Attributes:
        rows: Its rows.
        more: Whether there are rows behind it.
        total: The number of rows, None unless requested.
    """

    rows: list[Row]
    more: bool
    total: int | None = None


class Listing:
    """Rows of one collection: sorted and filtered lists, in the order of their last use.

    A list belongs to a revision of the data: pages of one query are parts of one list, and a
    filter on the attributes that the list is sorted by reads only the rows in its range.
    """

    def __init__(self) -> None:
        self._lists: OrderedDict[Hashable, list[Row]] = OrderedDict()
        self._lock = threading.RLock()

    def page(  # noqa: PLR0913 - the parts of a query
        self,
        source: Source,
        *,
        limit: int,
        offset: int,
        order: Sequence[tuple[str, bool]] = (),
        filter_by: Expression | None = None,
        counted: bool = False,
        variant: int = 0,
    ) -> Page:
        """Return a page.

        Args:
            source: The rows.
            limit: Its size.
            offset: Rows that are skipped.
            order: Attributes, and whether they are descending.
            filter_by: A bound expression.
            counted: Whether the total is needed.
            variant: Another one gives another order where the order is not defined.
        """
        rows = self._sorted(source, order, variant)
        low, high = 0, len(rows)
        if filter_by is not None:
            if order and not any(descending for _, descending in order):
                low, high = span(filter_by, [name for name, _ in order], rows)
            matches = predicate(filter_by)
            if offset or counted or not order:
                key = ("filtered", source.key, tuple(order), variant % _VARIANTS, filter_by)
                rows = self._kept(key, lambda: [row for row in rows[low:high] if matches(row)])
            else:
                found = list(islice(filter(matches, islice(rows, low, high)), limit + 1))
                return Page(found[:limit], len(found) > limit)
        total = len(rows)
        start = 0 if order else variant * _SHIFT % max(total, 1)
        ends = min(offset + limit, total)
        chosen = [rows[(start + at) % total] for at in range(offset, ends)]
        return Page(chosen, offset + limit < total, total if counted else None)

    def _sorted(self, source: Source, order: Sequence[tuple[str, bool]], variant: int) -> list[Row]:
        names = {name for name, _ in order}
        is_unique = bool(source.unique) and set(source.unique) <= names
        number = 0 if is_unique or not order else variant % _VARIANTS
        salt = str(number).encode()

        def work() -> list[Row]:
            rows = list(source.rows())
            if not is_unique:
                rows.sort(key=lambda row: zlib.crc32(salt + row.key.encode()))
            if not any(descending for _, descending in order):
                return sorted(rows, key=sort_key([name for name, _ in order])) if order else rows
            for name, descending in reversed(order):
                rows.sort(key=sort_key([name]), reverse=descending)
            return rows

        return self._kept(("sorted", source.key, tuple(order), number), work)

    def _kept(self, key: Hashable, make: Callable[[], list[Row]]) -> list[Row]:
        with self._lock:
            if key not in self._lists:
                self._lists[key] = make()
                while len(self._lists) > _LISTS:
                    self._lists.popitem(last=False)
            self._lists.move_to_end(key)
            return self._lists[key]


@dataclass(frozen=True)
class Source:
    """Where the rows of a collection come from.

    Attributes:
        key: Identifies the rows, with their revision and who sees them.
        rows: Returns them.
        unique: Attributes that identify a row, if it has such.
    """

    key: Hashable
    rows: Callable[[], Sequence[Row]]
    unique: Sequence[str] = ()
