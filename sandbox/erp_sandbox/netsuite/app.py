"""NetSuite's REST web services of one account."""

from __future__ import annotations

import asyncio
import itertools
import re
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import Route

from erp_sandbox.core.gateway import ENTRY
from erp_sandbox.netsuite import errors, metadata, query, record_service
from erp_sandbox.netsuite.authentication import authenticate, sent_url
from erp_sandbox.netsuite.call import Call, singular
from erp_sandbox.netsuite.credentials import Credentials
from erp_sandbox.netsuite.errors import ApiError
from erp_sandbox.netsuite.limits import Governor
from erp_sandbox.netsuite.oauth import TOKEN_PATH, TokenService
from erp_sandbox.netsuite.tba import TokenPassport
from erp_sandbox.netsuite.webhooks import EventSubscriptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from erp_sandbox.core.clock import Clock
    from erp_sandbox.netsuite.call import Store

    Handler = Callable[[Call], Response]

ROOT = "/{label}/services/rest"
_LABEL = re.compile(r"[a-z0-9]+(-[a-z0-9]+)?")
_ACCOUNT_ID = re.compile(r"[A-Z0-9]+(_[A-Z0-9]+)?")


def host_label(account_id: str) -> str:
    """Return the account's spelling in host names, such as `1234567-sb1` for `1234567_SB1`.

    Raises:
        ValueError: If the id is not in its canonical spelling.
    """
    if not _ACCOUNT_ID.fullmatch(account_id):
        raise ValueError(
            f"{account_id!r} is not an account id; use upper case and one underscore at most, "
            "such as 1234567 or 1234567_SB1."
        )
    return account_id.lower().replace("_", "-")


class NetSuite:
    """The REST paths of one account; the host name's label is the first path segment.

    Args:
        store: The account's rows.
        clock: The source of timestamps, token lifetimes and `SYSDATE`.
        seed: Makes the order of unordered rows repeatable.
        latency: Seconds that each request takes at least.
    """

    def __init__(self, store: Store, clock: Clock, *, seed: int = 0, latency: float = 0.0) -> None:
        self.store = store
        account = store.account
        self.label = host_label(account.account_id)
        self.clock = clock
        self.credentials = Credentials(clock)
        self.webhooks = EventSubscriptions(store)
        self.governor = Governor(account, latency=latency)
        self.tokens = TokenService(account.account_id, self.credentials, clock)
        self._passport = TokenPassport(account.account_id, self.credentials, clock)
        self._seeds = itertools.count(seed * 1_000_003)
        self.app: ASGIApp = Starlette(
            routes=[
                Route(ROOT + TOKEN_PATH, self._token, methods=["POST"]),
                self._route(ROOT + query.PATH, self._query, "POST"),
                self._route(ROOT + "/system/v1/governanceLimits", self._limits),
                self._route("/{label}/rest/tokeninfo", self._token_info),
                self._route(ROOT + metadata.PATH, metadata.list_types),
                self._route(ROOT + metadata.PATH + "/{type}", metadata.describe_type),
                self._route(ROOT + record_service.PATH + "/{type}", record_service.list_records),
                self._route(ROOT + record_service.PATH + "/{type}/{id}", record_service.get_record),
                self._route(
                    ROOT + record_service.PATH + "/{type}/{id}/{sublist}",
                    record_service.get_sublist,
                ),
            ],
            exception_handlers={
                ApiError: lambda _, error: error.response(),
                HTTPException: _routing_error,
                Exception: lambda _, __: errors.unexpected().response(),
            },
        )

    def settings(self, url: str, auth: str = "m2m", **credential: Any) -> dict[str, Any]:
        """Return the tap's settings for this account.

        Args:
            url: The server's URL without path.
            auth: `m2m` or `tba`.
            credential: See `Credentials.settings`.
        """
        api_url = f"{url}/{self.label}"
        return {
            "account_id": self.store.account.account_id,
            "api_url": api_url,
            "token_url": f"{api_url}/services/rest{TOKEN_PATH}",
            **self.credentials.settings(auth, **credential),
        }

    def _known(self, request: Request) -> bool:
        label = request.path_params["label"].lower()
        known = _LABEL.fullmatch(label) is not None and label == self.label
        if known:
            request.scope[ENTRY].account = self.store.account.account_id
        return known

    async def _token(self, request: Request) -> Response:
        if not self._known(request):
            return errors.unknown_host()
        return self.tokens.grant(
            url=sent_url(request), headers=request.headers, body=await request.body()
        )

    def _route(self, path: str, handler: Handler, method: str = "GET") -> Route:
        """Return a route that is authenticated, governed, and handled on a worker thread."""

        async def endpoint(request: Request) -> Response:
            if not self._known(request):
                return errors.unknown_host()
            authenticate(
                request,
                account_id=self.store.account.account_id,
                tokens=self.tokens,
                passport=self._passport,
            )
            base = str(request.base_url).rstrip("/")
            call = Call(
                request=request,
                body=await request.body(),
                root=base + ROOT.format(label=request.path_params["label"]),
                store=self.store,
                entry=request.scope[ENTRY],
                seed=next(self._seeds),
            )
            with self.governor.slot() as call.entry.in_flight:
                if self.governor.latency:
                    await asyncio.sleep(self.governor.latency)
                response = await run_in_threadpool(handler, call)
                if self.governor.time_scale:
                    taken = min(call.entry.query_seconds, query.MAX_SECONDS)
                    await asyncio.sleep(taken * self.governor.time_scale)
                return response

        return Route(path, endpoint, methods=[method])

    def _query(self, call: Call) -> Response:
        return query.run_query(call, self.clock.now(), self.governor)

    def _limits(self, call: Call) -> Response:
        """Return the account's limits; the field names are (unconfirmed)."""
        limit = call.account.concurrency
        return singular(
            {
                "links": [],
                "accountConcurrencyLimit": limit,
                "accountUnallocatedConcurrencyLimit": limit,
                "concurrencyLimitType": "account",
            }
        )

    def _token_info(self, call: Call) -> Response:
        """Return the caller; on the real service this is the RESTlets' host."""
        account_id = call.account.account_id
        return singular(
            {
                "companyName": "Sandbox",
                "companyId": account_id,
                "roleName": "Integration",
                "roleId": 1,
                "scope": ["rest_webservices"],
            }
        )


def _routing_error(_: Request, error: Exception) -> Response:
    """Return the response to an unknown path or method."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    details = {404: "The resource does not exist.", 405: "The method is not allowed here."}
    code = "NONEXISTENT_RESOURCE" if status == 404 else None  # noqa: PLR2004
    response = ApiError(status, code, details.get(status, "")).response()
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response
