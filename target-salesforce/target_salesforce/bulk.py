"""The Bulk API 2.0 channel: CSV jobs with results by key (Bulk API 2.0 Developer Guide)."""

from __future__ import annotations

import csv
import io
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec
from singer_erp.delivery.outbox import normalize
from singer_erp.delivery.records import Outcome, WriteAction
from singer_erp.errors import ErpError, VendorError
from singer_erp.http.bodies import content_of, json_as
from singer_erp.http.retry import exponential_waits

from target_salesforce.errors import rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    import requests

    from target_salesforce.connection import Connection
    from target_salesforce.prepare import PreparedRow, RowPreparer

log = logging.getLogger(__name__)

# A job takes 150 MB once Base64-encoded. Rows stay in memory until the results of their job arrive.
MAX_BYTES = 90_000_000
MAX_ROWS = 50_000
_ABORTED = "Aborted"
_FINAL = {"JobComplete", "Failed", _ABORTED}
_INITIAL_WAIT, _MAX_WAIT, _WAIT_FACTOR = 0.5, 15.0, 1.5
_LOCKED = "UNABLE_TO_LOCK_ROW"
_DUPLICATES = "DUPLICATES_DETECTED"


class JobInfo(msgspec.Struct, rename="camel"):
    """An ingest job, with the properties that matter to its creator ("Get Job Info")."""

    id: str
    state: str
    object: str
    error_message: str | None = None
    number_records_processed: int = 0
    number_records_failed: int = 0


_job_info = json_as(JobInfo)


class BulkChannel:
    """Upserts by external id in jobs; a job that the run does not see through is aborted.

    Args:
        connection: The connection to the org.
        allow_duplicates: Leave rows that a duplicate rule refused without an outcome: Bulk API 2.0
            cannot override duplicate rules.
        sleep: Waits between polls.
        waiting: Context of an upload and the processing of a job, which a signal may interrupt.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        allow_duplicates: bool,
        sleep: Callable[[float], None],
        waiting: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._connection = connection
        self._sleep = sleep
        self._waiting = waiting
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
        job = self._create(preparer)
        with self._aborted_on_error(job), self._waiting():
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
            info.state,
            info.number_records_failed,
            info.number_records_processed,
        )
        outcomes = self._outcomes(job, key)
        if info.state == _ABORTED:
            yield from _with_outcomes(rows, outcomes)
            raise _aborted(info, len(rows))
        if info.state != "JobComplete":
            self._check_failure(info, outcomes)
        for row in rows:
            yield row, outcomes.get(normalize(row.key))

    def _create(self, preparer: RowPreparer) -> str:
        """Create a job and return its id."""
        body = {
            "object": preparer.object,
            "operation": "upsert",
            "externalIdFieldName": preparer.key.name,
            "contentType": "CSV",
            "lineEnding": "LF",
            "columnDelimiter": "COMMA",
        }
        return self._connection.fetch("POST", "/jobs/ingest", _job_info, json=body).id

    @contextmanager
    def _aborted_on_error(self, job: str) -> Iterator[None]:
        """Abort the job if the run ends before the job does."""
        try:
            yield
        except BaseException:
            try:
                self._connection.send_once("PATCH", f"/jobs/ingest/{job}", json={"state": _ABORTED})
                log.warning("Bulk job %s was aborted, as the run ends", job)
            except ErpError as error:
                log.warning("Bulk job %s could not be aborted: %s", job, error)
            raise

    def _poll(self, job: str) -> JobInfo:
        """Return the job's info once it has ended."""
        waits = exponential_waits(_INITIAL_WAIT, base=_WAIT_FACTOR, max_value=_MAX_WAIT)
        while True:
            info = self._connection.fetch("GET", f"/jobs/ingest/{job}", _job_info)
            if info.state in _FINAL:
                return info
            self._sleep(next(waits))

    def _outcomes(self, job: str, key: str) -> dict[str, Outcome]:
        """Return the final outcomes by normalized key."""
        outcomes = {}
        for row in self._rows(job, "successfulResults", "sf__Id", "sf__Created", key):
            action = WriteAction.CREATED if row["sf__Created"] == "true" else WriteAction.UPDATED
            outcomes[normalize(row[key])] = Outcome(action, destination_id=row["sf__Id"])
        for row in self._rows(job, "failedResults", "sf__Error", key):
            code, _, rest = row["sf__Error"].partition(":")
            if code not in self._codes_without_outcome:
                message, _, fields = rest.rpartition(":")
                names = fields.removesuffix("--").strip()
                invalid = tuple(name.strip() for name in names.split(",") if name.strip())
                outcomes[normalize(row[key])] = rejection(code, message, invalid, _values(row, key))
        return outcomes

    def _rows(self, job: str, which: str, *columns: str) -> list[dict[str, str]]:
        """Return the rows of a result, which must have some columns."""

        def decode(response: requests.Response) -> list[dict[str, str]]:
            text = io.StringIO(content_of(response).decode(), newline="")
            rows = [*csv.DictReader(text)]
            if any(None in row or row.get(name) is None for row in rows for name in columns):
                raise ValueError("columns are missing")
            return rows

        path = f"/jobs/ingest/{job}/{which}/"
        return self._connection.fetch("GET", path, decode, headers={"Accept": "text/csv"})

    def _check_failure(self, info: JobInfo, outcomes: dict[str, Outcome]) -> None:
        """Raise an error if a failed job cannot be completed by Collections."""
        reason = info.error_message or info.state
        if not outcomes and "InvalidBatch" in reason and "CSV" not in reason:
            raise VendorError(
                f"Bulk job {info.id} on {info.object} failed: {reason}",
                "Check the fields in `mappings` and the user's field permissions",
            )
        log.warning(
            "Bulk job %s ended as %s (%s): its remaining rows are sent by Collections",
            info.id,
            info.state,
            reason,
        )


def _values(row: dict[str, str], key: str) -> list[str]:
    """Return the cells of a result that hold values, not keys."""
    return [
        value
        for name, value in row.items()
        if name != key and "." not in name and not name.startswith("sf__")
    ]


def _with_outcomes(
    rows: Iterable[PreparedRow], outcomes: dict[str, Outcome]
) -> Iterator[tuple[PreparedRow, Outcome]]:
    """Yield the rows that have an outcome."""
    for row in rows:
        if (outcome := outcomes.get(normalize(row.key))) is not None:
            yield row, outcome


def _aborted(info: JobInfo, count: int) -> VendorError:
    """Return the error for a job that someone aborted."""
    return VendorError(
        f"Bulk job {info.id} on {info.object} was aborted in the org after "
        f"{info.number_records_processed} of {count} records",
        "See Bulk Data Load Jobs in Setup, and run again when it may continue: confirmed records "
        "are not sent again",
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
