"""What a tap read, noted beside the state that covers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_erp.audit.entries import PageRead

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from singer_erp.audit.log import Ledger, Run

_MOST_KEPT = 500


class ExtractionLog:
    """Pages of one run; kept until the next state is written, then noted at once.

    A run that reads nothing, such as a discovery, leaves no trace. One that is killed has no end,
    and its pages since the last state are read again.

    Args:
        ledger: Where pages are noted.
        plugin: The tap's name.
        version: The tap's version.
    """

    def __init__(self, ledger: Ledger, plugin: str, version: str) -> None:
        self._ledger = ledger
        self._plugin = plugin
        self._version = version
        self._run: Run | None = None
        self._pages: list[PageRead] = []

    def page(
        self,
        stream: str,
        keys: Sequence[object],
        *,
        records: int,
        request_id: str | None,
        extracted_at: dt.datetime,
    ) -> None:
        """Note a page.

        Args:
            stream: Its stream.
            keys: Keys of its first and last record; tuples where a key has several parts.
            records: How many it holds.
            request_id: The vendor's id of the request that brought it.
            extracted_at: When it came, aware.
        """
        first, last = (
            "/".join(map(str, key)) if isinstance(key, tuple) else str(key) for key in keys
        )
        self._pages.append(PageRead(stream, first, last, records, request_id, extracted_at))
        if len(self._pages) >= _MOST_KEPT:
            self.flush()

    def flush(self) -> None:
        """Write what was noted; called before a state that covers it.

        Raises:
            LedgerError: The ledger cannot be written.
        """
        if self._pages:
            if self._run is None:
                self._run = self._ledger.begin(self._plugin, self._version)
            self._run.read(self._pages)
            self._pages.clear()

    def end(self, result: str, calls: int) -> None:
        """Close the run: `complete` or `failed`."""
        self.flush()
        if self._run is not None:
            self._run.end(result, calls)
            self._run = None
        self._ledger.close()
