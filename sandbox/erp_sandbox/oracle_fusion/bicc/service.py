"""The HTTP surface of BI Cloud Connector, the scheduler and the content server."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from erp_sandbox.oracle_fusion import errors
from erp_sandbox.oracle_fusion.bicc import soap
from erp_sandbox.oracle_fusion.bicc.catalog import DATA_STORES
from erp_sandbox.oracle_fusion.bicc.extracts import ROWS, BiccOptions, Extracts
from erp_sandbox.oracle_fusion.bicc.soap import FaultError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from erp_sandbox.oracle_fusion.access import Access
    from erp_sandbox.oracle_fusion.bicc.computed import ComputedStore
    from erp_sandbox.oracle_fusion.bicc.datastore import DataStore
    from erp_sandbox.oracle_fusion.bicc.extracts import File, Job
    from erp_sandbox.oracle_fusion.store import Pod

_META = "/biacm/rest/meta"
_BEGINNING = "1900-01-01T00:00:00.000"
_QUERY = re.compile(r"dDocTitle\s+<(?P<operator>starts|matches|contains)>\s+`(?P<text>[^`]*)`")
_TESTS: dict[str, Callable[[str, str], bool]] = {
    "starts": lambda title, text: title.lower().startswith(text.lower()),
    "matches": lambda title, text: title.lower() == text.lower(),
    "contains": lambda title, text: text.lower() in title.lower(),
}
_RESULTS = 20
"""Files of a search unless `ResultCount` is given."""


class Bicc:
    """BI Cloud Connector of the pod.

    Args:
        pod: The rows.
        access: The credentials of requests.

    Attributes:
        options: How it is set up.
        routes: Its routes.
    """

    def __init__(self, pod: Pod, access: Access) -> None:
        self._access = access
        self.options = BiccOptions()
        self._extracts = Extracts(pod, self.options)
        self.routes: list[Route] = [
            Route(f"{_META}/datastores", self._allowed(self._catalog)),
            Route(f"{_META}/datastores/{{key}}", self._allowed(self._columns)),
            Route(f"{_META}/jobs", self._allowed(self._jobs)),
            Route(f"{_META}/jobs", self._allowed(self._save), methods=["PUT"]),
            Route(f"{_META}/jobs/{{id:int}}", self._allowed(self._job)),
            Route("/bi/ess/esswebservice", self._allowed(self._schedule), methods=["POST"]),
            Route("/idcws/GenericSoapPort", self._allowed(self._content), methods=["POST"]),
        ]

    def _allowed(
        self, handle: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return a handler for users with the role; others are sent to the sign-in page."""

        async def respond(request: Request) -> Response:
            stopped = self._access.stopped(request)
            if stopped is not None:
                return stopped
            kind = request.headers.get("authorization", "").partition(" ")[0].lower()
            if kind != "basic" or not self._access.user(request).bicc:
                return self._access.login_redirect(request)
            try:
                return await handle(request)
            except FaultError as fault:
                return fault.response()

        return respond

    # Metadata

    async def _catalog(self, _: Request) -> Response:
        if self.options.catalog == "names":
            return JSONResponse(list(DATA_STORES))
        shown = [{"dataStoreKey": key, "offering": _offering(key)} for key in DATA_STORES]
        return JSONResponse(shown)

    async def _columns(self, request: Request) -> Response:
        store = DATA_STORES.get(request.path_params["key"])
        if store is None:
            return errors.page(404, "Error 404--Not Found")
        return JSONResponse(_described(store))

    async def _jobs(self, _: Request) -> Response:
        return JSONResponse([_shown(job) for job in self._extracts.jobs.values()])

    async def _job(self, request: Request) -> Response:
        job = self._extracts.jobs.get(request.path_params["id"])
        return JSONResponse(_shown(job)) if job else errors.page(404, "Error 404--Not Found")

    async def _save(self, request: Request) -> Response:
        try:
            body = await request.json()
            name, stores = str(body["name"]), _stores(body)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            text = f"The job is not valid: {error}."
            return JSONResponse({"status": "FAILED", "message": text}, 400)
        job = self._extracts.save(name, stores)
        return JSONResponse({"id": str(job.id), "status": "SUCCESS"})

    # Scheduler and content server

    async def _schedule(self, request: Request) -> Response:
        call = soap.read(await request.body())
        if call.name == "submitRequest":
            return await run_in_threadpool(self._submit, call)
        if call.name == "getRequestState":
            number = call.text("requestId")
            state = self._extracts.state(int(number)) if number.isdecimal() else None
            if state is None:
                raise FaultError(f"ESS-00002 Request {number} was not found.")
            return soap.respond(soap.scheduler("getRequestStateResponse", {"state": state}))
        raise FaultError(f"There is no operation {call.name}.")

    def _submit(self, call: soap.Operation) -> Response:
        if call.text("name") != "BICloudConnectorJobDefinition":
            raise FaultError("ESS-07009 The job definition was not found.")
        given = call.parameters()
        number = given.get("JOB_ID", "")
        job = self._extracts.jobs.get(int(number)) if number.isdecimal() else None
        stores = [part.strip() for part in re.split("[,;]", given.get("DATA_STORE_LIST", ""))]
        kind = given.get("EXTRACT_JOB_TYPE", ROWS)
        run = self._extracts.submit(job, [store for store in stores if store], kind)
        values = {"requestId/value": str(run.id)}
        return soap.respond(soap.scheduler("submitRequestResponse", values))

    async def _content(self, request: Request) -> Response:
        call = soap.read(await request.body())
        service, fields = call.service(), call.fields()
        if service == "GET_SEARCH_RESULTS":
            return self._search(fields)
        if service == "GET_FILE":
            number = fields.get("dID", "")
            file = self._extracts.files.get(int(number)) if number.isdecimal() else None
            if file is None:
                return _failed(service, f"Unable to download the item with the id {number}.")
            element, document = soap.content(service, {"dID": number, "dDocTitle": file.title})
            return soap.respond_with_file(element, document, file.name, file.data)
        return _failed(service, f"There is no service {service}.")

    def _search(self, fields: dict[str, str]) -> Response:
        query = _QUERY.search(fields.get("QueryText", ""))
        if query is None:
            return _failed("GET_SEARCH_RESULTS", "The query is not valid.")
        test, text = _TESTS[query["operator"]], query["text"]
        files = self._extracts.search(lambda title: test(title, text))
        if fields.get("SortOrder", "Desc").lower() == "asc":
            files.reverse()
        count, first = fields.get("ResultCount", ""), fields.get("StartRow", "")
        asked = int(count) if count.isdecimal() else _RESULTS
        most = min(asked, self.options.search_results)
        start = max(0, int(first) - 1) if first.isdecimal() else 0
        shown = files[start : start + most]
        totals = {"TotalRows": str(len(files)), "StatusCode": "0"}
        rows = [_row(file) for file in shown]
        return soap.respond(soap.content("GET_SEARCH_RESULTS", totals, rows)[0])


