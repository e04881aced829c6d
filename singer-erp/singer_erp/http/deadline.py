"""A total time for requests: the timeouts of requests and urllib3 count between two bytes."""

from __future__ import annotations

import math
import socket
import threading
import time
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
        at: When it is up, by the monotonic clock; from the beginning of the body.
        expired: Whether the time was up before the body ended.
    """

    def __init__(self, seconds: float) -> None:
        self.at = 0.0
        self.expired = False
        self._seconds = seconds
        self._connection: HTTPConnection | None = None
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        self.at = time.monotonic() + self._seconds
        _running.deadline = self
        _watchdog.add(self)
        return self

    def __exit__(self, *_: object) -> None:
        _watchdog.remove(self)
        del _running.deadline

    def watch(self, connection: HTTPConnection) -> None:
        """Make this the connection to shut down."""
        self._connection = connection
        # Responses without a length take the socket from the connection.
        self._socket = connection.sock
        if self.expired:
            raise TimeoutError

    def expire(self) -> None:
        """Shut the connection down."""
        self.expired = True
        # Within `connect`, a proxy's response may be what drips.
        open_socket = self._socket or (self._connection.sock if self._connection else None)
        if isinstance(open_socket, socket.socket):
            with suppress(OSError):  # it was closed meanwhile
                # Not by the method of TLS sockets, which are not safe to use from two threads.
                socket.socket.shutdown(open_socket, socket.SHUT_RDWR)


class _Watchdog:
    """The thread that waits for all deadlines: starting one for each delays each request."""

    def __init__(self) -> None:
        self._watched: set[Deadline] = set()
        self._is_running = False
        self._wakes_at = math.inf
        # Reentrant: the handler of a signal sends requests, too.
        self._changed = threading.Condition(threading.RLock())

    def add(self, deadline: Deadline) -> None:
        with self._changed:
            self._watched.add(deadline)
            if deadline.at < self._wakes_at:
                self._changed.notify()
                self._wakes_at = deadline.at
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._run, name="deadlines", daemon=True).start()

    def remove(self, deadline: Deadline) -> None:
        with self._changed:
            self._watched.discard(deadline)

    def _run(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                for deadline in [one for one in self._watched if one.at <= now]:
                    self._watched.discard(deadline)
                    deadline.expire()
                self._wakes_at = min((one.at for one in self._watched), default=math.inf)
                self._changed.wait(None if self._wakes_at == math.inf else self._wakes_at - now)


_watchdog = _Watchdog()


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
