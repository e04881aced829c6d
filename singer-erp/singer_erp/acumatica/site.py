"""Requests to the instance: each holds a session, and waits where no seat is free."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from singer_erp.acumatica.errors import NO_SEAT, request_id
from singer_erp.acumatica.sessions import SeatUse
from singer_erp.errors import AuthenticationError, ErpError, TransientError
from singer_erp.http.responses import Response
from singer_erp.timestamps import extracted_now

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping

    import requests

    from singer_erp.acumatica.sessions import Seats
    from singer_erp.http.client import HttpClient
    from singer_erp.http.clock import ServerClock

T = TypeVar("T")
U = TypeVar("U")


class Site:
    """One tenant of an instance, and one endpoint of its contract.

    Args:
        client: Sends requests.
        seats: The sessions of the run.
        tenant: The tenant's name.
        endpoint: Name and version of the endpoint: `Default/24.200.001`.
        clock: The instance's clock.
    """

    def __init__(
        self, client: HttpClient, seats: Seats, *, tenant: str, endpoint: str, clock: ServerClock
    ) -> None:
        self.tenant = tenant
        self.endpoint = endpoint
        self._client = client
        self._seats = seats
        self._held = threading.local()
        self._clock = clock

    @property
    def calls(self) -> int:
        """Requests sent so far, without those for tokens and sessions."""
        return self._client.calls.get("calls", 0)

    def get(
        self,
        path: str,
        decode: Callable[[requests.Response], T],
        params: Mapping[str, str] | None = None,
    ) -> Response[T]:
        """Return what is at a path below the endpoint.

        Args:
            path: Such as `Vendor`.
            decode: Returns what a response holds.
            params: Query parameters.

        Raises:
            ErpError: The request was rejected, or no seat became free in time.
        """
        return self.send("GET", f"/entity/{self.endpoint}/{path}", decode, params=params)

    def put(
        self,
        path: str,
        decode: Callable[[requests.Response], T],
        params: Mapping[str, str],
        body: Mapping[str, Any],
    ) -> Response[T]:
        """Return the result of an inquiry; arguments as for `get`, and its parameters."""
        url = f"/entity/{self.endpoint}/{path}"
        return self.send("PUT", url, decode, params=params, json=body)

    def odata(
        self,
        path: str,
        decode: Callable[[requests.Response], T],
        params: Mapping[str, str] | None = None,
    ) -> Response[T]:
        """Return what is at a path below the tenant's OData; arguments as for `get`."""
        tenant = quote(self.tenant, safe="")
        return self.send("GET", f"/t/{tenant}/api/odata/{path}", decode, params=params)

    def send(
        self,
        method: str,
        url: str,
        decode: Callable[[requests.Response], T],
        *,
        once: bool = False,
        **parts: Any,
    ) -> Response[T]:
        """Send a request in a session of the run.

        Args:
            method: HTTP method.
            url: A path below the site.
            decode: Returns what a response holds.
            once: Do not repeat the request if it is not known whether it was carried out.
            parts: As `HttpClient.fetch` takes them.
        """
        client = self._client.with_max_tries(1) if once else self._client

        def fetch(use: SeatUse) -> Response[T]:
            def with_facts(response: requests.Response) -> Response[T]:
                use.release()
                self._clock.read(response)
                return Response(decode(response), extracted_now(), request_id(response))

            return client.fetch(method, url, with_facts, auth=use, **parts)

        return self._in_session(fetch)

    def _in_session(self, act: Callable[[SeatUse], U]) -> U:
        """Return what a function returns that uses a session; wait where no seat is free."""
        use = SeatUse(self._seats, getattr(self._held, "seat", None))
        waited = 0.0
        while True:
            try:
                return act(use)
            except ErpError as error:
                if error.code != NO_SEAT:
                    raise
                if use.own is not None or not self._seats.give_up(use.take()):
                    refused = AuthenticationError(
                        error.reason, error.instruction, status=error.status, code=NO_SEAT
                    )
                    waited = self._seats.wait(waited, refused)
            finally:
                use.release()

    @contextmanager
    def one_session(self) -> Iterator[None]:
        """Send the requests of this thread in one session, and no others in it.

        The status of a long-running operation is known to its session only ("Execute an Action").
        """
        seat = self._held.seat = self._seats.take()
        try:
            yield
        except TransientError:
            # An operation whose status is lost blocks its form for the rest of the session.
            seat.close()
            raise
        finally:
            del self._held.seat
            self._seats.put(seat)

    def now(self) -> dt.datetime:
        """Return the instance's clock, whole seconds: that of the last response, and since."""
        if self._clock.now() is None:
            self._in_session(SeatUse.open)
        if self._clock.now() is None:  # no request was needed to open it
            self.send("GET", "/entity", lambda response: response)
        return self._clock.now_or_earlier()

    def sign_out(self) -> None:
        """Sign out all sessions; the next request opens one."""
        self._seats.sign_out()

    def close(self) -> None:
        """Sign out all sessions for good."""
        self._seats.close()
