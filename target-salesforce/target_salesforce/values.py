"""Converts values to the types of fields, with a reason for each value that is not valid.

Values are validated before they are sent: in Salesforce, one value of the wrong type fails the
whole request, and messages name labels instead of fields (REST API Developer Guide, "Status Codes
and Error Responses").
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from target_salesforce.schema import Field

# Salesforce refuses control characters other than line breaks and tabs.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_INT_DIGITS = 10
_INT_MAX = 2**31 - 1
# No field takes more: written out, 1E+999999999 would fill the memory.
_MAX_EXPONENT = 400
# SOQL and SOSL Reference, "Date Formats and Date Literals".
_MIN_DATE, _MAX_DATE = dt.date(1700, 1, 1), dt.date(4000, 12, 31)


class InvalidValueError(Exception):
    """A value that a field does not accept.

    Args:
        code: Salesforce's error code.
        reason: The reason, without the value.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def convert(field: Field, value: Any) -> Any:
    """Return a value as JSON for a field: text, number, boolean, or None to clear it.

    Raises:
        InvalidValueError: The field does not accept it.
    """
    if isinstance(value, str):
        value = _CONTROL.sub("", value).strip()  # Salesforce trims on save
    if value is None or value == "":
        # A checkbox is never null.
        return False if field.type == "boolean" else None
    converter: Callable[[Field, Any], Any] = _CONVERTERS.get(field.type, _text)
    return converter(field, value)


def _text(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, dict | list):
        raise InvalidValueError("INVALID_TYPE_ON_FIELD_IN_RECORD", "takes text, not a nested value")
    elif isinstance(value, Decimal):
        text = f"{_bounded(value):f}"
    else:
        text = str(value)
    if field.length and len(text) > field.length:
        raise InvalidValueError(
            "STRING_TOO_LONG", f"takes {field.length} characters, the value has {len(text)}"
        )
    return text


def _picklist(field: Field, value: Any) -> str:
    text = _text(field, value)
    if field.restricted_picklist:
        choices = {choice.value.casefold() for choice in field.picklist_values if choice.active}
        parts = text.split(";") if field.type == "multipicklist" else [text]
        if any(part.strip().casefold() not in choices for part in parts):
            raise InvalidValueError(
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                "takes only the values of its picklist",
            )
    return text


def _email(field: Field, value: Any) -> str:
    text = _text(field, value)
    if not _EMAIL.fullmatch(text):
        raise InvalidValueError("INVALID_EMAIL_ADDRESS", "takes an email address")
    return text


def _boolean(_: Field, value: Any) -> bool:
    known = {True: True, False: False, "true": True, "false": False, "t": True, "f": False}
    try:
        return known[value.lower() if isinstance(value, str) else value]
    except (KeyError, TypeError):
        raise InvalidValueError("INVALID_TYPE_ON_FIELD_IN_RECORD", "takes true or false") from None


def _number(field: Field, value: Any) -> Decimal:
    if isinstance(value, bool):
        raise InvalidValueError("INVALID_TYPE_ON_FIELD_IN_RECORD", "takes a number")
    try:
        number = Decimal(str(value) if _is_number(value) else "NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise InvalidValueError("INVALID_TYPE_ON_FIELD_IN_RECORD", "takes a number")
    _bounded(number)
    if field.precision:
        if _places(number) > field.scale:
            raise InvalidValueError(
                "NUMBER_OUTSIDE_VALID_RANGE",
                f"takes {field.scale} decimal places; Salesforce would round the value",
            )
        if number and number.adjusted() >= field.precision - field.scale:
            raise InvalidValueError(
                "NUMBER_OUTSIDE_VALID_RANGE",
                f"takes {field.precision - field.scale} digits before the decimal point",
            )
    return number


def _is_number(value: Any) -> bool:
    # Decimal itself takes "1_000" and digits of all scripts.
    return _NUMBER.fullmatch(str(value)) is not None


def _bounded(number: Decimal) -> Decimal:
    if number.is_finite() and abs(number.adjusted()) > _MAX_EXPONENT:
        raise InvalidValueError(
            "NUMBER_OUTSIDE_VALID_RANGE", f"takes no number beyond 1E±{_MAX_EXPONENT}"
        )
    return number


def _places(number: Decimal) -> int:
    """Return the decimal places without trailing zeros; the context would round long numbers."""
    _, digits, exponent = number.as_tuple()
    text = "".join(map(str, digits))
    zeros = len(text) - len(text.rstrip("0"))
    return max(0, -int(exponent) - zeros) if number else 0


def _integer(field: Field, value: Any) -> int:
    number = _number(field, value)
    if number.adjusted() >= _INT_DIGITS or _places(number) or abs(number) > _INT_MAX:
        raise InvalidValueError("NUMBER_OUTSIDE_VALID_RANGE", "takes a 32-bit integer")
    return int(number)


def _date(_: Field, value: Any) -> str:
    # A timestamp becomes its date at the source, without conversion to another time zone.
    return _in_range(_timestamp(value, "takes a date").date()).isoformat()


def _datetime(_: Field, value: Any) -> str:
    timestamp = _timestamp(value, "takes a date-time")
    _in_range(timestamp.date())  # first: no conversion leaves what Python can represent
    timestamp = timestamp.replace(tzinfo=timestamp.tzinfo or dt.UTC).astimezone(dt.UTC)
    _in_range(timestamp.date())
    return timestamp.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _timestamp(value: Any, reason: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise InvalidValueError("INVALID_TYPE_ON_FIELD_IN_RECORD", reason) from None


def _in_range(date: dt.date) -> dt.date:
    if not _MIN_DATE <= date <= _MAX_DATE:
        raise InvalidValueError(
            "FIELD_INTEGRITY_EXCEPTION", f"takes dates from {_MIN_DATE} to {_MAX_DATE}"
        )
    return date


_CONVERTERS: dict[str, Callable[[Field, Any], Any]] = {
    "picklist": _picklist,
    "multipicklist": _picklist,
    "email": _email,
    "boolean": _boolean,
    "int": _integer,
    "long": _integer,
    "double": _number,
    "currency": _number,
    "percent": _number,
    "date": _date,
    "datetime": _datetime,
}
