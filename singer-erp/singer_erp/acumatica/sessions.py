"""Sessions of the instance: each takes a seat of the license, and each is signed out."""

from __future__ import annotations

import logging
import queue
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import requests

from singer_erp.acumatica.errors import NO_SEAT
from singer_erp.acumatica.logins import cookies_of, sign_out
from singer_erp.errors import AuthenticationError, ErpError
from singer_erp.plugin.shutdown import hold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from singer_erp.acumatica.logins import Login
    from singer_erp.http.client import HttpClient

log = logging.getLogger(__name__)

_SEAT_SECONDS = 30.0
_TURN_SECONDS = 0.0005
_WITHOUT_SESSION = {401, 429}


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

    def open(self) -> None:
        """Open the session if there is none, unless its first request opens it."""
        # A signal waits until the session is known, or it would stay open.
        with hold.section():
            if self.is_open:
                return
            opened = self._login.open()
            self._cookies = dict(opened or {})
            self.is_open = opened is not None
            if self.is_open:  # it may have to be signed out before it is used
                self._add_credentials(requests.Request("POST", self._url).prepare())

    def sign(self, request: requests.PreparedRequest) -> None:
        """Add credentials and cookies; open the session if there is none."""
        with hold.section():
            self.open()
            self._add_credentials(request)
        request.register_hook("response", self._keep)  # type: ignore[no-untyped-call]

    def _add_credentials(self, request: requests.PreparedRequest) -> None:
        self._login.sign(request)
        if self._cookies:
            request.headers["Cookie"] = _header(self._cookies)
        self._headers = {
            name: str(request.headers[name])
            for name in ("Authorization", "Cookie")
            if name in request.headers
        }

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
        found = cookies_of(response)
        self.is_open = self.is_open or response.ok or bool(found)
        self._cookies |= found
        if self._cookies:
            self._headers["Cookie"] = _header(self._cookies)


class SeatUse:
    """The session of one request: its credentials.

    The session is free for others once the response has arrived, before that is decoded. None is
    opened once those of the run are signed out: requests that are no longer needed continue in
    their threads, and may be tried again, or have others follow.

    Args:
        seats: The sessions of the run.
        own: The one to use; None for any that is free.

    Attributes:
        own: That.
    """

    def __init__(self, seats: Seats, own: Seat | None) -> None:
        self.own = own
        self._seats = seats
        self._seat: Seat | None = None
        self._section = ExitStack()
        self._closings = seats.closings

    def take(self) -> Seat:
        """Return the session: the one that is held, or one that is free."""
        if self._seat is None:
            self._seat = self.own or self._seats.take()
            if not self._seat.is_open:
                # A signal waits for the first response, which says what to sign out.
                self._section.enter_context(hold.section())
        return self._seat

    def release(self) -> None:
        """Leave the session to the next request."""
        seat, self._seat = self._seat, None
        if seat is not None and seat is not self.own:
            self._seats.put(seat)
            # Let the next request leave: no other thread runs while this one decodes a page.
            time.sleep(_TURN_SECONDS)
        self._section.close()

    def open(self) -> None:
        """Open the session as far as that takes no other request; raises as `sign`."""
        self._in_time().open()

    def sign(self, request: requests.PreparedRequest) -> None:
        """Add credentials and cookies; open the session if there is none.

        Raises:
            AuthenticationError: The sessions were signed out since the request was made, or for
                good.
        """
        seat = self._in_time()
        seat.sign(request)

        def sign_out_if_late(*_: Any, **__: Any) -> None:
            if self._is_late:
                seat.close()

        request.register_hook("response", sign_out_if_late)  # type: ignore[no-untyped-call]

    def renew(self, request: requests.PreparedRequest) -> bool:
        """Forget the session, which has ended."""
        return self.take().renew(request)

    def _in_time(self) -> Seat:
        if self._is_late:
            raise AuthenticationError("The sessions were signed out", "Run again")
        return self.take()

    @property
    def _is_late(self) -> bool:
        return self._seats.is_closed or self._seats.closings != self._closings


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

    def take(self) -> Seat:
        """Return a seat for one request; wait until one is free."""
        return self._free.get()

    def put(self, seat: Seat) -> None:
        """Leave a seat to the next request, unless the license does not allow it."""
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


def _header(cookies: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
