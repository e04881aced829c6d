"""The requests to the sandbox, in order of arrival."""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any

CAPACITY = 50_000


@dataclass
class Entry:
    """One vendor request.

    Attributes:
        sequence: Order of arrival, from 1.
        time: Business time of arrival, ISO with `Z`.
        method: HTTP method.
        path: Path and query as sent.
        request_id: The id the response carried.
        body_size: Bytes of the request's body.
        status: Status sent, or None when the connection died before one was.
        duration: Seconds from the full request to the end of the response.
        response_size: Bytes of the response's body.
        account: Canonical account id, once the vendor has recognized it.
        in_progress: Requests that the server was handling, this one included.
        in_flight: Requests that held a slot of that account, this one included.
        query: The query text of a query request.
        rows: Rows of a query response.
        rows_read: Rows of stored tables that the query read, where the vendor counts them.
        query_seconds: How long the query took by the vendor's model of its cost.
        fault: The injected fault, if one applied.
    """

    sequence: int
    time: str
    method: str
    path: str
    request_id: str
    body_size: int = 0
    status: int | None = None
    duration: float = 0.0
    response_size: int = 0
    account: str | None = None
    in_progress: int = 0
    in_flight: int | None = None
    query: str | None = None
    rows: int | None = None
    rows_read: int | None = None
    query_seconds: float = 0.0
    fault: str | None = None


@dataclass
class Journal:
    """The last requests, oldest first; older ones fall out."""

    capacity: int = CAPACITY
    _entries: deque[Entry] = field(init=False)
    _sequence: itertools.count[int] = field(init=False)

    def __post_init__(self) -> None:
        self._entries = deque(maxlen=self.capacity)
        self._sequence = itertools.count(1)

    def open(self, *, time: str, method: str, path: str, request_id: str) -> Entry:
        """Start the entry of a request that has just arrived."""
        entry = Entry(next(self._sequence), time, method, path, request_id)
        self._entries.append(entry)
        return entry

    def clear(self) -> None:
        """Remove all requests; the numbering continues."""
        self._entries.clear()

    def as_list(self) -> list[dict[str, Any]]:
        """Return all entries as JSON-able objects, oldest first."""
        return [asdict(entry) for entry in list(self._entries)]
