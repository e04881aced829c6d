"""Decodes responses: straight into records, or value by value where a column cannot hold one."""

from __future__ import annotations

import logging
import re
from threading import Lock
from typing import TYPE_CHECKING, Any

import msgspec
from singer_erp.errors import VendorError
from singer_erp.messages.records import OTHER

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from singer_erp.messages.records import Record, RecordType

log = logging.getLogger(__name__)

# The end of a text like 1_000, which `Decimal` takes for a number. It begins with what is rare:
# every page is searched for it.
_UNDERSCORED = re.compile(rb'_(?:(?<=["\d.+_-]_)|(?<=\d[eE]_))[\d._eE+-]*"')


class PageDecoder:
    """Decodes the responses of one table.

    Args:
        record_type: Type of the rows.
        primary_keys: Columns that must hold a value.
    """

    def __init__(self, record_type: RecordType, primary_keys: Collection[str] = ()) -> None:
        self._record_type = record_type
        self._primary_keys = frozenset(primary_keys)
        self._reported: set[str] = set()
        self._lock = Lock()  # pages are decoded by several threads
        rows = list[record_type.struct]  # type: ignore[name-defined]
        # Not strict: SuiteQL sends numbers and booleans as text.
        self._decoder = _page_decoder(rows, strict=False)
        self._raw_decoder = _page_decoder(list[dict[str, msgspec.Raw]])

    def decode(self, body: bytes) -> tuple[Sequence[Record], bool]:
        """Return the rows of a response, and whether the query has more of them.

        Raises:
            VendorError: A key column cannot hold its value.
            msgspec.DecodeError: The body is not a page.
        """
        if not _UNDERSCORED.search(body):
            try:
                page: Any = self._decoder.decode(body)
            except msgspec.ValidationError:
                pass
            else:
                if self._record_type.are_finite(page.items):
                    return page.items, page.hasMore
        page = self._raw_decoder.decode(body)
        return [self._record(row) for row in page.items], page.hasMore

    def _record(self, row: dict[str, msgspec.Raw]) -> Record:
        record, refused = self._record_type.from_raw(row)
        if not refused:
            return record
        stream = self._record_type.stream
        if keys := self._primary_keys.intersection(refused):
            raise VendorError(
                f"NetSuite sent '{stream}' a key that its columns cannot hold: {', '.join(keys)}",
                "Deselect the stream in the catalog and report it: this account types it otherwise",
            )
        with self._lock:
            new = [column for column in refused if column not in self._reported]
            self._reported.update(new)
        for column in new:
            log.warning(
                "'%s' of '%s' cannot hold a value that NetSuite sent: it is null in such records, "
                "and the value is in '%s'",
                column,
                stream,
                OTHER,
            )
        return record


def _page_decoder(rows: Any, *, strict: bool = True) -> msgspec.json.Decoder[Any]:
    page = msgspec.defstruct("Page", [("items", rows), ("hasMore", bool)])
    return msgspec.json.Decoder(page, strict=strict)
