"""The records of one stream that are not loaded yet, as Arrow columns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from target_duckdb import schema
from target_duckdb.decode import RecordDecoder, utc_timestamps
from target_duckdb.errors import ValueRefusedError
from target_duckdb.values import WIDE_INTEGER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from target_duckdb.settings import LoadOptions

_DECODE_BYTES = 4 << 20
_METADATA_NAMES = {column.name for column in schema.METADATA_COLUMNS}


@dataclass(frozen=True)
class Batch:
    """Rows of one stream to be merged into its table.

    Attributes:
        stream: Name of the stream.
        columns: The columns of the records' fields.
        keys: Columns that identify a row; empty appends.
        rows: The rows, with their `_sdc_*` columns.
        received: Number of records received.
        has_unversioned: Whether rows lack a version that ACTIVATE_VERSION may still give them.
    """

    stream: str
    columns: Sequence[schema.Column]
    keys: Sequence[str]
    rows: pa.Table
    received: int
    has_unversioned: bool


class RecordBuffer:
    """Collects records as JSON text, and decodes them every few megabytes.

    Memory holds columns rather than Python objects.

    Args:
        stream: Name of the stream.
        columns: The columns of the records' fields.
        keys: The stream's key properties.
        options: How records become rows.
        sync_started_at: Start of the run in milliseconds since 1970.
    """

    def __init__(
        self,
        stream: str,
        columns: Sequence[schema.Column],
        keys: Sequence[str],
        options: LoadOptions,
        sync_started_at: int,
    ) -> None:
        self.stream = stream
        self._columns = columns
        self._keys = () if options.appends else keys
        self._has_metadata = options.add_record_metadata
        self._keeps_versions = options.process_activate_version_messages
        self._sync_started_at = sync_started_at
        # Records may carry it although no schema mentions it.
        self._declares_deletion = any(c.name == schema.DELETED_AT for c in columns)
        extra = () if self._declares_deletion else (schema.DELETED_AT_COLUMN,)
        self._decoder = RecordDecoder(stream, [*columns, *extra], keys)
        self._unknown_fields: set[str] = set()
        self._clear()

    def _clear(self) -> None:
        self.size = 0
        self._pending: list[Any] = []
        self._pending_bytes = 0
        self._decoded: list[pa.Table] = []
        self._versions: list[int | None] = []
        self._extracted_at: list[str | None] = []
        self._received_at: list[tuple[dt.datetime, int]] = []

    @property
    def unknown_fields(self) -> set[str]:
        """Fields seen so far that the schema does not have; they are not loaded."""
        return self._unknown_fields - _METADATA_NAMES

    @property
    def table_columns(self) -> list[schema.Column]:
        """The columns of the stream's table."""
        return [*self._columns, *(schema.METADATA_COLUMNS if self._has_metadata else ())]

    def add(
        self,
        records: Sequence[Any],
        versions: Sequence[int | None],
        extracted_at: Sequence[str | None],
    ) -> None:
        """Add records as JSON objects in bytes, with version and time of their messages."""
        self.size += len(records)
        self._pending += records
        self._pending_bytes += sum(map(len, records))
        self._versions += versions
        if self._has_metadata:
            self._extracted_at += extracted_at
            self._received_at.append((_utc_now(), len(records)))
        if self._pending_bytes >= _DECODE_BYTES:
            self._decode()

    def take(self) -> Batch:
        """Return all records as a batch and empty the buffer.

        Raises:
            ValueRefusedError: A value does not fit its column.
        """
        self._decode()
        rows = _concatenate(self._decoded)
        if not self._declares_deletion and rows[schema.DELETED_AT].null_count == self.size:
            rows = rows.drop_columns([schema.DELETED_AT])
        rows = self._add_metadata(rows)
        has_unversioned = self._keeps_versions and None in self._versions
        batch = Batch(self.stream, self._columns, self._keys, rows, self.size, has_unversioned)
        self._clear()
        return batch

    def _decode(self) -> None:
        if not self._pending:
            return
        self._decoded.append(self._decoder.decode(self._pending))
        # A sample shows what the tap sends.
        self._unknown_fields |= self._decoder.unknown_fields(self._pending[0])
        self._pending = []
        self._pending_bytes = 0

    # The `_sdc_*` columns

    def _add_metadata(self, rows: pa.Table) -> pa.Table:
        if self._has_metadata:
            batched_at = _utc_now()
            for column in schema.METADATA_COLUMNS:
                rows = rows.append_column(column.name, self._metadata(column, batched_at))
        elif self._keeps_versions and self._versions.count(None) < len(self._versions):
            rows = rows.append_column(schema.TABLE_VERSION, pa.array(self._versions, pa.int64()))
        return rows

    def _metadata(self, column: schema.Column, batched_at: dt.datetime) -> Any:
        """Return a `_sdc_*` column for all records, in their order."""
        if column.name == schema.EXTRACTED_AT:
            return self._extraction_times()
        if column.name == schema.TABLE_VERSION:
            return pa.array(self._versions, column.arrow_type)
        if column.name == schema.RECEIVED_AT:
            parts = [_repeat(column, at, count) for at, count in self._received_at]
            return pa.chunked_array(parts, column.arrow_type)
        value = {
            schema.BATCHED_AT: batched_at,
            schema.SEQUENCE: int(batched_at.replace(tzinfo=dt.UTC).timestamp() * 1000),
            schema.SYNC_STARTED_AT: self._sync_started_at,
        }[column.name]
        return _repeat(column, value, self.size)

    def _extraction_times(self) -> pa.ChunkedArray:
        try:
            return utc_timestamps(pa.array(self._extracted_at, pa.string()))
        except ValueError:
            raise ValueRefusedError(
                f"Stream '{self.stream}': the `time_extracted` of a RECORD message is not a "
                "date-time. The tap breaks the Singer specification.",
            ) from None


def _repeat(column: schema.Column, value: Any, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(value, column.arrow_type), count)


def _utc_now() -> dt.datetime:
    """Return the current time as naive UTC, as in tables."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def _concatenate(parts: list[pa.Table]) -> pa.Table:
    """Concatenate the parts; a column that is wide in one part becomes wide in all."""
    fields = list(parts[0].schema)
    for part in parts[1:]:
        fields = [
            new if new.type == WIDE_INTEGER else old
            for old, new in zip(fields, part.schema, strict=True)
        ]
    return pa.concat_tables([part.cast(pa.schema(fields)) for part in parts])
