"""Bulk API 2.0: one upload for many rows, results joined by key (Bulk API 2.0 Developer Guide)."""

from __future__ import annotations

import csv
import io
import logging
from typing import TYPE_CHECKING, Any

from singer_erp.delivery.outbox import fold
from singer_erp.delivery.records import Action, Outcome
from singer_erp.errors import VendorError

from target_salesforce.collections import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from target_salesforce.connection import Connection
    from target_salesforce.prepare import Preparation, Prepared

log = logging.getLogger(__name__)

# 150 MB once Base64-encoded; rows of one job are held until its results are there.
MOST_BYTES = 90_000_000
MOST_ROWS = 50_000
_FINAL = {"JobComplete", "Failed", "Aborted"}
_FIRST_WAIT, _LONGEST_WAIT, _GROWTH = 0.5, 15.0, 1.5
_LOCKED = "UNABLE_TO_LOCK_ROW"
_DUPLICATES = "DUPLICATES_DETECTED"

Result = tuple["Prepared", Outcome]


class BulkChannel:
    """Upserts by external id in jobs.

    Args:
        connection: Sends.
        allow_duplicates: Bulk cannot overrule duplicate rules; rows refused by one stay unsettled.
        sleep: Waits between polls.
    """

    def __init__(
        self, connection: Connection, *, allow_duplicates: bool, sleep: Callable[[float], None]
    ) -> None:
        self._connection = connection
        self._sleep = sleep
        self._unsettled_codes = {_LOCKED} | ({_DUPLICATES} if allow_duplicates else set())

    def send(
        self, preparation: Preparation, rows: Iterable[Prepared]
    ) -> Iterator[tuple[Prepared, Outcome | None]]:
        """Send rows; None for those that another channel must settle."""
        for chunk in _jobs(rows, preparation.key.name):
            yield from self._job(preparation, chunk)

    def _job(
        self, preparation: Preparation, rows: Sequence[Prepared]
    ) -> Iterator[tuple[Prepared, Outcome | None]]:
        key = preparation.key.name
        job = self._connection.send(
            "POST",
            "/jobs/ingest",
            json={
                "object": preparation.object,
                "operation": "upsert",
                "externalIdFieldName": key,
                "contentType": "CSV",
                "lineEnding": "LF",
                "columnDelimiter": "COMMA",
            },
        ).json()["id"]
        self._connection.send(
            "PUT",
            f"/jobs/ingest/{job}/batches",
            data=to_csv([row.as_cells(key) for row in rows]),
            headers={"Content-Type": "text/csv; charset=UTF-8"},
        )
        self._connection.send("PATCH", f"/jobs/ingest/{job}", json={"state": "UploadComplete"})
        info = self._wait(job)
        log.info(
            "Bulk job %s: %s, %s of %s rows refused",
            job,
            info["state"],
            info.get("numberRecordsFailed"),
            info.get("numberRecordsProcessed"),
        )
        outcomes = self._outcomes(job, key)
        if info["state"] != "JobComplete":
            self._explain(info, outcomes)
        for row in rows:
            yield row, outcomes.get(fold(row.key))

    def _wait(self, job: str) -> dict[str, Any]:
        wait = _FIRST_WAIT
        while True:
            info: dict[str, Any] = self._connection.get(f"/jobs/ingest/{job}")
            if info["state"] in _FINAL:
                return info
            self._sleep(wait)
            wait = min(wait * _GROWTH, _LONGEST_WAIT)

    def _outcomes(self, job: str, key: str) -> dict[str, Outcome]:
        """Outcome by folded key, of the rows that have one for good."""
        outcomes = {}
        for row in self._rows(job, "successfulResults"):
            action = Action.CREATED if row["sf__Created"] == "true" else Action.UPDATED
            outcomes[fold(row[key])] = Outcome(action, destination_id=row["sf__Id"])
        for row in self._rows(job, "failedResults"):
            code, _, rest = row["sf__Error"].partition(":")
            if code not in self._unsettled_codes:
                message, _, fields = rest.rpartition(":")
                names = fields.removesuffix("--").strip()
                at_fault = tuple(name.strip() for name in names.split(",") if name.strip())
                outcomes[fold(row[key])] = refusal(code, message, at_fault)
        return outcomes

    def _rows(self, job: str, which: str) -> Iterator[dict[str, str]]:
        response = self._connection.send(
            "GET", f"/jobs/ingest/{job}/{which}/", headers={"Accept": "text/csv"}
        )
        yield from csv.DictReader(io.StringIO(response.content.decode("utf-8"), newline=""))

    def _explain(self, info: dict[str, Any], outcomes: dict[str, Outcome]) -> None:
        reason = str(info.get("errorMessage", info["state"]))
        if not outcomes and "InvalidBatch" in reason and "CSV" not in reason:
            raise VendorError(
                f"Bulk job {info['id']} on {info['object']} failed: {reason}",
                "Check the fields in `mappings` and the user's field permissions",
            )
        log.warning(
            "Bulk job %s ended as %s (%s): its other rows are sent by Collections",
            info["id"],
            info["state"],
            reason,
        )


def to_csv(rows: Sequence[dict[str, str]]) -> bytes:
    """Rows under one header, all values quoted, LF; an empty cell leaves a field unchanged."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _jobs(rows: Iterable[Prepared], key: str) -> Iterator[list[Prepared]]:
    """Rows in portions one job can take."""
    portion: list[Prepared] = []
    size = 0
    for row in rows:
        cells = row.as_cells(key)
        length = sum(len(value.encode()) + 3 for value in cells.values())
        if portion and (size + length > MOST_BYTES or len(portion) >= MOST_ROWS):
            yield portion
            portion, size = [], 0
        portion.append(row)
        size += length
    if portion:
        yield portion
