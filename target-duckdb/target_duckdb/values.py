"""The exact reading of JSON values, one by one: the rules that the bulk reader must match."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from singer_erp.messages.json import decode_json, encode_json
from singer_sdk.exceptions import MissingKeyPropertiesError

from target_duckdb.errors import ValueRefusedError
from target_duckdb.schema import MAX_PRECISION, Column, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

WIDE_INTEGER = pa.decimal128(MAX_PRECISION, 0)
_INT64_MAX = 2**63 - 1
_INT64_MIN = -(2**63)
_JSON_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer"}


class RefusedValueError(ValueError):
    """A value that is not of the column's type, or that the column would change."""


class ExactReader:
    """Reads the records of one stream value by value, and names the record and field at fault.

    Args:
        stream: Name of the stream.
        columns: The stream's columns.
        keys: The stream's key properties.
    """

    def __init__(self, stream: str, columns: Sequence[Column], keys: Sequence[str]) -> None:
        self._stream = stream
        self._columns = columns
        self._keys = keys

    def read(self, records: Sequence[Any]) -> pa.Table:
        """Return the records as a table with one row each, in order.

        Raises:
            ValueRefusedError: A value does not fit its column.
        """
        rows = [self._fields(record) for record in records]
        arrays = {}
        for column in self._columns:
            values = [self._value(column, row) for row in rows]
            arrays[column.name] = pa.chunked_array([pa.array(values, _type_of(column, values))])
        return pa.table(arrays)

    def check_keys(self, table: pa.Table, records: Sequence[Any]) -> None:
        """Check that every record has a value in each key.

        Raises:
            MissingKeyPropertiesError: A record lacks a key property.
            ValueRefusedError: A record has null in a key property.
        """
        for key in self._keys:
            if not table.column(key).null_count:
                continue
            index = pc.index(table.column(key).is_null(), value=True).as_py()
            row = self._fields(records[index])
            message = (
                f"Stream '{self._stream}': a record {{}} the key property '{key}'"
                f"{self._key_of(row)}. Without it no later record can replace the row. Correct "
                "the key properties in the tap's catalog, or the record."
            )
            if key not in row:
                raise MissingKeyPropertiesError(message.format("lacks"))
            raise ValueRefusedError(message.format("has null in"))

    def _fields(self, record: Any) -> dict[str, Any]:
        fields = decode_json(record)
        if not isinstance(fields, dict):
            raise ValueRefusedError(
                f"Stream '{self._stream}': a `record` should be a JSON object, got a JSON "
                f"{json_type(fields)}. The tap breaks the Singer specification.",
            )
        return fields

    def _value(self, column: Column, row: dict[str, Any]) -> Any:
        try:
            return read_value(column, row.get(column.name))
        except RefusedValueError as error:
            raise ValueRefusedError(
                f"Stream '{self._stream}', field '{column.name}'{self._key_of(row)}: the value "
                f"{error}. The batch was not loaded. Correct the value or the schema in the tap "
                "(catalog or stream map) and run again.",
            ) from None

    def _key_of(self, row: dict[str, Any]) -> str:
        if not self._keys:
            return ""
        parts = (f"{key}={row.get(key)!s:.60}" for key in self._keys)
        return f" of the record with {', '.join(parts)}"


def _type_of(column: Column, values: Sequence[Any]) -> pa.DataType:
    """Return the column's Arrow type, or the wide one when an integer needs it."""
    if column.kind is Kind.INTEGER and any(
        value is not None and not _INT64_MIN <= value <= _INT64_MAX for value in values
    ):
        return WIDE_INTEGER
    return column.arrow_type


def read_value(column: Column, value: Any) -> Any:
    """Return the value as the Python type of the column's kind, unchanged in meaning.

    Args:
        column: The column.
        value: The decoded JSON value, with Decimal for numbers with a point or an exponent.
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
    """Return a timestamp as naive UTC; text without an offset is UTC.

    Digits beyond the microsecond, the resolution of TIMESTAMP, are truncated.
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
    """Return text that helps to find the value without quoting private text."""
    if len(text) <= _ABOUT_A_DATE and text[:4].isdigit():
        return repr(text)
    return f"a string of {len(text)} characters" if text else "an empty string"
