"""Stored credentials: refreshed by one process at a time, stored before they are used."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, Any

import msgspec

from singer_erp.auth.tokens import Token
from singer_erp.errors import AuthenticationError, ErpError
from singer_erp.plugin.shutdown import hold

if TYPE_CHECKING:
    from singer_erp.auth.oauth2 import TokenEndpoint
    from singer_erp.auth.store import CredentialStore, Entry

log = logging.getLogger(__name__)

_REFRESH_BEFORE_SECONDS = 300
_DAY = 86_400
_WARN_BEFORE_SECONDS = 14 * _DAY
# Vendors' names for the seconds until a refresh token expires: unless used, and in any case.
_IDLE_LIFETIMES = ("x_refresh_token_expires_in", "refresh_token_expires_in")
_TOTAL_LIFETIMES = ("x_refresh_token_hard_expires_in",)


class StoredCredentials(msgspec.Struct):
    """The credentials of one authorization, as the store holds them.

    Attributes:
        refresh_token: The latest.
        response: The vendor's latest token response, without the refresh token.
        received_at: Its time, in seconds since 1970, UTC.
        idle_expires_at: When the refresh token expires unless it is used, if the vendor says so.
        expires_at: When it expires in any case, if the vendor says so.
        seed: Digest of the setting `refresh_token` they started with, if they did.
    """

    refresh_token: str
    response: dict[str, Any] = msgspec.field(name="answer")
    received_at: float = msgspec.field(name="answered_at")
    idle_expires_at: float | None = msgspec.field(name="refresh_expires_at", default=None)
    expires_at: float | None = msgspec.field(name="refresh_ends_at", default=None)
    seed: str | None = None

    def updated(self, response: dict[str, Any], now: float) -> StoredCredentials:
        """Return the credentials after a token response.

        Vendors that do not rotate refresh tokens send none.
        """
        rest = {name: value for name, value in response.items() if name != "refresh_token"}
        return StoredCredentials(
            response.get("refresh_token") or self.refresh_token,
            {**self.response, **rest},
            now,
            _expiry(response, _IDLE_LIFETIMES, now) or self.idle_expires_at,
            _expiry(response, _TOTAL_LIFETIMES, now) or self.expires_at,
            self.seed,
        )

    @property
    def token(self) -> Token:
        """The access token; it never expires where the vendor does not say when."""
        lifetime = _seconds(self.response.get("expires_in"))
        expires_at = float("inf") if lifetime is None else self.received_at + lifetime
        return Token(self.response["access_token"], expires_at)

    def is_fresh(self, now: float) -> bool:
        """Return whether the access token is valid for some minutes more."""
        return (
            "access_token" in self.response
            and now < self.token.expires_at - _REFRESH_BEFORE_SECONDS
        )


class RefreshGrant:
    """Access tokens by a stored refresh token.

    Vendors treat a refresh token that two processes use as stolen. Therefore a refresh holds the
    store's lock, and processes that waited for it take what was stored meanwhile.

    Args:
        endpoint: The vendor's token endpoint.
        store: Holds the credentials.
        name: Their name in the store, such as `target-salesforce acme.my.salesforce.com`.
        login_command: The command that authorizes again, for messages.
        refresh_token: The setting `refresh_token`, which starts new credentials whenever it
            changes.
    """

    def __init__(
        self,
        endpoint: TokenEndpoint,
        store: CredentialStore,
        name: str,
        *,
        login_command: str,
        refresh_token: str | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._store = store
        self.name = name
        self._login_command = login_command
        self._configured = refresh_token
        self._returned: str | None = None

    def fetch(self, now: float) -> Token:
        """Return an access token; see `credentials`."""
        return self.credentials(now).token

    def credentials(self, now: float) -> StoredCredentials:
        """Return the credentials with an access token that was not returned before.

        Args:
            now: Seconds since 1970, UTC.

        Raises:
            AuthenticationError: There are no credentials, or the vendor rejected them.
            ConfigError: The store cannot be read or written.
        """
        with self._store.entry(self.name) as entry:
            credentials = self._read(entry)
            # A token that was returned before has expired or was rejected since.
            if (
                not credentials.is_fresh(now)
                or credentials.response.get("access_token") == self._returned
            ):
                # A process that ends between the vendor's response and the write loses the only
                # refresh token that is still valid.
                with hold.section():
                    credentials = self._refreshed(credentials, now)
                    entry.write(msgspec.json.encode(credentials))
        self._warn(credentials, now)
        self._returned = credentials.token.value
        return credentials

    def expiry_summary(self, now: float) -> str:
        """Return in words how long the credentials are valid.

        Raises:
            ErpError: They are not, as `credentials` raises it.
        """
        credentials = self.credentials(now)
        expiries = (
            (credentials.idle_expires_at, "unless used before"),
            (credentials.expires_at, "in any case"),
        )
        parts = [f"expire in {_days(at, now)} {when}" for at, when in expiries if at is not None]
        return "; ".join(["valid", *parts])

    def start(self, response: dict[str, Any], now: float) -> None:
        """Store new credentials.

        Args:
            response: The vendor's response to an authorization.
            now: Seconds since 1970, UTC.

        Raises:
            AuthenticationError: It has no refresh token.
        """
        if not response.get("refresh_token"):
            raise AuthenticationError(
                f"{self._endpoint.client.vendor}'s token response has no refresh token",
                "Add the scope for refresh tokens (offline access) to the app",
            )
        seed = _digest(self._configured) if self._configured else None
        credentials = StoredCredentials("", {}, now, seed=seed).updated(response, now)
        with self._store.entry(self.name) as entry:
            entry.write(msgspec.json.encode(credentials))

    def _read(self, entry: Entry) -> StoredCredentials:
        content = entry.read()
        stored = None if content is None else msgspec.json.decode(content, type=StoredCredentials)
        if self._configured:
            seed = _digest(self._configured)
            if stored is None or stored.seed != seed:
                return StoredCredentials(self._configured, {}, 0, seed=seed)
        if stored is None:
            raise AuthenticationError(
                f"There are no credentials named {self.name} in `credentials_path`",
                f"Run `{self._login_command}`",
            )
        return stored

    def _refreshed(self, credentials: StoredCredentials, now: float) -> StoredCredentials:
        try:
            response = self._endpoint.fetch(
                "refresh_token", refresh_token=credentials.refresh_token
            )
        except ErpError as error:
            if error.code != "invalid_grant":
                raise
            raise AuthenticationError(
                f"{self._endpoint.client.vendor} rejected the credentials {self.name} "
                f"({error.status} {error.code}): {error.detail or 'no reason given'}",
                "They were revoked, have expired or were used elsewhere: "
                f"run `{self._login_command}`",
                request_id=error.request_id,
                status=error.status,
                code=error.code,
            ) from None
        return credentials.updated(response, now)

    def _warn(self, credentials: StoredCredentials, now: float) -> None:
        expiries = (credentials.idle_expires_at, credentials.expires_at)
        first = min((at for at in expiries if at is not None), default=float("inf"))
        if first - now < _WARN_BEFORE_SECONDS:
            log.warning(
                "The credentials %s expire in %s: run `%s` before that",
                self.name,
                _days(first, now),
                self._login_command,
            )


def _days(at: float, now: float) -> str:
    days = max(0, int((at - now) // _DAY))
    return "1 day" if days == 1 else f"{days} days"


def _expiry(response: dict[str, Any], names: tuple[str, ...], now: float) -> float | None:
    lifetimes = [_seconds(response.get(name)) for name in names]
    return min((now + seconds for seconds in lifetimes if seconds is not None), default=None)


def _seconds(lifetime: Any) -> float | None:
    """Return a lifetime in seconds, or None if the response has no usable one."""
    try:
        seconds = float(lifetime)
    except (TypeError, ValueError):
        return None
    return seconds if 0 <= seconds < float("inf") else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
