"""Filters as SQL: the condition that a filter expression puts on a field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.filters.conditions import (
    Between,
    Condition,
    Equals,
    IsBlank,
    IsNull,
    Like,
    Term,
    Truth,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from erp_sandbox.looker.sql.dialects import Dialect

    Bound = Callable[[Any], str]


def condition_sql(
    condition: Condition, expression: str, dialect: Dialect, bound: Bound | None = None
) -> str | None:
    """Return a condition on an expression; None if every value matches.

    Args:
        condition: What a filter means.
        expression: The SQL of the value.
        dialect: The SQL of the warehouse.
        bound: The SQL of a bound; a literal, if it is None.
    """

    def sql(term: Term) -> str:
        return _term(term, expression, dialect, bound or dialect.literal)

    parts = []
    if condition.includes:
        values = [term for term in condition.includes if isinstance(term, Equals)]
        terms = [sql(term) for term in condition.includes if not isinstance(term, Equals)]
        if values:
            listed = ", ".join(dialect.literal(term.value) for term in values)
            terms.insert(
                0, f"{expression} IN ({listed})" if values[1:] else f"{expression} = {listed}"
            )
        parts.append(f"({' OR '.join(terms)})")
    parts += [f"(({sql(term)}) IS NOT TRUE)" for term in condition.excludes]
    return " AND ".join(parts) or None


def _term(term: Term, expression: str, dialect: Dialect, bound: Bound) -> str:
    match term:
        case Equals(value):
            return f"{expression} = {dialect.literal(value)}"
        case Like(pattern):
            return f"{expression} LIKE {dialect.literal(pattern)} ESCAPE '^'"
        case Between():
            return _between(term, expression, bound)
        case IsNull():
            return f"{expression} IS NULL"
        case IsBlank():
            return f"{expression} IS NULL OR {expression} = ''"
        case Truth(value):
            return expression if value else f"({expression}) IS NOT TRUE"


def _between(term: Between, expression: str, bound: Bound) -> str:
    parts = []
    if term.low is not None:
        parts.append(f"{expression} {'>=' if term.low_inclusive else '>'} {bound(term.low)}")
    if term.high is not None:
        parts.append(f"{expression} {'<=' if term.high_inclusive else '<'} {bound(term.high)}")
    return " AND ".join(parts) or f"{expression} IS NOT NULL"
