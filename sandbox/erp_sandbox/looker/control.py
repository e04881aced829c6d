"""The control surface of the instance: `/_control/looker/...`."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from erp_sandbox.core.control import ControlError, json_object, server_url
from erp_sandbox.looker.content.operations import RESOURCES
from erp_sandbox.looker.limits import Limits
from erp_sandbox.looker.persistence import builds, datagroups
from erp_sandbox.looker.plans import shapes
from erp_sandbox.looker.plans.records import DESTINATIONS, JOBS, PLANS, SECRETS
from erp_sandbox.looker.seed import ADMIN
from erp_sandbox.looker.users import user_of
from erp_sandbox.looker.view import View
from erp_sandbox.looker.warehouse import WarehouseError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from erp_sandbox.looker.instance import Instance

_LIMITS = {field.name for field in fields(Limits) if field.repr} - {"calls"}
_SCHEDULING = (JOBS, DESTINATIONS, SECRETS, datagroups.KIND, builds.KIND)
_USER = {"permissions", "models", "attributes", "admin"}
_encoder = msgspec.json.Encoder(decimal_format="number")


class ControlRoutes:
    """The instance's control routes.

    Args:
        instance: The running instance.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self.routes: list[BaseRoute] = [
            Route("/config", self._config),
            Route("/truth", self._truth, methods=["POST"]),
            Route("/rows", self._rows, methods=["POST"]),
            Route("/limits", self._set_limits, methods=["PUT"]),
            Route("/limits", self._read_limits),
            Route("/user", self._set_user, methods=["PUT"]),
            Route("/tokens", self._expire, methods=["DELETE"]),
        ]

    async def _config(self, request: Request) -> Response:
        return JSONResponse(self._instance.settings(server_url(request)))

    async def _truth(self, request: Request) -> Response:
        kind = str((await json_object(request, {"kind"})).get("kind"))
        rows = await run_in_threadpool(self._records, kind, server_url(request))
        return Response(_encoder.encode({"rows": rows}), media_type="application/json")

    def _records(self, kind: str, host: str) -> list[Any]:
        """Return the records of a kind as an administrator sees them, deleted ones included."""
        store = self._instance.store
        if kind in _SCHEDULING:
            return store.all(kind)
        admin = user_of(store, ADMIN)
        if kind == PLANS and admin is not None:
            return shapes.plans(store, store.all(kind), admin)
        resource = next((each for each in RESOURCES if each.kind == kind), None)
        if resource is None or admin is None:
            known = ", ".join([*(each.kind for each in RESOURCES), PLANS, *_SCHEDULING])
            raise ControlError(f"`kind` is {kind!r}; use one of {known}.")
        view = View(store, self._instance.catalog, admin, host)
        return [resource.shape(view, row) for row in store.all(kind)]

    async def _rows(self, request: Request) -> Response:
        sql = str((await json_object(request, {"sql"})).get("sql"))
        warehouse = self._instance.warehouse
        try:
            rows = await run_in_threadpool(lambda: list(warehouse.execute(sql)))
        except WarehouseError as error:
            raise ControlError(str(error)) from error
        return Response(_encoder.encode({"rows": rows}), media_type="application/json")

    async def _set_limits(self, request: Request) -> Response:
        for name, value in (await json_object(request, _LIMITS)).items():
            setattr(self._instance.limits, name, value)
        return Response(status_code=204)

    async def _read_limits(self, _: Request) -> Response:
        limits = self._instance.limits
        known: dict[str, Any] = {name: getattr(limits, name) for name in sorted(_LIMITS)}
        issued = self._instance.sessions.issued
        return JSONResponse(known | {"calls": dict(limits.calls), "issued": issued})

    async def _set_user(self, request: Request) -> Response:
        body, store = await json_object(request, _USER), self._instance.store
        user = self._instance.api_user()
        role = store.get("roles", "2")
        if "permissions" in body:
            permission_set = store.get("permission_sets", role["permission_set_id"])
            permission_set["permissions"] = list(body["permissions"])
        if "models" in body:
            model_set = store.get("model_sets", role["model_set_id"])
            model_set |= {"models": body["models"] or [], "all_access": body["models"] is None}
        if "attributes" in body:
            user["attributes"] = dict(body["attributes"])
        if "admin" in body:
            user["role_ids"] = ["1"] if body["admin"] else ["2"]
        return Response(status_code=204)

    async def _expire(self, _: Request) -> Response:
        self._instance.sessions.expire()
        return Response(status_code=204)
