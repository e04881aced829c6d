"""The exact reading of JSON values, one by one: the rules that the bulk reader must match."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import pyarrow as pa
from msgspec import Raw
from singer_erp.messages.json import UnreadableJsonError, decode_json, json_type

from target_duckdb.errors import ValueRefusedError
from target_duckdb.keys import Fields, decode_fields
from target_duckdb.schema import MAX_PRECISION, Column, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typing_extensions import Buffer

    from target_duckdb.keys import StreamKeys

T = TypeVar("T")

WIDE_INTEGER = pa.decimal128(MAX_PRECISION, 0)
_INT64_MAX = 2**63 - 1
_INT64_MIN = -(2**63)
_NULL = Raw(b"null")
_JSON_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean"}
_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
BELOW_MICROSECOND = r"[.,]\d{6}\d*[1-9]"


class RefusedValueError(ValueError):
    """A value that is not of the column's type, or that the column would change."""


class ExactReader:
    """Reads the records of one stream value by value, and names the record and field at fault.

    Args:
        stream: Name of the stream.
        columns: The stream's columns.
        keys: The stream's keys.
    """

    def __init__(self, stream: str, columns: Sequence[Column], keys: StreamKeys) -> None:
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

    def _fields(self, record: Any) -> Fields:
        try:
            return decode_fields(record)
        except (msgspec.MsgspecError, RecursionError) as error:
            reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ValueRefusedError(
            f"Stream '{self._stream}': a record is not a JSON object: {reason}. The batch was not "
            "loaded. Correct the tap.",
        )

    def _value(self, column: Column, row: Fields) -> Any:
        try:
            return read_text(column, row.get(column.name, _NULL))
        except RefusedValueError as error:
            raise ValueRefusedError(
                f"Stream '{self._stream}', field '{column.name}'{self._keys.describe(row)}: the "
                f"value {error}. The batch was not loaded. Correct the value or the schema in the "
                "tap (catalog or stream map) and run again.",
            ) from None


def _type_of(column: Column, values: Sequence[Any]) -> pa.DataType:
    """Return the column's Arrow type, or the wide one when an integer needs it."""
    if column.kind is Kind.INTEGER and any(
        value is not None and not _INT64_MIN <= value <= _INT64_MAX for value in values
    ):
        return WIDE_INTEGER
    return column.arrow_type


def read_text(column: Column, text: Buffer) -> Any:
    """Return the value of a JSON text as the Python type of the column's kind.

    Raises:
        RefusedValueError: The value does not fit the column.
    """
    name = json_type(text)
    if name == "null":
        return None
    if column.kind is Kind.JSON:
        if column.nested_types and name not in column.nested_types:
            raise _wrong_type(name, " or ".join(sorted(column.nested_types)))
        return bytes(text).decode()
    if column.kind is Kind.TEXT and name in {"number", "boolean"}:
        return bytes(text).decode()
    try:
        value = decode_json(text)
    except UnreadableJsonError as error:
        raise RefusedValueError(f"cannot be read: {error}") from None
    return read_value(column, value)


def read_value(column: Column, value: Any) -> Any:
    """Return the value as the Python type of the column's kind, unchanged in meaning.

    Args:
        column: The column; not one of JSON, which is kept as text.
        value: The decoded JSON value, with Decimal for numbers with a point or an exponent.
    """
    return None if value is None else _READERS[column.kind](column, value)


def _integer(_: Column, value: Any) -> int:
    if type(value) not in {int, Decimal}:
        raise _wrong_type(_name(value), "an integer")
    if abs(value) >= 10**MAX_PRECISION:
        raise RefusedValueError(f"has more than {MAX_PRECISION} digits")
    if value != int(value):
        raise RefusedValueError("should be an integer, got a number with a fraction")
    return int(value)


