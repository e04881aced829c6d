"""A relay between a client and a sandbox, so that a timed run measures the client.

The first run of a client fills the relay: its pages are those of the sandbox, kept as files. The
second is timed: the relay sends the same pages again, each after the latency of a vendor.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIMEOUT = 900
_NO_CONTENT = 204
_HOP_BY_HOP = {"connection", "transfer-encoding", "content-length"}

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Answer:
    """An answer of the sandbox.

    Attributes:
        status: Its status.
        headers: Its headers, without those of the connection.
        body: The file that holds its body.
    """

    status: int
    headers: list[tuple[str, str]]
    body: Path


class Relay(ThreadingHTTPServer):
    """Forwards requests to a sandbox, and answers those that it knows from files.

    Args:
        upstream: URL of the sandbox.

    Attributes:
        calls: Number of requests.
        latency: Seconds before each answer.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.calls = 0
        self.latency = 0.0
        self._upstream = urlsplit(upstream)
        self._kept: dict[Key, Answer] = {}
        self._lock = threading.Lock()
        self._folder = tempfile.TemporaryDirectory()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """The URL that takes the place of the sandbox's."""
        return f"http://127.0.0.1:{self.server_port}{self._upstream.path}"

    @contextlib.contextmanager
    def timing(self, latency: float) -> Iterator[Self]:
        """Answer with a latency, and count calls from zero; forget what is known afterwards."""
        self.calls, self.latency = 0, latency
        yield self
        self.latency = 0.0
        self._kept.clear()

    def respond(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """Return the answer of a request, after the latency."""
        with self._lock:
            self.calls += 1
        time.sleep(self.latency)
        return self.answer(method, path, headers, body)

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """Return the answer that is known, or that of the sandbox."""
        key = method, path, headers.get("Accept-Encoding", "")
        if key not in self._kept:
            answer = self.ask(method, path, headers, body)
            if method != "GET":
                return answer
            self._kept[key] = answer
        return self._kept[key]

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """Return the answer of the sandbox."""
        connection = HTTPConnection(self._upstream.netloc, timeout=_TIMEOUT)
        with contextlib.closing(connection):
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            with tempfile.NamedTemporaryFile(dir=self._folder.name, delete=False) as file:
                shutil.copyfileobj(response, file)
            return Answer(response.status, _own(response.getheaders()), Path(file.name))

    def server_close(self) -> None:
        """Close the server and delete its files."""
        super().server_close()
        self._folder.cleanup()

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


def _own(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in _HOP_BY_HOP]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def relay(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = dict(_own(list(self.headers.items())))
        answer = cast("Relay", self.server).respond(self.command, self.path, headers, body)
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != _NO_CONTENT:
            self.send_header("Content-Length", str(answer.body.stat().st_size))
        self.end_headers()
        with answer.body.open("rb") as file:
            shutil.copyfileobj(file, self.wfile, 1 << 20)

    do_GET = do_POST = do_PUT = do_DELETE = relay  # noqa: N815  # names of http.server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as in http.server
        """Write nothing."""
