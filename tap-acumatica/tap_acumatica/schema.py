"""Streams of an entity as columns: those of its contract, custom fields, and lines.

Columns are described by the instance (`discovery.py`). A catalog keeps for each the path of its
field in the `title`, so that a run needs no second look at the contract:

- `VendorID`: a field of the record, or of the line;
- `MainContact`: a linked object, with the objects within it;
- `custom.Document.CuryID`: a field outside the contract;
- `parent.Type`: a field of the record that a line belongs to.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ConfigError
from singer_erp.messages.projection import KINDS, Column, Projection, kind_of
from singer_erp.messages.records import OTHER, OTHER_SCHEMA

from tap_acumatica.columns import GUID, FieldColumn, distinct, snake_case
from tap_acumatica.streams.entity import FOLLOWED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from singer_erp.messages.records import Record, RecordType
    from singer_erp.messages.taken import Path

    from tap_acumatica.streams import Details, Entity, Inquiry

Json = dict[str, Any]

TENANT, DELETED, READ_AT = "tenant", "is_deleted", "set_read_at"
CUSTOM, PARENT = "custom", "parent"
# What the reader adds to a record or a line.
PARENT_FACT = "_parent"
_TENANT, _IS_DELETED, _READ_AT = "_tenant", "_deleted", "_read_at"
_PARAMETERS: tuple[Path, ...] = (("_for_ledger",), ("_for_period",))
FACTS = frozenset({_TENANT, PARENT_FACT, _IS_DELETED, _READ_AT, *(name for (name,) in _PARAMETERS)})
"""Names of what the reader adds to a record or a line."""
LINE_NUMBER: Path = ("rowNumber",)
# Says that a key is an id: by `format`, loaders would give the column another type than before.
_GUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
# What a catalog names enters queries.
_PATH = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*){0,2}")
# The position in a page, links of the response, and lines that child streams take.
_ENVELOPE: tuple[Path, ...] = (LINE_NUMBER, ("_links",), ("files",), ("custom",))
SYSTEM = {"id", "rowNumber", "note", "custom", "_links", "files", "error"}
ENVELOPE_NAMES = frozenset({"value", "error"})
_MIDNIGHT = "T00:00:00"


def record_columns(entity: Entity, fields: Sequence[FieldColumn]) -> list[FieldColumn]:
    """Return the columns of an entity's own stream: the key first.

    Raises:
        ConfigError: A column of the key has the name of another one.
    """
    tenant, id_ = FieldColumn(TENANT, "string"), FieldColumn("id", "string")
    last = [
        FieldColumn("note", "string"),
        *([FieldColumn(READ_AT, "timestamp")] if entity.details else []),
        FieldColumn(DELETED, "boolean"),
    ]
    system = _names(tenant, id_, *last)
    named = distinct(entity.name, fields, system, (*entity.keys, FOLLOWED))
    keys = [column for name in entity.keys for column in named if column.path == name]
    return [tenant, *keys, id_, *(column for column in named if column not in keys), *last]


def line_columns(
    details: Details, parent: Sequence[FieldColumn], fields: Sequence[FieldColumn]
) -> list[FieldColumn]:
    """Return the columns of a child stream.

    Args:
        details: Its lines.
        parent: The columns of the record that every line has as well, its key first.
        fields: The line's own columns.

    Raises:
        ConfigError: The column of the line's key has the name of another one.
    """
    first = [
        FieldColumn(TENANT, "string"),
        *(FieldColumn(c.name, c.kind, f"{PARENT}.{c.path}") for c in parent),
        FieldColumn("id", "string"),
        FieldColumn("row_number", "integer"),
    ]
    last = [FieldColumn("note", "string"), FieldColumn(READ_AT, "timestamp")]
    system = _names(*first, *last)
    own = [replace(c, name=f"{details.word}_{c.name}") if c.name in system else c for c in fields]
    return [*first, *distinct(details.name, own, system, (details.key,)), *last]


def inquiry_columns(inquiry: Inquiry, fields: Sequence[FieldColumn]) -> list[FieldColumn]:
    """Return the columns of an inquiry's stream."""
    system = [FieldColumn(TENANT, "string")]
    if inquiry.by_period:
        system += [FieldColumn(name, "string") for name in ("for_ledger", "for_period")]
    system.append(FieldColumn("row_number", "integer"))
    return [*system, *distinct(inquiry.name, fields, _names(*system))]


