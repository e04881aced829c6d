"""Authentication by bearer token or signed request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.netsuite.errors import ApiError, invalid_login
from erp_sandbox.netsuite.tba import RejectedError

if TYPE_CHECKING:
    from starlette.requests import Request

    from erp_sandbox.netsuite.oauth import TokenService
    from erp_sandbox.netsuite.tba import TokenPassport

ROUTING_COOKIE = "NS_ROUTING_VERSION"
"""The load balancer's cookie, the one cookie that does no harm."""


def authenticate(
    request: Request, *, account_id: str, tokens: TokenService, passport: TokenPassport
) -> None:
    """Let a resource call pass or refuse it.

    A session cookie makes NetSuite see a browser session: rejected although the token is fine.

    Raises:
        ApiError: 401 with the challenge of the scheme that was tried; 400 for a malformed bearer.
    """
    header = request.headers.get("authorization", "")
    scheme, _, credential = header.partition(" ")
    if scheme.lower() == "oauth":
        challenge = (
            f'OAuth realm="{account_id}", error="token_rejected", '
            'error_description="Invalid login attempt."'
        )
        try:
            passport.verify(
                method=request.method,
                url=sent_url(request),
                query=request.url.query,
                authorization=header,
            )
        except RejectedError as error:
            raise invalid_login(challenge) from error
    else:
        challenge = (
            f'Bearer realm="{account_id}", error="invalid_token", '
            'error_description="Invalid login attempt."'
        )
        if scheme.lower() == "bearer" and not credential.strip():
            raise _malformed(account_id)
        if scheme.lower() != "bearer" or not tokens.is_alive(credential.strip()):
            raise invalid_login(challenge)
    if request.cookies.keys() - {ROUTING_COOKIE}:
        raise invalid_login(challenge)


def sent_url(request: Request) -> str:
    """Return the URL as the client sent it, without the query, with its escapes and its host."""
    path = request.scope.get("raw_path") or request.scope["path"].encode()
    return f"{request.url.scheme}://{request.url.netloc}{path.decode('ascii', 'replace')}"


def _malformed(account_id: str) -> ApiError:
    text = "The request could not be understood by the server due to malformed syntax."
    challenge = f'Bearer realm="{account_id}", error="invalid_request", error_description="{text}"'
    return ApiError(400, None, text, headers={"WWW-Authenticate": challenge})
