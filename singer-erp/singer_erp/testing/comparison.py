"""Comparison of every column of every row."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Rows = Mapping[tuple[Any, ...], Mapping[str, Any]]

_SHOWN = 10
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)")


def assert_same(expected: Rows, actual: Rows, *, stream: str) -> None:
    """Assert that two tables have the same keys, the same columns and the same values.

    Numbers are compared as `Decimal`, timestamps as points in time; a text is never a number.

    Args:
        expected: Rows of the source by primary key.
        actual: Rows of the warehouse by primary key.
        stream: Name for the message.

    Raises:
        AssertionError: They differ; the message names stream, key and column.
    """
    found = list(islice(differences(expected, actual), _SHOWN + 1))
    if found:
        shown = "\n".join(f"  {stream} {line}" for line in found[:_SHOWN])
        more = "\n  ..." if len(found) > _SHOWN else ""
        raise AssertionError(f"{stream} is not as expected:\n{shown}{more}")


def differences(expected: Rows, actual: Rows) -> Iterator[str]:
    """Yield what `assert_same` reports, one line for each difference."""
    for key in sorted(expected.keys() - actual.keys(), key=str):
        yield f"{key}: missing"
    for key in sorted(actual.keys() - expected.keys(), key=str):
        yield f"{key}: not expected"
    for key in sorted(expected.keys() & actual.keys(), key=str):
        wanted, row = expected[key], actual[key]
        for column in sorted(wanted.keys() | row.keys()):
            if column not in row:
                yield f"{key} {column}: column is missing"
            elif column not in wanted:
                yield f"{key} {column}: column is not expected"
            elif normalized(wanted[column]) != normalized(row[column]):
                yield f"{key} {column}: expected {wanted[column]!r}, not {row[column]!r}"


def normalized(value: Any) -> Any:
    """Return a value in the form in which equal values are equal."""
    if isinstance(value, str) and _TIMESTAMP.fullmatch(value):
        value = dt.datetime.fromisoformat(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC)
    if isinstance(value, dict):
        return {name: normalized(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [normalized(entry) for entry in value]
    if isinstance(value, bool):
        return bool, value  # not the number 1
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    return value.isoformat() if isinstance(value, dt.date) else value
