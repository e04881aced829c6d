"""Table calculations: added to the rows of a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.expressions.grammar import ExpressionError, parse_expression
from erp_sandbox.looker.expressions.table import Table
from erp_sandbox.looker.sql.query import QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from erp_sandbox.looker.sql.custom import Calculation


def calculate(
    calculations: Sequence[Calculation],
    rows: list[dict[str, Any]],
    measures: Sequence[str],
    pivots: Sequence[str],
    totals: Mapping[str, Any] | None,
) -> None:
    """Add table calculations to rows, for each pivot where there are pivots.

    Raises:
        QueryError: If an expression does not parse or cannot be computed.
    """
    pivoted = set(measures)
    for calculation in calculations:
        keys: Sequence[str | None] = pivots or [None]
        for key in keys:
            table = Table(
                len(rows), _columns(rows, pivoted, key), _columns_of(totals or {}, pivoted, key)
            )
            try:
                values = table.values(parse_expression(calculation.expression))
            except ExpressionError as error:
                raise QueryError(f"{calculation.name}: {error}") from error
            for row, value in zip(rows, values, strict=True):
                shown = ("No", "Yes")[value] if isinstance(value, bool) else value
                if key is None:
                    row[calculation.name] = shown
                else:
                    row.setdefault(calculation.name, {})[key] = shown
        pivoted.add(calculation.name)


def _columns(
    rows: Sequence[Mapping[str, Any]], pivoted: set[str], key: str | None
) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {}
    for row in rows:
        for name, value in _columns_of(row, pivoted, key).items():
            columns.setdefault(name, []).append(value)
    return columns


def _columns_of(row: Mapping[str, Any], pivoted: set[str], key: str | None) -> dict[str, Any]:
    if key is None:
        return dict(row)
    return {
        name: value.get(key) if name in pivoted and isinstance(value, dict) else value
        for name, value in row.items()
    }
