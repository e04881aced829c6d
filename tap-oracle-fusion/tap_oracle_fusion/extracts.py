"""Reads a resource from extracts of the BI Cloud Connector, as the rows that REST has.

An extract of a new job is complete. Its rows are read into the records that REST would send, so
that the same columns take them: parents first, whose keys and times the child rows need.
"""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING, Any

from singer_erp.errors import StreamError
from singer_erp.sync.listing import Listed
from singer_erp.sync.page import Checkpoint, Page
from singer_erp.timestamps import extracted_now, utc_now

from tap_oracle_fusion.bicc import KEYS, ROWS
from tap_oracle_fusion.schema import FLEX_CONTEXT, LINK, PARENT, with_facts
from tap_oracle_fusion.streams.bicc import DATA_STORES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from singer_erp.messages.projection import Projection
    from singer_erp.sync.known_keys import Key
    from singer_erp.sync.listing import Part

    from tap_oracle_fusion.bicc import Bicc
    from tap_oracle_fusion.reader import ResourceReader
    from tap_oracle_fusion.streams.bicc import DataStore
    from tap_oracle_fusion.tables import Path, Tables

Json = dict[str, Any]

_ROWS_OF_A_PAGE = 2000
_COLUMNS_SHOWN = 10
_HEADER_ID = "JeHeaderId"
"""What the key of a journal header is called, which REST has in links only."""


class ExtractReader:
    """Reads all records of a resource, and the keys of all of them.

    Args:
        bicc: The BI Cloud Connector.
        pod: The pod's name.
        tables: The selected streams.
        reader: Reads single records by REST.

    Attributes:
        unreadable: As the reader's.
        total: Number of all records, once they were listed.
    """

    listing_size = sys.maxsize

    def __init__(self, bicc: Bicc, pod: str, tables: Tables, reader: ResourceReader) -> None:
        self.unreadable = reader.unreadable
        self.total: int | None = None
        self._bicc = bicc
        self._pod = pod
        self._tables = tables
        self._reader = reader
        self._top = (tables.resource,)

    @staticmethod
    def covers(tables: Tables, known: set[str]) -> bool:
        """Return whether the connector has all that some streams need."""
        streams = {path[-1].stream for path in tables.needed}
        return all(stream in DATA_STORES and DATA_STORES[stream].key in known for stream in streams)

    def read(self) -> Iterator[Page]:
        """Yield the pages of a complete extract."""
        read_at = utc_now().isoformat()
        paths = sorted(self._tables.needed, key=len)
        stores = {path: DATA_STORES[path[-1].stream] for path in paths}
        files = self._bicc.extract((store.key for store in stores.values()), ROWS)
        times: dict[tuple[str, ...], str] = {}
        for path in paths:
            records = _Records(path, self._tables, stores[path], times)
            rows = self._rows(stores[path], files, records.needed)
            table = self._tables.of(path)
            if table is None:
                for row in rows:
                    records.save_time(row)
                continue
            read = table.projection()
            while some := list(islice(rows, _ROWS_OF_A_PAGE)):
                yield self._page(read, records, some, read_at)

    def listing(self, part: Part, top: int | None = None) -> list[Listed]:
        """Return the keys of all records; part and limit are those of listed pages."""
        store = DATA_STORES[self._tables.resource.stream]
        if store.class_:  # extracts of keys do not say the class
            listed = self._reader.listing(part, top)
        else:
            files = self._bicc.extract([store.key], KEYS)
            needed = {_column(store, name) for name in self._tables.resource.keys}
            rows = self._rows(store, files, needed)
            listed = [Listed(self._key(store, row)) for row in rows]
        self.total = len(listed)
        return listed

    def read_keys(self, keys: Sequence[Key]) -> Page:
        """Return the records with some keys, by REST."""
        return self._reader.read_keys(keys)

    def deleted(self, keys: Sequence[Key]) -> Page:
        """Return a page of rows that say that the records with some keys were deleted."""
        return self._reader.deleted(keys)

    def _rows(
        self, store: DataStore, files: dict[str, list[str]], needed: set[str]
    ) -> Iterator[dict[str, str]]:
        """Yield the rows of a data store.

        Raises:
            StreamError: A file does not have the columns that are needed.
        """
        column = f"{store.prefix}Class"
        for file_id in files[store.key]:
            for number, row in enumerate(self._bicc.rows(file_id)):
                if not number and (missing := sorted(needed - row.keys())):
                    raise _missing(store, missing)
                if not store.class_ or column not in row or row[column] == store.class_:
                    yield row

    def _page(
        self, read: Projection, records: _Records, rows: Iterable[dict[str, str]], read_at: str
    ) -> Page:
        found, keys = [], []
        for row in rows:
            record = records.record(row, self._pod, read_at)
            if record is not None:
                found.append(record)
                if records.is_top:
                    keys.append(self._key(records.store, row))
        rows_of = [(read.record_type, read.rows(found))]
        return Page(rows_of, extracted_now(), checkpoint=Checkpoint(keys=keys))

    def _key(self, store: DataStore, row: dict[str, str]) -> Key:
        names = self._tables.resource.keys
        return tuple(self._tables.key_value(name, row[_column(store, name)]) for name in names)


