"""One stream on its way into one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from singer_erp.messages.json import encode_json
from singer_sdk.exceptions import InvalidRecord
from singer_sdk.sinks import BatchSink
from typing_extensions import override

from target_duckdb import metadata, tables
from target_duckdb.batch_files import records_of_file
from target_duckdb.columns import Column, Kind, columns_for_schema
from target_duckdb.decode import WIDE_INTEGER, RecordDecoder
from target_duckdb.errors import SchemaError, ValueRefusedError
from target_duckdb.load import DELETED_AT, POSITION, TABLE_VERSION, LoadMethod, load_batch
from target_duckdb.names import check_column_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from singer_sdk.helpers._batch import BaseBatchFileEncoding

    from target_duckdb.names import TableName
    from target_duckdb.target import TargetDuckDB

_DECODE_BYTES = 4 << 20
_DELETED_AT_SCHEMA = {"type": ["null", "string"], "format": "date-time"}


@dataclass(frozen=True)
class Batch:
    """Rows on their way into one table.

    Attributes:
        sink: Whose.
        rows: As they are merged.
        received: How many records they came from.
    """

    sink: DuckDBSink
    rows: pa.Table
    received: int


class DuckDBSink(BatchSink):
    """Collects a stream's records as Arrow columns and loads them batch by batch.

    Records arrive as JSON text. They are decoded every few megabytes, so that memory holds
    columns rather than Python objects, and loaded when the target drains.
    """

    def __init__(
        self,
        target: TargetDuckDB,
        stream_name: str,
        schema: dict[str, Any],
        key_properties: Sequence[str] | None,
    ) -> None:
        tap_marks_deletes = DELETED_AT in schema["properties"]
        super().__init__(target, stream_name, schema, key_properties)
        self._target = target
        if tap_marks_deletes:  # the SDK drops the field when add_record_metadata is off
            self.schema["properties"].setdefault(DELETED_AT, _DELETED_AT_SCHEMA)
        self.columns = self._columns_of_schema()
        self._check_keys()
        keys = self.key_properties if self.config["load_method"] != "append-only" else ()
        self.method = LoadMethod(keys, hard_delete=self.config["hard_delete"])
        self._decoder = RecordDecoder(stream_name, self.columns, list(self.key_properties))
        self._reported_fields = set(metadata.TYPES)
        self._is_prepared = False
        self._start_batch()

    def _start_batch(self) -> None:
        self._pending: list[Any] = []
        self._pending_bytes = 0
        self._decoded: list[pa.Table] = []
        self._metadata = metadata.BatchMetadata(
            self.sync_started_at,
            keep_times=self.include_sdc_metadata_properties,
        )

    def _columns_of_schema(self) -> list[Column]:
        properties = {
            name: prop
            for name, prop in self.schema["properties"].items()
            if name not in metadata.TYPES
        }
        columns = columns_for_schema(
            {"properties": properties},
            decimal_scale=self.config["decimal_scale"],
        )
        if not columns:
            raise SchemaError(
                f"Stream '{self.stream_name}' has a schema without properties, so its table would "
                "have no columns. Select at least one field in the tap's catalog.",
            )
        every = [*columns, *self.metadata_columns]
        check_column_names(self.stream_name, (column.name for column in every))
        return columns

    def _check_keys(self) -> None:
        names = {column.name for column in self.columns}
        missing = [key for key in self.key_properties if key not in names]
        if missing:
            raise SchemaError(
                f"Stream '{self.stream_name}' has the key properties {missing}, which its schema "
                "does not describe. Select them in the tap's catalog or correct "
                "`key_properties`.",
            )

    # The table

    @property
    def metadata_columns(self) -> list[Column]:
        """The `_sdc_*` columns that this target fills for every record."""
        return metadata.COLUMNS if self.include_sdc_metadata_properties else []

    @property
    def table(self) -> TableName:
        """Where rows are loaded; for `overwrite`, the table that takes over at the end."""
        return self._target.destinations.loading_table(self.stream_name, self._target.warehouse)

    def prepare_table(self) -> None:
        """Make the table fit the schema; does nothing after the first time.

        Not done in the SDK's `setup`, around which the SDK logs an error of its own.
        """
        if self._is_prepared:
            return
        changes = tables.prepare_table(
            self._target.warehouse,
            self.table,
            [*self.columns, *self.metadata_columns],
            stream=self.stream_name,
        )
        for change in changes:
            self.logger.info("Schema: %s", change)
        self._is_prepared = True

    # Records

    def add(
        self,
        records: Sequence[Any],
        versions: Sequence[int | None],
        extracted: Sequence[str | None],
    ) -> None:
        """Take records as JSON objects in bytes, with the version and time of their messages."""
        self._pending += records
        self._pending_bytes += sum(map(len, records))
        self._metadata.add(versions, extracted)
        self.tally_record_read(len(records))
        self.record_counter_metric.increment(len(records))
        if self._pending_bytes >= _DECODE_BYTES:
            self._decode_pending()

    def validate(self, record: dict[str, Any]) -> None:
        """Check the record against its whole JSON schema, when `validate_records` is set.

        Raises:
            ValueRefusedError: The record breaks the schema; the text names the rule only.
        """
        if self._validator is None:
            return
        try:
            self._validator.validate(record)
        except InvalidRecord as error:
            cause = error.__cause__
            rule = f"{getattr(cause, 'json_path', '$')} breaks `{getattr(cause, 'validator', '')}`"
            keys = ", ".join(f"{key}={record.get(key)!s:.60}" for key in self.key_properties)
            raise ValueRefusedError(
                f"Stream '{self.stream_name}': the record with {keys or 'no key'} does not match "
                f"its schema: {rule}. Correct the record or the schema in the tap, or leave out "
                "`validate_records`.",
            ) from None

    @override
    def process_record(self, record: dict[str, Any], context: dict[str, Any]) -> None:
        self.add([encode_json(record)], [None], [None])

    @override
    def process_batch_files(self, encoding: BaseBatchFileEncoding, files: Sequence[str]) -> None:
        storage = self.batch_config.storage if self.batch_config else None
        for path in files:
            for records in records_of_file(path, encoding, storage):
                self._target.receive(self, records)

    def _decode_pending(self) -> None:
        if not self._pending:
            return
        self._decoded.append(self._decoder.decode(self._pending))
        self._report_unknown_fields(self._pending[0])
        self._pending = []
        self._pending_bytes = 0

    def _report_unknown_fields(self, record: Any) -> None:
        """Warn of fields that are not loaded; a sample is enough to see what a tap sends."""
        unknown = self._decoder.unknown_fields(record) - self._reported_fields
        for field in sorted(unknown):
            self.logger.warning("Field '%s' is not in the schema and is not loaded", field)
        self._reported_fields |= unknown

    # Batches

    def take_batch(self) -> Batch:
        """Hand over what was received; the sink begins anew."""
        self._decode_pending()
        batch = Batch(self, self._with_metadata(_one_table(self._decoded)), self.current_size)
        self._start_batch()
        return batch

    @override
    def process_batch(self, context: dict[str, Any]) -> None:
        self.load(self.take_batch())

    def load(self, taken: Batch) -> None:
        """Merge a batch into the table, within the open transaction."""
        batch = taken.rows
        self._follow_values(batch)
        if self.method.keys:
            batch = batch.append_column(POSITION, pa.array(range(batch.num_rows), pa.int64()))
        tally = load_batch(
            self._target.warehouse,
            self.table,
            batch,
            received=taken.received,
            method=self.method,
        )
        self.tally_duplicate_merged(tally.superseded)
        self._target.destinations.note(self.stream_name, tally)

    def _with_metadata(self, batch: pa.Table) -> pa.Table:
        names = [column.name for column in self.metadata_columns]
        if not names and self._metadata.is_versioned and self.process_activate_version_messages:
            names = [TABLE_VERSION]  # by which ACTIVATE_VERSION tells older rows
        try:
            for name in names:
                batch = batch.append_column(name, self._metadata.column(name))
        except ValueError:
            raise ValueRefusedError(
                f"Stream '{self.stream_name}': the `time_extracted` of a RECORD message is not a "
                "date-time. The tap breaks the Singer specification.",
            ) from None
        return batch

    def _follow_values(self, batch: pa.Table) -> None:
        """Add a version column, and widen integer columns whose values need it."""
        warehouse, table = self._target.warehouse, self.table
        if TABLE_VERSION in batch.column_names and TABLE_VERSION not in tables.existing_columns(
            warehouse,
            table,
        ):
            tables.add_column(warehouse, table, TABLE_VERSION, "BIGINT")
        for column in self.columns:
            if column.kind is not Kind.INTEGER or batch.schema.field(column.name).type != (
                WIDE_INTEGER
            ):
                continue
            if tables.widen_integer(warehouse, table, column.name):
                self.logger.warning(
                    "Integers in '%s' exceed 64 bits: the column is now DECIMAL(38,0)",
                    column.name,
                )


def _one_table(parts: list[pa.Table]) -> pa.Table:
    """Join the parts; a column that is wide in one part becomes wide in all."""
    fields = list(parts[0].schema)
    for part in parts[1:]:
        fields = [
            new if new.type == WIDE_INTEGER else old
            for old, new in zip(fields, part.schema, strict=True)
        ]
    schema = pa.schema(fields)
    return pa.concat_tables([part.cast(schema) for part in parts])