def _names(*columns: FieldColumn) -> set[str]:
    """Return the names that no column of a field may have."""
    return {OTHER, *(column.name for column in columns)}


def record_keys(entity: Entity) -> tuple[str, ...]:
    """Return the key columns of an entity's stream."""
    return (TENANT, *map(snake_case, entity.keys))


def line_keys(entity: Entity, details: Details) -> tuple[str, ...]:
    """Return the key columns of a child stream.

    Lines without a key are identified by their position: the `id` of a line is one of the session
    by the contract, so that another session may show another one.
    """
    return (*record_keys(entity), snake_case(details.key) if details.key else "row_number")


def schema_of(columns: Sequence[FieldColumn], primary_keys: Collection[str]) -> Json:
    """Return the JSON schema of a stream; key columns are never null."""
    properties: dict[str, Json] = {}
    for column in columns:
        definition = dict(KINDS[column.row_kind])
        if column.name in primary_keys:
            definition["type"] = definition["type"][:1]
            if column.kind == GUID:
                definition["pattern"] = _GUID
        if column.path:
            definition["title"] = column.path
        properties[column.name] = definition
    properties[OTHER] = OTHER_SCHEMA
    return {"type": "object", "properties": properties}


def always_written(entity: Entity, details: Details | None) -> tuple[str, ...]:
    """Return the columns of a stream that cannot be deselected.

    Without them, a deleted row is one of nulls, and a line that was removed looks like a live one.

    Args:
        entity: The entity.
        details: Its lines; None for its own stream.
    """
    if details:
        return (READ_AT,)
    return (DELETED, READ_AT) if entity.details else (DELETED,)


def described(
    stream: str,
    schema: Json,
    primary_keys: Collection[str],
    always: Collection[str] = (),
    *,
    system: Collection[str] | None = None,
) -> list[FieldColumn]:
    """Return the columns that a catalog's schema describes.

    Args:
        stream: The stream's name.
        schema: Its schema.
        primary_keys: Its key columns.
        always: Other columns that it must have.
        system: Columns that are not of a field; None for those of entities.

    Raises:
        ConfigError: It lacks one of these columns, or a path is none of a field.
    """
    without_path = _SYSTEM_COLUMNS if system is None else system
    properties = schema.get("properties") or {}
    found = [
        FieldColumn(name, _kind_of(definition), definition.get("title") or "")
        for name, definition in properties.items()
        if name != OTHER
    ]
    missing = [name for name in primary_keys if name not in properties]
    # As of before names were distinct, when a field of that name replaced the tenant.
    missing += [column.name for column in found if column.name == TENANT and column.path]
    reasons = [f"key {name}" for name in missing]
    reasons += [f"column {name}" for name in always if name not in properties]
    reasons += [
        f"field of column {column.name!r}"
        for column in found
        if not (_PATH.fullmatch(column.path) if column.path else column.name in without_path)
    ]
    if reasons:
        raise ConfigError(
            f"The catalog's stream '{stream}' has no {reasons[0]}",
            "Write a new catalog with --discover",
        )
    return found


def _kind_of(definition: Json) -> str:
    return GUID if definition.get("pattern") == _GUID else kind_of(definition)


def projection(
    stream: str, columns: Sequence[FieldColumn], selected: Collection[str], more: Sequence[Path]
) -> Projection:
    """Return what reads the selected columns from records.

    Args:
        stream: Its name.
        columns: All its columns.
        selected: Names of the columns to write.
        more: Paths of a record that other streams take.
    """
    ignored = (*_ENVELOPE, *((name,) for name in FACTS), *more)
    return Projection(stream, [_column(c) for c in columns], ignored, selected)


