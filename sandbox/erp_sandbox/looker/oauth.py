"""Login with an API key, and who a token belongs to."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse, Response

from erp_sandbox.looker.call import Call, Operation
from erp_sandbox.looker.errors import ApiError, not_found
from erp_sandbox.looker.sessions import Session
from erp_sandbox.looker.users import User, user_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from erp_sandbox.looker.instance import Instance

_PATH = "/login"


class Login:
    """The login of one instance.

    Args:
        instance: Its users, keys and sessions.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def sign_in(self, body: bytes, request: Request) -> Response:
        """Return the token of a new session; 404 for a wrong key."""
        given = dict(request.query_params)
        # JSON is not documented for the login.
        if "json" not in request.headers.get("content-type", ""):
            given |= dict(parse_qsl(body.decode("utf-8", "replace")))
        key = self._instance.key(given.get("client_id", ""))
        expected = key["client_secret"] if key else ""
        same = hmac.compare_digest(given.get("client_secret", "").encode(), expected.encode())
        if key is None or not same or user_of(self._instance.store, key["user_id"]) is None:
            return ApiError(404).response("POST", _PATH)
        return JSONResponse(self.token(key["user_id"]))

    def sign_out(self, request: Request) -> Response:
        """End the session of a request."""
        token = bearer(request)
        self.holder(token)
        self._instance.sessions.close(token)
        return Response(status_code=204)

    def holder(self, token: str) -> tuple[Session, User]:
        """Return the session of a token, and its user.

        Raises:
            ApiError: 401, without a token that is valid.
        """
        session = self._instance.sessions.find(token)
        user = user_of(self._instance.store, session.user_id) if session else None
        if session is None or user is None:
            raise ApiError(401)
        return session, user

    def session_of(self, user_id: str) -> tuple[Session, User]:
        """Return a session of a user without a token, for a change that is repeated.

        Raises:
            LookupError: If there is no such user.
        """
        user = user_of(self._instance.store, user_id)
        if user is None:
            raise LookupError(f"There is no user {user_id}.")
        return Session(user_id, self._instance.clock.now() + timedelta(days=1)), user

    def token(self, user_id: str, sudo_user_id: str | None = None) -> dict[str, Any]:
        """Return the body of a login."""
        return {
            "access_token": self._instance.sessions.open(user_id, sudo_user_id),
            "token_type": "Bearer",
            # Real responses report a second less than the nominal life.
            "expires_in": max(self._instance.limits.token_seconds - 1, 0),
            "refresh_token": None,
        }

    def operations(self) -> list[Operation]:
        """Return the operations of sessions."""
        return [
            Operation("POST", "/login/{user_id}", self._sudo, meter="none"),
            Operation("GET", "/session", _session),
            Operation("PATCH", "/session", _set_workspace),
        ]

    def _sudo(self, call: Call) -> dict[str, Any]:
        target = user_of(self._instance.store, call.path["user_id"])
        if not call.user.is_admin or target is None:
            raise not_found()
        return self.token(target.id, call.user.id)


def bearer(request: Request) -> str:
    """Return the token of a request: `token x` or `Bearer x`."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if kind.lower() in {"token", "bearer"} else ""


def _session(call: Call) -> dict[str, Any]:
    session = call.session
    return {
        "workspace_id": session.workspace_id,
        "sudo_user_id": session.sudo_user_id,
        "can": {"view": True, "update": True},
    }


def _set_workspace(call: Call) -> dict[str, Any]:
    wanted = call.object().get("workspace_id")
    if wanted not in {"production", "dev"}:
        raise ApiError(422, "Validation Failed")
    if wanted == "dev" and not call.user.may("develop"):
        raise not_found()
    call.session.workspace_id = wanted
    return _session(call)
