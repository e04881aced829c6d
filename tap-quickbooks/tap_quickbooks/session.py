"""One run's connection to one company."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from singer_erp.errors import TransientError, VendorError
from singer_erp.http.retry import retry
from singer_erp.plugin.stream import extracted_now

from tap_quickbooks.columns import instant
from tap_quickbooks.connection import BATCH
from tap_quickbooks.errors import fault_in, request_id

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    import requests
    from singer_erp.errors import ErpError, VendorMessage
    from singer_erp.http.client import HttpClient

T = TypeVar("T")

# Lower ones are ignored; new fields come without a new version.
_MINOR_VERSION = "75"
_TRIES = 4
# "Batch operation".
_MOST_QUERIES = 30
# Throttled, and an application error: the query of a batch may succeed the next time.
_PASSING = {"3001", "10000"}
_decoder = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)


@dataclass(frozen=True)
class Answer:
    """A successful answer.

    Attributes:
        content: The JSON, or its bytes until somebody reads it: a call may bring many pages.
        time: QuickBooks' clock when it answered, aware UTC.
        extracted_at: When it came, by the clock of this machine, aware UTC.
        request_id: Intuit's id of the request.
    """

    content: dict[str, Any] | msgspec.Raw
    time: dt.datetime
    extracted_at: dt.datetime
    request_id: str | None

    @cached_property
    def body(self) -> dict[str, Any]:
        """The JSON, numbers exact."""
        if isinstance(self.content, msgspec.Raw):
            return _decoder.decode(self.content)
        return self.content


class _Item(msgspec.Struct, rename={"id": "bId", "answer": "QueryResponse"}):
    """The answer to one query of a batch."""

    id: str = ""
    answer: msgspec.Raw = msgspec.Raw()
    Fault: Any = None
    fault: Any = None


class _Batch(msgspec.Struct, rename={"items": "BatchItemResponse"}):
    """The answers to a batch, in any order."""

    items: list[_Item] = []
    Fault: Any = None
    fault: Any = None
    time: str | None = None


_batch_decoder = msgspec.json.Decoder(_Batch, float_hook=Decimal)


class Session:
    """Asks one company.

    Args:
        client: Sends and authenticates.
        realm_id: The company.
        enhanced: Whether custom fields of the new platform are asked for.
        queries_per_batch: Most queries sent in one call.
        sleep: Waits between tries; tests inject their own.
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
        """Requests sent, repetitions included, tokens left out."""
        return self._client.calls.get("calls", 0)

    def queries(self, statements: Sequence[str], *, light: bool = False) -> list[Answer]:
        """Run queries, several in one call where that is allowed.

        Args:
            statements: The queries.
            light: Whether each brings a record or a number only: as many go into a call as may.

        Returns:
            The answers' `QueryResponse`, in the order of the statements.

        Raises:
            ErpError: As `get`; also where one query of a batch fails.
        """
        size = self.queries_per_batch
        if light and size > 1:
            size = _MOST_QUERIES
        if size == 1 or len(statements) == 1:
            return [self._query(statement) for statement in statements]
        return [
            answer
            for start in range(0, len(statements), size)
            for answer in self._retry(partial(self._batch, statements[start : start + size]))
        ]

    def _query(self, statement: str) -> Answer:
        answer = self.get("/query", query=statement)
        return replace(answer, content=answer.body["QueryResponse"])

    def get(self, path: str, **params: str) -> Answer:
        """Ask for something.

        Raises:
            BudgetError: `call_budget` is used up.
            ErpError: The company does not answer, refuses, or answers what is no answer.
        """
        return self._retry(lambda: self._get(path, params))

    def _retry(self, call: Callable[[], T]) -> T:
        """Retry status 200 without a usable body, which the client takes for success."""
        return retry(call, on=_UnreadableError, max_tries=_TRIES, sleep=self._sleep)

    def _batch(self, statements: Sequence[str]) -> list[Answer]:
        """Answers come in any order, each with the id its query was given."""
        queries = [{"bId": str(n), "Query": text} for n, text in enumerate(statements)]
        response = self._send("POST", "/batch", {}, {"BatchItemRequest": queries})
        asked = request_id(response)
        whole = _decoded(response, _batch_decoder, "POST /batch")
        _raise_fault({"Fault": whole.Fault, "fault": whole.fault}, asked, "POST /batch")
        found = {item.id: item for item in whole.items}
        now = extracted_now()
        at, answers = instant(whole.time) or now, []
        for n, statement in enumerate(statements):
            item = found.get(str(n), _Item())
            fault = fault_in({"Fault": item.Fault, "fault": item.fault}, asked)
            if fault is not None:
                raise _of_item(fault, statement)
            if not memoryview(item.answer).nbytes:
                raise _UnreadableError(
                    "QuickBooks left a query of a batch without an answer",
                    "Try later, or set `queries_per_batch` to 1",
                    request_id=asked,
                )
            answers.append(Answer(item.answer, at, now, asked))
        return answers

    def _get(self, path: str, params: dict[str, str]) -> Answer:
        response = self._send("GET", path, params)
        asked, now = request_id(response), extracted_now()
        body = _decoded(response, _decoder, f"GET {path}")
        _raise_fault(body, asked, f"GET {path}")
        return Answer(body, instant(body.get("time")) or now, now, asked)

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
    """Status 200 with something that is no answer."""


def _of_item(fault: VendorMessage, statement: str) -> ErpError:
    """What a failed query of a batch is: worth another try, or not."""
    entity = statement.partition(" FROM ")[2].partition(" ")[0]
    what = f"QuickBooks answered the query of {entity} in a batch with fault {fault.code}"
    if fault.code in _PASSING:
        return _UnreadableError(
            what, "Try later, or lower `queries_per_batch`", request_id=fault.request_id
        )
    return VendorError(
        f"{what}: {fault.detail}",
        "See Intuit's page on error codes; deselect the stream if the company does not use it",
        request_id=fault.request_id,
        status=200,
        code=fault.code,
        detail=fault.detail,
    )


def _decoded(response: requests.Response, decoder: Any, asked_for: str) -> Any:
    try:
        return decoder.decode(response.content)
    except msgspec.MsgspecError:
        raise _UnreadableError(
            f"QuickBooks answered {asked_for} with status 200 and no JSON it is known to send",
            "Try later",
            request_id=request_id(response),
        ) from None


def _raise_fault(body: dict[str, Any], asked: str | None, asked_for: str) -> None:
    """Status 200 may carry a fault."""
    if (fault := fault_in(body, asked)) is not None:
        raise VendorError(
            f"QuickBooks answered {asked_for} with status 200 and fault {fault.code}: "
            f"{fault.detail}",
            "See Intuit's page on error codes",
            request_id=asked,
            status=200,
            code=fault.code,
            detail=fault.detail,
        )
