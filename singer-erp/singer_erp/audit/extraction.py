"""Records what a tap read, before the state that covers it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_erp.audit.entries import PageRead, sort_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from singer_erp.audit.log import AuditLog, AuditRun

_MAX_BUFFERED_PAGES = 500


class ExtractionLog:
    """The pages of one run, buffered until the next state is written.

    A run that reads nothing, such as a discovery, is not recorded. A run that was killed has no
    end, and the pages since its last state are read again.

    Args:
        audit_log: Receives the pages.
        plugin: The tap's name.
        version: The tap's version.
    """

    def __init__(self, audit_log: AuditLog, plugin: str, version: str) -> None:
        self._audit_log = audit_log
        self._plugin = plugin
        self._version = version
        self._run: AuditRun | None = None
        self._pages: list[PageRead] = []

    def page(
        self,
        stream: str,
        keys: Sequence[object],
        *,
        request_id: str | None,
        extracted_at: dt.datetime,
    ) -> None:
        """Buffer a page.

        Args:
            stream: Name of the stream.
            keys: Keys of the records in any order; tuples for keys of several parts.
            request_id: The vendor's id of the request.
            extracted_at: Timestamp of the response, timezone-aware.
        """
        texts = ["/".join(map(str, key)) if isinstance(key, tuple) else str(key) for key in keys]
        first, last = min(texts, key=sort_key), max(texts, key=sort_key)
        self._pages.append(PageRead(stream, first, last, len(texts), request_id, extracted_at))
        if len(self._pages) >= _MAX_BUFFERED_PAGES:
            self.flush()

    def flush(self) -> None:
        """Write the buffered pages; call it before writing a state that covers them.

        Raises:
            DatabaseError: The audit log is not writable.
        """
        if self._pages:
            if self._run is None:
                self._run = self._audit_log.begin(self._plugin, self._version)
            self._run.record_pages(self._pages)
            self._pages.clear()

    def end(self, result: str, calls: int) -> None:
        """End the run as `complete` or `failed`."""
        self.flush()
        if self._run is not None:
            self._run.end(result, calls)
            self._run = None
        self._audit_log.close()
