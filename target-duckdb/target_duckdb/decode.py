"""The decoding of records from JSON text to Arrow columns, in bulk and never through floats.

Two readers give the same result. The bulk reader takes what it can prove exact: Arrow's JSON
parser reads integers, booleans, strings, dates and times; msgspec extracts numbers and nested JSON
as received (Arrow's own conversion of JSON numbers to decimals wraps around or returns zero for
some exponents). What it refuses is read again by `values.ExactReader`, which accepts a little more
(`1.0` for an integer, integers beyond 64 bits, exponents, unusual date formats) or names the
record and field at fault.
"""

from __future__ import annotations

import datetime as dt
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj
from singer_erp.messages.json import are_objects, decode_json

from target_duckdb.keys import StreamKeys, decode_fields
from target_duckdb.schema import Column, Kind
from target_duckdb.values import (
    BELOW_MICROSECOND,
    ExactReader,
    RefusedValueError,
    read_text,
    read_value,
    utc_from_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_RAW_KINDS = frozenset({Kind.JSON, Kind.NUMBER, Kind.TEXT})
_BLOCKS = 4
_MIN_BLOCK_BYTES = 1 << 18
_FIRST_CHARACTERS = {"object": "{", "array": "["}
_NULL = "null"
_NULL_TEXT = msgspec.Raw(b"null")
_EARLIEST = dt.datetime(1, 1, 1)  # noqa: DTZ001 - naive UTC, as in the table
_LATEST = dt.datetime(9999, 12, 31, 23, 59, 59, 999999)  # noqa: DTZ001


class NotInBulkError(ValueError):
    """Values that the bulk reader cannot prove exact."""


class RecordDecoder:
    """Decodes the records of one stream into Arrow columns of the stream's types.

    Args:
        stream: Name of the stream.
        columns: The stream's columns.
        keys: The stream's key properties.
    """

    def __init__(self, stream: str, columns: Sequence[Column], keys: Sequence[str]) -> None:
        self._bulk = BulkReader(columns)
        self._keys = StreamKeys(stream, columns, keys)
        self._exact = ExactReader(stream, columns, self._keys)
        self._names = {column.name for column in columns}

    def decode(self, records: Sequence[Any]) -> pa.Table:
        """Return the records as a table with one row each, in order.

        Args:
            records: One JSON object each, as bytes-like values.

        Raises:
            ValueRefusedError: A value does not fit its column.
            MissingKeyPropertiesError: A record lacks a key property.
        """
        try:
            table = self._bulk.read(records)
        except (NotInBulkError, pa.ArrowInvalid, pa.ArrowNotImplementedError):
            table = self._exact.read(records)
        self._keys.check(table, records)
        return table

    def unknown_fields(self, record: Any) -> set[str]:
        """Return the record's fields with a value for which the schema has no property."""
        fields = decode_fields(record)
        return {name for name, text in fields.items() if text != _NULL_TEXT} - self._names


class BulkReader:
    """Reads records of which it can prove every value exact.

    Args:
        columns: The stream's columns.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._plain = [column for column in columns if column.kind not in _RAW_KINDS]
        self._raw = [column for column in columns if column.kind in _RAW_KINDS]
        self._parse_options = pj.ParseOptions(
            explicit_schema=pa.schema([(c.name, _bulk_type(c)) for c in self._plain]),
            unexpected_field_behavior="ignore",
        )
        self._raw_decoder = _decoder_of_raw_fields(self._raw)

    def read(self, records: Sequence[Any]) -> pa.Table:
        """Return the records as a table with one row each, in order.

        Raises:
            NotInBulkError, pa.ArrowInvalid, pa.ArrowNotImplementedError: A value cannot be proved
                exact.
        """
        if not are_objects(records):
            raise NotInBulkError  # Arrow reads null as an object, or ends the process
        text = b"\n".join(records)
        arrays: dict[str, pa.ChunkedArray] = {}
        if self._plain:
            plain = self._read_plain(text)
            if plain.num_rows != len(records):
                raise NotInBulkError
            for column in self._plain:
                arrays[column.name] = _from_plain(column, plain.column(column.name))
        if self._raw:
            arrays |= self._read_raw(text, len(records))
        return pa.table({column.name: arrays[column.name] for column in self._columns})

    def _read_plain(self, text: bytes) -> pa.Table:
        # Several blocks so that all cores parse; a record longer than one needs a single block.
        for block_size in (max(len(text) // _BLOCKS, _MIN_BLOCK_BYTES), len(text) + 1):
            try:
                return pj.read_json(
                    pa.py_buffer(text),
                    read_options=pj.ReadOptions(block_size=block_size),
                    parse_options=self._parse_options,
                )
            except pa.ArrowInvalid as error:
                if "straddl" not in str(error):
                    raise
        raise NotInBulkError

    def _read_raw(self, text: bytes, count: int) -> dict[str, pa.ChunkedArray]:
        if self._raw_decoder is None:
            raise NotInBulkError
        try:
            rows = self._raw_decoder.decode_lines(text)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise NotInBulkError from error
        if len(rows) != count:
            raise NotInBulkError
        return {
            column.name: _from_raw(column, list(map(attrgetter(f"f{index}"), rows)))
            for index, column in enumerate(self._raw)
        }


def _decoder_of_raw_fields(columns: Sequence[Column]) -> msgspec.json.Decoder[Any] | None:
    """Return a decoder that keeps these fields as JSON text, or None if a name prevents it."""
    fields = [(f"f{i}", msgspec.Raw, msgspec.Raw(b"null")) for i in range(len(columns))]
    names = {f"f{i}": column.name for i, column in enumerate(columns)}
    try:
        row_type = msgspec.defstruct("RawFields", fields, rename=names, gc=False)
    except ValueError:
        return None
    return msgspec.json.Decoder(row_type)


def utc_timestamps(texts: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    """Return date-time texts as naive UTC timestamps of microseconds.

    Raises:
        ValueError: A text is not a valid date-time, or is outside the years 1 to 9999.
    """
    for zone in ("UTC", None):  # all with an offset, or all without
        try:
            timestamps = pc.cast(texts, pa.timestamp("us", tz=zone)).cast(pa.timestamp("us"))
        except pa.ArrowInvalid:
            continue
        return _within(timestamps, _EARLIEST, _LATEST)
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


def _bulk_type(column: Column) -> pa.DataType:
    """Return the type that Arrow parses for the column: text for dates and times."""
    if column.kind in {Kind.DATE, Kind.DATETIME, Kind.TIME}:
        return pa.string()
    return column.arrow_type


def _from_plain(column: Column, array: pa.ChunkedArray) -> pa.ChunkedArray:
    """Convert an array of Arrow's JSON parser to the column's type."""
    if column.kind is Kind.DATE:
        return _within(pc.cast(array, pa.date32()), _EARLIEST.date(), _LATEST.date())
    if column.kind is Kind.DATETIME:
        if column.is_key and pc.any(pc.match_substring_regex(array, BELOW_MICROSECOND)).as_py():
            raise NotInBulkError
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


def _from_raw(column: Column, texts: list[msgspec.Raw]) -> pa.ChunkedArray:
    """Convert JSON texts, `null` among them, to the column's type."""
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
    """Convert JSON numbers, or strings that hold one, to decimals.

    Arrow converts only plain digits that fit the column.
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
            None if text is None else read_text(column, text.encode()) for text in texts.to_pylist()
        ]
    except RefusedValueError as error:
        raise NotInBulkError from error
    return _array(column, values)


def _array(column: Column, values: list[Any]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, column.arrow_type)])


def _joined(texts: list[msgspec.Raw]) -> pa.StringArray:
    """Return texts of one line each as an Arrow array, without a Python string for each."""
    lines = pa.array([b"\n".join(texts)], pa.binary()).cast(pa.string())
    return pc.split_pattern(lines, "\n").flatten()


def _scalar_text(text: bytes) -> str | None:
    if text == _NULL.encode():
        return None
    if text.startswith((b"{", b"[")):
        raise NotInBulkError
    return decode_json(text) if text.startswith(b'"') else text.decode()
