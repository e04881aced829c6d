"""The sObject Collections channel: 200 records per request (REST API Developer Guide)."""

from __future__ import annotations

from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any

from singer_erp.delivery.records import Outcome, WriteAction
from singer_erp.errors import VendorError
from singer_erp.http.bodies import json_as
from singer_erp.http.retry import exponential_waits
from singer_erp.messages.json import encode_json
from singer_erp.sync.prefetch import read_in_order

from target_salesforce.errors import rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from target_salesforce.connection import Connection
    from target_salesforce.prepare import PreparedRow, RowPreparer

MAX_RECORDS = 200
_LOCKED = "UNABLE_TO_LOCK_ROW"
_LOCK_RETRIES = 5
_INITIAL_WAIT = 1.0
_SORT_BUFFER = 50 * MAX_RECORDS

_results = json_as(list[dict[str, Any]])

CollectionsResult = tuple["PreparedRow", Outcome]


class CollectionsChannel:
    """Upserts by external id, with several requests in parallel.

    Args:
        connection: The connection to the org.
        concurrency: Maximum requests in flight.
        allow_duplicates: Save records although a duplicate rule warns of them.
        sleep: Waits before locked rows are retried.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        concurrency: int,
        allow_duplicates: bool,
        sleep: Callable[[float], None],
    ) -> None:
        self._connection = connection
        self._concurrency = concurrency
        self._sleep = sleep
        self._headers = {
            "Content-Type": "application/json; charset=UTF-8",
            "Sforce-Auto-Assign": "FALSE",
        }
        if allow_duplicates:
            self._headers["Sforce-Duplicate-Rule-Header"] = "allowSave=true"

    def send(
        self, preparer: RowPreparer, rows: Iterable[PreparedRow]
    ) -> Iterator[CollectionsResult]:
        """Send rows and yield one outcome per row."""
        batches = read_in_order(
            _batches(rows),
            lambda batch: (self._send_batch(preparer, batch), None),
            ahead=self._concurrency,
            name="collections",
        )
        with closing(batches):
            for results in batches:
                yield from results

    def _send_batch(
        self, preparer: RowPreparer, batch: Sequence[PreparedRow]
    ) -> list[CollectionsResult]:
        """Send one batch and retry its locked rows."""
        results = self._upsert(preparer, batch)
        for wait in islice(exponential_waits(_INITIAL_WAIT), _LOCK_RETRIES):
            locked = [row for row, outcome in results if outcome.code == _LOCKED]
            if not locked:
                break
            self._sleep(wait)
            unlocked = [pair for pair in results if pair[1].code != _LOCKED]
            results = unlocked + self._upsert(preparer, locked)
        return results

    def _upsert(
        self, preparer: RowPreparer, batch: Sequence[PreparedRow]
    ) -> list[CollectionsResult]:
        """Send one request; if it is refused as a whole, send each half of the batch."""
        path = f"/composite/sobjects/{preparer.object}/{preparer.key.name}"
        records = [row.as_json(preparer.object, preparer.key.name) for row in batch]
        body = encode_json({"allOrNone": False, "records": records})
        try:
            results = self._connection.fetch(
                "PATCH", path, _results, data=body, headers=self._headers
            )
        except VendorError as error:
            if error.status != 400:  # noqa: PLR2004
                raise
            if len(batch) == 1:
                return [(batch[0], _rejection(batch[0], str(error.code), error.detail))]
            middle = len(batch) // 2
            return self._upsert(preparer, batch[:middle]) + self._upsert(preparer, batch[middle:])
        if len(results) != len(batch):
            raise VendorError(
                f"Salesforce returned {len(results)} results for {len(batch)} records",
                "Run again: no record of this request was marked as sent",
            )
        return [(row, _outcome(row, result)) for row, result in zip(batch, results, strict=True)]


def _outcome(row: PreparedRow, result: dict[str, Any]) -> Outcome:
    if result.get("success"):
        action = WriteAction.CREATED if result.get("created") else WriteAction.UPDATED
        return Outcome(action, destination_id=result.get("id"))
    error = (result.get("errors") or [{}])[0]
    return _rejection(
        row,
        str(error.get("statusCode") or error.get("errorCode")),
        str(error.get("message", "")),
        *(error.get("fields") or ()),
    )


def _rejection(row: PreparedRow, code: str, message: str, *fields: str) -> Outcome:
    return rejection(code, message, fields, row.values.values())


def _batches(rows: Iterable[PreparedRow]) -> Iterator[list[PreparedRow]]:
    """Yield batches that keep children of one parent together, which locks fewer rows."""
    buffer: list[PreparedRow] = []
    for row in rows:
        buffer.append(row)
        if len(buffer) >= _SORT_BUFFER:
            yield from _split(buffer)
            buffer = []
    yield from _split(buffer)


def _split(rows: list[PreparedRow]) -> Iterator[list[PreparedRow]]:
    rows.sort(key=lambda row: sorted(row.links.items()))
    for start in range(0, len(rows), MAX_RECORDS):
        yield rows[start : start + MAX_RECORDS]
