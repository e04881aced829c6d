"""Requests a second, a minute and a month ("API call limits and throttles")."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field


@dataclass
class Limits:
    """The counter of an app's calls to one company, by real time.

    Attributes:
        per_second: Calls of any second.
        per_minute: Calls of any minute.
        batches_per_minute: Batches of any minute.
        per_month: Metered calls of the month; None for no quota.
        used: Metered calls so far.
        rejected: Calls that were rejected so far.
        as_xml: Refusals come as XML, as some do.
    """

    per_second: int = 10
    per_minute: int = 500
    batches_per_minute: int = 40
    per_month: int | None = None
    used: int = 0
    refused: int = 0
    as_xml: bool = False
    _times: deque[float] = field(default_factory=deque, repr=False)
    _batches: deque[float] = field(default_factory=deque, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def acquire(self, *, batch: bool = False) -> bool:
        """Count a call; return False if it exceeds a limit."""
        with self._lock:
            now = time.monotonic()
            for times in (self._times, self._batches):
                while times and times[0] <= now - 60:
                    times.popleft()
            recent = sum(1 for at in self._times if at > now - 1)
            spent = self.per_month is not None and self.used >= self.per_month
            crowded = recent >= self.per_second or len(self._times) >= self.per_minute
            if spent or crowded or (batch and len(self._batches) >= self.batches_per_minute):
                self.refused += 1
                return False
            self._times.append(now)
            if batch:
                self._batches.append(now)
            self.used += 1
            return True
