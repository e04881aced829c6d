"""The SuiteQL service of one account."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from tap_netsuite.clock import UtcConversion, VendorClock, read_clock

if TYPE_CHECKING:
    import datetime as dt

    import requests
    from singer_erp.http.client import HttpClient

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

    Attributes:
        utc: Which timestamps SuiteQL converts to UTC.
    """

    def __init__(self, client: HttpClient, session_time_zone: str | None) -> None:
        self._client = client
        self._probe_client = client.with_max_tries(_PROBE_TRIES)
        self._single_client = client.with_max_tries(1)
        self.utc = UtcConversion(self.probe, self._session_offset, session_time_zone)

    def query(self, statement: str, limit: int) -> requests.Response:
        """Return the response with a query's first `limit` rows."""
        return self._send(self._client, statement, limit)

    def rows(self, statement: str, limit: int = MAX_ROWS) -> list[dict[str, Any]]:
        """Return the first rows of a query as dictionaries of text, null columns left out."""
        return _items(self.query(statement, limit))

    def probe(self, statement: str, *, once: bool = False) -> None:
        """Run a query for its error.

        Args:
            statement: The query.
            once: Not to send it again when NetSuite fails.

        Raises:
            ErpError: NetSuite refused it.
        """
        self._send(self._single_client if once else self._probe_client, statement, limit=1)

    def get(self, path: str, accept: str = "application/json") -> Any:
        """Return the JSON of another resource of the account."""
        return self._client.send("GET", path, headers={"Accept": accept}).json()

    @property
    def calls(self) -> int:
        """Requests sent so far, repeated ones included; token requests left out."""
        return self._client.calls.get("calls", 0)

    def now(self) -> dt.datetime:
        """Return NetSuite's time, aware UTC."""
        return self._clock_and_offset[0].now()

    def _session_offset(self) -> tuple[dt.datetime, dt.timedelta]:
        clock, offset = self._clock_and_offset
        return clock.started, offset

    @cached_property
    def _clock_and_offset(self) -> tuple[VendorClock, dt.timedelta]:
        return read_clock(self.rows)

    def _send(self, client: HttpClient, statement: str, limit: int) -> requests.Response:
        return client.send(
            "POST",
            _PATH,
            params={"limit": limit},
            json={"q": statement},
            headers={"Prefer": "transient"},
        )


def _items(response: requests.Response) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = msgspec.json.decode(response.content)["items"]
    return items
