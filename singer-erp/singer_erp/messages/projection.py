"""A vendor's JSON as typed columns: each column takes a path, and what none takes is kept.

A stream has a list of columns. The part of a record that no column takes arrives in one JSON
column, `_other`, so that a field the vendor adds without a new version of its API is not lost.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from singer_erp.errors import StreamError
from singer_erp.messages.records import OTHER, OTHER_SCHEMA, RecordType
from singer_erp.messages.taken import Taken
from singer_erp.timestamps import as_utc

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from singer_erp.messages.records import Record
    from singer_erp.messages.taken import Path

log = logging.getLogger(__name__)

Json = dict[str, Any]

KINDS: dict[str, Json] = {
    "string": {"type": ["string", "null"]},
    "number": {"type": ["number", "null"]},
    "integer": {"type": ["integer", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "date": {"type": ["string", "null"], "format": "date"},
    "timestamp": {"type": ["string", "null"], "format": "date-time"},
    "array": {"type": ["array", "null"], "items": {}},
    "json": {"type": ["object", "array", "null"]},
}
"""JSON schema by kind of column."""


@dataclass(frozen=True)
class Column:
    """One column of a stream.

    Attributes:
        name: Its name.
        kind: One of `KINDS`.
        path: Where the vendor's record holds the value.
        value: Reads the value from the record where the path does not give it.
        convert: Converts the value at the path, which is not None.
    """

    name: str
    kind: str
    path: Path = ()
    value: Callable[[Json], Any] | None = None
    convert: Callable[[Any], Any] | None = None

    def reader(self) -> Callable[[Any], Any] | None:
        """Return the function that reads the value from a record, or from its first name.

        None where the first name of the path holds the value.
        """
        is_time = self.kind == "timestamp"
        if self.value is not None:
            return _then(self.value, parse_offset_timestamp) if is_time else self.value
        convert = self.convert or (parse_offset_timestamp if is_time else None)
        if len(self.path) == 1:
            return convert
        inner = _inner(self.path[1:])
        return _then(inner, convert) if convert else inner


# What reading a value raises that is not what its column expects.
_NOT_OF_ITS_KIND = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Projection:
    """The selected columns of one stream.

    Args:
        stream: Its name.
        columns: All columns of the stream.
        ignored: Paths that hold no data of the record, or data that sibling streams take.
        selected: Names of the columns to write.
    """

    def __init__(
        self,
        stream: str,
        columns: Sequence[Column],
        ignored: Iterable[Path],
        selected: Collection[str],
    ) -> None:
        chosen = [column for column in columns if column.name in selected]
        properties = {column.name: KINDS[column.kind] for column in chosen}
        if OTHER in selected:
            properties[OTHER] = OTHER_SCHEMA
        self.record_type = RecordType(stream, properties)
        # Most columns are the value of a name: read at the speed of C, the others after them.
        self._names: list[Any] = [None if column.value else column.path[0] for column in chosen]
        readers = [(n, column.reader(), column.value) for n, column in enumerate(chosen)]
        self._inner = [(n, read) for n, read, value in readers if read and not value]
        self._computed = [(n, read) for n, read, value in readers if read and value]
        self._column_names = [column.name for column in chosen]
        self._paths = [column.path for column in chosen]
        # What a conversion refuses may be a key, or a value that the stream depends on.
        self._strict = {n for n, column in enumerate(chosen) if column.value or column.convert}
        self._known = [*ignored, *(column.path for column in columns if column.path)]
        self._taken = Taken(self._known)
        self._keeps_other = OTHER in selected
        self._reported: set[int] = set()

    def rows(self, records: Iterable[Json]) -> list[Record]:
        """Return structs of the record type.

        A time that cannot be read is null in that record, and what was sent is in `OTHER`.

        Raises:
            StreamError: Another value is not of its column's kind, or `OTHER` is not selected.
        """
        make, rows = self.record_type.struct, []
        for record in records:
            taken = self._taken
            try:
                values = self._values(record)
            except _NOT_OF_ITS_KIND:
                values, taken = self._readable(record)
            if self._keeps_other and (rest := taken.rest(record)):
                values.append(rest)
            rows.append(make(*values))
        return rows

    def _readable(self, record: Json) -> tuple[list[Any], Taken]:
        """Return the values that can be read, and the paths that columns take of this record."""
        values: list[Any] = list(map(record.get, self._names))
        unreadable = set()
        for position, read in (*self._inner, *self._computed):
            found = record if self._names[position] is None else values[position]
            try:
                values[position] = None if found is None else read(found)
            except _NOT_OF_ITS_KIND:
                values[position] = None
                unreadable.add(self._paths[position])
                self._report(position)
        return values, Taken(path for path in self._known if path not in unreadable)

    def _report(self, position: int) -> None:
        """Log once that a column cannot read a value.

        Raises:
            StreamError: The value would be lost, or the stream depends on it.
        """
        stream, column = self.record_type.stream, self._column_names[position]
        if position in self._strict or not self._keeps_other:
            raise StreamError(
                f"The source sent '{stream}' a value that column {column} cannot hold",
                "Deselect the column in the catalog and report it",
            )
        if position not in self._reported:
            self._reported.add(position)
            log.warning(
                "'%s' of '%s' cannot hold a value that the source sent: it is null in such "
                "records, and the value is in '%s'",
                column,
                stream,
                OTHER,
            )

    def _values(self, record: Json) -> list[Any]:
        values: list[Any] = list(map(record.get, self._names))
        for position, read in self._inner:
            if values[position] is not None:
                values[position] = read(values[position])
        for position, read in self._computed:
            values[position] = read(record)
        return values


def stream_schema(
    columns: Iterable[Column], primary_keys: Collection[str], *, keeps_other: bool = True
) -> Json:
    """Return the JSON schema of a stream; key columns are never null."""
    properties: dict[str, Mapping[str, Any]] = {}
    for column in columns:
        definition = KINDS[column.kind]
        if column.name in primary_keys:
            types = [name for name in definition["type"] if name != "null"]
            definition = {**definition, "type": types}
        properties[column.name] = definition
    if keeps_other:
        properties[OTHER] = OTHER_SCHEMA
    return {"type": "object", "properties": properties}


# Times repeat: of parents in their lines, of reading in a page.
@lru_cache(maxsize=1024)
def parse_offset_timestamp(text: str | None) -> dt.datetime | None:
    """Parse a timestamp of any offset into UTC; without one it is UTC, and None stays None."""
    return None if text is None else as_utc(dt.datetime.fromisoformat(text))


def _inner(path: Path) -> Callable[[Any], Any]:
    if len(path) == 1:
        [name] = path
        return lambda found: found.get(name) if isinstance(found, dict) else None

    def read(found: Any) -> Any:
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return found

    return read


def _then(read: Callable[[Any], Any], convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda record: None if (found := read(record)) is None else convert(found)


def columns_by_kind(**names_by_kind: str) -> dict[str, str]:
    """Return kind by name of columns: `columns_by_kind(integer="id parent", string="name")`."""
    return {name: kind for kind, names in names_by_kind.items() for name in names.split()}


def kind_of(schema: Mapping[str, Any]) -> str:
    """Return the kind that a column's JSON schema, perhaps of an edited catalog, is of."""
    types = schema.get("type", [])
    names = [name for name in (types if isinstance(types, list) else [types]) if name != "null"]
    if names == ["string"]:
        return {"date": "date", "date-time": "timestamp"}.get(schema.get("format", ""), "string")
    return names[0] if len(names) == 1 and names[0] in KINDS else "json"