def _number(column: Column, value: Any) -> Decimal:
    if type(value) is str:
        value = _decimal_from_text(value)
    if type(value) not in {int, Decimal}:
        raise _wrong_type(_name(value), "a number")
    number = Decimal(value)
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # noqa: S101  # for the type checker: JSON is finite
    significant = "".join(map(str, digits)).rstrip("0") or "0"
    exponent += len(digits) - len(significant)
    if not number:
        return Decimal(0)
    if -exponent > column.scale:
        raise RefusedValueError(
            f"has {-exponent} digits after the point and its column keeps {column.scale}. Set "
            "`decimal_scale` higher, or round it in the tap; it is not rounded here",
        )
    if len(significant) + exponent > column.precision - column.scale:
        raise RefusedValueError(
            f"has more than {column.precision - column.scale} digits before the point. Set "
            "`decimal_scale` lower to leave more room for them",
        )
    return Decimal((sign, tuple(map(int, significant)), exponent))


def _decimal_from_text(text: str) -> Decimal:
    # Decimal also takes 1_000, NaN, Infinity and the digits of other scripts.
    if not _NUMBER.fullmatch(text.strip(" ")):
        raise RefusedValueError(f"should be a number, got {_about_text(text)}")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise RefusedValueError("has an exponent beyond all limits") from None


def _boolean(_: Column, value: Any) -> bool:
    if type(value) is not bool:
        raise _wrong_type(_name(value), "a boolean")
    return value


def _string(_: Column, value: Any) -> str:
    if type(value) is not str:
        raise _wrong_type(_name(value), "a string")
    return value


def _date(column: Column, value: Any) -> dt.date:
    return _parsed(_string(column, value), dt.date.fromisoformat, "a date such as 2024-01-31")


def _datetime(column: Column, value: Any) -> dt.datetime:
    wanted = "a date-time such as 2024-01-31T10:00:00Z, in the years 1 to 9999 UTC"
    text = _string(column, value)
    _check_resolution(column, text)
    return _parsed(text, utc_from_text, wanted)


def _check_resolution(column: Column, text: str) -> None:
    """Refuse digits in a key that the column would truncate: two records could become one row."""
    if column.is_key and re.search(BELOW_MICROSECOND, text):
        raise RefusedValueError(
            "is part of a key and has digits beyond the microsecond, which its column does not "
            "keep. Remove the property's `format` to keep the text",
        )


def utc_from_text(text: str) -> dt.datetime:
    """Return a timestamp as naive UTC; text without an offset is UTC.

    Digits beyond the microsecond, the resolution of TIMESTAMP, are truncated.
    """
    parsed = dt.datetime.fromisoformat(text)
    return parsed.astimezone(dt.UTC).replace(tzinfo=None) if parsed.tzinfo else parsed


def _time(column: Column, value: Any) -> dt.time:
    text = _string(column, value)
    _check_resolution(column, text)
    return _parsed(text, _utc_time, "a time such as 10:00:00")


def _utc_time(text: str) -> dt.time:
    parsed = dt.time.fromisoformat(text)
    if parsed.tzinfo is None:
        return parsed
    # The day is arbitrary: only the time of day is kept, and it wraps at midnight.
    return dt.datetime.combine(dt.date(2000, 1, 2), parsed).astimezone(dt.UTC).time()


def _text(_: Column, value: Any) -> str:
    if type(value) is not str:
        raise _wrong_type(_name(value), "a single value")
    return value


_READERS: dict[Kind, Callable[[Column, Any], Any]] = {
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: _boolean,
    Kind.STRING: _string,
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.TIME: _time,
    Kind.TEXT: _text,
}


def _parsed(text: str, parse: Callable[[str], T], wanted: str) -> T:
    try:
        return parse(text)
    except (ValueError, OverflowError):
        raise RefusedValueError(f"should be {wanted}, got {_about_text(text)}") from None


def _wrong_type(name: str, wanted: str) -> RefusedValueError:
    return RefusedValueError(f"should be {wanted}, got a JSON {name}")


def _name(value: Any) -> str:
    """Return the JSON name of a decoded value's type."""
    return _JSON_TYPES.get(type(value), "number")


def _about_text(text: str) -> str:
    """Return words that help to find the value without quoting it."""
    return f"a string of {len(text)} characters" if text else "an empty string"
