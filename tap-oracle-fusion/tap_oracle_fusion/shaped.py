"""Records with their child records as structs of the attributes that the streams' columns take.

They are decoded and read faster than dictionaries, with the same rows. Pages with another
attribute, whose value arrives in `_other`, and with truncated child records are read as
dictionaries (`nesting.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from singer_erp.http.bodies import ShapedJson, json_object
from singer_erp.messages.shape import Shape

from tap_oracle_fusion.schema import FACTS, PARENT_FACT
from tap_oracle_fusion.tables import is_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import requests
    from singer_erp.messages.projection import Projection
    from singer_erp.messages.records import Record
    from singer_erp.messages.shape import Shaped

    from tap_oracle_fusion.tables import Path, Tables

Json = dict[str, Any]
Names = tuple[str, ...]


class PageShape:
    """The shape of a resource's pages, with child records.

    Args:
        tables: The selected streams.
        projections: Read the columns of the streams, by path.

    Attributes:
        decode: Decodes a page, to a struct or to a dictionary.
    """

    def __init__(self, tables: Tables, projections: Mapping[Path, Projection]) -> None:
        self._top = _Level((tables.resource,), tables, projections)
        self.decode: Callable[[requests.Response], Json | Shaped] = json_object
        if self._top.is_possible:
            page = _collection("page", self._top.shape).struct
            self.decode = ShapedJson(page, json_object, self._is_whole)

    def rows(
        self, records: Sequence[Shaped], projections: Mapping[Path, Projection], known: Json
    ) -> dict[Path, list[Record]]:
        """Return the rows of records, by path.

        Args:
            records: The records.
            projections: Read the columns of the streams, by path.
            known: What the reader adds to each row.

        Raises:
            Exception: One of `NOT_OF_ITS_KIND`: a value is not of its column's kind.
        """
        found: dict[Path, list[Record]] = {}
        self._top.collect(_Rows(self._top, records), projections, known, found)
        return found

    def _is_whole(self, page: Shaped) -> bool:
        # An empty page has no items.
        return page["items"] is not None and self._top.are_whole(page["items"])


class _Level:
    """A resource that is read, with those below it.

    Args:
        path: The resources from the top down to its own.
        tables: The selected streams.
        projections: Read the columns of the streams, by path.

    Attributes:
        keys: Attributes that every record has.
        is_possible: Whether records can be read without their links, and names are unambiguous.
    """

    def __init__(
        self,
        path: Path,
        tables: Tables,
        projections: Mapping[Path, Projection],
    ) -> None:
        read, table, resource = projections.get(path), tables.of(path), path[-1]
        self.path = path
        self.keys = (
            *resource.keys,
            *([tables.followed] if len(path) == 1 and tables.followed else ()),
        )
        children = tables.children(path)
        self.below = [_Level(child, tables, projections) for child in children]
        taken = [names for names in (read.taken if read else ()) if names[0] not in FACTS]
        ignored = [names[0] for names in (read.ignored if read else ()) if names[0] not in FACTS]
        self._flexfields = {
            name: Shape(
                name,
                [names[1:] for names in taken if names[0] == name],
                ignored=("links", *self.keys),
            )
            for name in (table.flexfields if table else ())
        }
        own = [names for names in taken if names[0] not in self._flexfields]
        segments = {names[1] for names in taken if names[0] in self._flexfields}
        self.is_possible: bool = (
            not resource.link_key
            and segments.isdisjoint({names[0] for names in own} | {*ignored, *self.keys})
            and (read is None or {(name,) for name in self.keys} <= {*own})
            and all(level.is_possible for level in self.below)
        )
        shapes = {level.path[-1].name: level.shape for level in self.below} | self._flexfields
        self.shape: Shape = Shape(
            resource.name,
            [*own, *((name,) for name in self.keys)],
            ignored=ignored,
            types={name: _collection(name, one).struct | None for name, one in shapes.items()},
            required=self.keys,
            is_open=read is None,
        )

    def are_whole(self, records: Sequence[Shaped]) -> bool:
        """Return whether no child records are truncated, and each flexfield is a collection."""
        for name in self._flexfields:
            rows = filter(None, self.shape.values(records, (name,)))
            if any(one["items"] is None and one["count"] is None for one in rows):
                return False
        for level in self.below:
            collections = self.shape.values(records, (level.path[-1].name,))
            if not all(map(is_whole, collections)):
                return False
            if not level.are_whole([item for one in collections for item in one["items"]]):
                return False
        return True

    def collect(
        self,
        rows: _Rows,
        projections: Mapping[Path, Projection],
        known: Json,
        found: dict[Path, list[Record]],
    ) -> None:
        """Add the rows of records and of all below them."""
        if self.path in projections:
            found[self.path] = projections[self.path].rows_of(
                len(rows.records), lambda names: rows.values(names, known)
            )
        for level in self.below:
            name = level.path[-1].name
            items = [record[name]["items"] for record in rows.records]
            parents = [n for n, some in enumerate(items) for _ in some]
            below = _Rows(level, list(chain.from_iterable(items)), rows, parents)
            level.collect(below, projections, known, found)

    def of_flexfield(self, records: Sequence[Shaped], names: Names) -> Sequence[Any] | None:
        """Return what the one row of a flexfield has; None if the names are of no flexfield."""
        shape = self._flexfields.get(names[0])
        if shape is None:
            return None
        collections = self.shape.values(records, names[:1])
        rows = [one["items"][0] if one and one["items"] else None for one in collections]
        return shape.values(rows, names[1:])


@dataclass(frozen=True)
class _Rows:
    """Records of a level.

    Attributes:
        level: Their level.
        records: The records.
        above: Those above.
        parents: For each record the position of the one above it.
    """

    level: _Level
    records: Sequence[Shaped]
    above: _Rows | None = None
    parents: Sequence[int] = ()

    def values(self, names: Names, known: Json) -> Sequence[Any]:
        """Return what the records have at the path of a column."""
        first = names[0]
        if first == PARENT_FACT:
            return self._of_parents(names[1])
        if first in FACTS:
            return [known[first]] * len(self.records)
        found = self.level.of_flexfield(self.records, names)
        return self.level.shape.values(self.records, names) if found is None else found

    def _of_parents(self, name: str) -> Sequence[Any]:
        """Return a key of the nearest record above that has it."""
        if self.above is None:
            return [None] * len(self.records)
        keys: Collection[str] = self.above.level.keys
        values = (
            self.above.level.shape.values(self.above.records, (name,))
            if name in keys
            else self.above._of_parents(name)  # noqa: SLF001  # of its own class
        )
        return [values[position] for position in self.parents]


def _collection(name: str, shape: Shape) -> Shape:
    """Return the shape of a page or of an expanded child resource."""
    types = {"items": shape.array | None, "count": int | None, "limit": int | None}
    return Shape(f"{name}_items", [("hasMore",)], types=types, is_open=True)
