"""Rows of results, as all formats begin with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.queries.values import formatted, plain
from erp_sandbox.looker.warehouse import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from erp_sandbox.looker.queries.result import Result, Shown


_PLAIN = {"string", "number", "yesno", "zipcode", "tier", "sum", "count", "count_distinct"}
"""Types whose values the database returns as texts and numbers."""


class LateError(Exception):
    """An error of the database after the first rows have been sent."""


def shown(value: Any, column: Shown, *, as_text: bool) -> Any:
    """Return a value as JSON has it: plain, or formatted."""
    return formatted(value, column.value_format_name) if as_text else plain(value)


def rows(result: Result) -> Iterator[Sequence[Any]]:
    """Yield the rows of a result.

    Raises:
        LateError: If the database fails on the way.
    """
    try:
        yield from result.rows
    except WarehouseError as error:
        raise LateError(f"SQL Error: {error}") from None


def plain_rows(result: Result) -> Iterator[Sequence[Any]]:
    """Yield the rows of a result without pivots, with values that JSON and text can have."""
    # Formats write texts and numbers as they are.
    others = [
        index
        for index, column in enumerate(result.columns)
        if column.field is None or column.field.type not in _PLAIN
    ]
    for row in rows(result):
        made = list(row)
        for index in others:
            made[index] = plain(made[index])
        yield made


def flat_header(result: Result) -> list[str]:
    """Return the labels of the columns; a pivot has one for each of its columns."""
    if result.pivots is None:
        return [column.label for column in result.columns]
    header = [column.label for column in result.columns if not column.pivots]
    for pivot in result.pivots:
        named = " - ".join(_name(value) for value in pivot.data.values()) or "Row Total"
        header += [f"{named} {column.label}" for column in result.columns if column.pivots]
    return header


def flat_rows(result: Result) -> Iterator[Sequence[Any]]:
    """Yield the rows with a cell for each label of `flat_header`."""
    as_text = result.options.formatted
    if not as_text and result.pivots is None:
        yield from plain_rows(result)
        return
    for row in rows(result):
        cells = list(zip(row, result.columns, strict=True))
        if result.pivots is None:
            yield [shown(value, column, as_text=as_text) for value, column in cells]
            continue
        flat = [shown(v, column, as_text=as_text) for v, column in cells if not column.pivots]
        for pivot in result.pivots:
            flat += [
                shown(value.get(pivot.key), column, as_text=as_text)
                for value, column in cells
                if column.pivots
            ]
        yield flat


def _name(value: Any) -> str:
    return "∅" if value is None else str(plain(value))
