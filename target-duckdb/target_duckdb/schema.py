"""The typed columns of a stream's JSON schema, and the check of records against it."""

from __future__ import annotations

import enum
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from singer_sdk.exceptions import InvalidRecord
from singer_sdk.sinks.core import JSONSchemaValidator

from target_duckdb.errors import SchemaError, ValueRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MAX_PRECISION = 38
DECIMAL_FORMATS = frozenset({"decimal", "singer.decimal", "x-singer.decimal"})
_NESTED = ("anyOf", "oneOf", "allOf")

# Columns of the SDK's record metadata; `_sdc_deleted_at` may come from the tap as well.
EXTRACTED_AT = "_sdc_extracted_at"
RECEIVED_AT = "_sdc_received_at"
BATCHED_AT = "_sdc_batched_at"
DELETED_AT = "_sdc_deleted_at"
SEQUENCE = "_sdc_sequence"
TABLE_VERSION = "_sdc_table_version"
SYNC_STARTED_AT = "_sdc_sync_started_at"


class Kind(enum.Enum):
    """The kind of a column; decides its DuckDB type and how values are read."""

    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    STRING = "string"
    DATE = "date"
    DATETIME = "date-time"
    TIME = "time"
    TEXT = "scalars of several types, as text"
    JSON = "JSON"


_TEXTUAL = frozenset({Kind.STRING, Kind.DATE, Kind.DATETIME, Kind.TIME})
_DUCKDB_TYPES = {
    Kind.INTEGER: "BIGINT",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.STRING: "VARCHAR",
    Kind.DATE: "DATE",
    Kind.DATETIME: "TIMESTAMP",
    Kind.TIME: "TIME",
    Kind.TEXT: "VARCHAR",
    Kind.JSON: "JSON",
}
_ARROW_TYPES = {
    Kind.INTEGER: pa.int64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.STRING: pa.string(),
    Kind.DATE: pa.date32(),
    Kind.DATETIME: pa.timestamp("us"),
    Kind.TIME: pa.time64("us"),
    Kind.TEXT: pa.string(),
    Kind.JSON: pa.string(),
}
_FORMAT_KINDS = {"date": Kind.DATE, "date-time": Kind.DATETIME, "time": Kind.TIME}
_TYPE_KINDS = {
    "integer": Kind.INTEGER,
    "number": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
    "object": Kind.JSON,
    "array": Kind.JSON,
}
_PYTHON_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", dict: "object"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a stream's table.

    Attributes:
        name: The property's name, unchanged.
        kind: How values are read.
        precision: Digits of a decimal.
        scale: Digits of a decimal after the point; more are refused, not rounded.
        nested_types: JSON types that a JSON column accepts; empty accepts all.
    """

    name: str
    kind: Kind
    precision: int = 0
    scale: int = 0
    nested_types: frozenset[str] = frozenset()

    @property
    def duckdb_type(self) -> str:
        """The type in CREATE TABLE, spelled as DuckDB's catalog spells it."""
        if self.kind is Kind.NUMBER:
            return f"DECIMAL({self.precision},{self.scale})"
        return _DUCKDB_TYPES[self.kind]

    @property
    def arrow_type(self) -> pa.DataType:
        """The type of the values that DuckDB reads."""
        if self.kind is Kind.NUMBER:
            return pa.decimal128(self.precision, self.scale)
        return _ARROW_TYPES[self.kind]


METADATA_COLUMNS = [
    *(Column(name, Kind.DATETIME) for name in (EXTRACTED_AT, RECEIVED_AT, BATCHED_AT)),
    *(Column(name, Kind.INTEGER) for name in (SEQUENCE, TABLE_VERSION, SYNC_STARTED_AT)),
]


def check_schema(stream: str, schema: Any) -> None:
    """Refuse a SCHEMA message from which no table can be made."""
    if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
        raise SchemaError(
            f"Stream '{stream}' has a schema without `properties`. Select at least one field in "
            "the tap's catalog.",
        )


def columns_for_stream(
    stream: str,
    schema: Mapping[str, Any],
    keys: Sequence[str],
    *,
    decimal_scale: int,
    has_metadata: bool,
) -> list[Column]:
    """Return the columns of the records' fields, without the `_sdc_*` columns of the target.

    Args:
        stream: Name of the stream.
        schema: The stream's JSON schema.
        keys: The stream's key properties.
        decimal_scale: Digits after the point of `number` columns without a scale of their own.
        has_metadata: Setting `add_record_metadata`.

    Raises:
        SchemaError: No table can be made from the schema.
    """
    properties = dict(schema["properties"])
    is_deletable = has_metadata or DELETED_AT in properties
    for name in (DELETED_AT, *(column.name for column in METADATA_COLUMNS)):
        properties.pop(name, None)
    if is_deletable:
        properties[DELETED_AT] = {"type": ["null", "string"], "format": "date-time"}
    columns = columns_for_schema({"properties": properties}, decimal_scale=decimal_scale)
    if not columns:
        raise SchemaError(
            f"Stream '{stream}' has a schema without properties, so its table would have no "
            "columns. Select at least one field in the tap's catalog.",
        )
    own = METADATA_COLUMNS if has_metadata else []
    _check_names(stream, [*properties, *(column.name for column in own)])
    missing = [key for key in keys if key not in properties]
    if missing:
        raise SchemaError(
            f"Stream '{stream}' has the key properties {missing}, which its schema does not "
            "describe. Select them in the tap's catalog or correct `key_properties`.",
        )
    return columns


