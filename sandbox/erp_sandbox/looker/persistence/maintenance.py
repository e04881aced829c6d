"""The maintenance of the instance: triggers, builds and plans that are due.

The vendor runs it by the `maintenance_cron` of a connection. Here it runs before a request, when
its time has come: a background thread would open the warehouse while a loader writes it.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.types import ASGIApp, Receive, Scope, Send

    from erp_sandbox.core.clock import Clock
    from erp_sandbox.looker.limits import Limits
    from erp_sandbox.looker.persistence.builds import Builds
    from erp_sandbox.looker.persistence.datagroups import Datagroups
    from erp_sandbox.looker.plans.scheduler import Scheduler


class Maintenance:
    """The maintenance of one instance.

    Args:
        clock: The sandbox's clock.
        limits: How often it runs.
        datagroups: Their triggers are checked.
        builds: Tables of triggered datagroups are built.
        scheduler: Plans that are due are run.
    """

    def __init__(
        self,
        clock: Clock,
        limits: Limits,
        *,
        datagroups: Datagroups,
        builds: Builds,
        scheduler: Scheduler,
    ) -> None:
        self._clock = clock
        self._limits = limits
        self._datagroups = datagroups
        self._builds = builds
        self._scheduler = scheduler
        self._next: datetime | None = None
        self._lock = threading.Lock()

    def before(self, app: ASGIApp) -> ASGIApp:
        """Return the app with maintenance before each request."""

        async def maintained(scope: Scope, receive: Receive, send: Send) -> None:
            if self._due():
                await run_in_threadpool(self.run)
            await app(scope, receive, send)

        return maintained

    def run(self) -> None:
        """Check all triggers, and do what they and the clock ask for."""
        with self._lock:
            now = self._clock.now()
            if self._next is None:
                self._scheduler.end_interrupted()
            self._next = now + timedelta(seconds=self._limits.maintenance_seconds)
            for datagroup in self._datagroups.check(now):
                self._builds.rebuild(datagroup)
                self._scheduler.run_datagroup(datagroup["model_name"], datagroup["name"])
            self._builds.advance()
            self._scheduler.run_due(now)

    def _due(self) -> bool:
        return self._next is None or self._clock.now() >= self._next
