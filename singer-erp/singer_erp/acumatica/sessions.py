"""Sessions of the instance: each takes a seat of the license, and each is signed out."""

from __future__ import annotations

import contextlib
import logging
import queue
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol

from singer_erp.acumatica.errors import NO_SEAT
from singer_erp.errors import AuthenticationError, ErpError, ThrottledError
from singer_erp.plugin.shutdown import hold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import requests

    from singer_erp.auth.oauth2 import TokenEndpoint
    from singer_erp.auth.tokens import Token, TokenSource
    from singer_erp.http.client import HttpClient

log = logging.getLogger(__name__)

LOGIN = "/entity/auth/login"
LOGOUT = "/entity/auth/logout"
_SEAT_SECONDS = 30.0
_WITHOUT_SESSION = {401, 429}


class Login(Protocol):
    """How sessions are opened; all sessions of a run share one."""

    def open(self) -> Mapping[str, str] | None:
        """Open a session and return its cookies; None if its first request opens it."""

    def sign(self, request: requests.PreparedRequest) -> None:
        """Add credentials to a request, apart from the session's cookies."""

    def renew(self, request: requests.PreparedRequest) -> bool:
        """Discard rejected credentials; return whether new ones may help."""


class CookieLogin:
    """Signs in with user and password ("Sign In to the Service").

    Args:
        client: Sends the request.
        url: The site.
        form: Name, password, tenant and branch.
    """

    def __init__(self, client: HttpClient, url: str, form: Mapping[str, str]) -> None:
        self._client = client
        self._url = url + LOGIN
        self._form = form
        self._rejected: ErpError | None = None

    def open(self) -> Mapping[str, str]:
        """Open a session; a password that was rejected once is not sent again."""
        if self._rejected is not None:
            raise self._rejected
        try:
            response = self._client.send("POST", self._url, json=dict(self._form))
        except AuthenticationError as error:
            self._rejected = error
            raise
        return _cookies(response)

    def sign(self, request: requests.PreparedRequest) -> None:
        """Add nothing: the cookies are the credentials."""

    def renew(self, request: requests.PreparedRequest) -> bool:  # noqa: ARG002
        """Return that another session may help."""
        return True


class TokenLogin:
    """Bearer tokens ("OAuth 2.0 and OIDC: Session Management").

    Args:
        source: The tokens.
        several: Whether each request without cookies opens a session
            (`api:concurrent_access`); otherwise each token has one.
    """

    def __init__(self, source: TokenSource, *, several: bool) -> None:
        self._source = source
        self._several = several

    def open(self) -> Mapping[str, str] | None:
        """Open a session."""
        if self._several:
            return None
        self._source.token()
        return {}

    def sign(self, request: requests.PreparedRequest) -> None:
        """Set the Authorization header."""
        self._source.sign(request)

    def renew(self, request: requests.PreparedRequest) -> bool:
        """Discard the token."""
        return self._source.renew(request)


class PasswordGrant:
    """Tokens for user and password; each token has a session, so the former is signed out first.

    Args:
        endpoint: The token endpoint.
        url: The site.
        parameters: User, password and scopes.
    """

    def __init__(self, endpoint: TokenEndpoint, url: str, parameters: Mapping[str, str]) -> None:
        self._endpoint = endpoint
        self._url = url
        self._parameters = parameters
        self._token: Token | None = None

    def fetch(self, now: float) -> Token:
        """Return a new token.

        Raises:
            ThrottledError: No seat is free.
            ErpError: The credentials were rejected.
        """
        if self._token is not None:
            headers = {"Authorization": f"Bearer {self._token.value}"}
            sign_out(self._endpoint.client, self._url, headers)
        try:
            self._token = self._endpoint.token(now, "password", **self._parameters)
        except ErpError as error:
            if error.code != NO_SEAT:
                raise
            # Not a VendorError, which would be taken for rejected credentials.
            raise ThrottledError(error.reason, error.instruction, code=NO_SEAT) from None
        return self._token


class Seat:
    """One session, opened by its first request: an authenticator of the HTTP client.

    Args:
        login: Opens the session.
        client: Signs it out.
        url: The site.

    Attributes:
        is_open: Whether the session has been opened.
    """

    def __init__(self, login: Login, client: HttpClient, url: str) -> None:
        self.is_open = False
        self._login = login
        self._client = client
        self._url = url
        self._headers: dict[str, str] = {}
        self._cookies: dict[str, str] = {}

    def sign(self, request: requests.PreparedRequest) -> None:
        """Add credentials and cookies; open the session if there is none."""
        # A signal waits until the session is known, or it would stay open.
        with hold.section():
            if not self.is_open:
                opened = self._login.open()
                self._cookies = dict(opened or {})
                self.is_open = opened is not None
            self._login.sign(request)
            if self._cookies:
                request.headers["Cookie"] = _header(self._cookies)
            self._headers = {
                name: str(request.headers[name])
                for name in ("Authorization", "Cookie")
                if name in request.headers
            }
        request.register_hook("response", self._keep)  # type: ignore[no-untyped-call]

    def renew(self, request: requests.PreparedRequest) -> bool:
        """Forget the session, which has ended."""
        self.is_open = False
        return self._login.renew(request)

    def close(self) -> None:
        """Sign out; a signal handler may call it."""
        if self.is_open:
            self.is_open = False
            sign_out(self._client, self._url, self._headers)

    def _keep(self, response: requests.Response, **_: Any) -> None:
        """Keep the cookies of a response, also of an error, whose session is open as well."""
        if response.is_redirect or response.status_code in _WITHOUT_SESSION:
            return
        found = _cookies(response)
        self.is_open = self.is_open or response.ok or bool(found)
        self._cookies |= found
        if self._cookies:
            self._headers["Cookie"] = _header(self._cookies)


