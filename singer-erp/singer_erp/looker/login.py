"""The login with an API key: each opens a session, which is closed at the end of the run."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec

from singer_erp.auth.tokens import Token
from singer_erp.errors import ErpError
from singer_erp.http.bodies import json_as
from singer_erp.plugin.shutdown import hold

if TYPE_CHECKING:
    from singer_erp.http.client import HttpClient

log = logging.getLogger(__name__)

_ROOT = "/api/4.0"
_UNAUTHORIZED = 401


class _AccessToken(msgspec.Struct):
    access_token: str
    expires_in: float


_access_token = json_as(_AccessToken)


class ApiKey:
    """An API key, and the session that it has opened last.

    Args:
        client: Sends logins.
        logout: Sends logouts.
        url: The instance.
        client_id: The key's client id.
        client_secret: Its secret.
    """

    def __init__(
        self,
        client: HttpClient,
        logout: HttpClient,
        url: str,
        *,
        client_id: str,
        client_secret: str,
    ) -> None:
        self._client = client
        self._logout = logout
        self._url = url + _ROOT
        # In the body: as URL parameters they would be in the logs of proxies.
        self._form = {"client_id": client_id, "client_secret": client_secret}
        self._token: Token | None = None

    def fetch(self, now: float) -> Token:
        """Return a new token.

        Raises:
            AuthenticationError: Looker does not know the key.
        """
        # A signal waits until the session is known, or it would stay open.
        with hold.section():
            found = self._client.fetch(
                "POST", f"{self._url}/login", _access_token, data=dict(self._form)
            )
            self._token = Token(found.access_token, now + found.expires_in)
        return self._token

    def close(self) -> None:
        """Log out; a signal handler may call it."""
        token, self._token = self._token, None
        if token is None:
            return
        headers = {"Authorization": f"Bearer {token.value}"}
        try:
            self._logout.with_max_tries(1).send("DELETE", f"{self._url}/logout", headers=headers)
        except ErpError as error:
            if error.status != _UNAUTHORIZED:  # the session has ended already
                log.warning("The session was not closed, and ends within an hour: %s", error)
