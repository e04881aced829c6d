"""The history of queries, as System Activity reports it."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from erp_sandbox.core.clock import Clock
    from erp_sandbox.looker.queries.result import Result
    from erp_sandbox.looker.users import User

_KEPT = 100_000


@dataclass(frozen=True)
class Run:
    """One run of a query.

    Attributes:
        id: Its number.
        at: When it started, by the clock.
        runtime: Seconds.
        status: `complete` or `error`.
        source: Who ran it, such as `api4`.
        result_source: `query` or `cache`.
        message: Why it failed.
        query_id: The numeric id of the query; slugs are not used in System Activity.
        model: The model.
        view: The Explore.
        look_id: The Look that was run.
        dashboard_id: The dashboard that was run.
        user_id: Who ran it.
    """

    id: int
    at: datetime
    runtime: float
    status: str
    source: str
    result_source: str
    message: str | None
    query_id: int
    model: str
    view: str
    look_id: str | None
    dashboard_id: str | None
    user_id: str


class Activity:
    """The runs of queries, oldest first; the oldest ones fall out.

    Args:
        clock: The sandbox's clock.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._runs: deque[Run] = deque(maxlen=_KEPT)
        self._numbers = itertools.count(1)
        self._queries: dict[str, int] = {}
        self._lock = threading.Lock()

    def ran(self, user: User, result: Result, seconds: float) -> None:
        """Record the run of a query."""
        with self._lock:
            query_id = self._queries.setdefault(result.sql, len(self._queries) + 1)
            run = Run(
                id=next(self._numbers),
                at=self._clock.now(),
                runtime=round(seconds, 6),
                status="error" if result.error else "complete",
                source=result.options.source,
                result_source=result.source,
                message=result.error,
                query_id=query_id,
                model=result.query["model"],
                view=result.query["view"],
                look_id=result.options.look_id,
                dashboard_id=result.options.dashboard_id,
                user_id=user.id,
            )
            self._runs.append(run)

    def runs(self) -> list[Run]:
        """Return all runs."""
        with self._lock:
            return list(self._runs)