def records_with(tenant: str, records: Sequence[Json], read_at: str = "") -> Iterator[Json]:
    """Yield records as the columns read them; rows of inquiries have no time of reading."""
    for record in records:
        record[_TENANT], record[_READ_AT] = tenant, read_at
        yield record


def facts(tenant: str, read_at: str) -> Mapping[str, Any]:
    """Return what the reader adds to each record that is read: see `FACTS`."""
    return {_TENANT: tenant, _READ_AT: read_at, _IS_DELETED: False}


def lines_of(details: str, tenant: str, records: Sequence[Json], read_at: str) -> Iterator[Json]:
    """Yield the lines of records as the columns read them."""
    for record in records:
        # Without lines: a cycle keeps a page in memory until garbage is collected.
        parent = {name: value for name, value in record.items() if not isinstance(value, list)}
        for number, line in enumerate(record.get(details) or (), 1):
            line[_TENANT], line[_READ_AT] = tenant, read_at
            line[PARENT_FACT] = parent
            line["rowNumber"] = number
            yield line


def deleted_record(keys: Sequence[str], values: Sequence[str | int]) -> Json:
    """Return the record that stands for a deleted one: its key, and that it is deleted."""
    record: Json = {name: {"value": v} for name, v in zip(keys, values, strict=True)}
    return record | {_IS_DELETED: True}


def plain(value: Any) -> Any:
    """Return an object of the contract without its envelopes."""
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    if ENVELOPE_NAMES.issuperset(value):
        return value.get("value")
    # Nearly all are empty, or a value: to call the function for them takes longer.
    return {
        name: (None if type(entry) is dict else entry)
        if not entry
        else entry["value"]
        if type(entry) is dict and len(entry) == 1 and "value" in entry
        else plain(entry)
        for name, entry in value.items()
        if name not in SYSTEM
    }


def _column(column: FieldColumn) -> Column:
    first, *rest = column.path.split(".") if column.path else ("",)
    if not first:
        return _SYSTEM_COLUMNS[column.name]
    if column.kind == "json" and not rest:
        return Column(column.name, "json", (first,), convert=plain)
    path = {CUSTOM: (CUSTOM, *rest), PARENT: (PARENT_FACT, *rest)}.get(first, (first,))
    convert = business_date if column.kind == "date" else None
    return Column(column.name, column.row_kind, (*path, "value"), convert=convert, is_lenient=True)


def business_date(value: Any) -> str | None:
    """Return a business date: its offset says nothing, and an empty text is none.

    Raises:
        ValueError: It is none, or has a time of day.
    """
    if value == "":
        return None
    if value[10:19] != _MIDNIGHT and dt.datetime.fromisoformat(value).time() != dt.time.min:
        raise ValueError
    return dt.date.fromisoformat(value[:10]).isoformat()


def have_keys(records: Sequence[Record], type_: RecordType, primary_keys: Iterable[str]) -> bool:
    """Return whether all records of a stream have a value in each column of its key."""
    return not any(None in map(type_.getter(name), records) for name in primary_keys)


_SYSTEM_COLUMNS: Mapping[str, Column] = {
    TENANT: Column(TENANT, "string", (_TENANT,)),
    "id": Column("id", "string", ("id",)),
    "row_number": Column("row_number", "integer", LINE_NUMBER),
    READ_AT: Column(READ_AT, "timestamp", (_READ_AT,)),
    "note": Column("note", "string", ("note", "value")),
    "for_ledger": Column("for_ledger", "string", ("_for_ledger",)),
    "for_period": Column("for_period", "string", ("_for_period",)),
    DELETED: Column(DELETED, "boolean", (_IS_DELETED,), lambda record: _IS_DELETED in record),
}
