"""The HTTP client: retries, limits and authentication for all streams of a run."""

from __future__ import annotations

import copy
import logging
import threading
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import requests
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
from singer_erp.http.limits import Limits
from singer_erp.http.retry import MAX_RETRY_AFTER_SECONDS, MAX_TRIES, retry, retry_after

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

log = logging.getLogger(__name__)

_CONNECT_SECONDS = 30.0
_SUCCESS = range(200, 300)
_REDIRECTS = Rule(
    range(300, 400),
    Action.FAIL,
    "Redirects are not followed, as they would carry credentials elsewhere: check `api_url` and "
    "`token_url`",
)


class Authenticator(Protocol):
    """Adds credentials to requests."""

    def sign(self, request: requests.PreparedRequest) -> None:
        """Add credentials to a prepared request; called for every try."""

    def renew(self, request: requests.PreparedRequest) -> bool:
        """Discard the credentials of a rejected request; return whether new ones may help."""


class HttpClient:
    """Sends requests with retries, limits and authentication; threads may share it.

    Args:
        vendor: The vendor's name, for messages.
        rules: The vendor's error table; see `errors.decide`.
        read_message: Reads the vendor's error responses.
        user_agent: Value of the User-Agent header.
        timeout_seconds: Read timeout of a try.
        api_url: Root of the API, without a trailing slash; `send` takes paths below it.
        headers: Headers of every request.
        auth: Credentials; None for endpoints without.
        limits: Limits on requests in flight, per period and per run.
        max_tries: Maximum tries per request, including the first.
        sleep: Waits between tries; tests pass their own.
    """

    def __init__(  # noqa: PLR0913  # the collaborators of one client
        self,
        vendor: str,
        *,
        rules: Sequence[Rule],
        read_message: Callable[[requests.Response], VendorMessage],
        user_agent: str,
        timeout_seconds: float,
        api_url: str = "",
        headers: Mapping[str, str] | None = None,
        auth: Authenticator | None = None,
        limits: Limits | None = None,
        max_tries: int = MAX_TRIES,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.vendor = vendor
        self.api_url = api_url
        self._calls: Counter[str] = Counter()
        self._count_lock = threading.Lock()
        self._rules = (*rules, _REDIRECTS)
        self._read_message = read_message
        self._auth = auth
        self._limits = limits or Limits()
        self._timeout = (min(_CONNECT_SECONDS, timeout_seconds), timeout_seconds)
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "gzip", **(headers or {})}
        self._max_tries = max_tries
        self._sleep = sleep
        self._idle: list[requests.Session] = []

    def with_max_tries(self, max_tries: int) -> HttpClient:
        """Return a client with another number of tries that shares all else with this one."""
        client = copy.copy(self)
        client._max_tries = max_tries  # noqa: SLF001  # of the same class
        return client

    def send(  # noqa: PLR0913  # the parts of an HTTP request
        self,
        method: str,
        url: str,
        *,
        params: dict[str, Any] | None = None,
        json: Any = None,
        data: dict[str, str] | bytes | None = None,
        headers: dict[str, str] | None = None,
        auth: Authenticator | None = None,
        rate_group: str | None = None,
    ) -> requests.Response:
        """Send a request until it succeeds or the vendor's error table says to stop.

        Args:
            method: HTTP method.
            url: A URL, or a path below `api_url`.
            params: Query parameters.
            json: Body, sent as JSON.
            data: Body, sent as a form or as bytes.
            headers: Headers of this request.
            auth: Credentials of this request instead of the client's.
            rate_group: The request's group in the vendor's rate table.

        Raises:
            AuthenticationError: The credentials were rejected, also after one renewal, or the
                token endpoint failed.
            BudgetError: The run has made all calls of `call_budget`.
            ConfigError: The URL is not valid.
            VendorError: The vendor rejected the request.
            TransientError: The tries are exhausted.
        """
        request = requests.Request(
            method,
            self.api_url + url if url.startswith("/") else url,
            params=params,
            json=json,
            data=data,
            headers=self._headers | (headers or {}),
        )
        auth = auth or self._auth
        renewed = False
        while True:
            try:
                return self._retry(request, auth, rate_group)
            except _CredentialsRejected as rejected:
                if renewed or auth is None or not auth.renew(rejected.prepared):
                    raise rejected.error from None
                renewed = True
            except (MissingSchema, InvalidSchema, InvalidURL):
                raise ConfigError(
                    f"No request can be sent to {self.vendor}: the URL is not valid",
                    "Write `api_url` and `token_url` like https://host/path",
                ) from None

    @property
    def calls(self) -> dict[str, int]:
        """Requests sent (`calls`), retried (`retries`) and throttled (`throttled`)."""
        with self._count_lock:
            return dict(self._calls)

    def _count(self, what: str) -> None:
        with self._count_lock:
            self._calls[what] += 1

    @contextmanager
    def _session(self) -> Iterator[requests.Session]:
        """Provide a session for one request: threads cannot share one, but can take turns."""
        try:
            session = self._idle.pop()
        except IndexError:
            session = requests.Session()
        yield session
        self._idle.append(session)

    def _retry(
        self, request: requests.Request, auth: Authenticator | None, rate_group: str | None
    ) -> requests.Response:
        return retry(
            lambda: self._try(request, auth, rate_group),
            max_tries=self._max_tries,
            sleep=self._sleep,
            on_retry=self._log_retry,
        )

    def _try(
        self, request: requests.Request, auth: Authenticator | None, rate_group: str | None
    ) -> requests.Response:
        # Not by the session, whose cookies make some vendors treat the request as a browser's.
        prepared = request.prepare()
        if auth is not None:
            _sign(prepared, auth)
        with self._limits.acquire(rate_group) as generation:
            response = self._send_once(prepared)
        if response.status_code in _SUCCESS:
            if self._limits.concurrency:
                self._limits.concurrency.succeeded()
            return response
        raise self._error(response, generation)

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
                f"{self.vendor} request {prepared.method} {_path(prepared)} failed "
                f"({type(error).__name__}): no complete response was received",
                "Check `api_url` and the network; if the vendor is slow, raise "
                "`request_timeout_seconds`",
            ) from None

    def _error(self, response: requests.Response, generation: int) -> Exception:
        message = self._read_message(response)
        rule = decide(self._rules, response.status_code, message.code)
        code = f" {message.code}" if message.code else ""
        reason = (
            f"{self.vendor} request {response.request.method} {_path(response.request)} failed "
            f"({response.status_code}{code})"
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
            return _CredentialsRejected(
                AuthenticationError(reason, rule.advice, **facts), response.request
            )
        if rule.action is Action.FAIL:
            return VendorError(reason, rule.advice, **facts)
        if wait is not None and wait > MAX_RETRY_AFTER_SECONDS:
            reason += f". The vendor accepts no more requests for {wait:.0f} seconds"
            return VendorError(reason, "Run again after that, or raise the quota", **facts)
        if rule.action is Action.SLOW_DOWN:
            self._slow_down(generation)
            return ThrottledError(reason, rule.advice, retry_after=wait, **facts)
        return TransientError(reason, rule.advice, retry_after=wait, **facts)

    def _slow_down(self, generation: int) -> None:
        self._count("throttled")
        if self._limits.concurrency:
            limit = self._limits.concurrency.throttled(generation)
            log.info("%s throttles; maximum requests in flight is now %d", self.vendor, limit)

    def _log_retry(self, tries: int, seconds: float, error: TransientError) -> None:
        self._count("retries")
        log.warning("Try %d failed, next in %.1f s: %s", tries, seconds, error)


class _CredentialsRejected(Exception):  # noqa: N818  # a signal within this module
    def __init__(self, error: ErpError, prepared: requests.PreparedRequest) -> None:
        super().__init__(str(error))
        self.error = error
        self.prepared = prepared


def _sign(prepared: requests.PreparedRequest, auth: Authenticator) -> None:
    try:
        auth.sign(prepared)
    except TransientError as error:
        # The token request had its own tries: seven for each of seven would be too many.
        raise AuthenticationError(
            f"No access token: {error.reason}",
            error.instruction,
            request_id=error.request_id,
            status=error.status,
            code=error.code,
            detail=error.detail,
        ) from None


def _environment(session: requests.Session, prepared: requests.PreparedRequest) -> dict[str, Any]:
    """Return proxies and certificates of the environment, as requests does."""
    return dict(session.merge_environment_settings(prepared.url, {}, False, None, None))  # noqa: FBT003


def _path(request: requests.PreparedRequest) -> str:
    """Return the path without its query, which may contain data."""
    return str(request.path_url).split("?", 1)[0]
