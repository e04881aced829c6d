"""SuiteQL statements: the dialect, and the queries of a table.

SuiteQL over REST binds no parameters: `literal` is the only way a value enters a statement.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import msgspec
from singer_erp.sync.state import position_error

from tap_netsuite.schema import SELECTED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from singer_erp.sync.keyset import KeyRange
    from singer_erp.sync.page import Position

    from tap_netsuite.clock import Timestamps
    from tap_netsuite.streams import Table

EMPTY_KEY = "-"
"""Stands for an empty text in a key column, which no key may be."""


def literal(value: int | str) -> str:
    """Return a value as a SuiteQL literal, quotes doubled."""
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def first_rows(count: int) -> str:
    """Return the clause that ends a query after some rows.

    Without it NetSuite evaluates the whole query for each page, to count its rows
    (`totalResults`).
    """
    return f"FETCH FIRST {count} ROWS ONLY"


def untimed_or_since(timestamps: Timestamps, column: str, since: dt.datetime) -> str:
    """Return the condition that a row has changed, or has no timestamp."""
    return f"({timestamps.since(column, since)} OR t.{column} IS NULL)"


class Bucket(msgspec.Struct):
    """A row of a histogram: number of the bucket, and its rows."""

    bucket: int
    n: int


class LastKey(msgspec.Struct):
    """The row of the largest key; of an empty table it is 0."""

    n: int = 0


class TableQuery:
    """The statements that read one table.

    Args:
        table: What to read.
        kinds: Kind by name of the columns to read, the key among them.
        timestamps: How timestamps are selected and compared in this account.
    """

    def __init__(self, table: Table, kinds: Mapping[str, str], timestamps: Timestamps) -> None:
        self._table = table
        self._kinds = kinds
        self._timestamps = timestamps
        self._from = f"FROM {table.table} t"

    @cached_property
    def key(self) -> list[str]:
        """The key columns as they are read and compared."""
        return [_key_expression(name, self._kinds[name]) for name in self._table.primary_keys]

    def page(self, part: KeyRange, size: int) -> str:
        """Return the query of the next page of a range, in key order, and of one row more."""
        where = _where(self._conditions(part))
        selected, order = self._select(), ", ".join(self.key)
        return f"SELECT {selected} {self._from}{where} ORDER BY {order} {first_rows(size + 1)}"

    def histogram(self, part: KeyRange, start: int, count: int, width: int) -> str:
        """Return the query that counts the rows of each of `count` buckets of keys."""
        key, bucket = self.key[0], f"TRUNC({self.key[0]}/{width})"
        bounds = [f"{key} >= {start * width}", f"{key} < {(start + count) * width}"]
        where = _where([*bounds, self._since(part.since)])
        return (
            f"SELECT {bucket} AS bucket, COUNT(*) AS n {self._from}{where} "
            f"GROUP BY {bucket} ORDER BY {bucket}"
        )

    def last(self) -> str:
        """Return the query of the largest leading key."""
        return f"SELECT MAX({self.key[0]}) AS n {self._from}"

    def probe(self) -> str:
        """Return the query of any row, which fails when a column is not exposed."""
        selected = ", ".join(
            f"{self._expression(column, kind)} AS {column}" for column, kind in self._kinds.items()
        )
        return f"SELECT {selected} {self._from} WHERE ROWNUM <= 1"

    def _select(self) -> str:
        """Return the SELECT list, each column named as itself."""
        return ", ".join(
            f"{self._selected(column, kind)} AS {column}" for column, kind in self._kinds.items()
        )

    def _selected(self, column: str, kind: str) -> str:
        if column in self._table.primary_keys:
            return _key_expression(column, kind)
        return self._expression(column, kind)

    def _expression(self, column: str, kind: str) -> str:
        if kind == "timestamp":
            return self._timestamps.select(column)
        return SELECTED[kind].format(column=f"t.{column}")

    def _conditions(self, part: KeyRange) -> list[str]:
        key = self.key[0]
        return [
            f"{key} >= {part.low}" if part.low is not None else "",
            f"{key} < {part.high}" if part.high is not None else "",
            self._of_transactions(part.ids) if part.ids is not None else "",
            self._after(part.after) if part.after is not None else "",
            self._since(part.since),
        ]

    def _after(self, key: Position) -> str:
        types = [str if self._kinds[n] == "string" else int for n in self._table.primary_keys]
        if [type(value) for value in key] != types:
            raise position_error(self._table.name)
        return _after(self.key, key)

    def _since(self, since: dt.datetime | None) -> str:
        """Return the condition that a row changed; rows without a timestamp are always read."""
        if since is None or self._table.replication_key is None:
            return ""
        return untimed_or_since(self._timestamps, self._table.replication_key, since)

    def _of_transactions(self, ids: Sequence[int]) -> str:
        listed = ",".join(map(str, ids))
        columns = self._table.group or self._table.primary_keys
        return f"({' OR '.join(f't.{column} IN ({listed})' for column in columns)})"


def _key_expression(column: str, kind: str) -> str:
    return f"NVL(t.{column},'{EMPTY_KEY}')" if kind == "string" else f"t.{column}"


def _after(columns: Sequence[str], key: Position) -> str:
    """Return the condition that a row comes after a key in key order.

    SuiteQL compares no tuples, so it is spelled out: `(a > 1 OR (a = 1 AND b > 2))`. The bound on
    the leading column alone is for its index.
    """
    terms = []
    for position, (column, value) in enumerate(zip(columns, key, strict=True)):
        equal = [
            f"{c} = {literal(v)}" for c, v in zip(columns[:position], key[:position], strict=True)
        ]
        terms.append(" AND ".join([*equal, f"{column} > {literal(value)}"]))
    if len(terms) == 1:
        return terms[0]
    bound = f"{columns[0]} >= {literal(key[0])}"
    return f"{bound} AND (" + " OR ".join(f"({term})" for term in terms) + ")"


def _where(conditions: Iterable[str]) -> str:
    present = [condition for condition in conditions if condition]
    return f" WHERE {' AND '.join(present)}" if present else ""
