"""From a stream's JSON schema to typed columns."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from target_duckdb.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_PRECISION = 38
DECIMAL_FORMATS = frozenset({"decimal", "singer.decimal", "x-singer.decimal"})
_NESTED = ("anyOf", "oneOf", "allOf")


class Kind(enum.Enum):
    """What a column holds; decides its DuckDB type and how values are read."""

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
        name: The property's name, kept as it is.
        kind: How values are read.
        precision: Digits of a decimal in all.
        scale: Digits of a decimal after the point; more are refused, not rounded.
        nested_types: For JSON: the JSON types that are accepted; empty accepts all.
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
        """The type in which values are handed to DuckDB."""
        if self.kind is Kind.NUMBER:
            return pa.decimal128(self.precision, self.scale)
        return _ARROW_TYPES[self.kind]


def check_schema(stream: str, schema: Any) -> None:
    """Refuse a SCHEMA message from which no table can be made."""
    if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
        raise SchemaError(
            f"Stream '{stream}' has a schema without `properties`. Select at least one field in "
            "the tap's catalog.",
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
    """Yield every (JSON type, its subschema) that the property admits, but for null."""
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
    """Return the narrowest kind that holds every value of all the kinds unchanged."""
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
