"""NetSuite's clock, and the session's time zone where it must be known."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pendulum
from pendulum.tz.exceptions import InvalidTimezone
from singer_erp.errors import ConfigError, VendorError

from tap_netsuite.errors import unsupported_search

if TYPE_CHECKING:
    from collections.abc import Callable

    Rows = Callable[[str, int], list[dict[str, Any]]]

_MASK = "YYYY-MM-DD HH24:MI:SS"
_CLOCK_QUERY = (
    f"SELECT TO_CHAR(CURRENT_TIMESTAMP,'{_MASK}') AS local_now, "
    f"TO_CHAR(SYS_EXTRACT_UTC(CURRENT_TIMESTAMP),'{_MASK}') AS utc_now FROM DUAL"
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
    """How timestamps are selected and compared.

    With `zone` None, SuiteQL converts to UTC (`SYS_EXTRACT_UTC`). Some accounts are said to refuse
    that for stored columns (unconfirmed): then the session's text is read in `zone`. The hour that
    autumn repeats is read as its first occurrence, and filters reach one hour further back.
    """

    zone: dt.tzinfo | None = None

    def select(self, column: str) -> str:
        """Return the SELECT expression of a datetime column."""
        if self.zone is None:
            return f'TO_CHAR(SYS_EXTRACT_UTC({column}),\'YYYY-MM-DD"T"HH24:MI:SS"Z"\')'
        return f"TO_CHAR({column},'YYYY-MM-DD\"T\"HH24:MI:SS')"

    def since(self, column: str, timestamp: dt.datetime) -> str:
        """Return the condition that a column is at or after a timestamp."""
        if self.zone is None:
            moment, subject = timestamp.astimezone(dt.UTC), f"SYS_EXTRACT_UTC({column})"
        else:
            moment, subject = (timestamp - _REPEATED_HOUR).astimezone(self.zone), column
        return f"{subject} >= TO_TIMESTAMP('{moment:%Y-%m-%d %H:%M:%S}','{_MASK}')"

    def utc(self, value: dt.datetime) -> dt.datetime:
        """Return a timestamp of a query's result in UTC."""
        if value.tzinfo is not None or self.zone is None:
            return value
        return value.replace(tzinfo=self.zone).astimezone(dt.UTC)


def read_clock(rows: Rows) -> tuple[VendorClock, dt.timedelta]:
    """Return NetSuite's clock, and the session's present offset from UTC."""
    read_at = time.monotonic()
    try:
        [row] = rows(_CLOCK_QUERY, 1)
        utc_now = dt.datetime.fromisoformat(row["utc_now"]).replace(tzinfo=dt.UTC)
        local_now = dt.datetime.fromisoformat(row["local_now"]).replace(tzinfo=dt.UTC)
    except (LookupError, TypeError, ValueError):
        raise VendorError(
            "NetSuite did not return its time", "Check `api_url`, and the proxy if there is one"
        ) from None
    return VendorClock(utc_now, read_at), local_now - utc_now


def find_timestamps(
    rows: Rows, offset: dt.timedelta, now: dt.datetime, session_time_zone: str | None
) -> Timestamps:
    """Find out how this account's timestamps are read.

    Args:
        rows: Runs the probe.
        offset: The session's present offset from UTC.
        now: NetSuite's time, aware UTC.
        session_time_zone: The setting of that name.

    Raises:
        ConfigError: The account cannot convert to UTC and the setting is missing or wrong.
    """
    column = Timestamps().select("t.lastmodifieddate")
    try:
        rows(f"SELECT {column} AS utc FROM account t", 1)
    except VendorError as error:
        if not unsupported_search(error):
            return Timestamps()  # the role may lack this table; nothing is known against UTC
    else:
        return Timestamps()
    if session_time_zone is None:
        raise ConfigError(
            "This account's SuiteQL does not convert stored times to UTC",
            "Set `session_time_zone` to the integration user's time zone, such as Europe/Berlin",
        )
    zone = _zone(session_time_zone)
    expected = now.astimezone(zone).utcoffset() or dt.timedelta()
    if abs(expected - offset) > _TOLERANCE:
        raise ConfigError(
            f"`session_time_zone` {session_time_zone} is {expected} from UTC now, but NetSuite's "
            f"session is {offset}",
            "Set it to the time zone in Home > Set Preferences of the integration user",
        )
    return Timestamps(zone)


def _zone(name: str) -> dt.tzinfo:
    try:
        return pendulum.timezone(name)
    except InvalidTimezone:
        raise ConfigError(
            f"`session_time_zone` {name!r} is not a time zone",
            "Use an IANA name, such as Europe/Berlin",
        ) from None
