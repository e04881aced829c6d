"""The typed columns of a stream's JSON schema."""

from __future__ import annotations

import enum
import string
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from target_duckdb.errors import SchemaError

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
        is_key: Whether the column is part of the stream's key.
    """

    name: str
    kind: Kind
    precision: int = 0
    scale: int = 0
    nested_types: frozenset[str] = frozenset()
    is_key: bool = False

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

DELETED_AT_COLUMN = Column(DELETED_AT, Kind.DATETIME)


def normalize(name: str) -> str:
    """Return a name as DuckDB compares it: in lower case, of the letters A to Z only."""
    return name.translate(_LOWER_CASE)


_LOWER_CASE = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


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
    try:
        columns = columns_for_schema({"properties": properties}, decimal_scale=decimal_scale)
    except RecursionError:
        raise SchemaError(f"Stream '{stream}' has a schema that is nested too deeply.") from None
    if is_deletable:
        columns.append(DELETED_AT_COLUMN)
    if not columns:
        raise SchemaError(
            f"Stream '{stream}' has a schema without properties, so its table would have no "
            "columns. Select at least one field in the tap's catalog.",
        )
    own = METADATA_COLUMNS if has_metadata else []
    names = [column.name for column in columns]
    _check_names(stream, [*names, *(column.name for column in own)])
    missing = [key for key in keys if key not in names]
    if missing:
        raise SchemaError(
            f"Stream '{stream}' has the key properties {missing}, which its schema does not "
            "describe. Select them in the tap's catalog or correct `key_properties`.",
        )
    return [replace(column, is_key=column.name in keys) for column in columns]


def _check_names(stream: str, names: Iterable[str]) -> None:
    """Refuse names that are one column to DuckDB, which ignores letter case."""
    by_normalized: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        by_normalized[normalize(name)].append(name)
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
    alternatives = list(_alternatives(name, prop))
    kinds = {_kind(json_type, part) for json_type, part in alternatives}
    kind = _one_kind(kinds)
    if kind is Kind.NUMBER:
        return Column(name, kind, *_precision_and_scale(name, alternatives, decimal_scale))
    if kind is Kind.JSON and kinds == {Kind.JSON}:
        return Column(name, kind, nested_types=frozenset(t for t, _ in alternatives))
    return Column(name, kind)


def _alternatives(name: str, prop: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every (JSON type, subschema) that the property admits, except null."""
    declared = prop.get("type")
    if isinstance(declared, str):
        declared = [declared]
    elif declared is None:
        values = _list(name, prop, "enum")
        declared = [_PYTHON_TYPES.get(type(value), "null") for value in values]
    for json_type in declared if isinstance(declared, list) else [declared]:
        if not isinstance(json_type, str):
            raise _invalid(name, "`type` should be a name or a list of names")
        if json_type != "null":
            yield json_type, prop
    for keyword in _NESTED:
        for part in _list(name, prop, keyword):
            if isinstance(part, dict):
                yield from _alternatives(name, part)


def _list(name: str, prop: dict[str, Any], keyword: str) -> list[Any]:
    """Return the keyword's list; null is as good as absent."""
    value = prop.get(keyword)
    if value is not None and not isinstance(value, list):
        raise _invalid(name, f"`{keyword}` should be a list")
    return value or []


def _invalid(name: str, reason: str) -> SchemaError:
    return SchemaError(
        f"Field '{name}' has an invalid JSON schema: {reason}. Correct the schema in the tap's "
        "catalog.",
    )


def _kind(json_type: str, part: dict[str, Any]) -> Kind:
    if json_type != "string":
        return _TYPE_KINDS.get(json_type, Kind.JSON)
    string_format = str(part.get("format"))
    if string_format in DECIMAL_FORMATS:
        return Kind.NUMBER
    return _FORMAT_KINDS.get(string_format, Kind.STRING)


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
        precision, scale = part.get("precision"), part.get("scale") or 0
        if precision is None or str(part.get("format")) not in DECIMAL_FORMATS:
            continue
        whole_numbers = type(precision) is int and type(scale) is int
        if not whole_numbers or not 0 <= scale <= precision <= MAX_PRECISION or precision == 0:
            raise _invalid(
                name,
                f"DuckDB has decimals of 1 to {MAX_PRECISION} digits, the `scale` among them, and "
                "`precision` or `scale` is something else",
            )
        return precision, scale
    return MAX_PRECISION, decimal_scale
