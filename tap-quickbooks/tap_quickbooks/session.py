"""One run's connection to one company."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
import tenacity
from singer_erp.errors import ErpError, TransientError, VendorError
from singer_erp.streams import extracted_now

from tap_quickbooks.columns import instant
from tap_quickbooks.errors import fault_in, request_id

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    import requests
    from singer_erp.http import HttpClient

# Lower ones are ignored; new fields come without a new version.
_MINOR_VERSION = "75"
_TRIES = 4
_decoder = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)


class BudgetError(ErpError):
    """The run has used up the calls it may use."""


class Meter:
    """Paces the calls of a run and counts them against its budget.

    Args:
        per_minute: Calls of a minute to one company.
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
        self._gap = 60 / per_minute
        self._budget = budget
        self._clock = clock
        self._sleep = sleep
        self._next = 0.0
        self._lock = threading.Lock()
        self.calls = 0

    def spend(self) -> None:
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
            turn = max(now, self._next)
            self._next = turn + self._gap
        if turn > now:
            self._sleep(turn - now)


@dataclass(frozen=True)
class Answer:
    """A successful answer.

    Attributes:
        body: The JSON, numbers exact.
        time: QuickBooks' clock when it answered, aware UTC.
        extracted_at: When it came, by the clock of this machine, aware UTC.
        request_id: Intuit's id of the request.
    """

    body: dict[str, Any]
    time: dt.datetime
    extracted_at: dt.datetime
    request_id: str | None


class Session:
    """Asks one company.

    Args:
        client: Sends and authenticates.
        api_url: Root of the API.
        realm_id: The company.
        meter: Paces.
        enhanced: Whether custom fields of the new platform are asked for.
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
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.realm_id = realm_id
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

    def query(self, statement: str) -> Answer:
        """Run a query; the answer's `QueryResponse`.

        Raises:
            ErpError: As `get`.
        """
        answer = self.get("/query", query=statement)
        return replace(answer, body=answer.body["QueryResponse"])

    def get(self, path: str, **params: str) -> Answer:
        """Ask for something.

        Raises:
            BudgetError: `call_budget` is used up.
            ErpError: The company does not answer, refuses, or answers what is no answer.
        """
        return self._retrying.copy()(self._get, path, params)

    def _get(self, path: str, params: dict[str, str]) -> Answer:
        self._meter.spend()
        # Without `Accept` the API answers XML.
        response = self._client.send(
            "GET",
            self._root + path,
            params=params | self._params,
            headers={"Accept": "application/json"},
        )
        body, now = _body(response, path), extracted_now()
        return Answer(body, instant(body.get("time")) or now, now, request_id(response))


class _UnreadableError(TransientError):
    """Status 200 with something that is no answer."""


def _body(response: requests.Response, path: str) -> dict[str, Any]:
    asked = request_id(response)
    try:
        body = _decoder.decode(response.content)
    except msgspec.DecodeError:
        raise _UnreadableError(
            f"QuickBooks answered GET {path} with status 200 and no JSON",
            "Try later",
            request_id=asked,
        ) from None
    if (fault := fault_in(body, asked)) is not None:
        raise VendorError(
            f"QuickBooks answered GET {path} with status 200 and fault {fault.code}: "
            f"{fault.detail}",
            "See Intuit's page on error codes",
            request_id=asked,
            status=200,
            code=fault.code,
            detail=fault.detail,
        )
    return body
