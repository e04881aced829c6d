"""The SuiteQL service of one account."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from singer_erp.http.bodies import json_as

from tap_netsuite.clock import Timestamps, VendorClock, find_timestamps, read_clock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    import requests
    from singer_erp.http.client import HttpClient

T = TypeVar("T")

MAX_ROWS = 1000
# One column can make NetSuite respond 500 for good: probes fail early.
_PROBE_TRIES = 3
_PATH = "/services/rest/query/v1/suiteql"


class SuiteQL:
    """Runs queries on one account; safe to share by threads.

    Every query is a first page: pages follow each other by key, never by offset, which NetSuite
    truncates silently at 100,000 rows (help page "Collection Paging").

    Args:
        client: Sends the requests.
        session_time_zone: The setting of that name.
    """

    def __init__(self, client: HttpClient, session_time_zone: str | None) -> None:
        self._client = client
        self._probe_client = client.with_max_tries(_PROBE_TRIES)
        self._session_time_zone = session_time_zone

    def query(self, statement: str, limit: int, decode: Callable[[requests.Response], T]) -> T:
        """Return a query's first `limit` rows as `decode` reads them; see `HttpClient.fetch`."""
        return self._send(self._client, statement, limit, decode)

    def rows(self, statement: str, limit: int = MAX_ROWS) -> list[dict[str, Any]]:
        """Return the first rows of a query as dictionaries of text, null columns left out."""
        return self.query(statement, limit, _items)

    def probe(self, statement: str) -> None:
        """Run a query for its error.

        Raises:
            ErpError: NetSuite refused it.
        """
        self._send(self._probe_client, statement, limit=1, decode=_items)

    def get(
        self,
        path: str,
        decode: Callable[[requests.Response], T],
        accept: str = "application/json",
    ) -> T:
        """Return another resource of the account as `decode` reads it."""
        return self._client.fetch("GET", path, decode, headers={"Accept": accept})

    @property
    def calls(self) -> int:
        """Requests sent so far, repeated ones included; token requests left out."""
        return self._client.calls.get("calls", 0)

    def now(self) -> dt.datetime:
        """Return NetSuite's time, aware UTC."""
        return self._clock_and_offset[0].now()

    @cached_property
    def timestamps(self) -> Timestamps:
        """How timestamps are read in this account."""
        clock, offset = self._clock_and_offset
        return find_timestamps(self.rows, offset, clock.started, self._session_time_zone)

    @cached_property
    def _clock_and_offset(self) -> tuple[VendorClock, dt.timedelta]:
        return read_clock(self.rows)

    def _send(
        self,
        client: HttpClient,
        statement: str,
        limit: int,
        decode: Callable[[requests.Response], T],
    ) -> T:
        return client.fetch(
            "POST",
            _PATH,
            decode,
            params={"limit": limit},
            json={"q": statement},
            headers={"Prefer": "transient"},
        )


class _Rows(msgspec.Struct):
    items: list[dict[str, Any]]


_page = json_as(_Rows)


def _items(response: requests.Response) -> list[dict[str, Any]]:
    return _page(response).items
