"""The result of a query that is more than its rows: pivots, totals and table calculations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from erp_sandbox.looker.sql.calculations import calculate
from erp_sandbox.looker.sql.compile import compile_query
from erp_sandbox.looker.sql.custom import with_custom_fields
from erp_sandbox.looker.sql.filling import filled
from erp_sandbox.looker.sql.measures import referenced
from erp_sandbox.looker.sql.query import UNSORTED, Query, QueryError, check_sorts, limit_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from erp_sandbox.looker.lookml.model import Explore
    from erp_sandbox.looker.sql.custom import Calculation
    from erp_sandbox.looker.sql.query import Column
    from erp_sandbox.looker.warehouse import Database

ROW_TOTAL = "$$$_row_total_$$$"
_COLUMN_LIMIT = "50"
Row = dict[str, Any]


@dataclass(frozen=True)
class Pivot:
    """A column that a query pivots to.

    Attributes:
        key: Its key in the cells of the measures.
        data: The values of the fields that the query pivots by.
    """

    key: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """The result of a query.

    Attributes:
        sql: The statement.
        columns: The dimensions and measures, in the order of the query.
        calculations: The table calculations.
        pivots: The columns that it pivots to, with that of the row totals; empty without pivots.
        rows: The rows by field name; with pivots, a measure is a dictionary by pivot key.
        totals: The totals in the shape of a row, if the query wants them.
        columns_truncated: Whether there are more pivots than the query's `column_limit`.
    """

    sql: str
    columns: tuple[Column, ...]
    calculations: tuple[Calculation, ...]
    pivots: tuple[Pivot, ...]
    rows: list[Row]
    totals: Row | None
    columns_truncated: bool


def is_streamable(query: Query) -> bool:
    """Return whether the rows of the compiled statement are the result of a query."""
    return not (
        query.pivots
        or query.total
        or query.row_total
        or query.dynamic_fields
        or query.fill_fields
        or query.subtotals
    )


def run_query(
    explore: Explore,
    query: Query,
    warehouse: Database,
    now: datetime,
    user_attributes: Mapping[str, str],
) -> Result:
    """Return the result of a query.

    Args:
        explore: The explore that it reads.
        query: The query; its `limit` is the one that applies.
        warehouse: The database of its connection.
        now: The present, aware.
        user_attributes: The user's values, as filter expressions.

    Raises:
        QueryError: If the query is not valid.
        WarehouseError: If the database refuses its SQL.
    """
    check_sorts(query)
    if query.subtotals:
        raise QueryError("Subtotals are not supported by the sandbox.")
    return _Run(explore, query, warehouse, (warehouse.dialect, now, user_attributes)).result()


class _Run:
    def __init__(
        self,
        explore: Explore,
        query: Query,
        warehouse: Database,
        context: tuple[str, datetime, Mapping[str, str]],
    ) -> None:
        self._query = query
        self._warehouse = warehouse
        self._context = context
        self._explore = explore
        self._extended, self._calculations = with_custom_fields(explore, query)
        calculated = {each.name for each in self._calculations}
        self._fields = [name for name in query.fields or [] if name not in calculated]
        self._pivots = [name for name in query.pivots or [] if name in self._fields]

    def _select(
        self, fields: list[str], **changes: Any
    ) -> tuple[str, tuple[Column, ...], list[Row]]:
        query = msgspec.structs.replace(self._query, fields=fields, **changes)
        compiled = compile_query(self._explore, query, *self._context)
        names = [column.name for column in compiled.columns]
        rows = [dict(zip(names, row, strict=True)) for row in self._warehouse.rows(compiled)]
        return compiled.sql, compiled.columns, rows

    def _groups(self, fields: list[str], sorts: list[str]) -> list[Row]:
        """Return other groups of the same rows; filters on measures are about the query's own."""
        filters = {
            name: text
            for name, text in (self._query.filters or {}).items()
            if name not in self._extended.scope or not self._extended.scope[name].is_measure
        }
        expression = self._query.filter_expression
        if expression and any(
            self._extended.scope[each.name].is_measure
            for each in referenced(expression)
            if each.name in self._extended.scope
        ):
            expression = None
        changes = {"filters": filters, "filter_expression": expression, "pivots": None}
        return self._select(fields, sorts=sorts, limit=None, **changes)[2]

    def result(self) -> Result:
        calculated = {each.name for each in self._calculations}
        late = any(text.split()[0] in calculated for text in self._query.sorts or [])
        sql, columns, rows = self._select(self._fields, **self._changes(late=late))
        measures = [column.name for column in columns if column.is_measure]
        dimensions = [
            column.name for column in columns if not (column.is_measure or column.pivoted)
        ]
        pivots, truncated = self._pivot_columns(rows) if self._pivots else ((), False)
        if self._pivots:
            rows = _pivoted(rows, dimensions, measures, self._pivots, pivots)
        totals = self._totals(dimensions, measures, pivots)
        if self._pivots and self._query.row_total:
            pivots = (*pivots, Pivot(ROW_TOTAL, {}))
            self._add_row_totals(rows, dimensions, measures)
        if dimensions == self._query.fill_fields:
            rows = self._filled(rows, dimensions[0], measures, pivots)
        calculate(self._calculations, rows, measures, [pivot.key for pivot in pivots], totals)
        rows = _sorted(rows, self._query.sorts or [], {*measures, *calculated}, pivots, late=late)
        return Result(
            sql, columns, self._calculations, pivots,
            rows[: limit_of(self._query.limit)], totals, truncated,
        )  # fmt: skip

    def _changes(self, *, late: bool) -> dict[str, Any]:
        """Return what the statement of the rows does not take from the query."""
        if late:
            return {"sorts": [UNSORTED], "limit": None}
        if self._pivots:
            return {"sorts": self._row_sorts(), "limit": None}
        return {"limit": None} if self._query.fill_fields else {}

    def _filled(
        self, rows: list[Row], name: str, measures: list[str], pivots: tuple[Pivot, ...]
    ) -> list[Row]:
        field = self._extended.fields[name]
        first = next(iter(self._query.sorts or [f"{name} desc"])).split()
        if first[0] != name:
            return rows
        cell = dict.fromkeys(pivot.key for pivot in pivots) if pivots else None
        empty = {measure: cell and dict(cell) for measure in measures}
        return filled(rows, field, empty, descending=first[-1].lower() == "desc")

    def _row_sorts(self) -> list[str]:
        """Return the sorts by the dimensions of the rows; those by measures follow later."""
        named = [text for text in self._query.sorts or [] if text.split()[0] in self._fields]
        rows = [name for name in self._fields if name not in self._pivots]
        dimensions = [name for name in rows if not self._extended.fields[name].is_measure]
        kept = [text for text in named if text.split()[0] in dimensions]
        return kept or dimensions[:1] or [UNSORTED]

    def _pivot_columns(self, rows: Iterable[Row]) -> tuple[tuple[Pivot, ...], bool]:
        sorts = [text for text in self._query.sorts or [] if text.split()[0] in self._pivots]
        named = {text.split()[0] for text in sorts}
        sorts += [name for name in self._pivots if name not in named]
        ordered = self._groups(self._pivots, sorts)
        found = {tuple(row[name] for name in self._pivots) for row in rows}
        kept = [row for row in ordered if tuple(row[name] for name in self._pivots) in found]
        shown = kept[: limit_of(self._query.column_limit or _COLUMN_LIMIT)]
        return tuple(Pivot(_key(row.values()), row) for row in shown), len(shown) < len(kept)

    def _totals(
        self, dimensions: list[str], measures: list[str], pivots: tuple[Pivot, ...]
    ) -> Row | None:
        if not self._query.total or not measures:
            return None
        rows = self._groups([*self._pivots, *measures], [UNSORTED])
        if self._pivots:
            rows = _pivoted(rows, [], measures, self._pivots, pivots)
            if self._query.row_total:
                self._add_row_totals(rows, [], measures)
        found = rows[0] if rows else dict.fromkeys(measures)
        return {**dict.fromkeys(dimensions), **found}

    def _add_row_totals(self, rows: list[Row], dimensions: list[str], measures: list[str]) -> None:
        unpivoted = self._groups([*dimensions, *measures], [UNSORTED])
        totals = {tuple(row[name] for name in dimensions): row for row in unpivoted}
        for row in rows:
            total = totals[tuple(row[name] for name in dimensions)]
            for name in measures:
                row[name][ROW_TOTAL] = total[name]


