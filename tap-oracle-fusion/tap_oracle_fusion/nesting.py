"""Records with their child records as rows of the streams; truncated ones are read to the end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from singer_erp.timestamps import utc_now

from tap_oracle_fusion.collection import Collection
from tap_oracle_fusion.errors import unknown_shape
from tap_oracle_fusion.query import one_of
from tap_oracle_fusion.schema import LINK, with_facts
from tap_oracle_fusion.tables import flexfield_row, link_of, nested

if TYPE_CHECKING:
    from collections.abc import Sequence

    from singer_erp.messages.records import Record, RecordType

    from tap_oracle_fusion.page_size import PageSize
    from tap_oracle_fusion.pod import Pod
    from tap_oracle_fusion.streams import Resource
    from tap_oracle_fusion.tables import Tables

Json = dict[str, Any]

_KEYS_OF_A_REQUEST = 20
Rows = list[tuple["RecordType", "Sequence[Record]"]]


class Nesting:
    """Turns records into rows of the selected streams.

    Args:
        pod: The pod.
        tables: The selected streams.
        page_size: Records of a request.
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
        self._projections = [(table.path, table.projection()) for table in tables]

    def rows(self, records: list[Json]) -> Rows:
        """Return the rows of records, by stream.

        Raises:
            StreamError: A record is not as the resource describes it.
        """
        read_at = utc_now().isoformat()  # finer than `extracted_at`: it orders readings
        found: dict[tuple[Resource, ...], list[Json]] = {path: [] for path in self._tables.needed}
        top = (self._tables.resource,)
        try:
            self._collect(top, self._with_links(top, records), {}, read_at, found)
        except (AttributeError, LookupError, TypeError, ValueError):
            raise unknown_shape(f"a record of {self._tables.resource.name}") from None
        return [(read.record_type, read.rows(found[path])) for path, read in self._projections]

    def deleted_rows(self, records: list[Json]) -> Rows:
        """Return the rows of the stream at the top that stand for deleted records."""
        read_at = utc_now().isoformat()
        for record in records:
            with_facts(record, self._pod.name, {}, read_at)
        return [
            (read.record_type, read.rows(records))
            for path, read in self._projections
            if len(path) == 1
        ]

    def _collect(
        self,
        path: tuple[Resource, ...],
        records: Sequence[Json],
        parent: Json,
        read_at: str,
        found: dict[tuple[Resource, ...], list[Json]],
    ) -> None:
        """Add records and all below them to what was found, by path."""
        resource, table, children = path[-1], self._tables.of(path), self._tables.children(path)
        for record in records:
            key = link_of(record).rpartition("/")[2] if resource.link_key else ""
            own = parent | {name: record[name] for name in resource.keys}
            if resource.link_key:
                own[LINK] = key
            if len(path) == 1 and self._followed:
                own[self._followed] = record[self._followed]
            for flexfield in table.flexfields if table else ():
                record[flexfield] = flexfield_row(record.get(flexfield), record)
            for child in children:
                below = self._children(child, record)
                self._collect(child, below, own, read_at, found)
            with_facts(record, self._pod.name, parent, read_at, key)
        found[path] += records

    def _with_links(self, top: tuple[Resource, ...], records: list[Json]) -> list[Json]:
        """Return records, those with truncated child records as they are now and with links.

        Links make responses longer by a third, and are needed for few records.
        """
        truncated = [record for record in records if self._is_truncated(top, record)]
        if self._has_links or not truncated:
            return records
        [name] = top[0].keys
        found: dict[Any, Json | None] = {record[name]: None for record in truncated}
        keys = [self._tables.key_value(name, key) for key in found]
        for first in range(0, len(keys), _KEYS_OF_A_REQUEST):
            some = one_of(name, keys[first : first + _KEYS_OF_A_REQUEST])
            items = self._linked.everything((name,), (some,)).items
            found |= {record[name]: record for record in items}
        current = (found.get(record[name], record) for record in records)
        return [record for record in current if record is not None]

    def _is_truncated(self, path: tuple[Resource, ...], record: Json) -> bool:
        for child in self._tables.children(path):
            items, is_truncated = nested(record.get(child[-1].name))
            if is_truncated or any(self._is_truncated(child, item) for item in items):
                return True
        return False

    def _children(self, path: tuple[Resource, ...], record: Json) -> Sequence[Json]:
        child = path[-1]
        items, is_truncated = nested(record.get(child.name))
        if not is_truncated:
            return items
        # Not from where it was truncated: the pod sorts what is nested in any order.
        query = replace(self._tables.query(path), has_links=True)
        at = f"{link_of(record)}/child/{child.name}"
        return Collection(self._pod, at, query, self._page_size).everything(child.sorted_by).items
