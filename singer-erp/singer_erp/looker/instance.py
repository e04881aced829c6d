"""One Looker instance: its API behind two clients, one per class that Looker meters."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from singer_erp.errors import VendorMessage
from singer_erp.http.bodies import json_as
from singer_erp.http.clock import ServerClock
from singer_erp.timestamps import utc_now

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    import requests

    from singer_erp.http.client import HttpClient
    from singer_erp.looker.login import ApiKey

T = TypeVar("T")

ROOT = "/api/4.0"
# `x-looker-activity-type: db_query` of the OpenAPI document.
_QUERIES = re.compile(
    r"/(queries|query_tasks|sql_queries|sql_interface_queries|running_queries|merge_queries"
    r"|scheduled_plans|render_tasks)(/|$)|/looks/[^/]+/run/|/connections/[^/]+/(databases|cost_estimate)$"
)
_json = json_as(Any)


class Instance:
    """One instance; threads may share it.

    Args:
        queries: Sends what Looker meters as queries.
        others: Sends all else.
        key: The API key, whose session `close` ends.
        sleep: Waits between polls.
    """

    def __init__(
        self,
        queries: HttpClient,
        others: HttpClient,
        key: ApiKey,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.sleep = sleep
        self._queries = queries
        self._others = others
        self._key = key
        self._clock = ServerClock()

    def now(self) -> dt.datetime:
        """Return the instance's clock: that of the last response, and since."""
        # Nothing was sent, or a proxy removed the header.
        return self._clock.now() or utc_now()

    @property
    def calls(self) -> dict[str, int]:
        """Requests sent so far by the class that Looker meters, without logins."""
        return {
            "db_query": self._queries.calls.get("calls", 0),
            "non_query": self._others.calls.get("calls", 0),
        }

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """Return the JSON at a path below the root of the API; arguments as for `fetch`."""
        return self.fetch("GET", path, _json, params=params)

    def send(self, method: str, path: str, *, once: bool = False, **parts: Any) -> Any:
        """Send a request and return the JSON of its response, None for 204; as `fetch`."""
        return self.fetch(method, path, _json_or_nothing, once=once, **parts)

    def fetch(
        self,
        method: str,
        path: str,
        decode: Callable[[requests.Response], T],
        *,
        params: Mapping[str, Any] | None = None,
        once: bool = False,
        **parts: Any,
    ) -> T:
        """Send a request and return its decoded response.

        Args:
            method: HTTP method.
            path: Path below the root of the API; see `path_of`.
            decode: Returns what a successful response holds; see `HttpClient.fetch`.
            params: Query parameters; booleans and lists become Looker's form of them.
            once: Do not repeat the request.
            parts: As `HttpClient.fetch` takes them.

        Raises:
            ErpError: As `HttpClient.fetch`.
        """
        client = self._queries if is_query(path) else self._others
        if once:
            client = client.with_max_tries(1)
        encoded = {name: _encoded(value) for name, value in (params or {}).items()}

        def timed(response: requests.Response) -> T:
            self._clock.read(response)
            return decode(response)

        return client.fetch(method, ROOT + path, timed, params=encoded, **parts)

    def clean(self, text: str) -> str:
        """Return a text of Looker's without secrets, of limited length."""
        return self._queries.clean(VendorMessage(None, text, None)).detail

    def close(self) -> None:
        """Log out; a signal handler may call it."""
        self._key.close()


def path_of(*parts: str | int) -> str:
    """Return a path of parts, each of which is quoted."""
    return "".join(f"/{quote(str(part), safe='')}" for part in parts)


def is_query(path: str) -> bool:
    """Return whether Looker meters calls of a path as queries."""
    return bool(_QUERIES.match(path))


def _encoded(value: Any) -> str:
    """Return a parameter as OpenAPI's style `simple` writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _json_or_nothing(response: requests.Response) -> Any:
    return _json(response) if response.content else None
