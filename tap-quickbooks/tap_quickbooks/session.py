"""One run's connection to one company."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
import tenacity
from singer_erp.errors import ErpError, TransientError, VendorError
from singer_erp.streams import extracted_now

from tap_quickbooks.columns import instant
from tap_quickbooks.errors import fault_in, request_id

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    import requests
    from singer_erp.errors import VendorMessage
    from singer_erp.http import HttpClient

# Lower ones are ignored; new fields come without a new version.
_MINOR_VERSION = "75"
_TRIES = 4
# Throttled, and an application error: the query of a batch may succeed the next time.
_PASSING = {"3001", "10000"}
_decoder = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)


class BudgetError(ErpError):
    """The run has used up the calls it may use."""


# "API call limits and throttles": ten calls a second, forty batches a minute; a little is left.
_PER_SECOND = 9
_BATCHES_PER_MINUTE = 36
# "Batch operation".
_MOST_QUERIES = 30


class _Window:
    """At most so many in any stretch of so many seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds
        self._times = deque[float](maxlen=most)

    def earliest(self, now: float) -> float:
        """When the next may be."""
        full = len(self._times) == self._times.maxlen
        return max(now, self._times[0] + self._seconds) if full else now

    def take(self, at: float) -> None:
        """Note one."""
        self._times.append(at)


class Meter:
    """Paces the calls to one company and counts them against the run's budget.

    Args:
        per_minute: Calls of any minute.
        budget: Most calls of the run; None for no limit.
        clock: Seconds; tests inject their own.
        sleep: Waits; tests inject their own.
    """

    def __init__(
        self,
        per_minute: int,
        budget: int | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._calls = (_Window(_PER_SECOND, 1), _Window(per_minute, 60))
        self._batches = (*self._calls, _Window(_BATCHES_PER_MINUTE, 60))
        self._budget = budget
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self.calls = 0

    def spend(self, *, batch: bool = False) -> None:
        """Wait for a call's turn.

        Raises:
            BudgetError: `call_budget` is used up.
        """
        with self._lock:
            self.calls += 1
            if self._budget is not None and self.calls > self._budget:
                raise BudgetError(
                    f"The run has made the {self._budget} calls of `call_budget`",
                    "Run again to go on where it stopped, or raise it",
                )
            now = self._clock()
            windows = self._batches if batch else self._calls
            turn = max(window.earliest(now) for window in windows)
            for window in windows:
                window.take(turn)
        if turn > now:
            self._sleep(turn - now)


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
        api_url: Root of the API.
        realm_id: The company.
        meter: Paces.
        enhanced: Whether custom fields of the new platform are asked for.
        queries_per_batch: Most queries sent in one call.
        sleep: Waits between tries; tests inject their own.
    """

    def __init__(  # noqa: PLR0913  # values instead of the tap
        self,
        client: HttpClient,
        api_url: str,
        realm_id: str,
        meter: Meter,
        *,
        enhanced: bool,
        queries_per_batch: int = 1,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.realm_id = realm_id
        self.queries_per_batch = queries_per_batch
        self._client = client
        self._root = f"{api_url.rstrip('/')}/v3/company/{realm_id}"
        self._meter = meter
        self._params = {"minorversion": _MINOR_VERSION}
        if enhanced:
            self._params["include"] = "enhancedAllCustomFields"
        self._retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_UnreadableError),
            wait=tenacity.wait_exponential(multiplier=1, max=30),
            stop=tenacity.stop_after_attempt(_TRIES),
            sleep=sleep,
            reraise=True,
        )

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
            for answer in self._retrying.copy()(self._batch, statements[start : start + size])
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
        return self._retrying.copy()(self._get, path, params)

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
            if not bytes(item.answer):
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
        self._meter.spend(batch=path == "/batch")
        # Without `Accept` the API answers XML.
        return self._client.send(
            method,
            self._root + path,
            params=params | self._params,
            json=json,
            headers={"Accept": "application/json"},
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
