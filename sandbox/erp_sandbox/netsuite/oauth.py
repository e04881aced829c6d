"""OAuth 2.0 client credentials: the token endpoint and the tokens it issues."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from joserfc import jws, jwt
from joserfc.errors import JoseError
from starlette.responses import JSONResponse, Response

from erp_sandbox.netsuite.credentials import CURVES, RSA_ALGORITHMS

if TYPE_CHECKING:
    from starlette.datastructures import Headers

    from erp_sandbox.core.clock import Clock
    from erp_sandbox.netsuite.credentials import Certificate, Credentials

TOKEN_PATH = "/auth/oauth2/v1/token"  # noqa: S105 - a path
TOKEN_SECONDS = 3600
ASSERTION_SECONDS = 3600
"""The longest span between an assertion's `iat` and `exp`."""
CLOCK_SKEW = timedelta(seconds=60)
"""How far ahead a client's clock may be (unconfirmed)."""
ALGORITHMS = (*RSA_ALGORITHMS, *CURVES)
SCOPES = frozenset({"rest_webservices", "restlets", "suite_analytics"})
_PARAMETERS = {
    "grant_type": "client_credentials",
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
}


class GrantError(Exception):
    """A rejected token request.

    Args:
        code: The `error` of the body.
        reason: `error_description`; the vendor may leave it out.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason

    def response(self, account_id: str) -> Response:
        """Return the token endpoint's own error body, which is not the usual envelope."""
        refused = self.code == "invalid_client"
        headers = {"WWW-Authenticate": f'Basic realm="{account_id}"'} if refused else None
        body = {"error": self.code, "error_description": self.reason}
        return JSONResponse(body, 401 if refused else 400, headers)


class TokenService:
    """An issuer of access tokens for signed assertions.

    Args:
        account_id: Canonical id, the realm of challenges.
        credentials: Registered certificates.
        clock: Business time ends tokens and certificates; wall time judges assertions.
    """

    def __init__(self, account_id: str, credentials: Credentials, clock: Clock) -> None:
        self._account_id = account_id
        self._credentials = credentials
        self._clock = clock
        self._tokens: dict[str, datetime] = {}

    def grant(self, *, url: str, headers: Headers, body: bytes) -> Response:
        """Respond to a token request sent to `url` (as the client sees it, without query)."""
        try:
            self._verify(_assertion(headers, body), audience=url)
        except GrantError as error:
            return error.response(self._account_id)
        token = {
            "access_token": self._issue(),
            "expires_in": str(TOKEN_SECONDS),
            "token_type": "bearer",
        }
        return JSONResponse(token, headers={"Cache-Control": "no-store"})

    def is_alive(self, token: str) -> bool:
        """Return whether an access token was issued here, is not revoked and not expired."""
        expires = self._tokens.get(token)
        return expires is not None and self._clock.now() < expires

    def revoke_all(self) -> None:
        """End all access tokens, as when an administrator revokes the integration's."""
        self._tokens.clear()

    def _issue(self) -> str:
        now = self._clock.now()
        self._tokens = {token: end for token, end in self._tokens.items() if now < end}
        token = secrets.token_urlsafe(64)
        self._tokens[token] = now + timedelta(seconds=TOKEN_SECONDS)
        return token

    def _verify(self, assertion: str, *, audience: str) -> None:
        certificate = self._certificate(_header(assertion))
        try:
            token = jwt.decode(
                assertion, certificate.public_key, algorithms=list(certificate.algorithms)
            )
        except (JoseError, ValueError) as error:
            raise GrantError("invalid_client", "The assertion's signature is wrong.") from error
        claims = token.claims
        if claims.get("iss") != certificate.client_id:
            raise GrantError("invalid_client", "`iss` is not this certificate's client id.")
        now = self._clock.now()
        if not certificate.valid_from <= now < certificate.valid_until:
            raise GrantError("invalid_grant", "The certificate is not valid now.")
        if claims.get("aud") not in (audience, [audience]):
            raise GrantError("invalid_grant", "`aud` is not this account's token URL.")
        _check_times(claims, self._clock.wall())
        _check_scope(claims.get("scope"))

    def _certificate(self, header: dict[str, Any]) -> Certificate:
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS:
            raise GrantError("invalid_client", f"Signature algorithm {algorithm} is not accepted.")
        certificate = self._credentials.certificates.get(str(header.get("kid")))
        if certificate is None:
            raise GrantError("invalid_client", "`kid` is not a known certificate id.")
        if algorithm not in certificate.algorithms:
            raise GrantError("invalid_client", f"{algorithm} does not fit the certificate's key.")
        return certificate


def _assertion(headers: Headers, body: bytes) -> str:
    """Return the assertion of a well-formed request."""
    if "authorization" in headers:
        raise GrantError("invalid_request", "Send one kind of client authentication only.")
    if headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        raise GrantError("invalid_request", "The body must be form-urlencoded.")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
    except ValueError as error:
        raise GrantError("invalid_request", "The body is malformed.") from error
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        raise GrantError("invalid_request", "A parameter is repeated.")
    for name, expected in _PARAMETERS.items():
        if parameters.get(name) != expected:
            raise GrantError("invalid_request", f"`{name}` must be `{expected}`.")
    if "client_secret" in parameters:
        raise GrantError("invalid_request", "Send one kind of client authentication only.")
    if not parameters.get("client_assertion"):
        raise GrantError("invalid_request", "`client_assertion` is missing.")
    return parameters["client_assertion"]


def _header(assertion: str) -> dict[str, Any]:
    try:
        return jws.extract_compact(assertion.encode("ascii")).headers()
    except (JoseError, ValueError) as error:
        raise GrantError("invalid_request", "`client_assertion` is not a JWT.") from error


def _check_times(claims: dict[str, Any], wall: datetime) -> None:
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int | float) or not isinstance(expires, int | float):
        raise GrantError("invalid_request", "`iat` and `exp` must be epoch seconds.")
    now = wall.timestamp()
    latest = now + CLOCK_SKEW.total_seconds()
    if expires - issued > ASSERTION_SECONDS:
        raise GrantError("invalid_grant", "`exp` is more than an hour after `iat`.")
    if expires <= now:
        raise GrantError("invalid_grant", "The assertion has expired.")
    if issued > latest:
        raise GrantError("invalid_grant", "`iat` lies in the future.")
    before = claims.get("nbf", issued)
    if not isinstance(before, int | float) or before > latest:
        raise GrantError("invalid_grant", "The assertion is not valid yet.")


def _check_scope(scope: Any) -> None:
    names = scope.split(",") if isinstance(scope, str) else scope
    if not names or not isinstance(names, list):
        raise GrantError("invalid_request", "`scope` is missing.")
    if not {str(name).strip() for name in names} <= SCOPES:
        raise GrantError("invalid_scope", f"`scope` accepts {', '.join(sorted(SCOPES))}.")
    if "rest_webservices" not in {str(name).strip() for name in names}:
        raise GrantError("invalid_scope", "REST web services need `rest_webservices`.")
