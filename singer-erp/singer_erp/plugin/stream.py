"""The stream of all taps: pages in, Singer lines and resumable state out."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, cast

from singer_sdk.exceptions import AbortedSyncPausedException
from singer_sdk.singerlib import RecordMessage, SchemaMessage
from typing_extensions import override

from singer_erp.errors import ErpError, StreamError
from singer_erp.messages.writer import BufferedWriter, CompleteVersionMessage
from singer_erp.plugin.sdk import SdkStream
from singer_erp.plugin.stream_maps import apply_map, change_nothing, that_load

if TYPE_CHECKING:
    import logging
    from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from singer_sdk import Tap

    from singer_erp.audit.extraction import ExtractionLog
    from singer_erp.messages.records import Record, RecordType
    from singer_erp.sync.page import Page


class TapRun(Protocol):
    """What the streams of a run share; every `ErpTap` is one."""

    @property
    def extraction(self) -> ExtractionLog | None:
        """Where pages are recorded, if anywhere."""

    @property
    def calls(self) -> int:
        """Requests sent so far."""

    @property
    def state_lock(self) -> AbstractContextManager[object]:
        """Held while the state is written: other streams may change it in their threads."""

    @property
    def rejected(self) -> list[StreamError]:
        """Errors of the streams that could not be read, while the others were."""

    def close(self) -> None:
        """Release what the run holds at the vendor."""

    def release(self) -> None:
        """Release it for now."""

    def finish(self) -> None:
        """End the run once all streams are read."""

    def stream(self, name: str) -> ErpStream:
        """Return a stream by name."""

    def siblings(self, name: str) -> list[str]:
        """Return the streams that are read together with a stream, itself included."""

    def pages(self, name: str) -> Iterator[Page]:
        """Yield the pages of a stream and its siblings; nothing if a sibling has read them."""


class ErpStream(SdkStream):
    """A stream of typed records; what it reads is decided by the tap's table of syncs.

    Records go from the vendor's bytes to RECORD lines without becoming dictionaries. With stream
    maps or flattening configured, they take the SDK's own path, with the same output.

    Args:
        tap: The tap, an `ErpTap`.
        name: The stream's name.
        schema: JSON schema.
        primary_keys: Columns of the key.
        replication_key: Column that is followed; None for full refreshes.
        selected_by_default: Whether the stream is read without a catalog.
    """

    def __init__(  # noqa: PLR0913  # the SDK's attributes of a stream
        self,
        tap: Tap,
        *,
        name: str,
        schema: dict[str, Any],
        primary_keys: Sequence[str],
        replication_key: str | None = None,
        selected_by_default: bool = True,
    ) -> None:
        self.selected_by_default = selected_by_default
        super().__init__(tap, schema=schema, name=name)
        self._run = cast("TapRun", tap)
        self.primary_keys = tuple(primary_keys)
        self.replication_key = replication_key
        self.logger.addFilter(_is_not_reported_twice)
        self._emitted = 0
        self._written_columns: Collection[str] = ()
        self._has_schema = False

    @property
    def columns(self) -> dict[str, Any]:
        """JSON schema of the selected columns, by name."""
        properties = self.effective_schema["properties"]
        return {name: s for name, s in properties.items() if self.mask["properties", name]}

    @property
    def is_incremental(self) -> bool:
        """Whether the catalog has the stream follow its replication key."""
        return self.replication_method == "INCREMENTAL"

    @cached_property
    def writes_typed(self) -> bool:
        """Whether records can go straight to the output."""
        return change_nothing(self.stream_maps) and isinstance(
            self.tap.message_writer, BufferedWriter
        )

    @property
    @override
    def emit_activate_version_messages(self) -> bool:
        """Always false: the SDK would activate a version before its records are read."""
        return False

    @override
    def get_replication_key_signpost(self, context: Mapping[str, Any] | None = None) -> None:
        """Return None: bookmarks are the vendor's clock, not the largest timestamp."""

    @override
    def get_records(self, context: Mapping[str, Any] | None) -> Iterable[dict[str, Any]]:
        """Yield records as dictionaries, for callers of the SDK's interface."""
        for page in self._run.pages(self.name):
            yield from self._own_records(page)
            page.save()

    @override
    def sync_records(self, *, write_messages: bool) -> Generator[dict[str, Any], Any, Any]:
        """Read all pages and write their records and the state.

        A stream that the vendor rejects costs the run its exit code, not the other streams.
        """
        try:
            yield from self._read_and_write(write_messages=write_messages)
        except StreamError as error:
            names = ", ".join(f"'{name}'" for name in self._run.siblings(self.name))
            reason = f"{names} could not be read: {error.reason}"
            self._run.rejected.append(error.because(reason))
            if write_messages:
                self.write_state()
        except AbortedSyncPausedException:
            self._run.release()
            raise
        except BaseException:
            with suppress(ErpError):  # the first error is the one to report
                self._run.close()
                if self._extraction is not None:
                    self._extraction.end("failed", self._run.calls)
            raise

    def _read_and_write(self, *, write_messages: bool) -> Generator[dict[str, Any], Any, Any]:
        counter = self.get_record_counter()
        unsaved = 0
        with counter, self.get_sync_timer():
            counter.increment(self._emitted)  # what siblings have written of this stream
            for page in self._run.pages(self.name):
                before = self._emitted
                if write_messages:
                    self._write_page(page)
                else:
                    yield from self._own_records(page)
                counter.increment(self._emitted - before)
                self._stop_at_limit()
                page.save()
                self.state_manager.is_flushed = False
                unsaved += sum(len(records) for _, records in page.rows)
                if write_messages and (page.persists or unsaved >= self.STATE_MSG_FREQUENCY):
                    self.write_state()
                    unsaved = 0
        if write_messages:
            self.write_state()
        self.log("Emitted %d records of '%s'", self._emitted, self.name)

    def _write_page(self, page: Page) -> None:
        """Write the records of a page, also those of sibling streams."""
        for record_type, records in page.rows:
            self._run.stream(record_type.stream).write(page, record_type, records)
        if page.activates:
            for name in self._run.siblings(self.name):
                self._run.stream(name).activate(page.version)

    def write(self, page: Page, record_type: RecordType, records: Sequence[Record]) -> None:
        """Write records of this stream and flush them.

        Args:
            page: The page they are of.
            record_type: Their type; a SCHEMA message precedes one that was not seen before.
            records: Structs of the type.
        """
        self._write_schema_of(record_type)
        records = self._within_limit(records)
        writer = self.tap.message_writer
        if isinstance(writer, BufferedWriter) and self.writes_typed:
            writer.write_lines(record_type.lines(records, page.extracted_at, page.version))
        else:
            for record in records:
                self._write_mapped(page, record_type.as_dict(record))
        if isinstance(writer, BufferedWriter):
            writer.flush()  # one more system call per page is not measurable
        self._emitted += len(records)
        if self._extraction is not None and records and self.primary_keys:
            self._extraction.page(
                self.name,
                list(map(record_type.getter(*self.primary_keys), records)),
                request_id=page.request_id,
                extracted_at=page.extracted_at,
            )

    def _write_mapped(self, page: Page, record: dict[str, Any]) -> None:
        for stream_map in self.stream_maps:
            mapped = apply_map(stream_map, record)
            if mapped is not None:
                self.tap.write_message(
                    RecordMessage(stream_map.stream_alias, mapped, page.version, page.extracted_at)
                )

    def activate(self, version: int | None) -> None:
        """Write that every record of a version has been written."""
        if version is None or not self.config.get("emit_activate_version_messages", True):
            return
        self.write_schema()
        for stream_map in that_load(self.stream_maps):
            self.tap.write_message(CompleteVersionMessage(stream_map.stream_alias, version))

    def _write_schema_of(self, record_type: RecordType) -> None:
        """Write the schema; again when the source no longer has all columns."""
        self.write_schema()
        written = self._written_columns or self.columns.keys()
        self._written_columns = record_type.columns
        if set(written) == set(record_type.columns):
            return
        schema = self.stream_maps[0].transformed_schema
        properties = {n: s for n, s in schema["properties"].items() if n in record_type.columns}
        bookmarks = [self.replication_key] if self.replication_key else None
        self.tap.write_message(
            SchemaMessage(
                self.name, schema | {"properties": properties}, self.primary_keys, bookmarks
            )
        )

    @override
    def write_schema(self) -> None:
        """Write the SCHEMA message, once."""
        if not self._has_schema:
            self._has_schema = True
            super().write_schema()

    @override
    def write_state(self) -> None:
        """Write the state; the audit log first, so that no record a state covers is untraceable."""
        if self._extraction is not None:
            self._extraction.flush()
        with self._run.state_lock:
            super().write_state()

    @override
    def log_sync_costs(self) -> None:
        """Log what the stream cost, and end the run: the SDK calls this when all are read."""
        super().log_sync_costs()
        self._run.finish()

    def _own_records(self, page: Page) -> Iterable[dict[str, Any]]:
        for record_type, records in page.rows:
            if record_type.stream == self.name:
                within = self._within_limit(records)
                self._emitted += len(within)
                yield from map(record_type.as_dict, within)

    def _within_limit(self, records: Sequence[Record]) -> Sequence[Record]:
        """Return the records that a connection test (`--test`) still takes."""
        limit = self.ABORT_AT_RECORD_COUNT
        return records if limit is None else records[: max(0, limit - self._emitted)]

    def _stop_at_limit(self) -> None:
        """End the sync of a connection test once it has its records."""
        limit = self.ABORT_AT_RECORD_COUNT
        if limit is not None and self._emitted >= limit:
            self.write_state()
            raise AbortedSyncPausedException

    @property
    def _extraction(self) -> ExtractionLog | None:
        return self._run.extraction


def _is_not_reported_twice(record: logging.LogRecord) -> bool:
    """Return False for the SDK's line before an error, which the command reports."""
    return not str(record.msg).startswith("An unhandled error occurred")
