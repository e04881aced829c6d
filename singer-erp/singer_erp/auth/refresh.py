"""A log-in by refresh token: stored before it is used, renewed by one process at a time."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
from urllib3.util import make_headers

from singer_erp.errors import AuthenticationError, ErpError

if TYPE_CHECKING:
    from singer_erp.auth.store import CredentialStore, Entry
    from singer_erp.http.client import HttpClient

log = logging.getLogger(__name__)

_RENEW_BEFORE_SECONDS = 300
_WARN_BEFORE_SECONDS = 14 * 86_400
_DAY = 86_400
# What vendors call the seconds a refresh token has left: after its last use, and in all.
_REFRESH_LIVES = ("x_refresh_token_expires_in", "refresh_token_expires_in")
_REFRESH_HARD_LIVES = ("x_refresh_token_hard_expires_in",)


@dataclass(frozen=True)
class TokenEndpoint:
    """A vendor's token endpoint.

    Attributes:
        client: Sends token requests; has no authenticator of its own.
        url: The endpoint.
        client_id: The app.
        client_secret: Its secret; None for public clients.
        basic: Whether the app proves itself by HTTP Basic instead of the form.
        headers: More headers a vendor wants.
    """

    client: HttpClient
    url: str
    client_id: str
    client_secret: str | None = field(repr=False)
    basic: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    def redeem(self, form: dict[str, str]) -> dict[str, Any]:
        """Exchange a code or a refresh token; the vendor's answer.

        Raises:
            ErpError: The vendor refused, or answered without an access token.
        """
        secret = self.client_secret or ""
        headers = {"Accept": "application/json", **self.headers}
        if "assertion" in form:
            pass  # it proves the app as well (RFC 7523, section 2.1)
        elif self.basic:
            headers |= make_headers(basic_auth=f"{self.client_id}:{secret}")
        else:
            form = form | {"client_id": self.client_id}
            form |= {"client_secret": secret} if secret else {}
        response = self.client.send("POST", self.url, data=form, headers=headers)
        try:
            answer = msgspec.json.decode(response.content, type=dict[str, Any])
            _ = answer["access_token"]
        except (msgspec.MsgspecError, KeyError):
            raise AuthenticationError(
                f"{self.client.vendor}'s token endpoint answered without an access token",
                "Check `token_url`",
            ) from None
        return answer


class StoredLogin(msgspec.Struct):
    """What the store holds of a log-in.

    Attributes:
        refresh_token: The newest.
        answer: The vendor's last answer, without the refresh token.
        answered_at: When, in seconds since 1970, UTC.
        refresh_expires_at: When the refresh token ends unless it is used before, if told.
        refresh_ends_at: When it ends however much it is used, if told.
        seed: Digest of the configured refresh token this log-in began with, if it did.
    """

    refresh_token: str
    answer: dict[str, Any]
    answered_at: float
    refresh_expires_at: float | None = None
    refresh_ends_at: float | None = None
    seed: str | None = None

    def follow(self, answer: dict[str, Any], now: float) -> StoredLogin:
        """The log-in after another answer; vendors that do not rotate send no refresh token."""
        rest = {n: v for n, v in answer.items() if n != "refresh_token"}
        return StoredLogin(
            answer.get("refresh_token") or self.refresh_token,
            {**self.answer, **rest},
            now,
            _instant(answer, _REFRESH_LIVES, now) or self.refresh_expires_at,
            _instant(answer, _REFRESH_HARD_LIVES, now) or self.refresh_ends_at,
            self.seed,
        )

    @property
    def access_ends_at(self) -> float:
        """When its access token ends; infinity where the vendor does not tell."""
        life = self.answer.get("expires_in")
        return float("inf") if life is None else self.answered_at + float(life)

    def is_fresh(self, now: float) -> bool:
        """Whether its access token will do for a while."""
        return "access_token" in self.answer and now < self.access_ends_at - _RENEW_BEFORE_SECONDS


class RefreshGrant:
    """Access tokens of a stored log-in.

    Two processes that renew at once would use one refresh token twice, which vendors take for
    theft: renewal happens under the store's lock, and whoever waited takes what the other stored.

    Args:
        endpoint: Where tokens are renewed.
        store: Where the log-in is.
        name: Its name there, such as `target-salesforce acme.my.salesforce.com`.
        login_command: What people run to log in, for error texts.
        refresh_token: The setting: begins a log-in, and again when the setting was changed.
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
        self._handed_out: str | None = None

    def redeem(self, now: float) -> dict[str, Any]:
        """The vendor's answer with an access token; see `login`."""
        return self.login(now).answer

    def login(self, now: float) -> StoredLogin:
        """The log-in with an access token that was not handed out before.

        Args:
            now: Seconds since 1970, UTC.

        Raises:
            AuthenticationError: There is no log-in, or the vendor no longer takes it.
            ConfigError: The store cannot be read or written.
        """
        with self._store.entry(self.name) as entry:
            login = self._login(entry)
            # What was handed out before has ended or was refused.
            if not login.is_fresh(now) or login.answer.get("access_token") == self._handed_out:
                login = self._renewed(login, now)
                entry.write(msgspec.json.encode(login))
        self._warn(login, now)
        self._handed_out = login.answer["access_token"]
        return login

    def outlook(self, now: float) -> str:
        """How long the log-in is good for, in words; as `login`, it fails when it is not good."""
        login = self.login(now)
        ends = (
            (login.refresh_expires_at, "unless it is used before"),
            (login.refresh_ends_at, "however much it is used"),
        )
        told = [f"ends in {_days(at, now)} days {when}" for at, when in ends if at is not None]
        return "; ".join(["good", *told])

    def begin(self, answer: dict[str, Any], now: float) -> None:
        """Store a new log-in.

        Raises:
            AuthenticationError: The vendor gave no refresh token.
        """
        if not answer.get("refresh_token"):
            raise AuthenticationError(
                f"{self._endpoint.client.vendor} gave no refresh token",
                "Let the app ask for offline access (its scope for refresh tokens)",
            )
        with self._store.entry(self.name) as entry:
            seed = _digest(self._configured) if self._configured else None
            entry.write(
                msgspec.json.encode(StoredLogin("", {}, now, seed=seed).follow(answer, now))
            )

    def _login(self, entry: Entry) -> StoredLogin:
        stored = entry.read()
        login = None if stored is None else msgspec.json.decode(stored, type=StoredLogin)
        if self._configured is not None:
            seed = _digest(self._configured)
            if login is None or login.seed != seed:
                return StoredLogin(self._configured, {}, 0, seed=seed)
        if login is None:
            raise AuthenticationError(
                f"There is no log-in named {self.name} in `credentials_path`",
                f"Run `{self._login_command}`",
            )
        return login

    def _renewed(self, login: StoredLogin, now: float) -> StoredLogin:
        form = {"grant_type": "refresh_token", "refresh_token": login.refresh_token}
        try:
            return login.follow(self._endpoint.redeem(form), now)
        except ErpError as error:
            if error.code != "invalid_grant":
                raise
            raise AuthenticationError(
                f"{self._endpoint.client.vendor} no longer takes the log-in {self.name}: "
                f"{error.detail or error.code}",
                f"It was revoked, has expired or was used elsewhere: run `{self._login_command}`",
                request_id=error.request_id,
                status=error.status,
                code=error.code,
            ) from None

    def _warn(self, login: StoredLogin, now: float) -> None:
        ends = [at for at in (login.refresh_expires_at, login.refresh_ends_at) if at is not None]
        if ends and min(ends) - now < _WARN_BEFORE_SECONDS:
            log.warning(
                "The log-in %s ends in %d days: run `%s` before that",
                self.name,
                _days(min(ends), now),
                self._login_command,
            )


def _days(at: float, now: float) -> int:
    return max(0, int((at - now) // _DAY))


def _instant(answer: dict[str, Any], names: tuple[str, ...], now: float) -> float | None:
    lives = [float(answer[name]) for name in names if name in answer]
    return now + min(lives) if lives else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
