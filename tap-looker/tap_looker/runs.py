"""Runs of queries: at once, or as a query task that is polled."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, cast

import msgspec
from singer_erp.errors import ErpError, TransientError
from singer_erp.http.bodies import json_as
from singer_erp.http.retry import exponential_waits, retry
from singer_erp.looker.instance import path_of
from singer_erp.timestamps import extracted_now

from tap_looker.errors import of_stream, stream_error
from tap_looker.results import check_complete

if TYPE_CHECKING:
    import datetime as dt

    import requests
    from singer_erp.looker.instance import Instance

    from tap_looker.query import Query

log = logging.getLogger(__name__)

_GATEWAY_TIMEOUT = 504
_OK = 200
_LONGEST_WAIT = 30.0
_EXPIRED_SECONDS = 60.0
_LONGEST_TASK = 6 * 3600.0
_TASKS = 2
_FAILED = {"error", "complete"}
_ENDED = {"killed", "expired", "missing", "not found"}


@dataclass(frozen=True)
class Result:
    """The body of a result.

    Attributes:
        file: It, at its start; the reader closes it.
        extracted_at: When it had arrived, aware UTC.
        request_id: Looker's id of the request.
    """

    file: IO[bytes]
    extracted_at: dt.datetime
    request_id: str | None


class _Created(msgspec.Struct):
    id: str


class _Task(msgspec.Struct):
    status: str


_created = json_as(_Created)
_task = json_as(_Task)


class _TooSlow(Exception):  # noqa: N818  # a signal within this module
    """A gateway has ended the request."""


class Runner:
    """Runs queries.

    Args:
        instance: The instance.
        result_format: The setting `result_format`.
        use_cache: Whether results may come from the cache.
    """

    def __init__(self, instance: Instance, result_format: str, *, use_cache: bool) -> None:
        self.result_format = result_format
        self._instance = instance
        self._use_cache = use_cache

    def run(self, query: Query, *, as_task: bool) -> Result:
        """Run a query and return its complete result.

        Args:
            query: The query.
            as_task: Whether it is run as a query task; slow ones are in any case.

        Raises:
            StreamError: Looker refused it, or lost its task.
        """
        try:
            if not as_task:
                try:
                    return retry(
                        lambda: self._inline(query), sleep=self._instance.sleep, on_retry=_log_retry
                    )
                except _TooSlow:
                    log.info("A gateway ended the query: it is run as a query task")
            return self._task(query)
        except ErpError as error:
            raise of_stream(error) from None

    def _parameters(self, limit: int) -> dict[str, Any]:
        # Defaults are not documented: each is sent.
        return {
            "limit": limit,
            "apply_formatting": False,
            "apply_vis": False,
            "server_table_calcs": False,
            "force_production": True,
            "cache": self._use_cache,
        }

    def _inline(self, query: Query) -> Result:
        try:
            return self._instance.fetch(
                "POST",
                path_of("queries", "run", self.result_format),
                self._result,
                params=self._parameters(query.limit),
                json=query.body(),
                spools=True,
                once=True,
            )
        except TransientError as error:
            if error.status == _GATEWAY_TIMEOUT:
                raise _TooSlow from None
            raise

    def _task(self, query: Query) -> Result:
        slug = self._instance.fetch("POST", "/queries", _created, json=query.body()).id
        status = ""
        for _ in range(_TASKS):
            body = {"query_id": slug, "result_format": self.result_format, "source": "tap-looker"}
            parameters = self._parameters(query.limit)
            task = self._instance.fetch(
                "POST", "/query_tasks", _created, params=parameters, json=body
            ).id
            status = self._wait(task)
            if status in _FAILED:
                # That of a failed one is its error.
                return self._instance.fetch(
                    "GET", path_of("query_tasks", task, "results"), self._result, spools=True
                )
            log.warning("The query task ended with status %s: it is run again", status)
        raise stream_error(
            f"Looker did not finish the query: its task ended with status {status}",
            "Run again; see Admin > Queries for who or what ended it",
        )

    def _wait(self, task: str) -> str:
        """Wait until a task has ended and return its status.

        A task may be reported as expired shortly before it is complete.
        """
        waited = expired = 0.0
        path, params = path_of("query_tasks", task), {"fields": "id,status"}
        for wait in exponential_waits(max_value=_LONGEST_WAIT):
            status = self._instance.fetch("GET", path, _task, params=params).status.lower()
            if status in _FAILED:
                return status
            expired = expired + wait if status == "expired" else 0.0
            if (status in _ENDED and status != "expired") or expired > _EXPIRED_SECONDS:
                return status
            if waited > _LONGEST_TASK:
                break
            self._instance.sleep(wait)
            waited += wait
        raise stream_error(
            f"Looker did not finish the query within {_LONGEST_TASK / 3600:g} hours",
            "Read less at once: set `slice_by` and a lower `page_size`, or `start_date`",
        )

    def _result(self, response: requests.Response) -> Result:
        file = cast("IO[bytes]", response.raw)
        if response.status_code != _OK:  # 202: not finished yet
            raise ValueError(response.status_code)
        check_complete(file, self.result_format)
        return Result(file, extracted_now(), response.headers.get("X-B3-TraceId"))


def _log_retry(tries: int, seconds: float, error: TransientError) -> None:
    log.warning("Try %d of a query failed, next in %.1f s: %s", tries, seconds, error)
