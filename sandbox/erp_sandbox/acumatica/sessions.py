"""Sessions of the site: each open one takes a seat of the license."""

from __future__ import annotations

import asyncio
import secrets
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from erp_sandbox.acumatica.errors import NoSeatError

if TYPE_CHECKING:
    from datetime import datetime

    from erp_sandbox.acumatica.limits import Limits
    from erp_sandbox.core.clock import Clock


@dataclass
class Session:
    """One session.

    Attributes:
        id: Its id, the cookie `ASP.NET_SessionId`.
        tenant: The tenant's name.
        user: Who signed in.
        branch: The current branch.
        ends: When it ends unless it is used.
        idle: How long it lives unused; None if it lives as long as its token.
        locale: The culture of the sign-in; empty for that of the user's preferences.
        key: The second cookie, `.ASPXAUTH`.
    """

    id: str
    tenant: str
    user: str
    branch: str
    ends: datetime
    idle: timedelta | None = None
    locale: str = ""
    key: str = field(default_factory=lambda: secrets.token_hex(32))
    lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)


class Sessions:
    """The open sessions of all tenants.

    Args:
        clock: Sessions end by business time.
        limits: The license.
    """

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self._open: dict[str, Session] = {}
        self._lock = threading.Lock()
        self.refused = 0
        self.peak = 0

    @property
    def open(self) -> int:
        """The number of seats that are taken."""
        with self._lock:
            return len(self._current())

    def sign_in(
        self,
        tenant: str,
        user: str,
        branch: str = "",
        *,
        life: timedelta | None = None,
        locale: str = "",
    ) -> Session:
        """Open a session.

        Args:
            tenant: The tenant's name.
            user: Who signs in.
            branch: The branch of the login.
            life: How long it lives; None for as long as it is used.
            locale: The culture of the sign-in.

        Raises:
            NoSeatError: If the license or the user's own limit has no seat left.
        """
        idle = None if life else timedelta(minutes=self._limits.idle_minutes)
        with self._lock:
            current = self._current()
            own = sum(1 for session in current.values() if session.user == user)
            for taken, most in (
                (len(current), self._limits.api_users),
                (own, self._limits.logins_per_user),
            ):
                if most is not None and taken >= most:
                    self.refused += 1
                    raise NoSeatError(NoSeatError.text)
            ends = self._clock.now() + (life or idle or timedelta())
            session = Session(secrets.token_hex(12), tenant, user, branch, ends, idle, locale)
            current[session.id] = session
            self.peak = max(self.peak, len(current))
            return session

    def find(self, session_id: str) -> Session | None:
        """Return an open session and postpone its end, or None."""
        with self._lock:
            session = self._current().get(session_id)
            if session is not None and session.idle is not None:
                session.ends = self._clock.now() + session.idle
            return session

    def prolong(self, session_id: str, life: timedelta) -> None:
        """Let the session of a token that was refreshed live on."""
        with self._lock:
            if session := self._current().get(session_id):
                session.ends = self._clock.now() + life

    def sign_out(self, session_id: str) -> None:
        """End a session, which frees its seat."""
        with self._lock:
            self._open.pop(session_id, None)

    def clear(self) -> None:
        """End all sessions, as a restart of the site does."""
        with self._lock:
            self._open.clear()

    def _current(self) -> dict[str, Session]:
        now = self._clock.now()
        self._open = {key: one for key, one in self._open.items() if now < one.ends}
        return self._open
