"""A proxy that kills the process behind its requests."""

from __future__ import annotations

import http.client
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self, cast
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}

TIMEOUT_SECONDS = 900  # against hangs only


class KillingProxy(ThreadingHTTPServer):
    """Forwards requests, and kills a process at one of them.

    Args:
        upstream: URL of the server, without a path.
        number: The request, counted from 1.
        served: Whether that request is forwarded first.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, upstream: str, number: int, *, served: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = urlsplit(upstream).netloc
        self._number = number
        self._served = served
        self._requests = 0
        self._lock = threading.Lock()
        self._ready = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        """What to use instead of the upstream URL."""
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()

    def started(self, process: subprocess.Popen[bytes]) -> None:
        """Take the process that sends the requests."""
        self._process = process
        self._ready.set()

    def admit(self, forward: Callable[[], None]) -> None:
        """Forward a request, or kill the process."""
        with self._lock:
            self._requests += 1
            is_last = self._requests == self._number
        if not is_last or self._served:
            forward()
        if is_last:
            self._ready.wait(TIMEOUT_SECONDS)
            if self._process is not None:
                self._process.kill()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        proxy = cast("KillingProxy", self.server)
        with suppress(OSError):  # the process is gone
            proxy.admit(lambda: self._send(proxy.upstream, body))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = forward  # noqa: N815  # names of http.server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as in http.server
        """Write nothing."""

    def _send(self, upstream: str, body: bytes) -> None:
        connection = http.client.HTTPConnection(upstream, timeout=TIMEOUT_SECONDS)
        try:
            headers = {n: v for n, v in self.headers.items() if n.lower() not in _HOP_BY_HOP}
            connection.request(self.command, self.path, body, headers)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        self.send_response(response.status, response.reason)
        for name, value in response.getheaders():
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
