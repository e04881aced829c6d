"""The control surface of the NetSuite account: `/_control/netsuite/...`."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import duckdb
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from erp_sandbox.control import Refused, json_object
from erp_sandbox.netsuite.catalog import Role
from erp_sandbox.netsuite.preferences import checked

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from erp_sandbox.netsuite.app import NetSuite

    Mutate = Callable[[str, dict[str, Any]], dict[str, Any]]

_ACCOUNT_LIMITS = ("concurrency", "row_cap")
_GOVERNOR_LIMITS = ("latency", "other_tenants", "retry_after")


class NetSuiteControlSurface:
    """The account's control routes.

    Args:
        netsuite: The running account.
        mutate: Carries out an action on the books (and records it, where histories are kept).
    """

    def __init__(self, netsuite: NetSuite, mutate: Mutate) -> None:
        self._netsuite = netsuite
        self._account = netsuite.company.account
        self._mutate = mutate
        self.mount = Mount(
            "/netsuite",
            routes=[
                Route("/config", self._config),
                Route("/actions", self._actions),
                Route("/mutate", self._mutation, methods=["POST"]),
                Route("/truth", self._truth, methods=["POST"]),
                Route("/role", self._set_role, methods=["PUT"]),
                Route("/preferences", self._set_preferences, methods=["PUT"]),
                Route("/limits", self._read_limits),
                Route("/limits", self._set_limits, methods=["PUT"]),
                Route("/tokens", self._revoke_tokens, methods=["DELETE"]),
            ],
        )

    async def _config(self, request: Request) -> Response:
        url = f"{request.url.scheme}://{request.url.netloc}"
        query = request.query_params
        try:
            settings = await run_in_threadpool(
                self._netsuite.settings,
                url,
                query.get("auth", "m2m"),
                algorithm=query.get("algorithm", "ES256"),
                expired=query.get("expired", "false") == "true",
            )
        except ValueError as error:
            raise Refused(str(error)) from error
        return JSONResponse(settings)

    async def _actions(self, _: Request) -> Response:
        return JSONResponse(dict(self._netsuite.company.actions))

    async def _mutation(self, request: Request) -> Response:
        body = await json_object(request)
        action = body.pop("action", None)
        actions = self._netsuite.company.actions
        if action not in actions:
            raise Refused(f"`action` is {action!r}; use one of {', '.join(sorted(actions))}.")
        try:
            return JSONResponse(await run_in_threadpool(self._mutate, action, body))
        except (LookupError, TypeError, ValueError) as error:
            raise Refused(f"{action}: {error}") from error

    async def _truth(self, request: Request) -> Response:
        body = await json_object(request, {"sql"})
        try:
            rows = await run_in_threadpool(self._netsuite.company.truth, str(body.get("sql", "")))
        except (duckdb.Error, ValueError) as error:
            raise Refused(str(error)) from error
        return JSONResponse({"rows": rows})

    async def _set_role(self, request: Request) -> Response:
        body = await json_object(request, {"hidden_tables", "hidden_columns"})
        try:
            columns = frozenset((table, column) for table, column in body.get("hidden_columns", []))
        except (TypeError, ValueError) as error:
            raise Refused("`hidden_columns` is a list of [table, column] pairs.") from error
        self._netsuite.company.set_role(Role(frozenset(body.get("hidden_tables", [])), columns))
        return Response(status_code=204)

    async def _set_preferences(self, request: Request) -> Response:
        body = await json_object(request, {"time_zone", "date_format", "utc_on_dates"})
        try:
            changed = checked(dataclasses.replace(self._account.preferences, **body))
        except ValueError as error:
            raise Refused(str(error)) from error
        self._account.preferences = changed
        return JSONResponse(dataclasses.asdict(changed))

    async def _read_limits(self, _: Request) -> Response:
        return JSONResponse(_limits(self._netsuite))

    async def _set_limits(self, request: Request) -> Response:
        body = await json_object(request, {*_ACCOUNT_LIMITS, *_GOVERNOR_LIMITS})
        for name, value in body.items():
            absent = name == "retry_after" and value is None
            if not absent and not isinstance(value, int | float):
                raise Refused(f"`{name}` must be a number.")
            owner = self._account if name in _ACCOUNT_LIMITS else self._netsuite.governor
            setattr(owner, name, value)
        return JSONResponse(_limits(self._netsuite))

    async def _revoke_tokens(self, _: Request) -> Response:
        self._netsuite.tokens.revoke_all()
        return Response(status_code=204)


def _limits(netsuite: NetSuite) -> dict[str, Any]:
    account, governor = netsuite.company.account, netsuite.governor
    counters = ("in_flight", "peak", "refused")
    return {name: getattr(account, name) for name in _ACCOUNT_LIMITS} | {
        name: getattr(governor, name) for name in (*_GOVERNOR_LIMITS, *counters)
    }
