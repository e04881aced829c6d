"""Streams of a resource as columns: its attributes, flexfield segments, and child resources.

Columns are described by the pod (`discovery.py`). A catalog keeps for each the path of its
attribute in the `title`, so that a run needs no second look at the description:

- `InvoiceId`: an attribute of the record;
- `invoiceDff.projectCode`: a segment of a flexfield;
- `parent.InvoiceId`: an attribute of a record above;
- `link`: the key in the record's own link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ConfigError
from singer_erp.messages.projection import KINDS, Column, Projection, kind_of
from singer_erp.messages.records import OTHER, OTHER_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from tap_oracle_fusion.streams import Resource

Json = dict[str, Any]

POD, DELETED, READ_AT = "pod", "is_deleted", "set_read_at"
PARENT_CHANGED = "parent_last_update_date"
PARENT, LINK = "parent", "link"
FLEXFIELD = re.compile(r"(dff|gdf)$", re.IGNORECASE)
"""How names of child resources end that are flexfields; their spelling differs."""
FLEX_CONTEXT = "__FLEX_Context"
BANK_DETAILS = (
    "BankAccount",
    "BankAccountNumber",
    "CreditCardExpirationDate",
    "CreditCardHolderFirstName",
    "CreditCardHolderLastName",
    "CreditCardIssuerCode",
    "CreditCardTokenNumber",
    "DisbursementBankAccountName",
    "DisbursementBankAccountNumber",
    "RemitToAccountNumber",
    "SupplierIBAN",
)
"""Attributes with bank accounts and cards."""
# What the reader adds to a record.
PARENT_FACT = "_parent"
_POD, _LINK, _READ_AT, _DELETED = "_pod", "_link", "_read_at", "_deleted"
FACTS = frozenset({_POD, PARENT_FACT, _LINK, _READ_AT, _DELETED})
"""Names of what the reader adds to a record."""
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# What a catalog names enters requests.
_PATH = re.compile(r"\w+(\.\w+)?")
_NOT_QUERYABLE = "not queryable"
_MISSING = "#MISSING"


@dataclass(frozen=True)
class FieldColumn:
    """A column as discovery describes it.

    Attributes:
        name: Its name.
        kind: One of `projection.KINDS`.
        path: Path of its attribute; see the module.
        is_queryable: Whether requests can filter and sort by it.
    """

    name: str
    kind: str
    path: str = ""
    is_queryable: bool = True


@dataclass(frozen=True)
class StreamDescription:
    """A stream as discovery describes it.

    Attributes:
        name: Its name.
        schema: JSON schema.
        primary_keys: Its key columns.
        is_followed: Whether its changes are found by their time.
    """

    name: str
    schema: Json
    primary_keys: tuple[str, ...]
    is_followed: bool = False


def key_columns(path: Sequence[Resource]) -> tuple[str, ...]:
    """Return the key columns of the stream of the last of some resources, parents first."""
    found = [POD]
    for resource in path:
        found += [resource.link_key] if resource.link_key else map(snake_case, resource.keys)
    return tuple(found)


def stream_columns(
    path: Sequence[Resource],
    above: Sequence[FieldColumn],
    changed: FieldColumn | None,
    fields: Sequence[FieldColumn],
) -> list[FieldColumn]:
    """Return the columns of a stream: the key first.

    Args:
        path: The resources from the top down to the stream's own.
        above: Key columns of the records above.
        changed: The column by which changes of the resource at the top are found, if it has one.
        fields: The attributes and flexfield segments of its own.
    """
    *parents, resource = path
    inherited = [FieldColumn(c.name, c.kind, f"{PARENT}.{c.path}") for c in above]
    own = list(fields)
    if resource.link_key:
        own.insert(0, FieldColumn(resource.link_key, "string", LINK))
    keys = key_columns(path)
    taken = {column.name for column in inherited}
    own = [column for column in own if column.name not in taken]
    own.sort(key=lambda column: column.name not in keys)
    found = [FieldColumn(POD, "string"), *inherited, *own]
    if parents and changed:
        found.append(FieldColumn(PARENT_CHANGED, changed.kind, f"{PARENT}.{changed.path}"))
    if parents or resource.children:
        found.append(FieldColumn(READ_AT, "timestamp"))
    return found if parents else [*found, FieldColumn(DELETED, "boolean")]


def schema_of(columns: Iterable[FieldColumn], primary_keys: Collection[str]) -> Json:
    """Return the JSON schema of a stream; key columns are never null."""
    properties: dict[str, Json] = {}
    for column in columns:
        definition = dict(KINDS[column.kind])
        if column.name in primary_keys:
            definition["type"] = definition["type"][:1]
        if column.path:
            definition["title"] = column.path
        if not column.is_queryable:
            definition["description"] = _NOT_QUERYABLE
        properties[column.name] = definition
    properties[OTHER] = OTHER_SCHEMA
    return {"type": "object", "properties": properties}


def described(stream: str, schema: Json, primary_keys: Collection[str]) -> list[FieldColumn]:
    """Return the columns that a catalog's schema describes.

    Raises:
        ConfigError: It lacks a key column, or a column without the path of an attribute.
    """
    properties = schema.get("properties") or {}
    missing = [name for name in primary_keys if name not in properties]
    own = {name: definition for name, definition in properties.items() if name != OTHER}
    wrong = [name for name, one in own.items() if not _is_path(name, one.get("title") or "")]
    if missing or wrong:
        reason = f"no key {', '.join(missing)}" if missing else f"no field of column {wrong[0]!r}"
        raise ConfigError(
            f"The catalog's stream '{stream}' has {reason}", "Write a new catalog with --discover"
        )
    return [
        FieldColumn(
            name,
            kind_of(definition),
            definition.get("title") or "",
            definition.get("description") != _NOT_QUERYABLE,
        )
        for name, definition in own.items()
    ]


def _is_path(name: str, path: Any) -> bool:
    """Return whether a title, perhaps of an edited catalog, is the path of a column."""
    if not path:
        return name in _SYSTEM_COLUMNS
    return isinstance(path, str) and _PATH.fullmatch(path) is not None


def projection(
    stream: str,
    columns: Sequence[FieldColumn],
    selected: Collection[str],
    children: Iterable[str] = (),
) -> Projection:
    """Return what reads the selected columns from records.

    Args:
        stream: Its name.
        columns: All its columns.
        selected: Names of the columns to write.
        children: Child resources that other streams take.
    """
    names = (*FACTS, "links", *children, *BANK_DETAILS)
    # Keys of the records above, which records of some resources have as well.
    names += tuple(c.path.partition(".")[2] for c in columns if c.path.startswith(f"{PARENT}."))
    own = {column.path for column in columns}
    ignored = [(name,) for name in names if name not in own]
    return Projection(stream, [_column(column) for column in columns], ignored, selected)


def facts(pod: str, read_at: str) -> Json:
    """Return what the reader adds to each record that has no key in its link: see `FACTS`."""
    return {_POD: pod, _READ_AT: read_at, _LINK: "", _DELETED: False}


def with_facts(record: Json, pod: str, parent: Json, read_at: str, link: str = "") -> Json:
    """Return a record as the columns read it.

    Args:
        record: As the pod sent it.
        pod: The pod's name.
        parent: Keys and time of change of the records above, by path.
        read_at: When it was read.
        link: The key in its link.
    """
    record |= {_POD: pod, PARENT_FACT: parent, _READ_AT: read_at, _LINK: link}
    return record


def deleted_record(record: Json) -> Json:
    """Return a record as one that stands for a deleted one."""
    return record | {_DELETED: True}


def snake_case(name: str) -> str:
    """Return `POHeaderId` as `po_header_id`, and `_CODE_COMBINATION_ID` as a name without `_`."""
    return _WORD.sub("_", name.strip("_")).lower().replace("__", "_")


def _column(column: FieldColumn) -> Column:
    if not column.path:
        return _SYSTEM_COLUMNS[column.name]
    first, _, rest = column.path.partition(".")
    if column.path == LINK:
        path: tuple[str, ...] = (_LINK,)
    elif first == PARENT:
        path = (PARENT_FACT, rest)
    else:
        path = (first, rest) if rest else (first,)
    convert = _CONVERSIONS.get(column.kind)
    unconverted = _UNCONVERTED.get(column.kind, frozenset())
    return Column(column.name, column.kind, path, convert=convert, unconverted=unconverted)


def as_integer(value: Any) -> int | None:
    """Return a whole number, which may be text."""
    if type(value) is int:
        return value
    number = as_number(value)
    if number is None or number == int(number):
        return None if number is None else int(number)
    raise ValueError("not an integer")


def as_number(value: Any) -> Decimal | int | None:
    """Return a number, which may be text; absent cells of the balances cube are None."""
    if isinstance(value, Decimal) or type(value) is int:
        return value
    if not isinstance(value, str):
        raise TypeError
    if value in {_MISSING, ""}:
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        raise ValueError("not a number") from None
    if not found.is_finite() or "_" in value:
        raise ValueError("not a number")
    return found


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return _FLAGS[value.casefold()]


def _date(value: Any) -> str:
    return str(value)[:10]


_FLAGS = {"y": True, "n": False, "true": True, "false": False}
# Framework versions type values differently.
_CONVERSIONS: Mapping[str, Callable[[Any], Any]] = {
    "integer": as_integer,
    "number": as_number,
    "boolean": _boolean,
    "date": _date,
}
_UNCONVERTED = {
    "integer": frozenset({int}),
    "number": frozenset({int, Decimal}),
    "boolean": frozenset({bool}),
}
_SYSTEM_COLUMNS: Mapping[str, Column] = {
    POD: Column(POD, "string", (_POD,)),
    READ_AT: Column(READ_AT, "timestamp", (_READ_AT,)),
    DELETED: Column(DELETED, "boolean", (_DELETED,), lambda record: _DELETED in record),
}