def _key(values: Iterable[Any]) -> str:
    return "|FIELD|".join("" if value is None else str(value) for value in values)


def _pivoted(
    rows: Iterable[Row],
    dimensions: list[str],
    measures: list[str],
    pivots: list[str],
    columns: tuple[Pivot, ...],
) -> list[Row]:
    """Return one row for each combination of dimensions, with the measures by pivot key."""
    keys = [column.key for column in columns]
    grouped: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        identity = tuple(row[name] for name in dimensions)
        if identity not in grouped:
            cells = {name: dict.fromkeys(keys) for name in measures}
            grouped[identity] = {**dict(zip(dimensions, identity, strict=True)), **cells}
        key = _key(row[name] for name in pivots)
        for name in measures:
            if key in grouped[identity][name]:
                grouped[identity][name][key] = row[name]
    return list(grouped.values())


def _sorted(
    rows: list[Row], sorts: list[str], values: set[str], pivots: tuple[Pivot, ...], *, late: bool
) -> list[Row]:
    """Return the rows sorted by measures of a pivot, or by table calculations."""
    for text in reversed(sorts):
        name, *rest = text.split()
        if not (late or (pivots and name in values)):
            continue
        descending = bool(rest) and rest[0].lower() == "desc"
        index = int(rest[1]) if len(rest) > 1 and rest[1].isdigit() else 0
        if pivots and index >= len(pivots):
            raise QueryError(f'The sort "{text}" names a column that does not exist.')

        def value(row: Row, name: str = name, index: int = index) -> tuple[bool, Any]:
            cell = row.get(name)
            cell = cell[pivots[index].key] if isinstance(cell, dict) else cell
            return (cell is not None, cell if cell is not None else 0)

        rows = sorted(rows, key=value, reverse=descending)
    return rows
