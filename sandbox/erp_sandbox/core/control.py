"""The control surface: how tests, demos and people change a sandbox over HTTP.

Paths lie under `/_control`, outside the vendors'. Bodies are JSON; a request that is not
valid gets a 400 with `{"error": ...}` that says what to send instead.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from erp_sandbox.core.faults import Faults, Rule
from erp_sandbox.core.gateway import CONTROL_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from erp_sandbox.core.clock import Clock
    from erp_sandbox.core.journal import Journal
    from erp_sandbox.core.vendor import Vendor


class ControlError(Exception):
    """A control request that cannot be carried out; the text says why."""


class ControlSurface:
    """The control surface of one vendor's server.

    Args:
        clock: Read and moved.
        journal: Read and cleared.
        faults: Added to and cleared.
        vendor: The vendor: its routes are below `/_control/VENDOR`.
        on_clock: Called after the clock was moved.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        journal: Journal,
        faults: Faults,
        vendor: Vendor,
        on_clock: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._journal = journal
        self._faults = faults
        self._vendor = vendor
        self._on_clock = on_clock
        routes = [
            Route("/health", self._health),
            Route("/clock", self._read_clock),
            Route("/clock", self._move_clock, methods=["POST"]),
            Route("/faults", self._add_fault, methods=["POST"]),
            Route("/faults", self._clear_faults, methods=["DELETE"]),
            Route("/journal", self._read_journal),
            Route("/journal", self._clear_journal, methods=["DELETE"]),
            Mount(
                f"/{vendor.control.vendor}",
                routes=[
                    Route("/actions", self._actions),
                    Route("/mutate", self._mutate, methods=["POST"]),
                    *vendor.routes,
                ],
            ),
        ]
        self.app = Starlette(
            routes=[Mount(CONTROL_PREFIX, routes=routes)],
            exception_handlers={ControlError: _refusal},
        )

    async def _health(self, _: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def _read_clock(self, _: Request) -> Response:
        return JSONResponse(self._times())

    async def _move_clock(self, request: Request) -> Response:
        body = await json_object(request, {"advance", "drift"})
        try:
            self._clock.advance(float(body.get("advance", 0)))
            if "drift" in body:
                self._clock.drift(float(body["drift"]))
        except (TypeError, ValueError) as error:
            raise ControlError(str(error)) from error
        self._on_clock()
        return JSONResponse(self._times())

    async def _add_fault(self, request: Request) -> Response:
        try:
            self._faults.add(Rule.parse(await json_object(request)))
        except (AttributeError, TypeError, ValueError) as error:
            raise ControlError(str(error)) from error
        return Response(status_code=204)

    async def _clear_faults(self, _: Request) -> Response:
        self._faults.clear()
        return Response(status_code=204)

    async def _read_journal(self, _: Request) -> Response:
        text = await run_in_threadpool(json.dumps, {"requests": self._journal.as_list()})
        return Response(text, media_type="application/json")

    async def _clear_journal(self, _: Request) -> Response:
        self._journal.clear()
        return Response(status_code=204)

    async def _actions(self, _: Request) -> Response:
        return JSONResponse(dict(self._vendor.actions))

    async def _mutate(self, request: Request) -> Response:
        body = await json_object(request)
        action = body.pop("action", None)
        if action not in self._vendor.actions:
            known = ", ".join(sorted(self._vendor.actions))
            raise ControlError(f"`action` is {action!r}; use one of {known}.")
        try:
            return JSONResponse(await run_in_threadpool(self._vendor.mutate, action, body))
        except (LookupError, TypeError, ValueError) as error:
            raise ControlError(f"{action}: {error}") from error

    def _times(self) -> dict[str, Any]:
        return {
            "now": self._clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "wall": self._clock.wall().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "advanced_seconds": self._clock.offset.total_seconds(),
            "frozen": self._clock.frozen,
        }


async def json_object(request: Request, known: set[str] | None = None) -> dict[str, Any]:
    """Return the request's body.

    Raises:
        ControlError: If it is not an object, or holds a key that is not known.
    """
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise ControlError(f"The body is not JSON: {error}.") from error
    if not isinstance(body, dict):
        raise ControlError("The body must be a JSON object.")
    if known is not None and (unknown := body.keys() - known):
        raise ControlError(
            f"Unknown key {', '.join(sorted(unknown))}; known: {', '.join(sorted(known))}."
        )
    return body


def server_url(request: Request) -> str:
    """Return the server's URL as the client sees it."""
    return f"{request.url.scheme}://{request.url.netloc}"


def _refusal(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 400)
