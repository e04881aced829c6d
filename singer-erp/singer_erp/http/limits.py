"""Limits on requests: in flight, per period, and per run."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyrate_limiter

from singer_erp.errors import BudgetError, ConfigError
from singer_erp.files import private_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_RESPONSES_BEFORE_GROWTH = 50


class ConcurrencyLimit:
    """A limit on requests in flight, shared by all streams of a run.

    It starts at the maximum, halves when the vendor throttles, and grows by one after fifty
    successful responses in a row: other integrations use the vendor's slots as well. Requests
    that were in flight together and are throttled together halve it once.

    Args:
        maximum: Upper bound; the setting `max_concurrency`.
    """

    def __init__(self, maximum: int) -> None:
        self.maximum = maximum
        self.current = maximum
        self._in_flight = 0
        self._successes = 0
        self._generation = 0
        self._changed = threading.Condition()

    @contextmanager
    def acquire(self) -> Iterator[int]:
        """Hold a slot while a request is in flight; wait until one is free.

        Yields:
            The number of times the limit had been halved when the request started, which
            `throttled` takes.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._in_flight < self.current)
            self._in_flight += 1
            generation = self._generation
        try:
            yield generation
        finally:
            with self._changed:
                self._in_flight -= 1
                self._changed.notify()

    def throttled(self, generation: int) -> int:
        """Record that the vendor throttled a request, and return the new limit.

        Args:
            generation: The value its slot yielded: a request that started before the last halving
                does not halve the limit again.
        """
        with self._changed:
            self._successes = 0
            if generation == self._generation:
                self._generation += 1
                self.current = max(1, self.current // 2)
            return self.current

    def succeeded(self) -> None:
        """Record a successful response."""
        with self._changed:
            if self.current == self.maximum:
                return
            self._successes += 1
            if self._successes >= _RESPONSES_BEFORE_GROWTH:
                self._successes = 0
                self.current += 1
                self._changed.notify()


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


class CallBudget:
    """The calls that one run may make.

    Args:
        calls: Maximum; None for no limit.
        setting: The setting that it is of.
    """

    def __init__(self, calls: int | None, setting: str = "call_budget") -> None:
        self._calls = calls
        self._setting = setting
        self._used = 0
        self._lock = threading.Lock()

    def acquire(self, calls: int = 1) -> None:
        """Count a call.

        Args:
            calls: What it counts as, where a vendor meters the parts of a request.

        Raises:
            BudgetError: The budget does not allow it.
        """
        with self._lock:
            if self._calls is not None and self._used + calls > self._calls:
                raise BudgetError(
                    f"The run has made {self._used} of the {self._calls} calls of "
                    f"`{self._setting}`, "
                    f"and the next request counts as {calls}",
                    f"Run again to continue where it stopped, or raise `{self._setting}`",
                )
            self._used += calls


@dataclass(frozen=True)
class Limits:
    """All limits of one client.

    Attributes:
        concurrency: Requests in flight; None for no limit.
        rates: Calls per period; None for no limit.
        budget: Calls per run; None for no limit.
    """

    concurrency: ConcurrencyLimit | None = None
    rates: RateLimiter | None = None
    budget: CallBudget | None = None

    @contextmanager
    def acquire(self, group: str | None = None) -> Iterator[int]:
        """Hold a slot while a request is in flight; wait until all limits allow it.

        Args:
            group: The request's group in the vendor's rate table.

        Yields:
            As `ConcurrencyLimit.acquire`.

        Raises:
            BudgetError: `call_budget` is used up.
        """
        with self.concurrency.acquire() if self.concurrency else nullcontext(0) as generation:
            if self.budget:
                self.budget.acquire()
            if self.rates:
                self.rates.acquire(group)
            yield generation
