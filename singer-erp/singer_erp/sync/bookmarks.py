"""What a stream has read, kept in Singer state so that a killed run goes on where it was.

A scan reads everything that changed since a moment, page by page in key order. Its bookmark is
the vendor's clock at the scan's start, never the largest stamp seen: rows that change while the
scan runs carry later stamps and belong to the next scan, and a look-back covers late commits.
While it runs, the state holds the scan and the last key emitted::

    {"replication_key": "lastmodifieddate",
     "replication_key_value": "2026-01-30T04:00:00Z",
     "scan": {"since": "2026-01-30T03:45:00Z", "started_at": "2026-01-31T04:00:00Z",
              "after": [4711], "version": null}}
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from singer_erp.errors import ConfigError

Key = tuple[Any, ...]
_SCAN = "scan"
_VALUE = "replication_key_value"


@dataclass(frozen=True)
class Scan:
    """One pass over a stream.

    Attributes:
        since: Rows changed at or after this instant (UTC); None for all rows.
        started_at: Vendor's clock (UTC) when the pass began; the bookmark once it has ended.
        after: Key of the last row emitted; None at the beginning.
        version: Table version for ACTIVATE_VERSION; None where rows are upserted for good.
    """

    since: dt.datetime | None
    started_at: dt.datetime
    after: Key | None = None
    version: int | None = None


class Bookmark:
    """The state of one stream.

    Args:
        state: The stream's part of the Singer state; changed in place.
        replication_key: Column the stream follows; None for streams read whole each time.
        lookback: Overlap re-read before the bookmark.
        start: The setting `start_date`; rows not changed since are left out of the first scan.
    """

    def __init__(
        self,
        state: dict[str, Any],
        *,
        replication_key: str | None,
        lookback: dt.timedelta,
        start: dt.datetime | None,
    ) -> None:
        self._state = state
        self._replication_key = replication_key
        self._lookback = lookback
        self._start = start
        if state.get("replication_key", replication_key) != replication_key:
            # What was read along one column says nothing about another.
            for name in ("replication_key", _VALUE, _SCAN):
                self._state.pop(name, None)

    def value(self) -> dt.datetime | None:
        """The start of the last scan that ended; all before it is read. None before the first."""
        stored = self._state.get(_VALUE)
        return parse_instant(stored) if stored else None

    def pending(self) -> Scan | None:
        """The scan an earlier run left unfinished."""
        stored = self._state.get(_SCAN)
        if not stored:
            return None
        return Scan(
            since=parse_instant(stored["since"]) if stored["since"] else None,
            started_at=parse_instant(stored["started_at"]),
            after=tuple(stored["after"]) if stored["after"] else None,
            version=stored["version"],
        )

    def begin(self, now: dt.datetime) -> Scan:
        """A new scan of everything that changed since the bookmark less the look-back.

        Args:
            now: The vendor's clock, aware UTC.
        """
        if self._replication_key is None:
            return self.save(Scan(None, now, version=int(now.timestamp() * 1000)))
        value = self.value()
        return self.save(Scan(value - self._lookback if value else self._start, now))

    def save(self, scan: Scan, after: Key | None = None) -> Scan:
        """Note that a scan has emitted everything up to a key; without a key, no further."""
        scan = replace(scan, after=after or scan.after)
        self._state[_SCAN] = {
            "since": format_instant(scan.since) if scan.since else None,
            "started_at": format_instant(scan.started_at),
            "after": list(scan.after) if scan.after else None,
            "version": scan.version,
        }
        return scan

    def finish(self, scan: Scan) -> None:
        """Note that a scan has emitted everything."""
        if self._replication_key is not None:
            self._state["replication_key"] = self._replication_key
            self._state[_VALUE] = format_instant(scan.started_at)
        # Last: a signal in between leaves a scan that ends at once, not one that never was.
        self._state.pop(_SCAN, None)

    def abandon(self) -> None:
        """Drop the scan under way; the bookmark stays."""
        self._state.pop(_SCAN, None)

    def forget(self) -> None:
        """Drop everything known: the next scan reads all rows."""
        self._state.clear()


def parse_instant(text: str) -> dt.datetime:
    """An ISO 8601 text as an aware UTC instant; without an offset it is taken as UTC.

    Raises:
        ConfigError: The text is no date or date-time.
    """
    try:
        value = dt.datetime.fromisoformat(text)
    except (ValueError, TypeError):
        raise ConfigError(
            f"{text!r} is no ISO 8601 date or date-time",
            "Write it like 2026-01-31 or 2026-01-31T13:05:00Z in `start_date` or the state file",
        ) from None
    return as_utc(value)


def as_utc(value: dt.datetime) -> dt.datetime:
    """An instant in UTC; without an offset it is taken as UTC."""
    return value.replace(tzinfo=value.tzinfo or dt.UTC).astimezone(dt.UTC)


def format_instant(value: dt.datetime) -> str:
    """An instant as UTC text, the one format of state and records: `2026-01-31T13:05:00Z`."""
    return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
