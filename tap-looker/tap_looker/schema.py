"""Fields of a query as typed columns.

The Explore says the types. A catalog keeps the field of each column in the `title`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ConfigError
from singer_erp.messages.projection import KINDS, kind_of
from singer_erp.messages.records import OTHER, OTHER_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from tap_looker.explores import Field

Json = dict[str, Any]

FIELD_KINDS = {"string", "number", "integer", "boolean", "date", "timestamp"}
"""Kinds of columns that the values of fields have."""
_KINDS = {
    "yesno": "boolean",
    "date_date": "date",
    "date": "date",
    "date_time": "timestamp",
    "count": "integer",
    "count_distinct": "integer",
    "int": "integer",
}
_NUMBERS = {
    *("number", "sum", "sum_distinct", "average", "average_distinct", "min", "max", "median"),
    *("median_distinct", "percentile", "percentile_distinct", "running_total", "percent_of_total"),
    *("percent_of_previous", "period_over_period", "distance"),
}


@dataclass(frozen=True)
class FieldColumn:
    """One column of a query stream.

    Attributes:
        name: Its name.
        kind: One of `KINDS`.
        field: The field, `view.field`; a custom one has no view.
    """

    name: str
    kind: str
    field: str


def kind_of_field(type_: str | None, *, is_numeric: bool | None) -> str:
    """Return the kind of column that holds the values of a field.

    Args:
        type_: LookML type, such as `date_time`.
        is_numeric: Whether Looker says that the values are numbers.
    """
    if type_ in _KINDS:
        return _KINDS[type_]
    return "number" if is_numeric or type_ in _NUMBERS else "string"


def columns_of(
    fields: Iterable[str], known: Mapping[str, Field], custom: Mapping[str, Json], naming: str
) -> list[FieldColumn]:
    """Return the columns of a query.

    Args:
        fields: Its fields.
        known: Fields of the Explore by name.
        custom: Custom fields by name.
        naming: The setting `column_names`.

    Raises:
        ConfigError: Two columns have one name.
    """
    columns: list[FieldColumn] = []
    for field in fields:
        if field in known:
            kind = kind_of_field(known[field].type, is_numeric=known[field].is_numeric)
        else:
            hint = custom[field].get("_type_hint") or custom[field].get("type") or "number"
            kind = kind_of_field(hint, is_numeric=None)
        name = field.rpartition(".")[2] if naming == "field" else field.replace(".", "__")
        columns.append(FieldColumn(name, kind, field))
    by_name = {column.name: column.field for column in columns}
    for column in columns:
        if by_name[column.name] != column.field:
            raise ConfigError(
                f"The fields {column.field} and {by_name[column.name]} are both called "
                f"{column.name}",
                "Set `column_names` to view_and_field, or remove one of them",
            )
    return columns


def schema_of(
    columns: Iterable[FieldColumn], primary_keys: Collection[str], known: Mapping[str, Field]
) -> Json:
    """Return the JSON schema of a stream; key columns are never null."""
    properties: Json = {}
    for column in columns:
        definition: Json = dict(KINDS[column.kind])
        if column.name in primary_keys:
            definition["type"] = [name for name in definition["type"] if name != "null"]
        definition["title"] = column.field
        if column.field in known and (text := known[column.field].description):
            definition["description"] = text
        properties[column.name] = definition
    properties[OTHER] = OTHER_SCHEMA
    return {"type": "object", "properties": properties}


def described(stream: str, schema: Json) -> list[FieldColumn]:
    """Return the columns that a catalog's schema describes.

    Raises:
        ConfigError: One names no field, or has a type that no field has.
    """
    found = [
        FieldColumn(name, kind_of(definition), definition.get("title") or "")
        for name, definition in (schema.get("properties") or {}).items()
        if name != OTHER
    ]
    for column in found:
        if not column.field:
            raise ConfigError(
                f"The catalog's stream '{stream}' names no field of column {column.name!r}",
                "Write a new catalog with --discover",
            )
        if column.kind not in FIELD_KINDS:
            raise ConfigError(
                f"The catalog's stream '{stream}' has a type of column {column.name!r} that is not "
                "one of a field",
                "Use one of string, number, integer and boolean, or write a new catalog with "
                "--discover",
            )
    return found
