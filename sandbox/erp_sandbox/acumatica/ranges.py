"""The ranges that a `$filter` asks for, and the records of an entity in the order of a field."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from erp_sandbox.acumatica.filters import comparable
from erp_sandbox.acumatica.query_grammar import Compare, Literal, Logic, Path, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from erp_sandbox.acumatica.query_grammar import Expression
    from erp_sandbox.acumatica.rows import Row


@dataclass(frozen=True)
class Bound:
    """A condition that all records that a filter matches satisfy.

    Attributes:
        field: A field of the entity.
        operator: `eq`, `gt`, `ge`, `lt` or `le`.
        value: Compared with the field.
    """

    field: str
    operator: str
    value: Any


def bounds(text: str) -> list[Bound]:
    """Return the bounds of a valid `$filter`: comparisons that are connected by `and`."""
    return list(_bounds(parse(text))) if text.strip() else []


def _bounds(expression: Expression) -> Iterator[Bound]:
    if isinstance(expression, Logic) and expression.operator == "and":
        for condition in expression.conditions:
            yield from _bounds(condition)
    elif (
        isinstance(expression, Compare)
        and expression.operator != "ne"
        and isinstance(expression.left, Path)
        and isinstance(expression.right, Literal)
        and len(expression.left.names) == 1
        and expression.right.value is not None
    ):
        [field] = expression.left.names
        yield Bound(field, expression.operator, comparable(expression.right.value))


class Orders:
    """The records of an entity in the orders of the fields that filters name.

    Args:
        rows: The records.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._committed: list[Row] = []
        self._others: list[Row] = []  # of open transactions: what is seen of them changes by itself
        for row in rows:
            (self._committed if row.visible_from is None else self._others).append(row)
        self._orders: dict[str, _Order] = {}

    def within(self, bounds: Sequence[Bound]) -> list[Row]:
        """Return the records that may satisfy all bounds, in no order."""
        fields = dict.fromkeys(bound.field for bound in bounds)
        ranges = (
            self._order(field).within([bound for bound in bounds if bound.field == field])
            for field in fields
        )
        return [*min(ranges, key=len), *self._others]

    def _order(self, field: str) -> _Order:
        if field not in self._orders:
            self._orders[field] = _Order(self._committed, field)
        return self._orders[field]


class _Order:
    """Records in the order of a field; those without a value satisfy no comparison."""

    def __init__(self, rows: Iterable[Row], field: str) -> None:
        entries = [(row.values[field], row) for row in rows if row.values.get(field) is not None]
        ordered = sorted(((comparable(value), row) for value, row in entries), key=itemgetter(0))
        self._values = [value for value, _ in ordered]
        self._rows = [row for _, row in ordered]

    def within(self, bounds: Iterable[Bound]) -> Sequence[Row]:
        """Return the records that satisfy all bounds."""
        first, end = 0, len(self._rows)
        for bound in bounds:
            if bound.operator in {"gt", "ge", "eq"}:
                cut = bisect_right if bound.operator == "gt" else bisect_left
                first = max(first, cut(self._values, bound.value))
            if bound.operator in {"lt", "le", "eq"}:
                cut = bisect_left if bound.operator == "lt" else bisect_right
                end = min(end, cut(self._values, bound.value))
        return self._rows[first:end]
