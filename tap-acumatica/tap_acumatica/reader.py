"""Reads one entity with its lines: parts of it, its listing, and records by key."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar

from singer_erp.acumatica.errors import NOT_OPTIMIZED
from singer_erp.errors import ErpError, StreamError
from singer_erp.messages.projection import NOT_OF_ITS_KIND, parse_offset_timestamp
from singer_erp.messages.shape import are_shaped, as_builtins
from singer_erp.sync.listing import Listed, Part
from singer_erp.sync.page import Checkpoint, Page
from singer_erp.timestamps import extracted_now, utc_now

from tap_acumatica.errors import delegate_fields, of_stream, unknown_shape, unreadable_lines
from tap_acumatica.query import EntityQuery
from tap_acumatica.schema import (
    CUSTOM,
    PARENT,
    deleted_record,
    facts,
    have_keys,
    line_keys,
    lines_of,
    projection,
    record_keys,
    records_with,
)
from tap_acumatica.shaped import RecordShape
from tap_acumatica.streams.entity import FOLLOWED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    import requests
    from singer_erp.acumatica.site import Site
    from singer_erp.http.responses import Response
    from singer_erp.messages.projection import Projection
    from singer_erp.messages.records import Record
    from singer_erp.sync.known_keys import Key

    from tap_acumatica.columns import FieldColumn
    from tap_acumatica.shaped import Records
    from tap_acumatica.streams import Details, Entity

Json = dict[str, Any]
T = TypeVar("T")
log = logging.getLogger(__name__)

LISTING_SIZE = 50_000
_WITHOUT_LINES = 5  # times as many records: lines are what makes a response large
_TIMES: frozenset[type] = frozenset({str, NoneType})  # a record may have none
# What reading a record raises that is not one; of a time out of range, an overflow.
_NOT_A_RECORD = (AttributeError, LookupError, OverflowError, TypeError, ValueError)


@dataclass(frozen=True)
class Table:
    """A selected stream of an entity.

    Attributes:
        stream: Its name.
        columns: All its columns.
        selected: Names of those to write.
        details: The lines it consists of; None for the entity's own stream.
    """

    stream: str
    columns: Sequence[FieldColumn]
    selected: Collection[str]
    details: Details | None = None

    @property
    def is_complete(self) -> bool:
        """Whether all fields are read."""
        return all(c.name in self.selected for c in self._fields)

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields of the contract to read."""
        return tuple(c.path for c in self._fields if c.name in self.selected)

    def others(self, kind: str = "") -> tuple[str, ...]:
        """Return paths of the fields outside the contract to read, or of the linked objects."""
        array = f"{self.details.name}/" if self.details else ""
        chosen = [c for c in self.columns if c.name in self.selected and c.path]
        if kind == "json":
            return tuple(c.path for c in chosen if c.kind == "json" and "." not in c.path)
        prefix = f"{CUSTOM}."
        return tuple(
            array + c.path.removeprefix(prefix) for c in chosen if c.path.startswith(prefix)
        )

    @property
    def _fields(self) -> list[FieldColumn]:
        return [c for c in self.columns if c.path and "." not in c.path and c.kind != "json"]

    def rows(self, tenant: str, records: list[Json], read_at: str) -> Iterator[Json]:
        """Yield the rows that the records of a response have in the stream."""
        if self.details is None:
            return records_with(tenant, records, read_at)
        return lines_of(self.details.name, tenant, records, read_at)

    def primary_keys(self, entity: Entity) -> tuple[str, ...]:
        """Return its key columns."""
        return line_keys(entity, self.details) if self.details else record_keys(entity)

    def projection(self, entity: Entity) -> Projection:
        """Return what reads its columns."""
        arrays = [] if self.details else [(details.name,) for details in entity.details]
        return projection(self.stream, self.columns, self.selected, arrays)


