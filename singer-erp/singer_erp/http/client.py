"""The HTTP client: retries, limits and authentication for all streams of a run."""

from __future__ import annotations

import copy
import logging
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import requests
from requests.exceptions import InvalidSchema, InvalidURL, MissingSchema

from singer_erp.errors import (
    Action,
    AuthenticationError,
    ErpError,
    Rule,
    ThrottledError,
    TransientError,
    VendorError,
    VendorMessage,
    decide,
)
from singer_erp.http.bodies import UNREADABLE
from singer_erp.http.failures import invalid_url, path_of
from singer_erp.http.limits import Limits
from singer_erp.http.retry import MAX_RETRY_AFTER_SECONDS, MAX_TRIES, retry, retry_after
from singer_erp.http.transport import Transport
from singer_erp.http.urls import check_url
from singer_erp.redaction import Redactor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")

log = logging.getLogger(__name__)

_MAX_CODE_LENGTH = 100
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
        timeout_seconds: Total time of a try.
        api_url: Root of the API, without a trailing slash; `send` takes paths below it.
        headers: Headers of every request.
        auth: Credentials; None for endpoints without.
        limits: Limits on requests in flight, per period and per run.
        redactor: Removes secrets from what the vendor sends; clients of a run share one.
        allow_http: Whether URLs of other hosts may be unencrypted.
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
        redactor: Redactor | None = None,
        allow_http: bool = False,
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
        self._redactor = redactor or Redactor()
        self._allow_http = allow_http
        self._transport = Transport(vendor, timeout_seconds)
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "gzip", **(headers or {})}
        self._max_tries = max_tries
        self._sleep = sleep

    def with_max_tries(self, max_tries: int) -> HttpClient:
        """Return a client with another number of tries that shares all else with this one."""
        client = copy.copy(self)
        client._max_tries = max_tries  # noqa: SLF001  # of the same class
        return client

    def send(self, method: str, url: str, **parts: Any) -> requests.Response:
        """Send a request until it succeeds or the vendor's error table says to stop.

        Args:
            method: HTTP method.
            url: A URL, or a path below `api_url`.
            parts: As `fetch` takes them.

        Raises:
            ErpError: As `fetch`.
        """
        return self.fetch(method, url, lambda response: response, **parts)

    def fetch(  # noqa: PLR0913  # the parts of an HTTP request
        self,
        method: str,
        url: str,
        decode: Callable[[requests.Response], T],
        *,
        params: dict[str, Any] | None = None,
        json: Any = None,
        data: dict[str, str] | bytes | None = None,
        headers: dict[str, str] | None = None,
        auth: Authenticator | None = None,
        rate_group: str | None = None,
        spools: bool = False,
    ) -> T:
        """Send a request and return its decoded response, with retries until both succeed.

        Args:
            method: HTTP method.
            url: A URL, or a path below `api_url`.
            decode: Returns what a successful response holds; what it raises of `bodies.UNREADABLE`
                is retried, as proxies and gateways send other bodies with status 200.
            params: Query parameters.
            json: Body, sent as JSON.
            data: Body, sent as a form or as bytes.
            headers: Headers of this request.
            auth: Credentials of this request instead of the client's.
            rate_group: The request's group in the vendor's rate table.
            spools: Whether a successful body goes to a temporary file, `raw` of the response, which
                the caller closes, instead of memory.

        Raises:
            AuthenticationError: The credentials were rejected, also after one renewal, or the
                token endpoint failed.
            BudgetError: The run has made all calls of `call_budget`.
            ConfigError: The URL is not valid, or not encrypted.
            NetworkError: The vendor cannot be reached, and a retry would not help.
            VendorError: The vendor rejected the request.
            TransientError: The tries are exhausted.
        """
        if url.startswith("/"):
            url = self.api_url + url
        request = requests.Request(
            method,
            url,
            params=params,
            json=json,
            data=data,
            headers=self._headers | (headers or {}),
        )
        what = f"The URL of a request to {self.vendor} (`api_url` or `token_url`)"
        check_url(url, what, allow_http=self._allow_http)
        auth = auth or self._auth
        renewed = False
        while True:
            try:
                return self._retry(
                    lambda: self._try(request, auth, rate_group, decode, spools=spools)
                )
            except _CredentialsRejected as rejected:
                if renewed or auth is None or not auth.renew(rejected.prepared):
                    raise rejected.error from None
                renewed = True
            except (MissingSchema, InvalidSchema, InvalidURL):
                raise invalid_url(self.vendor) from None

    @property
    def calls(self) -> dict[str, int]:
        """Requests sent (`calls`), retried (`retries`) and throttled (`throttled`)."""
        with self._count_lock:
            return dict(self._calls)

    def reserve(self, calls: int) -> None:
        """Count calls in the budget that a request is metered as, in addition to itself.

        Raises:
            BudgetError: `call_budget` does not allow them.
        """
        if self._limits.budget:
            self._limits.budget.acquire(calls)

    def _count(self, what: str) -> None:
        with self._count_lock:
            self._calls[what] += 1

    def _retry(self, once: Callable[[], T]) -> T:
        return retry(
            once,
            max_tries=self._max_tries,
            sleep=self._sleep,
            on_retry=self._log_retry,
        )

    def _try(
        self,
        request: requests.Request,
        auth: Authenticator | None,
        rate_group: str | None,
        decode: Callable[[requests.Response], T],
        *,
        spools: bool,
    ) -> T:
        # Not by the session, whose cookies make some vendors treat the request as a browser's.
        prepared = request.prepare()
        if auth is not None:
            _sign(prepared, auth)
            self._redactor.add_token(prepared)
        with self._limits.acquire(rate_group) as generation:
            self._count("calls")
            response = self._transport.send(prepared, spools=spools)
        if response.status_code not in _SUCCESS:
            raise self._error(response, generation)
        if self._limits.concurrency:
            self._limits.concurrency.succeeded()
        try:
            return decode(response)
        except UNREADABLE:
            error = self._unreadable(response)
            if spools:
                response.raw.close()
            raise error from None

    def clean(self, message: VendorMessage) -> VendorMessage:
        """Return a vendor's message without secrets and control characters, of limited length."""
        clean = self._redactor.clean
        return VendorMessage(
            clean(message.code, _MAX_CODE_LENGTH) if message.code else None,
            clean(message.detail),
            clean(message.request_id, _MAX_CODE_LENGTH) if message.request_id else None,
        )

    def _unreadable(self, response: requests.Response) -> TransientError:
        """Return the error for a successful response with another body than it should have."""
        kind = self._redactor.clean(response.headers.get("Content-Type", ""), _MAX_CODE_LENGTH)
        return TransientError(
            f"{self.vendor} request {response.request.method} {path_of(response.request)} failed "
            f"({response.status_code}): the body ({len(response.content)} bytes, "
            f"{kind or 'no content type'}) cannot be read",
            "A proxy or a login page may have answered instead: check `api_url`, `token_url` and "
            "the proxy, or try later",
            request_id=self.clean(self._read_message(response)).request_id,
            status=response.status_code,
        )

    def _error(self, response: requests.Response, generation: int) -> Exception:
        self._redactor.add_credentials(response.request)
        message = self.clean(self._read_message(response))
        rule = decide(self._rules, response.status_code, message.code)
        code = f" {message.code}" if message.code else ""
        reason = (
            f"{self.vendor} request {response.request.method} {path_of(response.request)} failed "
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
            wait = rule.wait_seconds if wait is None else wait
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
