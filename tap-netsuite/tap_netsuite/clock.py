"""NetSuite's clock, and the session's time zone where it must be known."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
import pendulum
from pendulum.tz.exceptions import InvalidTimezone
from singer_erp.errors import ConfigError, ErpError, VendorError

from tap_netsuite.errors import unsupported_search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Rows = Callable[[str, type[Any], int], list[Any]]

_MASK = "YYYY-MM-DD HH24:MI:SS"
_ISO = 'YYYY-MM-DD"T"HH24:MI:SS'
_CLOCK_QUERY = (
    f"SELECT TO_CHAR(CURRENT_TIMESTAMP,'{_ISO}') AS local_now, "
    f"TO_CHAR(SYS_EXTRACT_UTC(CURRENT_TIMESTAMP),'{_ISO}') AS utc_now FROM DUAL"
)
_TOLERANCE = dt.timedelta(minutes=2)
_REPEATED_HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class VendorClock:
    """NetSuite's time, read once a run and continued by the local monotonic clock.

    Attributes:
        started: NetSuite's time, aware UTC, when it was read.
        read_at: Local monotonic seconds at that moment.
    """

    started: dt.datetime
    read_at: float

    def now(self) -> dt.datetime:
        """Return NetSuite's time now, whole seconds, never ahead of it."""
        passed = dt.timedelta(seconds=int(time.monotonic() - self.read_at))
        return self.started + passed


@dataclass(frozen=True)
class Timestamps:
    """How the timestamps of one table are selected and compared.

    SuiteQL converts them to UTC (`SYS_EXTRACT_UTC`). It is said to refuse that for some columns
    (unconfirmed): then the session's text is read in `zone`. The hour that autumn repeats is read
    as its first occurrence, and filters reach one hour further back.

    Attributes:
        local: Columns that SuiteQL does not convert.
        zone: The session's time zone, where it matters.
    """

    local: frozenset[str] = frozenset()
    zone: dt.tzinfo | None = None

    def select(self, column: str) -> str:
        """Return the SELECT expression of a datetime column."""
        if column in self.local:
            return f"TO_CHAR(t.{column},'YYYY-MM-DD\"T\"HH24:MI:SS')"
        return f'TO_CHAR(SYS_EXTRACT_UTC(t.{column}),\'YYYY-MM-DD"T"HH24:MI:SS"Z"\')'

    def since(self, column: str, timestamp: dt.datetime) -> str:
        """Return the condition that a column is at or after a timestamp."""
        if column in self.local:
            moment, subject = (timestamp - _REPEATED_HOUR).astimezone(self.zone), f"t.{column}"
        else:
            moment, subject = timestamp.astimezone(dt.UTC), f"SYS_EXTRACT_UTC(t.{column})"
        return f"{subject} >= TO_TIMESTAMP('{moment:%Y-%m-%d %H:%M:%S}','{_MASK}')"

    def utc(self, value: dt.datetime) -> dt.datetime:
        """Return a session-local timestamp in UTC."""
        return value.replace(tzinfo=self.zone).astimezone(dt.UTC)


class UtcConversion:
    """Which stored timestamps SuiteQL converts to UTC: all, until it refuses one.

    Args:
        probe: Runs a query for its error.
        session_offset: Returns NetSuite's time, aware UTC, and the session's offset from it.
        session_time_zone: The setting of that name.
    """

    def __init__(
        self,
        probe: Callable[[str], None],
        session_offset: Callable[[], tuple[dt.datetime, dt.timedelta]],
        session_time_zone: str | None,
    ) -> None:
        self._probe = probe
        self._session_offset = session_offset
        self._session_time_zone = session_time_zone
        self._tables: dict[str, Timestamps] = {}
        self._lock = threading.Lock()

    def of(self, table: str) -> Timestamps:
        """Return how the timestamps of a table are read."""
        return self._tables.get(table, Timestamps())

    def learn(self, table: str, columns: Iterable[str]) -> bool:
        """Find the columns that SuiteQL does not convert; return whether there are new ones.

        Raises:
            ConfigError: There are, and `session_time_zone` is missing or wrong.
        """
        with self._lock:
            known = self.of(table)
            new = {c for c in columns if c not in known.local and self._refuses(table, c)}
            if new:
                self._tables[table] = Timestamps(known.local | new, known.zone or self._zone)
            return bool(new)

    def _refuses(self, table: str, column: str) -> bool:
        """Return whether a column can be read, but not in UTC."""
        local = Timestamps(frozenset({column}))
        return self._is_refused(table, column, Timestamps()) and not self._is_refused(
            table, column, local
        )

    def _is_refused(self, table: str, column: str, timestamps: Timestamps) -> bool:
        try:
            self._probe(f"SELECT {timestamps.select(column)} AS t FROM {table} t WHERE ROWNUM <= 1")
        except ErpError as error:
            if error.status is None:
                raise
            return unsupported_search(error)
        return False

    @cached_property
    def _zone(self) -> dt.tzinfo:
        if self._session_time_zone is None:
            raise ConfigError(
                "This account's SuiteQL does not convert stored times to UTC",
                "Set `session_time_zone` to the integration user's time zone, such as "
                "Europe/Berlin",
            )
        zone = _zone(self._session_time_zone)
        now, offset = self._session_offset()
        expected = now.astimezone(zone).utcoffset() or dt.timedelta()
        if abs(expected - offset) > _TOLERANCE:
            raise ConfigError(
                f"`session_time_zone` {self._session_time_zone} is {expected} from UTC now, but "
                f"NetSuite's session is {offset}",
                "Set it to the time zone in Home > Set Preferences of the integration user",
            )
        return zone


class _Now(msgspec.Struct):
    local_now: dt.datetime
    utc_now: dt.datetime


def read_clock(rows: Rows) -> tuple[VendorClock, dt.timedelta]:
    """Return NetSuite's clock, and the session's present offset from UTC.

    Raises:
        VendorError: NetSuite did not return its time.
    """
    read_at = time.monotonic()
    found = rows(_CLOCK_QUERY, _Now, 1)
    if not found:
        raise VendorError(
            "NetSuite did not return its time", "Check `api_url`, and the proxy if there is one"
        )
    [now] = found
    return VendorClock(now.utc_now.replace(tzinfo=dt.UTC), read_at), now.local_now - now.utc_now


def _zone(name: str) -> dt.tzinfo:
    try:
        return pendulum.timezone(name)
    except InvalidTimezone:
        raise ConfigError(
            f"`session_time_zone` {name!r} is not a time zone",
            "Use an IANA name, such as Europe/Berlin",
        ) from None
