"""The selected streams of a resource: what is requested of them, and the rows they get."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tap_oracle_fusion.errors import unknown_shape
from tap_oracle_fusion.pod import ROOT
from tap_oracle_fusion.query import ResourceQuery
from tap_oracle_fusion.schema import (
    FLEXFIELD,
    LINK,
    PARENT,
    PARENT_CHANGED,
    as_integer,
    projection,
)
from tap_oracle_fusion.streams.resource import FOLLOWED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from singer_erp.messages.projection import Projection
    from singer_erp.messages.shape import Shaped

    from tap_oracle_fusion.schema import FieldColumn
    from tap_oracle_fusion.streams import Resource

Json = dict[str, Any]
Path = tuple["Resource", ...]

# Records of a nested collection that the pod sends at most; arrays do not say what is missing.
_NESTED_LIMIT = 25


@dataclass(frozen=True)
class Table:
    """A selected stream of a resource.

    Attributes:
        path: The resources from the top down to its own.
        columns: All its columns.
        selected: Names of those to write.
    """

    path: Path
    columns: Sequence[FieldColumn]
    selected: Collection[str]

    @property
    def stream(self) -> str:
        """The stream's name."""
        return self.path[-1].stream

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Paths of the attributes and flexfield segments to read."""
        return tuple(c.path for c in self._own if c.name in self.selected)

    @property
    def is_complete(self) -> bool:
        """Whether all its attributes are read."""
        return len(self.names) == len(self._own)

    @cached_property
    def flexfields(self) -> tuple[str, ...]:
        """Flexfields of which a segment is read."""
        return tuple(dict.fromkeys(n.partition(".")[0] for n in self.names if "." in n))

    @cached_property
    def time(self) -> FieldColumn | None:
        """The column with the time of change, if requests can filter by it."""
        return next((c for c in self._own if c.path in FOLLOWED and c.is_queryable), None)

    def projection(self) -> Projection:
        """Return what reads its columns."""
        children = [child.name for child in self.path[-1].children]
        return projection(self.stream, self.columns, self.selected, children)

    @property
    def _own(self) -> list[FieldColumn]:
        inherited = (f"{PARENT}.", LINK)
        return [c for c in self.columns if c.path and not c.path.startswith(inherited)]


class Tables:
    """The selected streams of a resource.

    Args:
        resource: The resource.
        tables: Its selected streams.
    """

    def __init__(self, resource: Resource, tables: Sequence[Table]) -> None:
        self.resource = resource
        self._tables = {table.path: table for table in tables}
        self.needed = {table.path[:n] for table in tables for n in range(1, len(table.path) + 1)}

    def of(self, path: Path) -> Table | None:
        """Return the table of a path, if it is selected."""
        return self._tables.get(path)

    def __iter__(self) -> Iterator[Table]:
        """Return the tables, parents first."""
        return iter(sorted(self._tables.values(), key=lambda table: len(table.path)))

    @cached_property
    def followed(self) -> str:
        """Attribute with the time of change of the resource; empty if none can be followed."""
        for table in self:
            if len(table.path) == 1 and table.time:
                return table.time.path
            for column in table.columns:
                if column.name == PARENT_CHANGED:
                    return column.path.partition(".")[2]
        return ""

    def child_times(self) -> tuple[str, ...]:
        """Return the times of change of the child records, by path."""
        below = [table for table in self if len(table.path) > 1 and table.time]
        return tuple(_name(table.path[1:], table.time.path) for table in below if table.time)

    @cached_property
    def key_types(self) -> tuple[set[type], ...]:
        """The types that each value of a record's key may have."""
        kinds = map(self._key_kind, self.resource.keys)
        return tuple({int} if kind == "integer" else {int, str} for kind in kinds)

    @cached_property
    def has_number_key(self) -> bool:
        """Whether records are identified by one number, so that a key cuts them."""
        return self.key_types == ({int},)

    def key_value(self, name: str, value: Any) -> str | int:
        """Return the value of a key; numbers may be text.

        Raises:
            ValueError: It is none.
        """
        found = as_integer(value) if self._key_kind(name) == "integer" else value
        if not isinstance(found, str | int):
            raise TypeError
        return found

    def _key_kind(self, name: str) -> str:
        return self._key_kinds.get(name, "string")

    @cached_property
    def _key_kinds(self) -> dict[str, str]:
        kinds: dict[str, str] = {}
        for table in self:
            for column in table.columns:
                is_own = len(table.path) == 1
                name = column.path if is_own else column.path.removeprefix(f"{PARENT}.")
                if is_own or name != column.path:
                    kinds.setdefault(name, column.kind)
        return kinds

    def children(self, path: Path) -> list[Path]:
        """Return the paths of the child resources that are read."""
        return [(*path, c) for c in path[-1].children if (*path, c) in self.needed]

    def query(self, top: Path, followed: str = "") -> ResourceQuery:
        """Return the requests that read the records of a path.

        Args:
            top: Its path.
            followed: Attribute with the time of change, if they have it.
        """
        below = sorted((p for p in self.needed if p[: len(top)] == top), key=len)
        expand: list[str] = []
        fields: dict[str, tuple[str, ...]] = {}
        selects = False
        for path in below:
            name = _name(path[len(top) :])
            table = self.of(path)
            flexfields = table.flexfields if table else ()
            if name and not flexfields:
                expand.append(name)
            expand += [_name(path[len(top) :], flexfield) for flexfield in flexfields]
            selects |= table is None or not table.is_complete
            fields |= _fields(path, table, name, (followed,) if path == top and followed else ())
        has_links = any(path[-1].link_key for path in below)
        return ResourceQuery(tuple(expand), fields if selects else None, has_links)


