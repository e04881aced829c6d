"""A total time for requests: the timeouts of requests and urllib3 count between two bytes."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

if TYPE_CHECKING:
    from typing import Self

    from urllib3 import PoolManager

_running = threading.local()


class Deadline:
    """Ends the requests that this thread sends within the body of `with`, once time is up.

    It shuts their connection down, which no slow drip of bytes can prevent.

    Args:
        seconds: The total time.

    Attributes:
        expired: Whether the time was up before the body ended.
    """

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._connection: HTTPConnection | None = None
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        _running.deadline = self
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        del _running.deadline

    def watch(self, connection: HTTPConnection) -> None:
        """Make this the connection to shut down."""
        self._connection = connection
        # Responses without a length take the socket from the connection.
        self._socket = connection.sock
        if self.expired:
            raise TimeoutError

    def _expire(self) -> None:
        self.expired = True
        # Within `connect`, a proxy's response may be what drips.
        open_socket = self._socket or (self._connection.sock if self._connection else None)
        if isinstance(open_socket, socket.socket):
            with suppress(OSError):  # it was closed meanwhile
                # Not by the method of TLS sockets, which are not safe to use from two threads.
                socket.socket.shutdown(open_socket, socket.SHUT_RDWR)


class _Watched(HTTPConnection):
    """A connection that a deadline can end."""

    def connect(self) -> None:
        _watch(self)
        super().connect()
        _watch(self)  # time may be up before there was a socket to shut down

    def request(self, *args: Any, **options: Any) -> None:
        _watch(self)
        super().request(*args, **options)


class _WatchedTls(_Watched, HTTPSConnection):
    """The same with TLS."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedTls


class DeadlineAdapter(HTTPAdapter):
    """A transport for `requests.Session` whose connections a deadline can end."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Create the pools of direct connections."""
        super().init_poolmanager(*args, **options)
        _use_watched(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **options: Any) -> PoolManager:
        """Return the pools of connections through a proxy."""
        manager: PoolManager = super().proxy_manager_for(proxy, **options)
        if not proxy.lower().startswith("socks"):  # those have classes of their own
            _use_watched(manager)
        return manager


def _use_watched(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


def _watch(connection: HTTPConnection) -> None:
    deadline: Deadline | None = getattr(_running, "deadline", None)
    if deadline is not None:
        deadline.watch(connection)
