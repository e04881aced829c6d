"""The `_sdc_*` columns: when a record was extracted, received and loaded, and its version."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pyarrow as pa

from target_duckdb.arrays import utc_timestamps
from target_duckdb.columns import Column, Kind
from target_duckdb.load import TABLE_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

EXTRACTED_AT = "_sdc_extracted_at"
RECEIVED_AT = "_sdc_received_at"
_INSTANT = pa.timestamp("us")
TYPES = {
    EXTRACTED_AT: _INSTANT,
    RECEIVED_AT: _INSTANT,
    "_sdc_batched_at": _INSTANT,
    "_sdc_sequence": pa.int64(),
    TABLE_VERSION: pa.int64(),
    "_sdc_sync_started_at": pa.int64(),
}
COLUMNS = [
    Column(name, Kind.DATETIME if arrow_type == _INSTANT else Kind.INTEGER)
    for name, arrow_type in TYPES.items()
]


class BatchMetadata:
    """What is known of a batch's records beside their fields.

    Args:
        sync_started_at: Start of the run in milliseconds since 1970.
        keep_times: Whether `time_extracted` is wanted.
    """

    def __init__(self, sync_started_at: int, *, keep_times: bool) -> None:
        self._sync_started_at = sync_started_at
        self._keep_times = keep_times
        self._batched_at = utc_now()
        self._versions: list[int | None] = []
        self._extracted: list[str | None] = []
        self._received: list[tuple[dt.datetime, int]] = []

    def add(self, versions: Sequence[int | None], extracted: Sequence[str | None]) -> None:
        """Take the versions and extraction times of records that just arrived."""
        self._versions += versions
        if self._keep_times:
            self._extracted += extracted
            self._received.append((utc_now(), len(versions)))

    @property
    def is_versioned(self) -> bool:
        """Whether the tap sent a version with any record."""
        return self._versions.count(None) < len(self._versions)

    def column(self, name: str) -> pa.Array | pa.ChunkedArray:
        """Return the `_sdc_*` column for all records of the batch, in their order.

        Raises:
            ValueError: A `time_extracted` is no date-time.
        """
        arrow_type = TYPES[name]
        if name == EXTRACTED_AT:
            return utc_timestamps(pa.array(self._extracted, pa.string()))
        if name == TABLE_VERSION:
            return pa.array(self._versions, arrow_type)
        if name == RECEIVED_AT:
            parts = [pa.repeat(pa.scalar(at, arrow_type), n) for at, n in self._received]
            return pa.chunked_array(parts, arrow_type)
        milliseconds = int(self._batched_at.replace(tzinfo=dt.UTC).timestamp() * 1000)
        value = {
            "_sdc_batched_at": self._batched_at,
            "_sdc_sequence": milliseconds,
            "_sdc_sync_started_at": self._sync_started_at,
        }[name]
        return pa.repeat(pa.scalar(value, arrow_type), len(self._versions))


def utc_now() -> dt.datetime:
    """Return the present instant as naive UTC, as tables hold it."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