class _Records:
    """Turns rows of an extract into records.

    Args:
        path: The resources from the top down to that of the rows.
        tables: The selected streams.
        store: The data store of the rows.
        times: Time of change of the records at the top by key; those at the top add theirs.

    Attributes:
        needed: Columns without which the rows would lose values; a data store has segments of
            flexfields only from their import on.
    """

    def __init__(
        self, path: Path, tables: Tables, store: DataStore, times: dict[tuple[str, ...], str]
    ) -> None:
        self.store = store
        self.is_top = len(path) == 1
        self._times = times
        self._followed = tables.followed
        self._top_keys = [_column(store, name) for name in path[0].keys]
        self._above: list[tuple[str, str]] = []
        self._own: list[tuple[str, str]] = []
        self._segments: list[tuple[str, str, str]] = []
        self.needed = set(self._top_keys)
        if self.is_top and self._followed:
            self.needed.add(_column(store, self._followed))
        table = tables.of(path)
        for column in table.columns if table else ():
            first, _, rest = column.path.partition(".")
            if first == PARENT and rest != self._followed:
                self._above.append((rest, _column(store, rest)))
                self.needed.add(_column(store, rest))
            elif rest and first != PARENT:
                self._segments.append((first, rest, _segment(store, first, rest)))
            elif column.path and first != PARENT:
                self._own.append((first, _column(store, first)))
                if table and column.name in table.selected:
                    self.needed.add(_column(store, first))

    def save_time(self, row: dict[str, str]) -> None:
        """Save the time of change of a record at the top."""
        if self.is_top:
            time = row.get(_column(self.store, self._followed)) if self._followed else ""
            self._times[self._key(row)] = time or ""

    def record(self, row: dict[str, str], pod: str, read_at: str) -> Json | None:
        """Return the record of a row; None if the one at the top came after its extract."""
        self.save_time(row)
        time = self._times.get(self._key(row))
        if time is None:
            return None
        found: Json = {name: row.get(column) or None for name, column in self._own}
        for flexfield, segment, column in self._segments:
            found.setdefault(flexfield, {})[segment] = row.get(column) or None
        above: Json = {name: row.get(column) or None for name, column in self._above}
        above[self._followed] = time or None
        return with_facts(found, pod, above, read_at, str(found.pop(LINK, None) or ""))

    def _key(self, row: dict[str, str]) -> tuple[str, ...]:
        return tuple(row.get(column) or "" for column in self._top_keys)


def _missing(store: DataStore, columns: Sequence[str]) -> StreamError:
    """Return the error for an extract in which columns are missing."""
    more = f" and {len(columns) - _COLUMNS_SHOWN} more" if columns[_COLUMNS_SHOWN:] else ""
    return StreamError(
        f"The extract of {store.key} has no column {', '.join(columns[:_COLUMNS_SHOWN])}{more}",
        "Compare them with the data store in the console of the BI Cloud Connector; deselect those "
        "that it does not have, or set `extraction` to rest",
    )


def _column(store: DataStore, name: str) -> str:
    """Return the column of an attribute."""
    name = _HEADER_ID if name == LINK else name.lstrip("_")
    return f"{store.prefix}{name[:1].upper()}{name[1:]}"


def _segment(store: DataStore, flexfield: str, name: str) -> str:
    """Return the column of a flexfield segment."""
    if not name.startswith(FLEX_CONTEXT):
        return f"{name}_"
    scope = "Global" if flexfield.lower().endswith("gdf") else ""
    suffix = "Name" if name != FLEX_CONTEXT else ""
    return f"{store.prefix}{scope}AttributeCategory{suffix}"
