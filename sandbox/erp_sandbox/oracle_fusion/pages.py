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
_SHIFTS = 40


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
        self._revisions: dict[str, int] = {}
        self._lists: OrderedDict[tuple[Hashable, ...], list[Row]] = OrderedDict()
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
        self._forget(source)
        names = [name for name, _ in order]
        ascending = not any(descending for _, descending in order)
        is_defined = bool(source.unique) and set(source.unique) <= set(names)
        number = 0 if is_defined or not order else variant % _VARIANTS
        key = (source.resource, source.key, tuple(order), number)
        rows = self._kept(key, lambda: _sorted(source, order, str(number).encode()))
        if filter_by is not None:
            matches = predicate(filter_by)
            low, high = span(filter_by, names, rows) if ascending and names else (0, len(rows))
            if order and not offset and not counted:
                found = list(islice(filter(matches, islice(rows, low, high)), limit + 1))
                return Page(found[:limit], len(found) > limit)
            whole = rows
            rows = self._kept((*key, filter_by), lambda: list(filter(matches, whole[low:high])))
        total = len(rows)
        start = 0 if order else zlib.crc32(str(variant).encode()) % min(max(total, 1), _SHIFTS)
        chosen = [rows[(start + at) % total] for at in range(offset, min(offset + limit, total))]
        return Page(chosen, offset + limit < total, total if counted else None)

    def _forget(self, source: Source) -> None:
        """Drop the lists of an earlier revision."""
        with self._lock:
            if self._revisions.get(source.resource) != source.revision:
                self._revisions[source.resource] = source.revision
                for key in [key for key in self._lists if key[0] == source.resource]:
                    del self._lists[key]

    def _kept(self, key: tuple[Hashable, ...], make: Callable[[], list[Row]]) -> list[Row]:
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
        resource: The resource at the top.
        key: Identifies the rows and who sees them.
        revision: Another one after a change of the data.
        rows: Returns them.
        unique: Attributes that identify a row, if it has such.
    """

    resource: str
    key: Hashable
    revision: int
    rows: Callable[[], Sequence[Row]]
    unique: Sequence[str] = ()


def _sorted(source: Source, order: Sequence[tuple[str, bool]], salt: bytes) -> list[Row]:
    """Return all rows in order; those with equal values in one that the salt decides."""
    rows = list(source.rows())
    names = [name for name, _ in order]
    if not names or not set(source.unique) or not set(source.unique) <= set(names):
        rows.sort(key=lambda row: zlib.crc32(salt + row.key.encode()))
    if names and not any(descending for _, descending in order):
        rows.sort(key=sort_key(names))
        return rows
    for name, descending in reversed(order):
        rows.sort(key=sort_key([name]), reverse=descending)
    return rows
