"""The exact reading of one JSON value for one column: the rules that the fast path must match."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeVar

from singer_erp.messages.json import encode_json

from target_duckdb.columns import MAX_PRECISION, Column, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


_JSON_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer"}


class RefusedValueError(ValueError):
    """The value is not of the column's type, or would be changed by it; the text says which."""


def read_value(column: Column, value: Any) -> Any:
    """Return the value as Python type of the column's kind, unchanged in meaning.

    Args:
        column: Where it goes.
        value: As decoded from JSON, with Decimal for numbers that have a point or an exponent.
    """
    return None if value is None else _READERS[column.kind](column, value)


def json_type(value: Any) -> str:
    """Return the JSON name of a decoded value's type."""
    return _JSON_TYPES.get(type(value), "number")


def _integer(_: Column, value: Any) -> int:
    if type(value) is Decimal and value == value.to_integral_value():
        value = int(value) if value.adjusted() < MAX_PRECISION else value
    if type(value) is not int:
        raise _wrong_type(value, "an integer")
    if abs(value) >= 10**MAX_PRECISION:
        raise RefusedValueError(f"has more than {MAX_PRECISION} digits")
    return value


def _number(column: Column, value: Any) -> Decimal:
    if type(value) is str:
        value = _decimal_from_text(value)
    if type(value) not in {int, Decimal}:
        raise _wrong_type(value, "a number")
    number = Decimal(value)
    sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise _wrong_type(value, "a finite number")
    significant = "".join(map(str, digits)).rstrip("0") or "0"
    exponent += len(digits) - len(significant)
    if not number:
        return Decimal(0)
    if -exponent > column.scale:
        raise RefusedValueError(
            f"has {-exponent} digits after the point and its column keeps {column.scale}: "
            f"{_shown(number)}. Set `decimal_scale` higher, or round it in the tap; it is not "
            "rounded here",
        )
    if len(significant) + exponent > column.precision - column.scale:
        raise RefusedValueError(
            f"has more than {column.precision - column.scale} digits before the point: "
            f"{_shown(number)}. Set `decimal_scale` lower to leave more room for them",
        )
    return Decimal((sign, tuple(map(int, significant)), exponent))


def _decimal_from_text(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise RefusedValueError(f"should be a number, got {_about_text(text)}") from None


def _boolean(_: Column, value: Any) -> bool:
    if type(value) is not bool:
        raise _wrong_type(value, "a boolean")
    return value


def _string(_: Column, value: Any) -> str:
    if type(value) is not str:
        raise _wrong_type(value, "a string")
    return value


def _date(column: Column, value: Any) -> dt.date:
    return _parsed(_string(column, value), dt.date.fromisoformat, "a date such as 2024-01-31")


def _datetime(column: Column, value: Any) -> dt.datetime:
    wanted = "a date-time such as 2024-01-31T10:00:00Z, in the years 1 to 9999 UTC"
    return _parsed(_string(column, value), utc_from_text, wanted)


def utc_from_text(text: str) -> dt.datetime:
    """Return the instant as naive UTC; text without an offset is taken as UTC already.

    Digits beyond the microsecond are cut off, the resolution of TIMESTAMP.
    """
    parsed = dt.datetime.fromisoformat(text)
    return parsed.astimezone(dt.UTC).replace(tzinfo=None) if parsed.tzinfo else parsed


def _time(column: Column, value: Any) -> dt.time:
    return _parsed(_string(column, value), _utc_time, "a time such as 10:00:00")


def _utc_time(text: str) -> dt.time:
    parsed = dt.time.fromisoformat(text)
    if parsed.tzinfo is None:
        return parsed
    # The day is arbitrary: only the time of day is kept, and it wraps at midnight.
    return dt.datetime.combine(dt.date(2000, 1, 2), parsed).astimezone(dt.UTC).time()


def _text(_: Column, value: Any) -> str:
    if isinstance(value, dict | list):
        raise _wrong_type(value, "a single value")
    return value if type(value) is str else encode_json(value).decode()


def _json(column: Column, value: Any) -> str:
    if column.nested_types and json_type(value) not in column.nested_types:
        raise _wrong_type(value, " or ".join(sorted(column.nested_types)))
    return encode_json(value).decode()


_READERS: dict[Kind, Callable[[Column, Any], Any]] = {
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: _boolean,
    Kind.STRING: _string,
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.TIME: _time,
    Kind.TEXT: _text,
    Kind.JSON: _json,
}


def _parsed(text: str, parse: Callable[[str], T], wanted: str) -> T:
    try:
        return parse(text)
    except (ValueError, OverflowError):
        raise RefusedValueError(f"should be {wanted}, got {_about_text(text)}") from None


def _wrong_type(value: Any, wanted: str) -> RefusedValueError:
    shown = _shown(value) if type(value) in {int, Decimal} else f"a JSON {json_type(value)}"
    return RefusedValueError(f"should be {wanted}, got {shown}")


def _shown(number: int | Decimal) -> str:
    text = str(number)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"


_SHOWN_CHARACTERS = 60
_ABOUT_A_DATE = 35


def _about_text(text: str) -> str:
    """Return text that helps to find the value without printing what might be private."""
    if len(text) <= _ABOUT_A_DATE and text[:4].isdigit():
        return repr(text)
    return f"a string of {len(text)} characters" if text else "an empty string"
