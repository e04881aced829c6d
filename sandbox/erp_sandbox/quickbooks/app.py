"""Intuit's hosts behind HTTP: token endpoint, consent page and the Accounting API on one port."""

from __future__ import annotations

import asyncio
import json
import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from erp_sandbox.quickbooks import batch, changes, errors, query, writes
from erp_sandbox.quickbooks.entities import ENTITIES, Kind
from erp_sandbox.quickbooks.errors import ApiError, gateway
from erp_sandbox.quickbooks.limits import Limits
from erp_sandbox.quickbooks.oauth import App, TokenService
from erp_sandbox.quickbooks.reports import Reports
from erp_sandbox.quickbooks.store import CompanyStore, timestamp
from erp_sandbox.quickbooks.webhooks import Webhooks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from erp_sandbox.core.state import History

_TOKENS = "/oauth2/v1/tokens/bearer"
_encoder = msgspec.json.Encoder(decimal_format="number")


class Realm:
    """One company, its connection and its limits.

    Args:
        history: The clock, and the record of changes.
        realm_id: The company's id.
        app: The app that has access.
    """

    def __init__(self, history: History, realm_id: str, app: App) -> None:
        self.company = CompanyStore(history, realm_id)
        self.tokens = TokenService(history, realm_id, app)
        self.limits = Limits()
        self.reports = Reports(self.company)


