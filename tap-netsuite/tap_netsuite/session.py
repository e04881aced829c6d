"""What all streams of a run share: the connection, NetSuite's clock, the reading habits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from singer_erp.sync.bookmarks import parse_instant

from tap_netsuite.clock import Instants, VendorClock, instants, read_clock
from tap_netsuite.connection import connect
from tap_netsuite.suiteql import SuiteQL

if TYPE_CHECKING:
    from collections.abc import Mapping

_PROBE_TRIES = 3


@dataclass(frozen=True)
class Habits:
    """How a run reads.

    Attributes:
        page_size: Rows a page.
        max_concurrency: Requests in flight.
        lookback: Overlap read again before each bookmark.
        start: Rows not changed since are left out of the first run; None for everything.
        session_time_zone: Zone of the session, for accounts that cannot convert to UTC.
    """

    page_size: int
    max_concurrency: int
    lookback: dt.timedelta
    start: dt.datetime | None
    session_time_zone: str | None

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Habits:
        """From the tap's settings."""
        start = config.get("start_date")
        return cls(
            page_size=config["page_size"],
            max_concurrency=config["max_concurrency"],
            lookback=dt.timedelta(seconds=config["lookback_seconds"]),
            start=parse_instant(start) if start else None,
            session_time_zone=config.get("session_time_zone"),
        )


class Session:
    """One run's connection to one account; made of the tap's settings, used by all threads.

    Args:
        config: The tap's settings.
        user_agent: Value of the User-Agent header.
    """

    def __init__(self, config: Mapping[str, Any], user_agent: str) -> None:
        self.habits = Habits.of(config)
        self.client = connect(config, user_agent)
        self.api_url = self.client.api_url
        self.suiteql = SuiteQL(self.client, self.api_url)
        # One column can make NetSuite answer 500 for good: probes find out soon.
        self.probe = SuiteQL(self.client.with_max_tries(_PROBE_TRIES), self.api_url)

    @cached_property
    def _clock_and_offset(self) -> tuple[VendorClock, dt.timedelta]:
        return read_clock(self.suiteql)

    def now(self) -> dt.datetime:
        """NetSuite's time, aware UTC."""
        return self._clock_and_offset[0].now()

    @cached_property
    def instants(self) -> Instants:
        """How instants are read in this account."""
        clock, offset = self._clock_and_offset
        return instants(self.suiteql, offset, clock.started, self.habits.session_time_zone)

    @property
    def calls(self) -> dict[str, int]:
        """What the run has asked of NetSuite so far, tokens left out."""
        calls = self.client.calls
        return {name: calls.get(name, 0) for name in ("calls", "retries", "throttled")}