def query_of(entity: Entity, tables: Sequence[Table], *, follows: bool) -> EntityQuery:
    """Return the requests that read the selected columns of an entity's streams."""
    own = [table for table in tables if table.details is None]
    parents = {name for table in tables for name in table.others("json")}
    return EntityQuery(
        entity,
        _key_kinds(entity, tables),
        fields=tuple(name for table in own for name in table.fields),
        lines={table.details.name: table.fields for table in tables if table.details},
        linked=tuple(path for path in entity.linked if path.partition("/")[0] in parents),
        custom=tuple(path for table in tables for path in table.others()),
        follows=follows,
        selects=not own or not all(table.is_complete for table in tables),
    )


class EntityReader:
    """Reads one entity of a tenant; threads may share it.

    Args:
        site: The tenant.
        query: The requests.
        tables: The selected streams.
        page_size: Records of a page that come with lines; without lines there are more.
        keeps_keys: Whether deletions are found by comparing keys.
    """

    listing_size = LISTING_SIZE

    def __init__(
        self,
        site: Site,
        query: EntityQuery,
        tables: Sequence[Table],
        *,
        page_size: int,
        keeps_keys: bool,
    ) -> None:
        self.page_size = page_size if query.lines else page_size * _WITHOUT_LINES
        self._site = site
        self._query = query
        self._key_types = _key_types(query)
        self._entity = query.entity
        self._tables = [(table, table.projection(query.entity)) for table in tables]
        self.keeps_keys = keeps_keys
        needed = (*self._entity.keys, *([FOLLOWED] if query.follows else ()))
        own = next((read for table, read in self._tables if table.details is None), None)
        lines = {table.details.name: read for table, read in self._tables if table.details}
        self._shape = RecordShape(own, lines, needed)
        self._shape_lock = Lock()
        self._listing_shape = RecordShape(None, {}, needed)

    def read(self, part: Part, top: int | None = None) -> tuple[Page, Sequence[Key]]:
        """Return the records of a part and their keys; at most `top` of them, if it is given."""
        return self._page(lambda query: query.page(part, top))

    def listing(self, part: Part, top: int | None = None) -> list[Listed]:
        """Return key and time of the records of a part; at most `top` of them."""
        decode = self._listing_shape.decode
        response = self._send(decode, lambda query: query.listing(part, top))
        try:
            listed = self._listed(response.body)
        except _NOT_A_RECORD:
            raise unknown_shape(f"a record of {self._entity.name} without key or time") from None
        self._check_keys([entry.key for entry in listed])
        return listed

    def read_keys(self, keys: Sequence[Key]) -> Page:
        """Return the records with some keys."""
        page, _ = self._page(lambda query: query.of_keys(keys))
        return page

    def deleted(self, keys: Sequence[Key]) -> Page:
        """Return a page of rows that say that the records with some keys were deleted."""
        records = [deleted_record(self._entity.keys, key) for key in keys]
        own = [(table, read) for table, read in self._tables if table.details is None]
        read_at = utc_now().isoformat()
        rows = [
            (read.record_type, read.rows(table.rows(self._site.tenant, records, read_at)))
            for table, read in own
        ]
        return Page(rows, extracted_now())

    def _send(
        self,
        decode: Callable[[requests.Response], T],
        parameters: Callable[[EntityQuery], Json],
    ) -> Response[T]:
        """Send a request; without the fields that make the instance refuse it."""
        while True:
            query = self._query
            try:
                return self._site.get(self._entity.name, decode, parameters(query))
            except ErpError as error:
                if error.code != NOT_OPTIMIZED:
                    raise of_stream(error) from None
                self._query = self._without_delegates(query, error)

    def _without_delegates(self, query: EntityQuery, error: ErpError) -> EntityQuery:
        names = {found for name in delegate_fields(error.detail) for found in query.matching(name)}
        if not names:
            raise of_stream(error) from None
        if streams := [t.stream for t, _ in self._tables if t.details and t.details.name in names]:
            raise unreadable_lines(self._entity.name, names & query.lines.keys(), streams, error)
        log.warning(
            "Acumatica cannot read these fields of %s in lists, so that their columns are null: "
            "%s. Deselect them in the catalog, or map them in a custom endpoint",
            self._entity.name,
            ", ".join(sorted(names)),
        )
        return query.without(names)

    def _page(self, parameters: Callable[[EntityQuery], Json]) -> tuple[Page, Sequence[Key]]:
        shape = self._shape  # until the rows are read: another one does not know its structs
        response = self._send(shape.decode, parameters)
        records = response.body
        self._learn(records)
        read_at = utc_now().isoformat()  # finer than `extracted_at`: it orders readings
        try:
            rows = [
                (read.record_type, self._rows(table, read, records, shape, read_at))
                for table, read in self._tables
            ]
            keys = self._keys(records, shape)
        except _NOT_A_RECORD:
            raise unknown_shape(f"a record of {self._entity.name}") from None
        self._check_keys(keys)
        checkpoint = Checkpoint(keys=keys if self.keeps_keys else ())
        return Page(rows, response.extracted_at, response.request_id, checkpoint), keys

    def _learn(self, records: Records) -> None:
        """Have the linked objects of further records decoded into structs as well."""
        if not self._shape.is_first or not records or not are_shaped(records):
            return
        with self._shape_lock:
            if self._shape.is_first:
                self._shape = self._shape.with_linked(records)

    def _rows(
        self, table: Table, read: Projection, records: Records, shape: RecordShape, read_at: str
    ) -> list[Record]:
        rows = None
        if are_shaped(records):
            with suppress(*NOT_OF_ITS_KIND):
                known = facts(self._site.tenant, read_at)
                rows = shape.rows(records, table.details, read, known)
        if rows is None:  # without a shape, or of unreadable values
            rows = read.rows(table.rows(self._site.tenant, as_builtins(records), read_at))
        if not have_keys(rows, read.record_type, table.primary_keys(self._entity)):
            raise unknown_shape(f"a record of '{table.stream}' without its key")
        return rows

    def _listed(self, records: Records) -> list[Listed]:
        keys = self._keys(records, self._listing_shape)
        if not self._query.follows:
            return list(map(Listed, keys))
        texts = _values(records, self._listing_shape, FOLLOWED)
        _check_types(texts, _TIMES)
        return list(map(Listed, keys, map(parse_offset_timestamp, texts)))

    def _keys(self, records: Records, shape: RecordShape) -> tuple[Key, ...]:
        columns = [_values(records, shape, name) for name in self._entity.keys]
        for column, types in zip(columns, self._key_types, strict=True):
            _check_types(column, types)
        return tuple(zip(*columns, strict=True))

    def _check_keys(self, keys: Sequence[Key]) -> None:
        """Check that no records of a response share their key.

        Raises:
            StreamError: They do: a loader would keep one of them.
        """
        if len(set(keys)) < len(keys):
            entity = self._entity
            raise StreamError(
                f"Records of {entity.name} cannot be identified: some share the key "
                f"{', '.join(entity.keys)}",
                "Name in `keys` of `entities` all fields that identify a record",
            )


def _key_kinds(entity: Entity, tables: Sequence[Table]) -> dict[str, str]:
    """Return the kind of each field of the key, as the columns of the streams have it."""
    kinds = {
        column.path.removeprefix(f"{PARENT}."): column.kind
        for table in tables
        for column in table.columns
        if table.details is None or column.path.startswith(f"{PARENT}.")
    }
    return {name: kinds.get(name, "string") for name in entity.keys}


def _key_types(query: EntityQuery) -> list[frozenset[type]]:
    """Return the type of each field of the key."""
    kinds = map(query.key_kinds.get, query.entity.keys)
    return [frozenset({int if kind == "integer" else str}) for kind in kinds]


def _values(records: Records, shape: RecordShape, name: str) -> Sequence[Any]:
    """Return the values of a field of records, which have a shape or have none."""
    if are_shaped(records):
        return shape.values(records, name)
    return [record[name].get("value") for record in records]


def _check_types(values: Sequence[Any], types: frozenset[type]) -> None:
    if not types.issuperset(map(type, values)):
        raise TypeError
