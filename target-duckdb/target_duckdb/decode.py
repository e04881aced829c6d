"""From records as JSON text to Arrow columns, in bulk and without passing through floats.

Two readers give the same result. The bulk reader takes what it can prove exact: Arrow's JSON
parser reads integers, booleans, strings, dates and times; msgspec cuts out numbers and nested JSON
as received (Arrow's own conversion of JSON numbers to decimals wraps around or yields zero for
some exponents). Whatever it refuses is read again value by value by the rules of `values`, which
accept a little more (`1.0` for an integer, integers beyond 64 bits, exponents, unusual date
formats) or name the record and field at fault.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj
from singer_erp.messages.json import decode_json
from singer_sdk.exceptions import MissingKeyPropertiesError

from target_duckdb.arrays import NotInBulkError, bulk_type, from_plain, from_raw
from target_duckdb.columns import MAX_PRECISION, Column, Kind
from target_duckdb.errors import ValueRefusedError
from target_duckdb.values import RefusedValueError, json_type, read_value

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDE_INTEGER = pa.decimal128(MAX_PRECISION, 0)
_INT64_MAX = 2**63 - 1
_INT64_MIN = -(2**63)
_RAW_KINDS = frozenset({Kind.JSON, Kind.NUMBER, Kind.TEXT})
_BLOCKS = 4
_MIN_BLOCK_BYTES = 1 << 18


class RecordDecoder:
    """Reads the records of one stream into Arrow columns of the stream's types."""

    def __init__(self, stream: str, columns: Sequence[Column], keys: Sequence[str]) -> None:
        self._stream = stream
        self._columns = columns
        self._keys = keys
        self._plain = [column for column in columns if column.kind not in _RAW_KINDS]
        self._raw = [column for column in columns if column.kind in _RAW_KINDS]
        self._parse_options = pj.ParseOptions(
            explicit_schema=pa.schema([(c.name, bulk_type(c)) for c in self._plain]),
            unexpected_field_behavior="ignore",
        )
        self._raw_decoder = _decoder_of_raw_fields(self._raw)

    def decode(self, records: Sequence[Any]) -> pa.Table:
        """Return the records as a table with one row each, in order.

        Args:
            records: One JSON object each, as bytes-like values.

        Raises:
            ValueRefusedError: A value does not fit its column.
            MissingKeyPropertiesError: A record lacks a key property.
        """
        try:
            table = self._decode_in_bulk(records)
        except (NotInBulkError, pa.ArrowInvalid, pa.ArrowNotImplementedError):
            table = self._decode_one_by_one(records)
        self._check_keys(table, records)
        return table

    def unknown_fields(self, record: Any) -> set[str]:
        """Return the record's non-null fields for which the schema has no property."""
        fields = decode_json(record)
        if not isinstance(fields, dict):
            return set()
        known = {column.name for column in self._columns}
        return {name for name, value in fields.items() if value is not None and name not in known}

    # The bulk reader

    def _decode_in_bulk(self, records: Sequence[Any]) -> pa.Table:
        text = b"\n".join(records)
        arrays: dict[str, pa.ChunkedArray] = {}
        if self._plain:
            plain = self._read_plain(text)
            if plain.num_rows != len(records):
                raise NotInBulkError
            for column in self._plain:
                arrays[column.name] = from_plain(column, plain.column(column.name))
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
        except msgspec.MsgspecError as error:
            raise NotInBulkError from error
        if len(rows) != count:
            raise NotInBulkError
        return {
            column.name: from_raw(column, list(map(attrgetter(f"f{index}"), rows)))
            for index, column in enumerate(self._raw)
        }

    # Value by value

    def _decode_one_by_one(self, records: Sequence[Any]) -> pa.Table:
        rows = [self._fields(record) for record in records]
        arrays = {}
        for column in self._columns:
            values = [self._value(column, row) for row in rows]
            arrays[column.name] = pa.chunked_array([pa.array(values, _type_of(column, values))])
        return pa.table(arrays)

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

    def _check_keys(self, table: pa.Table, records: Sequence[Any]) -> None:
        for key in self._keys:
            if not table.column(key).null_count:
                continue
            index = pc.index(table.column(key).is_null(), value=True).as_py()
            row = self._fields(records[index])
            message = (
                f"Stream '{self._stream}': a record {{}} the key property '{key}'"
                f"{self._key_of(row)}. Without it the row could not be found again. Correct the "
                "key properties in the tap's catalog, or the record."
            )
            if key not in row:
                raise MissingKeyPropertiesError(message.format("lacks"))
            raise ValueRefusedError(message.format("has null in"))

    def _key_of(self, row: dict[str, Any]) -> str:
        if not self._keys:
            return ""
        parts = (f"{key}={row.get(key)!s:.60}" for key in self._keys)
        return f" of the record with {', '.join(parts)}"


def _decoder_of_raw_fields(columns: Sequence[Column]) -> msgspec.json.Decoder[Any] | None:
    """Return a decoder that leaves these fields as JSON text, or None if a name prevents it."""
    fields = [(f"f{i}", msgspec.Raw, msgspec.Raw(b"null")) for i in range(len(columns))]
    names = {f"f{i}": column.name for i, column in enumerate(columns)}
    try:
        row_type = msgspec.defstruct("RawFields", fields, rename=names, gc=False)
    except ValueError:
        return None
    return msgspec.json.Decoder(row_type)


def _type_of(column: Column, values: Sequence[Any]) -> pa.DataType:
    """Return the column's Arrow type, or the wide one when an integer needs it."""
    if column.kind is Kind.INTEGER and any(
        value is not None and not _INT64_MIN <= value <= _INT64_MAX for value in values
    ):
        return WIDE_INTEGER
    return column.arrow_type
