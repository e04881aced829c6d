"""Who a request is from: bearer tokens, cookies, and HTTP Basic for OData."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from erp_sandbox.acumatica.errors import ApiError
from erp_sandbox.acumatica.users import CredentialsError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from erp_sandbox.acumatica.login import Login
    from erp_sandbox.acumatica.oauth import TokenService
    from erp_sandbox.acumatica.sessions import Session
    from erp_sandbox.acumatica.users import User


class Access:
    """The credentials of requests.

    Args:
        tokens: The identity server.
        login: The cookies.
        user: Who may use HTTP Basic.
    """

    def __init__(self, tokens: TokenService, login: Login, user: User) -> None:
        self._tokens = tokens
        self._login = login
        self._user = user

    def session(self, request: Request) -> Session:
        """Return the session of a request.

        Raises:
            ApiError: 401, without credentials or with expired ones.
            NoSeatError: If a token needs a session and no seat is left.
        """
        token = _credentials(request, "bearer")
        if token:
            session = self._tokens.session(token, self._login.cookie(request))
        else:
            session = self._login.session(request)
        if session is None:
            raise ApiError(401, message="Authorization has been denied for this request.")
        return session

    def signed_in(self, request: Request) -> bool:
        """Return whether a request belongs to a session that is open."""
        token = _credentials(request, "bearer")
        return bool(self._tokens.session_id(token)) or self._login.session(request) is not None

    def basic(self, request: Request) -> bool:
        """Return whether a request has HTTP Basic credentials, which take no API seat.

        Raises:
            ApiError: 401, if they are wrong.
        """
        given = _credentials(request, "basic")
        if not given:
            return False
        try:
            name, _, password = base64.b64decode(given, validate=True).decode().partition(":")
            self._user.check(name, password)
        except (binascii.Error, UnicodeDecodeError, CredentialsError):
            raise ApiError(401, message="Authorization has been denied for this request.") from None
        return True

    async def sign_out(self, request: Request) -> Response:
        """Return the response to a logout; the license never queues it."""
        token = _credentials(request, "bearer")
        cookie = self._login.cookie(request)
        return self._login.sign_out(
            request, self._tokens.session_id(token, cookie) if token else ""
        )


def _credentials(request: Request, scheme: str) -> str:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if kind.lower() == scheme else ""
