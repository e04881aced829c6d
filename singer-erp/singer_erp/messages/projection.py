"""A vendor's JSON as typed columns: each column takes a path, and what none takes is kept.

A stream has a list of columns. The part of a record that no column takes arrives in one JSON
column, `_other`, so that a field the vendor adds without a new version of its API is not lost.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, reduce
from operator import getitem, itemgetter
from types import NoneType
from typing import TYPE_CHECKING, Any

import msgspec

from singer_erp.errors import StreamError
from singer_erp.messages.records import OTHER, OTHER_SCHEMA, RecordType, converter
from singer_erp.messages.taken import Taken
from singer_erp.timestamps import as_utc

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from singer_erp.messages.records import Record
    from singer_erp.messages.taken import Path

log = logging.getLogger(__name__)

Json = dict[str, Any]
Step = Callable[[Sequence[Any]], Sequence[Any]]

_ABSENT = frozenset({NoneType})
# Unlike True, which is equal to 1.
_EQUAL_ONLY_THEMSELVES = frozenset({NoneType, str})

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

# By kind the type of a column, and types of decoded values that it takes as they are.
_TYPES: dict[str, tuple[type, frozenset[type]]] = {
    "string": (str, frozenset({str})),
    "number": (Decimal, frozenset({int, Decimal})),
    "integer": (int, frozenset({int})),
    "boolean": (bool, frozenset({bool})),
    "date": (dt.date, frozenset({str})),
    "array": (list, frozenset({list})),
}


@dataclass(frozen=True)
class Column:
    """One column of a stream.

    Attributes:
        name: Its name.
        kind: One of `KINDS`.
        path: Where the vendor's record holds the value.
        value: Reads the value from the record where the path does not give it.
        convert: Converts the value at the path, which is not None.
        unconverted: Types whose values `convert` would return as they are.
        is_lenient: Whether a value that `convert` refuses is null, and in `OTHER`; otherwise it
            is an error of the stream.
    """

    name: str
    kind: str
    path: Path = ()
    value: Callable[[Json], Any] | None = None
    convert: Callable[[Any], Any] | None = None
    unconverted: frozenset[type] = frozenset()
    is_lenient: bool = False

    def steps(self) -> list[Step]:
        """Return what reads the values of many records, one step after the other.

        The first takes what the records have under the first name of the path; with `value`, it
        takes the records. None where that is the value already.
        """
        found = [_mapped(self.value)] if self.value else list(map(_within, self.path[1:]))
        return [*found, *self.conversions()]

    def conversions(self) -> list[Step]:
        """Return what converts values at the path; none where they are as the column has them."""
        if self.convert:
            return [_converted(self.convert, self.unconverted)]
        if self.kind == "timestamp":
            return [_parsed]
        if self.kind in _TYPES and not self.value:
            type_, types = _TYPES[self.kind]
            return [_checked(converter(type_), types)]
        return []


# What reading a value raises that is not what its column expects.
NOT_OF_ITS_KIND = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Projection:
    """The selected columns of one stream.

    Args:
        stream: Its name.
        columns: All columns of the stream.
        ignored: Paths that hold no data of the record, or data that sibling streams take. A name
            that the reader adds begins with an underscore.
        selected: Names of the columns to write.

    Attributes:
        ignored: As given.
        taken: Paths of all columns.
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
        # What reads a timestamp returns it in UTC, but for a column that has its own.
        is_utc = not any(column.kind == "timestamp" and column.convert for column in chosen)
        self.record_type = RecordType(stream, properties, is_utc=is_utc)
        # Most columns are the value of a name: read at the speed of C, the others after them.
        self._names: list[Any] = [None if column.value else column.path[0] for column in chosen]
        known = next(filter(None, self._names), None)
        # One more, as of one name the getter returns no tuple.
        self._values_of = itemgetter(*(name or known for name in self._names), known)
        self._steps = [(n, steps) for n, c in enumerate(chosen) if (steps := c.steps())]
        self._conversions = [(column.path, column.conversions()) for column in chosen]
        self._column_names = [column.name for column in chosen]
        self._paths = [column.path for column in chosen]
        # What a conversion refuses may be a key, or a value that the stream depends on.
        self._strict = {
            n for n, c in enumerate(chosen) if (c.value or c.convert) and not c.is_lenient
        }
        self.ignored = list(ignored)
        self.taken = [column.path for column in columns if column.path]
        self._taken = Taken([*self.ignored, *self.taken])
        self._keeps_other = OTHER in selected
        self._reported: set[int] = set()

    def rows(self, records: Iterable[Json]) -> list[Record]:
        """Return structs of the record type.

        A value that its column cannot hold is null in that record, and what was sent is in `OTHER`.
        Numbers and booleans may come as text.

        Raises:
            StreamError: A column that computes or converts values cannot hold one, or `OTHER` is
                not selected.
        """
        records = list(records)
        if self._names and records:
            with suppress(*NOT_OF_ITS_KIND):
                return list(map(self.record_type.struct, *self._columns(records)))
        return list(map(self._row, records))

    def rows_of(self, count: int, values: Callable[[Path], Sequence[Any]]) -> list[Record]:
        """Return structs of the record type, whose columns take everything that records have.

        Args:
            count: The number of records.
            values: Returns what the records have at a path.

        Raises:
            Exception: One of `NOT_OF_ITS_KIND`: a value is not of its column's kind.
        """
        columns = [_applied(steps, values(path)) for path, steps in self._conversions]
        others = [[msgspec.UNSET] * count] if self._keeps_other else []
        return list(map(self.record_type.struct, *columns, *others))

    def _columns(self, records: Sequence[Json]) -> list[Sequence[Any]]:
        """Return the values of each column: faster than record by record, as most are absent."""
        try:
            found = list(map(self._values_of, records))
        except KeyError:
            found = [(*map(record.get, self._names), None) for record in records]
        columns: list[Sequence[Any]] = list(zip(*found, strict=True))
        for position, steps in self._steps:
            given = records if self._names[position] is None else columns[position]
            columns[position] = _applied(steps, given)
        rests = [[rest or msgspec.UNSET for rest in map(self._taken.rest, records)]]
        return [*columns[:-1], *(rests if self._keeps_other else ())]

    def _row(self, record: Json) -> Record:
        """Return the struct of a record of which some values may not be of their columns' kinds."""
        values: list[Any] = list(map(record.get, self._names))
        rest = self._taken.rest(record) if self._keeps_other else {}
        for position, steps in self._steps:
            given = record if self._names[position] is None else values[position]
            try:
                [values[position]] = _applied(steps, [given])
            except NOT_OF_ITS_KIND:
                values[position] = None
                self._report(position)
                path = self._paths[position]
                rest = _with(rest, self._shown(path), reduce(getitem, path, record))
        if self._keeps_other:
            values.append(rest or msgspec.UNSET)
        return self.record_type.struct(*values)

    def _shown(self, path: Path) -> Path:
        """Return where `OTHER` has what is at a path: names that the reader adds are its own."""
        name, *below = path
        return (name.removeprefix("_"), *below) if (name,) in self.ignored else path

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


