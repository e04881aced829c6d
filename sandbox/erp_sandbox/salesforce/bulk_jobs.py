"""Jobs of Bulk API 2.0 as the org keeps and shows them, and the switches of their course."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from erp_sandbox.salesforce.bulk_csv import DELIMITERS, LINE_ENDINGS, Dialect
from erp_sandbox.salesforce.errors import ApiError, not_found
from erp_sandbox.salesforce.reading import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from erp_sandbox.salesforce.call import Call
    from erp_sandbox.salesforce.org import User

RETENTION = timedelta(days=7)
FINAL = {"JobComplete", "Failed", "Aborted"}
AT_WORK = {"UploadComplete", "InProgress"}
_PAGE = 1_000


@dataclass
class Options:
    """How jobs go on; the control surface sets them (`bulk_polls` and so on).

    Attributes:
        polls: So many polls find a job at work before one sees its end.
        seconds: What each internal batch takes on the sandbox's clock; 0 writes it at once.
        batch_rows: Rows of an internal batch.
        fail_after: Rows written before batches time out for good; None for never.
        lock_failures: More rows than that found locked fail the job; None for never.
        result_rows: Rows of one answer before a `Sforce-Locator` leads on; None for all.
        abort_at_query_end: Query jobs end as `Failed`.
    """

    polls: int = 1
    seconds: float = 0.0
    batch_rows: int = 10_000
    fail_after: int | None = None
    lock_failures: int | None = None
    result_rows: int | None = None


@dataclass
class Job:
    """What ingest and query jobs have in common.

    Attributes:
        object: API name of the object.
        operation: `upsert`, `query` and so on.
        user: Who made it.
        created: When.
        version: API version of its creation.
        dialect: Of its CSV.
        state: As the API shows it.
        polls: How often it was asked for while at work.
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
        """The job as its creation answers."""
        return {
            "id": self.id,
            "operation": self.operation,
            "object": self.object,
            "createdById": self.user.id,
            "createdDate": stamp(self.created),
            "systemModstamp": stamp(self.changed),
            "state": self.state,
            "concurrencyMode": "Parallel",
            "contentType": "CSV",
            "apiVersion": float(self.version),
            "lineEnding": self.dialect.line_ending,
            "columnDelimiter": self.dialect.delimiter,
        }

    def progress(self) -> dict[str, Any]:
        """The job as a poll answers."""
        spent = int((self.changed - self.created).total_seconds() * 1000)
        return self.info() | {
            "numberRecordsProcessed": self.processed,
            "retries": 0,
            "totalProcessingTime": spent,
        }


class Jobs[J: Job]:
    """The jobs of one kind; those that ended are forgotten after seven days."""
