"""The base of taps."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

from singer_sdk import Tap
from singer_sdk.helpers.capabilities import CapabilitiesEnum, PluginCapabilities
from typing_extensions import override

from singer_erp.audit.extraction import ExtractionLog
from singer_erp.messages.writer import BufferedWriter
from singer_erp.plugin.base import ErpPlugin
from singer_erp.plugin.catalog import check_catalog, with_replication_methods
from singer_erp.plugin.shutdown import SIGNAL_EXIT_BASE, hold
from singer_erp.plugin.stream import ErpStream
from singer_erp.sync.prefetch import started
from singer_erp.sync.state import StateStore, check_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from singer_erp.errors import StreamError
    from singer_erp.sync.page import Page


class Sync(Protocol):
    """Reads one stream, or the sibling streams of one entity, once a run."""

    def pages(self) -> Iterator[Page]:
        """Yield everything the run has to write."""


class ErpTap(ErpPlugin, Tap):
    """A tap with exact output that exits with 128 + signal when a signal ends it.

    Args:
        sleep: Waits between tries and for rate limits; tests pass their own.
        kwargs: The arguments of `singer_sdk.Tap`.
    """

    message_writer_class = BufferedWriter
    # No BATCH: the SDK would activate a table's version before its last file is written.
    capabilities: ClassVar[list[CapabilitiesEnum]] = [
        capability for capability in Tap.capabilities if capability is not PluginCapabilities.BATCH
    ]

    def __init__(self, *, sleep: Callable[[float], None] = time.sleep, **kwargs: Any) -> None:
        self.sleep = sleep  # first: the SDK discovers streams in its constructor
        # Reentrant: the handler of a signal writes the state, too.
        self.state_lock = threading.RLock()
        self._is_finished = False
        if isinstance(catalog := kwargs.get("catalog"), dict):
            check_catalog(catalog)
            kwargs["catalog"] = with_replication_methods(catalog)
        super().__init__(**kwargs)

    @classmethod
    @override
    def invoke(cls, **options: Any) -> None:
        # At exit, Python would look for cycles among all modules and records: 0.1 s and more.
        atexit.register(gc.freeze)
        super().invoke(**options)

    def create_syncs(self, store: StateStore) -> Mapping[str, Sync]:
        """Return what the selected streams read, by stream; sibling streams share one sync.

        Args:
            store: The states of all streams.
        """
        raise NotImplementedError

    @cached_property
    def syncs(self) -> Mapping[str, Sync]:
        """What the selected streams read; created when the first of them is read."""
        state = cast("dict[str, Any]", self.state)
        return self.create_syncs(StateStore(state, self.state_lock, self.source_name))

    @property
    def source_name(self) -> str | None:
        """Name of the account or tenant that the state is of; None where it may be of several."""
        return None

    @property
    def starts_next(self) -> bool:
        """Whether a sync starts while the one before it is written: see `started`."""
        return False

    @property
    def selected_streams(self) -> list[ErpStream]:
        """The selected streams, in the order they are read."""
        return [stream for stream in map(self.stream, self.streams) if stream.selected]

    @property
    def is_connection_test(self) -> bool:
        """Whether the run only reads a few records of each stream (`--test`)."""
        return any(s.ABORT_AT_RECORD_COUNT is not None for s in self.selected_streams)

    def stream(self, name: str) -> ErpStream:
        """Return a stream by name."""
        stream = self.streams[name]
        assert isinstance(stream, ErpStream)  # noqa: S101  # for the type checker
        return stream

    def siblings(self, name: str) -> list[str]:
        """Return the streams that are read together with a stream, itself included."""
        return [other for other, sync in self.syncs.items() if sync is self.syncs[name]]

    def pages(self, name: str) -> Iterator[Page]:
        """Yield the pages of a stream and its siblings; nothing if a sibling has read them."""
        sync = self.syncs[name]
        if id(sync) not in self._read:
            self._read.add(id(sync))
            pages = self._started.pop(id(sync), None) or sync.pages()
            self._start_next()
            yield from pages

    def _start_next(self) -> None:
        """Start the sync that comes next, if there is one."""
        if not self.starts_next:
            return
        syncs = (self.syncs[stream.name] for stream in self.selected_streams)
        sync = next((sync for sync in syncs if id(sync) not in self._read), None)
        if sync is not None:
            self._started[id(sync)] = started(sync.pages())

    @override
    def load_state(self, state: dict[str, Any]) -> None:
        check_state(state)
        super().load_state(state)

    def finish(self) -> None:
        """End the run, once, when all streams are read or rejected by the vendor.

        Raises:
            StreamError: That of the last stream that was rejected; earlier ones are logged.
        """
        if self._is_finished:
            return
        self._is_finished = True
        self.release()
        self.close()
        self.log_costs()
        if self.extraction is not None:
            self.extraction.end("failed" if self.rejected else "complete", self.calls)
        self.raise_rejected()

    def raise_rejected(self) -> None:
        """Report the streams that were rejected by the vendor, if there are any.

        Raises:
            StreamError: That of the last stream; earlier ones are logged.
        """
        for error in self.rejected[:-1]:
            self.logger.error("%s", error)
        if self.rejected:
            raise self.rejected[-1]

    @override
    def run_discovery(self) -> str:
        # Meltano keeps the catalog: without the streams that were rejected, no later run has them.
        self.logger.info("Discovered %d streams", len(self.streams))
        self.raise_rejected()
        return super().run_discovery()

    def close(self) -> None:
        """Release what the run holds at the vendor, such as a session; a signal may call it."""

    def release(self) -> None:
        """Release it for now: a connection test continues with the next stream."""
        self.close()

    def log_costs(self) -> None:
        """Log what the run cost, where the vendor meters it."""

    @cached_property
    def rejected(self) -> list[StreamError]:
        """Errors of the streams that could not be described or read, while the others were."""
        return []

    @cached_property
    def _started(self) -> dict[int, Iterator[Page]]:
        return {}

    @cached_property
    def _read(self) -> set[int]:
        return set()

    @cached_property
    def extraction(self) -> ExtractionLog | None:
        """Where pages are recorded; None without the setting `audit_url`, and for `--test`."""
        url = None if self.is_connection_test else self.config.get("audit_url")
        if not url:
            return None
        from singer_erp.audit.log import AuditLog  # noqa: PLC0415  # slow to import

        return ExtractionLog(AuditLog(url), self.name, self.plugin_version)

    @property
    def user_agent(self) -> str:
        """The plugin's name and version, for the User-Agent header."""
        return f"singer-erp/{self.name} {self.plugin_version}"

    @property
    def calls(self) -> int:
        """Requests sent so far."""
        return 0

    @override
    def terminate(self, signum: int) -> None:
        """Write the state of the records written so far, then exit with 128 + signal.

        The SDK exits with 0, which Meltano records as a complete run.
        """
        if hold.defers(signum):
            return
        writer = self.message_writer
        assert isinstance(writer, BufferedWriter)  # noqa: S101  # for the type checker

        def leave() -> None:
            try:
                if self.state:  # empty during discovery; the stored state remains
                    with self.state_lock:
                        self.state_writer.write_state(self.state)
            finally:
                self.close()
                sys.stderr.flush()
                # Threads may wait minutes for a response that is no longer needed.
                os._exit(SIGNAL_EXIT_BASE + signum)

        self.logger.warning("Stopped by signal %d; the state covers what was written", signum)
        writer.when_idle(leave)