def _offering(key: str) -> str:
    return "Procurement" if ".PrcExtractAM." in key else "Financial"


def _described(store: DataStore | ComputedStore) -> dict[str, Any]:
    return {
        "dataStoreKey": store.key,
        "offering": _offering(store.key),
        "columns": [
            {
                "name": column.name,
                "dataType": column.type,
                "isPrimaryKey": column.primary_key,
                "isPopulate": True,
                "isLastUpdateDate": column.last_update,
                "isCreationDate": column.creation,
            }
            for column in store.columns
        ],
    }


def _stores(body: dict[str, Any]) -> dict[str, datetime]:
    """Return the data stores of a job with their initial extract dates."""
    found = {}
    for entry in body["dataStores"]:
        meta = entry["dataStoreMeta"]
        key = meta["dataStoreKey"]
        if key not in DATA_STORES:
            raise ValueError(f"there is no data store {key}")
        at = datetime.fromisoformat(meta.get("initialExtractDate") or _BEGINNING)
        found[key] = at if at.tzinfo else datetime.fromisoformat(f"{at.isoformat()}+00:00")
    return found


def _shown(job: Job) -> dict[str, Any]:
    return {
        "id": str(job.id),
        "name": job.name,
        "dataStores": [
            {
                "dataStoreMeta": {
                    "dataStoreKey": key,
                    "initialExtractDate": initial.isoformat(),
                    "lastExtractDate": (
                        job.extracted[key].isoformat() if key in job.extracted else None
                    ),
                }
            }
            for key, initial in job.stores.items()
        ],
    }


def _row(file: File) -> dict[str, str]:
    return {
        "dID": str(file.id),
        "dDocName": f"UCMFA{file.id:08d}",
        "dDocTitle": file.title,
        "dOriginalName": file.name,
        "dInDate": file.at.strftime("%m/%d/%y %I:%M %p"),
        "dSecurityGroup": "OBIAImport",
        "dDocType": "Document",
        "dFormat": "application/zip",
    }


def _failed(service: str, message: str) -> Response:
    """Return the content server's error, which is HTTP 200 with a status code."""
    fields = {"StatusCode": "-1", "StatusMessage": message}
    return soap.respond(soap.content(service, fields)[0])
