"""The token endpoint and the sessions it makes (Help, "OAuth Authorization Flows")."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from erp_sandbox.core.clock import Clock
    from erp_sandbox.core.state import History
    from erp_sandbox.salesforce.org import Org

_JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_ASSERTION_LIFE = timedelta(minutes=3)
_RSA_BITS = 2048
APP, TOKENS = "app", "tokens"
"""The names of secrets and rotations in the history."""
_SECRETS = ("client_secret", "password", "security_token")


class OAuthError(Exception):
    """A refusal: an object, unlike the data API's arrays."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.body = {"error": error, "error_description": description}
        self.status = status


@cache
def _key() -> rsa.RSAPrivateKey:
    """Return one key for all orgs of a process: making one takes a while."""
    return rsa.generate_private_key(65537, _RSA_BITS)


@dataclass
class App:
    """The external client app the plugin uses."""

    client_id: str = "3MVG9sandbox.consumer.key"
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    password: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    security_token: str = field(default_factory=lambda: secrets.token_hex(12))
    key: rsa.RSAPrivateKey = field(default_factory=_key)
    preauthorized: bool = True
    rotates: bool = True

    @property
    def private_key(self) -> str:
        """PEM of the key whose certificate was uploaded."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    @property
    def public_key(self) -> str:
        """PEM of the public half."""
        return (
            self.key.public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            .decode()
        )


class Sessions:
    """Access tokens; each is valid while it is used.

    Args:
        clock: The sandbox's.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.life = timedelta(hours=2)
        self._last_use: dict[str, datetime] = {}

    def open(self) -> str:
        """Return a new session's token; it holds an exclamation mark, as real ones do."""
        token = f"00DSx0000000001!{secrets.token_urlsafe(48)}"
        self._last_use[token] = self._clock.now()
        return token

    def use(self, token: str) -> bool:
        """Return whether a token is valid; using it prolongs it."""
        last = self._last_use.get(token)
        now = self._clock.now()
        if last is None or now - last > self.life:
            self._last_use.pop(token, None)
            return False
        self._last_use[token] = now
        return True

    def expire_all(self) -> None:
        """End every session."""
        self._last_use.clear()


