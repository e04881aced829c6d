"""Reads one table: pages of typed rows, and the histogram that cuts it into ranges."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ErpError, VendorError
from singer_erp.http.bodies import content_of
from singer_erp.messages.records import RecordType
from singer_erp.sync.page import Checkpoint, Page
from singer_erp.timestamps import extracted_now

from tap_netsuite.decoder import PageDecoder
from tap_netsuite.discovery import visible_columns
from tap_netsuite.errors import request_id
from tap_netsuite.query import Bucket, LastKey, TableQuery
from tap_netsuite.suiteql import MAX_ROWS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    import requests
    from singer_erp.messages.records import Record
    from singer_erp.sync.keyset import KeyRange
    from singer_erp.sync.page import Position

    from tap_netsuite.clock import Timestamps
    from tap_netsuite.streams import Table
    from tap_netsuite.suiteql import SuiteQL

log = logging.getLogger(__name__)

# The rows of a transaction are many: a bucket of so many ids is about a page.
_IDS_PER_BUCKET_OF_PARTS = 100
# The path of a value within a page, in the messages of msgspec.
_IN_A_ROW = "`$.items["


class TableReader:
    """Reads pages of one table.

    Args:
        table: What to read.
        kinds: Kind by name of the columns to read, the key among them.
        schemas: JSON schema by name of all properties of the output, constants included.
        constants: Properties that every record gets.
        suiteql: The account.
        page_size: Rows of a page.
        may_narrow: Whether a column that the account no longer has is left out, with a warning.
    """

    def __init__(  # noqa: PLR0913  # values instead of the tap
        self,
        table: Table,
        *,
        kinds: Mapping[str, str],
        schemas: Mapping[str, Mapping[str, Any]],
        suiteql: SuiteQL,
        page_size: int,
        may_narrow: bool,
        constants: Mapping[str, Any] | None = None,
    ) -> None:
        self.page_size = page_size
        self.bucket_width = page_size if len(table.primary_keys) == 1 else _IDS_PER_BUCKET_OF_PARTS
        self._table = table
        self._schemas = schemas
        self._constants = constants or {}
        self._suiteql = suiteql
        self._may_narrow = may_narrow
        self._adapting = threading.Lock()
        timestamps = suiteql.utc.of(table.table)
        self._form = _Form(table, kinds, schemas, self._constants, timestamps)

    def read(self, part: KeyRange) -> tuple[Page, KeyRange | None]:
        """Return the next page of a range, and the rest of the range.

        Raises:
            VendorError: A key is not of its column's type, or NetSuite refused the query.
        """
        form = self._form
        query = form.query.page(part, self.page_size)
        try:
            records, has_more, batch_id = self._suiteql.query(query, self.page_size, form.decode)
        except ErpError as error:
            if not self._adapt(form, error):
                raise
            return self.read(part)
        last = form.last_key(records)
        rest = replace(part, after=last or part.after) if has_more else None
        position = last if part.ids is None else (part.ids[-1],) if rest is None else None
        page = Page(
            [(form.record_type, records)],
            extracted_now(),
            batch_id,
            Checkpoint(position),
        )
        return page, rest

    def histogram(self, part: KeyRange, start: int) -> Iterator[tuple[int, int]]:
        """Yield number and rows of the buckets from `start` on that hold rows, in order.

        No query counts more than a window of keys: NetSuite stops what takes 15 minutes.
        """
        query, width = self._form.query, self.bucket_width
        last = max((row.n for row in self._suiteql.rows(query.last(), LastKey)), default=0)
        for first in range(start, last // width + 1, MAX_ROWS):
            rows = self._suiteql.rows(query.histogram(part, first, MAX_ROWS, width), Bucket)
            yield from ((row.bucket, row.n) for row in rows)

    def _adapt(self, form: _Form, error: ErpError) -> bool:
        """Read what the account lets the tap read; False when that changes nothing."""
        if error.status is None:
            return False
        with self._adapting:
            # Pages are read in parallel: another thread may have done it.
            if self._form is form:
                self._form = self._adapted(form, error)
            return self._form is not form

    def _adapted(self, form: _Form, error: ErpError) -> _Form:
        """Return the form for the columns and timestamps of the account, perhaps the same."""
        visible = visible_columns(self._suiteql, self._table, form.kinds)
        gone = set(form.kinds) - set(visible)
        timestamps = self._suiteql.utc.of(self._table.table)
        if gone & {*self._table.primary_keys, self._table.replication_key}:
            return form
        if (gone and not self._may_narrow) or (not gone and timestamps == form.timestamps):
            return form
        if gone:
            log.warning(
                "NetSuite no longer has %s of '%s': left out until the next discovery (%s)",
                ", ".join(sorted(gone)),
                self._table.name,
                error,
            )
        schemas = {name: s for name, s in self._schemas.items() if name not in gone}
        return _Form(self._table, visible, schemas, self._constants, timestamps)


class _Form:
    """The columns that are read: their query and the type of their rows."""

    def __init__(
        self,
        table: Table,
        kinds: Mapping[str, str],
        schemas: Mapping[str, Mapping[str, Any]],
        constants: Mapping[str, Any],
        timestamps: Timestamps,
    ) -> None:
        self.kinds = kinds
        self.query = TableQuery(table, kinds, timestamps)
        self.record_type = RecordType(table.name, schemas, constants)
        self._key_of = self.record_type.getter(*table.primary_keys)
        self.timestamps = timestamps
        local = timestamps.local & kinds.keys()
        self._local = [self.record_type.attribute(column) for column in local]
        self._decoder = PageDecoder(self.record_type, table.primary_keys)

    def decode(self, response: requests.Response) -> tuple[Sequence[Record], bool, str | None]:
        """Return the rows of a response, whether the query has more of them, and its id."""
        rows, has_more = self._decoder.decode(content_of(response))
        for attribute in self._local:
            for record in rows:
                _convert(record, attribute, self.timestamps)
        return rows, has_more, request_id(response)

    def last_key(self, records: Sequence[Record]) -> Position | None:
        """Return the key of the last row.

        Raises:
            VendorError: It has none.
        """
        if not records:
            return None
        found = self._key_of(records[-1])
        key = found if isinstance(found, tuple) else (found,)
        if None in key:
            raise VendorError(
                f"NetSuite sent '{self.record_type.stream}' a row without its key",
                "Run again; if it happens again, report it with the request id",
            )
        return key


def _convert(record: Record, attribute: str, timestamps: Timestamps) -> None:
    """Convert a session-local timestamp to UTC in place, where SuiteQL could not."""
    value: dt.datetime | None = getattr(record, attribute)
    if value is not None:
        setattr(record, attribute, timestamps.utc(value))
