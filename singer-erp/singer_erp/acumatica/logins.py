"""How sessions of the instance are opened and signed out: cookies or bearer tokens."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from singer_erp.acumatica.errors import NO_SEAT
from singer_erp.errors import AuthenticationError, ErpError, ThrottledError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import requests

    from singer_erp.auth.oauth2 import TokenEndpoint
    from singer_erp.auth.tokens import Token, TokenSource
    from singer_erp.http.client import HttpClient
    from singer_erp.http.clock import ServerClock

log = logging.getLogger(__name__)

LOGIN = "/entity/auth/login"
LOGOUT = "/entity/auth/logout"


class Login(Protocol):
    """How sessions are opened; all sessions of a run share one."""

    def open(self) -> Mapping[str, str] | None:
        """Open a session and return its cookies; None if its first request opens it."""

    def sign(self, request: requests.PreparedRequest) -> None:
        """Add credentials to a request, apart from the session's cookies."""

    def renew(self, request: requests.PreparedRequest) -> bool:
        """Discard rejected credentials; return whether new ones may help."""


class CookieLogin:
    """Signs in with user and password ("Sign In to the Service").

    Args:
        client: Sends the request.
        url: The site.
        form: Name, password, tenant and branch.
        clock: The instance's clock, which its response shows.
    """

    def __init__(
        self, client: HttpClient, url: str, form: Mapping[str, str], clock: ServerClock
    ) -> None:
        self._client = client
        self._url = url + LOGIN
        self._form = form
        self._clock = clock
        self._rejected: ErpError | None = None

    def open(self) -> Mapping[str, str]:
        """Open a session; a password that was rejected once is not sent again."""
        if self._rejected is not None:
            raise self._rejected
        try:
            response = self._client.send("POST", self._url, json=dict(self._form))
        except AuthenticationError as error:
            self._rejected = error
            raise
        self._clock.read(response)
        return cookies_of(response)

    def sign(self, request: requests.PreparedRequest) -> None:
        """Add nothing: the cookies are the credentials."""

    def renew(self, request: requests.PreparedRequest) -> bool:  # noqa: ARG002
        """Return that another session may help."""
        return True


class TokenLogin:
    """Bearer tokens ("OAuth 2.0 and OIDC: Session Management").

    Args:
        source: The tokens.
        several: Whether each request without cookies opens a session
            (`api:concurrent_access`); otherwise each token has one.
    """

    def __init__(self, source: TokenSource, *, several: bool) -> None:
        self._source = source
        self._several = several

    def open(self) -> Mapping[str, str] | None:
        """Open a session."""
        if self._several:
            return None
        self._source.token()
        return {}

    def sign(self, request: requests.PreparedRequest) -> None:
        """Set the Authorization header."""
        self._source.sign(request)

    def renew(self, request: requests.PreparedRequest) -> bool:
        """Discard the token."""
        return self._source.renew(request)


class PasswordGrant:
    """Tokens for user and password; each token has a session, so the former is signed out first.

    Args:
        endpoint: The token endpoint.
        url: The site.
        parameters: User, password and scopes.
    """

    def __init__(self, endpoint: TokenEndpoint, url: str, parameters: Mapping[str, str]) -> None:
        self._endpoint = endpoint
        self._url = url
        self._parameters = parameters
        self._token: Token | None = None

    def fetch(self, now: float) -> Token:
        """Return a new token.

        Raises:
            ThrottledError: No seat is free.
            ErpError: The credentials were rejected.
        """
        if self._token is not None:
            headers = {"Authorization": f"Bearer {self._token.value}"}
            sign_out(self._endpoint.client, self._url, headers)
        try:
            self._token = self._endpoint.token(now, "password", **self._parameters)
        except ErpError as error:
            if error.code != NO_SEAT:
                raise
            # Not a VendorError, which would be taken for rejected credentials.
            raise ThrottledError(error.reason, error.instruction, code=NO_SEAT) from None
        return self._token


def sign_out(client: HttpClient, url: str, headers: Mapping[str, str]) -> None:
    """End a session, and log if that fails: it then ends by itself."""
    try:
        client.with_max_tries(1).send("POST", url + LOGOUT, headers=dict(headers))
    except ErpError as error:
        if error.status != 401:  # noqa: PLR2004  # the session has ended already
            log.warning("A session was not signed out: %s", error)


def cookies_of(response: requests.Response) -> dict[str, str]:
    """Return the cookies that a response sets."""
    return {cookie.name: cookie.value or "" for cookie in response.cookies}
