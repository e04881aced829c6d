"""One stream of the run: its table, its buffer and its counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_sdk.metrics import record_counter

from target_duckdb import tables
from target_duckdb.buffer import RecordBuffer
from target_duckdb.load import load_batch
from target_duckdb.report import StreamReport
from target_duckdb.schema import columns_for_stream
from target_duckdb.validation import RecordValidator
from target_duckdb.versions import (
    give_older_rows_a_version,
    give_unversioned_rows,
    retire_older_versions,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from logging import Logger

    from target_duckdb.buffer import Batch
    from target_duckdb.connection import Connection
    from target_duckdb.report import Tally
    from target_duckdb.settings import LoadOptions


class LoadedStream:
    """Loads one stream into its table.

    Args:
        name: Name of the stream.
        table: Its table.
        options: How records become rows.
        logger: The stream's logger.
    """

    def __init__(
        self, name: str, table: tables.TableName, options: LoadOptions, logger: Logger
    ) -> None:
        self.report = StreamReport(name, table)
        self._name = name
        self._table = table
        # Where rows go during the run.
        self._loading = tables.staging_table(table) if options.overwrites else table
        self._options = options
        self._logger = logger
        self._counter = record_counter(name)
        self._reported_fields: set[str] = set()
        # Of rows without a version that this run has loaded: whether older rows have one.
        self._older_have_version: bool | None = None
        self._buffer: RecordBuffer
        self._validator: RecordValidator | None = None

    def begin(self, connection: Connection) -> None:
        """Drop what a killed run may have left of the table it was to replace."""
        if self._options.overwrites:
            tables.drop_table(connection, self._loading)

    def set_schema(
        self,
        connection: Connection,
        schema: dict[str, Any],
        keys: Sequence[str],
        sync_started_at: int,
    ) -> None:
        """Adapt the table to the schema; the buffer must be empty.

        Raises:
            SchemaError: No table can be made from the schema, or values would be lost.
        """
        columns = columns_for_stream(
            self._name,
            schema,
            keys,
            decimal_scale=self._options.decimal_scale,
            has_metadata=self._options.add_record_metadata,
        )
        self._buffer = RecordBuffer(self._name, columns, keys, self._options, sync_started_at)
        changes = tables.prepare_table(
            connection, self._loading, self._buffer.table_columns, stream=self._name
        )
        for change in changes:
            self._logger.info("Schema: %s", change)
        if self._options.validate_records:
            self._validator = RecordValidator(self._name, schema, keys)

    @property
    def size(self) -> int:
        """Number of records that are not loaded yet."""
        return self._buffer.size

    def validate(self, record: dict[str, Any]) -> None:
        """Check a record against its JSON schema, with the setting `validate_records`.

        Raises:
            ValueRefusedError: The record violates the schema.
        """
        if self._validator is not None:
            self._validator.validate(record)

    def add(
        self,
        records: Sequence[Any],
        versions: Sequence[int | None],
        extracted_at: Sequence[str | None],
    ) -> None:
        """Add records as JSON objects in bytes, with version and time of their messages."""
        self._buffer.add(records, versions, extracted_at)
        self._counter.increment(len(records))

    def take(self) -> Batch:
        """Return all records that are not loaded yet as a batch."""
        batch = self._buffer.take()
        unknown = self._buffer.unknown_fields - self._reported_fields
        for field in sorted(unknown):
            self._logger.warning("Field '%s' is not in the schema and is not loaded", field)
        self._reported_fields |= unknown
        return batch

    def load(self, connection: Connection, batch: Batch) -> Tally:
        """Merge a batch into the table, within the open transaction."""
        if batch.has_unversioned and self._older_have_version is None:
            self._older_have_version = give_older_rows_a_version(connection, self._loading)
        return load_batch(
            connection,
            self._loading,
            batch,
            hard_delete=self._options.hard_delete,
            logger=self._logger,
        )

    def replace_table(self, connection: Connection) -> None:
        """Replace the table by the one that this run filled, within the open transaction."""
        tables.replace_table(connection, self._table)

    def retire_older_versions(self, connection: Connection, version: int) -> Tally:
        """Delete or mark rows of older versions, within the open transaction."""
        if self._older_have_version is not None:
            give_unversioned_rows(connection, self._table, version)
        if self._older_have_version is False:
            self._logger.warning(
                "Rows of '%s' from before this run were kept: the tap's records have no `version`, "
                "and neither had those. The next complete read removes what is gone by then.",
                self._name,
            )
        return retire_older_versions(
            connection, self._table, version, hard_delete=self._options.hard_delete
        )

    def end(self) -> None:
        """Log the record count metric."""
        self._counter.exit()
