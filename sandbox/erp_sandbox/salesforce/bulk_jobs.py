"""Jobs of Bulk API 2.0, and the options of their processing."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from erp_sandbox.salesforce.bulk_csv import DELIMITERS, LINE_ENDINGS, Dialect
from erp_sandbox.salesforce.errors import ApiError, not_found
from erp_sandbox.salesforce.reading import timestamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from erp_sandbox.core.clock import Clock
    from erp_sandbox.salesforce.call import Call
    from erp_sandbox.salesforce.security import User

RETENTION = timedelta(days=7)
FINAL = {"JobComplete", "Failed", "Aborted"}
AT_WORK = {"UploadComplete", "InProgress"}
_PAGE = 1_000


@dataclass
class Options:
    """The options of processing; the control surface sets them (`bulk_polls` and so on).

    Attributes:
        polls: The number of polls before a job is complete.
        seconds: What each internal batch takes on the sandbox's clock; 0 writes it at once.
        batch_rows: Rows of an internal batch.
        fail_after: Rows written before batches time out for good; None for never.
        lock_failures: More rows than that found locked fail the job; None for never.
        result_rows: Rows of one response before a `Sforce-Locator` follows; None for all.
    """

    polls: int = 1
    seconds: float = 0.0
    batch_rows: int = 10_000
    fail_after: int | None = None
    lock_failures: int | None = None
    result_rows: int | None = None


@dataclass
class Job:
    """The common part of ingest and query jobs.

    Attributes:
        object: API name of the object.
        operation: `upsert`, `query` and so on.
        user: Who made it.
        created: When.
        version: API version of its creation.
        dialect: Of its CSV.
        state: As the API shows it.
        polls: The number of polls so far.
        processed: Rows done, failed ones included.
        error: `errorMessage` of a failed job.
        changed: When the state last changed.
    """

    id: str
    object: str
    operation: str
    user: User
    created: datetime
    version: int
    dialect: Dialect
    state: str = "Open"
    polls: int = 0
    processed: int = 0
    error: str | None = None
    changed: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.changed = self.created

    def move(self, state: str, now: datetime) -> None:
        """Change the state."""
        self.state, self.changed = state, now

    def info(self) -> dict[str, Any]:
        """Return the job as its creation does."""
        return {
            "id": self.id,
            "operation": self.operation,
            "object": self.object,
            "createdById": self.user.id,
            "createdDate": timestamp(self.created),
            "systemModstamp": timestamp(self.changed),
            "state": self.state,
            "concurrencyMode": "Parallel",
            "contentType": "CSV",
            "apiVersion": float(self.version),
            "lineEnding": self.dialect.line_ending,
            "columnDelimiter": self.dialect.delimiter,
        }

    def progress(self) -> dict[str, Any]:
        """Return the job as a poll does."""
        spent = int((self.changed - self.created).total_seconds() * 1000)
        return self.info() | {
            "numberRecordsProcessed": self.processed,
            "retries": 0,
            "totalProcessingTime": spent,
        }

    def poll(self, options: Options, ending: str | None, now: datetime) -> None:
        """Advance the state by one poll, up to a complete job's final state."""
        if self.state not in AT_WORK:
            return
        self.polls += 1
        if ending is not None and self.polls > options.polls:
            self.move(ending, now)
        elif self.state != "InProgress":
            self.move("InProgress", now)


J = TypeVar("J", bound=Job)
R = TypeVar("R")


class Register(Generic[J]):
    """The jobs of one kind; those that ended are forgotten after seven days.

    Args:
        clock: The clock of their age.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._jobs: dict[str, J] = {}

    def __iter__(self) -> Iterator[J]:
        return iter([*self._jobs.values()])

    def add(self, job: J) -> None:
        """Keep a new job."""
        self._jobs[job.id] = job

    def find(self, call: Call) -> J:
        """Return the job of a path.

        Raises:
            ApiError: 404, it is unknown, deleted or too old.
        """
        oldest = self._clock.now() - RETENTION
        for job in self:
            if job.state in FINAL and job.changed < oldest:
                del self._jobs[job.id]
        # Ids compare by their first 15 characters; the rest is a checksum.
        wanted = call.parameters["job"][:15]
        for job_id, job in self._jobs.items():
            if job_id.startswith(wanted):
                return job
        raise not_found()

    def remove(self, job: J) -> None:
        """Forget a job."""
        del self._jobs[job.id]

    def page(self, call: Call, path: str, job_type: str) -> dict[str, Any]:
        """Return the list of jobs, a thousand at a time."""
        wanted = call.query.get("jobType", job_type)
        jobs = [*self] if wanted == job_type else []
        start = _offset(call.query.get("queryLocator", ""))
        end = start + _PAGE
        more = end < len(jobs)
        following = f"{call.root}{path}?queryLocator={locator(end)}" if more else None
        return {
            "done": not more,
            "records": [job.info() | {"jobType": job_type} for job in jobs[start:end]],
            "nextRecordsUrl": following,
        }


def dialect_of(body: dict[str, Any]) -> Dialect:
    """Return the CSV of a new job.

    Raises:
        ApiError: 400, there is no such page.
    """
    if body.get("contentType") not in {None, "CSV"}:
        raise refused_job(f"contentType '{body['contentType']}' is not supported; use CSV.")
    dialect = Dialect(body.get("columnDelimiter") or "COMMA", body.get("lineEnding") or "LF")
    for name, value, known in (
        ("columnDelimiter", dialect.delimiter, DELIMITERS),
        ("lineEnding", dialect.line_ending, LINE_ENDINGS),
    ):
        if value not in known:
            raise refused_job(f"{name} '{value}' is not one of {', '.join(known)}.")
    return dialect


def refused_job(message: str) -> ApiError:
    """Return the 400 for a job that is not valid (its codes are unconfirmed)."""
    return ApiError(400, "INVALIDJOB", f"InvalidJob : {message}")


def wrong_state(message: str) -> ApiError:
    """Return the 400 for what the job's state does not allow (message unconfirmed)."""
    return ApiError(400, "INVALIDJOBSTATE", f"InvalidJobState : {message}")


def locator(offset: int) -> str:
    """Return an opaque name of a position in a list."""
    return base64.urlsafe_b64encode(str(offset).encode()).decode().rstrip("=")


def page_of(call: Call, rows: Sequence[R], limit: int | None) -> tuple[Sequence[R], str]:
    """Return one page of rows by the call's `locator` and `maxRecords`, and the next locator.

    Returns:
        The rows, and the locator of those behind them: the text `null` when there are none.
    """
    asked = call.query.get("maxRecords", "")
    size = int(asked) if asked.isdecimal() and int(asked) > 0 else len(rows)
    size = min(size, limit or size)
    start = _offset(call.query.get("locator", ""))
    end = start + size
    return rows[start:end], locator(end) if end < len(rows) else "null"


def _offset(text: str) -> int:
    if text in {"", "null"}:
        return 0
    try:
        return int(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        raise ApiError(400, "INVALIDQUERYLOCATOR", "invalid query locator") from None
