"""The clock of a server, by the `Date` header of its responses (RFC 9110)."""

from __future__ import annotations

import datetime as dt
import email.utils
import time
from typing import TYPE_CHECKING

from singer_erp.timestamps import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests


# What the local clock may be ahead of a server's.
_SKEW = dt.timedelta(minutes=5)


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

    def now_or_earlier(self) -> dt.datetime:
        """Return the time, aware, whole seconds: never later than the server's.

        Before there is one, as a proxy may remove the header, it is the local clock's time less
        five minutes.
        """
        return (self.now() or utc_now() - _SKEW).replace(microsecond=0)
