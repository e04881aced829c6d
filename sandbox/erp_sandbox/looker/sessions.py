"""Sessions of the API: each login makes a new one that lives as long as its token."""

from __future__ import annotations

import hashlib
import secrets
import string
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from erp_sandbox.core.clock import Clock
    from erp_sandbox.looker.limits import Limits

_ALPHABET = string.ascii_letters + string.digits
_LENGTH = 40


@dataclass
class Session:
    """One login.

    Attributes:
        user_id: Who it acts as.
        expires_at: When its token expires; use does not extend it.
        workspace_id: `production` or `dev`.
        sudo_user_id: The administrator behind a session of `POST /login/{user_id}`.
    """

    user_id: str
    expires_at: datetime
    workspace_id: str = "production"
    sudo_user_id: str | None = None


class Sessions:
    """The open sessions, by a hash of their tokens.

    Args:
        clock: The sandbox's clock.
        limits: How long tokens live.

    Attributes:
        issued: Tokens so far.
    """

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self._open: dict[str, Session] = {}
        self._lock = threading.Lock()
        self.issued = 0

    def open(self, user_id: str, sudo_user_id: str | None = None) -> str:
        """Return the token of a new session."""
        token = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        expires = self._clock.now() + timedelta(seconds=self._limits.token_seconds)
        with self._lock:
            self._open[_key(token)] = Session(user_id, expires, sudo_user_id=sudo_user_id)
            self.issued += 1
        return token

    def find(self, token: str) -> Session | None:
        """Return the session of a token, None if it is expired or unknown."""
        session = self._open.get(_key(token))
        alive = session is not None and self._clock.now() < session.expires_at
        return session if alive else None

    def close(self, token: str) -> None:
        """End a session."""
        self._open.pop(_key(token), None)

    def expire(self) -> None:
        """End all sessions."""
        with self._lock:
            self._open.clear()


def _key(token: str) -> str:
    """Return what a token is found by; a hash, so that no time depends on its text."""
    return hashlib.sha256(token.encode()).hexdigest()
