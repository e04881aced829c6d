"""sObject Collections: 200 records a call, one result for each (REST API Developer Guide)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_erp.delivery.records import Action, Outcome, rejected
from singer_erp.errors import VendorError
from singer_erp.messages.json import encode_json
from singer_erp.sync.prefetch import read_in_order

from target_salesforce.errors import without_contents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from target_salesforce.connection import Connection
    from target_salesforce.prepare import Preparation, Prepared

MOST_RECORDS = 200
_LOCKED = "UNABLE_TO_LOCK_ROW"
_LOCK_TRIES = 6
_FIRST_WAIT = 1.0
_SORTED_AHEAD = 50 * MOST_RECORDS

Result = tuple["Prepared", Outcome]


class CollectionsChannel:
    """Upserts by external id, batches side by side.

    Args:
        connection: Sends.
        concurrency: Calls in flight.
        allow_duplicates: Save what a duplicate rule only warns of.
        sleep: Waits before locked rows are tried again.
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

    def send(self, preparation: Preparation, rows: Iterable[Prepared]) -> Iterator[Result]:
        """Send rows; one result for each."""
        batches = _batches(rows)
        results = read_in_order(
            batches,
            lambda batch: (self._settled(preparation, batch), None),
            ahead=self._concurrency,
            name="collections",
        )
        for some in results:
            yield from some

    def _settled(self, preparation: Preparation, batch: Sequence[Prepared]) -> list[Result]:
        """One batch, its locked rows tried again alone."""
        results: list[Result] = []
        waiting = batch
        for attempt in range(_LOCK_TRIES):
            if attempt:
                self._sleep(_FIRST_WAIT * 2 ** (attempt - 1))
            answered = self._call(preparation, waiting)
            locked = [row for row, outcome in answered if outcome.code == _LOCKED]
            last = attempt == _LOCK_TRIES - 1
            results += [pair for pair in answered if last or pair[1].code != _LOCKED]
            waiting = locked
            if not waiting or last:
                break
        return results

    def _call(self, preparation: Preparation, batch: Sequence[Prepared]) -> list[Result]:
        """One call; a batch that is refused as a whole is halved until the culprit is alone."""
        path = f"/composite/sobjects/{preparation.object}/{preparation.key.name}"
        records = [row.as_json(preparation.object, preparation.key.name) for row in batch]
        body = encode_json({"allOrNone": False, "records": records})
        try:
            response = self._connection.send("PATCH", path, data=body, headers=self._headers)
        except VendorError as error:
            if error.status != 400:  # noqa: PLR2004
                raise
            if len(batch) == 1:
                return [(batch[0], rejected(str(error.code), error.detail))]
            middle = len(batch) // 2
            return self._call(preparation, batch[:middle]) + self._call(preparation, batch[middle:])
        results = response.json()
        if len(results) != len(batch):
            raise VendorError(
                f"Salesforce answered {len(results)} results to {len(batch)} records",
                "Run again: nothing of this call was marked as done",
            )
        return [(row, _outcome(result)) for row, result in zip(batch, results, strict=True)]


def _outcome(result: dict[str, Any]) -> Outcome:
    if result.get("success"):
        action = Action.CREATED if result.get("created") else Action.UPDATED
        return Outcome(action, destination_id=result.get("id"))
    error = (result.get("errors") or [{}])[0]
    return refusal(
        str(error.get("statusCode") or error.get("errorCode")),
        str(error.get("message", "")),
        tuple(error.get("fields") or ()),
    )


def refusal(code: str, message: str, fields: tuple[str, ...]) -> Outcome:
    """The outcome of a row Salesforce refused.

    Raises:
        VendorError: Nothing more can be stored.
    """
    if code == "STORAGE_LIMIT_EXCEEDED":
        raise VendorError(
            "The org's storage is full", "Free some or buy more, and run again", code=code
        )
    missing = code == "INVALID_FIELD" and message.startswith("Foreign key external ID")
    return rejected(code, without_contents(message), *fields, parent_missing=missing)


def _batches(rows: Iterable[Prepared]) -> Iterator[list[Prepared]]:
    """Batches in which children of one parent stay together: fewer locked rows."""
    ahead: list[Prepared] = []
    for row in rows:
        ahead.append(row)
        if len(ahead) >= _SORTED_AHEAD:
            yield from _cut(ahead)
            ahead = []
    yield from _cut(ahead)


def _cut(rows: list[Prepared]) -> Iterator[list[Prepared]]:
    rows.sort(key=lambda row: sorted(row.links.items()))
    for start in range(0, len(rows), MOST_RECORDS):
        yield rows[start : start + MOST_RECORDS]
