"""The clock of a server, by the `Date` header of its responses (RFC 9110)."""

from __future__ import annotations

import datetime as dt
import email.utils
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests


class ServerClock:
    """The clock of a server: that of its last response, and since; threads may share it.

    Args:
        monotonic: Returns seconds; tests pass their own.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._last: tuple[dt.datetime, float] | None = None

    def read(self, response: requests.Response) -> None:
        """Take the time of a response; one without a date, or with none of HTTP's, has none."""
        try:
            at = email.utils.parsedate_to_datetime(response.headers["Date"])
        except (KeyError, ValueError):
            return
        self._last = (at.replace(tzinfo=at.tzinfo or dt.UTC), self._monotonic())

    def now(self) -> dt.datetime | None:
        """Return the time, aware, which may be late by a second; None before there is one."""
        if self._last is None:
            return None
        at, arrived = self._last
        return at + dt.timedelta(seconds=self._monotonic() - arrived)
