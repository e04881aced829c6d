"""The SuiteQL service of one account."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from tap_netsuite.clock import Timestamps, VendorClock, find_timestamps, read_clock

if TYPE_CHECKING:
    import datetime as dt

    import requests
    from singer_erp.http.client import HttpClient

MAX_ROWS = 1000
_PATH = "/services/rest/query/v1/suiteql"


class SuiteQL:
    """Runs queries on one account; safe to share by threads.

    Every query is a first page: pages follow each other by key, never by offset, which NetSuite
    truncates silently at 100,000 rows (help page "Collection Paging").

    Args:
        client: Sends the requests.
        probe_client: Sends queries that are expected to fail, with fewer tries.
        api_url: Root of the account's REST services.
        session_time_zone: The setting of that name.
    """

    def __init__(
        self,
        client: HttpClient,
        probe_client: HttpClient,
        api_url: str,
        session_time_zone: str | None,
    ) -> None:
        self._client = client
        self._probe_client = probe_client
        self._api_url = api_url
        self._session_time_zone = session_time_zone

    def query(self, statement: str, limit: int) -> requests.Response:
        """Return the response with a query's first `limit` rows."""
        return self._send(self._client, statement, limit)

    def rows(self, statement: str, limit: int = MAX_ROWS) -> list[dict[str, Any]]:
        """Return the first rows of a query as dictionaries of text, null columns left out."""
        return _items(self.query(statement, limit))

    def probe(self, statement: str) -> None:
        """Run a query for its error.

        Raises:
            ErpError: NetSuite refused it.
        """
        self._send(self._probe_client, statement, limit=1)

    def get(self, path: str, accept: str = "application/json") -> Any:
        """Return the JSON of another resource of the account."""
        url = self._api_url + path
        return self._client.send("GET", url, headers={"Accept": accept}).json()

    @property
    def calls(self) -> dict[str, int]:
        """Requests sent so far, repeated ones and throttled ones; token requests left out."""
        both = self._client.calls, self._probe_client.calls
        return {
            name: sum(calls.get(name, 0) for calls in both)
            for name in ("calls", "retries", "throttled")
        }

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

    def _send(self, client: HttpClient, statement: str, limit: int) -> requests.Response:
        return client.send(
            "POST",
            self._api_url + _PATH,
            params={"limit": limit},
            json={"q": statement},
            headers={"Prefer": "transient"},
        )


def _items(response: requests.Response) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = msgspec.json.decode(response.content)["items"]
    return items
