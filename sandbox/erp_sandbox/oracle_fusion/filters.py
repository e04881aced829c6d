"""Conditions of `q` on a resource: checked against its attributes, and compiled to a predicate."""

from __future__ import annotations

import operator
import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from erp_sandbox.oracle_fusion.errors import bad_query
from erp_sandbox.oracle_fusion.query_grammar import Comparison, Logic, Unquoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import tzinfo

    from erp_sandbox.oracle_fusion.errors import ApiError
    from erp_sandbox.oracle_fusion.query_grammar import Expression
    from erp_sandbox.oracle_fusion.resources import Attribute, Resource
    from erp_sandbox.oracle_fusion.rows import Row

    Predicate = Callable[[Row], bool]

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIMESTAMP = re.compile(
    r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[-+]\d\d:\d\d)?)?", re.ASCII
)
_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_NOTHING = Comparison((), "in")


def bound(expression: Expression, resource: Resource, zone: tzinfo) -> Expression:
    """Return the expression with typed values.

    Args:
        expression: What was parsed.
        resource: The resource whose rows are filtered.
        zone: The zone of literals without an offset.

    Raises:
        ApiError: 400, for an attribute that does not exist or cannot be queried, or a value that
            is not of its type.
    """
    if isinstance(expression, Logic):
        parts = tuple(bound(part, resource, zone) for part in expression.conditions)
        return parts[0] if len(parts) == 1 else Logic(expression.operator, parts)
    attribute = queryable(resource, expression.path)
    if expression.operator in {"null", "like"}:
        return expression
    try:
        values = tuple(_typed(attribute, value, zone) for value in expression.values)
    except (ValueError, InvalidOperation):
        if _is_swallowed(expression):
            return _NOTHING
        name = ".".join(expression.path)
        text = f"The value of attribute {name} is not a {attribute.format or attribute.type}."
        raise bad_query(text, name) from None
    return replace(expression, values=values)


def check_own(expression: Expression) -> None:
    """Check that a pod which takes no conditions on children takes an expression.

    Raises:
        ApiError: 400, if it has one.
    """
    if isinstance(expression, Logic):
        for part in expression.conditions:
            check_own(part)
    elif len(expression.path) > 1:
        raise _not_valid(expression.path)


def queryable(resource: Resource, path: tuple[str, ...]) -> Attribute:
    """Return an attribute that filters and orders may use.

    Raises:
        ApiError: 400, if there is none or it cannot be queried.
    """
    owner: Resource | None = resource
    for child in path[:-1]:
        owner = owner and owner.children.get(child)
    attribute = owner.attributes.get(path[-1]) if owner else None
    if attribute is None or not attribute.queryable:
        raise _not_valid(path)
    return attribute


def _not_valid(path: tuple[str, ...]) -> ApiError:
    name = ".".join(path)
    return bad_query(f"Attribute {name} is not valid in the query.", name)


def predicate(expression: Expression) -> Predicate:
    """Return a function that says whether a row matches a bound expression."""
    if isinstance(expression, Logic):
        parts = [predicate(part) for part in expression.conditions]
        combine = all if expression.operator == "and" else any
        return lambda row: combine(part(row) for part in parts)
    if not expression.path:
        return lambda _: False
    *children, name = expression.path
    test = _test(expression)
    if not children:
        return lambda row: test(row.value(name))
    can = _newest_test(expression)
    return lambda row: (
        can(row) and any(test(child.value(name)) for child in _descendants(row, children))
    )


def _newest_test(condition: Comparison) -> Predicate:
    """Return whether a row's children can be new enough, without building them."""
    if condition.operator not in {">", ">="} or condition.path[-1].lower() != "lastupdatedate":
        return lambda _: True
    compare, value = _TESTS[condition.operator], condition.values[0]
    return lambda row: row.newest is None or compare(row.newest, value)


def _test(condition: Comparison) -> Callable[[Any], bool]:
    """Return the test of one value; a comparison with null is never true."""
    kind, values, negated = condition.operator, condition.values, condition.negated
    read: Callable[[Any], Any] = (lambda value: str(value).upper()) if condition.upper else _same
    if kind == "null":
        return lambda value: (value is None) is not negated
    if kind == "like":
        pattern = re.compile(_pattern(str(values[0])), re.DOTALL)
        return lambda value: (
            value is not None and (pattern.fullmatch(str(read(value))) is not None) is not negated
        )
    if kind == "in":
        return lambda value: value is not None and (read(value) in values) is not negated
    if kind == "between":
        low, high = values
        return lambda value: value is not None and (low <= read(value) <= high) is not negated
    compare, other = _TESTS[kind], values[0]
    return lambda value: value is not None and compare(read(value), other)


def _same(value: Any) -> Any:
    return value


def _descendants(row: Row, path: list[str]) -> Iterable[Row]:
    rows = [row]
    for child in path:
        rows = [one for owner in rows for one in owner.children.get(child, ())]
    return rows


def _pattern(text: str) -> str:
    return "".join({"%": ".*", "_": "."}.get(sign, re.escape(sign)) for sign in text)


def _is_swallowed(condition: Comparison) -> bool:
    """Return whether a value of query by example holds what was meant as another condition."""
    return any(
        isinstance(value, Unquoted) and re.search(r"\s(and|or)\s", value.text, re.IGNORECASE)
        for value in condition.values
    )


def _typed(attribute: Attribute, value: Any, zone: tzinfo) -> Any:
    text = value.text if isinstance(value, Unquoted) else value
    if attribute.format in {"date", "date-time"}:
        return _moment(attribute.format, str(text), zone)
    if attribute.type == "string":
        if not isinstance(text, str):
            raise ValueError(text)
        return text
    if attribute.type in {"integer", "number"}:
        if isinstance(text, bool):
            raise ValueError(text)
        return Decimal(text)
    if str(text).lower() not in {"true", "false"}:
        raise ValueError(text)
    return str(text).lower() == "true"


def _moment(kind: str, text: str, zone: tzinfo) -> date | datetime:
    if kind == "date":
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    if not _TIMESTAMP.fullmatch(text):
        raise ValueError(text)
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=zone) if found.tzinfo is None else found
