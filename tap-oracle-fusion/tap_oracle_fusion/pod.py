"""Requests to the pod, and its clock."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from singer_erp.http.clock import ServerClock
from singer_erp.http.responses import Response
from singer_erp.timestamps import extracted_now

from tap_oracle_fusion.errors import request_id

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    import requests
    from singer_erp.http.client import HttpClient

T = TypeVar("T")

ROOT = "/fscmRestApi/resources"


class Pod:
    """One pod; threads may share it.

    Args:
        client: Sends requests.
        version: Version of the resources.
        sleep: Waits between tries.

    Attributes:
        name: Its host name, which every row has.
    """

    def __init__(
        self, client: HttpClient, *, version: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.name = urlsplit(client.api_url).hostname or ""
        self.sleep = sleep
        self._client = client
        self._once = client.with_max_tries(1)
        self._root = f"{ROOT}/{version}"
        self._clock = ServerClock()

    @property
    def calls(self) -> int:
        """Requests sent so far, without those for tokens."""
        return self._client.calls.get("calls", 0)

    def get(
        self,
        path: str,
        decode: Callable[[requests.Response], T],
        params: Mapping[str, str] | None = None,
        *,
        once: bool = False,
        accept: str | None = None,
    ) -> Response[T]:
        """Return what is at a path below the version of the resources.

        Args:
            path: Such as `invoices`.
            decode: Returns what a response holds.
            params: Query parameters; requests encodes all of a value, without which the `+` of an
                offset would become a space.
            once: Do not repeat the request.
            accept: Value of the Accept header instead of the client's.

        Raises:
            ErpError: The request was rejected.
        """
        client = self._once if once else self._client
        headers = {"Accept": accept} if accept else None
        return client.fetch(
            "GET",
            f"{self._root}/{path}",
            lambda response: self._with_facts(response, decode),
            params=dict(params or {}),
            headers=headers,
        )

    def send(
        self, method: str, path: str, decode: Callable[[requests.Response], T], **parts: Any
    ) -> Response[T]:
        """Send a request to a path below the origin; parts as `HttpClient.fetch` takes them."""
        return self._client.fetch(
            method, path, lambda response: self._with_facts(response, decode), **parts
        )

    def now(self) -> dt.datetime:
        """Return the pod's clock, whole seconds: that of the last response, and since."""
        if self._clock.now() is None:
            self.send("GET", ROOT, lambda response: response)
        return self._clock.now_or_earlier()

    def _with_facts(
        self, response: requests.Response, decode: Callable[[requests.Response], T]
    ) -> Response[T]:
        self._clock.read(response)
        return Response(decode(response), extracted_now(), request_id(response))
