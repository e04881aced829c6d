"""Which part of a sorted list of rows a filter can match."""

from __future__ import annotations

from bisect import bisect_left
from itertools import product
from typing import TYPE_CHECKING, Any

from erp_sandbox.oracle_fusion.query_grammar import Logic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from erp_sandbox.oracle_fusion.query_grammar import Comparison, Expression
    from erp_sandbox.oracle_fusion.rows import Row

    Key = tuple[tuple[Any, ...], ...]

_NULL = (1,)
_AFTER = (2,)
"""Behind all values and nulls of an attribute."""
_MOST_CLAUSES = 64


def sort_key(names: Sequence[str]) -> Callable[[Row], Key]:
    """Return the sort key of rows by attributes, nulls last."""
    if len(names) == 1:
        (only,) = names
        return lambda row: (_NULL if (value := row.value(only)) is None else (0, value),)

    def key(row: Row) -> Key:
        return tuple(_NULL if (value := row.value(name)) is None else (0, value) for name in names)

    return key


def span(expression: Expression, names: Sequence[str], rows: Sequence[Row]) -> tuple[int, int]:
    """Return the range of rows that can match.

    Args:
        expression: A bound expression.
        names: The attributes that the rows are sorted by, ascending.
        rows: The rows.
    """
    clauses = _clauses(expression)
    if clauses is None:
        return 0, len(rows)
    lowest = min((_lowest(clause, names) for clause in clauses), default=())
    highest = max((_highest(clause, names) for clause in clauses), default=())
    key = sort_key(names)
    return bisect_left(rows, lowest, key=key), bisect_left(rows, highest, key=key)


def _clauses(expression: Expression) -> list[list[Comparison]] | None:
    """Return the disjunctive normal form, or None if it is too large."""
    if not isinstance(expression, Logic):
        return [[expression]]
    parts = [_clauses(part) for part in expression.conditions]
    if any(part is None for part in parts):
        return None
    found = [part for part in parts if part is not None]
    if expression.operator == "or":
        clauses = [clause for part in found for clause in part]
    else:
        size = 1
        for part in found:
            size *= len(part)
        if size > _MOST_CLAUSES:
            return None
        clauses = [[one for clause in chosen for one in clause] for chosen in product(*found)]
    return clauses if len(clauses) <= _MOST_CLAUSES else None


def _lowest(clause: list[Comparison], names: Sequence[str]) -> Key:
    """Return the key before which no row matches a clause."""
    prefix: Key = ()
    for name in names:
        tests = _tests(clause, name)
        equal = [value for operator, value in tests if operator == "="]
        if equal:
            prefix = (*prefix, (0, equal[0]))
            continue
        after = [((0, v), _AFTER) for operator, v in tests if operator == ">"]
        since = [((0, v),) for operator, v in tests if operator == ">="]
        return (*prefix, *max([*after, *since], default=()))
    return prefix


def _highest(clause: list[Comparison], names: Sequence[str]) -> Key:
    """Return the key from which on no row matches a clause."""
    prefix: Key = ()
    for name in names:
        tests = _tests(clause, name)
        equal = [value for operator, value in tests if operator == "="]
        if equal:
            prefix = (*prefix, (0, equal[0]))
            continue
        before = [((0, v),) for operator, v in tests if operator == "<"]
        until = [((0, v), _AFTER) for operator, v in tests if operator == "<="]
        return (*prefix, *min([*before, *until], default=(_AFTER,)))
    return (*prefix, _AFTER)


def _tests(clause: list[Comparison], name: str) -> list[tuple[str, Any]]:
    """Return the comparisons of an attribute with one value."""
    found: list[tuple[str, Any]] = []
    for test in clause:
        if test.path != (name,) or test.upper or test.negated:
            continue
        if test.operator == "between":
            low, high = test.values
            found += [(">=", low), ("<=", high)]
        elif test.operator == "in" and test.values:
            found += [(">=", min(test.values)), ("<=", max(test.values))]
        elif test.operator in {"=", "<", "<=", ">", ">="}:
            found.append((test.operator, test.values[0]))
    return found
