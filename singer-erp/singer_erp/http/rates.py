"""Limits on requests per period: a vendor's rate table, which processes may share."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyrate_limiter

from singer_erp.errors import ConfigError
from singer_erp.files import private_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True)
class Rate:
    """One row of a vendor's rate table.

    Attributes:
        calls: Maximum calls in any period.
        seconds: Length of the period.
        group: The calls that the rate counts, such as `batch`; None for all calls.
    """

    calls: int
    seconds: int
    group: str | None = None


class RateLimiter:
    """Delays calls so that no period has more of them than the vendor's table allows.

    Args:
        rates: The vendor's rate table.
        path: SQLite file in which local processes share the rates, the setting
            `rate_limit_path`; None for the rates of this process alone.
        name: What the vendor counts by, such as a company; processes share rates of one name.
        clock: Returns seconds. Default: monotonic, or the wall clock with `path`.
        sleep: Waits; tests pass their own.

    Raises:
        ConfigError: The file cannot be used.
    """

    def __init__(
        self,
        rates: Iterable[Rate],
        *,
        path: str | None = None,
        name: str = "",
        clock: Callable[[], float] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        clock = clock or (time.time if path else time.monotonic)
        groups: dict[str | None, list[Rate]] = {}
        for rate in rates:
            groups.setdefault(rate.group, []).append(rate)
        self._queues = {
            group: _Queue(_bucket(members, path, f"{name} {group or 'calls'}"), clock, sleep)
            for group, members in groups.items()
        }

    def acquire(self, group: str | None = None) -> None:
        """Wait until a call is allowed.

        Args:
            group: The group of the call, which counts against the rates of all calls as well.
        """
        for key in dict.fromkeys((group, None)):
            if key in self._queues:
                self._queues[key].acquire()


class _Queue:
    """Calls in the order of their turns; a turn is reserved before its caller waits for it."""

    def __init__(
        self,
        bucket: pyrate_limiter.AbstractBucket,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._bucket = bucket
        self._clock = clock
        self._sleep = sleep
        self._last = 0
        self._lock = threading.Lock()

    def acquire(self) -> None:
        # Not by pyrate_limiter.Limiter, which can only wait by `time.sleep`.
        with self._lock:
            now = int(self._clock() * 1000)
            turn = pyrate_limiter.RateItem("call", max(now, self._last))
            while not self._bucket.put(turn):
                turn.timestamp += cast("int", self._bucket.waiting(turn))
            self._bucket.leak(now)
            self._last = turn.timestamp
        if turn.timestamp > now:
            self._sleep((turn.timestamp - now) / 1000)


def _bucket(rates: list[Rate], path: str | None, name: str) -> pyrate_limiter.AbstractBucket:
    # A rate is redundant, which pyrate-limiter rejects, if a longer period allows no more calls.
    needed = [
        pyrate_limiter.Rate(rate.calls, rate.seconds * 1000)
        for rate in rates
        if all(rate.calls < other.calls for other in rates if other.seconds > rate.seconds)
    ]
    if path is None:
        return pyrate_limiter.InMemoryBucket(needed)
    try:
        file = Path(path).expanduser()
        os.close(private_file(file))
        os.close(private_file(Path(f"{file}.lock")))  # pyrate-limiter's name for it
        return pyrate_limiter.SQLiteBucket.init_from_file(
            needed, table=name, db_path=str(file), use_file_lock=True
        )
    except (OSError, sqlite3.Error) as error:
        raise ConfigError(
            f"`rate_limit_path` {path} cannot be used: {error}",
            "Set it to a file that this user can write",
        ) from None
