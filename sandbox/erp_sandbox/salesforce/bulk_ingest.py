"""One ingest job of Bulk API 2.0: from an upload to results, batch by batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from erp_sandbox.salesforce.bulk_csv import JobFailure, Upload
from erp_sandbox.salesforce.bulk_jobs import Job
from erp_sandbox.salesforce.bulk_rows import Columns, failure, success, write
from erp_sandbox.salesforce.context import Context
from erp_sandbox.salesforce.errors import ApiError

if TYPE_CHECKING:
    import random
    from datetime import datetime

    from erp_sandbox.salesforce.bulk_jobs import Options
    from erp_sandbox.salesforce.org import Org

_LOCKED = "UNABLE_TO_LOCK_ROW"
_TIMED_OUT = "InternalServerError : Batch timed out and was retried 20 times"  # unconfirmed
_TOO_MANY_LOCKS = "TooManyLockFailure : Too many lock failures"  # text unconfirmed


@dataclass
class IngestJob(Job):
    """An ingest job.

    Attributes:
        key: The field an upsert matches by.
        data: The upload, until it is read.
        upload: The upload, read.
        waiting: Numbers of the rows of each batch still to be written, next one last.
        left: Numbers of rows that no batch will write.
        started: When the upload was declared complete.
        written: Batches done.
        locked: Rows found locked so far.
        ending: The final state, once it is reached; polls may not have seen it yet.
        made: Ids of the records the job has made: its own rows cannot refer to them.
    """

    key: str | None = None
    data: bytes | None = None
    upload: Upload | None = None
    waiting: list[range] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    started: datetime | None = None
    written: int = 0
    locked: int = 0
    ending: str | None = None
    made: set[str] = field(default_factory=set)
    successes: list[list[str]] = field(default_factory=list)
    failures: list[list[str]] = field(default_factory=list)

    def info(self) -> dict[str, Any]:
        """Return the job as its creation does."""
        more = {"externalIdFieldName": self.key} if self.key else {}
        url = f"services/data/v{self.version}.0/jobs/ingest/{self.id}/batches"
        return super().info() | {"contentUrl": url} | more

    def progress(self) -> dict[str, Any]:
        """Return the job as a poll does; processed rows include failed ones."""
        body = super().progress() | {
            "jobType": "V2Ingest",
            "numberRecordsFailed": len(self.failures),
            "apiActiveProcessingTime": 0,
            "apexProcessingTime": 0,
        }
        return body | ({"errorMessage": self.error} if self.state == "Failed" else {})

    def results(self, which: str) -> tuple[tuple[str, ...], str, list[list[str]]]:
        """Return added names, header as sent and rows of one kind of results.

        Args:
            which: `successfulresults`, `failedresults` or `unprocessedrecords`.
        """
        header, rows = (self.upload.header, self.upload.rows) if self.upload else ("", [])
        if which == "successfulresults":
            return ("sf__Id", "sf__Created"), header, self.successes
        if which == "failedresults":
            return ("sf__Id", "sf__Error"), header, self.failures
        return (), header, [rows[number] for number in self.left]


class Course:
    """The processing of ingest jobs after their upload.

    Args:
        org: Rows go there.
        options: How they go there.
        chance: Orders batches and results, which follow no order that a client could rely on.
    """

    def __init__(self, org: Org, options: Options, chance: random.Random) -> None:
        self._org = org
        self._options = options
        self._chance = chance

    def begin(self, job: IngestJob) -> None:
        """Take a complete upload; batches run in no order."""
        job.started = self._org.clock.now()
        try:
            job.upload = job.dialect.parse(job.data or b"")
        except JobFailure as failed:
            self._fail(job, str(failed))
            return
        total, size = len(job.upload.rows), self._options.batch_rows
        stop = total if self._options.fail_after is None else min(total, self._options.fail_after)
        job.waiting = [range(at, min(at + size, stop)) for at in range(0, stop, size)]
        self._chance.shuffle(job.waiting)
        job.left = [*range(stop, total)]
        try:
            self._columns(job)
        except JobFailure as failed:
            self._fail(job, str(failed))
            return
        self.advance(job)

    def advance(self, job: IngestJob) -> None:
        """Write the batches whose time has come."""
        if job.ending is not None or job.started is None:
            return
        while job.waiting:
            due = job.started + timedelta(seconds=self._options.seconds * (job.written + 1))
            if due > self._org.clock.now():
                return
            try:
                self._batch(job, job.waiting.pop())
            except JobFailure as failed:
                self._fail(job, str(failed))
                return
        if job.left:
            self._fail(job, _TIMED_OUT)
        else:
            job.ending = "JobComplete"
        self._chance.shuffle(job.successes)
        self._chance.shuffle(job.failures)

    def stop(self, job: IngestJob) -> None:
        """Leave what is not written yet unprocessed; what is written stays."""
        job.left = sorted([*job.left, *(number for batch in job.waiting for number in batch)])
        job.waiting = []

    def _fail(self, job: IngestJob, error: str) -> None:
        self.stop(job)
        job.ending, job.error = "Failed", error

    def _columns(self, job: IngestJob) -> Columns:
        names = job.upload.columns if job.upload else []
        return Columns(self._org, self._org.store.objects[job.object], job.user, names)

    def _batch(self, job: IngestJob, numbers: range) -> None:
        rows = [job.upload.rows[number] for number in numbers] if job.upload else []
        try:
            columns = self._columns(job)  # the admin may have changed fields since
            outcomes = write(
                self._org,
                self._org.store.objects[job.object],
                f"{job.operation}:{job.key}" if job.key else job.operation,
                [columns.record(row) for row in rows],
                Context(job.user, text=True, unseen=job.made),
            )
        except (JobFailure, ApiError, KeyError) as failed:
            job.waiting.append(numbers)
            raise JobFailure(_text(failed, job)) from None
        for row, outcome in zip(rows, outcomes, strict=True):
            if outcome.success:
                job.successes.append(success(outcome, row))
            else:
                job.failures.append(failure(outcome, row, job.version))
                job.locked += outcome.errors[0].code == _LOCKED
        job.written += 1
        job.processed = len(job.successes) + len(job.failures)
        limit = self._options.lock_failures
        if limit is not None and job.locked > limit:
            raise JobFailure(_TOO_MANY_LOCKS)


def _text(failed: Exception, job: IngestJob) -> str:
    """Return why a batch cannot be written: its object or key no longer exists or is hidden."""
    if isinstance(failed, JobFailure):
        return str(failed)
    if isinstance(failed, ApiError):
        return f"InvalidBatch : Field name not found : {job.key}"
    return f"InvalidEntity : Entity '{job.object}' is not supported by the Bulk API."
