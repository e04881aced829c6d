"""Runs an ASGI app behind real HTTP: in a thread, or in the foreground."""

from __future__ import annotations

import gc
import socket
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from erp_sandbox.core.gateway import TRANSPORT

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from starlette.types import ASGIApp, Receive, Scope, Send

STOP_SECONDS = 10
# The rows of a data set are millions of objects, which each collection looks at again.
_OBJECTS_BEFORE_COLLECTION = 100_000


class _Protocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # h11 or httptools: chosen at run time
    """A protocol that passes its connection to the app, so that a fault can close it."""

    app: ASGIApp

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        app: ASGIApp = self.app

        async def with_transport(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[TRANSPORT] = transport
            await app(scope, receive, send)

        self.app = with_transport


@dataclass(frozen=True)
class Tls:
    """PEM files of the server's certificate and private key."""

    certificate: Path
    key: Path


class Server:
    """One app on one port of the loopback interface (unless another host is given).

    Args:
        app: The ASGI app.
        port: 0 takes a free one.
        host: Address to listen on.
        tls: Serves HTTPS when given.

    Raises:
        OSError: If the port is taken.
    """

    def __init__(
        self, app: ASGIApp, *, port: int = 0, host: str = "127.0.0.1", tls: Tls | None = None
    ) -> None:
        options: dict[str, Any] = {}
        if tls is not None:
            options = {"ssl_certfile": tls.certificate, "ssl_keyfile": tls.key}
        config = uvicorn.Config(
            app,
            http=_Protocol,
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            date_header=False,  # the gateway's has the data set's clock
            timeout_graceful_shutdown=2,
            # Longer than any client waits between two polls: a connection closed at the moment
            # it is used again looks like a fault.
            timeout_keep_alive=75,
            **options,
        )
        config.load()
        self._socket = _listen(host, port)
        self._server = uvicorn.Server(config)
        self._thread: threading.Thread | None = None
        scheme = "http" if tls is None else "https"
        self.url = f"{scheme}://{host}:{self._socket.getsockname()[1]}"

    def run(self) -> None:
        """Serve in the foreground until SIGINT or SIGTERM."""
        gc.set_threshold(_OBJECTS_BEFORE_COLLECTION)
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._socket.close()

    def start(self) -> None:
        """Serve in a daemon thread; returns once requests are accepted.

        The socket listens from construction on, so no request is lost while the loop starts.
        """
        self._thread = threading.Thread(target=self.run, name="erp-sandbox", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the requests under way (for a moment) and free the port."""
        self._server.should_exit = True
        if self._thread is None:
            self._socket.close()
            return
        self._thread.join(STOP_SECONDS)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()


def _listen(host: str, port: int) -> socket.socket:
    # The protocol must be named: asyncio switches Nagle's algorithm off for such sockets only, and
    # with it every response waits 40 ms for the client's acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(256)
    except OSError:
        listener.close()
        raise
    return listener
