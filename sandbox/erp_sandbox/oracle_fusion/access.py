"""Who a request to the pod is from: bearer tokens, trusted JWTs and HTTP Basic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from erp_sandbox.oracle_fusion import errors
from erp_sandbox.oracle_fusion.errors import NotAuthenticatedError
from erp_sandbox.oracle_fusion.oauth import basic

if TYPE_CHECKING:
    from starlette.requests import Request

    from erp_sandbox.oracle_fusion.limits import Limits
    from erp_sandbox.oracle_fusion.oauth import TokenService
    from erp_sandbox.oracle_fusion.users import User

IDENTITY_HOST = "localhost"
"""The host of the identity domain: another origin than the pod's."""


class Access:
    """The credentials of requests.

    Args:
        tokens: The identity domain.
        user: The user of the pod.
        limits: What the firewall and single sign-on let pass.
    """

    def __init__(self, tokens: TokenService, user: User, limits: Limits) -> None:
        self._tokens = tokens
        self._user = user
        self._limits = limits

    def stopped(self, request: Request) -> Response | None:
        """Return the response of what is in front of the pod, None if it lets a request pass."""
        if self._limits.blocked:
            return errors.page(403, "Access Denied", "Your request was blocked.")
        path = request.url.path
        if any(path.startswith(start) for start in self._limits.sign_in):
            return self.login_redirect(request)
        return None

    def user(self, request: Request) -> User:
        """Return the user of a request.

        Raises:
            NotAuthenticatedError: Without credentials that are valid.
        """
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            name = self._tokens.holder(value.strip())
            if self._is_user(name):
                return self._user
        elif self._user.signs_in(*basic(request.headers)):
            return self._user
        raise NotAuthenticatedError

    def login_redirect(self, request: Request) -> Response:
        """Return the redirect to the sign-in page of the identity domain."""
        url = f"{request.url.scheme}://{IDENTITY_HOST}:{request.url.port}/ui/v1/signin"
        return Response(status_code=302, headers={"Location": url})

    def _is_user(self, name: str) -> bool:
        if name == self._tokens.app.client_id:
            return self._user.client_is_user
        return bool(name) and name.casefold() == self._user.name.casefold()
