"""Logging in with a browser: an authorization code, received on this machine (RFC 8252)."""

from __future__ import annotations

import hmac
import secrets
import time
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from oauthlib.common import add_params_to_uri
from oauthlib.oauth2 import WebApplicationClient

from singer_erp.errors import AuthenticationError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from singer_erp.auth.refresh import TokenEndpoint

# RFC 7636 asks for 43 at least.
_VERIFIER_LENGTH = 64
_REQUEST_SECONDS = 10
_LOOPBACK = {"localhost", "127.0.0.1"}
_DONE = "You are logged in. You can close this window."
_REFUSED = "This is not the answer that is waited for. Look at the terminal."


@dataclass(frozen=True)
class Application:
    """An app as the vendor knows it.

    Attributes:
        vendor: The vendor's name, for error texts.
        authorize_url: Where people approve.
        redirect_uri: Where they are sent with the code; must be registered with the app.
        scope: What is asked for.
    """

    vendor: str
    authorize_url: str
    redirect_uri: str
    scope: tuple[str, ...]


class Authorization:
    """One log-in on its way: the page to open, and the answer that is awaited.

    Args:
        application: The app.
        endpoint: Where the code is redeemed.
    """

    def __init__(self, application: Application, endpoint: TokenEndpoint) -> None:
        self._application = application
        self._endpoint = endpoint
        self._state = secrets.token_urlsafe(32)
        client = WebApplicationClient(endpoint.client_id)
        self._verifier: str = client.create_code_verifier(_VERIFIER_LENGTH)
        asked = {
            "response_type": "code",
            "client_id": endpoint.client_id,
            "redirect_uri": application.redirect_uri,
            "scope": " ".join(application.scope),
            "state": self._state,
            "code_challenge": client.create_code_challenge(self._verifier, "S256"),
            "code_challenge_method": "S256",
        }
        self.page: str = add_params_to_uri(application.authorize_url, asked)

    def is_answer(self, url: str) -> bool:
        """Whether an address the browser was sent to answers this log-in and no other."""
        given = _query(url)
        state = given.get("state", "").encode()
        return ("code" in given or "error" in given) and hmac.compare_digest(
            state, self._state.encode()
        )

    def redeem(self, url: str) -> tuple[dict[str, Any], dict[str, str]]:
        """Exchange the code the browser was sent back with.

        Returns:
            The vendor's token answer, and what else stood in the address.

        Raises:
            AuthenticationError: The person refused, or the address belongs to another log-in.
        """
        if not self.is_answer(url):
            raise AuthenticationError(
                "The address does not answer this log-in",
                "Log in again, and use the address this log-in led to",
            )
        given = _query(url)
        if "error" in given:
            raise AuthenticationError(
                f"{self._application.vendor} refused the log-in: "
                f"{given.get('error_description') or given['error']}",
                "Approve it, or check the app's scopes and its redirect address",
            )
        form = {
            "grant_type": "authorization_code",
            "code": given["code"],
            "redirect_uri": self._application.redirect_uri,
            "code_verifier": self._verifier,
        }
        return self._endpoint.redeem(form), given


def receive(
    authorization: Authorization,
    redirect_uri: str,
    *,
    open_page: Callable[[str], object],
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> str:
    """Wait on this machine for the browser to be sent back; the address it was sent to.

    Args:
        authorization: What is waited for; other addresses are turned away.
        redirect_uri: Says the port; the listener is on 127.0.0.1 alone.
        open_page: Shows people the vendor's page, once the listener is there.
        seconds: The most to wait.
        clock: Seconds.

    Raises:
        ConfigError: The redirect address is not of this machine, or its port is taken.
        AuthenticationError: Nobody came in time.
    """
    parts = urlsplit(redirect_uri)
    if parts.scheme != "http" or parts.hostname not in _LOOPBACK or parts.port is None:
        raise ConfigError(
            f"No answer can be received at the redirect address {redirect_uri}",
            "Use one like http://localhost:8765/callback, or log in with --paste",
        )
    landed: list[str] = []
    try:
        server = HTTPServer(
            ("127.0.0.1", parts.port), partial(_Landing, authorization, parts.path, landed)
        )
    except OSError:
        raise ConfigError(
            f"Port {parts.port} of the redirect address is taken",
            "End what uses it, register another address, or log in with --paste",
        ) from None
    until = clock() + seconds
    with server:
        open_page(authorization.page)
        while not landed and (left := until - clock()) > 0:
            server.timeout = left
            server.handle_request()
    if not landed:
        raise AuthenticationError(
            f"Nobody logged in within {seconds:.0f} seconds", "Run the command again"
        )
    return landed[0]


class _Landing(BaseHTTPRequestHandler):
    """Takes the one answer that is waited for."""

    timeout: ClassVar[float] = _REQUEST_SECONDS
    server_version = "singer-erp"
    sys_version = ""

    def __init__(
        self, authorization: Authorization, path: str, landed: list[str], *args: Any
    ) -> None:
        self._authorization = authorization
        self._expected_path = path
        self._landed = landed
        super().__init__(*args)

    def do_GET(self) -> None:
        """Answer the browser."""
        right_path = urlsplit(self.path).path == self._expected_path
        if right_path and self._authorization.is_answer(self.path):
            self._landed.append(self.path)
            self._answer(200, _DONE)
        else:
            self._answer(400, _REFUSED)

    def log_message(self, *args: Any) -> None:
        """Nothing: addresses hold codes."""

    def _answer(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


def _query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
