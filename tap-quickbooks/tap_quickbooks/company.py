"""The Accounting API of one company: queries, several in one call, and other resources."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from singer_erp.errors import StreamError, TransientError, VendorError
from singer_erp.http.bodies import UNREADABLE, content_of
from singer_erp.http.retry import retry
from singer_erp.timestamps import extracted_now

from tap_quickbooks.connection import BATCH
from tap_quickbooks.errors import COMPANY_CODES, THROTTLE_SECONDS, fault_in, request_id
from tap_quickbooks.results import Item, Result, batch_decoder, json_decoder, vendor_time_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import requests
    from singer_erp.errors import VendorMessage
    from singer_erp.http.client import HttpClient

Json = dict[str, Any]
T = TypeVar("T")

# Lower ones are ignored; new fields come without a new version.
_MINOR_VERSION = "75"
_MAX_TRIES = 4
# "Batch operation".
MAX_QUERIES = 30
# Throttled, and an application error: the query of a batch may succeed the next time. Seconds to
# wait before that, by code.
_TRANSIENT_FAULTS: dict[str | None, float | None] = {"3001": THROTTLE_SECONDS, "10000": None}
_STREAM_ADVICE = (
    "See Intuit's page on error codes; deselect the stream if the company does not use it"
)


class Company:
    """Sends requests about one company; safe to share by threads.

    Args:
        client: Sends and authenticates.
        realm_id: The company.
        enhanced: Whether custom fields of the new platform are requested.
        queries_per_batch: Maximum queries sent in one call.
        counts_queries: Whether each query of a batch counts as a call in the budget.
        sleep: Waits between tries; tests pass their own.
    """

    def __init__(  # noqa: PLR0913  # values instead of the tap
        self,
        client: HttpClient,
        realm_id: str,
        *,
        enhanced: bool,
        queries_per_batch: int = 1,
        counts_queries: bool = False,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.realm_id = realm_id
        self.queries_per_batch = queries_per_batch
        self._counts_queries = counts_queries
        self._client = client
        self._root = f"/v3/company/{realm_id}"
        self._sleep = sleep
        self._batched = 0
        self._params = {"minorversion": _MINOR_VERSION}
        if enhanced:
            self._params["include"] = "enhancedAllCustomFields"

    @property
    def calls(self) -> int:
        """Requests sent so far, repeated ones included; token requests left out."""
        return self._client.calls.get("calls", 0)

    @property
    def queries_sent(self) -> int:
        """Calls sent so far, if each query of a batch were one."""
        return self.calls + self._batched

    def query(self, statement: str) -> Result:
        """Return the `QueryResponse` of one query.

        Raises:
            StreamError: QuickBooks rejects the query.
            ErpError: As `get`.
        """
        with _of_one_stream():
            return self._retry(lambda: self._query(statement))

    def _query(self, statement: str) -> Result:
        result = self._get("/query", {"query": statement})
        body = result.body.get("QueryResponse")
        if not isinstance(body, dict):
            raise _unreadable("GET /query", result.request_id)
        return replace(result, content=body)

    def report(self, name: str, parameters: Mapping[str, str]) -> Result:
        """Return a report.

        Raises:
            StreamError: QuickBooks rejects the report.
            ErpError: As `get`.
        """
        with _of_one_stream():
            return self.get(f"/reports/{name}", **parameters)

    def queries(self, statements: Sequence[str], *, small: bool = False) -> list[Result]:
        """Return the `QueryResponse` of queries, several in one call where that is allowed.

        A query that is rejected has a result with a fault.

        Args:
            statements: The queries.
            small: Whether each returns one record or a number: a call takes as many as it may.

        Raises:
            ErpError: As `get`.
        """
        size = self.queries_per_batch
        if small and size > 1:
            size = MAX_QUERIES
        if size == 1 or len(statements) == 1:
            return self.queries_alone(statements)
        return [
            result
            for start in range(0, len(statements), size)
            for result in self._retry(partial(self._batch, statements[start : start + size]))
        ]

    def queries_alone(self, statements: Sequence[str]) -> list[Result]:
        """Return what `queries` does, with one call for each."""
        return [self._query_or_fault(statement) for statement in statements]

    def _query_or_fault(self, statement: str) -> Result:
        try:
            return self.query(statement)
        except StreamError as error:
            now = extracted_now()
            return Result({}, now, now, error.request_id, error)

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
        if self._counts_queries:
            self._client.reserve(len(statements) - 1)
        self._batched += len(statements) - 1
        queries = [{"bId": str(n), "Query": text} for n, text in enumerate(statements)]
        response = self._send("POST", "/batch", {}, {"BatchItemRequest": queries})
        batch_id, now = request_id(response), extracted_now()
        batch = _decoded(response, batch_decoder, "POST /batch")
        self._raise_fault({"Fault": batch.Fault, "fault": batch.fault}, batch_id, "POST /batch")
        found = {item.id: item for item in batch.items}
        vendor_time, results = vendor_time_of(batch.time, now), []
        for n, statement in enumerate(statements):
            item = found.get(str(n), Item())
            fault = fault_in({"Fault": item.Fault, "fault": item.fault}, batch_id)
            if fault is not None:
                error = _item_error(self._client.clean(fault), statement)
                results.append(Result({}, vendor_time, now, batch_id, error))
                continue
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
        body = _decoded(response, json_decoder, f"GET {path}")
        self._raise_fault(body, own_id, f"GET {path}")
        return Result(body, vendor_time_of(body.get("time"), now), now, own_id)

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


@contextmanager
def _of_one_stream() -> Iterator[None]:
    """Raise what QuickBooks says about one entity or report as an error of its stream."""
    try:
        yield
    except VendorError as error:
        if error.status not in {200, 400} or error.code in COMPANY_CODES:
            raise
        raise StreamError(
            error.reason,
            _STREAM_ADVICE,
            request_id=error.request_id,
            status=error.status,
            code=error.code,
            detail=error.detail,
        ) from None


def _item_error(fault: VendorMessage, statement: str) -> StreamError:
    """Return the error of a query of a batch.

    Raises:
        TransientError: Another try of the batch may succeed.
        VendorError: The fault is the company's.
    """
    entity = statement.partition(" FROM ")[2].partition(" ")[0]
    reason = f"QuickBooks responded to the query of {entity} in a batch with fault {fault.code}"
    if fault.code in _TRANSIENT_FAULTS:
        raise _UnreadableError(
            reason,
            "Try later, or lower `queries_per_batch`",
            request_id=fault.request_id,
            retry_after=_TRANSIENT_FAULTS[fault.code],
        )
    error = VendorError if fault.code in COMPANY_CODES else StreamError
    found = error(
        f"{reason}: {fault.detail}",
        _STREAM_ADVICE,
        request_id=fault.request_id,
        status=200,
        code=fault.code,
        detail=fault.detail,
    )
    if not isinstance(found, StreamError):
        raise found
    return found


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
