"""OAuth 2.0 token requests, built by Authlib and sent by the HTTP client."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
from authlib.oauth2.client import OAuth2Client

from singer_erp.auth.tokens import Token
from singer_erp.errors import AuthenticationError
from singer_erp.http.bodies import json_as, json_object, text_at

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests
    from authlib.oauth2 import ClientAuth

    from singer_erp.http.client import HttpClient

_json = json_as(Any)


class _TokenResponse(msgspec.Struct):
    access_token: str
    expires_in: float


@dataclass(frozen=True)
class TokenEndpoint:
    """A vendor's token endpoint.

    Attributes:
        client: Sends token requests; has no authenticator.
        url: The endpoint.
        client_id: The app.
        client_secret: Its secret; None for public clients.
        auth_method: How the app authenticates: `client_secret_post`, `client_secret_basic`, or one
            of `assertions`. Public clients send their id alone.
    """

    client: HttpClient
    url: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    auth_method: str | Callable[..., tuple[str, Any, str]] = "client_secret_post"

    def fetch(self, grant_type: str, **parameters: str) -> dict[str, Any]:
        """Send a token request and return the vendor's response.

        Args:
            grant_type: The grant.
            parameters: Its parameters.

        Raises:
            ErpError: The vendor rejected it, or its response has no access token.
        """
        response: dict[str, Any] = self._oauth2().fetch_token(
            self.url,
            grant_type=grant_type,
            headers={"Accept": "application/json"},
            **parameters,
        )
        return response

    def token(self, now: float, grant_type: str, **parameters: str) -> Token:
        """Send a token request and return the token.

        Args:
            now: Current time in seconds, from which the lifetime counts.
            grant_type: The grant.
            parameters: Its parameters.

        Raises:
            ErpError: The vendor rejected it, or its response has no token with a lifetime.
        """
        response = self.fetch(grant_type, **parameters)
        try:
            token = msgspec.convert(response, _TokenResponse, strict=False)
        except msgspec.ValidationError:
            raise self.without_token() from None
        return Token(token.access_token, now + token.expires_in)

    def authorization_url(
        self, url: str, *, redirect_uri: str, scope: tuple[str, ...], code_verifier: str
    ) -> tuple[str, str]:
        """Return the page where a user grants access, and the `state` its callback must have."""
        page: tuple[str, str] = self._oauth2().create_authorization_url(
            url, redirect_uri=redirect_uri, scope=scope, code_verifier=code_verifier
        )
        return page

    def without_token(self) -> AuthenticationError:
        """Return the error for a response without an access token."""
        return AuthenticationError(
            f"{self.client.vendor}'s token response has no access token", "Check `token_url`"
        )

    def _oauth2(self) -> _OAuth2Client:
        """Return a client for one request: threads that share one would share its token."""
        public = not self.client_secret and isinstance(self.auth_method, str)
        return _OAuth2Client(
            self,
            client_id=self.client_id,
            client_secret=self.client_secret,
            token_endpoint_auth_method="none" if public else self.auth_method,
            code_challenge_method="S256",
        )


class _OAuth2Client(OAuth2Client):  # type: ignore[misc]  # Authlib has no types
    """Authlib's client, over the HTTP client with its retries and error table."""

    def __init__(self, endpoint: TokenEndpoint, **options: Any) -> None:
        super().__init__(session=self, **options)
        self._endpoint = endpoint

    def post(
        self, url: str, data: dict[str, str], headers: dict[str, str], auth: ClientAuth
    ) -> requests.Response:
        """Send a token request, as a `requests.Session` does."""
        return self._endpoint.client.fetch(
            "POST", url, _with_json, data=data, headers=headers, auth=_ClientAuthentication(auth)
        )

    def parse_response_token(self, resp: requests.Response) -> dict[str, Any]:
        """Return the response as it is stored, without what Authlib adds to it."""
        token = text_at(_json(resp), "access_token")
        if not token or not token.isascii() or not token.isprintable():  # no header can hold it
            raise self._endpoint.without_token()
        return json_object(resp)


def _with_json(response: requests.Response) -> requests.Response:
    """Return a response whose body is JSON."""
    _json(response)
    return response


class _ClientAuthentication:
    """Authenticates the app on every try of a token request: an assertion is never sent twice."""

    def __init__(self, auth: ClientAuth) -> None:
        self._auth = auth

    def sign(self, request: requests.PreparedRequest) -> None:
        """Add the app's credentials to the headers or the form."""
        request.url, request.headers, body = self._auth.prepare(
            request.method, request.url, request.headers, request.body
        )
        request.prepare_body(body, None)

    def renew(self, request: requests.PreparedRequest) -> bool:  # noqa: ARG002
        """Return that nothing can be renewed."""
        return False
