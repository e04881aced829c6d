"""The site behind HTTP: identity server, sign-in, endpoints and OData on one port."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from erp_sandbox.acumatica import discovery, errors, swagger, swagger_2
from erp_sandbox.acumatica.access import Access
from erp_sandbox.acumatica.call import Call, answer
from erp_sandbox.acumatica.contract import Contract
from erp_sandbox.acumatica.entities import VERSIONS, entities
from erp_sandbox.acumatica.errors import ApiError, NoSeatError, no_seat, not_found
from erp_sandbox.acumatica.limits import DeclinedError, Limits
from erp_sandbox.acumatica.login import Login
from erp_sandbox.acumatica.oauth import TokenService
from erp_sandbox.acumatica.odata import OData, ODataError
from erp_sandbox.acumatica.quirks import Quirks
from erp_sandbox.acumatica.sessions import Sessions
from erp_sandbox.acumatica.users import User
from erp_sandbox.acumatica.webhooks import Webhooks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from erp_sandbox.acumatica.sessions import Session
    from erp_sandbox.acumatica.store import Tenant
    from erp_sandbox.core.state import History

AUTH_METHODS = ("oauth_password", "oauth_code", "cookie")
"""The credentials that the settings of the plugins can have."""
_ENDPOINT = "Default"
_METHODS = ["GET", "PUT", "POST", "DELETE", "PATCH"]


class Acumatica:
    """One site.

    Args:
        history: The clock, and the record of changes.
        tenants: Its tenants; the first is the default one.
        site: Its path, empty for the root.
        seed: Makes the order of rows repeatable.
        latency: Seconds that each request takes at least.
        auth: The credentials that `settings` returns by default.
    """

    def __init__(  # noqa: PLR0913 - the options of a site
        self,
        history: History,
        tenants: Sequence[Tenant],
        *,
        site: str = "",
        seed: int = 0,
        latency: float = 0.0,
        auth: str = AUTH_METHODS[0],
    ) -> None:
        self.clock = history.clock
        self.latency = latency
        self.tenants = {tenant.name: tenant for tenant in tenants}
        self.limits = Limits()
        self.quirks = Quirks(seed=seed)
        self.user = User()
        self.webhooks = Webhooks(history)
        self.sessions = Sessions(history.clock, self.limits)
        self.tokens = TokenService(history, list(self.tenants), self.user, self.sessions)
        self._auth = auth
        self._path = f"/{site.strip('/')}" if site.strip("/") else ""
        self._contract = Contract(self.quirks, history.clock)
        self._odata = OData(self.quirks)
        self._login = Login(self._path, tenants, self.user, self.sessions, self.limits)
        self._access = Access(self.tokens, self._login, self.user)
        endpoint = "/entity/{name}/{version}"
        routes = [
            Route("/identity/.well-known/openid-configuration", self._discovery),
            Route("/identity/connect/authorize", self._authorize),
            Route("/identity/connect/token", self._token, methods=["POST"]),
            Route("/identity/connect/revocation", self._revoke, methods=["POST"]),
            Route("/entity/auth/login", self._login.sign_in, methods=["POST"]),
            Route("/entity/auth/logout", self._access.sign_out, methods=["POST"]),
            Route("/entity", self._endpoints),
            Route("/entity/", self._endpoints),
            Route("/entity/swagger.json", self._instance),
            Route(f"{endpoint}/swagger.json", self._swagger),
            Route(f"{endpoint}/{{path:path}}", self._entity, methods=_METHODS),
            Route("/Frames/Error.aspx", lambda _: errors.page(200, "Error")),
            Route("/ui/error", lambda _: errors.page(200, "Error")),
            Route("/t/{tenant}/api/odata/{path:path}", self._read_odata),
            Route("/ODatav4/{tenant}/{dac:path}", self._read_odata),
        ]
        self.app: ASGIApp = Starlette(
            routes=[Mount(self._path, routes=routes)] if self._path else routes,
            exception_handlers={
                ApiError: lambda _, error: error.response(),
                ODataError: lambda _, error: error.response(),
                HTTPException: _page,
                Exception: lambda _, __: errors.of_status(500),
            },
        )

    def tenant(self, name: str | None) -> Tenant:
        """Return a tenant; the first one for None.

        Raises:
            LookupError: If there is no such tenant.
        """
        if not name:
            return next(iter(self.tenants.values()))
        if name not in self.tenants:
            raise LookupError(f"There is no tenant {name}. Use one of {', '.join(self.tenants)}.")
        return self.tenants[name]

    def restore(self, *, client_secret: str, password: str) -> None:
        """Take over the secrets of an earlier run."""
        self.tokens.app.client_secret = client_secret
        self.user.password = password

    def settings(self, url: str, tenant: Tenant, auth: str = "") -> dict[str, Any]:
        """Return the settings of the plugins.

        Args:
            url: The server's URL.
            tenant: The tenant.
            auth: One of `AUTH_METHODS`; the option's by default.

        Raises:
            ValueError: If there is no such method.
        """
        method = auth or self._auth
        user = {"username": self.user.name, "password": self.user.password}
        app = {
            "client_id": self.tokens.client_id(tenant.name),
            "client_secret": self.tokens.app.client_secret,
        }
        known: dict[str, dict[str, Any]] = {
            "oauth_password": app | user,
            "oauth_code": {**app, "refresh_token": self.tokens.refresh_token(tenant.name)},
            "cookie": user,
        }
        if method not in known:
            raise ValueError(f"There is no `auth` {method!r}; use one of {', '.join(known)}.")
        return {
            "api_url": url + self._path,
            "tenant": tenant.name,
            "endpoint_name": _ENDPOINT,
            "endpoint_version": VERSIONS[-1],
            "auth_method": method,
            **known[method],
        }

    # Sign-in

    async def _discovery(self, request: Request) -> Response:
        identity = f"{request.url.scheme}://{request.url.netloc}{self._path}/identity"
        return JSONResponse(
            {
                "issuer": identity,
                "authorization_endpoint": f"{identity}/connect/authorize",
                "token_endpoint": f"{identity}/connect/token",
                "revocation_endpoint": f"{identity}/connect/revocation",
                "grant_types_supported": ["authorization_code", "password", "refresh_token"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _authorize(self, request: Request) -> Response:
        return self.tokens.authorize(request.query_params)

    async def _token(self, request: Request) -> Response:
        return self.tokens.grant(await request.body())

    async def _revoke(self, request: Request) -> Response:
        return self.tokens.revoke(await request.body())

    # Endpoints

    async def _endpoints(self, request: Request) -> Response:
        names = self._names(signed_in=self._access.signed_in(request))
        wrapped = self.quirks.entity_list == "wrapped"
        site = self._url(request) if self.quirks.urls == "absolute" else self._path
        return answer(discovery.endpoints(site, names, wrapped=wrapped))

    async def _instance(self, request: Request) -> Response:
        return answer(swagger.instance(self._url(request)))

    async def _swagger(self, request: Request) -> Response:
        name, version = request.path_params["name"], request.path_params["version"]
        url = f"{self._url(request)}/entity/{name}/{version}"

        def work() -> Response:
            known = self._contents(name, version, request.url.path)
            document = swagger.document(name, version, url, known)
            is_older = self.quirks.swagger == "2.0"
            return answer(swagger_2.converted(document) if is_older else document)

        if request.query_params.get("company", "") in self.tenants:
            return await run_in_threadpool(work)
        return await self._in_session(request, lambda _: work())

    async def _entity(self, request: Request) -> Response:
        parameters = request.path_params
        name, version = parameters["name"], parameters["version"]
        body = await request.body()

        def work(session: Session) -> Response:
            if self.quirks.broken:
                return RedirectResponse(f"{self._path}/ui/error", 302)
            call = Call(
                tenant=self.tenants[session.tenant],
                session=session,
                entities=self._contents(name, version, request.url.path),
                root=f"{self._path}/entity/{name}/{version}",
                method=request.method,
                path=tuple(parameters["path"].split("/")),
                query=request.query_params,
                headers=request.headers,
                body=body,
            )
            return self._contract.respond(call)

        return await self._in_session(request, work)

    async def _read_odata(self, request: Request) -> Response:
        parameters = request.path_params
        tenant = self.tenants.get(parameters["tenant"])
        if tenant is None:
            raise not_found(request.url.path)
        path = parameters["path"] if "path" in parameters else f"dac/{parameters['dac']}"
        url = f"{self._url(request)}/t/{tenant.name}/api/odata"

        def work(session: Session | None) -> Response:
            if session is not None and session.tenant != tenant.name:
                raise not_found(request.url.path)
            return self._odata.respond(tenant, path, request.query_params, request.headers, url)

        if self._access.basic(request):
            return await run_in_threadpool(work, None)
        return await self._in_session(request, work)

    async def _in_session(self, request: Request, work: Callable[[Session], Response]) -> Response:
        """Do what all requests have in common: the session and the limits of the license.

        Responses with an error have the cookie of a session that was opened for them, too.
        """
        try:
            session = self._access.session(request)
        except NoSeatError:
            return no_seat(self.limits.over_limit or "redirect", self._path)
        try:
            response = await self._processed(session, work)
        except DeclinedError:
            response = errors.of_status(429)
        except (ApiError, ODataError) as error:
            response = error.response()
        location = response.headers.get("location", "")
        if location and self.quirks.urls == "absolute":
            response.headers["Location"] = self._url(request).removesuffix(self._path) + location
        response.set_cookie("requestid", secrets.token_hex(16).upper(), path="/")
        return self._login.keep(request, response, session)

    async def _processed(self, session: Session, work: Callable[[Session], Response]) -> Response:
        async with self.limits.slot(), AsyncExitStack() as stack:
            if self.limits.serial_sessions:
                await stack.enter_async_context(session.lock)
            if self.latency:
                await asyncio.sleep(self.latency)
            return await run_in_threadpool(work, session)

    def _names(self, *, signed_in: bool) -> list[tuple[str, str]]:
        default = [(_ENDPOINT, version) for version in VERSIONS]
        own = [(name, version) for name, version in self.quirks.endpoints] if signed_in else []
        return default + own

    def _contents(self, name: str, version: str, path: str) -> Any:
        """Return the entities of an endpoint; a custom one extends the newest version."""
        if (name, version) not in self._names(signed_in=True):
            raise not_found(path)
        return entities(version if name == _ENDPOINT else VERSIONS[-1])

    def _url(self, request: Request) -> str:
        return f"{request.url.scheme}://{request.url.netloc}{self._path}"


def _page(_: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    return errors.page(status, "404 - File or directory not found." if status == 404 else "Error")  # noqa: PLR2004
