"""The limits of the instance, and how it differs from others."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from erp_sandbox.looker.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

_SECOND = 1.0


@dataclass
class Limits:
    """The limits and peculiarities of one instance.

    Attributes:
        latency: Seconds that each request takes at least.
        token_seconds: Life of an access token.
        default_limit: Rows of a query without `limit`: 500 or 5,000 (unconfirmed).
        capped_rows: Rows for a user without `download_without_limit`.
        cap_fails: Whether such a user's unlimited query fails instead of being capped
            (unconfirmed).
        search_limit: Items of a search without `limit` (unconfirmed); None for all.
        page: The largest page of a list (unconfirmed).
        order: Lists without `sorts`: `unstable`, another order for each request, or `fixed`.
        paging_headers: Whether paged lists have `Link` and `X-Total-Count`.
        per_second: Requests of a second, more get 429; None for no limit.
        run_once_per_second: Calls of `run_once` in a second.
        retry_after: Seconds in `Retry-After` of a 429; None for no such header.
        query_calls: Query calls of the month ("API quota"); more get 429.
        admin_calls: Administrative calls of the month; more get 429.
        task_polls: Polls of a query task before it is complete.
        task_status: States that polls report before the end, such as a transient `expired`.
        task_seconds: How long results of a query task are kept.
        formatted: The default of `apply_formatting` (unconfirmed).
        sql_errors: Queries that fail in the database.
        sql_error: The text of that error.
        sql_error_after: Rows before it.
        maintenance_seconds: How often crontabs, builds and datagroups that were triggered are
            processed; the vendor's connections do it every five minutes.
        trigger_seconds: How often the triggers of datagroups are evaluated. Each evaluation opens
            the warehouse, which a loader may be about to write.
        build_seconds: How long the build of a persistent derived table takes.
        inline_json_text: Whether webhooks have the rows of `inline_json` as a text, as the OpenAPI
            document says, instead of an array, as receivers see it (unconfirmed).
        activity_lag_seconds: How late System Activity shows scheduled jobs.
        calls: Requests so far by metering class.
        now: Returns seconds of a monotonic clock.
    """

    latency: float = 0.0
    token_seconds: int = 3600
    default_limit: int = 5000
    capped_rows: int = 5000
    cap_fails: bool = False
    search_limit: int | None = None
    page: int = 10000
    order: str = "unstable"
    paging_headers: bool = True
    per_second: int | None = None
    run_once_per_second: int | None = 10
    retry_after: int | None = None
    query_calls: int | None = None
    admin_calls: int | None = None
    task_polls: int = 1
    task_status: list[str] = field(default_factory=lambda: ["added", "running"])
    task_seconds: int = 600
    formatted: bool = False
    sql_errors: int = 0
    sql_error: str = "Catalog Error: Table with name ledger does not exist!"
    sql_error_after: int = 0
    maintenance_seconds: float = 1.0
    trigger_seconds: float = 300.0
    build_seconds: float = 0.0
    inline_json_text: bool = False
    activity_lag_seconds: float = 0.0
    calls: Counter[str] = field(default_factory=Counter)
    now: Callable[[], float] = field(default=time.monotonic, repr=False)
    _times: dict[str, deque[float]] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def count(self, meter: str) -> None:
        """Count a request.

        Args:
            meter: Its metering class, `x-looker-activity-type`.

        Raises:
            ApiError: 429, when it is one too many.
        """
        quota = {"db_query": self.query_calls, "non_query": self.admin_calls}.get(meter)
        with self._lock:
            self.calls[meter] += 1
            over = quota is not None and self.calls[meter] > quota
        if over:
            raise self.too_many()
        self.rate("", self.per_second)

    def rate(self, name: str, limit: int | None) -> None:
        """Count a call of something with a rate of its own.

        Raises:
            ApiError: 429, with more calls in a second than the limit.
        """
        if limit is None:
            return
        now = self.now()
        with self._lock:
            times = self._times.setdefault(name, deque())
            while times and times[0] <= now - _SECOND:
                times.popleft()
            if len(times) >= limit:
                raise self.too_many()
            times.append(now)

    def too_many(self) -> ApiError:
        """Return the error of a request too many."""
        after = self.retry_after
        return ApiError(429, headers=None if after is None else {"Retry-After": str(after)})
