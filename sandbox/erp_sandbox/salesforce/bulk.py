"""Bulk API 2.0 over HTTP: jobs, their states, and the outcome of their rows."""

from __future__ import annotations

import io
import random
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from python_multipart import parse_form
from python_multipart.exceptions import FormParserError
from starlette.responses import Response

from erp_sandbox.salesforce.bulk_ingest import Course, IngestJob
from erp_sandbox.salesforce.bulk_jobs import (
    AT_WORK,
    FINAL,
    Options,
    Register,
    dialect_of,
    page_of,
    refused_job,
    wrong_state,
)
from erp_sandbox.salesforce.bulk_query import QueryJobs
from erp_sandbox.salesforce.bulk_rows import key_of
from erp_sandbox.salesforce.call import Call, answer
from erp_sandbox.salesforce.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from python_multipart.multipart import Field, File

    from erp_sandbox.salesforce.fields import ObjectSpec
    from erp_sandbox.salesforce.org import Org

    Handler = Callable[[Call], Response]

_MOST_BYTES = 112_500_000  # 150 MB once Base64-encoded
_MOST_IN_PART = 100_000
_OPERATIONS = {"insert", "update", "upsert", "delete"}
_TYPE = "V2Ingest"


class BulkService:
    """The jobs of an org.

    Rows are written when an upload is declared complete (or, with `Options.seconds`, when the
    clock has come that far), whether or not a client polls. A client that is killed
    in between leaves the same behind as it would at the vendor.

    Args:
        org: Rows go there.
        seed: Of the order of batches and results, which is never that of the upload.
    """

    def __init__(self, org: Org, seed: int = 0) -> None:
        self._org = org
        self._lock = threading.RLock()
        self.options = Options()
        self._jobs: Register[IngestJob] = Register(org.clock)
        self._course = Course(org, self.options, random.Random(seed))
        self._queries = QueryJobs(org, self.options, Register(org.clock))

    def resources(self) -> list[tuple[str, str, Handler]]:
        """Return path below the version (a regular expression), method and handler."""
        ingest, query = "/jobs/ingest", "/jobs/query"
        one, other = rf"{ingest}/(?P<job>\w+)", rf"{query}/(?P<job>\w+)"
        kinds = "successfulResults|failedResults|unprocessedRecords"
        table = [
            (f"{ingest}/?", "POST", self._create),
            (f"{ingest}/?", "GET", self._list),
            (rf"{one}/batches/?", "PUT", self._upload),
            (rf"{one}/(?P<which>(?i:{kinds}))/?", "GET", self._results),
            (rf"{one}/?", "GET", self._show),
            (rf"{one}/?", "PATCH", self._change),
            (rf"{one}/?", "DELETE", self._delete),
            (f"{query}/?", "POST", self._queries.create),
            (f"{query}/?", "GET", self._queries.list_jobs),
            (rf"{other}/results/?", "GET", self._queries.results),
            (rf"{other}/?", "GET", self._queries.show),
            (rf"{other}/?", "PATCH", self._queries.change),
            (rf"{other}/?", "DELETE", self._queries.delete),
        ]
        return [(path, method, self._alone(handler)) for path, method, handler in table]

    def settle(self) -> None:
        """Write the batches whose time has come."""
        with self._lock:
            for job in self._jobs:
                if job.state in AT_WORK:
                    self._course.advance(job)

    def jobs(self) -> list[dict[str, Any]]:
        """Return the ingest jobs as polls show them."""
        with self._lock:
            return [job.progress() for job in self._jobs]

    def abort(self) -> list[str]:
        """Abort the jobs that have not ended, as an admin does; return their ids."""
        with self._lock:
            self.settle()
            open_jobs = [job for job in self._jobs if job.state not in FINAL]
            for job in open_jobs:
                self._abort(job)
            return [job.id for job in open_jobs]

    def _abort(self, job: IngestJob) -> None:
        self._course.stop(job)
        job.move("Aborted", self._org.clock.now())

    def _alone(self, handler: Handler) -> Handler:
        def answered(call: Call) -> Response:
            with self._lock:
                return handler(call)

        return answered

    def _create(self, call: Call) -> Response:
        """Handle POST of a new job, with its data if both are multipart."""
        if call.headers.get("content-type", "").lower().startswith("multipart/form-data"):
            body, data = _parts(call)
            job = self._new(replace(call, body=body))
            job.data = data
            self._complete(job)
        else:
            job = self._new(call)
        return answer(job.info())

    def _new(self, call: Call) -> IngestJob:
        body = call.object()
        operation = str(body.get("operation"))
        if operation == "hardDelete":
            raise ApiError(
                400,
                "FEATURENOTENABLED",
                "hardDelete operation requires special user profile permission, please contact "
                "your system administrator",
            )
        if operation not in _OPERATIONS:
            raise ApiError(400, "INVALIDOPERATION", f"Operation '{operation}' is not supported.")
        spec = self._object(str(body.get("object")))
        key = str(body.get("externalIdFieldName") or "")
        if operation == "upsert" and not key:
            raise refused_job("externalIdFieldName is required for upsert.")
        dialect = dialect_of(body)
        job = IngestJob(
            id=self._org.store.ids.next("750"),
            object=spec.name,
            operation=operation,
            user=call.user,
            created=self._org.clock.now(),
            version=call.version,
            dialect=dialect,
            key=key_of(self._org, spec, key, call.user) if operation == "upsert" else None,
        )
        self._jobs.add(job)
        return job

    def _object(self, name: str) -> ObjectSpec:
        try:
            spec = self._org.spec(name)
        except ApiError:
            spec = None
        if spec is None or spec.setup:
            raise ApiError(
                400, "INVALIDENTITY", f"Entity '{name}' is not supported by the Bulk API."
            )
        return spec

    def _upload(self, call: Call) -> Response:
        """Handle PUT of the data: always 201, whatever it holds; once only."""
        job = self._jobs.find(call)
        if job.state != "Open" or job.data is not None:
            raise wrong_state("The job takes no data, or has its data already.")
        if len(call.body) > _MOST_BYTES:
            raise ApiError(400, "CLIENTINPUTERROR", "The upload is larger than 150 MB.")
        job.data = call.body
        return Response(status_code=201)

    def _change(self, call: Call) -> Response:
        """Handle PATCH of the state: `UploadComplete` or `Aborted`."""
        job = self._jobs.find(call)
        state = call.object().get("state")
        if state == "UploadComplete" and job.state == "Open" and job.data is not None:
            self._complete(job)
        elif state == "Aborted" and job.state not in FINAL:
            self._abort(job)
        else:
            raise wrong_state(f"A job that is {job.state} cannot become {state}.")
        return answer(job.info())

    def _complete(self, job: IngestJob) -> None:
        job.move("UploadComplete", self._org.clock.now())
        self._course.begin(job)

    def _show(self, call: Call) -> Response:
        job = self._jobs.find(call)
        self._course.advance(job)
        job.poll(self.options, job.ending, self._org.clock.now())
        return answer(job.progress())

    def _list(self, call: Call) -> Response:
        return answer(self._jobs.page(call, "/jobs/ingest", _TYPE))

    def _delete(self, call: Call) -> Response:
        """Handle DELETE of a job that is not open or in progress."""
        job = self._jobs.find(call)
        if job.state in {"Open", "InProgress"}:
            raise wrong_state(f"A job that is {job.state} cannot be deleted.")
        self._jobs.remove(job)
        return Response(status_code=204)

    def _results(self, call: Call) -> Response:
        """Handle GET of the CSV of one kind of rows."""
        job = self._jobs.find(call)
        if job.state not in FINAL:
            raise wrong_state(f"The job is {job.state}; its results are not there.")
        which = call.parameters["which"].lower()
        if which == "unprocessedrecords" and job.upload is None:
            return Response(job.data or b"", media_type="text/csv")  # never read: as it came
        added, header, every = job.results(which)
        rows, following = page_of(call, every, self.options.result_rows)
        paged = self.options.result_rows is not None
        headers = {"Sforce-Locator": following} if paged else {}
        content = job.dialect.render(added, header, rows)
        return Response(content, media_type="text/csv", headers=headers)


def _parts(call: Call) -> tuple[bytes, bytes]:
    """Return the parts `job` and `content` of a multipart creation."""
    parts: dict[bytes, bytes] = {}

    def on_field(part: Field) -> None:
        parts[part.field_name or b""] = part.value or b""

    def on_file(part: File) -> None:
        part.file_object.seek(0)
        parts[part.field_name or b""] = part.file_object.read()

    headers = {"Content-Type": call.headers["content-type"].encode()}
    try:
        parse_form(headers, io.BytesIO(call.body), on_field, on_file)
    except (FormParserError, ValueError) as error:
        raise ApiError(400, "CLIENTINPUTERROR", f"The multipart body is broken: {error}") from None
    if parts.keys() != {b"job", b"content"}:
        raise ApiError(400, "CLIENTINPUTERROR", "The multipart body needs `job` and `content`.")
    content = parts[b"content"]
    if len(content.decode("utf-8", "replace")) > _MOST_IN_PART:
        raise ApiError(
            400, "CLIENTINPUTERROR", f"`content` is longer than {_MOST_IN_PART} characters."
        )
    return parts[b"job"], content
