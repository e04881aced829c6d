"""Intuit's token endpoint: tokens of an hour, refresh tokens that rotate once a day."""

from __future__ import annotations

import asyncio
import base64
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from starlette.responses import JSONResponse, RedirectResponse, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from erp_sandbox.core.state import History

TOKENS = "tokens"
"""The name of a connection in the history."""
SCOPE = "com.intuit.quickbooks.accounting"
_ACCESS = timedelta(hours=1)
_ROTATION = timedelta(hours=24)
_ROLLING = timedelta(days=100)
_HARD = timedelta(days=5 * 365)


@dataclass
class App:
    """The app as registered with Intuit."""

    client_id: str = "ABsandboxclient"
    client_secret: str = field(default_factory=lambda: secrets.token_hex(20))


@dataclass
class _Connection:
    """A connection that a user approved."""

    refresh_token: str
    value_since: datetime
    used_at: datetime
    started_at: datetime
    access: dict[str, datetime] = field(default_factory=dict)
    alive: bool = True


class OAuthError(Exception):
    """A refusal of the token endpoint."""

    def __init__(self, error: str, status: int = 400, description: str = "") -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error} | ({"error_description": description} if description else {})


class TokenService:
    """The token endpoint for one connection to one company.

    Args:
        history: The clock, and the record of tokens.
        realm_id: The company.
        app: Who may ask.
    """

    def __init__(self, history: History, realm_id: str, app: App) -> None:
        self._history = history
        self._clock = history.clock
        self._realm_id = realm_id
        self.app = app
        self.seconds = 0.05  # how long a refresh takes: long enough for a second one to meet it
        self.refreshes = 0
        self._codes: dict[str, str] = {}
        self._refreshing = 0
        self._met = False
        self._given: set[str] = set()
        self._connection = self._connect()

    @property
    def refresh_token(self) -> str:
        """The value that is good now."""
        return self._connection.refresh_token

    @property
    def alive(self) -> bool:
        """Whether the connection still stands."""
        return self._connection.alive

    def owns(self, form: Mapping[str, str]) -> bool:
        """Return whether a code or refresh token, valid or once valid, is of this connection."""
        return form.get("code") in self._codes or form.get("refresh_token") in self._given

    def accepts(self, token: str) -> bool:
        """Return whether an access token is valid."""
        ends = self._connection.access.get(token)
        return self._connection.alive and ends is not None and self._clock.now() < ends

    def expire_access(self) -> None:
        """End all access tokens; the connection stands."""
        self._connection.access.clear()
        self.record()

    def record(self) -> None:
        """Record the connection, so that a later run accepts the same tokens."""
        tokens = {name: str(value) for name, value in vars(self._connection).items()}
        ends = {token: str(end) for token, end in self._connection.access.items()}
        alive = self._connection.alive
        self._history.record(
            TOKENS, {"realm": self._realm_id, **tokens, "access": ends, "alive": alive}
        )

    def restore(
        self, *, refresh_token: str, access: dict[str, str], alive: bool, **at: str
    ) -> None:
        """Replace the connection by a recorded one."""
        self._given.add(refresh_token)
        times = {name: datetime.fromisoformat(text) for name, text in at.items()}
        ends = {token: datetime.fromisoformat(text) for token, text in access.items()}
        self._connection = _Connection(refresh_token, access=ends, alive=alive, **times)

    def authorize(self, query: Mapping[str, str]) -> Response:
        """Return the redirect of the consent page; the sandbox's user approves at once."""
        redirect = query.get("redirect_uri", "")
        if query.get("client_id") != self.app.client_id or not redirect:
            return JSONResponse({"error": "invalid_client"}, 400)
        state = {"state": query["state"]} if "state" in query else {}
        if SCOPE not in query.get("scope", "").split():
            return RedirectResponse(
                f"{redirect}?{urlencode({'error': 'invalid_scope', **state})}", 302
            )
        code = f"AB{secrets.token_urlsafe(24)}"
        self._codes[code] = redirect
        answer = {"code": code, **state, "realmId": self._realm_id}
        return RedirectResponse(f"{redirect}?{urlencode(answer)}", 302)

    async def grant(self, body: bytes, headers: Mapping[str, str]) -> Response:
        """Return a token or an error."""
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        try:
            self._known_client(form, headers)
            await self._by_kind(form)
        except OAuthError as error:
            return JSONResponse(error.body, error.status)
        hard = headers.get("x-include-refresh-token-hard-expires-in") == "true"
        return JSONResponse(self._answer(hard=hard))

    async def _by_kind(self, form: dict[str, str]) -> None:
        kind = form.get("grant_type")
        if kind == "authorization_code":
            self._by_code(form)
        elif kind == "refresh_token":
            await self._by_refresh_token(form)
        else:
            raise OAuthError("unsupported_grant_type" if kind else "invalid_request")

    def revoke(self, body: bytes, headers: Mapping[str, str]) -> Response:
        """End the connection."""
        try:
            self._known_client({}, headers)
        except OAuthError as error:
            return JSONResponse(error.body, error.status)
        if self._connection.refresh_token.encode() not in body:
            return JSONResponse({"error": "invalid_grant"}, 400)
        self._connection.alive = False
        self.record()
        return Response(status_code=200)

    def _by_code(self, form: dict[str, str]) -> None:
        redirect = self._codes.pop(form.get("code", ""), None)
        if redirect is None or redirect != form.get("redirect_uri"):
            raise OAuthError("invalid_grant")
        self._connection = self._connect()

    async def _by_refresh_token(self, form: dict[str, str]) -> None:
        """Refresh; two at the same time count as theft and revoke the connection."""
        if self._refreshing:
            self._met = True
            raise OAuthError("invalid_grant", description="Incorrect or invalid refresh token")
        self._refreshing += 1
        try:
            await asyncio.sleep(self.seconds)
            self._refresh(form.get("refresh_token", ""))
        finally:
            self._refreshing -= 1
            if self._met:
                self._connection.alive = False
                self._met = False
                self.record()

    def _refresh(self, given: str) -> None:
        connection, now = self._connection, self._clock.now()
        good = (
            connection.alive
            and hmac.compare_digest(given, connection.refresh_token)
            and now - connection.used_at < _ROLLING
            and now - connection.started_at < _HARD
        )
        if not good:
            raise OAuthError("invalid_grant", description="Incorrect or invalid refresh token")
        connection.used_at = now
        self.refreshes += 1
        if now - connection.value_since >= _ROTATION:
            connection.refresh_token = self._new_value()
            connection.value_since = now

    def _answer(self, *, hard: bool) -> dict[str, Any]:
        connection, now = self._connection, self._clock.now()
        token = f"eyJlbmMiOi{secrets.token_urlsafe(300)}"
        connection.access = {known: end for known, end in connection.access.items() if now < end}
        connection.access[token] = now + _ACCESS
        self.record()
        answer: dict[str, Any] = {
            "token_type": "bearer",
            "access_token": token,
            "expires_in": int(_ACCESS.total_seconds()),
            "refresh_token": connection.refresh_token,
            "x_refresh_token_expires_in": int(_ROLLING.total_seconds()),
        }
        if hard:
            left = connection.started_at + _HARD - now
            answer["x_refresh_token_hard_expires_in"] = int(left.total_seconds())
        return answer

    def _connect(self) -> _Connection:
        now = self._clock.now()
        return _Connection(self._new_value(), now, now, now)

    def _new_value(self) -> str:
        value = f"AB11{secrets.token_urlsafe(24)}"
        self._given.add(value)
        return value

    def _known_client(self, form: dict[str, str], headers: Mapping[str, str]) -> None:
        given = form.get("client_id", ""), form.get("client_secret", "")
        kind, _, value = headers.get("authorization", "").partition(" ")
        if kind.lower() == "basic":
            name, _, secret = base64.b64decode(value).decode("utf-8", "replace").partition(":")
            given = name, secret
        known = given[0] == self.app.client_id and hmac.compare_digest(
            given[1].encode(), self.app.client_secret.encode()
        )
        if not known:
            raise OAuthError("invalid_client", 401)
