"""The Accounting API of one company: queries, several in one call, and other resources."""

from __future__ import annotations

import time
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from singer_erp.errors import TransientError, VendorError
from singer_erp.http.bodies import UNREADABLE, content_of, text_at
from singer_erp.http.retry import retry
from singer_erp.messages.projection import parse_offset_timestamp
from singer_erp.sync.windows import Response
from singer_erp.timestamps import extracted_now

from tap_quickbooks.connection import BATCH
from tap_quickbooks.errors import fault_in, request_id

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    import requests
    from singer_erp.errors import ErpError, VendorMessage
    from singer_erp.http.client import HttpClient

Json = dict[str, Any]
T = TypeVar("T")

# Lower ones are ignored; new fields come without a new version.
_MINOR_VERSION = "75"
_MAX_TRIES = 4
# "Batch operation".
_MAX_QUERIES = 30
# Throttled, and an application error: the query of a batch may succeed the next time.
_TRANSIENT_FAULTS = {"3001", "10000"}
_decoder = msgspec.json.Decoder(Json, float_hook=Decimal)


@dataclass(frozen=True)
class Result:
    """What one query or resource returned.

    Attributes:
        content: The JSON, or its bytes until it is read: one call may return many pages.
        vendor_time: QuickBooks' clock when it responded, aware UTC.
        extracted_at: When the response arrived by the local clock, aware UTC.
        request_id: Intuit's id of the request.
    """

    content: Json | msgspec.Raw
    vendor_time: dt.datetime
    extracted_at: dt.datetime
    request_id: str | None

    @cached_property
    def body(self) -> Json:
        """The JSON, numbers exact."""
        if isinstance(self.content, msgspec.Raw):
            return _decoder.decode(self.content)
        return self.content

    @property
    def count(self) -> int:
        """The number that a counting query returned."""
        count = text_at(self.body, "totalCount")
        if not count.isdecimal():
            raise self._odd("a count")
        return int(count)

    def response(self, key: str) -> Response:
        """Return the records of a query; an empty page has no key at all."""
        records = self.body.get(key, [])
        if not isinstance(records, list) or not all(isinstance(r, dict) for r in records):
            raise self._odd(f"{key} records")
        return Response(records, self.vendor_time, self.extracted_at, self.request_id)

    def _odd(self, what: str) -> VendorError:
        return VendorError(
            f"QuickBooks responded with status 200 and {what} of a shape it does not document",
            "Run again; if it happens again, report it with the request id",
            request_id=self.request_id,
        )


class _Item(msgspec.Struct, rename={"id": "bId", "content": "QueryResponse"}):
    """The result of one query of a batch."""

    id: str = ""
    content: msgspec.Raw = msgspec.Raw()
    Fault: Any = None
    fault: Any = None


class _Batch(msgspec.Struct, rename={"items": "BatchItemResponse"}):
    """The results of a batch, in any order."""

    items: list[_Item] = []
    Fault: Any = None
    fault: Any = None
    time: str | None = None


_batch_decoder = msgspec.json.Decoder(_Batch, float_hook=Decimal)