class TokenService:
    """The routes `/services/oauth2/...`.

    Args:
        org: The org.
        history: The clock, and the record of refresh tokens.
    """

    def __init__(self, org: Org, history: History) -> None:
        self._org = org
        self._history = history
        self._clock = history.clock
        self.app = App()
        self.sessions = Sessions(self._clock)
        self.refresh_token = self._new_refresh_token()
        self._dead_refresh_tokens: set[str] = set()
        self._codes: dict[str, tuple[str, str]] = {}
        self.logins = 0

    def record(self) -> None:
        """Record the app's secrets and the refresh token, so that a later run accepts them."""
        secret = {name: getattr(self.app, name) for name in _SECRETS}
        self._history.record(APP, secret | {"refresh_token": self.refresh_token})

    def restore(self, action: str, arguments: dict[str, Any]) -> None:
        """Repeat a recorded change of the secrets or of the refresh token."""
        if action == TOKENS:
            self._replace(**arguments)
            return
        self.refresh_token = arguments["refresh_token"]
        for name in _SECRETS:
            setattr(self.app, name, arguments[name])

    def authorize(self, query: Mapping[str, str]) -> Response:
        """Return the redirect of the approval page; the sandbox's user approves at once."""
        redirect = query.get("redirect_uri", "")
        if query.get("client_id") != self.app.client_id or not redirect:
            return JSONResponse({"error": "invalid_client_id"}, 400)
        if query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
            answer = {
                "error": "invalid_request",
                "error_description": "missing required code challenge",
            }
        else:
            code = secrets.token_urlsafe(24)
            self._codes[code] = redirect, query["code_challenge"]
            answer = {"code": code}
        if "state" in query:
            answer["state"] = query["state"]
        return RedirectResponse(f"{redirect}?{urlencode(answer)}", 302)

    def grant(
        self, body: bytes, headers: Mapping[str, str], url: str, *, generic: bool
    ) -> Response:
        """Return a token or an error.

        Args:
            body: Form.
            headers: For HTTP Basic.
            url: The sandbox's root, which becomes `instance_url`.
            generic: Whether the host is `login.`: only My Domain accepts client credentials.
        """
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        try:
            more = self._check(form, headers, url, generic=generic)
        except OAuthError as error:
            return JSONResponse(error.body, error.status)
        self.logins += 1
        issued = str(int(self._clock.now().timestamp() * 1000))
        identity = f"{url}/id/{self._org.org_id}/{self._org.user.id}"
        signature = hmac.digest(
            self.app.client_secret.encode(), (identity + issued).encode(), hashlib.sha256
        )
        return JSONResponse(
            {
                "access_token": self.sessions.open(),
                "signature": base64.b64encode(signature).decode(),
                "scope": "api refresh_token",
                "instance_url": url,
                "id": identity,
                "token_type": "Bearer",
                "issued_at": issued,
                **more,
            }
        )

    def revoke(self, body: bytes) -> Response:
        """End a token."""
        form = dict(parse_qsl(body.decode()))
        if form.get("token") == self.refresh_token:
            self._rotate(reuse_is_theft=False)
        self.sessions.expire_all()
        return Response(status_code=200)

    def _check(
        self, form: dict[str, str], headers: Mapping[str, str], url: str, *, generic: bool
    ) -> dict[str, str]:
        kind = form.get("grant_type", "")
        grants: dict[str, Callable[[], dict[str, str]]] = {
            _JWT_BEARER: lambda: self._by_jwt(form, url),
            "client_credentials": lambda: self._by_client(form, headers, generic=generic),
            "refresh_token": lambda: self._by_refresh_token(form, headers),
            "password": lambda: self._by_password(form),
            "authorization_code": lambda: self._by_code(form),
        }
        if kind not in grants:
            raise OAuthError("unsupported_grant_type", "grant type not supported")
        return grants[kind]()

    def _by_jwt(self, form: dict[str, str], url: str) -> dict[str, str]:
        try:
            claims = jwt.decode(
                form.get("assertion", ""),
                RSAKey.import_key(self.app.public_key),
                algorithms=["RS256"],
            ).claims
        except (JoseError, ValueError):
            raise OAuthError("invalid_grant", "invalid assertion") from None
        if claims.get("iss") != self.app.client_id:
            raise OAuthError("invalid_client_id", "client identifier invalid")
        if claims.get("aud") not in {
            "https://login.salesforce.com",
            "https://test.salesforce.com",
            url,
            f"{url}/login",
        }:
            raise OAuthError("invalid_grant", "audience is invalid")
        now = self._clock.wall().timestamp()
        expires = float(claims.get("exp", 0))
        if not now < expires <= now + _ASSERTION_LIFE.total_seconds():
            raise OAuthError("invalid_grant", "invalid assertion")
        if claims.get("sub") != self._org.user.username or not self.app.preauthorized:
            raise OAuthError("invalid_grant", "user hasn't approved this consumer")
        return {}

    def _by_client(
        self, form: dict[str, str], headers: Mapping[str, str], *, generic: bool
    ) -> dict[str, str]:
        if generic:
            raise OAuthError("invalid_grant", "request not supported on this domain")
        self._known_client(form, headers)
        return {}

    def _by_refresh_token(self, form: dict[str, str], headers: Mapping[str, str]) -> dict[str, str]:
        self._known_client(form, headers)
        given = form.get("refresh_token", "")
        if given in self._dead_refresh_tokens:
            # A dead one in use means theft: everything of this grant ends.
            self._rotate()
            self.sessions.expire_all()
        if not hmac.compare_digest(given, self.refresh_token) or given in self._dead_refresh_tokens:
            raise OAuthError("invalid_grant", "expired access/refresh token")
        if not self.app.rotates:
            return {}
        self._rotate()
        return {"refresh_token": self.refresh_token}

    def _by_password(self, form: dict[str, str]) -> dict[str, str]:
        self._known_client(form, {})
        wanted = self.app.password + self.app.security_token
        if form.get("username") != self._org.user.username or not hmac.compare_digest(
            form.get("password", ""), wanted
        ):
            raise OAuthError("invalid_grant", "authentication failure")
        return {}

    def _by_code(self, form: dict[str, str]) -> dict[str, str]:
        redirect, challenge = self._codes.pop(form.get("code", ""), ("", ""))
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        verified = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if form.get("client_id") != self.app.client_id:
            raise OAuthError("invalid_client_id", "client identifier invalid")
        if not challenge or redirect != form.get("redirect_uri") or verified != challenge:
            raise OAuthError("invalid_grant", "expired authorization code")
        return {"refresh_token": self.refresh_token}

    def _known_client(self, form: dict[str, str], headers: Mapping[str, str]) -> None:
        given = form.get("client_id", ""), form.get("client_secret", "")
        kind, _, value = headers.get("authorization", "").partition(" ")
        if kind.lower() == "basic":
            name, _, secret = base64.b64decode(value).decode().partition(":")
            given = name, secret
        if given[0] != self.app.client_id:
            raise OAuthError("invalid_client_id", "client identifier invalid")
        if not hmac.compare_digest(given[1], self.app.client_secret):
            raise OAuthError("invalid_client", "invalid client credentials")

    def _rotate(self, *, reuse_is_theft: bool = True) -> None:
        new = self._new_refresh_token()
        self._replace(new, reuse_is_theft=reuse_is_theft)
        self._history.record(TOKENS, {"new": new, "reuse_is_theft": reuse_is_theft})

    def _replace(self, new: str, *, reuse_is_theft: bool) -> None:
        if reuse_is_theft:
            self._dead_refresh_tokens.add(self.refresh_token)
        self.refresh_token = new

    def _new_refresh_token(self) -> str:
        return f"5Aep861{secrets.token_urlsafe(48)}"
