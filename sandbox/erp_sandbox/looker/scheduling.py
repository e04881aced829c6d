"""Everything that the instance does by itself: plans, deliveries, datagroups and builds."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from erp_sandbox.core.control import ControlError, json_object
from erp_sandbox.looker.delivery.outbox import Outbox
from erp_sandbox.looker.persistence.builds import Builds
from erp_sandbox.looker.persistence.datagroups import HANDLED, Datagroups
from erp_sandbox.looker.persistence.maintenance import Maintenance
from erp_sandbox.looker.plans.jobs import FINISHED, Jobs
from erp_sandbox.looker.plans.operations import PlanOperations
from erp_sandbox.looker.plans.results import Results
from erp_sandbox.looker.plans.scheduler import Scheduler
from erp_sandbox.looker.plans.visibility import sees
from erp_sandbox.looker.receivers.rules import Rules
from erp_sandbox.looker.receivers.servers import Receivers
from erp_sandbox.looker.view import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp

    from erp_sandbox.looker.call import Operation
    from erp_sandbox.looker.instance import Instance
    from erp_sandbox.looker.query import Runner

_RULES = {field.name for field in fields(Rules)}


class Scheduling:
    """Plans, deliveries, datagroups and builds of one instance.

    Args:
        instance: The instance.
        runner: Runs queries.
        receivers: The folder of what receivers get; empty for no receivers.
    """

    def __init__(self, instance: Instance, runner: Runner, receivers: str) -> None:
        store, catalog = instance.store, instance.catalog
        self._outbox = Outbox()
        self._receivers = Receivers(Path(receivers) if receivers else None)
        self._jobs = Jobs(
            store,
            instance.limits,
            Results(store, catalog, runner),
            outbox=self._outbox,
            receivers=self._receivers,
        )
        self._datagroups = Datagroups(store, catalog, instance.limits, runner.cache.expire)
        self._builds = Builds(store, catalog, instance.limits)
        self._scheduler = Scheduler(
            store,
            self._jobs,
            sees=lambda user, name, key: sees(View(store, catalog, user, ""), name, key),
            datagroup=self._datagroups.has,
        )
        self._plans = PlanOperations(instance, self._scheduler)
        self._maintenance = Maintenance(
            instance.clock,
            instance.limits,
            datagroups=self._datagroups,
            builds=self._builds,
            scheduler=self._scheduler,
        )
        self.routes: list[BaseRoute] = [
            Route("/outbox", self._read_outbox),
            Route("/jobs/wait", self._wait, methods=["POST"]),
            Route("/receivers", self._set_receivers, methods=["PUT"]),
            Route("/receivers/host_key", self._change_host_key, methods=["POST"]),
            Route("/receivers/host_key", self._trust_host_key, methods=["PUT"]),
        ]

    def operations(self) -> list[Operation]:
        """Return the operations."""
        return [
            *self._plans.operations(),
            *self._datagroups.operations(),
            *self._builds.operations(),
        ]

    def before(self, app: ASGIApp) -> ASGIApp:
        """Return the app with maintenance before each request."""
        return self._maintenance.before(app)

    def replay(self, action: str, arguments: dict[str, Any]) -> bool:
        """Repeat a recorded change without delivering anything; return whether it is one."""
        handlers: dict[str, Callable[..., Any]] = {
            FINISHED: self._jobs.finish,
            HANDLED: self._datagroups.handle,
            **self._scheduler.replays,
        }
        if action in handlers:
            handlers[action](**arguments)
        return action in handlers

    def close(self) -> None:
        """Finish deliveries and stop the receivers."""
        self._jobs.close()
        self._receivers.close()

    async def _read_outbox(self, _: Request) -> Response:
        return JSONResponse({"sent": await run_in_threadpool(self._outbox.rows)})

    async def _wait(self, _: Request) -> Response:
        await run_in_threadpool(self._jobs.wait)
        return Response(status_code=204)

    async def _set_receivers(self, request: Request) -> Response:
        for name, value in (await json_object(request, _RULES)).items():
            setattr(self._receivers.rules, name, value)
        return Response(status_code=204)

    async def _change_host_key(self, _: Request) -> Response:
        try:
            await run_in_threadpool(self._receivers.change_host_key)
        except ValueError as error:
            raise ControlError(str(error)) from None
        return Response(status_code=204)

    async def _trust_host_key(self, _: Request) -> Response:
        self._receivers.routes.host_keys.clear()
        return Response(status_code=204)