class QuickBooks:
    """The companies of one app.

    Args:
        history: The clock, and the record of changes.
        realm_ids: The companies.
        seed: Makes the order of batch responses repeatable.
        latency: Seconds that each request takes at least.
    """

    def __init__(
        self, history: History, realm_ids: Sequence[str], *, seed: int = 0, latency: float = 0.0
    ) -> None:
        self.clock = history.clock
        self.latency = latency
        self._turn = asyncio.Lock()
        self.webhooks = Webhooks(history)
        self.oauth_app = App()
        self.realms = {realm: Realm(history, realm, self.oauth_app) for realm in realm_ids}
        self._dice = random.Random(seed)
        root = "/v3/company/{realm}"
        self.app: ASGIApp = Starlette(
            routes=[
                Route("/.well-known/openid_configuration", self._discovery),
                Route("/.well-known/openid_sandbox_configuration", self._discovery),
                Route("/connect/oauth2", self._authorize),
                Route(_TOKENS, self._token, methods=["POST"]),
                Route("/v2/oauth2/tokens/revoke", self._revoke, methods=["POST"]),
                Route(root + "/query", self._query, methods=["GET", "POST"]),
                Route(root + "/cdc", self._cdc),
                Route(root + "/batch", self._batch, methods=["POST"]),
                Route(root + "/reports/{name}", self._report),
                Route(root + "/{entity}/{id}", self._read),
                Route(root + "/{entity}", self._entity, methods=["GET", "POST"]),
            ],
            exception_handlers={
                ApiError: lambda _, error: error.response(self._now()),
                HTTPException: lambda _, error: Response(status_code=error.status_code),
                Exception: lambda _, __: errors.of_status(500),
            },
        )

    def realm(self, realm_id: str | None) -> Realm:
        """Return a company; the first one for None.

        Raises:
            LookupError: If there is no such company.
        """
        if not realm_id:
            return next(iter(self.realms.values()))
        if realm_id not in self.realms:
            known = ", ".join(self.realms)
            raise LookupError(f"There is no company {realm_id}. Use one of {known}.")
        return self.realms[realm_id]

    def settings(self, url: str, realm: Realm) -> dict[str, Any]:
        """Return the tap's settings for one company."""
        return {
            "api_url": url,
            "token_url": url + _TOKENS,
            "authorize_url": f"{url}/connect/oauth2",
            "client_id": self.oauth_app.client_id,
            "client_secret": self.oauth_app.client_secret,
            "realm_ids": [realm.company.realm_id],
            "refresh_token": realm.tokens.refresh_token,
        }

    # Authorization

    async def _discovery(self, request: Request) -> Response:
        url = f"{request.url.scheme}://{request.url.netloc}"
        return JSONResponse(
            {
                "issuer": "https://oauth.platform.intuit.com/op/v1",
                "authorization_endpoint": f"{url}/connect/oauth2",
                "token_endpoint": url + _TOKENS,
                "userinfo_endpoint": f"{url}/v1/openid_connect/userinfo",
                "revocation_endpoint": f"{url}/v2/oauth2/tokens/revoke",
                "jwks_uri": f"{url}/op/v1/jwks",
            }
        )

    async def _authorize(self, request: Request) -> Response:
        query_ = request.query_params
        realm = self.realms.get(query_.get("realm", ""), next(iter(self.realms.values())))
        return realm.tokens.authorize(query_)

    async def _token(self, request: Request) -> Response:
        body = await request.body()
        form = await request.form()
        texts = {name: str(value) for name, value in form.items()}
        services = [realm.tokens for realm in self.realms.values()]
        service = next((s for s in services if s.owns(texts)), services[0])
        return await service.grant(body, request.headers)

    async def _revoke(self, request: Request) -> Response:
        body = await request.body()
        services = [realm.tokens for realm in self.realms.values()]
        service = next((s for s in services if s.refresh_token.encode() in body), services[0])
        return service.revoke(body, request.headers)

    # Data

    async def _query(self, request: Request) -> Response:
        statement = request.query_params.get("query") or (await request.body()).decode()
        enhanced = _enhanced(request)

        def work(realm: Realm) -> Any:
            return {"QueryResponse": query.run(realm.company, statement, enhanced=enhanced)}

        return await self._answer(request, work)

    async def _cdc(self, request: Request) -> Response:
        given = request.query_params

        def work(realm: Realm) -> Any:
            captured = changes.capture(
                realm.company,
                given.get("entities", ""),
                given.get("changedSince", ""),
                enhanced=_enhanced(request),
            )
            return {"CDCResponse": [{"QueryResponse": captured}]}

        return await self._answer(request, work)

    async def _batch(self, request: Request) -> Response:
        body = _json(await request.body())

        def work(realm: Realm) -> Any:
            answers = batch.run(realm.company, body, self._dice, enhanced=_enhanced(request))
            return {"BatchItemResponse": answers}

        return await self._answer(request, work)

    async def _report(self, request: Request) -> Response:
        name = request.path_params["name"]
        return await self._answer(
            request, lambda realm: realm.reports.answer(name, request.query_params), timed=False
        )

    async def _read(self, request: Request) -> Response:
        entity = ENTITIES.get(request.path_params["entity"])

        def work(realm: Realm) -> Any:
            if entity is None:
                raise errors.unsupported("Operation is not supported.")
            row_id = request.path_params["id"]
            if entity.name == "CompanyInfo":
                row_id = "1"
            with realm.company.lock:
                row = realm.company.get(entity.name, row_id)
                return {entity.key: realm.company.shown(row, enhanced=_enhanced(request))}

        return await self._answer(request, work)

    async def _entity(self, request: Request) -> Response:
        entity = ENTITIES.get(request.path_params["entity"])
        body = await request.body()
        given = request.query_params
        operation = "void" if given.get("include") == "void" else given.get("operation", "create")

        def work(realm: Realm) -> Any:
            if entity is None:
                raise errors.unsupported("Operation is not supported.")
            if request.method == "GET":
                if entity.kind is not Kind.SETTING:
                    raise errors.unsupported(f"Operation GET {entity.name} is not supported.")
                with realm.company.lock:
                    return {entity.key: realm.company.shown(realm.company.get(entity.name, "1"))}
            return writes.write(realm.company, entity, _json(body), operation)

        return await self._answer(request, work)

    async def _answer(self, request: Request, work: Any, *, timed: bool = True) -> Response:
        """Handle what all calls have in common: token, limits, `Accept`, faults."""
        if self.latency:
            await asyncio.sleep(self.latency)
        realm = self.realms.get(request.path_params["realm"])
        refusal = self._refusal(request, realm)
        if refusal is not None or realm is None:
            return refusal or gateway(403, "3100", "ApplicationAuthorizationFailed")

        def respond() -> Response:
            try:
                answer = work(realm)
            except ApiError as error:
                return error.response(self._now())
            if "json" not in request.headers.get("accept", ""):
                text = f'<IntuitResponse time="{self._now()}"/>'
                return Response(text, media_type="application/xml")
            body = answer | ({"time": self._now()} if timed else {})
            return Response(_encoder.encode(body), media_type="application/json;charset=utf-8")

        # In turn: threads would share the interpreter, and all responses be late.
        async with self._turn:
            return await run_in_threadpool(respond)

    def _refusal(self, request: Request, realm: Realm | None) -> Response | None:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        known = [one for one in self.realms.values() if one.tokens.accepts(token)]
        if kind != "Bearer" or not known:
            return gateway(
                401, "3200", "AuthenticationFailed", "Token expired", kind="AUTHENTICATION"
            )
        if realm not in known:
            return gateway(403, "3100", "ApplicationAuthorizationFailed")
        batched = request.url.path.endswith("/batch")
        if realm is not None and not realm.limits.acquire(batch=batched):
            if realm.limits.as_xml:
                return errors.xml(429, "3001", "message=ThrottleExceeded; errorCode=003001")
            return errors.of_status(429)
        return None

    def _now(self) -> str:
        text = timestamp(self.clock.now())
        return f"{text[:-6]}.000{text[-6:]}"


def _enhanced(request: Request) -> bool:
    return "enhancedAllCustomFields" in request.query_params.get("include", "")


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        given = json.loads(body, parse_float=Decimal)
    except ValueError:
        raise ApiError("2010", "Request has invalid or unsupported property", "no JSON") from None
    if not isinstance(given, dict):
        raise ApiError("2010", "Request has invalid or unsupported property", "no object")
    return given
