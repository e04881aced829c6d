"""The license's limits of requests: concurrent, queued, and per minute (SM604000)."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

_WINDOW = 60.0
_QUEUED = 20
_LONGEST_WAIT = 600.0


class DeclinedError(Exception):
    """A request that was not queued, or waited too long: 429."""


@dataclass
class Limits:
    """The limits of one site ("License Restrictions for API Users").

    Attributes:
        api_users: Open API sessions; None for no limit. A trial license has 2.
        logins_per_user: Open API sessions of one user; None for no limit.
        concurrent: Requests that are processed at once; None for no limit.
        per_minute: Requests of a minute; None for no limit.
        over_limit: The response to a session over the limit: `text` (429), `json` (500) or
            `redirect` (302). By default a login gets `text` and a data call `redirect`.
        idle_minutes: After how long an unused cookie session ends.
        serial_sessions: Whether requests of one session wait for each other (unconfirmed).
        time_scale: Multiplies the delays, so that tests need not wait.
        used: Requests so far.
        declined: Requests that were declined so far.
        delayed: Seconds by which requests were delayed so far.
        now: Returns seconds of a monotonic clock.
    """

    api_users: int | None = 2
    logins_per_user: int | None = None
    concurrent: int | None = None
    per_minute: int | None = None
    over_limit: str = ""
    idle_minutes: float = 10
    serial_sessions: bool = True
    time_scale: float = 1.0
    used: int = 0
    declined: int = 0
    delayed: float = 0.0
    now: Callable[[], float] = field(default=time.monotonic, repr=False)
    _times: deque[float] = field(default_factory=deque, repr=False)
    _running: int = field(default=0, repr=False)
    _queue: deque[asyncio.Event] = field(default_factory=deque, repr=False)

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for the delay of the minute and for a slot, and hold it.

        Raises:
            DeclinedError: If the queue is full, or the wait was too long.
        """
        await self._acquire()
        try:
            delay = self.delay()
            self.delayed += delay
            if delay:
                await asyncio.sleep(delay * self.time_scale)
            yield
        finally:
            self._running -= 1
            if self._queue:
                self._queue.popleft().set()

    def delay(self) -> float:
        """Count a request and return the seconds by which it is delayed.

        From half of the limit on, the rest of the window that began with the oldest request of
        the last minute is divided by the requests that are left.
        """
        now = self.now()
        while self._times and self._times[0] <= now - _WINDOW:
            self._times.popleft()
        done, limit = len(self._times), self.per_minute
        delay = 0.0
        if limit is not None and done * 2 >= limit and self._times:
            delay = (self._times[0] + _WINDOW - now) / max(limit - done, 1)
        self._times.append(now)
        self.used += 1
        return delay

    async def _acquire(self) -> None:
        while self.concurrent is not None and self._running >= self.concurrent:
            if len(self._queue) >= _QUEUED:
                self.declined += 1
                raise DeclinedError
            turn = asyncio.Event()
            self._queue.append(turn)
            try:
                async with asyncio.timeout(_LONGEST_WAIT):
                    await turn.wait()
            except TimeoutError:
                self._queue.remove(turn)
                self.declined += 1
                raise DeclinedError from None
        self._running += 1
