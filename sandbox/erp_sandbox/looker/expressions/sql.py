"""Expressions as SQL, for custom filters and custom dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from erp_sandbox.looker.expressions.grammar import (
    Call,
    Constant,
    ExpressionError,
    Node,
    Reference,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

_TEMPLATES = {
    "+": "({} + {})", "-": "({} - {})", "*": "({} * {})", "/": "({} / NULLIF({}, 0))",
    "=": "({} = {})", "!=": "({} <> {})", "<": "({} < {})", "<=": "({} <= {})", ">": "({} > {})",
    ">=": "({} >= {})", "not": "(NOT {})", "is_null": "({} IS NULL)",
    "if": "(CASE WHEN {} THEN {} ELSE {} END)", "abs": "ABS({})", "ceiling": "CEIL({})",
    "floor": "FLOOR({})", "round": "ROUND({}, CAST({} AS INTEGER))", "mod": "MOD({}, {})",
    "power": "POWER({}, {})", "sqrt": "SQRT({})", "sign": "SIGN({})", "exp": "EXP({})",
    "ln": "LN({})", "length": "LENGTH({})", "lower": "LOWER({})", "upper": "UPPER({})",
    "trim": "TRIM({})", "replace": "REPLACE({}, {}, {})", "contains": "(STRPOS({}, {}) > 0)",
    "position": "STRPOS({}, {})", "starts_with": "STARTS_WITH({}, {})",
    "ends_with": "(RIGHT({0}, LENGTH({1})) = {1})",
    "substring": "SUBSTRING({}, CAST({} AS INTEGER), CAST({} AS INTEGER))",
    "to_string": "CAST({} AS VARCHAR)", "to_number": "CAST({} AS DECIMAL(38, 9))",
    "to_date": "CAST({} AS TIMESTAMP)",
    "extract_years": "EXTRACT(YEAR FROM {})", "extract_months": "EXTRACT(MONTH FROM {})",
    "extract_days": "EXTRACT(DAY FROM {})", "extract_hours": "EXTRACT(HOUR FROM {})",
    "extract_minutes": "EXTRACT(MINUTE FROM {})", "extract_seconds": "EXTRACT(SECOND FROM {})",
    "trunc_days": "DATE_TRUNC('day', {})", "trunc_months": "DATE_TRUNC('month', {})",
    "trunc_quarters": "DATE_TRUNC('quarter', {})", "trunc_years": "DATE_TRUNC('year', {})",
    "diff_days": "(CAST({1} AS DATE) - CAST({0} AS DATE))",
}  # fmt: skip
_JOINED = {"and": " AND ", "or": " OR ", "concat": " || "}
_TEMPLATES |= {
    f"add_{unit}s": f"({{1}} + CAST({{0}} AS INTEGER) * INTERVAL '1 {unit}')"
    for unit in ("second", "minute", "hour", "day", "month", "year")
}


@dataclass(frozen=True)
class ExpressionSql:
    """Expressions as SQL.

    Attributes:
        field: The SQL of a field.
        literal: The SQL of a value.
        now: The SQL of the present.
        matches: The SQL of a filter expression on a field.
    """

    field: Callable[[str], str]
    literal: Callable[[str | Decimal], str]
    now: str
    matches: Callable[[str, str], str]

    def sql(self, node: Node) -> str:
        """Return the SQL of an expression.

        Raises:
            ExpressionError: If it has no SQL.
        """
        match node:
            case Constant():
                return self._constant(node)
            case Call(name, arguments):
                return self._call(name, arguments)
            case Reference(name, None):
                return self.field(name)
        raise ExpressionError(f"A total of {node.name} needs a table calculation.")

    def _constant(self, constant: Constant) -> str:
        match constant.value:
            case None:
                return "NULL"
            case bool(value):
                return "TRUE" if value else "FALSE"
            case value:
                return self.literal(value)

    def _call(self, name: str, arguments: tuple[Node, ...]) -> str:
        if name == "case":
            return f"(CASE {' '.join(map(self._branch, arguments))} END)"
        if name == "matches_filter":
            return self._matches(*arguments)
        texts = [self.sql(each) for each in arguments]
        if name in _JOINED:
            return f"({_JOINED[name].join(texts)})"
        return _function(name, texts, self.now)

    def _matches(self, *arguments: Node) -> str:
        match arguments:
            case (Reference(name, None), Constant(str(text))):
                return self.matches(name, text)
        raise ExpressionError("matches_filter takes a field and a text.")

    def _branch(self, node: Node) -> str:
        if isinstance(node, Call) and node.name == "when":
            condition, value = (self.sql(each) for each in node.arguments)
            return f"WHEN {condition} THEN {value}"
        return f"ELSE {self.sql(node)}"


def _function(name: str, texts: list[str], now: str) -> str:
    if name == "now":
        return now
    if name == "coalesce":
        return f"COALESCE({', '.join(texts)})"
    if name == "date":
        return f"MAKE_DATE({', '.join(texts)})"
    if name == "date_time":
        return f"MAKE_TIMESTAMP({', '.join([*texts, *['0'] * (6 - len(texts))])})"
    if name not in _TEMPLATES:
        raise ExpressionError(f"The function {name} is not supported here.")
    try:
        return _TEMPLATES[name].format(*texts)
    except IndexError as error:
        raise ExpressionError(f"The function {name} needs more arguments.") from error
