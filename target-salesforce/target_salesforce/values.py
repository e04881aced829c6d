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
_INT_MAX = 2**31 - 1


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
    else:
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
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
        number = Decimal(value) if isinstance(value, int | str) else Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise InvalidValueError("INVALID_TYPE_ON_FIELD_IN_RECORD", "takes a number")
    if field.precision:
        places = -int(number.normalize().as_tuple().exponent)
        if places > field.scale:
            raise InvalidValueError(
                "NUMBER_OUTSIDE_VALID_RANGE",
                f"takes {field.scale} decimal places; Salesforce would round the value",
            )
        if abs(number) >= Decimal(10) ** (field.precision - field.scale):
            raise InvalidValueError(
                "NUMBER_OUTSIDE_VALID_RANGE",
                f"takes {field.precision - field.scale} digits before the decimal point",
            )
    return number


def _integer(field: Field, value: Any) -> int:
    number = _number(field, value)
    if number != number.to_integral_value() or abs(number) > _INT_MAX:
        raise InvalidValueError("NUMBER_OUTSIDE_VALID_RANGE", "takes a 32-bit integer")
    return int(number)


def _date(_: Field, value: Any) -> str:
    try:
        # A timestamp becomes its date at the source, without conversion to another time zone.
        return dt.date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise InvalidValueError("INVALID_TYPE_ON_FIELD_IN_RECORD", "takes a date") from None


def _datetime(_: Field, value: Any) -> str:
    try:
        timestamp = dt.datetime.fromisoformat(str(value))
    except ValueError:
        raise InvalidValueError("INVALID_TYPE_ON_FIELD_IN_RECORD", "takes a date-time") from None
    timestamp = timestamp.replace(tzinfo=timestamp.tzinfo or dt.UTC).astimezone(dt.UTC)
    return timestamp.isoformat(timespec="milliseconds").replace("+00:00", "Z")


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
