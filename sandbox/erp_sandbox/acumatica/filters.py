"""Conditions of `$filter`, checked for their types and executed on rows."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from erp_sandbox.acumatica.errors import invalid_filter
from erp_sandbox.acumatica.query_grammar import Call, Compare, Custom, Literal, Logic, Path, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from erp_sandbox.acumatica.query_grammar import Expression

    Reader = Callable[[Any], Any]
    """Returns the value of an expression for a row; None is unknown, as in SQL."""

_NUMBERS = {"Edm.Int32", "Edm.Int16", "Edm.Int64", "Edm.Byte", "Edm.Decimal", "Edm.Double"}
_CONVERTED = {"Edm.String", "Edm.Guid", "Edm.DateTimeOffset"}
"""Types of fields whose values are converted before they are compared."""
_OPERATORS: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "eq": ("Equal", operator.eq),
    "ne": ("NotEqual", operator.ne),
    "gt": ("GreaterThan", operator.gt),
    "ge": ("GreaterThanOrEqual", operator.ge),
    "lt": ("LessThan", operator.lt),
    "le": ("LessThanOrEqual", operator.le),
}
_TEXTS: dict[str, Callable[..., Any]] = {
    "startswith": lambda text, part: text.startswith(part),
    "endswith": lambda text, part: text.endswith(part),
    "contains": lambda text, part: part in text,
    "substringof": lambda part, text: part in text,
    "tolower": lambda text: text,  # texts are compared without case
    "toupper": lambda text: text,
}


@dataclass(frozen=True)
class Value:
    """How a field is read.

    Attributes:
        kind: Its OData type; empty if any.
        read: Returns its value for a row.
        is_date: Whether it is a business date, which a date without a time is compared with, too
            ("Advanced Filter Conditions").
    """

    kind: str
    read: Reader
    is_date: bool = False


def condition(
    text: str, resolve: Callable[[Path | Custom], Value], version: int = 3
) -> Callable[[Any], bool]:
    """Return the test of rows that a `$filter` is.

    Args:
        text: The decoded `$filter`.
        resolve: Returns how a field is read, or raises.
        version: 3 for the contract API, 4 for OData.

    Raises:
        ApiError: 500, if it is not valid, or names a field that does not exist.
    """
    try:
        compiled = _compiled(parse(text, version), resolve)
    except RecursionError:
        raise invalid_filter("The $filter expression is nested too deep.") from None
    if compiled.kind != "Edm.Boolean":
        raise invalid_filter("The $filter expression must evaluate to a single boolean value.")
    return lambda row: compiled.read(row) is True


def _compiled(expression: Expression, resolve: Callable[[Path | Custom], Value]) -> Value:
    if isinstance(expression, Literal):
        constant = _folded(expression.value)
        return Value(expression.kind, lambda _: constant)
    if isinstance(expression, Path | Custom):
        found = resolve(expression)
        if found.kind not in _CONVERTED:
            return found
        read = found.read
        return Value(found.kind, lambda row: _folded(read(row)), found.is_date)
    if isinstance(expression, Compare):
        return _comparison(expression, resolve)
    if isinstance(expression, Call):
        return _call(expression, resolve)
    return _logic(expression, resolve)


def _comparison(expression: Compare, resolve: Callable[[Path | Custom], Value]) -> Value:
    left, right = _operand(expression.left, resolve), _operand(expression.right, resolve)
    name, compare = _OPERATORS[expression.operator]
    if left.kind and right.kind and not _alike(left, right):
        raise invalid_filter(
            "A binary operator with incompatible types was detected. Found operand types "
            f"'{left.kind}' and '{right.kind}' for operator kind '{name}'."
        )
    if not left.kind or not right.kind:
        return Value("Edm.Boolean", _null_test(left.read, right.read, compare))

    first, second = left.read, right.read
    if isinstance(expression.right, Literal):
        constant = second(None)
        return Value("Edm.Boolean", lambda row: _with(compare, first(row), constant))
    return Value("Edm.Boolean", lambda row: _with(compare, first(row), second(row)))


def _operand(expression: Expression, resolve: Callable[[Path | Custom], Value]) -> Value:
    """Return an operand of a comparison, in which blanks at the end of a text do not count."""
    value = _compiled(expression, resolve)
    if value.kind != "Edm.String":
        return value
    read = value.read
    return Value(value.kind, lambda row: comparable(read(row)))


def _with(compare: Callable[[Any, Any], bool], first: Any, second: Any) -> bool | None:
    return None if first is None or second is None else compare(first, second)


def _null_test(left: Reader, right: Reader, compare: Callable[[Any, Any], bool]) -> Reader:
    if compare not in {operator.eq, operator.ne}:
        return lambda _: None
    return lambda row: compare(left(row) is None, right(row) is None)


def _call(expression: Call, resolve: Callable[[Path | Custom], Value]) -> Value:
    arguments = [_compiled(one, resolve) for one in expression.arguments]
    if any(one.kind != "Edm.String" for one in arguments):
        kinds = ", ".join(one.kind for one in arguments)
        raise invalid_filter(
            f"No function signature for the function with name '{expression.name}' matches the "
            f"specified arguments: {kinds}."
        )
    function = _TEXTS[expression.name]

    def read(row: Any) -> Any:
        values = [one.read(row) for one in arguments]
        return None if None in values else function(*values)

    kind = "Edm.String" if expression.name in {"tolower", "toupper"} else "Edm.Boolean"
    return Value(kind, read)


def _logic(expression: Logic, resolve: Callable[[Path | Custom], Value]) -> Value:
    parts = [_compiled(one, resolve) for one in expression.conditions]
    if any(part.kind != "Edm.Boolean" for part in parts):
        raise invalid_filter(f"The operand of '{expression.operator}' is not a boolean value.")
    reads = [part.read for part in parts]
    if expression.operator == "not":
        [only] = reads
        return Value("Edm.Boolean", lambda row: None if only(row) is None else not only(row))
    decides = expression.operator == "or"

    def read(row: Any) -> bool | None:
        unknown = False
        for one in reads:
            found = one(row)
            if found is decides:
                return decides
            unknown = unknown or found is None
        return None if unknown else not decides

    return Value("Edm.Boolean", read)


def _alike(left: Value, right: Value) -> bool:
    kinds = {left.kind, right.kind}
    if kinds == {"Edm.Date", "Edm.DateTimeOffset"}:
        return left.is_date or right.is_date
    return len(kinds) == 1 or kinds <= _NUMBERS


def comparable(value: Any) -> Any:
    """Return a value as SQL Server compares it: without case, and blanks at the end of a text."""
    return _folded(value.rstrip() if isinstance(value, str) else value)


def _folded(value: Any) -> Any:
    """Return a value as SQL Server searches in it: texts without case, dates as midnight."""
    if isinstance(value, str):
        return value.casefold()
    if isinstance(value, datetime) or not isinstance(value, date):
        return value
    return datetime.combine(value, time(), UTC)
