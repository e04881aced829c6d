"""Dimension fill: rows for the periods that a result leaves out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from erp_sandbox.looker.lookml.model import Field

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_LISTED: dict[str, tuple[Any, ...]] = {
    "day_of_week": _DAYS,
    "day_of_week_index": tuple(range(7)),
    "month_name": _MONTHS,
    "month_num": tuple(range(1, 13)),
    "fiscal_month_num": tuple(range(1, 13)),
    "quarter_of_year": ("Q1", "Q2", "Q3", "Q4"),
    "fiscal_quarter_of_year": ("Q1", "Q2", "Q3", "Q4"),
    "hour_of_day": tuple(range(24)),
    "day_of_month": tuple(range(1, 32)),
}


def _days(count: int) -> Callable[[date], date]:
    return lambda day: day + timedelta(days=count)


def _months(count: int) -> Callable[[str], str]:
    def after(text: str) -> str:
        months = int(text[:4]) * 12 + int(text[5:]) - 1 + count
        return f"{months // 12:04}-{months % 12 + 1:02}"

    return after


def _hour(text: str) -> str:
    after = datetime.strptime(text, "%Y-%m-%d %H") + timedelta(hours=1)  # noqa: DTZ007 - wall time
    return f"{after:%Y-%m-%d %H}"


_NEXT: dict[str, Callable[[Any], Any]] = {
    "date": _days(1),
    "week": _days(7),
    "month": _months(1),
    "quarter": _months(3),
    "fiscal_quarter": _months(3),
    "year": lambda year: year + 1,
    "fiscal_year": lambda year: year + 1,
    "hour": _hour,
}


def fill_values(field: Field, found: set[Any]) -> list[Any] | None:
    """Return all values between the first and last that were found; None if it has no steps."""
    if field.type == "yesno":
        return ["No", "Yes"]
    if field.timeframe in _LISTED:
        return list(_LISTED[field.timeframe])
    if field.timeframe not in _NEXT or not found:
        return None
    return list(_range(min(found), max(found), _NEXT[field.timeframe]))


def _range(first: Any, last: Any, following: Callable[[Any], Any]) -> Iterator[Any]:
    while first <= last:
        yield first
        first = following(first)


def filled(
    rows: list[dict[str, Any]], field: Field, empty: dict[str, Any], *, descending: bool
) -> list[dict[str, Any]]:
    """Return rows in the order of a dimension, with one for each value that was left out.

    Args:
        rows: One row for each value of the dimension.
        field: The dimension.
        empty: A row without values.
        descending: Whether the query sorts by it in descending order.
    """
    by_value = {row[field.name]: row for row in rows}
    values = fill_values(field, set(by_value) - {None})
    if values is None:
        return rows
    nulls = [by_value[None]] if None in by_value else []
    made = [by_value.get(value, {field.name: value, **empty}) for value in values]
    return [*reversed(made), *nulls] if descending else [*nulls, *made]
