"""Where to read: ranges of keys that fit a page each, so that pages can be fetched side by side.

A table's key space is split by a histogram, one grouped query for up to a million rows::

    SELECT TRUNC(t.id/1000) AS bucket, COUNT(*) AS n FROM transaction t GROUP BY TRUNC(t.id/1000)

Neighbouring buckets that together fit a page become one range, so sparse ids cost no empty calls.
Rows that arrive in a range meanwhile are found by following the key within the range.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tap_netsuite.suiteql import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from singer_erp.sync.bookmarks import Key


@dataclass(frozen=True)
class Place:
    """A part of a table, read by key.

    Attributes:
        condition: SuiteQL condition that cuts the part out; empty for the whole table.
        after: Key of the last row read; None at the beginning.
        upto: Last id of a place made of ids.
    """

    condition: str = ""
    after: Key | None = None
    upto: int | None = None

    def rest(self, after: Key) -> Place:
        """What remains after a row."""
        return replace(self, after=after)


def after_key(columns: Sequence[str], key: Key) -> str:
    """The condition that a row comes after a key in key order.

    SuiteQL compares no tuples, so it is spelt out: `(a > 1 OR (a = 1 AND b > 2))`.
    """
    terms = []
    for position, (column, value) in enumerate(zip(columns, key, strict=True)):
        equal = [
            f"{c} = {literal(v)}" for c, v in zip(columns[:position], key[:position], strict=True)
        ]
        terms.append(" AND ".join([*equal, f"{column} > {literal(value)}"]))
    return "(" + " OR ".join(f"({term})" for term in terms) + ")"


def ranges(
    buckets: Iterable[tuple[int, int]], *, column: str, start: int, width: int, page_size: int
) -> Iterator[Place]:
    """Ranges of about a page each, in order, without a gap, the last one open at its end.

    Args:
        buckets: (number, rows) of the buckets that hold rows, in order.
        column: The leading key column.
        start: First bucket; ranges begin here.
        width: Key values in a bucket.
        page_size: Rows of a page.
    """
    first, rows = start, 0
    for bucket, count in buckets:
        if rows and rows + count > page_size:
            yield Place(f"{column} >= {first * width} AND {column} < {bucket * width}")
            first, rows = bucket, 0
        rows += count
    yield Place(f"{column} >= {first * width}")


def lists(ids: Sequence[int], *, columns: Sequence[str], size: int) -> Iterator[Place]:
    """Places of the rows that name one of the ids in one of the columns, `size` ids at a time."""
    for start in range(0, len(ids), size):
        chunk = ids[start : start + size]
        text = ",".join(map(str, chunk))
        condition = " OR ".join(f"{column} IN ({text})" for column in columns)
        yield Place(f"({condition})", upto=chunk[-1])
