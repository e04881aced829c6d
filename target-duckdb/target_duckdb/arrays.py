"""Whole columns at once: from JSON texts to Arrow arrays, or not at all."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from singer_erp.messages.json import decode_json

from target_duckdb.columns import Column, Kind
from target_duckdb.values import RefusedValueError, read_value, utc_from_text

if TYPE_CHECKING:
    import msgspec

_FIRST_CHARACTERS = {"object": "{", "array": "["}
_NULL = "null"
_EARLIEST = dt.datetime(1, 1, 1)  # noqa: DTZ001 - naive UTC, as in the table
_LATEST = dt.datetime(9999, 12, 31, 23, 59, 59, 999999)  # noqa: DTZ001


class NotInBulkError(ValueError):
    """The values cannot be proved exact in bulk; they must be read one by one."""


def utc_timestamps(texts: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    """Return date-time texts as naive UTC timestamps of microseconds.

    Raises:
        ValueError: A text is no date-time, or lies outside the years 1 to 9999.
    """
    for zone in ("UTC", None):  # all with an offset, or all without
        try:
            instants = pc.cast(texts, pa.timestamp("us", tz=zone)).cast(pa.timestamp("us"))
        except pa.ArrowInvalid:
            continue
        return _within(instants, _EARLIEST, _LATEST)
    parsed = [None if text is None else utc_from_text(text) for text in texts.to_pylist()]
    return pa.chunked_array([pa.array(parsed, pa.timestamp("us"))])


def _within(array: pa.ChunkedArray, earliest: dt.date, latest: dt.date) -> pa.ChunkedArray:
    outside = pc.or_(
        pc.less(array, pa.scalar(earliest, array.type)),
        pc.greater(array, pa.scalar(latest, array.type)),
    )
    if pc.any(outside).as_py():
        raise NotInBulkError
    return array


def bulk_type(column: Column) -> pa.DataType:
    """Return the type in which the bulk reader takes the column: dates and times as text."""
    if column.kind in {Kind.DATE, Kind.DATETIME, Kind.TIME}:
        return pa.string()
    return column.arrow_type


def from_plain(column: Column, array: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return what Arrow's JSON parser read for the column as the column's own type."""
    if column.kind is Kind.DATE:
        return _within(pc.cast(array, pa.date32()), _EARLIEST.date(), _LATEST.date())
    if column.kind is Kind.DATETIME:
        try:
            return utc_timestamps(array)
        except (ValueError, OverflowError) as error:
            raise NotInBulkError from error
    if column.kind is Kind.TIME:
        return _times(column, array)
    return array


def _times(column: Column, array: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        values = [read_value(column, text) for text in array.to_pylist()]
    except RefusedValueError as error:
        raise NotInBulkError from error
    return _array(column, values)


def from_raw(column: Column, texts: list[msgspec.Raw]) -> pa.ChunkedArray:
    """Return JSON texts, `null` among them, as the column's own type."""
    if column.kind is Kind.TEXT:
        return _array(column, [_scalar_text(bytes(text)) for text in texts])
    array = _joined(texts)
    nulls = pc.equal(array, _NULL)
    values = pc.if_else(nulls, pa.scalar(None, pa.string()), array)
    if column.kind is Kind.NUMBER:
        return _decimals(column, values)
    if column.nested_types:
        accepted = nulls
        for name in column.nested_types:
            accepted = pc.or_(accepted, pc.starts_with(array, _FIRST_CHARACTERS.get(name, "")))
        if not pc.all(accepted).as_py():
            raise NotInBulkError
    return pa.chunked_array([values])


def _decimals(column: Column, texts: pa.StringArray) -> pa.ChunkedArray:
    """Return JSON numbers, or strings that hold one, as decimals.

    Only plain digits that fit the column are left to Arrow's conversion.
    """
    whole = column.precision - column.scale
    digits = f"[0-9]{{1,{whole}}}" if whole else "0"
    fraction = rf"(\.[0-9]{{1,{column.scale}}})?" if column.scale else ""
    unquoted = pc.utf8_trim(texts, '"')
    plain = pc.match_substring_regex(unquoted, f"^-?{digits}{fraction}$")
    if pc.all(plain, min_count=0).as_py():
        return pa.chunked_array([pc.cast(unquoted, column.arrow_type)])
    try:
        values = [
            None if text is None else read_value(column, decode_json(text))
            for text in texts.to_pylist()
        ]
    except RefusedValueError as error:
        raise NotInBulkError from error
    return _array(column, values)


def _array(column: Column, values: list[Any]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, column.arrow_type)])


def _joined(texts: list[msgspec.Raw]) -> pa.StringArray:
    """Return the texts of single lines as one Arrow array without a Python string for each."""
    lines = pa.array([b"\n".join(texts)], pa.binary()).cast(pa.string())
    return pc.split_pattern(lines, "\n").flatten()


def _scalar_text(text: bytes) -> str | None:
    if text == _NULL.encode():
        return None
    if text.startswith((b"{", b"[")):
        raise NotInBulkError
    return decode_json(text) if text.startswith(b'"') else text.decode()
