"""Bearer tokens: one for all threads, fetched by one of them."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from singer_erp.errors import AuthenticationError, ConfigError, VendorError

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

    from singer_erp.errors import ErpError

_RENEW_BEFORE_SECONDS = 300


@dataclass(frozen=True)
class Token:
    """A bearer token.

    Attributes:
        value: The secret; not part of the representation.
        expires_at: Seconds on the clock of the token source.
    """

    value: str = field(repr=False)
    expires_at: float


class TokenSource:
    """An authenticator with one bearer token for all threads, renewed before it expires.

    It renews five minutes before the expiry, or at half the lifetime of shorter tokens.

    Args:
        fetch: Fetches a new token; takes the current time in seconds.
        clock: Returns seconds; tests pass their own.
    """

    def __init__(
        self, fetch: Callable[[float], Token], clock: Callable[[], float] = time.time
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._token: Token | None = None
        self._renew_at = 0.0
        self._rejected: ErpError | None = None
        self._lock = threading.Lock()

    def token(self) -> str:
        """Return the current token; fetch it if there is none or it expires soon.

        Raises:
            ErpError: The token cannot be fetched.
        """
        with self._lock:
            if self._rejected is not None:
                raise self._rejected
            now = self._clock()
            if self._token is None or self._renew_at <= now:
                self._token = self._fetch_once(now)
                lifetime = self._token.expires_at - now
                self._renew_at = self._token.expires_at - min(_RENEW_BEFORE_SECONDS, lifetime / 2)
            return self._token.value

    def _fetch_once(self, now: float) -> Token:
        """Fetch a token; other threads do not send rejected credentials again."""
        try:
            return self._fetch(now)
        except (AuthenticationError, ConfigError, VendorError) as error:
            self._rejected = error
            raise

    def sign(self, request: requests.PreparedRequest) -> None:
        """Set the Authorization header."""
        request.headers["Authorization"] = f"Bearer {self.token()}"

    def renew(self, request: requests.PreparedRequest) -> bool:
        """Discard the token of a rejected request, unless another thread renewed it already."""
        with self._lock:
            if self._token and request.headers["Authorization"] == f"Bearer {self._token.value}":
                self._token = None
        return True
