"""The SuiteQL service of one account."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from singer_erp.http.bodies import content_of

from tap_netsuite.clock import UtcConversion, VendorClock, read_clock

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

    Attributes:
        utc: Which timestamps SuiteQL converts to UTC.
    """

    def __init__(self, client: HttpClient, session_time_zone: str | None) -> None:
        self._client = client
        self._probe_client = client.with_max_tries(_PROBE_TRIES)
        self._single_client = client.with_max_tries(1)
        self.utc = UtcConversion(self.probe, self._session_offset, session_time_zone)

    def query(self, statement: str, limit: int, decode: Callable[[requests.Response], T]) -> T:
        """Return a query's first `limit` rows as `decode` reads them; see `HttpClient.fetch`."""
        return self._send(self._client, statement, limit, decode)

    def rows(self, statement: str, row_type: Callable[..., T], limit: int = MAX_ROWS) -> list[T]:
        """Return the first rows of a query; null columns are left out."""
        return self.query(statement, limit, _rows_of(row_type))

    def probe(self, statement: str, *, once: bool = False) -> None:
        """Run a query for its error.

        Args:
            statement: The query.
            once: Not to send it again when NetSuite fails.

        Raises:
            ErpError: NetSuite refused it.
        """
        client = self._single_client if once else self._probe_client
        self._send(client, statement, limit=1, decode=_any_rows)

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

    def _session_offset(self) -> tuple[dt.datetime, dt.timedelta]:
        clock, offset = self._clock_and_offset
        return clock.started, offset

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


@cache
def _rows_of(row_type: Callable[..., T]) -> Callable[[requests.Response], list[T]]:
    """Return a function that reads rows; not strict, because SuiteQL sends numbers as text."""
    page = msgspec.defstruct("Page", [("items", list[row_type])])  # type: ignore[valid-type]
    decode: Any = msgspec.json.Decoder(page, strict=False).decode
    return lambda response: decode(content_of(response)).items


_any_rows = _rows_of(dict[str, Any])
