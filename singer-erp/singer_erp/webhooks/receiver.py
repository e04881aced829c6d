"""The receiver: checks a vendor's request, keeps it, answers at once."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_erp.database import DatabaseError
from singer_erp.timestamps import utc_now
from singer_erp.webhooks.checks import RefusedError, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from singer_erp.webhooks.checks import Check
    from singer_erp.webhooks.inbox import Inbox

MOST_BYTES = 1_000_000
# An older one cannot be told from one that was taken before: the inbox forgets after 35 days.
_OLDEST = dt.timedelta(days=30)
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """A vendor as a sender.

    Attributes:
        name: In the inbox.
        checks: All of them have to let a request pass.
        newest: When the newest event of a body happened, aware; raises ValueError where it is not
            what the vendor sends.
    """

    name: str
    checks: Sequence[Check]
    newest: Callable[[bytes], dt.datetime]


class Receiver:
    """A WSGI application for one source.

    It answers 200 when a delivery is kept, and for one that came before as long as its sender may
    not know; 401 or 403 to what the vendor did not send, 409 to a replay, 413 to what is too large,
    400 to what is no notification. What it refuses is not kept.

    Args:
        source: Who sends.
        inbox: Keeps.
        path: The one path there is.
        now: The clock, aware UTC; tests inject their own.
    """

    def __init__(
        self,
        source: Source,
        inbox: Inbox,
        *,
        path: str = "/",
        now: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self._source = source
        self._inbox = inbox
        self._path = path
        self._now = now
        self._answering: set[int] = set()
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """Answer a request."""
        try:
            number = self._take(environ)
        except RefusedError as refused:
            _logger.warning("Refused a request (%s): %s", refused.status, refused.reason)
            return _answer(start_response, refused.status, f"{refused.reason}\n")
        except DatabaseError as error:
            _logger.error("%s", error)  # noqa: TRY400  # a person reads this, not a trace
            return _answer(start_response, "503 Service Unavailable", "try again\n")
        gone = environ.get("waitress.client_disconnected")
        body = _answer(start_response, "200 OK", "kept\n")
        return _Answered(body, lambda: self._end(number, answered=not (gone and gone())))

    def _take(self, environ: dict[str, Any]) -> int:
        if environ.get("PATH_INFO") != self._path:
            raise RefusedError("404 Not Found", "there is nothing at this path")
        if environ["REQUEST_METHOD"] != "POST":
            raise RefusedError("405 Method Not Allowed", "notifications are posted")
        request = _request(environ)
        for check in self._source.checks:
            check(request)
        try:
            newest = self._source.newest(request.body)
        except (ValueError, LookupError, TypeError, AttributeError):
            raise RefusedError("400 Bad Request", "this is no notification") from None
        now = self._now()
        if now - newest > _OLDEST:
            raise RefusedError("409 Conflict", "the notification is older than 30 days")
        number = self._inbox.put(self._source.name, request.body, now)
        if number is None or not self._begin(number):
            raise RefusedError("409 Conflict", "the notification was taken before")
        _logger.info("Kept delivery %d (%d bytes)", number, len(request.body))
        return number

    def _begin(self, number: int) -> bool:
        """Begin to answer a delivery; False where that is under way."""
        with self._lock:
            fresh = number not in self._answering
            self._answering.add(number)
            return fresh

    def _end(self, number: int, *, answered: bool) -> None:
        # A sender that has gone does not know: it will send again.
        if answered:
            self._inbox.answered(number)
        with self._lock:
            self._answering.discard(number)


class _Answered:
    """The parts of an answer; tells when they are sent."""

    def __init__(self, parts: Iterable[bytes], sent: Callable[[], None]) -> None:
        self._parts = parts
        self._sent = sent

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._parts)

    def close(self) -> None:
        """Called by the server after the last part."""
        self._sent()


def _request(environ: dict[str, Any]) -> Request:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > MOST_BYTES:
        raise RefusedError("413 Content Too Large", f"at most {MOST_BYTES:,} bytes are taken")
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    return Request(headers, environ["wsgi.input"].read(length), environ.get("REMOTE_ADDR", ""))


def _answer(start_response: Callable[..., Any], status: str, text: str) -> list[bytes]:
    body = text.encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
    ]
    start_response(status, headers)
    return [body]
