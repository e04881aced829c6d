"""Polite HTTP: one client for all streams of a run."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Protocol

import requests
import tenacity
from requests.exceptions import InvalidSchema, InvalidURL, MissingSchema

from singer_erp.errors import (
    Action,
    AuthenticationError,
    ConfigError,
    ErpError,
    Rule,
    ThrottledError,
    TransientError,
    VendorError,
    VendorMessage,
    decide,
)
from singer_erp.http.retry import MAX_RETRY_AFTER_SECONDS, retry_after, wait_before_next

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from singer_erp.http.limits import ConcurrencyLimit

log = logging.getLogger(__name__)

MAX_TRIES = 7
_CONNECT_SECONDS = 30.0
_SUCCESS = range(200, 300)
_REDIRECTS = Rule(
    range(300, 400),
    Action.FAIL,
    "Redirects are not followed, as they would carry credentials elsewhere: check `api_url` and "
    "`token_url`",
)


class Authenticator(Protocol):
    """Puts credentials on a request."""

    def sign(self, request: requests.PreparedRequest) -> None:
        """Add credentials to a prepared request, afresh for every try."""

    def renew(self, request: requests.PreparedRequest) -> bool:
        """Forget the credentials that request carried; True if fresh ones may help."""


class HttpClient:
    """Sends requests with retries, throttling and authentication; safe to share by threads.

    Args:
        vendor: The vendor's name, for error texts.
        rules: The vendor's error table; see `errors.decide`.
        read_message: Reads a vendor's error answer.
        auth: Credentials, or None for endpoints without (token endpoints carry their own).
        limit: Requests in flight; None for no limit.
        user_agent: Value of the User-Agent header.
        timeout_seconds: Seconds without a byte before a try is given up.
        sleep: Waits between tries; tests inject their own.
        max_tries: Tries per request, the first included.
    """

    def __init__(  # noqa: PLR0913  # the collaborators of one client
        self,
        vendor: str,
        *,
        rules: Sequence[Rule],
        read_message: Callable[[requests.Response], VendorMessage],
        user_agent: str,
        timeout_seconds: float,
        auth: Authenticator | None = None,
        limit: ConcurrencyLimit | None = None,
        sleep: Callable[[float], None] = time.sleep,
        max_tries: int = MAX_TRIES,
    ) -> None:
        self.vendor = vendor
        self._calls: Counter[str] = Counter()
        self._count_lock = threading.Lock()
        self._rules = (*rules, _REDIRECTS)
        self._read_message = read_message
        self._auth = auth
        self._limit = limit
        self._timeout = (min(_CONNECT_SECONDS, timeout_seconds), timeout_seconds)
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "gzip"}
        self._retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(TransientError),
            wait=wait_before_next,
            stop=tenacity.stop_after_attempt(max_tries),
            before_sleep=self._log_retry,
            sleep=sleep,
            reraise=True,
        )
        self._idle: list[requests.Session] = []

    def send(  # noqa: PLR0913  # the parts of an HTTP request
        self,
        method: str,
        url: str,
        *,
        params: dict[str, Any] | None = None,
        json: Any = None,
        data: dict[str, str] | bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> requests.Response:
        """Send a request until it succeeds or the vendor's table says to give up.

        Raises:
            AuthenticationError: The credentials were refused, also after one renewal, or
                there are none because the token endpoint failed.
            ConfigError: The URL cannot be one.
            VendorError: The vendor refused the request itself.
            TransientError: The tries ran out.
        """
        request = requests.Request(
            method,
            url,
            params=params,
            json=json,
            data=data,
            headers=self._headers | (headers or {}),
        )
        renewed = False
        while True:
            try:
                return self._retrying.copy()(self._try, request)
            except _CredentialsRefused as refused:
                if renewed or self._auth is None or not self._auth.renew(refused.prepared):
                    raise refused.error from None
                renewed = True
            except (MissingSchema, InvalidSchema, InvalidURL):
                raise ConfigError(
                    f"{self.vendor} cannot be asked: its URL is not valid",
                    "Write `api_url` and `token_url` like https://host/path",
                ) from None

    @property
    def calls(self) -> dict[str, int]:
        """Requests sent (`calls`), repeated (`retries`), refused as too many (`throttled`)."""
        with self._count_lock:
            return dict(self._calls)

    def _count(self, what: str) -> None:
        with self._count_lock:
            self._calls[what] += 1

    @contextmanager
    def _session(self) -> Iterator[requests.Session]:
        """A session for one request: sessions are not safe to share, their connections stay."""
        try:
            session = self._idle.pop()
        except IndexError:
            session = requests.Session()
        yield session
        self._idle.append(session)

    def _try(self, request: requests.Request) -> requests.Response:
        # Not by the session: its cookies make some vendors take the call for a browser's.
        prepared = request.prepare()
        self._sign(prepared)
        with self._limit.slot() if self._limit else nullcontext(0) as begun:
            response = self._send_once(prepared)
        if response.status_code in _SUCCESS:
            if self._limit:
                self._limit.answered()
            return response
        raise self._error(response, begun)

    def _sign(self, prepared: requests.PreparedRequest) -> None:
        if self._auth is None:
            return
        try:
            self._auth.sign(prepared)
        except TransientError as error:
            # The token endpoint has had its own tries: seven for each of seven would be too many.
            raise AuthenticationError(
                f"No access token: {error.reason}",
                error.instruction,
                request_id=error.request_id,
                status=error.status,
                code=error.code,
                detail=error.detail,
            ) from None

    def _send_once(self, prepared: requests.PreparedRequest) -> requests.Response:
        self._count("calls")
        try:
            with self._session() as session:
                return session.send(
                    prepared,
                    timeout=self._timeout,
                    allow_redirects=False,
                    **_environment(session, prepared),
                )
        except (
            requests.ConnectionError,
            requests.Timeout,
            requests.exceptions.ChunkedEncodingError,
            requests.exceptions.ContentDecodingError,
        ) as error:
            raise TransientError(
                f"{self.vendor} did not answer {prepared.method} {_path(prepared)}: "
                f"{type(error).__name__}",
                "Check `api_url` and the network; if it is slow, raise `request_timeout_seconds`",
            ) from None

    def _error(self, response: requests.Response, begun: int) -> Exception:
        message = self._read_message(response)
        rule = decide(self._rules, response.status_code, message.code)
        code = f" {message.code}" if message.code else ""
        reason = (
            f"{self.vendor} answered {response.status_code}{code} to "
            f"{response.request.method} {_path(response.request)}"
        )
        if message.detail:
            reason += f": {message.detail}"
        facts: dict[str, Any] = {
            "request_id": message.request_id,
            "status": response.status_code,
            "code": message.code,
            "detail": message.detail,
        }
        wait = retry_after(response.headers.get("Retry-After"))
        if rule.action is Action.REAUTHENTICATE:
            return _CredentialsRefused(
                AuthenticationError(reason, rule.advice, **facts), response.request
            )
        if rule.action is Action.FAIL:
            return VendorError(reason, rule.advice, **facts)
        if wait is not None and wait > MAX_RETRY_AFTER_SECONDS:
            reason += f". It takes no more requests for {wait:.0f} seconds"
            return VendorError(reason, "Run again after that, or raise the quota", **facts)
        if rule.action is Action.SLOW_DOWN:
            self._count("throttled")
            if self._limit:
                left = self._limit.throttled(begun)
                log.info("%s throttles; requests in flight now %d", self.vendor, left)
            return ThrottledError(reason, rule.advice, retry_after=wait, **facts)
        return TransientError(reason, rule.advice, retry_after=wait, **facts)

    def _log_retry(self, state: tenacity.RetryCallState) -> None:
        self._count("retries")
        error = state.outcome.exception() if state.outcome else None
        log.warning(
            "Try %d failed, next in %.1f s: %s", state.attempt_number, state.upcoming_sleep, error
        )


class _CredentialsRefused(Exception):  # noqa: N818  # a signal within this module
    def __init__(self, error: ErpError, prepared: requests.PreparedRequest) -> None:
        super().__init__(str(error))
        self.error = error
        self.prepared = prepared


def _environment(session: requests.Session, prepared: requests.PreparedRequest) -> dict[str, Any]:
    """Proxies and certificates from the environment, as requests' users expect."""
    return dict(session.merge_environment_settings(prepared.url, {}, False, None, None))  # noqa: FBT003


def _path(request: requests.PreparedRequest) -> str:
    """The path without its query, which may hold data."""
    return str(request.path_url).split("?", 1)[0]