class SeatUse:
    """The credentials of one request: it opens no session once those of the run are signed out.

    Requests that are no longer needed continue in their threads, and may be tried again, or have
    others follow.

    Args:
        seats: The sessions of the run.
        seat: The one of the request.
        closings: How often the sessions had been signed out when the request was made.
    """

    def __init__(self, seats: Seats, seat: Seat, closings: int) -> None:
        self._seats = seats
        self._seat = seat
        self._closings = closings

    def sign(self, request: requests.PreparedRequest) -> None:
        """Add credentials and cookies; open the session if there is none.

        Raises:
            AuthenticationError: The sessions were signed out since the request was made, or for
                good.
        """
        if self._is_late:
            raise AuthenticationError("The sessions were signed out", "Run again")
        self._seat.sign(request)
        request.register_hook("response", self._sign_out)  # type: ignore[no-untyped-call]

    def renew(self, request: requests.PreparedRequest) -> bool:
        """Forget the session, which has ended."""
        return self._seat.renew(request)

    @property
    def _is_late(self) -> bool:
        return self._seats.is_closed or self._seats.closings != self._closings

    def _sign_out(self, *_: Any, **__: Any) -> None:
        if self._is_late:
            self._seat.close()


class Seats:
    """The sessions of a run, each for one request at a time.

    Args:
        seats: As many as the run may open.
        wait_seconds: Maximum wait for a free seat.
        sleep: Waits; tests pass their own.

    Attributes:
        closings: How often all of them were signed out.
        is_closed: Whether they were signed out for good.
    """

    def __init__(
        self,
        seats: Sequence[Seat],
        *,
        wait_seconds: float,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.closings = 0
        self.is_closed = False
        self._seats = list(seats)
        self._wait_seconds = wait_seconds
        self._sleep = sleep
        # The last one first: no session is opened while another one is idle.
        self._free: queue.LifoQueue[Seat] = queue.LifoQueue()
        for seat in reversed(self._seats):
            self._free.put(seat)

    @contextlib.contextmanager
    def taken(self) -> Iterator[Seat]:
        """Hold a seat for one request; wait until one is free."""
        seat = self._free.get()
        try:
            yield seat
        finally:
            if seat in self._seats:
                self._free.put(seat)

    def give_up(self, seat: Seat) -> bool:
        """Do without a seat that the license does not allow; return whether others are open."""
        if not any(other.is_open for other in self._seats if other is not seat):
            return False
        self._seats.remove(seat)
        log.warning(
            "The license has no free seat for another session: the run continues with %d of "
            "`max_concurrency`",
            len(self._seats),
        )
        return True

    def wait(self, waited: float, error: ErpError) -> float:
        """Wait for a seat and return the seconds waited so far.

        Args:
            waited: Seconds waited before.
            error: What the instance said.

        Raises:
            ErpError: That, after the maximum wait.
        """
        if waited + _SEAT_SECONDS > self._wait_seconds:
            raise error
        log.warning(
            "All API sessions of the license or of the user are taken (%s): waiting %.0f s, in all "
            "at most %.0f s (`session_wait_seconds`). A session that was not signed out ends 10 "
            "minutes after its last request, with OAuth 2.0 when its token expires",
            error.status or NO_SEAT,
            _SEAT_SECONDS,
            self._wait_seconds,
        )
        self._sleep(_SEAT_SECONDS)
        return waited + _SEAT_SECONDS

    def close(self) -> None:
        """Sign out all sessions for good, without threads: a signal handler may call it."""
        self.is_closed = True
        self.closings += 1
        for seat in list(self._seats):
            seat.close()

    def sign_out(self) -> None:
        """Sign out all sessions at once; the next request opens one."""
        self.closings += 1
        # A signal waits: it ends the process, and with it the threads.
        with hold.section(), ThreadPoolExecutor(len(self._seats)) as executor:
            list(executor.map(Seat.close, self._seats))


def sign_out(client: HttpClient, url: str, headers: Mapping[str, str]) -> None:
    """End a session, and log if that fails: it then ends by itself."""
    try:
        client.with_max_tries(1).send("POST", url + LOGOUT, headers=dict(headers))
    except ErpError as error:
        if error.status != 401:  # noqa: PLR2004  # the session has ended already
            log.warning("A session was not signed out: %s", error)


def _cookies(response: requests.Response) -> dict[str, str]:
    return {cookie.name: cookie.value or "" for cookie in response.cookies}


def _header(cookies: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
