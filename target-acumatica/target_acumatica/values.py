"""Converts values to the types of fields, with a reason for each value that is not valid."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# A decimal column of the database has 19 digits before and 6 after the point (unconfirmed).
_MAX_DIGITS = 25
_BOOLEANS = {True: True, False: False, "true": True, "false": False, "t": True, "f": False}
_LIMITS = {"Byte": 2**8, "Short": 2**15, "Int": 2**31, "Long": 2**63}


class InvalidValueError(Exception):
    """A value that a field does not accept; the message does not quote it."""


def convert(type_: str, value: Any) -> Any:
    """Return a value as JSON for a field of a type; None to clear it.

    Args:
        type_: Type as swagger names it, such as `Decimal`.
        value: The value.

    Raises:
        InvalidValueError: The field does not accept it.
    """
    if isinstance(value, str):
        value = _CONTROL.sub("", value).strip()
    if value is None or value == "":
        return None
    converter: Callable[[str, Any], Any] = _CONVERTERS.get(type_, _text)
    return converter(type_, value)


def decimal_of(value: Any) -> Decimal:
    """Return a value as an exact number.

    Raises:
        InvalidValueError: It is not a number.
    """
    # Decimal itself takes "1_000" and digits of all scripts.
    if isinstance(value, bool) or not _NUMBER.fullmatch(str(value).strip()):
        raise InvalidValueError("takes a number")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise InvalidValueError("takes a number") from None
    if len(number.as_tuple().digits) > _MAX_DIGITS or abs(number.adjusted()) >= _MAX_DIGITS:
        raise InvalidValueError(f"takes a number of {_MAX_DIGITS} digits at most")
    return number


def date_of(value: Any) -> dt.date:
    """Return a value as a date; of a timestamp the date at the source.

    Raises:
        InvalidValueError: It is neither.
    """
    try:
        return dt.datetime.fromisoformat(str(value)).date()
    except ValueError:
        raise InvalidValueError("takes a date") from None


def _text(_: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        raise InvalidValueError("takes text, not a nested value")
    return f"{decimal_of(value):f}" if isinstance(value, Decimal) else str(value)


def _number(_: str, value: Any) -> Decimal:
    return decimal_of(value)


def _integer(type_: str, value: Any) -> int:
    number = decimal_of(value)
    if number != number.to_integral_value() or abs(number) >= _LIMITS[type_]:
        raise InvalidValueError(f"takes an integer below {_LIMITS[type_]:,}")
    return int(number)


def _boolean(_: str, value: Any) -> bool:
    try:
        return _BOOLEANS[value.lower() if isinstance(value, str) else value]
    except (KeyError, TypeError):
        raise InvalidValueError("takes true or false") from None


def _datetime(_: str, value: Any) -> str:
    try:
        timestamp = dt.datetime.fromisoformat(str(value))
    except ValueError:
        raise InvalidValueError("takes a date or a timestamp") from None
    return timestamp.isoformat()


def _guid(_: str, value: Any) -> str:
    try:
        return str(uuid.UUID(str(value)))
    except ValueError:
        raise InvalidValueError("takes a GUID") from None


_CONVERTERS: dict[str, Callable[[str, Any], Any]] = {
    "Boolean": _boolean,
    "Byte": _integer,
    "DateOnly": lambda _, value: date_of(value).isoformat(),
    "DateTime": _datetime,
    "Decimal": _number,
    "Double": _number,
    "Guid": _guid,
    "Int": _integer,
    "Long": _integer,
    "Short": _integer,
}