def _with(rest: Json, path: Path, value: Any) -> Json:
    """Return what no column takes of a record, with a value at a path."""
    name, *below = path
    inner = _with(rest.get(name, {}), tuple(below), value) if below else value
    return dict(sorted((rest | {name: inner}).items()))


def _applied(steps: Sequence[Step], values: Sequence[Any]) -> Sequence[Any]:
    for step in steps:
        values = step(values)
    return values


def _mapped(read: Callable[[Json], Any]) -> Step:
    return lambda records: list(map(read, records))


def _within(name: str) -> Step:
    """Return a step that reads a name of objects; None of what is no object."""
    return lambda values: (
        values
        if _ABSENT.issuperset(map(type, values))
        else [value.get(name) if isinstance(value, dict) else None for value in values]
    )


def _converted(convert: Callable[[Any], Any], unconverted: frozenset[type]) -> Step:
    """Return a step that converts what is not None, and not of certain types."""
    same = _ABSENT | unconverted
    return lambda values: (
        values
        if same.issuperset(map(type, values))
        else [None if value is None else convert(value) for value in values]
    )


def _parsed(values: Sequence[Any]) -> Sequence[Any]:
    """Return timestamps of texts, which are often the same one: the time of reading."""
    if _is_repeated(values):
        return [parse_offset_timestamp(value) for value in values[:1]] * len(values)
    return list(map(parse_offset_timestamp, values))


def _checked(convert: Callable[[Any], Any], types: frozenset[type]) -> Step:
    """Return a step that converts what is neither None nor of certain types: seldom anything."""
    same = _ABSENT | types

    def check(values: Sequence[Any]) -> Sequence[Any]:
        if (_is_repeated(values) and type(values[0]) in same) or same.issuperset(map(type, values)):
            return values
        return [value if type(value) in same else convert(value) for value in values]

    return check


def _is_repeated(values: Sequence[Any]) -> bool:
    """Return whether values are one text or None: faster than to look at each."""
    if not values or values[0] is not values[-1]:
        return False
    first = values[0]
    return type(first) in _EQUAL_ONLY_THEMSELVES and values.count(first) == len(values)


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
