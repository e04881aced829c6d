"""The webhook receiver: verifies a vendor's request, stores it and responds at once."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_erp.database import DatabaseError
from singer_erp.timestamps import utc_now
from singer_erp.webhooks.checks import InvalidRequestError, WebhookRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from singer_erp.webhooks.checks import Check
    from singer_erp.webhooks.inbox import Inbox

MAX_BODY_BYTES = 1_000_000
# Older events may be replays: the inbox deletes events after 35 days.
_MAX_AGE = dt.timedelta(days=30)
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class WebhookSource:
    """A vendor that sends events.

    Attributes:
        name: Name of the source in the inbox.
        checks: Verifications that every request must pass.
        newest: Returns the timestamp of the newest event in a body, timezone-aware; raises
            ValueError if the body is not an event.
        may_repeat: Whether two events can have the same body: none is refused as a repetition.
    """

    name: str
    checks: Sequence[Check]
    newest: Callable[[bytes], dt.datetime]
    may_repeat: bool = False


class Receiver:
    """A WSGI application that stores the events of one source.

    It responds with 200 if the event is stored, also for a repeated event whose first response may
    not have arrived; 401 or 403 if the vendor did not send it, 409 for a replay, 413 if it is too
    large, 400 if it is not an event. Refused requests are not stored.

    Args:
        source: The sender.
        inbox: Stores the events.
        path: Path of the endpoint.
        now: The clock, timezone-aware.
    """

    def __init__(
        self,
        source: WebhookSource,
        inbox: Inbox,
        *,
        path: str = "/",
        now: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self._source = source
        self._inbox = inbox
        self._path = path
        self._now = now
        self._in_progress: set[int] = set()
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """Handle a request."""
        try:
            number = self._store(environ)
        except InvalidRequestError as error:
            _logger.warning("Refused a request (%s): %s", error.status, error.reason)
            return _respond(start_response, error.status, f"{error.reason}\n")
        except DatabaseError as error:
            _logger.error("%s", error)  # noqa: TRY400  # one line, without a traceback
            return _respond(start_response, "503 Service Unavailable", "try again\n")
        disconnected = environ.get("waitress.client_disconnected")
        body = _respond(start_response, "200 OK", "stored\n")
        return _Response(
            body, lambda: self._end(number, received=not (disconnected and disconnected()))
        )

    def _store(self, environ: dict[str, Any]) -> int:
        if environ.get("PATH_INFO") != self._path:
            raise InvalidRequestError("404 Not Found", "this path does not exist")
        if environ["REQUEST_METHOD"] != "POST":
            raise InvalidRequestError("405 Method Not Allowed", "events are sent with POST")
        request = _request(environ)
        for check in self._source.checks:
            check(request)
        try:
            newest = self._source.newest(request.body)
        except (ValueError, LookupError, TypeError, AttributeError):
            raise InvalidRequestError("400 Bad Request", "the body is not an event") from None
        now = self._now()
        if now - newest > _MAX_AGE:
            raise InvalidRequestError("409 Conflict", "the event is older than 30 days")
        number = self._inbox.put(
            self._source.name, request.body, now, may_repeat=self._source.may_repeat
        )
        if number is None or not self._begin(number):
            raise InvalidRequestError("409 Conflict", "the event was received before")
        _logger.info("Stored event %d (%d bytes)", number, len(request.body))
        return number

    def _begin(self, number: int) -> bool:
        """Begin the response to an event; return False if one is in progress."""
        with self._lock:
            is_first = number not in self._in_progress
            self._in_progress.add(number)
            return is_first

    def _end(self, number: int, *, received: bool) -> None:
        # A sender that disconnected before the response sends the event again.
        if received:
            self._inbox.acknowledge(number)
        with self._lock:
            self._in_progress.discard(number)


class _Response:
    """A response body that calls back once it is sent."""

    def __init__(self, parts: Iterable[bytes], on_sent: Callable[[], None]) -> None:
        self._parts = parts
        self._on_sent = on_sent

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._parts)

    def close(self) -> None:
        """Call back; the server closes a response after its last part."""
        self._on_sent()


def _request(environ: dict[str, Any]) -> WebhookRequest:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > MAX_BODY_BYTES:
        raise InvalidRequestError(
            "413 Content Too Large", f"the maximum is {MAX_BODY_BYTES:,} bytes"
        )
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    return WebhookRequest(
        headers, environ["wsgi.input"].read(length), environ.get("REMOTE_ADDR", "")
    )


def _respond(start_response: Callable[..., Any], status: str, text: str) -> list[bytes]:
    body = text.encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
    ]
    start_response(status, headers)
    return [body]
