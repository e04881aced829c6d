"""The control surface of the site: `/_control/acumatica/...`."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from erp_sandbox.acumatica.entities import ENTITIES
from erp_sandbox.acumatica.envelope import plain
from erp_sandbox.acumatica.limits import Limits
from erp_sandbox.acumatica.odata_inquiries import INQUIRIES
from erp_sandbox.acumatica.quirks import Quirks
from erp_sandbox.core.control import ControlError, json_object, server_url

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from erp_sandbox.acumatica.app import Acumatica
    from erp_sandbox.acumatica.entities import Shape
    from erp_sandbox.acumatica.rows import Row
    from erp_sandbox.acumatica.store import Tenant

_COUNTERS = {"used", "declined", "delayed"}
_LIMITS = {field.name for field in fields(Limits) if field.repr} - _COUNTERS
_QUIRKS = {field.name for field in fields(Quirks) if field.repr}
_encoder = msgspec.json.Encoder(decimal_format="number")


class ControlRoutes:
    """The site's control routes; the first tenant unless a body names one.

    Args:
        site: The running site.
    """

    def __init__(self, site: Acumatica) -> None:
        self._site = site
        self.routes: list[BaseRoute] = [
            Route("/config", self._config),
            Route("/truth", self._truth, methods=["POST"]),
            Route("/limits", self._set_limits, methods=["PUT"]),
            Route("/limits", self._read_limits),
            Route("/app", self._set_app, methods=["PUT"]),
            Route("/user", self._set_user, methods=["PUT"]),
            Route("/webhooks", self._set_webhooks, methods=["PUT"]),
            Route("/webhooks/deliver", self._deliver, methods=["POST"]),
            Route("/sessions", self._read_sessions),
            Route("/sessions", self._end_sessions, methods=["DELETE"]),
            Route("/tokens", self._expire, methods=["DELETE"]),
        ]

    def _tenant(self, name: Any) -> Tenant:
        try:
            return self._site.tenant(str(name) if name else None)
        except LookupError as error:
            raise ControlError(str(error)) from None

    async def _config(self, request: Request) -> Response:
        given = request.query_params
        tenant = self._tenant(given.get("tenant"))
        try:
            settings = self._site.settings(server_url(request), tenant, given.get("auth", ""))
        except ValueError as error:
            raise ControlError(str(error)) from None
        return JSONResponse(settings)

    async def _truth(self, request: Request) -> Response:
        body = await json_object(request, {"entity", "tenant"})
        tenant = self._tenant(body.get("tenant"))
        entity = body.get("entity")
        if entity not in ENTITIES:
            raise ControlError(f"There is no entity {entity!r}.")

        def work() -> bytes:
            shape = ENTITIES[entity]
            return _encoder.encode({"rows": [_plain(row, shape) for row in tenant.rows(entity)]})

        return Response(await run_in_threadpool(work), media_type="application/json")

    async def _set_limits(self, request: Request) -> Response:
        body = await json_object(request, _LIMITS | _QUIRKS | {"latency"})
        if "tracked" in body:
            self._site.quirks.track(body.pop("tracked"), self._site.clock.now())
        for name, value in body.items():
            owner: Any = self._site
            if name != "latency":
                owner = self._site.limits if name in _LIMITS else self._site.quirks
            setattr(owner, name, value)
        return Response(status_code=204)

    async def _read_limits(self, _: Request) -> Response:
        limits = self._site.limits
        return JSONResponse({name: getattr(limits, name) for name in sorted(_LIMITS | _COUNTERS)})

    async def _set_app(self, request: Request) -> Response:
        body = await json_object(request, {"refresh_mode", "access_seconds", "redirect_uris"})
        return _set(self._site.tokens.app, body)

    async def _set_user(self, request: Request) -> Response:
        return _set(self._site.user, await json_object(request, {"disabled", "failures"}))

    async def _set_webhooks(self, request: Request) -> Response:
        body = await json_object(request, {"url", "header", "secret", "query"})
        if body.get("query", self._site.webhooks.query) not in INQUIRIES:
            raise ControlError(f"There is no inquiry {body['query']!r}.")
        return _set(self._site.webhooks, body)

    async def _deliver(self, request: Request) -> Response:
        body = await json_object(request, {"seed", "lose"})
        tenants = self._site.tenants.values()

        def work() -> Any:
            return self._site.webhooks.deliver(
                tenants, seed=int(body.get("seed", 0)), lose=float(body.get("lose", 0))
            )

        return JSONResponse(await run_in_threadpool(work))

    async def _read_sessions(self, _: Request) -> Response:
        sessions = self._site.sessions
        counts = {"open": sessions.open, "peak": sessions.peak, "refused": sessions.refused}
        return JSONResponse({**counts, "refreshes": self._site.tokens.refreshes})

    async def _end_sessions(self, _: Request) -> Response:
        self._site.sessions.clear()
        return Response(status_code=204)

    async def _expire(self, _: Request) -> Response:
        self._site.tokens.expire_access()
        return Response(status_code=204)


def _set(owner: Any, values: dict[str, Any]) -> Response:
    for name, value in values.items():
        setattr(owner, name, value)
    return Response(status_code=204)


def _plain(row: Row, shape: Shape) -> dict[str, Any]:
    """Return a record with its lines and linked objects, without envelopes."""
    return {
        "id": row.id,
        **{name: plain(row.values.get(name), UTC) for name in shape.fields},
        **{
            name: [_plain(line, inner) for line in row.details.get(name, ())]
            for name, inner in shape.details.items()
        },
        **{
            name: _plain(row.linked[name], inner)
            for name, inner in shape.linked.items()
            if name in row.linked
        },
        "custom": {path: plain(value, UTC) for path, value in row.custom.items()},
    }
