"""Expressions over the rows of a result, for table calculations and the assertions of tests."""

from __future__ import annotations

import math
import statistics
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.expressions.grammar import (
    Call,
    Constant,
    ExpressionError,
    Node,
    Reference,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Values = list[Any]


def _numbers(values: Sequence[Any]) -> list[Any]:
    return [value for value in values if value is not None]


def _sum(values: Values) -> Any:
    return sum(_numbers(values)) if _numbers(values) else None


def _mean(values: Values) -> Any:
    numbers = _numbers(values)
    return sum(numbers) / len(numbers) if numbers else None


_AGGREGATES: dict[str, Callable[[Values], Any]] = {
    "sum": _sum,
    "mean": _mean,
    "average": _mean,
    "max": lambda values: max(_numbers(values), default=None),
    "min": lambda values: min(_numbers(values), default=None),
    "count": lambda values: len(_numbers(values)),
    "count_distinct": lambda values: len(set(_numbers(values))),
    "median": lambda values: statistics.median(_numbers(values)) if _numbers(values) else None,
}


def _round(value: Any, places: Any) -> Decimal:
    return Decimal(value).quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)


def _text(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _divide(left: Any, right: Any) -> Any:
    return None if right == 0 else Decimal(left) / Decimal(right)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divide,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "abs": abs,
    "round": _round,
    "ceiling": math.ceil,
    "floor": math.floor,
    "mod": lambda a, b: a % b,
    "power": lambda a, b: Decimal(a) ** Decimal(b),
    "length": len,
    "lower": lambda text: text.lower(),
    "upper": lambda text: text.upper(),
    "trim": lambda text: text.strip(),
    "concat": lambda *texts: "".join(_text(text) for text in texts),
    "contains": lambda text, part: part in text,
    "starts_with": lambda text, part: text.startswith(part),
    "replace": lambda text, old, new: text.replace(old, new),
    "substring": lambda text, start, count: text[int(start) - 1 : int(start) - 1 + int(count)],
    "to_string": _text,
    "to_number": Decimal,
}
"""Functions of which the result is null if an argument is."""


class Table:
    """The rows of a result as columns, on which expressions are computed.

    Attributes:
        size: The number of rows.
    """

    def __init__(
        self, size: int, columns: Mapping[str, Values], totals: Mapping[str, Any] | None = None
    ) -> None:
        """Take the rows.

        Args:
            size: The number of rows.
            columns: The values of each field, by its name.
            totals: The totals of the measures, by name.
        """
        self.size = size
        self._columns = dict(columns)
        self._totals = totals or {}

    def values(self, node: Node) -> Values:
        """Return the value of an expression for each row.

        Raises:
            ExpressionError: If it cannot be computed.
        """
        try:
            return self._values(node)
        except (TypeError, ValueError, ArithmeticError, AttributeError) as error:
            raise ExpressionError(f"The expression cannot be computed: {error}") from error

    def _values(self, node: Node) -> Values:
        match node:
            case Constant(value):
                return [value] * self.size
            case Reference(name, "total"):
                return [self._totals.get(name)] * self.size
            case Reference(name):
                return self._column(name)
            case Call(name, arguments):
                return self._call(name, arguments)

    def _column(self, name: str) -> Values:
        if name not in self._columns:
            raise ExpressionError(f'The field "{name}" is not one of the fields of the query.')
        return self._columns[name]

    def _call(self, name: str, arguments: tuple[Node, ...]) -> Values:
        own = getattr(self, f"_{name}", None)
        if own is not None and name in _ROWWISE:
            return own(*arguments)  # type: ignore[no-any-return]
        columns = [self._values(each) for each in arguments]
        if name in _AGGREGATES and len(columns) == 1:
            return [_AGGREGATES[name](columns[0])] * self.size
        if name in _LOGIC:
            return [_LOGIC[name](*row) for row in zip(*columns, strict=True)]
        if name not in _FUNCTIONS:
            raise ExpressionError(f"The function {name} is not supported.")
        function = _FUNCTIONS[name]
        return [
            None if any(value is None for value in row) else function(*row)
            for row in zip(*columns, strict=True)
        ]

    def _row(self) -> Values:
        return [Decimal(number) for number in range(1, self.size + 1)]

    def _offset(self, node: Node, by: Node) -> Values:
        column, shifts = self._values(node), self._values(by)
        places = [at + int(shift) for at, shift in enumerate(shifts)]
        return [column[place] if 0 <= place < self.size else None for place in places]

    def _running_total(self, node: Node) -> Values:
        return list(accumulate(value or 0 for value in self._values(node)))

    def _rank(self, node: Node, among: Node) -> Values:
        column = sorted(_numbers(self._values(among)), reverse=True)
        return [
            column.index(value) + 1 if value in column else None for value in self._values(node)
        ]

    def _case(self, *arguments: Node) -> Values:
        result: Values = [None] * self.size
        for argument in reversed(arguments):
            if isinstance(argument, Call) and argument.name == "when":
                tests, values = (self._values(each) for each in argument.arguments)
                triples = zip(tests, values, result, strict=True)
                result = [value if test else other for test, value, other in triples]
            else:
                result = self._values(argument)
        return result


def _coalesce(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return _truth(left) == _truth(right)
    return bool(left == right)


def _truth(value: Any) -> bool:
    return value == "Yes" if isinstance(value, str) else bool(value)


_ROWWISE = frozenset({"row", "offset", "running_total", "rank", "case"})
_LOGIC: dict[str, Callable[..., Any]] = {
    "and": lambda *values: all(_truth(value) for value in values),
    "or": lambda *values: any(_truth(value) for value in values),
    "not": lambda value: not _truth(value),
    "=": _equal,
    "!=": lambda a, b: not _equal(a, b),
    "if": lambda test, yes, no: yes if _truth(test) else no,
    "is_null": lambda value: value is None,
    "coalesce": _coalesce,
}
"""Functions that take null as a value."""
