"""Bulk API 2.0 ingest: jobs, their states, and what becomes of their rows."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from erp_sandbox.salesforce.bulk_csv import DELIMITERS, LINE_ENDINGS, JobFailure, parse, render
from erp_sandbox.salesforce.call import Call, answer
from erp_sandbox.salesforce.errors import ApiError, RowError, not_found
from erp_sandbox.salesforce.org import Context
from erp_sandbox.salesforce.reading import stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
    from erp_sandbox.salesforce.org import Org, Outcome
    from erp_sandbox.salesforce.store import Record

_BATCH = 10_000
_NULL = "#N/A"
_MOST_BYTES = 112_500_000  # 150 MB once Base64-encoded
_FINAL = {"JobComplete", "Failed", "Aborted"}


@dataclass
class Job:
    """One ingest job."""

    id: str
    object: str
    operation: str
    key: str | None
    delimiter: str
    line_ending: str
    created: str
    version: int
    state: str = "Open"
    data: bytes | None = None
    error: str | None = None
    polls: int = 0
    processed: int = 0
    failed: int = 0
    header: list[str] = field(default_factory=list)
    successes: list[list[str]] = field(default_factory=list)
    failures: list[list[str]] = field(default_factory=list)
    unprocessed: list[list[str]] = field(default_factory=list)

    def info(self, user_id: str, *, full: bool) -> dict[str, Any]:
        """The job as the API shows it."""
        body: dict[str, Any] = {
            "id": self.id,
            "operation": self.operation,
            "object": self.object,
            "createdById": user_id,
            "createdDate": self.created,
            "systemModstamp": self.created,
            "state": self.state,
            "concurrencyMode": "Parallel",
            "contentType": "CSV",
            "apiVersion": float(self.version),
            "contentUrl": f"services/data/v{self.version}.0/jobs/ingest/{self.id}/batches",
            "lineEnding": self.line_ending,
            "columnDelimiter": self.delimiter,
        }
        if self.key:
            body["externalIdFieldName"] = self.key
        if full:
            body |= {
                "jobType": "V2Ingest",
                "numberRecordsProcessed": self.processed,
                "numberRecordsFailed": self.failed,
                "retries": 0,
                "totalProcessingTime": 1,
                "apiActiveProcessingTime": 1,
                "apexProcessingTime": 0,
            }
            if self.error:
                body["errorMessage"] = self.error
        return body


class BulkService:
    """The jobs of an org.

    Args:
        org: Rows go there.
        seed: Of the order of results, which is never that of the upload.
    """

    def __init__(self, org: Org, seed: int = 0) -> None:
        self._org = org
        self._jobs: dict[str, Job] = {}
        self._random = random.Random(seed)
        self.polls_before_done = 1
        self.fail_after: int | None = None

    def create(self, call: Call) -> Response:
        """POST of a new job."""
        body = call.object()
        operation = body.get("operation")
        if operation not in {"insert", "update", "upsert", "delete", "hardDelete"}:
            raise ApiError(400, "INVALIDOPERATION", f"Operation '{operation}' is not supported.")
        try:
            spec = self._org.spec(str(body.get("object")))
        except ApiError:
            raise self._no_entity(body) from None
        if spec.setup:
            raise self._no_entity(body)
        key = body.get("externalIdFieldName")
        if operation == "upsert" and not key:
            raise ApiError(400, "INVALIDJOB", "externalIdFieldName is required for upsert.")
        delimiter = body.get("columnDelimiter", "COMMA")
        ending = body.get("lineEnding", "LF")
        if delimiter not in DELIMITERS or ending not in LINE_ENDINGS:
            raise ApiError(400, "INVALIDJOB", "Unknown columnDelimiter or lineEnding.")
        job = Job(
            id=self._org.store.ids.next("750"),
            object=spec.name,
            operation=operation,
            key=key,
            delimiter=delimiter,
            line_ending=ending,
            created=stamp(self._org.clock.now()),
            version=call.version,
        )
        self._jobs[job.id] = job
        return answer(job.info(call.user.id, full=False))

    def _no_entity(self, body: dict[str, Any]) -> ApiError:
        return ApiError(
            400, "INVALIDENTITY", f"Entity '{body.get('object')}' is not supported by the Bulk API."
        )

    def upload(self, call: Call) -> Response:
        """PUT of the data: always 201, whatever it holds; once only."""
        job = self._job(call)
        if job.state != "Open" or job.data is not None:
            raise ApiError(400, "INVALIDJOBSTATE", "Data was already uploaded for this job.")
        if len(call.body) > _MOST_BYTES:
            raise ApiError(400, "CLIENTINPUTERROR", "The upload is larger than 150 MB.")
        job.data = call.body
        return Response(status_code=201)

    def change(self, call: Call) -> Response:
        """PATCH of the state: `UploadComplete` or `Aborted`."""
        job = self._job(call)
        state = call.object().get("state")
        if state == "UploadComplete" and job.state == "Open" and job.data is not None:
            job.state = "UploadComplete"
        elif state == "Aborted" and job.state not in _FINAL:
            job.state = "Aborted"
        else:
            raise ApiError(400, "INVALIDJOBSTATE", f"The job is {job.state}: {state} is refused.")
        return answer(job.info(call.user.id, full=False))

    def show(self, call: Call) -> Response:
        """GET of a job; work goes on from poll to poll."""
        job = self._job(call)
        if job.state in {"UploadComplete", "InProgress"}:
            job.polls += 1
            job.state = "InProgress"
            if job.polls > self.polls_before_done:
                self._process(job, call)
        return answer(job.info(call.user.id, full=True))

    def list_jobs(self, call: Call) -> Response:
        """All jobs."""
        records = [job.info(call.user.id, full=True) for job in self._jobs.values()]
        return answer({"done": True, "records": records, "nextRecordsUrl": None})

    def delete(self, call: Call) -> Response:
        """DELETE of a job that is not open or at work."""
        job = self._job(call)
        if job.state in {"Open", "InProgress"}:
            raise ApiError(400, "INVALIDJOBSTATE", f"A job that is {job.state} stays.")
        del self._jobs[job.id]
        return Response(status_code=204)

    def results(self, call: Call) -> Response:
        """The CSV of one kind of rows."""
        job = self._job(call)
        if job.state not in _FINAL:
            raise ApiError(400, "INVALIDJOBSTATE", "The job has not ended.")
        which = call.parameters["which"].lower()
        added, rows = {
            "successfulresults": (("sf__Id", "sf__Created"), job.successes),
            "failedresults": (("sf__Id", "sf__Error"), job.failures),
            "unprocessedrecords": ((), job.unprocessed),
        }[which]
        text = render(added, job.header, rows, job.delimiter, job.line_ending)
        return Response(text.encode(), media_type="text/csv")

    def _job(self, call: Call) -> Job:
        job = self._jobs.get(call.parameters["job"])
        if job is None:
            raise not_found()
        return job

    # Processing

    def _process(self, job: Job, call: Call) -> None:
        try:
            job.header, rows = parse(job.data or b"", job.delimiter, job.line_ending)
        except JobFailure as failure:
            job.state, job.error = "Failed", str(failure)
            return
        spec = self._org.spec(job.object)
        try:
            columns = self._columns(spec, job, call)
        except JobFailure as failure:
            job.state, job.error, job.unprocessed = "Failed", str(failure), rows
            return
        stop = len(rows) if self.fail_after is None else self.fail_after
        for start in range(0, min(len(rows), stop), _BATCH):
            self._batch(job, spec, columns, rows[start : min(start + _BATCH, stop)], call)
        job.unprocessed = rows[stop:]
        self._random.shuffle(job.successes)
        self._random.shuffle(job.failures)
        job.processed = len(job.successes) + len(job.failures)
        job.failed = len(job.failures)
        job.state = "Failed" if job.unprocessed else "JobComplete"
        if job.unprocessed:
            job.error = "InternalServerError : Batch timed out and was retried 20 times"

    def _columns(self, spec: ObjectSpec, job: Job, call: Call) -> list[tuple[str, ...]]:
        """Each column as a path; one that the user cannot see fails the job."""
        columns = []
        for name in job.header:
            path = tuple(name.split("."))
            if ":" in name:
                relation = path[0].rpartition(":")[2]
                raise JobFailure(
                    "InvalidBatch : type is not needed for non polymorphic foreign key "
                    f"references: {relation}"
                )
            field = spec.field(path[0]) if len(path) == 1 else None
            if len(path) == 2:  # noqa: PLR2004
                link = spec.relationship(path[0])
                if link is None:
                    raise JobFailure(f"InvalidBatch : Unable to find relationship: {path[0]}")
                field = self._org.store.objects[link.references[0]].field(path[1])
            if field is None or not self._org.security.readable(spec, field, call.user):
                raise JobFailure(f"InvalidBatch : Field name not found : {name}")
            columns.append(path)
        return columns

    def _batch(
        self,
        job: Job,
        spec: ObjectSpec,
        columns: Sequence[tuple[str, ...]],
        rows: list[list[str]],
        call: Call,
    ) -> None:
        context = Context(call.user, text=True)
        records = [_record(columns, row) for row in rows]
        outcomes = self._write(job, spec, records, context)
        for row, outcome in zip(rows, outcomes, strict=True):
            if outcome.success:
                created = str(outcome.created).lower()
                job.successes.append([outcome.id or "", created, *row])
            else:
                job.failures.append([outcome.id or "", _text(outcome.errors[0]), *row])

    def _write(
        self, job: Job, spec: ObjectSpec, records: list[Record], context: Context
    ) -> list[Outcome]:
        org = self._org
        if job.operation == "upsert":
            key = self._key(spec, str(job.key), context)
            return org.upsert(spec, key, records, context)
        specs = [spec] * len(records)
        if job.operation == "insert":
            return org.create(specs, records, context)
        if job.operation == "update":
            return org.update(specs, records, context)
        return org.delete([str(record.get("Id")) for record in records], context)

    def _key(self, spec: ObjectSpec, name: str, context: Context) -> FieldSpec:
        return self._org.key_field(spec, name, context.user)


def _record(columns: Sequence[tuple[str, ...]], row: list[str]) -> Record:
    """A row as REST would send it: empty cells are left out, `#N/A` clears."""
    record: Record = {}
    for path, cell in zip(columns, row, strict=True):
        if cell == "":
            continue
        value = None if cell == _NULL else cell
        if len(path) == 1:
            record[path[0]] = value
        else:
            record[path[0]] = {path[1]: value}
    return record


def _text(error: RowError) -> str:
    fields = ",".join(error.fields)
    return (
        f"{error.code}:{error.message}:{fields} --"
        if fields
        else f"{error.code}:{error.message}:--"
    )
