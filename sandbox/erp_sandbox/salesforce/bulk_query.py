"""Query jobs of Bulk API 2.0: SOQL in, CSV out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from erp_sandbox.salesforce.bulk_jobs import AT_WORK, Job, dialect_of, page_of, wrong_state
from erp_sandbox.salesforce.call import Call, answer
from erp_sandbox.salesforce.errors import ApiError
from erp_sandbox.salesforce.query import Execution

if TYPE_CHECKING:
    from erp_sandbox.salesforce.bulk_jobs import Options, Register
    from erp_sandbox.salesforce.org import Org
    from erp_sandbox.salesforce.store import Record

_REST_DATETIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})\+0000")
_TYPE = "V2Query"
_ENDED = {"JobComplete", "Failed", "Aborted"}


@dataclass
class QueryJob(Job):
    """A query job; its rows are those at its creation."""

    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def progress(self) -> dict[str, Any]:
        """Return the job as a poll does."""
        return super().progress() | {"jobType": _TYPE, "isPkChunkingSupported": True}


class QueryJobs:
    """The query jobs of an org.

    Args:
        org: Answers.
        options: The options of processing.
        register: Keeps the jobs.
    """

    def __init__(self, org: Org, options: Options, register: Register[QueryJob]) -> None:
        self._org = org
        self._options = options
        self._register = register

    def create(self, call: Call) -> Response:
        """Handle POST of a query."""
        body = call.object()
        operation = body.get("operation")
        if operation not in {"query", "queryAll"}:
            raise ApiError(400, "INVALIDOPERATION", f"Operation '{operation}' is not supported.")
        execution = Execution(
            self._org, call.user, str(body.get("query", "")), all_rows=operation == "queryAll"
        )
        _check(execution)
        paths = execution.query.columns or []
        job = QueryJob(
            id=self._org.store.ids.next("750"),
            object=execution.spec.name,
            operation=operation,
            user=call.user,
            created=self._org.clock.now(),
            version=call.version,
            dialect=dialect_of(body),
            state="UploadComplete",
            columns=[".".join(path) for path in paths],
            rows=[_cells(execution.spec.name, paths, record) for record in execution.run()],
        )
        job.processed = len(job.rows)
        self._register.add(job)
        return answer(job.info())

    def show(self, call: Call) -> Response:
        """Handle GET of a job."""
        job = self._register.find(call)
        job.poll(self._options, "JobComplete", self._org.clock.now())
        return answer(job.progress())

    def change(self, call: Call) -> Response:
        """Handle PATCH of the state to `Aborted`."""
        job = self._register.find(call)
        state = call.object().get("state")
        if state != "Aborted" or job.state not in AT_WORK:
            raise wrong_state(f"A job that is {job.state} cannot become {state}.")
        job.move("Aborted", self._org.clock.now())
        return answer(job.info())

    def delete(self, call: Call) -> Response:
        """Handle DELETE of a job that has ended."""
        job = self._register.find(call)
        if job.state not in _ENDED:
            raise wrong_state(f"A job that is {job.state} cannot be deleted.")
        self._register.remove(job)
        return Response(status_code=204)

    def list_jobs(self, call: Call) -> Response:
        """Handle GET of all jobs."""
        return answer(self._register.page(call, "/jobs/query", _TYPE))

    def results(self, call: Call) -> Response:
        """Handle GET of one page of the rows; the last one has the locator `null`."""
        job = self._register.find(call)
        if job.state != "JobComplete":
            raise wrong_state(f"The job is {job.state}; its results are not there.")
        rows, following = page_of(call, job.rows, self._options.result_rows)
        content = job.dialect.render(job.columns, "", rows)
        headers = {"Sforce-Locator": following, "Sforce-NumberOfRecords": str(len(rows))}
        return Response(content, media_type="text/csv", headers=headers)


def _check(execution: Execution) -> None:
    """Reject what Bulk queries do not support (codes and texts unconfirmed)."""
    if execution.counts or execution.query.offset:
        raise ApiError(
            400, "FUNCTIONALITY_NOT_ENABLED", "COUNT and OFFSET are not supported in Bulk queries."
        )
    for path in execution.query.columns or []:
        field_spec = execution.spec.field(path[-1])
        if len(path) == 1 and field_spec is not None and field_spec.type in {"address", "location"}:
            raise ApiError(
                400,
                "FUNCTIONALITY_NOT_ENABLED",
                "Selecting compound data not supported in Bulk Query",
            )


def _cells(name: str, paths: list[tuple[str, ...]], record: Record) -> list[str]:
    return [_cell(record, path[1:] if path[0].lower() == name.lower() else path) for path in paths]


def _cell(record: Record, path: tuple[str, ...]) -> str:
    """Return a value as Bulk writes it: empty for null, timestamps with `Z`."""
    value: Any = record
    for name in path:
        if value is None:
            return ""
        folded = {key.lower(): entry for key, entry in value.items()}
        value = folded.get(name.lower())
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return _REST_DATETIME.sub(r"\1Z", str(value))
