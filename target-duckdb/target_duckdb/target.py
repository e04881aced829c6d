"""The target: routes messages to sinks, commits, and only then reports state."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from singer_erp.messages.json import encode_json
from singer_erp.plugin.target import ErpTarget
from singer_sdk.exceptions import (
    ConfigValidationError,
    RecordsWithoutSchemaException,
)
from singer_sdk.helpers.capabilities import (
    CapabilitiesEnum,
    PluginCapabilities,
    TargetCapabilities,
)
from singer_sdk.mapper import RemoveRecordTransform
from typing_extensions import override

from target_duckdb.columns import check_schema
from target_duckdb.destinations import Destinations
from target_duckdb.mapping import changes_nothing
from target_duckdb.report import tell
from target_duckdb.settings import SETTINGS, unknown_settings
from target_duckdb.sinks import DuckDBSink
from target_duckdb.versions import VersionWatches, retire_older_versions
from target_duckdb.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from concurrent.futures import Future

    from singer_erp.messages.reader import Envelope
    from singer_sdk.sinks import Sink

    from target_duckdb.sinks import Batch


class TargetDuckDB(ErpTarget):
    """Singer target for DuckDB: exact decimals, counted batches, nothing lost."""

    name = "target-duckdb"
    package_name = "singer-erp-target-duckdb"
    config_jsonschema = SETTINGS.to_dict()
    default_sink_class = DuckDBSink
    capabilities: ClassVar[list[CapabilitiesEnum]] = [
        *ErpTarget.capabilities,
        PluginCapabilities.ACTIVATE_VERSION,
        PluginCapabilities.BATCH,
        TargetCapabilities.TARGET_SCHEMA,
        TargetCapabilities.HARD_DELETE,
        TargetCapabilities.SOFT_DELETE,
    ]
    _MAX_RECORD_AGE_IN_MINUTES = 1.0

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_parallelism = 1  # one connection, one transaction
        self._read_at_last_drain = 0
        self._finishing = False
        self._state_written: dict[str, Any] | None = None
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="load")
        self._loading: Future[None] | None = None
        self._telling: Future[None] | None = None
        self._versions = VersionWatches(
            trust_early=self.config.get("trust_early_activate_version", False),
        )
        self._bytes_since_drain = 0
        self.destinations = Destinations(
            self.config.get("default_target_schema"),
            overwrite=self.config.get("load_method") == "overwrite",
        )

    @override
    def _validate_config(self, *, raise_errors: bool = True) -> list[str]:
        schema = self.config_jsonschema
        self.append_builtin_config(schema)
        errors = unknown_settings(self._config, schema["properties"])
        if errors and raise_errors:
            raise ConfigValidationError("Unknown settings", errors=errors, schema=schema)
        return errors + super()._validate_config(raise_errors=raise_errors)

    @cached_property
    def warehouse(self) -> Warehouse:
        """The database, opened on first use and held until the end."""
        return Warehouse(self.config["filepath"], self.config)

    # Messages

    @override
    def process_schema(self, message: dict[str, Any]) -> None:
        stream = message["stream"]
        known = self.mapper.stream_maps.get(stream)
        check_schema(stream, message["schema"])
        if known and (
            known[0].raw_schema != message["schema"]
            or known[0].raw_key_properties != message.get("key_properties")
        ):
            self.drain_all()  # rows of the old schema, before the table changes
        self._settle()
        with self.warehouse.transaction():
            super()._process_schema_message(message)
            for stream_map in self.mapper.stream_maps[stream]:
                if not isinstance(stream_map, RemoveRecordTransform):
                    self._sink(stream_map.stream_alias).prepare_table()

    def _process_one(self, message: dict[str, Any]) -> None:
        """Take one record as a dict: the way for stream maps, flattening and validation."""
        stream = message["stream"]
        self._refuse_unannounced(stream)
        for stream_map in self.mapper.stream_maps[stream]:
            record = stream_map.transform(dict(message["record"]))
            if record is None:
                continue
            sink = self._sink(stream_map.stream_alias)
            sink.validate(record)
            self.receive(
                sink,
                [encode_json(record)],
                [message.get("version")],
                [message.get("time_extracted")],
            )

    @override
    def process_records(self, stream: str, messages: Sequence[Envelope]) -> None:
        self._refuse_unannounced(stream)
        if self.config["validate_records"] or not changes_nothing(self.mapper.stream_maps[stream]):
            for message in messages:
                self._process_one(message.as_dict())
            return
        self.receive(
            self._sink(stream),
            [message.record for message in messages],
            [message.version for message in messages],
            [message.time_extracted for message in messages],
        )

    def _refuse_unannounced(self, stream: str) -> None:
        if stream not in self.mapper.stream_maps:
            line = getattr(self.message_reader, "line_number", None)
            where = f"Line {line} of the input" if line else "The input"
            raise RecordsWithoutSchemaException(
                f"{where} has a record of stream '{stream}' before the stream's SCHEMA message. "
                "The tap breaks the Singer specification.",
            )

    def _sink(self, stream: str) -> DuckDBSink:
        return self._sink_of(self.get_sink(stream))

    @staticmethod
    def _sink_of(sink: Sink) -> DuckDBSink:
        if not isinstance(sink, DuckDBSink):
            raise TypeError(f"unexpected sink {type(sink).__name__}")
        return sink

    def receive(
        self,
        sink: DuckDBSink,
        records: Sequence[Any],
        versions: Sequence[int | None] | None = None,
        extracted: Sequence[str | None] | None = None,
    ) -> None:
        """Hand records (JSON objects in bytes) to the sink, committing whenever it is full."""
        nothing = [None] * len(records)
        versions, extracted = versions or nothing, extracted or nothing
        self._bytes_since_drain += sum(map(len, records))
        start = 0
        while start < len(records):
            end = start + max(sink.max_size - sink.current_size, 1)
            sink.add(records[start:end], versions[start:end], extracted[start:end])
            self._versions.of(sink.stream_name).saw_rows()
            start = end
            if sink.is_full or self._bytes_waiting() >= self.config["batch_size_bytes"]:
                self.drain_all()
        self._handle_max_record_age()

    def _bytes_waiting(self) -> int:
        """Bytes held since the last commit: records, and the blocks of input they lie in."""
        read = getattr(self.message_reader, "bytes_read", 0) - self._read_at_last_drain
        return max(read, self._bytes_since_drain)

    @override
    def process_state(self, message: dict[str, Any]) -> None:
        super()._process_state_message(message)
        self._versions.saw_state()
        self._handle_max_record_age()

    @override
    def process_activate_version(self, message: dict[str, Any]) -> None:
        self._refuse_unannounced(message["stream"])
        for stream_map in self.mapper.stream_maps[message["stream"]]:
            if self.config["process_activate_version_messages"]:
                watch = self._versions.of(stream_map.stream_alias)
                watch.saw_activation(message["version"])

    @override
    def process_batch(self, message: dict[str, Any]) -> None:
        self._refuse_unannounced(message["stream"])
        super()._process_batch_message(message)

    # Commits

    @override
    def _drain_all(self, sink_list: Iterable[Sink], parallelism: int) -> None:
        """Load all sinks in one transaction: what was received so far, or nothing of it.

        DuckDB merges and writes beside the reading of what comes next; one batch at a time.
        """
        sinks = [self._sink_of(sink) for sink in sink_list]
        last = self._finishing and sink_list is not self._sinks_to_clear
        if not last and not any(sink.current_size for sink in sinks):
            return
        batches = []
        for sink in sinks:
            if sink.current_size:
                sink.start_drain()
                batches.append(sink.take_batch())
                sink.mark_drained()
        self._settle()
        self._loading = self._beside.submit(self._load, batches, last=last)
        self._read_at_last_drain = getattr(self.message_reader, "bytes_read", 0)
        self._bytes_since_drain = 0

    def _load(self, batches: Sequence[Batch], *, last: bool) -> None:
        with self.warehouse.transaction():
            for batch in batches:
                batch.sink.load(batch)
            if last:
                self._finish_tables()
        self.destinations.committed()

    def _finish_tables(self) -> None:
        if self.destinations.overwrites is not None:
            self.destinations.overwrites.take_over(self.warehouse)
            return
        for stream, version in self._versions.complete():
            if stream in self.destinations:
                retired = retire_older_versions(
                    self.warehouse,
                    self.destinations.table(stream),
                    version,
                    hard_delete=self.config["hard_delete"],
                )
                self.destinations.note(stream, retired)
        for stream, version in self._versions.incomplete():
            self.logger.warning(
                "Rows of '%s' older than version %d were kept: ACTIVATE_VERSION came before the "
                "rows and nothing after them shows that the read was complete. If the tap never "
                "sends it afterwards, see `trust_early_activate_version`.",
                stream,
                version,
            )

    @override
    def _write_state_message(self, state: dict[str, Any]) -> None:
        """Write the state as soon as what it covers is committed.

        With `overwrite`, that is not before the new tables took over.
        """
        if self.destinations.overwrites is None or self._finishing:
            self._telling = self._beside.submit(self._tell_state, state, self._loading)

    def _tell_state(self, state: dict[str, Any], load: Future[None] | None) -> None:
        failed = load is not None and load.exception() is not None
        if failed or state == self._state_written:
            return
        sys.stdout.write(f"{encode_json(state).decode()}\n")
        sys.stdout.flush()
        self._state_written = state

    def _settle(self) -> None:
        """Wait for the load under way, and for the state it is to be followed by."""
        for work in (self._loading, self._telling):
            if work is not None:
                work.result()

    @override
    def process_endofpipe(self) -> None:
        self._finishing = True
        super().process_endofpipe()
        self._settle()
        tell(self.destinations.reports, self.logger, self.config.get("summary_path"))

    @override
    def open(self) -> None:
        _ = self.warehouse  # a locked file is reported before anything is read

    @override
    def commit_partially(self) -> None:
        """Commit what was received, after input that ended early; no version is retired."""
        self.drain_all()
        self._settle()
        tell(self.destinations.reports, self.logger, self.config.get("summary_path"))

    @override
    def close(self) -> None:
        self._beside.shutdown()
        if "warehouse" in self.__dict__:
            self.warehouse.close()
