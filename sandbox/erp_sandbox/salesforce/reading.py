"""Conversion of given values to stored ones.

JSON of the wrong type fails the whole call; everything else fails the one record. Bulk sends text
only, and there a wrong type fails the one record too.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from erp_sandbox.salesforce.errors import refuse, unreadable
from erp_sandbox.salesforce.fields import TEXT_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable

    from erp_sandbox.salesforce.fields import FieldSpec

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# SOQL and SOSL Reference, "Date Formats and Date Literals".
_EARLIEST, _LATEST = "1700-01-01", "4000-12-31"
_NUMBERS = {"int", "double", "currency", "percent"}


def from_json(field: FieldSpec, value: Any) -> Any:
    """Return a JSON value as the field stores it, not yet checked.

    Raises:
        ApiError: The value is of a type the field cannot be read from.
    """
    if value is None:
        if field.type == "boolean":
            raise unreadable("boolean", "null")
        return None
    if field.type == "boolean":
        if not isinstance(value, bool):
            raise unreadable("boolean", str(value))
        return value
    if field.type in _NUMBERS:
        return _number(field, value)
    if field.type in {"date", "datetime"}:
        return _moment(field, value)
    if isinstance(value, dict | list):
        raise unreadable("string", "START_OBJECT")
    if field.type == "reference" and value == "":
        raise refuse("MALFORMED_ID", f"{field.label}: id value of incorrect type: ", field.name)
    return _text(value)


def from_text(field: FieldSpec, value: str) -> Any:
    """Return a CSV cell as the field stores it, not yet checked.

    Raises:
        Refusal: The text cannot be read as the field's type.
    """
    try:
        return _FROM_TEXT[field.type](field, value) if field.type in _FROM_TEXT else _text(value)
    except (ValueError, InvalidOperation):
        raise refuse(
            "INVALID_TYPE_ON_FIELD_IN_RECORD",
            f"{field.label}: value not of required type: {value}",
            field.name,
        ) from None


def check(field: FieldSpec, value: Any) -> None:
    """Reject what the field does not accept.

    Raises:
        Refusal: With Salesforce's code; messages name the label, `fields` the API name.
    """
    if value is None:
        return
    if field.type in TEXT_TYPES:
        if field.length and len(value) > field.length:
            raise refuse(
                "STRING_TOO_LONG",
                f"{field.label}: data value too large: {value} (max length={field.length})",
                field.name,
            )
        if _CONTROL.search(value):
            raise refuse("INVALID_FIELD", f"{field.label}: invalid character in value", field.name)
    if field.type == "email" and not _EMAIL.fullmatch(value):
        raise refuse(
            "INVALID_EMAIL_ADDRESS", f"{field.label}: invalid email address: {value}", field.name
        )
    if field.restricted:
        choices = {choice.casefold() for choice in field.choices}
        if any(part.strip().casefold() not in choices for part in value.split(";")):
            raise refuse(
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                f"{field.label}: bad value for restricted picklist field: {value}",
                field.name,
            )
    _check_date(field, value)
    if field.type in _NUMBERS and field.precision:
        whole = field.precision - field.scale
        if abs(Decimal(str(value))) >= Decimal(10) ** whole:
            raise refuse(
                "NUMBER_OUTSIDE_VALID_RANGE",
                f"{field.label}: value outside of valid range on numeric field: {value}",
                field.name,
            )


def _check_date(field: FieldSpec, value: Any) -> None:
    if field.type in {"date", "datetime"} and not _EARLIEST <= value[:10] <= _LATEST:
        raise refuse(
            "FIELD_INTEGRITY_EXCEPTION", f"{field.label}: invalid date: {value}", field.name
        )


def _text(value: Any) -> str | None:
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    return text.strip() or None


def _number(field: FieldSpec, value: Any) -> Any:
    if isinstance(value, bool):
        raise unreadable("double", str(value))
    if isinstance(value, str):
        try:
            value = Decimal(value)
        except InvalidOperation:
            raise unreadable("int" if field.type == "int" else "double", value) from None
    if field.type == "int":
        if value != int(value):
            raise unreadable("int", str(value))
        return int(value)
    return str(Decimal(str(value)).quantize(Decimal(1).scaleb(-field.scale)))


def _moment(field: FieldSpec, value: Any) -> str:
    try:
        if field.type == "date":
            return dt.date.fromisoformat(value).isoformat()
        return _datetime_text(field, value)
    except (TypeError, ValueError):
        raise unreadable(field.type, str(value)) from None


def timestamp(moment: dt.datetime) -> str:
    """Return a timestamp as REST writes it."""
    utc = moment.astimezone(dt.UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}+0000"


def _boolean_text(_: FieldSpec, text: str) -> bool:
    known = {"true": True, "1": True, "false": False, "0": False}
    if text.lower() not in known:
        raise ValueError(text)
    return known[text.lower()]


def _number_text(field: FieldSpec, text: str) -> Any:
    number = Decimal(text)
    if field.type == "int":
        if number != int(number):
            raise ValueError(text)
        return int(number)
    return str(number.quantize(Decimal(1).scaleb(-field.scale)))


def _date_text(_: FieldSpec, text: str) -> str:
    return dt.date.fromisoformat(text).isoformat()


def _datetime_text(_: FieldSpec, text: str) -> str:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return timestamp(moment)


_FROM_TEXT: dict[str, Callable[[FieldSpec, str], Any]] = {
    "boolean": _boolean_text,
    "date": _date_text,
    "datetime": _datetime_text,
    **dict.fromkeys(_NUMBERS, _number_text),
}
