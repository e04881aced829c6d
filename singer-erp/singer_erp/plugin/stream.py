"""The base of all streams: typed pages in, Singer lines and resumable state out."""

from __future__ import annotations

from abc import abstractmethod
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_sdk.mapper import SameRecordTransform
from singer_sdk.streams.core import Stream

from singer_erp.auth.tokens import utc_now
from singer_erp.errors import ErpError
from singer_erp.messages.writer import BufferedWriter
from singer_erp.plugin.tap import ErpTap

if TYPE_CHECKING:
    import datetime as dt
    import logging
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence

    from singer_sdk import Tap

    from singer_erp.audit.extraction import ExtractionLog
    from singer_erp.messages.records import Record, RecordType


@dataclass(frozen=True)
class Page:
    """Records of one answer.

    Attributes:
        records: Structs of `record_type`.
        record_type: How to write them.
        extracted_at: Aware instant of the vendor's answer.
        version: Table version, for streams that are read whole.
        done: Called once the records are written: notes the progress in the state.
        request_id: The vendor's id of the request, for the audit ledger.
    """

    records: Sequence[Record]
    record_type: RecordType
    extracted_at: dt.datetime
    version: int | None
    done: Callable[[], object]
    request_id: str | None = None


class TypedStream(Stream):
    """A stream that reads typed pages.

    Records go from the vendor's bytes to RECORD lines without becoming dictionaries. With stream
    maps or flattening configured, they take the SDK's own path, with the same output.
    """

    def __init__(
        self, tap: Tap, *, schema: dict[str, Any] | None = None, name: str | None = None
    ) -> None:
        super().__init__(tap, schema=schema, name=name)
        self.logger.addFilter(_told_at_the_end)
        self._emitted = 0
        self._announced = False

    @abstractmethod
    def read_pages(self) -> Iterator[Page]:
        """All pages this run owes, each ready to be written."""

    def get_records(self, context: Mapping[str, Any] | None) -> Iterable[dict[str, Any]]:  # noqa: ARG002
        """Records as dictionaries, for callers of the SDK's interface."""
        for page in self.read_pages():
            yield from map(page.record_type.as_dict, page.records)
            page.done()

    @property
    def emit_activate_version_messages(self) -> bool:
        """Always false for the SDK, which would announce a version before its rows are read."""
        return False

    def get_replication_key_signpost(self, context: Mapping[str, Any] | None = None) -> None:  # noqa: ARG002
        """None: bookmarks are the vendor's clock, not the largest stamp."""
        return

    def activate(self, version: int) -> None:
        """Announce that every row of a version has been written."""
        if self.config.get("emit_activate_version_messages", True):
            self._write_activate_version_message(version)

    @property
    def writes_typed(self) -> bool:
        """Whether records can go straight to the output."""
        maps = self.stream_maps
        return (
            len(maps) == 1
            and type(maps[0]) is SameRecordTransform
            and not maps[0].flattening_enabled
            and isinstance(self._tap.message_writer, BufferedWriter)
        )

    def _sync_records(
        self,
        context: Mapping[str, Any] | None = None,  # noqa: ARG002
        *,
        write_messages: bool = True,
    ) -> Generator[dict[str, Any], Any, Any]:
        try:
            yield from self._read_and_write(write_messages=write_messages)
        except BaseException:
            if self._extraction is not None:
                with suppress(ErpError):  # the first error is the one to tell
                    self._extraction.end("failed", self._calls)
            raise

    def _read_and_write(self, *, write_messages: bool) -> Generator[dict[str, Any], Any, Any]:
        counter = self.get_record_counter()
        unsaved = 0
        with counter, self.get_sync_timer():
            for page in self.read_pages():
                records = self._within_limit(page.records, self._emitted)
                if not write_messages:
                    yield from map(page.record_type.as_dict, records)
                else:
                    self._write(page, records)
                    self._note(page, records)
                self._emitted += len(records)
                counter.increment(len(records))
                self._check_max_record_limit(self._emitted)
                page.done()
                self.state_manager.is_flushed = False
                unsaved += len(records)
                if write_messages and unsaved >= self.STATE_MSG_FREQUENCY:
                    self._write_state_message()
                    unsaved = 0
        if write_messages:
            self._write_state_message()
        self.log("Emitted %d records of '%s'", self._emitted, self.name)

    def emit(self, page: Page) -> None:
        """Write a page of this stream while another one is synced that reads for both."""
        self._write_schema_message()
        self._write(page, page.records)
        self._note(page, page.records)
        self._emitted += len(page.records)

    def _write_schema_message(self) -> None:
        """Announce the stream, once."""
        if not self._announced:
            self._announced = True
            super()._write_schema_message()

    def log_sync_costs(self) -> None:
        """Tell what the stream cost; the SDK asks once all streams are read."""
        super().log_sync_costs()
        if self._extraction is not None:
            self._extraction.end("complete", self._calls)

    def _within_limit(self, records: Sequence[Record], emitted: int) -> Sequence[Record]:
        """Records a connection test still asks for."""
        limit = self.ABORT_AT_RECORD_COUNT
        return records if limit is None else records[: max(0, limit - emitted)]

    def _write(self, page: Page, records: Sequence[Record]) -> None:
        """Write a page and flush it: one more system call for each request is nothing."""
        writer = self._tap.message_writer
        if isinstance(writer, BufferedWriter) and self.writes_typed:
            writer.write_lines(page.record_type.lines(records, page.extracted_at, page.version))
        else:
            self._stream_version = page.version
            for record in records:
                for message in self._generate_record_messages(page.record_type.as_dict(record)):
                    message.time_extracted = page.extracted_at
                    self._tap.write_message(message)
        if isinstance(writer, BufferedWriter):
            writer.flush()

    def _note(self, page: Page, records: Sequence[Record]) -> None:
        if self._extraction is not None and records and self.primary_keys:
            key_of = page.record_type.getter(*self.primary_keys)
            self._extraction.page(
                self.name,
                (key_of(records[0]), key_of(records[-1])),
                records=len(records),
                request_id=page.request_id,
                extracted_at=page.extracted_at,
            )

    def _write_state_message(self) -> None:
        """Write the state; the ledger first, so that no record a state covers is untraceable."""
        if self._extraction is not None:
            self._extraction.flush()
        super()._write_state_message()

    @property
    def _calls(self) -> int:
        return self._tap.calls if isinstance(self._tap, ErpTap) else 0

    @property
    def _extraction(self) -> ExtractionLog | None:
        return self._tap.extraction if isinstance(self._tap, ErpTap) else None


def _told_at_the_end(record: logging.LogRecord) -> bool:
    """False for the SDK's line before an error: one error is one line, by the command."""
    return not str(record.msg).startswith("An unhandled error occurred")


def extracted_now() -> dt.datetime:
    """The instant an answer is taken as extracted, whole seconds."""
    return utc_now().replace(microsecond=0)
