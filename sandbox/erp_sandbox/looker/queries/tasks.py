"""Query tasks: queries that run on their own until somebody fetches the result."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import Response

from erp_sandbox.looker.call import Call, Operation
from erp_sandbox.looker.errors import ApiError, Detail, not_found
from erp_sandbox.looker.queries import saved
from erp_sandbox.looker.queries.formats.table import TASK_FORMATS
from erp_sandbox.looker.queries.options import RunOptions, run_options
from erp_sandbox.looker.view import View, can

if TYPE_CHECKING:
    from datetime import datetime

    from erp_sandbox.looker.instance import Instance
    from erp_sandbox.looker.query import Runner
    from erp_sandbox.looker.users import User

_METER = "db_query"
_ENDED = {"complete", "error", "killed"}
_LARGEST_BATCH = 250


@dataclass
class Task:
    """One query task.

    Attributes:
        id: Its id.
        query_id: The saved query.
        user: Who runs it.
        options: How it is run.
        result_format: The format of its result.
        source: What the caller is.
        polls: How often its state has been read.
        status: Its state.
        data: Its result.
        error: Why it failed.
        sql: Its statement.
        result_source: `query` or `cache`.
        ended_at: When its result was complete.
        ended: Set at that time, for those who wait.
    """

    id: str
    query_id: str
    user: User
    options: RunOptions
    result_format: str
    source: str | None
    look_id: str | None
    dashboard_id: str | None
    created_at: datetime
    polls: int = 0
    status: str = "added"
    data: bytes = b""
    error: str | None = None
    sql: str = ""
    result_source: str | None = None
    ended_at: datetime | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class Tasks:
    """The query tasks of an instance.

    Args:
        instance: The instance.
        runner: Runs the queries.
    """

    def __init__(self, instance: Instance, runner: Runner) -> None:
        self._instance = instance
        self._runner = runner
        self._tasks: dict[str, Task] = {}

    def operations(self) -> list[Operation]:
        """Return the operations."""
        needs, one = "explore", "/query_tasks/{id}"
        return [
            Operation("POST", "/query_tasks", self._create, needs, _METER),
            Operation("GET", "/query_tasks/multi_results", self._several, needs, _METER),
            Operation("GET", one, self._show, needs, _METER),
            Operation("GET", f"{one}/results", self._results, needs, _METER),
            Operation("GET", "/running_queries", self._running, "", _METER),
            Operation("DELETE", "/running_queries/{id}", self._kill, "", _METER),
        ]

    def _create(self, call: Call) -> dict[str, Any]:
        body = call.object()
        missing = [name for name in ("query_id", "result_format") if not body.get(name)]
        if missing:
            details = tuple(Detail(n, "This field is required.", "missing_field") for n in missing)
            raise ApiError(422, details=details)
        if body["result_format"] not in TASK_FORMATS:
            raise ApiError(422, details=(Detail("result_format", "is not supported"),))
        query = self._instance.store.get("queries", body["query_id"])
        task = Task(
            id=secrets.token_hex(16),
            query_id=query["id"],
            user=call.user,
            options=run_options(call, self._instance.limits, body.get("look_id")),
            result_format=body["result_format"],
            source=body.get("source"),
            look_id=body.get("look_id"),
            dashboard_id=body.get("dashboard_id"),
            created_at=self._instance.clock.now(),
        )
        self._tasks[task.id] = task
        return self._shown(call, task)

    def _show(self, call: Call) -> dict[str, Any]:
        task = self._task(call)
        self._poll(task)
        return self._shown(call, task)

    def _results(self, call: Call) -> Response:
        task = self._task(call)
        self._poll(task)
        if task.status == "killed":
            raise not_found()
        if task.status not in _ENDED:
            return Response(status_code=202)
        if task.error and task.result_format != "json_detail":
            raise ApiError(400, task.error)
        return Response(task.data, media_type=TASK_FORMATS[task.result_format].media_type)

    def _several(self, call: Call) -> dict[str, Any]:
        ids = call.names("query_task_ids") or []
        if len(ids) > _LARGEST_BATCH:
            raise ApiError(400, "Too many query task ids")
        return {key: self._entry(call.user, key) for key in ids}

    def _entry(self, user: User, key: str) -> dict[str, Any]:
        """Return one task of many; errors are in `data`."""
        task = self._found(user, key)
        if task is None:
            return {"status": "missing", "data": None}
        self._poll(task)
        data: Any = None
        if task.error and task.result_format != "json_bi":
            errors = [{"message": task.error, "message_details": task.error}]
            data = {"id": task.id, "error": task.error, "runtime": 0.01, "sql": task.sql}
            data["errors"] = [{**error, "sql_error_loc": {"line": 1}} for error in errors]
        elif task.status in {"complete", "error"}:
            is_json = "json" in TASK_FORMATS[task.result_format].media_type
            data = msgspec.Raw(task.data) if is_json else task.data.decode("utf-8", "replace")
        return {"status": task.status, "result_source": task.result_source, "data": data}

    def _running(self, call: Call) -> list[dict[str, Any]]:
        if not (call.user.is_admin or call.user.may("see_queries")):
            raise not_found()
        view = self._view(call)
        return [
            {
                "id": task.id,
                "query_task_id": task.id,
                "query_id": task.query_id,
                "query": saved.query(view, self._instance.store.get("queries", task.query_id)),
                "source": task.source,
                "status": task.status,
                "created_at": self._instance.store.text(task.created_at),
                "completed_at": None,
                "can": can(),
            }
            for task in list(self._tasks.values())
            if task.status not in _ENDED
        ]

    def _kill(self, call: Call) -> None:
        task = self._task(call)
        with task.lock:
            if task.status in _ENDED:
                raise not_found()
            task.status = "killed"

    def _task(self, call: Call) -> Task:
        task = self._found(call.user, call.path["id"])
        if task is None:
            raise not_found()
        return task

    def _found(self, user: User, key: str) -> Task | None:
        """Return a task of a user whose result has not expired."""
        task = self._tasks.get(key)
        if task is None or not (user.is_admin or task.user.id == user.id):
            return None
        life = timedelta(seconds=self._instance.limits.task_seconds)
        if task.ended_at is not None and self._instance.clock.now() > task.ended_at + life:
            return None
        return task

    def _poll(self, task: Task) -> None:
        """Count a poll, and run the query when it is time."""
        limits = self._instance.limits
        with task.lock:
            if task.status in _ENDED:
                return
            task.polls += 1
            if task.polls <= limits.task_polls:
                task.status = limits.task_status[min(task.polls, len(limits.task_status)) - 1]
                return
            self._run(task)

    def _run(self, task: Task) -> None:
        query = self._instance.store.get("queries", task.query_id)
        try:
            result = self._runner.run(task.user, query, task.options)
        except ApiError as error:
            task.error = str(error)
        else:
            task.error, task.sql, task.result_source = result.error, result.sql, result.source
            task.data = b"".join(TASK_FORMATS[task.result_format].write(result))
        task.status = "error" if task.error else "complete"
        task.ended_at = self._instance.clock.now()

    def _view(self, call: Call) -> View:
        return View(self._instance.store, self._instance.catalog, call.user, call.host)

    def _shown(self, call: Call, task: Task) -> dict[str, Any]:
        query = self._instance.store.get("queries", task.query_id)
        return {
            "id": task.id,
            "query_id": task.query_id,
            "query": saved.query(self._view(call), query),
            "status": task.status,
            "source": task.source,
            "runtime": 0.01 if task.ended_at else None,
            "result_source": task.result_source,
            "result_format": task.result_format,
            "cache": task.options.cached,
            "cache_key": task.query_id,
            "cache_only": task.options.cache_only,
            "force_production": False,
            "generate_links": task.options.links,
            "server_table_calcs": False,
            "path_prefix": "",
            "rebuild_pdts": False,
            "look_id": task.look_id,
            "dashboard_id": task.dashboard_id,
            "can": can(),
        }
