"""How often a company may be asked, and how often a run may ask."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from singer_erp.errors import ErpError

if TYPE_CHECKING:
    from collections.abc import Callable

# "API call limits and throttles": ten calls a second, forty batches a minute; a little is left.
_PER_SECOND = 9
_BATCHES_PER_MINUTE = 36


class BudgetError(ErpError):
    """The run has used up the calls it may use."""


class _Window:
    """At most so many in any stretch of so many seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds
        self._times = deque[float](maxlen=most)

    def earliest(self, now: float) -> float:
        """When the next may be."""
        full = len(self._times) == self._times.maxlen
        return max(now, self._times[0] + self._seconds) if full else now

    def take(self, at: float) -> None:
        """Note one."""
        self._times.append(at)


class Meter:
    """Paces the calls to one company and counts them against the run's budget.

    Args:
        per_minute: Calls of any minute.
        budget: Most calls of the run; None for no limit.
        clock: Seconds; tests inject their own.
        sleep: Waits; tests inject their own.
    """

    def __init__(
        self,
        per_minute: int,
        budget: int | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._calls = (_Window(_PER_SECOND, 1), _Window(per_minute, 60))
        self._batches = (*self._calls, _Window(_BATCHES_PER_MINUTE, 60))
        self._budget = budget
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self.calls = 0

    def spend(self, *, batch: bool = False) -> None:
        """Wait for a call's turn.

        Raises:
            BudgetError: `call_budget` is used up.
        """
        with self._lock:
            self.calls += 1
            if self._budget is not None and self.calls > self._budget:
                raise BudgetError(
                    f"The run has made the {self._budget} calls of `call_budget`",
                    "Run again to go on where it stopped, or raise it",
                )
            now = self._clock()
            windows = self._batches if batch else self._calls
            turn = max(window.earliest(now) for window in windows)
            for window in windows:
                window.take(turn)
        if turn > now:
            self._sleep(turn - now)