def _check_names(stream: str, names: Iterable[str]) -> None:
    """Refuse names that are one column to DuckDB, which ignores letter case."""
    by_normalized: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        by_normalized[name.lower()].append(name)
    if "" in by_normalized:
        raise SchemaError(
            f"Stream '{stream}' has a property with an empty name, which cannot be a column. "
            "Deselect it in the tap's catalog or rename it with a stream map.",
        )
    clashes = [" and ".join(map(repr, same)) for same in by_normalized.values() if len(same) > 1]
    if clashes:
        raise SchemaError(
            f"Stream '{stream}' has properties that differ only in letter case, which DuckDB "
            f"treats as one column: {'; '.join(clashes)}. Deselect one in the tap's catalog or "
            "rename it with a stream map.",
        )


def columns_for_schema(schema: Mapping[str, Any], *, decimal_scale: int) -> list[Column]:
    """Return one column per property of the schema, in its order.

    Args:
        schema: The stream's JSON schema.
        decimal_scale: Digits after the point of `number` columns without a scale of their own.
    """
    return [
        _column(name, prop if isinstance(prop, dict) else {}, decimal_scale)
        for name, prop in schema["properties"].items()
    ]


def _column(name: str, prop: dict[str, Any], decimal_scale: int) -> Column:
    alternatives = list(_alternatives(prop))
    kinds = {_kind(json_type, part) for json_type, part in alternatives}
    kind = _one_kind(kinds)
    if kind is Kind.NUMBER:
        return Column(name, kind, *_precision_and_scale(name, alternatives, decimal_scale))
    if kind is Kind.JSON and kinds == {Kind.JSON}:
        return Column(name, kind, nested_types=frozenset(t for t, _ in alternatives))
    return Column(name, kind)


def _alternatives(prop: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every (JSON type, subschema) that the property admits, except null."""
    declared = prop.get("type")
    if declared is None and "enum" in prop:
        declared = [_PYTHON_TYPES.get(type(value), "null") for value in prop["enum"]]
    for json_type in [declared] if isinstance(declared, str) else declared or ():
        if json_type != "null":
            yield json_type, prop
    for keyword in _NESTED:
        for part in prop.get(keyword, ()):
            if isinstance(part, dict):
                yield from _alternatives(part)


def _kind(json_type: str, part: dict[str, Any]) -> Kind:
    if json_type != "string":
        return _TYPE_KINDS.get(json_type, Kind.JSON)
    string_format = part.get("format")
    if string_format in DECIMAL_FORMATS:
        return Kind.NUMBER
    return _FORMAT_KINDS.get(string_format or "", Kind.STRING)


def _one_kind(kinds: set[Kind]) -> Kind:
    """Return the narrowest kind that holds every value of all kinds unchanged."""
    if not kinds or Kind.JSON in kinds:
        return Kind.JSON
    if len(kinds) == 1:
        return next(iter(kinds))
    if kinds == {Kind.INTEGER, Kind.NUMBER}:
        return Kind.NUMBER
    if kinds == {Kind.DATE, Kind.DATETIME}:
        return Kind.DATETIME
    return Kind.STRING if kinds <= _TEXTUAL else Kind.TEXT


def _precision_and_scale(
    name: str,
    alternatives: list[tuple[str, dict[str, Any]]],
    decimal_scale: int,
) -> tuple[int, int]:
    """Return what the schema declares (`precision`, `scale`), else 38 and the setting."""
    for _, part in alternatives:
        if "precision" in part and part.get("format") in DECIMAL_FORMATS:
            precision, scale = part["precision"], part.get("scale", 0)
            if not 0 <= scale <= precision <= MAX_PRECISION or precision == 0:
                raise SchemaError(
                    f"Field '{name}' declares DECIMAL({precision},{scale}); DuckDB has 1 to "
                    f"{MAX_PRECISION} digits, the scale among them. Correct the schema in the "
                    "tap's catalog.",
                )
            return precision, scale
    return MAX_PRECISION, decimal_scale


class RecordValidator:
    """The check of whole records against the JSON schema, for `validate_records`."""

    def __init__(self, stream: str, schema: dict[str, Any], keys: Sequence[str]) -> None:
        self._stream = stream
        self._keys = keys
        self._validator = JSONSchemaValidator(schema)

    def validate(self, record: dict[str, Any]) -> None:
        """Check a record.

        Raises:
            ValueRefusedError: The record violates the schema; the message names only the rule.
        """
        try:
            self._validator.validate(record)
        except InvalidRecord as error:
            cause = error.__cause__
            path, rule = getattr(cause, "json_path", "$"), getattr(cause, "validator", "")
            keys = ", ".join(f"{key}={record.get(key)!s:.60}" for key in self._keys)
            raise ValueRefusedError(
                f"Stream '{self._stream}': the record with {keys or 'no key'} does not match its "
                f"schema: {path} breaks `{rule}`. Correct the record or the schema in the tap, or "
                "remove `validate_records`.",
            ) from None
