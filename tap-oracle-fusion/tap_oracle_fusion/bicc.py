"""The BI Cloud Connector: jobs that extract data stores into files on the content server.

Jobs are created by REST and run by the scheduler's SOAP service (ESS); files are found and
downloaded through that of the content server (UCM).
"""

from __future__ import annotations

import csv
import io
import logging
import re
import zipfile
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from defusedxml.ElementTree import fromstring
from singer_erp.errors import StreamError
from singer_erp.http.bodies import at, json_as, text_at
from singer_erp.http.retry import exponential_waits
from singer_erp.timestamps import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from xml.etree.ElementTree import Element

    import requests
    from singer_erp.http.client import HttpClient

log = logging.getLogger(__name__)

ROWS, KEYS = "VO_EXTRACT", "PRIMARY_KEY_EXTRACT"
_META = "/biacm/rest/meta"
_FIRST_DAY = "1900-01-01T00:00:00.000"
_DONE, _FAILED = {"SUCCEEDED", "WARNING"}, {"ERROR", "CANCELLED", "EXPIRED"}
_LONGEST_WAIT = 60.0
_LONGEST_RUN = 12 * 3600.0
_TRIES_OF_SEARCH = 5
_RESULTS = 200
_SUFFIXES = {ROWS: ".csv", KEYS: ".pecsv"}
_ENVELOPE = (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">'
    "<soapenv:Body>{}</soapenv:Body></soapenv:Envelope>"
)
_SCHEDULER = (
    'xmlns:s="http://xmlns.oracle.com/scheduler" xmlns:t="http://xmlns.oracle.com/scheduler/types"'
)
_JOB = (
    "<s:jobDefinitionId><t:name>BICloudConnectorJobDefinition</t:name>"
    "<t:packageName>/oracle/apps/ess/biccc/</t:packageName><t:type>JOB_DEFINITION</t:type>"
    "</s:jobDefinitionId>"
)
_json = json_as(Any)


class Bicc:
    """The BI Cloud Connector of a pod.

    Args:
        client: Sends requests as a user with the role.
        sleep: Waits while an extract runs.
        settle_seconds: Time in which no further file is listed of an extract that is complete.
    """

    def __init__(
        self, client: HttpClient, sleep: Callable[[float], None], *, settle_seconds: float
    ) -> None:
        self._client = client
        self._sleep = sleep
        self._settle_seconds = settle_seconds

    @property
    def calls(self) -> int:
        """Requests sent so far."""
        return self._client.calls.get("calls", 0)

    def data_stores(self) -> set[str]:
        """Return the keys of the data stores; releases list names or objects."""
        body = self._client.fetch("GET", f"{_META}/datastores", _json)
        entries = body if isinstance(body, list) else at(body, "dataStores") or ()
        return {one if isinstance(one, str) else text_at(one, "dataStoreKey") for one in entries}

    def extract(self, data_stores: Iterable[str], kind: str) -> dict[str, list[str]]:
        """Run a new job, which extracts everything, and return the ids of its files.

        Args:
            data_stores: Keys of what to extract.
            kind: `ROWS` or `KEYS`.

        Raises:
            StreamError: The job failed, or left no files.
        """
        newest = {key: max(self._search(key), default=0) for key in sorted(set(data_stores))}
        job = self._create_job(newest)
        request = self._submit(job, newest, kind)
        self._wait(request)
        return self._new_files(newest, kind, request)

    def rows(self, file_id: str) -> Iterator[dict[str, str]]:
        """Yield the rows of a file by column."""
        body = _service("GET_FILE", {"dID": file_id})
        content = self._client.fetch(
            "POST", "/idcws/GenericSoapPort", _attachment, data=body, headers=_HEADERS
        )
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                with archive.open(name) as file:
                    yield from csv.DictReader(io.TextIOWrapper(file, "utf-8-sig", newline=""))

    def _create_job(self, data_stores: Iterable[str]) -> str:
        stores = [
            {
                "dataStoreMeta": {"dataStoreKey": key, "initialExtractDate": _FIRST_DAY},
                "groupNumber": 1,
                "groupItemPriority": number,
            }
            for number, key in enumerate(data_stores, 1)
        ]
        name = f"singer-erp {utc_now():%Y-%m-%d %H:%M:%S.%f}"
        body = {"name": name, "description": "tap-oracle-fusion", "dataStores": stores}
        response = self._client.fetch("PUT", f"{_META}/jobs", _json, json=body)
        if not text_at(response, "status").startswith("SUCCESS"):
            raise _failed("create a job", text_at(response, "message"))
        return text_at(response, "id")

    def _submit(self, job: str, data_stores: Iterable[str], kind: str) -> str:
        parameters = {
            "JOB_ID": job,
            "EXTRACT_JOB_TYPE": kind,
            "DATA_STORE_LIST": ",".join(data_stores),
        }
        given = "".join(
            f'<t:parameter xmlns:x="http://www.w3.org/2001/XMLSchema-instance">'
            f"<t:dataType>STRING</t:dataType><t:name>{name}</t:name>"
            f"<t:value>{escape(value)}</t:value></t:parameter>"
            for name, value in parameters.items()
        )
        found = self._scheduler(
            f"<s:submitRequest {_SCHEDULER}>{_JOB}"
            f"<s:requestParameters>{given}</s:requestParameters></s:submitRequest>"
        )
        request = _text(found, "value") or _text(found, "requestId")
        if not request:
            raise _failed("run a job", "the scheduler returned no request id")
        return request

    def _wait(self, request: str) -> None:
        """Wait until a request has ended."""
        waited = 0.0
        for wait in exponential_waits(max_value=_LONGEST_WAIT):
            found = self._scheduler(
                f"<s:getRequestState {_SCHEDULER}><s:requestId>{escape(request)}</s:requestId>"
                "</s:getRequestState>"
            )
            state = _text(found, "state")
            if state in _DONE:
                return
            if state in _FAILED or waited >= _LONGEST_RUN:
                raise _failed(f"run request {request}", f"its state is {state or 'unknown'}")
            self._sleep(wait)
            waited += wait

    def _new_files(
        self, newest: Mapping[str, int], kind: str, request: str
    ) -> dict[str, list[str]]:
        """Return the files that a request has left, by data store, once no more are listed.

        The index of the content server lists them one after another, also after the request ended.

        Args:
            newest: The last file of each data store before the request.
            kind: `ROWS` or `KEYS`.
            request: Its id, which the titles of its files have.
        """
        listed: dict[str, list[str]] = {}
        for wait in exponential_waits():
            before, listed = listed, {}
            for key, last in newest.items():
                listed[key] = _of_request(self._files_after(key, last), kind, request)
            if all(listed.values()) and listed == before:
                return listed
            missing = next((key for key, files in listed.items() if not files), "")
            if missing and wait >= 2**_TRIES_OF_SEARCH:
                raise _failed(f"find the files of {missing}", "the content server has no new ones")
            self._sleep(wait if missing else self._settle_seconds)
        raise AssertionError  # for the type checker: waits do not end

    def _files_after(self, key: str, newest: int) -> dict[int, str]:
        """Return the titles of the files of a data store that are newer than a file, by id."""
        found: dict[int, str] = {}
        row = 1
        while page := self._search(key, row):
            found |= {id_: title for id_, title in page.items() if id_ > newest}
            if min(page) <= newest:
                break
            row += len(page)
        return found

    def _search(self, key: str, row: int = 1) -> dict[int, str]:
        """Return the titles of the files of a data store by id, newest first, from a row on.

        The content server returns 200 at most, whatever is requested.
        """
        title = f"file_{key.lower().replace('.', '_')}-"
        fields = {
            "QueryText": f"dDocTitle <starts> `{title}`",
            "ResultCount": str(_RESULTS),
            "StartRow": str(row),
            "SortField": "dInDate",
            "SortOrder": "Desc",
        }
        found = self._content("GET_SEARCH_RESULTS", fields)
        rows = (
            {field.get("name", ""): field.text or "" for field in row}
            for row in found.iter()
            if _name(row) == "Row"
        )
        return {
            int(row["dID"]): row.get("dDocTitle", "") + row.get("dOriginalName", "")
            for row in rows
            if row.get("dID", "").isdecimal()
        }

    def _scheduler(self, body: str) -> Element:
        return self._client.fetch(
            "POST",
            "/bi/ess/esswebservice",
            _document,
            data=_ENVELOPE.format(body).encode(),
            headers=_HEADERS,
        )

    def _content(self, service: str, fields: Mapping[str, str]) -> Element:
        found = self._client.fetch(
            "POST",
            "/idcws/GenericSoapPort",
            _document,
            data=_service(service, fields),
            headers=_HEADERS,
        )
        values = {
            field.get("name"): field.text for field in found.iter() if _name(field) == "Field"
        }
        if (values.get("StatusCode") or "0").startswith("-"):
            raise _failed(service, values.get("StatusMessage") or "")
        return found


