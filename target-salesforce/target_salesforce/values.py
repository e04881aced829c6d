"""From a record's values to what a field takes, or the reason why it cannot.

What Salesforce would refuse is found here first: one wrong type fails a whole call there, and
its messages name labels instead of fields (REST API Developer Guide, "Status Codes and Error
Responses").
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from target_salesforce.describe import Field

# Line breaks and tabs stay; Salesforce refuses the other control characters.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_INT_MAX = 2**31 - 1


class RefusedValueError(Exception):
    """A value a field does not take.

    Args:
        code: Salesforce's own code for it.
        reason: Why, without the value.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def for_field(field: Field, value: Any) -> Any:
    """A value as JSON for a field: text, number, boolean, or None to clear it.

    Raises:
        RefusedValueError: The field does not take it.
    """
    if isinstance(value, str):
        value = _CONTROL.sub("", value).strip()  # Salesforce trims on save
    if value is None or value == "":
        return _nothing(field)
    reader: Callable[[Field, Any], Any] = _READERS.get(field.type, _text)
    return reader(field, value)


def _nothing(field: Field) -> bool | None:
    """No value: false for a checkbox, which knows no null."""
    return False if field.type == "boolean" else None


def _text(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, dict | list):
        raise RefusedValueError("INVALID_TYPE_ON_FIELD_IN_RECORD", "takes text, not nested values")
    else:
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if field.length and len(text) > field.length:
        raise RefusedValueError(
            "STRING_TOO_LONG", f"takes {field.length} characters, the value has {len(text)}"
        )
    return text


def _picklist(field: Field, value: Any) -> str:
    text = _text(field, value)
    if field.restricted_picklist:
        choices = {choice.value.casefold() for choice in field.picklist_values if choice.active}
        wanted = text.split(";") if field.type == "multipicklist" else [text]
        if any(part.strip().casefold() not in choices for part in wanted):
            raise RefusedValueError(
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                "takes only the values of its picklist, and this is none of them",
            )
    return text


def _email(field: Field, value: Any) -> str:
    text = _text(field, value)
    if not _EMAIL.fullmatch(text):
        raise RefusedValueError(
            "INVALID_EMAIL_ADDRESS", "takes an e-mail address, and this is none"
        )
    return text


def _boolean(_: Field, value: Any) -> bool:
    known = {True: True, False: False, "true": True, "false": False, "t": True, "f": False}
    try:
        return known[value.lower() if isinstance(value, str) else value]
    except (KeyError, TypeError):
        raise RefusedValueError("INVALID_TYPE_ON_FIELD_IN_RECORD", "takes true or false") from None


def _number(field: Field, value: Any) -> Decimal:
    if isinstance(value, bool):
        raise RefusedValueError("INVALID_TYPE_ON_FIELD_IN_RECORD", "takes a number")
    try:
        number = Decimal(value) if isinstance(value, int | str) else Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise RefusedValueError("INVALID_TYPE_ON_FIELD_IN_RECORD", "takes a number")
    if field.precision:
        places = -int(number.normalize().as_tuple().exponent)
        if places > field.scale:
            raise RefusedValueError(
                "NUMBER_OUTSIDE_VALID_RANGE",
                f"takes {field.scale} decimals, and Salesforce would round the value",
            )
        if abs(number) >= Decimal(10) ** (field.precision - field.scale):
            raise RefusedValueError(
                "NUMBER_OUTSIDE_VALID_RANGE",
                f"takes {field.precision - field.scale} digits before the point",
            )
    return number


def _integer(field: Field, value: Any) -> int:
    number = _number(field, value)
    if number != number.to_integral_value() or abs(number) > _INT_MAX:
        raise RefusedValueError("NUMBER_OUTSIDE_VALID_RANGE", "takes whole numbers of 32 bits")
    return int(number)


def _date(_: Field, value: Any) -> str:
    try:
        # An instant is the date it has at the source, never shifted by a zone.
        return dt.date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise RefusedValueError("INVALID_TYPE_ON_FIELD_IN_RECORD", "takes a date") from None


def _datetime(_: Field, value: Any) -> str:
    try:
        moment = dt.datetime.fromisoformat(str(value))
    except ValueError:
        raise RefusedValueError("INVALID_TYPE_ON_FIELD_IN_RECORD", "takes a date-time") from None
    moment = moment.replace(tzinfo=moment.tzinfo or dt.UTC).astimezone(dt.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


_READERS: dict[str, Callable[[Field, Any], Any]] = {
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
