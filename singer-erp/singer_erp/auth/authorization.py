"""Authorization in a browser: a code with PKCE, received at a local callback (RFC 8252)."""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from authlib.common.security import generate_token

from singer_erp.errors import AuthenticationError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from singer_erp.auth.oauth2 import TokenEndpoint

# RFC 7636 requires 43 at least.
_VERIFIER_LENGTH = 64
_REQUEST_SECONDS = 10
_LOOPBACK = {"localhost", "127.0.0.1"}
_DONE = "Access was granted. You can close this window."
_REJECTED = "This is not the expected callback. See the terminal."


@dataclass(frozen=True)
class Application:
    """An app as it is registered with the vendor.

    Attributes:
        vendor: The vendor's name, for messages.
        authorize_url: The page where a user grants access.
        redirect_uri: The callback, which must be registered with the app.
        scope: The scopes to request.
    """

    vendor: str
    authorize_url: str
    redirect_uri: str
    scope: tuple[str, ...]


class Authorization:
    """One authorization: the page to open, and the callback to expect.

    Args:
        application: The app.
        endpoint: Exchanges the code.
    """

    def __init__(self, application: Application, endpoint: TokenEndpoint) -> None:
        self._application = application
        self._endpoint = endpoint
        self._verifier: str = generate_token(_VERIFIER_LENGTH)
        self.page, self._state = endpoint.authorization_url(
            application.authorize_url,
            redirect_uri=application.redirect_uri,
            scope=application.scope,
            code_verifier=self._verifier,
        )

    def is_callback(self, url: str) -> bool:
        """Return whether a URL is the callback of this authorization and no other."""
        parameters = _query(url)
        state = parameters.get("state", "").encode()
        return ("code" in parameters or "error" in parameters) and hmac.compare_digest(
            state, self._state.encode()
        )

    def redeem(self, url: str) -> tuple[dict[str, Any], dict[str, str]]:
        """Exchange the code of the callback.

        Returns:
            The vendor's token response, and all parameters of the callback.

        Raises:
            AuthenticationError: The user denied access, or the URL is not this authorization's
                callback.
        """
        if not self.is_callback(url):
            raise AuthenticationError(
                "The URL is not the callback of this authorization",
                "Run the command again, and paste the URL that this authorization leads to",
            )
        parameters = _query(url)
        if "error" in parameters:
            raise AuthenticationError(
                f"{self._application.vendor} denied access ({parameters['error']}): "
                f"{parameters.get('error_description') or 'no reason given'}",
                "Grant access, or check the app's scopes and its redirect URI",
            )
        response = self._endpoint.fetch(
            "authorization_code",
            code=parameters["code"],
            redirect_uri=self._application.redirect_uri,
            code_verifier=self._verifier,
        )
        return response, parameters


def receive(
    authorization: Authorization,
    redirect_uri: str,
    *,
    open_page: Callable[[str], object],
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> str:
    """Wait for the browser's callback, and return its URL.

    Args:
        authorization: Says which callback to expect; others are rejected.
        redirect_uri: Names the port; the server listens on 127.0.0.1 only.
        open_page: Shows the vendor's page; called when the server listens.
        seconds: Maximum wait.
        clock: Returns seconds.

    Raises:
        ConfigError: The redirect URI is not local, or its port is in use.
        AuthenticationError: There was no callback in time.
    """
    parts = urlsplit(redirect_uri)
    if parts.scheme != "http" or parts.hostname not in _LOOPBACK or parts.port is None:
        raise ConfigError(
            f"The redirect URI {redirect_uri} cannot receive a callback",
            "Use one like http://localhost:8765/callback, or run the command with --paste",
        )
    callbacks: list[str] = []
    try:
        server = HTTPServer(
            ("127.0.0.1", parts.port), partial(_Callback, authorization, parts.path, callbacks)
        )
    except OSError:
        raise ConfigError(
            f"Port {parts.port} of the redirect URI is in use",
            "Stop the program that uses it, register another redirect URI, or run the command "
            "with --paste",
        ) from None
    deadline = clock() + seconds
    with server:
        open_page(authorization.page)
        while not callbacks and (left := deadline - clock()) > 0:
            server.timeout = left
            server.handle_request()
    if not callbacks:
        raise AuthenticationError(
            f"No access was granted within {seconds:.0f} seconds", "Run the command again"
        )
    return callbacks[0]


class _Callback(BaseHTTPRequestHandler):
    """Accepts the one expected callback."""

    timeout: ClassVar[float] = _REQUEST_SECONDS
    server_version = "singer-erp"
    sys_version = ""

    def __init__(
        self, authorization: Authorization, path: str, callbacks: list[str], *args: Any
    ) -> None:
        self._authorization = authorization
        self._expected_path = path
        self._callbacks = callbacks
        super().__init__(*args)

    def do_GET(self) -> None:
        """Respond to the browser."""
        expected = urlsplit(self.path).path == self._expected_path
        if expected and self._authorization.is_callback(self.path):
            self._callbacks.append(self.path)
            self._respond(200, _DONE)
        else:
            self._respond(400, _REJECTED)

    def log_message(self, *args: Any) -> None:
        """Log nothing: the URLs contain codes."""

    def _respond(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


def _query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