def link_of(record: Json) -> str:
    """Return the path of a record below the version of the resources, from its own link.

    Its key is opaque and may not be built, and its origin is another one than that of the
    settings, with a port.

    Raises:
        StreamError: The record has no link.
    """
    for link in record.get("links") or ():
        if link.get("rel") == "self":
            path = urlsplit(str(link.get("href"))).path
            found = path.partition(f"{ROOT}/")[2].partition("/")[2]
            if found and ".." not in found:
                return found
    raise unknown_shape("a record without a link to itself")


def nested(value: Any) -> tuple[list[Json], bool]:
    """Return the records of an expanded child resource, and whether they are truncated.

    They are an array before framework version 3, and a collection from then on. One that is missing
    says nothing about its records: it is as truncated as can be.
    """
    if value is None:
        return [], True
    if isinstance(value, list):
        return value, len(value) >= _NESTED_LIMIT
    if value.get("items") is None and "count" not in value:
        return [], True
    items = value.get("items") or []
    limit = as_integer(value.get("limit") or _NESTED_LIMIT) or _NESTED_LIMIT
    count = as_integer(value.get("count") or 0) or 0
    return items, bool(value.get("hasMore")) or len(items) >= limit or len(items) < count


def is_whole(collection: Shaped | None) -> bool:
    """Return whether an expanded child resource surely has all its records; see `nested`."""
    if collection is None or collection["items"] is None:
        return False
    value = {name: collection[name] for name in ("items", "hasMore", "count", "limit")}
    try:
        return not nested(value)[1]
    except (TypeError, ValueError):
        return False


def flexfield_row(value: Any, parent: Mapping[str, Any]) -> Json | None:
    """Return the one row of a flexfield, without the keys of its parent."""
    if isinstance(value, dict) and not value.keys() & {"items", "hasMore", "count"}:
        rows = [value]
    else:
        rows, _ = nested(value)
    if not rows:
        return None
    return {n: v for n, v in rows[0].items() if n not in parent and n != "links"}


def is_flexfield(name: str) -> bool:
    """Return whether a child resource is a flexfield."""
    return FLEXFIELD.search(name) is not None


def _name(path: Path, *more: str) -> str:
    return ".".join([*(resource.name for resource in path), *more])


def _fields(
    path: Path, table: Table | None, name: str, more: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Return the attributes to read of a resource and its flexfields, by path."""
    names = table.names if table else ()
    own = [n for n in names if "." not in n]
    keys = path[-1].keys or path[-1].order
    found = {name: tuple(dict.fromkeys([*keys, *more, *own]))}
    for flexfield in table.flexfields if table else ():
        segments = (n.partition(".") for n in names)
        at = f"{name}.{flexfield}" if name else flexfield
        found[at] = tuple(rest for first, _, rest in segments if first == flexfield)
    return found