class Company:
    """Sends requests about one company; safe to share by threads.

    Args:
        client: Sends and authenticates.
        realm_id: The company.
        enhanced: Whether custom fields of the new platform are requested.
        queries_per_batch: Maximum queries sent in one call.
        sleep: Waits between tries; tests pass their own.
    """

    def __init__(
        self,
        client: HttpClient,
        realm_id: str,
        *,
        enhanced: bool,
        queries_per_batch: int = 1,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.realm_id = realm_id
        self.queries_per_batch = queries_per_batch
        self._client = client
        self._root = f"/v3/company/{realm_id}"
        self._sleep = sleep
        self._params = {"minorversion": _MINOR_VERSION}
        if enhanced:
            self._params["include"] = "enhancedAllCustomFields"

    @property
    def calls(self) -> int:
        """Requests sent so far, repeated ones included; token requests left out."""
        return self._client.calls.get("calls", 0)

    def query(self, statement: str) -> Result:
        """Return the `QueryResponse` of one query.

        Raises:
            ErpError: As `get`.
        """
        return self._retry(lambda: self._query(statement))

    def _query(self, statement: str) -> Result:
        result = self._get("/query", {"query": statement})
        body = result.body.get("QueryResponse")
        if not isinstance(body, dict):
            raise _unreadable("GET /query", result.request_id)
        return Result(body, result.vendor_time, result.extracted_at, result.request_id)

    def queries(self, statements: Sequence[str], *, small: bool = False) -> list[Result]:
        """Return the `QueryResponse` of queries, several in one call where that is allowed.

        Args:
            statements: The queries.
            small: Whether each returns one record or a number: a call takes as many as it may.

        Raises:
            ErpError: As `get`; also where one query of a batch fails.
        """
        size = self.queries_per_batch
        if small and size > 1:
            size = _MAX_QUERIES
        if size == 1 or len(statements) == 1:
            return [self.query(statement) for statement in statements]
        return [
            result
            for start in range(0, len(statements), size)
            for result in self._retry(partial(self._batch, statements[start : start + size]))
        ]

    def get(self, path: str, **params: str) -> Result:
        """Return another resource of the company.

        Raises:
            BudgetError: `call_budget` is used up.
            ErpError: The company does not respond, refuses, or sends an unusable response.
        """
        return self._retry(lambda: self._get(path, params))

    def _retry(self, call: Callable[[], T]) -> T:
        """Retry status 200 without a usable body, which the client takes for success."""
        return retry(call, on=_UnreadableError, max_tries=_MAX_TRIES, sleep=self._sleep)

    def _batch(self, statements: Sequence[str]) -> list[Result]:
        """Results come in any order, each with the id its query was given."""
        queries = [{"bId": str(n), "Query": text} for n, text in enumerate(statements)]
        response = self._send("POST", "/batch", {}, {"BatchItemRequest": queries})
        batch_id, now = request_id(response), extracted_now()
        batch = _decoded(response, _batch_decoder, "POST /batch")
        self._raise_fault({"Fault": batch.Fault, "fault": batch.fault}, batch_id, "POST /batch")
        found = {item.id: item for item in batch.items}
        vendor_time, results = _time(batch.time, now), []
        for n, statement in enumerate(statements):
            item = found.get(str(n), _Item())
            fault = fault_in({"Fault": item.Fault, "fault": item.fault}, batch_id)
            if fault is not None:
                raise _item_error(self._client.clean(fault), statement)
            if not bytes(memoryview(item.content)[:64]).lstrip().startswith(b"{"):
                raise _UnreadableError(
                    "QuickBooks sent no result for a query of a batch",
                    "Try later, or set `queries_per_batch` to 1",
                    request_id=batch_id,
                )
            results.append(Result(item.content, vendor_time, now, batch_id))
        return results

    def _get(self, path: str, params: dict[str, str]) -> Result:
        response = self._send("GET", path, params)
        own_id, now = request_id(response), extracted_now()
        body = _decoded(response, _decoder, f"GET {path}")
        self._raise_fault(body, own_id, f"GET {path}")
        return Result(body, _time(body.get("time"), now), now, own_id)

    def _raise_fault(self, body: Json, own_id: str | None, what: str) -> None:
        """Raise the fault of a response; status 200 may carry one."""
        if (found := fault_in(body, own_id)) is None:
            return
        fault = self._client.clean(found)
        raise VendorError(
            f"QuickBooks responded to {what} with status 200 and fault {fault.code}: "
            f"{fault.detail}",
            "See Intuit's page on error codes",
            request_id=own_id,
            status=200,
            code=fault.code,
            detail=fault.detail,
        )

    def _send(
        self, method: str, path: str, params: dict[str, str], json: Any = None
    ) -> requests.Response:
        return self._client.send(
            method,
            self._root + path,
            params=params | self._params,
            json=json,
            rate_group=BATCH if path == "/batch" else None,
        )


class _UnreadableError(TransientError):
    """Status 200 with a body that is not a response."""


def _item_error(fault: VendorMessage, statement: str) -> ErpError:
    """Return the error of a query of a batch: worth another try, or not."""
    entity = statement.partition(" FROM ")[2].partition(" ")[0]
    reason = f"QuickBooks responded to the query of {entity} in a batch with fault {fault.code}"
    if fault.code in _TRANSIENT_FAULTS:
        return _UnreadableError(
            reason, "Try later, or lower `queries_per_batch`", request_id=fault.request_id
        )
    return VendorError(
        f"{reason}: {fault.detail}",
        "See Intuit's page on error codes; deselect the stream if the company does not use it",
        request_id=fault.request_id,
        status=200,
        code=fault.code,
        detail=fault.detail,
    )


def _decoded(response: requests.Response, decoder: Any, what: str) -> Any:
    try:
        return decoder.decode(content_of(response))
    except UNREADABLE:
        raise _unreadable(what, request_id(response)) from None


def _unreadable(what: str, id_: str | None) -> _UnreadableError:
    return _UnreadableError(
        f"QuickBooks responded to {what} with status 200 and a body that is not its JSON",
        "A proxy may have answered instead: check `api_url` and the proxy, or try later",
        request_id=id_,
    )


def _time(text: Any, now: dt.datetime) -> dt.datetime:
    """Return QuickBooks' clock; the local one where a response does not have it."""
    try:
        return parse_offset_timestamp(text) or now
    except (TypeError, ValueError):
        return now
