"""The control surface of the NetSuite account: `/_control/netsuite/...`."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import duckdb
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from erp_sandbox.core.control import ControlError, json_object, server_url
from erp_sandbox.netsuite.catalog import Role
from erp_sandbox.netsuite.preferences import checked

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from erp_sandbox.netsuite.app import NetSuite

_ACCOUNT_LIMITS = ("concurrency", "row_cap")
_GOVERNOR_LIMITS = ("latency", "other_tenants", "retry_after", "rows_per_second", "time_scale")
_OPTIONAL_LIMITS = {"retry_after", "rows_per_second"}


class ControlRoutes:
    """The account's control routes.

    Args:
        netsuite: The running account.
    """

    def __init__(self, netsuite: NetSuite) -> None:
        self._netsuite = netsuite
        self._account = netsuite.store.account
        self.routes: list[BaseRoute] = [
            Route("/config", self._config),
            Route("/truth", self._truth, methods=["POST"]),
            Route("/role", self._set_role, methods=["PUT"]),
            Route("/preferences", self._set_preferences, methods=["PUT"]),
            Route("/limits", self._read_limits),
            Route("/limits", self._set_limits, methods=["PUT"]),
            Route("/webhooks", self._set_webhooks, methods=["PUT"]),
            Route("/webhooks/deliver", self._deliver, methods=["POST"]),
            Route("/tokens", self._revoke_tokens, methods=["DELETE"]),
        ]

    async def _config(self, request: Request) -> Response:
        query = request.query_params
        try:
            settings = await run_in_threadpool(
                self._netsuite.settings,
                server_url(request),
                query.get("auth", "m2m"),
                algorithm=query.get("algorithm", "ES256"),
                expired=query.get("expired", "false") == "true",
            )
        except ValueError as error:
            raise ControlError(str(error)) from error
        return JSONResponse(settings)

    async def _truth(self, request: Request) -> Response:
        body = await json_object(request, {"sql"})
        try:
            rows = await run_in_threadpool(self._netsuite.store.truth, str(body.get("sql", "")))
        except (duckdb.Error, ValueError) as error:
            raise ControlError(str(error)) from error
        return JSONResponse({"rows": rows})

    async def _set_role(self, request: Request) -> Response:
        body = await json_object(request, {"hidden_tables", "hidden_columns"})
        try:
            columns = frozenset((table, column) for table, column in body.get("hidden_columns", []))
        except (TypeError, ValueError) as error:
            raise ControlError("`hidden_columns` is a list of [table, column] pairs.") from error
        self._netsuite.store.set_role(Role(frozenset(body.get("hidden_tables", [])), columns))
        return Response(status_code=204)

    async def _set_preferences(self, request: Request) -> Response:
        body = await json_object(request, {"time_zone", "date_format", "utc_on_dates"})
        try:
            changed = checked(dataclasses.replace(self._account.preferences, **body))
        except ValueError as error:
            raise ControlError(str(error)) from error
        self._account.preferences = changed
        return JSONResponse(dataclasses.asdict(changed))

    async def _read_limits(self, _: Request) -> Response:
        return JSONResponse(_limits(self._netsuite))

    async def _set_limits(self, request: Request) -> Response:
        body = await json_object(request, {*_ACCOUNT_LIMITS, *_GOVERNOR_LIMITS})
        for name, value in body.items():
            absent = name in _OPTIONAL_LIMITS and value is None
            if not absent and not isinstance(value, int | float):
                raise ControlError(f"`{name}` must be a number.")
            owner = self._account if name in _ACCOUNT_LIMITS else self._netsuite.governor
            setattr(owner, name, value)
        return JSONResponse(_limits(self._netsuite))

    async def _set_webhooks(self, request: Request) -> Response:
        for name, value in (await json_object(request, {"url", "header", "secret"})).items():
            setattr(self._netsuite.webhooks, name, value)
        return Response(status_code=204)

    async def _deliver(self, request: Request) -> Response:
        body = await json_object(request, {"seed", "lose"})

        def work() -> dict[str, Any]:
            seed, lose = int(body.get("seed", 0)), float(body.get("lose", 0))
            return self._netsuite.webhooks.deliver(seed=seed, lose=lose)

        return JSONResponse(await run_in_threadpool(work))

    async def _revoke_tokens(self, _: Request) -> Response:
        self._netsuite.tokens.revoke_all()
        return Response(status_code=204)


def _limits(netsuite: NetSuite) -> dict[str, Any]:
    account, governor = netsuite.store.account, netsuite.governor
    counters = ("in_flight", "peak", "refused")
    return {name: getattr(account, name) for name in _ACCOUNT_LIMITS} | {
        name: getattr(governor, name) for name in (*_GOVERNOR_LIMITS, *counters)
    }
