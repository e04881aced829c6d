"""The routes of the org."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import Route

from erp_sandbox.salesforce import composite, errors, rest
from erp_sandbox.salesforce.bulk import BulkService
from erp_sandbox.salesforce.call import Call, answer, version_of
from erp_sandbox.salesforce.errors import ApiError, expired_session, not_found
from erp_sandbox.salesforce.limits import Limits
from erp_sandbox.salesforce.metadata import MetadataService
from erp_sandbox.salesforce.oauth import TokenService
from erp_sandbox.salesforce.org import Org
from erp_sandbox.salesforce.tooling import Tooling

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from erp_sandbox.core.state import History

    Handler = Callable[[Call], Response]

_DATA = "/services/data"
_STORAGE_MB = 1024


class Salesforce:
    """One org: login host, My Domain and instance on one port.

    Args:
        history: The clock, and the record of changes.
        seed: Makes the order of Bulk results repeatable.
        latency: Seconds that each request takes at least.
    """

    def __init__(self, history: History, *, seed: int = 0, latency: float = 0.0) -> None:
        self.clock = history.clock
        self.latency = latency
        self.org = Org(history)
        self.limits = Limits()
        self.tokens = TokenService(self.org, history)
        self.bulk = BulkService(self.org, seed)
        self.tooling = Tooling(self.org)
        metadata = MetadataService(
            self.org, self.tooling, self.tokens.sessions.use, self.limits.acquire
        )
        self._resources = self._table()
        oauth = "/services/oauth2"
        self.app: ASGIApp = Starlette(
            routes=[
                Route(oauth + "/authorize", self._authorize),
                Route(oauth + "/token", self._token, methods=["POST"]),
                Route("/login" + oauth + "/token", self._login_token, methods=["POST"]),
                Route(oauth + "/revoke", self._revoke, methods=["POST"]),
                Route("/id/{org}/{user}", self._identity),
                *metadata.routes(),
                Route(_DATA, self._versions),
                Route(_DATA + "/", self._versions),
                Route(
                    _DATA + "/{rest:path}",
                    self._data,
                    methods=["GET", "POST", "PATCH", "PUT", "DELETE"],
                ),
            ],
            exception_handlers={
                ApiError: lambda _, error: error.response(),
                HTTPException: lambda _, __: not_found().response(),
                Exception: lambda _, __: errors.of_status(500),
            },
        )

    def settings(self, url: str, auth: str = "jwt") -> dict[str, Any]:
        """Return the target's settings for this org.

        Args:
            url: The server's URL.
            auth: `jwt`, `client_credentials`, `refresh_token` or `password`.
        """
        app = self.tokens.app
        known: dict[str, dict[str, Any]] = {
            "jwt": {"username": self.org.user.username, "private_key": app.private_key},
            "client_credentials": {"client_secret": app.client_secret},
            "refresh_token": {
                "client_secret": app.client_secret,
                "refresh_token": self.tokens.refresh_token,
            },
            "password": {
                "client_secret": app.client_secret,
                "username": self.org.user.username,
                "password": app.password,
                "security_token": app.security_token,
            },
        }
        if auth not in known:
            raise ValueError(f"There is no `auth` {auth!r}; use one of {', '.join(known)}.")
        return {"api_url": url, "auth_method": auth, "client_id": app.client_id, **known[auth]}

    # Login

    async def _authorize(self, request: Request) -> Response:
        return self.tokens.authorize(request.query_params)

    async def _token(self, request: Request) -> Response:
        return await self._granted(request, generic=False)

    async def _login_token(self, request: Request) -> Response:
        return await self._granted(request, generic=True)

    async def _granted(self, request: Request, *, generic: bool) -> Response:
        url = f"{request.url.scheme}://{request.url.netloc}"
        return self.tokens.grant(await request.body(), request.headers, url, generic=generic)

    async def _revoke(self, request: Request) -> Response:
        return self.tokens.revoke(await request.body())

    async def _identity(self, _: Request) -> Response:
        user = self.org.user
        return answer(
            {"user_id": user.id, "organization_id": self.org.org_id, "username": user.username}
        )

    # Data

    async def _versions(self, _: Request) -> Response:
        return rest.versions()

    async def _data(self, request: Request) -> Response:
        version, _, path = request.path_params["rest"].partition("/")
        number = version_of(version)
        self._authenticate(request)
        self.limits.acquire()
        call = Call(
            org=self.org,
            user=self.org.user,
            method=request.query_params.get("_HttpMethod", request.method).upper(),
            parameters={},
            query=request.query_params,
            headers=request.headers,
            body=await request.body(),
            version=number,
        )
        # The raw path: a key may hold an encoded slash.
        raw = request.scope["raw_path"].decode().partition(f"/{version}")[2] or f"/{path}"
        if self.latency:
            await asyncio.sleep(self.latency)
        response = await run_in_threadpool(self._answered, call, raw)
        response.headers["Sforce-Limit-Info"] = self.limits.header
        return response

    def _authenticate(self, request: Request) -> None:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind not in {"Bearer", "OAuth"} or not self.tokens.sessions.use(token):
            raise expired_session()

    def _answered(self, call: Call, path: str) -> Response:
        self.bulk.settle()
        try:
            return self._dispatch(call, path)
        except ApiError as error:
            return error.response()

    def _sub(self, call: Call, path: str) -> Response:
        """Handle a request within a composite one."""
        version, _, rest_of_path = path.removeprefix(f"{_DATA}/").partition("/")
        version_of(version)
        return self._dispatch(call, f"/{rest_of_path}")

    def _dispatch(self, call: Call, path: str) -> Response:
        allowed: list[str] = []
        for pattern, method, handler in self._resources:
            found = pattern.fullmatch(path)
            if found is None:
                continue
            if method == call.method:
                parameters = {n: unquote(v) for n, v in found.groupdict().items()}
                return handler(replace(call, parameters=parameters))
            allowed.append(method)
        if allowed:
            raise ApiError(
                405,
                "METHOD_NOT_ALLOWED",
                f"HTTP Method '{call.method}' not allowed. Allowed are {','.join(allowed)}",
            )
        raise not_found()

    def _table(self) -> list[tuple[re.Pattern[str], str, Handler]]:
        """Return resources in the order they are tried."""
        sobject = r"/sobjects/(?P<sobject>\w+)"
        rows: list[tuple[str, str, Handler]] = [
            (r"/?", "GET", rest.resources),
            (r"/limits/?", "GET", self._limits),
            (r"/sobjects/?", "GET", rest.list_objects),
            (sobject + r"/describe/?", "GET", rest.describe),
            (sobject + r"/(?P<which>deleted|updated)/?", "GET", rest.changed),
            (sobject + r"/?", "POST", rest.create),
            *(
                (sobject + r"/(?P<id>\w{15}|\w{18})", method, rest.record)
                for method in ("GET", "PATCH", "DELETE")
            ),
            *(
                (sobject + r"/(?P<field>\w+)/(?P<value>[^/]+)", method, rest.by_key)
                for method in ("GET", "PATCH", "DELETE")
            ),
            (r"/(?P<which>query|queryAll)/?", "GET", rest.run_query),
            (r"/query/(?P<locator>[\w-]+)", "GET", rest.next_page),
            *(
                (r"/composite/sobjects/?", method, composite.collection)
                for method in ("POST", "PATCH", "DELETE")
            ),
            (
                r"/composite/sobjects/(?P<sobject>\w+)/(?P<field>\w+)",
                "PATCH",
                composite.upsert_collection,
            ),
            (r"/composite/?", "POST", lambda call: composite.composite(call, self._sub)),
            (r"/composite/batch/?", "POST", lambda call: composite.batch(call, self._sub)),
            (r"/composite/graph/?", "POST", lambda call: composite.graph(call, self._sub)),
            *self.bulk.resources(),
            *self.tooling.resources(),
        ]
        return [(re.compile(pattern), method, handler) for pattern, method, handler in rows]

    def _limits(self, _: Call) -> Response:
        left = self.limits.allowed - self.limits.used
        megabytes = 0 if self.org.hooks.storage_full else _STORAGE_MB
        return answer(
            {
                "DailyApiRequests": {"Max": self.limits.allowed, "Remaining": left},
                "DataStorageMB": {"Max": _STORAGE_MB, "Remaining": megabytes},
            }
        )
