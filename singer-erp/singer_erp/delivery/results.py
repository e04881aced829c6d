"""Results of expressions: values that can be sent, keys as text, numbers of records."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any

from singer_erp.messages.json import encode_json

_MAX_ROWS = 2**63
# Beyond, a number stays as it is: written out, it may have a million zeros.
_MAX_DIGITS = 100
_SCALARS = (int, bool, Decimal, dt.date, type(None))


class MappingError(Exception):
    """A mapping cannot be evaluated for a record; the message holds no record contents."""


def check_values(values: dict[str, Any]) -> None:
    """Check that the results of expressions can be sent; objects stand for references."""
    for name, value in values.items():
        if isinstance(value, dict):
            raise MappingError(f"the result of `{name}` is an object, not a single value")
        if isinstance(value, float) and math.isfinite(value):
            continue
        if not isinstance(value, _SCALARS) and not _is_json(value):
            raise MappingError(f"the result of `{name}` cannot be represented in JSON")


def _is_json(value: Any) -> bool:
    if isinstance(value, str) and value.isascii():
        return True
    try:
        encode_json(value)
    except (TypeError, ValueError, RecursionError):
        return False
    return not isinstance(value, float)  # NaN and infinity would become null


def key_of(value: Any, setting: str) -> str:
    """Return a key as text, "" for none."""
    if isinstance(value, dict | list):
        raise MappingError(f"the result of `{setting}` is not a single value")
    return "" if value is None else text_of(value).strip()


def text_of(value: Any) -> str:
    """Return a value as text; of a number, the same however it is spelled: 7 for 7.0 and 7E0."""
    if not isinstance(value, float | Decimal):
        return str(value)
    number = Decimal(str(value))
    if not number.is_finite() or abs(number.adjusted()) > _MAX_DIGITS:
        return str(value)
    text = f"{number or Decimal(0):f}"  # no sign of zero
    return text.rstrip("0").rstrip(".") if "." in text else text


def count_of(value: Any) -> int:
    """Return a number of records."""
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        number = Decimal("NaN")
    is_count = number.is_finite() and 0 <= number < _MAX_ROWS
    if not is_count or number != number.to_integral_value():
        raise MappingError("the result of `rows` is not a number of records")
    return int(number)
