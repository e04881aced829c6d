"""The layer in front of a vendor's app: request ids, the journal, and injected faults."""

from __future__ import annotations

import asyncio
import secrets
import socket
import struct
import time
from email.utils import format_datetime
from typing import TYPE_CHECKING

from starlette.responses import Response

from erp_sandbox.core.faults import Faults, Kind, Rule

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from erp_sandbox.core.clock import Clock
    from erp_sandbox.core.journal import Entry, Journal
    from erp_sandbox.core.vendor import Vendor

CONTROL_PREFIX = "/_control"
ENTRY = "erp_sandbox.entry"
"""Scope key under which a vendor's app finds its journal entry."""
TRANSPORT = "erp_sandbox.transport"
"""Extension key under which the server leaves the connection's transport."""

_PAGE = """<!DOCTYPE html>
<html><head><title>{status}</title></head>
<body><h1>{status}</h1><p>The service is temporarily unavailable.</p></body></html>
"""


class Gateway:
    """An ASGI app: the control surface under `/_control`, the vendor everywhere else."""

    def __init__(
        self, vendor: Vendor, control: ASGIApp, *, clock: Clock, journal: Journal, faults: Faults
    ) -> None:
        self._vendor = vendor
        self._control = control
        self._clock = clock
        self._journal = journal
        self._faults = faults
        self._in_progress = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["path"].startswith(f"{CONTROL_PREFIX}/"):
            await self._control(scope, receive, send)
            return
        path = (scope.get("raw_path") or scope["path"].encode()).decode("ascii", "replace")
        if scope["query_string"]:
            path = f"{path}?{scope['query_string'].decode('ascii', 'replace')}"
        entry = self._journal.open(
            time=self._clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            method=scope["method"],
            path=path,
            request_id=secrets.token_hex(16),
        )
        scope[ENTRY] = entry
        body = await _read(receive, self._vendor.body_limit)
        started = time.perf_counter()
        self._in_progress += 1
        entry.in_progress = self._in_progress
        try:
            await self._answer(scope, receive, self._labeled(send, entry), body)
        finally:
            self._in_progress -= 1
            entry.duration = round(time.perf_counter() - started, 6)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, body: bytes | None) -> None:
        if body is None:
            await self._vendor.error(413)(scope, receive, send)
            return
        entry: Entry = scope[ENTRY]
        entry.body_size = len(body)
        app = self._vendor.app
        rule = self._faults.match(entry.method, entry.path, body)
        if rule is None:
            await app(scope, _replay(body, receive), send)
            return
        entry.fault = rule.kind
        if rule.delay and rule.kind is not Kind.SLOW:
            await asyncio.sleep(rule.delay)
        match rule.kind:
            case Kind.STATUS | Kind.HTML:
                await self._refusal(rule)(scope, receive, send)
            case Kind.RESET:
                await _hang_up(scope, receive, reset=True)
            case Kind.DROP_RESPONSE:
                await app(scope, _replay(body, receive), _discard)
                await _hang_up(scope, receive, reset=True)
            case Kind.TRUNCATE:
                await app(scope, _replay(body, receive), _halved(send))
                await _hang_up(scope, receive, reset=False)
            case Kind.SLOW:
                await app(scope, _replay(body, receive), _late(send, rule.delay))

    def _labeled(self, send: Send, entry: Entry) -> Send:
        """Return a `send` that adds request id and date, and records status and size.

        The date is that of the data set's clock, as a vendor's server has one clock for both.
        """
        name = self._vendor.request_id_header.lower().encode()

        async def labeled(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
                date = format_datetime(self._clock.now(), usegmt=True).encode()
                more = [(name, entry.request_id.encode()), (b"date", date)]
                message = {**message, "headers": [*message.get("headers", []), *more]}
            elif message["type"] == "http.response.body":
                entry.response_size += len(message.get("body", b""))
            await send(message)

        return labeled

    def _refusal(self, rule: Rule) -> Response:
        if rule.kind is Kind.HTML:
            page = _PAGE.format(status=rule.status)
            response = Response(page, rule.status, media_type="text/html")
        elif rule.text is not None:
            response = Response(rule.text, rule.status, media_type="application/json")
        else:
            response = self._vendor.error(rule.status)
        for name, value in rule.headers.items():
            response.headers[name] = value
        return response


async def _read(receive: Receive, limit: int) -> bytes | None:
    """Return the whole request body, or None if it is larger than the vendor accepts."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(chunks)
        size += len(message.get("body", b""))
        if size > limit:
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` for a body that was already read."""
    pending = True

    async def replayed() -> Message:
        nonlocal pending
        if pending:
            pending = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return replayed


def _late(send: Send, seconds: float) -> Send:
    """Return a `send` that waits before it starts."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            await asyncio.sleep(seconds)
        await send(message)

    return sending


async def _discard(_: Message) -> None:
    """Discard a message of a response that is not sent."""


def _halved(send: Send) -> Send:
    """Return a `send` that declares the whole body and sends half of its first chunk."""

    async def halved(message: Message) -> None:
        if message["type"] == "http.response.body":
            body = message.get("body", b"")
            message = {**message, "body": body[: len(body) // 2], "more_body": True}
        await send(message)

    return halved


async def _hang_up(scope: Scope, receive: Receive, *, reset: bool) -> None:
    """Close the connection under the response: at once with RST, or orderly after what was sent."""
    transport: asyncio.Transport = scope["extensions"][TRANSPORT]
    if reset:
        linger = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.abort()
    else:
        transport.close()
    # The server complains about an unfinished response unless it has seen the connection end.
    while (await receive())["type"] != "http.disconnect":
        pass
