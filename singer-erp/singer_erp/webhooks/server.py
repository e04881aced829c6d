"""The HTTP server of the receiver: waitress, with bounds that slow connections cannot hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from waitress.adjustments import Adjustments
from waitress.server import MultiSocketServer, TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from singer_erp.webhooks.receiver import MAX_BODY_BYTES

if TYPE_CHECKING:
    from waitress.channel import HTTPChannel

    from singer_erp.webhooks.receiver import Receiver

MAX_CONNECTIONS = 100
# From connecting to the last byte of a request: vendors give up after a few seconds themselves.
REQUEST_SECONDS = 15.0
_THREADS = 4
_MAX_HEADER_BYTES = 16_384


def create_server(
    receiver: Receiver,
    host: str,
    port: int,
    *,
    max_connections: int = MAX_CONNECTIONS,
    request_seconds: float = REQUEST_SECONDS,
) -> MultiSocketServer:
    """Return a server that listens; `run` serves until the process is stopped.

    Args:
        receiver: Handles requests.
        host: Address to listen on; a name may have several.
        port: Port to listen on; 0 for any.
        max_connections: Open connections, beyond which the longest waiting one is closed.
        request_seconds: Seconds that a connection may take to send its requests.

    Raises:
        OSError: The address cannot be used.
    """
    adjustments = Adjustments(
        host=host,
        port=port,
        threads=_THREADS,
        channel_timeout=request_seconds,
        cleanup_interval=min(1.0, request_seconds / 2),
        # Never reached: waitress would stop to accept, so that slow connections keep out others.
        connection_limit=max_connections * 10,
        asyncore_use_poll=True,  # select() ends at 1024 descriptors
        channel_request_lookahead=1,  # detects a sender that has disconnected
        # The receiver refuses one byte more; waitress does not read beyond it.
        max_request_body_size=MAX_BODY_BYTES + 1,
        max_request_header_size=_MAX_HEADER_BYTES,
        # The receiver reads X-Forwarded-For itself: waitress trusts one proxy at most.
        clear_untrusted_proxy_headers=False,
        ident=None,
    )
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(adjustments.threads)
    sockets: dict[int, Any] = {}
    servers = [
        _BoundedServer(
            receiver,
            max_connections=max_connections,
            map=sockets,
            dispatcher=dispatcher,
            adj=adjustments,
            sockinfo=address,
        )
        for address in adjustments.listen
    ]
    listening = [(name, int(number)) for name, number in (s.getsockname() for s in servers)]
    return MultiSocketServer(sockets, adjustments, listening, dispatcher)


class _BoundedServer(TcpWSGIServer):
    """A server that closes connections by their age, whatever they send meanwhile.

    waitress itself counts from a connection's last byte, and accepts no further one at its limit.
    """

    active_channels: dict[int, HTTPChannel]  # type: ignore[assignment]  # wrong in types-waitress

    def __init__(self, receiver: Receiver, *, max_connections: int, **options: Any) -> None:
        self._max_connections = max_connections
        super().__init__(receiver, **options)

    def handle_accept(self) -> None:
        """Accept a connection; close the longest waiting one if there are too many."""
        super().handle_accept()
        waiting = self._waiting()
        if len(self.active_channels) > self._max_connections and waiting:
            min(waiting, key=lambda channel: channel.creation_time).will_close = True

    def maintenance(self, now: float) -> None:
        """Close connections that have taken too long."""
        for channel in self._waiting():
            if channel.creation_time < now - self.adj.channel_timeout:
                channel.will_close = True

    def _waiting(self) -> list[HTTPChannel]:
        """Return connections without a complete request, which are not to be closed yet."""
        channels = list(self.active_channels.values())
        return [c for c in channels if not (c.requests or c.will_close or c.total_outbufs_len)]
