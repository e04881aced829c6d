"""The pod and its identity domain behind HTTP: two origins on one port, by host."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route

from erp_sandbox.oracle_fusion import discovery, errors
from erp_sandbox.oracle_fusion.access import IDENTITY_HOST, Access
from erp_sandbox.oracle_fusion.bicc.service import Bicc
from erp_sandbox.oracle_fusion.call import Call, framework_version
from erp_sandbox.oracle_fusion.errors import ApiError, NotAuthenticatedError
from erp_sandbox.oracle_fusion.limits import Limits
from erp_sandbox.oracle_fusion.oauth import SCOPE, TokenService
from erp_sandbox.oracle_fusion.reading import HeavyError, Reading
from erp_sandbox.oracle_fusion.users import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from erp_sandbox.core.state import History
    from erp_sandbox.oracle_fusion.store import Pod

AUTH_METHODS = ("client_credentials", "jwt_assertion", "trusted_jwt", "basic")
"""The credentials that the settings of the plugin can have."""
VERSION = "11.13.18.05"
_ROOT = "/fscmRestApi/resources"
_METHODS = ["GET", "POST", "PATCH", "DELETE", "PUT"]


class OracleFusion:
    """One pod and its identity domain.

    Args:
        history: The clock.
        pod: The rows.
        latency: Seconds that each request takes at least.
        auth: The credentials that `settings` returns by default.
    """

    def __init__(
        self, history: History, pod: Pod, *, latency: float = 0.0, auth: str = AUTH_METHODS[0]
    ) -> None:
        self.pod = pod
        self.limits = Limits(latency=latency)
        self.user = User()
        self.tokens = TokenService(history.clock, self.user)
        self.access = Access(self.tokens, self.user, self.limits)
        self._auth = auth
        self._reading = Reading(pod, self.limits)
        self._discovery = discovery.Discovery(pod, self.limits)
        self._domain = _application(
            [
                Route("/oauth2/v1/token", self._token, methods=["POST"]),
                Route("/ui/v1/signin", lambda _: errors.page(200, "Sign in to Oracle Cloud")),
            ]
        )
        self.bicc = Bicc(pod, self.access)
        self._pod = _application(
            [
                *self.bicc.routes,
                Route(_ROOT, self._versions),
                Route(_ROOT + "/", self._versions),
                Route(_ROOT + "/{version}", self._resources),
                Route(_ROOT + "/{version}/{path:path}", self._resources, methods=_METHODS),
            ]
        )
        self.app: ASGIApp = self._respond

    def settings(self, url: str, auth: str = "") -> dict[str, Any]:
        """Return the settings of the plugin.

        Args:
            url: The server's URL.
            auth: One of `AUTH_METHODS`; the option's by default.

        Raises:
            ValueError: If there is no such method.
        """
        method = auth or self._auth
        app, user, pair = self.tokens.app, self.user, self.tokens.pair
        signing = {"private_key": pair.private_key, "certificate": pair.certificate}
        # BI Cloud Connector knows HTTP Basic only.
        bicc = {"bicc_username": user.name, "bicc_password": user.password}
        domain = {
            "token_url": f"{_identity(url)}/oauth2/v1/token",
            "oauth_scope": SCOPE,
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            **bicc,
        }
        known: dict[str, dict[str, Any]] = {
            "client_credentials": domain,
            "jwt_assertion": {
                **domain,
                **signing,
                "username": user.name,
                "key_id": app.key_id,
            },
            "trusted_jwt": {
                "client_id": self.tokens.issuer,
                "username": user.name,
                **signing,
                **bicc,
            },
            "basic": {"username": user.name, "password": user.password},
        }
        if method not in known:
            raise ValueError(f"There is no `auth` {method!r}; use one of {', '.join(known)}.")
        return {"api_url": url, "auth_method": method, **known[method]}

    def secrets(self) -> dict[str, str]:
        """Return the secrets that a later run needs."""
        return {"client_secret": self.tokens.app.client_secret, "password": self.user.password}

    def restore(self, *, client_secret: str, password: str) -> None:
        """Take over the secrets of an earlier run."""
        self.tokens.app.client_secret = client_secret
        self.user.password = password

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_domain = Request(scope).url.hostname == IDENTITY_HOST
        await (self._domain if is_domain else self._pod)(scope, receive, send)

    async def _token(self, request: Request) -> Response:
        return self.tokens.grant(await request.body(), request.headers)

    # Resources

    async def _versions(self, request: Request) -> Response:
        return await self._signed_in(request, lambda call: discovery.versions(call, VERSION))

    async def _resources(self, request: Request) -> Response:
        return await self._signed_in(request, self._handled)

    def _handled(self, call: Call) -> Response:
        if call.method != "GET":
            raise ApiError(405, f"The method {call.method} is not allowed.")
        if not call.path:
            return discovery.version(call, VERSION)
        if call.path[-1:] == ("describe",):
            return self._discovery.respond(call)
        return self._reading.respond(call)

    async def _signed_in(self, request: Request, handle: Callable[[Call], Response]) -> Response:
        """Answer a request of a user, in the time that the pod takes."""
        stopped = self.access.stopped(request)
        if stopped is not None:
            return stopped
        user = self.access.user(request)
        version = request.path_params.get("version", VERSION)
        if version not in {VERSION, "latest"}:
            raise errors.not_found(f"Version {version}")
        call = Call(
            user=user,
            method=request.method,
            version=framework_version(request.headers),
            url=f"https://{request.url.hostname}:443{_ROOT}/{version}",
            path=tuple(filter(None, request.path_params.get("path", "").split("/"))),
            parameters=request.query_params,
            headers=request.headers,
        )
        try:
            response, _ = await asyncio.gather(
                run_in_threadpool(handle, call), asyncio.sleep(self.limits.latency)
            )
        except HeavyError:
            await asyncio.sleep(self.limits.heavy_seconds)
            return errors.page(504, "504 Gateway Time-out")
        return response


def _application(routes: list[Route]) -> ASGIApp:
    return Starlette(
        routes=routes,
        exception_handlers={
            ApiError: _failed,
            NotAuthenticatedError: _failed,
            HTTPException: lambda _, error: errors.page(error.status_code, "Error 404--Not Found"),
            Exception: lambda _, __: errors.of_status(500),
        },
    )


def _failed(_: Request, error: Any) -> Response:
    response: Response = error.response()
    return response


def _identity(url: str) -> str:
    """Return the origin of the identity domain of a pod."""
    return url.replace("//127.0.0.1", f"//{IDENTITY_HOST}")
