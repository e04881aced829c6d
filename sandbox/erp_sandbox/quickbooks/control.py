"""The control surface of the companies: `/_control/quickbooks/...`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from erp_sandbox.core.control import ControlError, json_object, server_url
from erp_sandbox.quickbooks.errors import ApiError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from erp_sandbox.quickbooks.app import QuickBooks, Realm

_LIMITS = {"per_second", "per_minute", "batches_per_minute", "per_month", "as_xml"}
_QUIRKS = {"faults", "objects_per_batch", "count_offset", "milliseconds", "more_metadata"}
_MORE = {"latency", "max_cells", "realm"}
_encoder = msgspec.json.Encoder(decimal_format="number")


class ControlRoutes:
    """The companies' control routes; the first company unless a body names a `realm`.

    Args:
        quickbooks: The running companies.
    """

    def __init__(self, quickbooks: QuickBooks) -> None:
        self._quickbooks = quickbooks
        self.routes: list[BaseRoute] = [
            Route("/config", self._config),
            Route("/truth", self._truth, methods=["POST"]),
            Route("/report", self._report, methods=["POST"]),
            Route("/webhooks", self._set_webhooks, methods=["PUT"]),
            Route("/webhooks/deliver", self._deliver, methods=["POST"]),
            Route("/limits", self._set_limits, methods=["PUT"]),
            Route("/limits", self._read_limits),
            Route("/tokens", self._expire, methods=["DELETE"]),
        ]

    def _realm(self, realm_id: Any) -> Realm:
        try:
            return self._quickbooks.realm(str(realm_id) if realm_id else None)
        except LookupError as error:
            raise ControlError(str(error)) from None

    async def _config(self, request: Request) -> Response:
        realm = self._realm(request.query_params.get("realm"))
        return JSONResponse(self._quickbooks.settings(server_url(request), realm))

    async def _truth(self, request: Request) -> Response:
        body = await json_object(request, {"entity", "realm"})
        company = self._realm(body.get("realm")).company
        if body.get("entity") not in company.rows:
            raise ControlError(f"There is no entity {body.get('entity')!r}.")
        with company.lock:
            rows = [
                company.shown(row, enhanced=True) for row in company.rows[body["entity"]].values()
            ]
            return Response(_encoder.encode({"rows": rows}), media_type="application/json")

    async def _report(self, request: Request) -> Response:
        body = await json_object(request, {"name", "realm", "parameters"})
        reports = self._realm(body.get("realm")).reports
        try:
            return JSONResponse(reports.answer(str(body.get("name")), body.get("parameters", {})))
        except ApiError as error:
            raise ControlError(str(error)) from error

    async def _set_webhooks(self, request: Request) -> Response:
        body = await json_object(request, {"url", "verifier_token", "cloud_events"})
        for name, value in body.items():
            setattr(self._quickbooks.webhooks, name, value)
        return Response(status_code=204)

    async def _deliver(self, request: Request) -> Response:
        body = await json_object(request, {"seed", "lose"})
        companies = [realm.company for realm in self._quickbooks.realms.values()]

        def work() -> Any:
            return self._quickbooks.webhooks.deliver(
                companies, seed=int(body.get("seed", 0)), lose=float(body.get("lose", 0))
            )

        return JSONResponse(await run_in_threadpool(work))

    async def _set_limits(self, request: Request) -> Response:
        body = await json_object(request, _LIMITS | _QUIRKS | _MORE)
        realm = self._realm(body.get("realm"))
        for name in _LIMITS & body.keys():
            setattr(realm.limits, name, body[name])
        for name in _QUIRKS & body.keys():
            setattr(realm.company.quirks, name, body[name])
        if "latency" in body:
            self._quickbooks.latency = float(body["latency"])
        if "max_cells" in body:
            realm.reports.max_cells = int(body["max_cells"])
        return Response(status_code=204)

    async def _read_limits(self, _: Request) -> Response:
        limits = self._realm(None).limits
        tokens = self._realm(None).tokens
        return JSONResponse(
            {
                "used": limits.used,
                "refused": limits.refused,
                "refreshes": tokens.refreshes,
                "alive": tokens.alive,
            }
        )

    async def _expire(self, _: Request) -> Response:
        for realm in self._quickbooks.realms.values():
            realm.tokens.expire_access()
        return Response(status_code=204)