def _of_request(files: Mapping[int, str], kind: str, request: str) -> list[str]:
    """Return the ids of the files of a kind that a request has left, in their order."""
    found = {id_: title for id_, title in files.items() if _SUFFIXES[kind] in title}
    # Titles without the number of a run; a file with one is of another job.
    if not any("-batch" in title for title in found.values()):
        return [str(id_) for id_ in sorted(found)]
    return [str(id_) for id_, title in sorted(found.items()) if f"-batch{request}-" in title]


_HEADERS = {"Content-Type": "text/xml; charset=UTF-8", "Accept": "*/*"}
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')


def _service(name: str, fields: Mapping[str, str]) -> bytes:
    given = "".join(
        f'<u:Field name="{field}">{escape(value)}</u:Field>' for field, value in fields.items()
    )
    return _ENVELOPE.format(
        '<u:GenericRequest xmlns:u="http://www.oracle.com/UCM" webKey="cs">'
        f'<u:Service IdcService="{name}"><u:Document>{given}</u:Document></u:Service>'
        "</u:GenericRequest>"
    ).encode()


def _document(response: requests.Response) -> Element:
    """Return the XML of a response, which may be the first part of several.

    Raises:
        ValueError: There is none.
    """
    content = response.content
    start, end = content.find(b"<"), content.rfind(b"Envelope>")
    try:
        found: Element = fromstring(content[start : end + 9], forbid_dtd=True)
    except SyntaxError as error:  # what a parser raises
        raise ValueError(str(error)) from None
    return found


def _attachment(response: requests.Response) -> bytes:
    """Return the zip file of a multipart response (MTOM).

    Raises:
        ValueError: There is none.
    """
    boundary = _BOUNDARY.search(response.headers.get("Content-Type", ""))
    parts = response.content.split(b"--" + boundary[1].encode()) if boundary else []
    for part in parts:
        content = part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n")
        if zipfile.is_zipfile(io.BytesIO(content)):
            return content
    raise ValueError("no zip file")


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(document: Element, name: str) -> str:
    """Return the text of the first element of a name."""
    return next((one.text or "" for one in document.iter() if _name(one) == name), "").strip()


def _failed(what: str, why: str) -> StreamError:
    return StreamError(
        f"The BI Cloud Connector failed to {what}: {why or 'it does not say why'}",
        "See the job in the console of the BI Cloud Connector, or set `extraction` to rest",
    )
