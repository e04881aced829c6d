"""The identity server: passwords, codes with PKCE, and refresh tokens that are valid once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from starlette.responses import JSONResponse, RedirectResponse, Response

from erp_sandbox.acumatica.errors import NoSeatError
from erp_sandbox.acumatica.users import CredentialsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from erp_sandbox.acumatica.sessions import Session, Sessions
    from erp_sandbox.acumatica.users import User
    from erp_sandbox.core.state import History

APP, TOKENS = "app", "tokens"
"""The names of secrets and grants in the history."""
CONCURRENT = "api:concurrent_access"
_SCOPES = {"api", "offline_access", CONCURRENT, "openid", "profile", "email", "phone"}


@dataclass
class App:
    """The connected application (SM303010), registered in every tenant.

    Attributes:
        guid: The first part of the client id; the tenant is the second.
        client_secret: Its shared secret.
        redirect_uris: Registered addresses; any on the loopback interface if empty.
        refresh_mode: `absolute`, `sliding` or `none` (SM303010, "Mode").
        access_seconds: Lifetime of access tokens.
    """

    guid: str = "4B7D0C1E-52A9-4C36-8E0F-7A1B2C3D4E5F"
    client_secret: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    redirect_uris: tuple[str, ...] = ()
    refresh_mode: str = "absolute"
    access_seconds: int = 3600


@dataclass
class Grant:
    """What one consent or password has led to.

    Attributes:
        tenant: The tenant that the client id names.
        scope: The granted scopes.
        refresh_token: The one that is valid; empty without `offline_access`.
        started: When the user consented.
        ends: When the refresh token expires, ISO.
        access: The end of each access token, ISO.
        session: The id of its session.
    """

    tenant: str
    scope: str
    refresh_token: str
    started: str
    ends: str
    access: dict[str, str] = field(default_factory=dict)
    session: str = ""


class OAuthError(Exception):
    """A refusal of the token endpoint."""

    def __init__(self, error: str, description: str = "") -> None:
        super().__init__(error)
        self.body = {"error": error} | ({"error_description": description} if description else {})


class TokenService:
    """The identity server of the site.

    Args:
        history: The clock, and the record of grants.
        tenants: The names of the tenants.
        user: Who signs in.
        sessions: Each grant takes a seat with its first token.
    """

    def __init__(
        self, history: History, tenants: Sequence[str], user: User, sessions: Sessions
    ) -> None:
        self._history = history
        self._clock = history.clock
        self._tenants = tenants
        self._user = user
        self._sessions = sessions
        self.app = App()
        self.refreshes = 0
        self._codes: dict[str, dict[str, str]] = {}
        self._grants = [self._granted(tenant, "api offline_access") for tenant in tenants]

    def refresh_token(self, tenant: str) -> str:
        """Return the valid refresh token of the tenant's first grant."""
        return next(grant.refresh_token for grant in self._grants if grant.tenant == tenant)

    def client_id(self, tenant: str) -> str:
        """Return the application's client id in a tenant."""
        return f"{self.app.guid}@{tenant}"

    def session(self, token: str, cookie: str = "") -> Session | None:
        """Return the session of an access token, or None if the token is not valid.

        A token of the scope `api` has one session, which is opened again after a logout; with
        `api:concurrent_access` each cookie jar has its own.

        Raises:
            NoSeatError: If a session must be opened and no seat is left.
        """
        for grant in self._grants:
            ends = grant.access.get(token)
            if ends is None or self._clock.now() >= datetime.fromisoformat(ends):
                continue
            concurrent = CONCURRENT in grant.scope.split()
            found = self._sessions.find(cookie if concurrent else grant.session)
            if found is not None and found.tenant == grant.tenant:
                return found
            session = self._sessions.sign_in(
                grant.tenant, self._user.name, life=None if concurrent else self._life
            )
            grant.session = session.id
            return session
        return None

    def session_id(self, token: str, cookie: str = "") -> str:
        """Return the id of the session of an access token; empty if there is none.

        With `api:concurrent_access` it is the one of the cookie.
        """
        for grant in self._grants:
            if token in grant.access:
                return cookie if CONCURRENT in grant.scope.split() else grant.session
        return ""

    def expire_access(self) -> None:
        """End all access tokens; the grants stand."""
        for grant in self._grants:
            grant.access.clear()
        self.record()

    def record(self) -> None:
        """Record the grants, so that a later run accepts the same tokens."""
        self._grants = [grant for grant in self._grants if grant.refresh_token or grant.access]
        self._history.record(TOKENS, {"grants": [asdict(grant) for grant in self._grants]})

    def restore(self, *, grants: Sequence[Mapping[str, Any]]) -> None:
        """Replace the grants by recorded ones; no session survives a restart."""
        self._grants = [Grant(**{**grant, "session": ""}) for grant in grants]

    def authorize(self, query: Mapping[str, str]) -> Response:
        """Return the redirect of the consent page; the sandbox's user approves at once."""
        redirect = query.get("redirect_uri", "")
        registered = self.app.redirect_uris
        local = redirect.startswith(("http://127.0.0.1:", "http://localhost:"))
        if redirect not in registered and not (local and not registered):
            return JSONResponse({"error": "invalid_request"}, 400)
        if self._tenant(query.get("client_id", "")) is None:
            return JSONResponse({"error": "unauthorized_client"}, 400)
        state = {"state": query["state"]} if "state" in query else {}
        try:
            self._scoped(query.get("scope", ""))
        except OAuthError as error:
            return RedirectResponse(f"{redirect}?{urlencode({**error.body, **state})}", 302)
        code = secrets.token_hex(32)
        self._codes[code] = dict(query)
        answer = {"code": code, "scope": query.get("scope", ""), **state}
        return RedirectResponse(f"{redirect}?{urlencode(answer)}", 302)

    def grant(self, body: bytes) -> Response:
        """Return a token or an error."""
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        try:
            grant = self._checked(form)
        except OAuthError as error:
            return JSONResponse(error.body, 400)
        except NoSeatError:
            # Clients recognize the text; the status is (unconfirmed).
            refusal = OAuthError("invalid_grant", "API Login Limit")
            return JSONResponse(refusal.body, 400)
        return JSONResponse(self._answer(grant), headers={"Cache-Control": "no-store"})

    def revoke(self, body: bytes) -> Response:
        """End a token, but not its session."""
        form = dict(parse_qsl(body.decode("utf-8", "replace")))
        given = form.get("token", "")
        for grant in self._grants:
            if grant.access.pop(given, None) or (given and given == grant.refresh_token):
                grant.refresh_token = "" if given == grant.refresh_token else grant.refresh_token
        self.record()
        return Response(status_code=200)

    def _checked(self, form: dict[str, str]) -> Grant:
        tenant = self._tenant(form.get("client_id", ""))
        secret = form.get("client_secret", "").encode()
        if tenant is None or not hmac.compare_digest(secret, self.app.client_secret.encode()):
            raise OAuthError("invalid_client")
        kind = form.get("grant_type", "")
        if kind == "password":
            return self._by_password(form, tenant)
        if kind == "authorization_code":
            return self._by_code(form, tenant)
        if kind == "refresh_token":
            return self._by_refresh_token(form, tenant)
        raise OAuthError("unsupported_grant_type" if kind else "invalid_request")

    def _by_password(self, form: dict[str, str], tenant: str) -> Grant:
        scope = self._scoped(form.get("scope", ""))
        try:
            self._user.check(form.get("username", ""), form.get("password", ""))
        except CredentialsError:
            raise OAuthError("invalid_grant", "invalid_username_or_password") from None
        return self._signed_in(tenant, scope)

    def _by_code(self, form: dict[str, str], tenant: str) -> Grant:
        asked = self._codes.pop(form.get("code", ""), {})
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        verified = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        good = (
            asked
            and asked["redirect_uri"] == form.get("redirect_uri")
            and self._tenant(asked["client_id"]) == tenant
            and asked.get("code_challenge", verified) == verified
            and asked.get("code_challenge_method", "S256") == "S256"
        )
        if not good:
            raise OAuthError("invalid_grant")
        return self._signed_in(tenant, asked["scope"])

    def _by_refresh_token(self, form: dict[str, str], tenant: str) -> Grant:
        """Refresh; the former token is not valid any more, even if the response is lost."""
        given = form.get("refresh_token", "")
        now = self._clock.now()
        for grant in self._grants:
            if grant.tenant != tenant or not given or given != grant.refresh_token:
                continue
            if now >= datetime.fromisoformat(grant.ends):
                break
            self.refreshes += 1
            grant.refresh_token = secrets.token_hex(32)
            if self.app.refresh_mode == "sliding":
                most = datetime.fromisoformat(grant.started) + timedelta(days=90)
                grant.ends = min(now + timedelta(days=15), most).isoformat()
            self._sessions.prolong(grant.session, self._life)
            return grant
        raise OAuthError("invalid_grant")

    def _signed_in(self, tenant: str, scope: str) -> Grant:
        grant = self._granted(tenant, scope)
        if CONCURRENT not in scope.split():
            session = self._sessions.sign_in(tenant, self._user.name, life=self._life)
            grant.session = session.id
        self._grants.append(grant)
        return grant

    def _granted(self, tenant: str, scope: str) -> Grant:
        now = self._clock.now()
        days = 15 if self.app.refresh_mode == "sliding" else 30
        token = secrets.token_hex(32) if "offline_access" in scope.split() else ""
        ends = (now + timedelta(days=days)).isoformat()
        return Grant(tenant, scope, token, now.isoformat(), ends)

    def _answer(self, grant: Grant) -> dict[str, Any]:
        now = self._clock.now()
        token = secrets.token_hex(32)
        grant.access = {
            known: ends
            for known, ends in grant.access.items()
            if now < datetime.fromisoformat(ends)
        }
        grant.access[token] = (now + self._life).isoformat()
        self.record()
        answer: dict[str, Any] = {
            "access_token": token,
            "expires_in": self.app.access_seconds,
            "token_type": "Bearer",
            "scope": grant.scope,
        }
        return answer | ({"refresh_token": grant.refresh_token} if grant.refresh_token else {})

    def _scoped(self, text: str) -> str:
        given = set(text.split())
        no_refresh = self.app.refresh_mode == "none" and "offline_access" in given
        if not given & {"api", CONCURRENT} or given - _SCOPES or no_refresh:
            raise OAuthError("invalid_scope")
        return text

    def _tenant(self, client_id: str) -> str | None:
        guid, _, tenant = client_id.partition("@")
        known = {name.casefold(): name for name in self._tenants}
        same = guid.casefold() == self.app.guid.casefold()
        return known.get(tenant.casefold()) if same else None

    @property
    def _life(self) -> timedelta:
        return timedelta(seconds=self.app.access_seconds)
