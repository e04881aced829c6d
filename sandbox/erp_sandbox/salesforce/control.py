"""The control surface of the org: `/_control/salesforce/...`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from erp_sandbox.core.control import ControlError, json_object, server_url

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from erp_sandbox.salesforce.app import Salesforce


class ControlRoutes:
    """The org's control routes.

    Args:
        salesforce: The running org.
    """

    def __init__(self, salesforce: Salesforce) -> None:
        self._salesforce = salesforce
        self.routes: list[BaseRoute] = [
            Route("/config", self._config),
            Route("/truth", self._truth, methods=["POST"]),
            Route("/limits", self._set_limits, methods=["PUT"]),
            Route("/limits", self._read_limits),
            Route("/jobs", self._jobs),
            Route("/sessions", self._expire, methods=["DELETE"]),
        ]

    async def _config(self, request: Request) -> Response:
        try:
            auth = request.query_params.get("auth", "jwt")
            return JSONResponse(self._salesforce.settings(server_url(request), auth))
        except ValueError as error:
            raise ControlError(str(error)) from error

    async def _truth(self, request: Request) -> Response:
        body = await json_object(request, {"sobject", "deleted"})
        org = self._salesforce.org
        if body.get("sobject") not in org.store.objects:
            raise ControlError(f"There is no object {body.get('sobject')!r}.")

        def rows() -> list[dict[str, Any]]:
            self._salesforce.bulk.settle()
            with org.lock:
                deleted = bool(body.get("deleted"))
                return [dict(row) for row in org.store.rows(body["sobject"], deleted=deleted)]

        return JSONResponse({"rows": await run_in_threadpool(rows)})

    async def _set_limits(self, request: Request) -> Response:
        known = {"allowed", "used", "app_allowed", "concurrent_refusals"}
        bulk = {f"bulk_{name}": name for name in vars(self._salesforce.bulk.options)}
        more = {"session_life_seconds", "latency", *bulk}
        body = await json_object(request, known | more)
        for name in known & body.keys():
            setattr(self._salesforce.limits, name, body[name])
        if "session_life_seconds" in body:
            life = timedelta(seconds=body["session_life_seconds"])
            self._salesforce.tokens.sessions.life = life
        for name in bulk.keys() & body.keys():
            setattr(self._salesforce.bulk.options, bulk[name], body[name])
        if "latency" in body:
            self._salesforce.latency = float(body["latency"])
        return Response(status_code=204)

    async def _read_limits(self, _: Request) -> Response:
        limits, tokens = self._salesforce.limits, self._salesforce.tokens
        return JSONResponse(
            {"allowed": limits.allowed, "used": limits.used, "logins": tokens.logins}
        )

    async def _jobs(self, _: Request) -> Response:
        return JSONResponse({"jobs": self._salesforce.bulk.jobs()})

    async def _expire(self, _: Request) -> Response:
        self._salesforce.tokens.sessions.expire_all()
        return Response(status_code=204)
