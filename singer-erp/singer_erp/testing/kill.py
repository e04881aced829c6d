"""Killing a process at a request."""

from __future__ import annotations

import http.client
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from singer_erp.testing.output import Output

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}
_TIMEOUT_SECONDS = 900  # against hangs only


def kill_at_request(
    upstream: str,
    number: int,
    start: Callable[[str], subprocess.Popen[bytes]],
    *,
    served: bool = False,
) -> Output:
    """Send SIGKILL to a process when it sends its n-th request.

    Args:
        upstream: URL of the server, without a path.
        number: The request, counted from 1. With a number that is not reached, the process ends by
            itself.
        start: Starts the process, with its standard output in a pipe; receives the URL to use
            instead of `upstream`.
        served: Whether the server has carried out that request by then.

    Returns:
        What the process has written; `exit_code` is -9 where it was killed.
    """
    proxy = _Proxy(upstream, number, served=served)
    thread = threading.Thread(target=proxy.serve_forever, args=(0.01,))
    thread.start()
    try:
        with start(f"http://127.0.0.1:{proxy.server_port}") as process:
            proxy.started(process)
            stdout, _ = process.communicate(timeout=_TIMEOUT_SECONDS)
    finally:
        proxy.shutdown()
        thread.join()
        proxy.server_close()
    return Output(stdout.decode(errors="replace"), exit_code=process.returncode)


class _Proxy(ThreadingHTTPServer):
    """Forwards requests and counts them."""

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
            self._ready.wait(_TIMEOUT_SECONDS)
            if self._process is not None:
                self._process.kill()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        proxy = cast("_Proxy", self.server)
        with suppress(OSError):  # the process is gone
            proxy.admit(lambda: self._send(proxy.upstream, body))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = forward  # noqa: N815  # names of http.server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as in http.server
        """Write nothing."""

    def _send(self, upstream: str, body: bytes) -> None:
        connection = http.client.HTTPConnection(upstream, timeout=_TIMEOUT_SECONDS)
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
