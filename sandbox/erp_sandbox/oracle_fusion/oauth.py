"""The identity domain: the token endpoint, and the tokens that the pod trusts.

"Managing Authorization Using the API" of the identity domains; the error texts are (unconfirmed).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from starlette.responses import JSONResponse, Response

from erp_sandbox.oracle_fusion.certificates import key_pair

if TYPE_CHECKING:
    from collections.abc import Mapping

    from erp_sandbox.core.clock import Clock
    from erp_sandbox.oracle_fusion.users import User

ISSUER = "https://identity.oraclecloud.com/"
SCOPE = "urn:opc:resource:fusion:alderway:fscm/"
_ALL = "urn:opc:resource:consumer::all"
_OTHER = "urn:opc:resource:fusion:alderway:cpq/"
_JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_CLIENT_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_CLOCK_SKEW = 300
_LONGEST = 3600


class OAuthError(Exception):
    """A refusal of the token endpoint.

    Args:
        error: Its code.
        description: What is wrong.
        status: HTTP status.
    """

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.status = status

    def response(self) -> Response:
        """Return the HTTP response."""
        return JSONResponse(
            {"error": self.error, "error_description": str(self)},
            self.status,
            headers={"Cache-Control": "no-store"},
        )


@dataclass
class App:
    """The confidential application of the integration.

    Attributes:
        client_id: Its client id.
        client_secret: Its secret.
        key_id: The alias of its certificate.
        scopes: The scopes that it may request.
        grants: The grant types that are enabled for it.
        token_seconds: The lifetime of its access tokens.
    """

    client_id: str = "6f0c7a1fsandbox4b3c9d2e"
    client_secret: str = field(default_factory=lambda: secrets.token_hex(18))
    key_id: str = "singer-erp"
    scopes: list[str] = field(default_factory=lambda: [SCOPE, _ALL, _OTHER])
    grants: list[str] = field(default_factory=lambda: ["client_credentials", _JWT_BEARER])
    token_seconds: int = 3600


class TokenService:
    """The route `/oauth2/v1/token`, and the check of its tokens and of trusted ones.

    Args:
        clock: The sandbox's.
        user: The user of the pod.

    Attributes:
        app: The confidential application.
        pair: The key of the application, whose certificate the issuer has, too.
        issuer: The trusted issuer that is registered in the pod.
        issued: The number of tokens issued so far.
    """

    def __init__(self, clock: Clock, user: User) -> None:
        self._clock = clock
        self._user = user
        self.app = App()
        self.issuer = "singer-erp-trusted"
        self.issued = 0
        self._generation = 0
        self._used: set[str] = set()
        self.pair = key_pair("singer-erp")
        self._key = RSAKey.import_key(key_pair("domain").private_key)
        self._certificate = RSAKey.import_key(self.pair.private_key)

    def grant(self, body: bytes, headers: Mapping[str, str]) -> Response:
        """Return the response to a token request."""
        try:
            return self._granted(_form(body, headers), headers)
        except OAuthError as error:
            return error.response()

    def expire(self) -> None:
        """Expire all access tokens."""
        self._generation += 1

    def holder(self, token: str) -> str:
        """Return the name of the user of a bearer token; empty for one that is not valid."""
        return self._by_domain(token) or self._by_issuer(token)

    # Tokens of the domain

    def _granted(self, form: dict[str, str], headers: Mapping[str, str]) -> Response:
        self._check_client(form, headers)
        kind = form.get("grant_type", "")
        if not kind:
            raise OAuthError("invalid_request", "The grant_type parameter is missing.")
        if kind not in {"client_credentials", _JWT_BEARER, "password"}:
            raise OAuthError("unsupported_grant_type", f"The grant type {kind} is not supported.")
        if kind not in self.app.grants:
            text = "The client is not authorized to use this grant type."
            raise OAuthError("unauthorized_client", text)
        if kind == "password":
            subject = self._by_password(form)
        else:
            subject = self._by_assertion(form) if kind == _JWT_BEARER else self.app.client_id
        scopes = form.get("scope", "").split()
        if not scopes or not set(scopes) <= set(self.app.scopes):
            raise OAuthError("invalid_scope", "The requested scope is not valid for the client.")
        now = int(self._clock.now().timestamp())
        claims = {
            "iss": ISSUER,
            "sub": subject,
            "client_id": self.app.client_id,
            "scope": " ".join(scopes),
            "iat": now,
            "exp": now + self.app.token_seconds,
            "jti": secrets.token_hex(16),
            "generation": self._generation,
        }
        token = jwt.encode({"alg": "RS256", "typ": "JWT"}, claims, self._key)
        self.issued += 1
        answer = {"access_token": token, "token_type": "Bearer"}
        expires = {"expires_in": self.app.token_seconds}
        return JSONResponse(answer | expires, headers={"Cache-Control": "no-store"})

    def _by_domain(self, token: str) -> str:
        _, claims = _decoded(token, self._key)
        scopes = set(str(claims.get("scope", "")).split())
        good = (
            claims.get("iss") == ISSUER
            and claims.get("generation") == self._generation
            and float(claims.get("exp", 0)) > self._clock.now().timestamp()
            and scopes & {SCOPE, _ALL}
        )
        return str(claims["sub"]) if good else ""

    def _by_issuer(self, token: str) -> str:
        """Return the user of a JWT of the registered issuer ("API Authentication")."""
        headers, claims = _decoded(token, self._certificate)
        now = self._clock.wall().timestamp()
        issued, expires = claims.get("iat", 0), claims.get("exp", 0)
        if not isinstance(issued, int | float) or not isinstance(expires, int | float):
            return ""
        good = (
            claims.get("iss") == self.issuer
            and self._names_certificate(headers)
            and issued <= now + _CLOCK_SKEW
            and now < expires <= issued + _LONGEST + _CLOCK_SKEW
        )
        return str(claims.get("prn", "")) if good else ""

    # Clients and assertions

    def _check_client(self, form: dict[str, str], headers: Mapping[str, str]) -> None:
        if form.get("client_assertion_type") == _CLIENT_ASSERTION:
            claims = self._asserted(form.get("client_assertion", ""), "invalid_client", 401)
            good = claims.get("sub") == self.app.client_id
        else:
            name, secret = basic(headers)
            good = name == self.app.client_id and hmac.compare_digest(
                secret.encode(), self.app.client_secret.encode()
            )
        if not good:
            raise OAuthError("invalid_client", "Client authentication failed.", 401)

    def _by_assertion(self, form: dict[str, str]) -> str:
        claims = self._asserted(form.get("assertion", ""), "invalid_grant", 400)
        subject = str(claims.get("sub", ""))
        if claims.get("prn", subject) != subject or not self._knows(subject):
            raise OAuthError("invalid_grant", "The user of the assertion is not valid.")
        return subject

    def _by_password(self, form: dict[str, str]) -> str:
        name = form.get("username", "")
        if not self._user.signs_in(name, form.get("password", "")):
            raise OAuthError("invalid_grant", "The user name or the password is not valid.")
        return name

    def _asserted(self, assertion: str, error: str, status: int) -> Mapping[str, Any]:
        """Return the claims of an assertion that is signed with the app's certificate."""
        headers, claims = _decoded(assertion, self._certificate)
        audience = claims.get("aud", [])
        audiences = [audience] if isinstance(audience, str) else audience
        now = self._clock.wall().timestamp()
        try:
            is_current = float(claims["iat"]) <= now + _CLOCK_SKEW and now < float(claims["exp"])
        except (KeyError, TypeError, ValueError):
            is_current = False
        checks = {
            "The signature of the assertion is not valid.": bool(claims),
            "The certificate of the assertion is not known.": (
                self._names_certificate(headers)
                and bool({"kid", *self.pair.thumbprints} & headers.keys())
            ),
            "The issuer of the assertion is not valid.": (claims.get("iss") == self.app.client_id),
            "The audience of the assertion is not valid.": ISSUER in audiences,
            "The assertion has expired.": is_current,
            "The assertion was used before.": str(claims.get("jti", "")) not in self._used,
        }
        for text, good in checks.items():
            if not good:
                raise OAuthError(error, text, status)
        if "jti" in claims:
            self._used.add(str(claims["jti"]))
        return claims

    def _names_certificate(self, headers: Mapping[str, Any]) -> bool:
        """Return whether the headers name no other certificate than the uploaded one."""
        known = {"kid": self.app.key_id, **self.pair.thumbprints}
        return all(headers[name] == value for name, value in known.items() if name in headers)

    def _knows(self, name: str) -> bool:
        return name.casefold() == self._user.name.casefold()


def _form(body: bytes, headers: Mapping[str, str]) -> dict[str, str]:
    if "application/x-www-form-urlencoded" not in headers.get("content-type", ""):
        raise OAuthError("invalid_request", "The content type is not valid.")
    fields = parse_qs(body.decode("utf-8", "replace"))
    if repeated := [name for name, values in fields.items() if len(values) > 1]:
        raise OAuthError("invalid_request", f"The parameter {repeated[0]} is repeated.")
    return {name: values[0] for name, values in fields.items()}


def basic(headers: Mapping[str, str]) -> tuple[str, str]:
    """Return the name and password of HTTP Basic; empty ones without it."""
    kind, _, value = headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        name, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, password


def _decoded(token: str, key: RSAKey) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the headers and claims of a token with a valid signature; empty ones otherwise."""
    try:
        found = jwt.decode(token, key, algorithms=["RS256"])
    except (JoseError, ValueError):
        return {}, {}
    return dict(found.header), dict(found.claims)
