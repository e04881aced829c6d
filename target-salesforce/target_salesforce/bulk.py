"""The Bulk API 2.0 channel: CSV jobs with results by key (Bulk API 2.0 Developer Guide)."""

from __future__ import annotations

import csv
import io
import logging
from typing import TYPE_CHECKING, Any

from singer_erp.delivery.outbox import normalize
from singer_erp.delivery.records import Outcome, WriteAction
from singer_erp.errors import VendorError
from singer_erp.http.bodies import content_of, json_object
from singer_erp.http.retry import exponential_waits

from target_salesforce.errors import rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from target_salesforce.connection import Connection
    from target_salesforce.prepare import PreparedRow, RowPreparer

log = logging.getLogger(__name__)

# A job takes 150 MB once Base64-encoded. Rows stay in memory until the results of their job arrive.
MAX_BYTES = 90_000_000
MAX_ROWS = 50_000
_FINAL = {"JobComplete", "Failed", "Aborted"}
_INITIAL_WAIT, _MAX_WAIT, _WAIT_FACTOR = 0.5, 15.0, 1.5
_LOCKED = "UNABLE_TO_LOCK_ROW"
_DUPLICATES = "DUPLICATES_DETECTED"


class BulkChannel:
    """Upserts by external id in jobs.

    Args:
        connection: The connection to the org.
        allow_duplicates: Leave rows that a duplicate rule refused without an outcome: Bulk API 2.0
            cannot override duplicate rules.
        sleep: Waits between polls.
    """

    def __init__(
        self, connection: Connection, *, allow_duplicates: bool, sleep: Callable[[float], None]
    ) -> None:
        self._connection = connection
        self._sleep = sleep
        self._codes_without_outcome = {_LOCKED} | ({_DUPLICATES} if allow_duplicates else set())

    def send(
        self, preparer: RowPreparer, rows: Iterable[PreparedRow]
    ) -> Iterator[tuple[PreparedRow, Outcome | None]]:
        """Send rows; the outcome is None for rows that another channel must send."""
        for chunk in _job_chunks(rows, preparer.key.name):
            yield from self._run_job(preparer, chunk)

    def _run_job(
        self, preparer: RowPreparer, rows: Sequence[PreparedRow]
    ) -> Iterator[tuple[PreparedRow, Outcome | None]]:
        key = preparer.key.name
        created = self._connection.fetch(
            "POST",
            "/jobs/ingest",
            json_object,
            json={
                "object": preparer.object,
                "operation": "upsert",
                "externalIdFieldName": key,
                "contentType": "CSV",
                "lineEnding": "LF",
                "columnDelimiter": "COMMA",
            },
        )
        job = created["id"]
        self._connection.send(
            "PUT",
            f"/jobs/ingest/{job}/batches",
            data=to_csv([row.as_cells(key) for row in rows]),
            headers={"Content-Type": "text/csv; charset=UTF-8"},
        )
        self._connection.send("PATCH", f"/jobs/ingest/{job}", json={"state": "UploadComplete"})
        info = self._poll(job)
        log.info(
            "Bulk job %s: %s, %s of %s rows rejected",
            job,
            info["state"],
            info.get("numberRecordsFailed"),
            info.get("numberRecordsProcessed"),
        )
        outcomes = self._outcomes(job, key)
        if info["state"] != "JobComplete":
            self._check_failure(info, outcomes)
        for row in rows:
            yield row, outcomes.get(normalize(row.key))

    def _poll(self, job: str) -> dict[str, Any]:
        """Return the job's info once it has ended."""
        waits = exponential_waits(_INITIAL_WAIT, base=_WAIT_FACTOR, max_value=_MAX_WAIT)
        while True:
            info: dict[str, Any] = self._connection.get(f"/jobs/ingest/{job}")
            if info["state"] in _FINAL:
                return info
            self._sleep(next(waits))

    def _outcomes(self, job: str, key: str) -> dict[str, Outcome]:
        """Return the final outcomes by normalized key."""
        outcomes = {}
        for row in self._rows(job, "successfulResults"):
            action = WriteAction.CREATED if row["sf__Created"] == "true" else WriteAction.UPDATED
            outcomes[normalize(row[key])] = Outcome(action, destination_id=row["sf__Id"])
        for row in self._rows(job, "failedResults"):
            code, _, rest = row["sf__Error"].partition(":")
            if code not in self._codes_without_outcome:
                message, _, fields = rest.rpartition(":")
                names = fields.removesuffix("--").strip()
                invalid = tuple(name.strip() for name in names.split(",") if name.strip())
                outcomes[normalize(row[key])] = rejection(code, message, invalid)
        return outcomes

    def _rows(self, job: str, which: str) -> Iterator[dict[str, str]]:
        text = self._connection.fetch(
            "GET",
            f"/jobs/ingest/{job}/{which}/",
            lambda response: content_of(response).decode(),
            headers={"Accept": "text/csv"},
        )
        yield from csv.DictReader(io.StringIO(text, newline=""))

    def _check_failure(self, info: dict[str, Any], outcomes: dict[str, Outcome]) -> None:
        """Raise an error if a failed job cannot be completed by Collections."""
        reason = str(info.get("errorMessage", info["state"]))
        if not outcomes and "InvalidBatch" in reason and "CSV" not in reason:
            raise VendorError(
                f"Bulk job {info['id']} on {info['object']} failed: {reason}",
                "Check the fields in `mappings` and the user's field permissions",
            )
        log.warning(
            "Bulk job %s ended as %s (%s): its remaining rows are sent by Collections",
            info["id"],
            info["state"],
            reason,
        )


def to_csv(rows: Sequence[dict[str, str]]) -> bytes:
    """Return rows as CSV with quoted values and LF; an empty cell leaves a field unchanged."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _job_chunks(rows: Iterable[PreparedRow], key: str) -> Iterator[list[PreparedRow]]:
    """Yield rows in chunks that fit one job."""
    chunk: list[PreparedRow] = []
    size = 0
    for row in rows:
        cells = row.as_cells(key)
        length = sum(len(value.encode()) + 3 for value in cells.values())
        if chunk and (size + length > MAX_BYTES or len(chunk) >= MAX_ROWS):
            yield chunk
            chunk, size = [], 0
        chunk.append(row)
        size += length
    if chunk:
        yield chunk
