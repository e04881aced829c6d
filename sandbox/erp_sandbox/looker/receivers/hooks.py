"""A webhook receiver: one file per request."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from erp_sandbox.core.server import Server

if TYPE_CHECKING:
    from starlette.requests import Request

    from erp_sandbox.looker.receivers.folder import Folder
    from erp_sandbox.looker.receivers.rules import Rules


class Hooks:
    """The webhook receiver.

    Args:
        folder: Gets `webhooks/0001.json`: address, headers and body.
        rules: Which paths it refuses.
    """

    def __init__(self, folder: Folder, rules: Rules) -> None:
        self._folder = folder
        self._rules = rules
        app = Starlette(routes=[Route("/{path:path}", self._receive, methods=["POST"])])

        async def with_transport(scope: Any, receive: Any, send: Any) -> None:
            await app(scope, receive, send)

        self._server = Server(with_transport)
        self._server.start()
        self.port = int(self._server.url.rpartition(":")[2])

    def close(self) -> None:
        """Stop the server."""
        self._server.stop()

    async def _receive(self, request: Request) -> Response:
        body = await request.body()
        path = request.url.path
        if path in self._rules.refused_webhooks:
            return Response("Service Unavailable", 503)
        content = msgspec.json.encode(
            {
                "address": f"{request.headers['host']}{path}",
                "headers": dict(request.headers),
                "body": msgspec.json.decode(body),
            }
        )
        await asyncio.to_thread(self._folder.append, "webhooks", "json", content)
        return Response(status_code=204)
