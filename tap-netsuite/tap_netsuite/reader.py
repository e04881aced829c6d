"""Reads one table: the query of a page, the places to read, the pages in order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_erp.messages.records import RecordType
from singer_erp.plugin.stream import extracted_now
from singer_erp.sync.prefetch import in_order

from tap_netsuite.columns import KINDS
from tap_netsuite.errors import request_id
from tap_netsuite.places import Place, after_key, ranges
from tap_netsuite.suiteql import MAX_ROWS, PageDecoder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from singer_erp.messages.records import Record
    from singer_erp.sync.bookmarks import Key

    from tap_netsuite.clock import Instants
    from tap_netsuite.suiteql import SuiteQL
    from tap_netsuite.tables import Table

# Whole sets of lines hang on one transaction id; a bucket of so many ids is about a page.
_IDS_PER_LINE_BUCKET = 100
EMPTY_KEY = "-"


@dataclass(frozen=True)
class Rows:
    """One answer.

    Attributes:
        records: Its rows.
        extracted_at: When it came, aware UTC.
        reached: Everything up to this key, or id of a list, is read once this is written; None
            while a list is not complete.
        request_id: NetSuite's id of the request.
    """

    records: Sequence[Record]
    extracted_at: dt.datetime
    reached: Key | None
    request_id: str | None


class TableReader:
    """Reads pages of one table.

    Args:
        table: What to read.
        kinds: Kind by name of the columns to read, the key among them.
        schemas: JSON schema by name of all properties of the output, constants included.
        constants: Properties every record gets, such as `set_read_at`.
        suiteql: Runs the queries.
        instants: How instants are read.
        page_size: Rows a page.
        ahead: Pages fetched ahead.
    """

    def __init__(  # noqa: PLR0913  # values instead of the tap
        self,
        table: Table,
        *,
        kinds: Mapping[str, str],
        schemas: Mapping[str, Mapping[str, Any]],
        constants: Mapping[str, Any],
        suiteql: SuiteQL,
        instants: Instants,
        page_size: int,
        ahead: int,
    ) -> None:
        self.table = table
        self.page_size = page_size
        self.key = tuple(_key_expression(f"t.{column}", kinds[column]) for column in table.key)
        self._suiteql = suiteql
        self._instants = instants
        self._ahead = ahead
        self._select = select_list(kinds, instants, table.key)
        self.record_type = RecordType(table.stream, schemas, constants)
        self._decoder = PageDecoder(table.stream, self.record_type.struct)
        self._key_of = self.record_type.getter(*table.key)
        self._local_instants = _InstantFixer(self.record_type, kinds, instants)

    def since(self, instant: dt.datetime | None) -> str:
        """The condition that a row changed at or after an instant; rows without a stamp count.

        NetSuite leaves the stamp of some rows empty; they are read every time.
        """
        if instant is None or self.table.stamp is None:
            return ""
        stamp = f"t.{self.table.stamp}"
        return f"({self._instants.since(stamp, instant)} OR {stamp} IS NULL)"

    def read(self, condition: str, place: Place) -> tuple[Rows, Place | None]:
        """The next page of a place, and where it goes on."""
        conditions = [condition, place.condition]
        if place.after is not None:
            conditions.append(after_key(self.key, place.after))
        query = (
            f"SELECT {self._select} FROM {self.table.table} t{_where(conditions)} "
            f"ORDER BY {', '.join(self.key)}"
        )
        answer = self._suiteql.answer(query, self.page_size)
        records, has_more = self._decoder.decode(answer.content)
        self._local_instants.fix(records)
        last = self._last_key(records)
        rest = place.rest(last) if has_more and last else None
        if place.upto is not None:
            reached: Key | None = (place.upto,) if rest is None else None
        else:
            reached = last
        return Rows(records, extracted_now(), reached, request_id(answer)), rest

    def pages(self, condition: str, places: Iterable[Place]) -> Iterator[Rows]:
        """All pages of places, in order."""
        executor = ThreadPoolExecutor(self._ahead, thread_name_prefix=self.table.stream)
        pages = in_order(places, lambda place: self.read(condition, place), executor, self._ahead)
        try:
            with closing(pages):
                yield from pages
        finally:
            # An error is told at once, not after the answers nobody needs any more.
            executor.shutdown(wait=False)

    def scan(self, condition: str, after: Key | None) -> Iterator[Rows]:
        """All pages of the table after a key: the first alone, more side by side."""
        rows, rest = self.read(condition, Place(after=after))
        yield rows
        if rest is not None:
            yield from self.pages(condition, self._split(condition, rest))

    def _split(self, condition: str, rest: Place) -> Iterator[Place]:
        """Places that cover everything after a key."""
        assert rest.after is not None  # noqa: S101  # for the type checker
        leading = rest.after[0]
        if not isinstance(leading, int):
            yield rest  # text keys cannot be cut into ranges: page after page
            return
        column = self.key[0]
        width = self.page_size if len(self.key) == 1 else _IDS_PER_LINE_BUCKET
        start = leading // width + 1
        yield Place(f"{column} < {start * width}", rest.after)
        yield from ranges(
            self._histogram(condition, start, width),
            column=column,
            start=start,
            width=width,
            page_size=self.page_size,
        )

    def _histogram(self, condition: str, start: int, width: int) -> Iterator[tuple[int, int]]:
        """(bucket, rows) of the buckets from `start` on that hold rows."""
        bucket = f"TRUNC({self.key[0]}/{width})"
        while True:
            where = _where([condition, f"{self.key[0]} >= {start * width}"])
            rows = self._suiteql.rows(
                f"SELECT {bucket} AS bucket, COUNT(*) AS n FROM {self.table.table} t{where} "
                f"GROUP BY {bucket} ORDER BY {bucket}"
            )
            yield from ((int(row["bucket"]), int(row["n"])) for row in rows)
            if len(rows) < MAX_ROWS:
                return
            start = int(rows[-1]["bucket"]) + 1

    def _last_key(self, records: Sequence[Record]) -> Key | None:
        if not records:
            return None
        key = self._key_of(records[-1])
        return key if isinstance(key, tuple) else (key,)


class _InstantFixer:
    """Turns session-local instants into UTC where SuiteQL could not."""

    def __init__(
        self, record_type: RecordType, kinds: Mapping[str, str], instants: Instants
    ) -> None:
        self._instants = instants
        datetimes = [column for column, kind in kinds.items() if kind == "datetime"]
        self._attributes = [record_type.attribute(column) for column in datetimes]

    def fix(self, records: Sequence[Record]) -> None:
        """Change the records in place."""
        if self._instants.zone is None:
            return
        for record in records:
            for attribute in self._attributes:
                value = getattr(record, attribute)
                if value is not None:
                    setattr(record, attribute, self._instants.utc(value))


def select_list(kinds: Mapping[str, str], instants: Instants, key: Sequence[str] = ()) -> str:
    """The SELECT list of columns, each named as the column."""
    return ", ".join(
        _key_expression(f"t.{column}", kind) + f" AS {column}"
        if column in key
        else f"{_expression(f't.{column}', kind, instants)} AS {column}"
        for column, kind in kinds.items()
    )


def _key_expression(column: str, kind: str) -> str:
    """A key column as it is read and compared: text keys may be empty, which no key may be."""
    return f"NVL({column},'{EMPTY_KEY}')" if kind == "text" else column


def _expression(column: str, kind: str, instants: Instants) -> str:
    if kind == "datetime":
        return instants.select(column)
    return KINDS[kind][1].format(column=column)


def _where(conditions: Iterable[str]) -> str:
    present = [condition for condition in conditions if condition]
    return f" WHERE {' AND '.join(present)}" if present else ""
