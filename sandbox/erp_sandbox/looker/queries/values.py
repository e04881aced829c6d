"""Values as results show them, plain and formatted."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_CURRENCIES = {"usd": "$", "eur": "€", "gbp": "£"}


def plain(value: Any) -> Any:
    """Return a value without formatting: numbers exact, dates as text without an offset."""
    if value is None or isinstance(value, str | Decimal):
        return value
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def formatted(value: Any, name: str) -> str:
    """Return a value as people read it.

    Args:
        value: The value.
        name: The `value_format_name` of its field.
    """
    shown = plain(value)
    if shown is None or isinstance(shown, str):
        return shown or ""
    number = Decimal(str(shown))
    kind, _, places = name.partition("_")
    if kind == "id":
        return str(shown)
    if kind == "percent":
        return f"{_rounded(number * 100, int(places or 0)):,}%"
    if kind == "decimal":
        return f"{_rounded(number, int(places or 0)):,}"
    if kind in _CURRENCIES:
        amount = f"{_CURRENCIES[kind]}{_rounded(abs(number), int(places or 2)):,}"
        return f"-{amount}" if number < 0 else amount
    return f"{number:,}"


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
