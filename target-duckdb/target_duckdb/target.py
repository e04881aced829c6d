"""The target: messages in, one transaction over all streams per commit, then the state."""

from __future__ import annotations

import itertools
import time
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar

from singer_erp.messages.json import UnreadableJsonError, decode_json, encode_json
from singer_erp.plugin.stream_maps import apply_map, change_nothing, register_schema, that_load
from singer_erp.plugin.target import ErpTarget
from singer_sdk.helpers.capabilities import (
    CapabilitiesEnum,
    PluginCapabilities,
    TargetCapabilities,
)
from typing_extensions import override

from target_duckdb.batch_files import read_batch_file
from target_duckdb.commits import Commits
from target_duckdb.completeness import Completeness
from target_duckdb.connection import Connection
from target_duckdb.errors import SchemaError, ValueRefusedError
from target_duckdb.report import Tally, write_report
from target_duckdb.schema import check_schema
from target_duckdb.settings import SETTINGS, LoadOptions
from target_duckdb.stream import LoadedStream
from target_duckdb.tables import table_for_stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from singer_erp.messages.reader import Envelope
    from singer_sdk.mapper import StreamMap

    from target_duckdb.buffer import Batch

_MAX_SECONDS_BETWEEN_COMMITS = 60


class TargetDuckDB(ErpTarget):
    """Singer target for DuckDB: exact decimals, counted batches, nothing lost."""

    name = "target-duckdb"
    package_name = "singer-erp-target-duckdb"
    config_jsonschema = SETTINGS.to_dict()
    capabilities: ClassVar[list[CapabilitiesEnum]] = [
        *ErpTarget.capabilities,
        PluginCapabilities.ACTIVATE_VERSION,
        PluginCapabilities.BATCH,
        TargetCapabilities.TARGET_SCHEMA,
        TargetCapabilities.HARD_DELETE,
        TargetCapabilities.SOFT_DELETE,
    ]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._streams: dict[str, LoadedStream] = {}
        self._schemas: dict[str, dict[str, Any]] = {}
        self._versions = Completeness(
            trust_early=self.config.get("trust_early_activate_version", False),
        )
        self._commits = Commits()
        self._state: dict[str, Any] | None = None
        self._bytes_since_commit = 0
        self._read_at_commit = 0
        self._committed_at = time.monotonic()

    @cached_property
    def connection(self) -> Connection:
        """The database, opened on first use."""
        return Connection(self.config["filepath"], self.config)

    @cached_property
    def options(self) -> LoadOptions:
        """How records become rows."""
        return LoadOptions.from_config(self.config)

    @override
    def open(self) -> None:
        _ = self.connection

    @override
    def close(self) -> None:
        self._commits.close()
        if "connection" in self.__dict__:
            self.connection.close()

    # Streams

    @override
    def process_schema(self, message: dict[str, Any]) -> None:
        stream, known = message["stream"], self._schemas.get(message["stream"])
        check_schema(stream, message["schema"])
        if known == message:
            return
        register_schema(self.mapper, message)
        self._schemas[stream] = message
        maps = that_load(self.stream_maps(stream))
        if any(stream_map.stream_alias in self._streams for stream_map in maps):
            self._commit()  # rows of the old schema, before the table changes
        self._commits.wait()
        with self.connection.transaction():
            for stream_map in maps:
                self._stream(stream_map.stream_alias).set_schema(
                    self.connection,
                    stream_map.transformed_schema,
                    stream_map.transformed_key_properties or (),
                    self.initialized_at,
                )

    def _stream(self, name: str) -> LoadedStream:
        """Return the stream; a new one must have a table of its own."""
        if name in self._streams:
            return self._streams[name]
        table = table_for_stream(
            name, self.config.get("default_target_schema"), self.connection.database
        )
        for other in self._streams.values():
            if other.report.table.normalized == table.normalized:
                raise SchemaError(
                    f"Streams '{other.report.stream}' and '{name}' would both be loaded into "
                    f"{table}. Rename one with a stream map (`__alias__`), or remove "
                    "`default_target_schema` so that names like `schema-table` stay apart.",
                )
        stream = LoadedStream(name, table, self.options, self.logger.getChild(name))
        stream.begin(self.connection)
        self._streams[name] = stream
        return stream

    # Records

    @override
    def process_records(self, stream: str, messages: Sequence[Envelope]) -> None:
        records = [message.record for message in messages]
        versions = [message.version for message in messages]
        extracted_at = [message.time_extracted for message in messages]
        self._receive_all(stream, records, versions, extracted_at)

    @override
    def process_batch(self, message: dict[str, Any]) -> None:
        storage = (self.config.get("batch_config") or {}).get("storage")
        for path in message["manifest"]:
            for records in read_batch_file(path, message["encoding"], storage):
                nothing = [None] * len(records)
                self._receive_all(message["stream"], records, nothing, nothing)

    def _receive_all(
        self,
        name: str,
        records: Sequence[Any],
        versions: Sequence[int | None],
        extracted_at: Sequence[str | None],
    ) -> None:
        """Receive records of the tap (JSON objects in bytes)."""
        maps = that_load(self.stream_maps(name))
        for stream_map in maps:
            self._versions.of(stream_map.stream_alias).saw_rows(set(versions))
        if change_nothing(maps) and not self.options.validate_records:
            self._receive(name, records, versions, extracted_at)
            return
        for record, version, at in zip(records, versions, extracted_at, strict=True):
            for stream_map in maps:
                self._receive_mapped(stream_map, record, version, at)

    def _receive_mapped(
        self, stream_map: StreamMap, text: Any, version: int | None, extracted_at: str | None
    ) -> None:
        """Receive one record as a dictionary, for stream maps, flattening and validation."""
        stream = self._streams[stream_map.stream_alias]
        try:
            record = apply_map(stream_map, decode_json(text))
            if record is None:
                return
            stream.validate(record)
            mapped = encode_json(record)
        except (UnreadableJsonError, TypeError, RecursionError) as error:
            raise _unreadable(stream_map, error) from None
        self._receive(stream_map.stream_alias, [mapped], [version], [extracted_at])

    def _receive(
        self,
        name: str,
        records: Sequence[Any],
        versions: Sequence[int | None],
        extracted_at: Sequence[str | None],
    ) -> None:
        """Buffer records (JSON objects in bytes), committing whenever a batch is full."""
        stream = self._streams[name]
        latest = self._versions.of(name).latest
        if latest is not None and None in versions:
            versions = [latest if version is None else version for version in versions]
        self._bytes_since_commit += sum(map(len, records))
        max_rows = self.config["batch_size_rows"]
        start = 0
        while start < len(records):
            end = start + max(max_rows - stream.size, 1)
            stream.add(records[start:end], versions[start:end], extracted_at[start:end])
            start = end
            if stream.size >= max_rows or self._buffered_bytes >= self.config["batch_size_bytes"]:
                self._commit()
        self._commit_if_due()

    @property
    def _buffered_bytes(self) -> int:
        """Bytes since the last commit: records, and the blocks of input that hold them."""
        return max(self.reader.bytes_read - self._read_at_commit, self._bytes_since_commit)

    # State and versions

    @override
    def process_state(self, message: dict[str, Any]) -> None:
        self._state = message["value"]
        self._versions.saw_state(self._state)
        self._commit_if_due()

    @override
    def process_activate_version(self, message: dict[str, Any]) -> None:
        if not self.options.process_activate_version_messages:
            return
        for stream_map in that_load(self.stream_maps(message["stream"])):
            self._versions.of(stream_map.stream_alias).saw_activation(
                message["version"], complete=message.get("complete") is True
            )

    # Commits

    def _commit_if_due(self) -> None:
        if time.monotonic() - self._committed_at > _MAX_SECONDS_BETWEEN_COMMITS:
            self._commit()

    def _commit(self, *, last: bool = False) -> None:
        """Start to load what was received, and write the state after it.

        With `overwrite`, the state is written once the new tables have replaced the old ones.
        """
        batches = [stream.take() for stream in self._streams.values() if stream.size]
        if batches or last:
            self._commits.start(partial(self._load, batches, last=last))
        if self._state and (last or not self.options.overwrites):
            self._commits.write_state(self._state)
        self._read_at_commit = self.reader.bytes_read
        self._bytes_since_commit = 0
        self._committed_at = time.monotonic()

    def _load(self, batches: Sequence[Batch], *, last: bool) -> None:
        tallies: list[tuple[str, Tally]] = []
        with self.connection.transaction():
            for batch in batches:
                tally = self._streams[batch.stream].load(self.connection, batch)
                tallies.append((batch.stream, tally))
            if last:
                tallies += self._finish_tables()
        for stream, tally in tallies:
            self._streams[stream].report.tally.add(tally)

    def _finish_tables(self) -> Iterator[tuple[str, Tally]]:
        """Replace overwritten tables, else remove older versions; yield the counts."""
        if self.options.overwrites:
            for stream in self._streams.values():
                stream.replace_table(self.connection)
            return
        for name, stream in self._streams.items():
            latest = self._versions.of(name).latest
            if latest is None or self._is_shared(name):
                continue
            complete = self._versions.complete(name)
            if complete is not None:
                yield name, stream.retire_older_versions(self.connection, complete)
            if complete != latest:
                self.logger.warning(
                    "Rows of '%s' older than version %d were kept: nothing shows that the read "
                    "was complete, because ACTIVATE_VERSION did not come after all rows of the "
                    "version. See `trust_early_activate_version`.",
                    name,
                    latest,
                )

    def _is_shared(self, name: str) -> bool:
        """Return whether several streams of the tap have this alias: each has its own versions."""
        maps = itertools.chain.from_iterable(self.mapper.stream_maps.values())
        return sum(each.stream_alias == name for each in maps) > 1

    @override
    def process_endofpipe(self) -> None:
        self._end(complete=True)

    @override
    def commit_partially(self) -> None:
        """Commit what was received of input that ended early; no version is removed."""
        self._end(complete=False)

    def _end(self, *, complete: bool) -> None:
        self._commit(last=complete)
        self._commits.wait()
        for stream in self._streams.values():
            stream.end()
        reports = [stream.report for stream in self._streams.values()]
        write_report(reports, self.logger, self.config.get("summary_path"))


def _unreadable(stream_map: StreamMap, error: Exception) -> ValueRefusedError:
    if isinstance(error, UnreadableJsonError):
        return ValueRefusedError(
            f"Stream '{stream_map.stream_alias}': a record cannot be read: {error}. Correct the "
            "record in the tap.",
        )
    return ValueRefusedError(
        f"Stream '{stream_map.stream_alias}': an expression of the stream map returns a value "
        f"that is not JSON ({type(error).__name__}). Convert it, for example with `str(...)`.",
    )
