"""Records with their child records as rows of the streams; truncated ones are read to the end."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from singer_erp.messages.projection import NOT_OF_ITS_KIND
from singer_erp.messages.shape import Shaped, as_builtins
from singer_erp.timestamps import utc_now

from tap_oracle_fusion.collection import Collection
from tap_oracle_fusion.errors import unknown_shape
from tap_oracle_fusion.query import one_of
from tap_oracle_fusion.schema import LINK, facts, with_facts
from tap_oracle_fusion.shaped import PageShape
from tap_oracle_fusion.tables import flexfield_row, link_of, nested

if TYPE_CHECKING:
    from collections.abc import Sequence

    from singer_erp.messages.records import Record, RecordType

    from tap_oracle_fusion.page_size import PageSize
    from tap_oracle_fusion.pod import Pod
    from tap_oracle_fusion.tables import Path, Tables

Json = dict[str, Any]

_KEYS_OF_A_REQUEST = 20
Rows = list[tuple["RecordType", "Sequence[Record]"]]


@dataclass(frozen=True, eq=False)
class _Level:
    """A resource that is read, with those below it.

    Attributes:
        path: The resources from the top down to its own.
        flexfields: Flexfields of which a segment is read.
        below: Its child resources that are read.
    """

    path: Path
    flexfields: tuple[str, ...] = ()
    below: list[_Level] = field(default_factory=list)


class Nesting:
    """Turns records into rows of the selected streams.

    Args:
        pod: The pod.
        tables: The selected streams.
        page_size: Records of a request.

    Attributes:
        shape: What decodes pages.
    """

    def __init__(self, pod: Pod, tables: Tables, page_size: PageSize) -> None:
        self._pod = pod
        self._tables = tables
        self._page_size = page_size
        self._followed = tables.followed
        top = (tables.resource,)
        query = tables.query(top, tables.followed)
        self._has_links = query.has_links
        linked = replace(query, has_links=True)
        self._linked = Collection(pod, tables.resource.name, linked, page_size)
        self._top = _levels(tables, top)
        self._projections = {table.path: table.projection() for table in tables}
        self.shape = PageShape(tables, self._projections)

    def rows(self, records: Sequence[Json | Shaped]) -> Rows:
        """Return the rows of records, by stream.

        Raises:
            StreamError: A record is not as the resource describes it.
        """
        read_at = utc_now().isoformat()  # finer than `extracted_at`: it orders readings
        shaped = [record for record in records if isinstance(record, Shaped)]
        if shaped and len(shaped) == len(records):
            with suppress(*NOT_OF_ITS_KIND):
                known = facts(self._pod.name, read_at)
                by_path = self.shape.rows(shaped, self._projections, known)
                return [
                    (read.record_type, by_path[path]) for path, read in self._projections.items()
                ]
        return self._collected(as_builtins(list(records)), read_at)

    def _collected(self, records: list[Json], read_at: str) -> Rows:
        found: dict[Path, list[Json]] = {path: [] for path in self._tables.needed}
        try:
            self._collect(self._top, self._with_links(records), {}, read_at, found)
        except (AttributeError, LookupError, TypeError, ValueError):
            raise unknown_shape(f"a record of {self._tables.resource.name}") from None
        return [
            (read.record_type, read.rows(found[path])) for path, read in self._projections.items()
        ]

    def deleted_rows(self, records: list[Json]) -> Rows:
        """Return the rows of the stream at the top that stand for deleted records."""
        read_at = utc_now().isoformat()
        for record in records:
            with_facts(record, self._pod.name, {}, read_at)
        return [
            (read.record_type, read.rows(records))
            for path, read in self._projections.items()
            if len(path) == 1
        ]

    def _collect(
        self,
        level: _Level,
        records: Sequence[Json],
        parent: Json,
        read_at: str,
        found: dict[Path, list[Json]],
    ) -> None:
        """Add records and all below them to what was found, by path."""
        resource = level.path[-1]
        for record in records:
            key = link_of(record).rpartition("/")[2] if resource.link_key else ""
            own = self._own_facts(level, record, key) if level.below else {}
            for flexfield in level.flexfields:
                record[flexfield] = flexfield_row(record.get(flexfield), record)
            for child in level.below:
                below = self._children(child.path, record)
                self._collect(child, below, parent | own, read_at, found)
            with_facts(record, self._pod.name, parent, read_at, key)
        found[level.path] += records

    def _own_facts(self, level: _Level, record: Json, key: str) -> Json:
        """Return what the child records of a record have of it."""
        resource = level.path[-1]
        own = {name: record[name] for name in resource.keys}
        if resource.link_key:
            own[LINK] = key
        if level is self._top and self._followed:
            own[self._followed] = record[self._followed]
        return own

    def _with_links(self, records: list[Json]) -> list[Json]:
        """Return records, those with truncated child records as they are now and with links.

        Links make responses longer by a third, and are needed for few records.
        """
        truncated = [record for record in records if _is_truncated(self._top, record)]
        if self._has_links or not truncated:
            return records
        [name] = self._tables.resource.keys
        found: dict[Any, Json | None] = {record[name]: None for record in truncated}
        keys = [self._tables.key_value(name, key) for key in found]
        for first in range(0, len(keys), _KEYS_OF_A_REQUEST):
            some = one_of(name, keys[first : first + _KEYS_OF_A_REQUEST])
            items = self._linked.everything((name,), (some,)).items
            found |= {record[name]: record for record in items}
        current = (found.get(record[name], record) for record in records)
        return [record for record in current if record is not None]

    def _children(self, path: Path, record: Json) -> Sequence[Json]:
        child = path[-1]
        items, is_truncated = nested(record.get(child.name))
        if not is_truncated:
            return items
        # Not from where it was truncated: the pod sorts what is nested in any order.
        query = replace(self._tables.query(path), has_links=True)
        at = f"{link_of(record)}/child/{child.name}"
        return Collection(self._pod, at, query, self._page_size).everything(child.sorted_by).items


def _levels(tables: Tables, path: Path) -> _Level:
    table = tables.of(path)
    below = [_levels(tables, child) for child in tables.children(path)]
    return _Level(path, table.flexfields if table else (), below)


def _is_truncated(level: _Level, record: Json) -> bool:
    for child in level.below:
        items, is_truncated = nested(record.get(child.path[-1].name))
        if is_truncated or (child.below and any(_is_truncated(child, item) for item in items)):
            return True
    return False
