"""From an entity's JSON to rows: columns, their schemas, and nothing that is left behind."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from singer_erp.messages.records import RecordType

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from singer_erp.messages.records import Record

Json = dict[str, Any]
Getter = "Callable[[Json], Any]"

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SCHEMAS: dict[str, Json] = {
    "s": {"type": ["string", "null"]},
    "n": {"type": ["number", "null"]},
    "i": {"type": ["integer", "null"]},
    "b": {"type": ["boolean", "null"]},
    "d": {"type": ["string", "null"], "format": "date"},
    "t": {"type": ["string", "null"], "format": "date-time"},
    "o": {"type": ["object", "array", "null"]},
}


class Column:
    """One column of a stream.

    Attributes:
        name: Its name.
        kind: One of the kinds of `entities.py`, references left out.
        value: Reads it from the vendor's JSON.
    """

    __slots__ = ("kind", "name", "value")

    def __init__(self, name: str, kind: str, value: Callable[[Json], Any]) -> None:
        self.name = name
        self.kind = kind
        self.value = value

    @property
    def schema(self) -> Json:
        """Its JSON schema."""
        return _SCHEMAS[self.kind]


def snake_case(name: str) -> str:
    """`APAccountRef` as `ap_account_ref`."""
    return _WORD.sub("_", name).lower()


def instant(text: str | None) -> dt.datetime | None:
    """A stamp of any offset as an instant in UTC."""
    return None if text is None else dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def of_field(name: str, kind: str) -> list[Column]:
    """The columns of a field; a reference has two."""
    if kind == "r":
        stem = snake_case(name.removesuffix("Ref"))
        return [
            Column(f"{stem}_id", "s", reference(name)),
            Column(f"{stem}_name", "s", reference(name, "name")),
        ]
    if kind == "t":
        return [Column(snake_case(name), kind, lambda record: instant(record.get(name)))]
    return [Column(snake_case(name), kind, lambda record: record.get(name))]


def reference(name: str, part: str = "value") -> Callable[[Json], Any]:
    """Reads a part of a reference object."""

    def read(record: Json) -> Any:
        found = record.get(name)
        return found.get(part) if isinstance(found, dict) else None

    return read


def leftovers(known: Collection[str]) -> Callable[[Json], Json | None]:
    """Reads the fields nobody has told the tap of: QuickBooks adds some without a new version."""
    names = frozenset(known)

    def read(record: Json) -> Json | None:
        unknown = record.keys() - names
        return {name: record[name] for name in sorted(unknown)} if unknown else None

    return read


class Layout:
    """The columns of a stream that a run writes.

    Args:
        stream: Its name.
        columns: All columns it has.
        selected: Names of those to write.
    """

    def __init__(self, stream: str, columns: Iterable[Column], selected: Collection[str]) -> None:
        chosen = [column for column in columns if column.name in selected]
        self.record_type = RecordType(stream, {column.name: column.schema for column in chosen})
        self._getters = [column.value for column in chosen]

    def rows(self, records: Iterable[Json]) -> list[Record]:
        """Structs of the record type."""
        make, getters = self.record_type.struct, self._getters
        return [make(*[get(record) for get in getters]) for record in records]


def schema(columns: Iterable[Column], key: Collection[str]) -> Json:
    """JSON schema of a stream; key columns are never null."""
    properties: dict[str, Mapping[str, Any]] = {}
    for column in columns:
        definition = column.schema
        if column.name in key:
            types = [name for name in definition["type"] if name != "null"]
            definition = {**definition, "type": types}
        properties[column.name] = definition
    return {"type": "object", "properties": properties}
