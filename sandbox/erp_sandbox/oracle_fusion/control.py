"""The control surface of the pod: `/_control/oracle_fusion/...`."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from erp_sandbox.core.control import ControlError, json_object, server_url
from erp_sandbox.oracle_fusion.bicc.extracts import BiccOptions
from erp_sandbox.oracle_fusion.items import timestamp
from erp_sandbox.oracle_fusion.limits import Limits
from erp_sandbox.oracle_fusion.oauth import App

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from erp_sandbox.oracle_fusion.app import OracleFusion
    from erp_sandbox.oracle_fusion.resources import Resource
    from erp_sandbox.oracle_fusion.rows import Row

_APP = {field.name for field in fields(App)} - {"client_id", "client_secret", "key_id"}
_BICC = {field.name for field in fields(BiccOptions)}
_LIMITS = {field.name for field in fields(Limits)}
_USER = {"password_expired", "client_is_user", "denied", "business_units", "ledgers", "bicc"}
_encoder = msgspec.json.Encoder(decimal_format="number")


class ControlRoutes:
    """The pod's control routes.

    Args:
        fusion: The running pod.
    """

    def __init__(self, fusion: OracleFusion) -> None:
        self._fusion = fusion
        self.routes: list[BaseRoute] = [
            Route("/config", self._config),
            Route("/truth", self._truth, methods=["POST"]),
            Route("/limits", self._set_limits, methods=["PUT"]),
            Route("/limits", self._read_limits),
            Route("/app", self._set_app, methods=["PUT"]),
            Route("/user", self._set_user, methods=["PUT"]),
            Route("/bicc", self._set_bicc, methods=["PUT"]),
            Route("/tokens", self._expire, methods=["DELETE"]),
        ]

    async def _config(self, request: Request) -> Response:
        auth = request.query_params.get("auth", "")
        try:
            return JSONResponse(self._fusion.settings(server_url(request), auth))
        except ValueError as error:
            raise ControlError(str(error)) from None

    async def _truth(self, request: Request) -> Response:
        body = await json_object(request, {"resource"})
        name, pod = str(body.get("resource")), self._fusion.pod
        resource = pod.resource(name)
        if resource is None:
            raise ControlError(f"There is no resource {name!r}.")

        def work() -> bytes:
            return _encoder.encode({"rows": [_plain(row, resource) for row in pod.rows(name)]})

        return Response(await run_in_threadpool(work), media_type="application/json")

    async def _set_limits(self, request: Request) -> Response:
        return _set(self._fusion.limits, await json_object(request, _LIMITS))

    async def _read_limits(self, _: Request) -> Response:
        return JSONResponse(asdict(self._fusion.limits) | {"issued": self._fusion.tokens.issued})

    async def _set_app(self, request: Request) -> Response:
        return _set(self._fusion.tokens.app, await json_object(request, _APP))

    async def _set_user(self, request: Request) -> Response:
        return _set(self._fusion.user, await json_object(request, _USER))

    async def _set_bicc(self, request: Request) -> Response:
        return _set(self._fusion.bicc.options, await json_object(request, _BICC))

    async def _expire(self, _: Request) -> Response:
        self._fusion.tokens.expire()
        return Response(status_code=204)


def _set(owner: Any, values: dict[str, Any]) -> Response:
    for name, value in values.items():
        setattr(owner, name, value)
    return Response(status_code=204)


def _plain(row: Row, resource: Resource) -> dict[str, Any]:
    """Return a record with its children; attributes without a value are null."""
    values = row.values
    found: dict[str, Any] = {"@key": row.key}
    for name, attribute in resource.attributes.items():
        value = values.get(name)
        if value is not None and attribute.format == "date-time":
            value = timestamp(value)
        found[name] = value
    for name, below in resource.children.items():
        found[name] = [_plain(child, below) for child in row.children.get(name, ())]
    return found
