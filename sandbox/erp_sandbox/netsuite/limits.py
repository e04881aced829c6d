"""Concurrency governance: how many requests an account processes at the same time."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from erp_sandbox.netsuite.errors import ConcurrencyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from erp_sandbox.netsuite.catalog import Account


@dataclass
class Governor:
    """The counter of requests in flight; used on the event loop only, so it needs no lock.

    Attributes:
        account: The `concurrency` is the limit.
        other_tenants: Slots that other integrations hold all the time.
        latency: Seconds every request holds its slot before the work starts.
        rows_per_second: Rows of stored tables that a query reads in a second; None makes queries
            cost nothing.
        time_scale: Real seconds that a second of a query takes, while it holds its slot.
        retry_after: Seconds of a `Retry-After` header on the 429; None sends none, as the vendor.
        in_flight: Requests that hold a slot now.
        peak: Maximum of requests that held a slot at the same time.
        rejected: Requests that got a 429 so far.
    """

    account: Account
    other_tenants: int = 0
    latency: float = 0.0
    rows_per_second: float | None = None
    time_scale: float = 0.0
    retry_after: int | None = None
    in_flight: int = 0
    peak: int = 0
    refused: int = 0

    def query_seconds(self, rows_read: int | None) -> float:
        """Return how long a query takes."""
        return (rows_read or 0) / self.rows_per_second if self.rows_per_second else 0.0

    @contextmanager
    def slot(self) -> Iterator[int]:
        """Hold a slot; yield the number of slots in use, this one included.

        Raises:
            ConcurrencyError: If none is free.
        """
        if self.in_flight + self.other_tenants >= self.account.concurrency:
            self.refused += 1
            raise ConcurrencyError(self.retry_after)
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        try:
            yield self.in_flight
        finally:
            self.in_flight -= 1
