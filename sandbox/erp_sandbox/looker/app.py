"""The instance behind its API: logins, and one table of operations."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from erp_sandbox.core.control import server_url
from erp_sandbox.looker import selection
from erp_sandbox.looker.call import Call, Operation
from erp_sandbox.looker.errors import ApiError
from erp_sandbox.looker.oauth import Login, bearer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp

    from erp_sandbox.looker.instance import Instance

ROOT = "/api/4.0"
_PAGE = "<!DOCTYPE html><html><head><title>Looker Not Found (404)</title></head></html>"
_encoder = msgspec.json.Encoder(decimal_format="number")


class Api:
    """The API of one instance.

    Args:
        instance: The instance.
        operations: What the API can do.
    """

    def __init__(self, instance: Instance, operations: list[Operation]) -> None:
        self._instance = instance
        self._login = Login(instance)
        self._operations = {f"{op.method} {op.path}": op for op in operations}
        routes: list[BaseRoute] = [
            Route(f"{ROOT}/login", self._sign_in, methods=["POST"]),
            Route(f"{ROOT}/logout", self._sign_out, methods=["DELETE"]),
            # The Python SDK leaves out the version.
            Route("/api/logout", self._sign_out, methods=["DELETE"]),
            *(Route(ROOT + op.path, self._endpoint(op), methods=[op.method]) for op in operations),
        ]
        self.app: ASGIApp = Starlette(
            routes=routes,
            exception_handlers={
                ApiError: lambda _, error: error.response(),
                HTTPException: _no_route,
                Exception: lambda _, __: ApiError(500).response(),
            },
        )

    def repeat(self, operation: str, arguments: dict[str, Any]) -> None:
        """Repeat a recorded change."""
        session, user = self._login.session_of(arguments["user_id"])
        call = Call(
            user=user,
            session=session,
            path=arguments["path"],
            query=arguments["query"],
            body=arguments["body"],
            host="",
            route="",
        )
        self._handled(self._operations[operation], call)

    async def _sign_in(self, request: Request) -> Response:
        return self._login.sign_in(await request.body(), request)

    async def _sign_out(self, request: Request) -> Response:
        return self._login.sign_out(request)

    def _endpoint(self, operation: Operation) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                return await self._respond(request, operation)
            except ApiError as error:
                return error.response(operation.method, operation.documented)

        return endpoint

    async def _respond(self, request: Request, operation: Operation) -> Response:
        session, user = self._login.holder(bearer(request))
        self._instance.limits.count(operation.meter)
        if not user.may(operation.needs):
            raise ApiError(404)
        call = Call(
            user=user,
            session=session,
            path=request.path_params,
            query=request.query_params,
            body=_decoded(await request.body()),
            host=server_url(request),
            route=request.url.path.removeprefix(ROOT),
        )
        response, _ = await asyncio.gather(
            run_in_threadpool(self._handled, operation, call),
            asyncio.sleep(self._instance.limits.latency),
        )
        return response

    def _handled(self, operation: Operation, call: Call) -> Response:
        if not operation.writes:
            return _answer(operation.handler(call), call)
        history = self._instance.store.history
        arguments = {
            "user_id": call.user.id,
            "path": dict(call.path),
            "query": dict(call.query),
            "body": call.body,
        }
        with history.change(f"{operation.method} {operation.path}", arguments):
            return _answer(operation.handler(call), call)


def _answer(value: Any, call: Call) -> Response:
    if isinstance(value, Response):
        return value
    if value is None:
        return Response(status_code=204, headers=call.headers)
    if fields := call.query.get("fields"):
        value = selection.select(value, selection.parse(fields))
    content = _encoder.encode(value)
    return Response(content, headers=call.headers, media_type="application/json")


def _decoded(body: bytes) -> Any:
    if not body:
        return {}
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise ApiError(400, "The request body is not valid JSON") from None


def _no_route(request: Request, error: Exception) -> Response:
    """Return JSON below the API's path, the page of the web host elsewhere."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if request.url.path.startswith("/api/"):
        return ApiError(status).response()
    return HTMLResponse(_PAGE, status)
