"""Limits on requests: in flight, per period, and per run."""

from __future__ import annotations

import threading
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from singer_erp.errors import BudgetError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from singer_erp.http.rates import RateLimiter

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
