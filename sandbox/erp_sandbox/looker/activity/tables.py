"""The tables behind System Activity: columns, and rows from what the instance stores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.plans.records import IN_PROGRESS, JOBS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from erp_sandbox.looker.limits import Limits
    from erp_sandbox.looker.queries.activity import Run
    from erp_sandbox.looker.store import Row, Store

_NUMBER, _TEXT, _TIME, _FLAG, _SECONDS = "BIGINT", "VARCHAR", "TIMESTAMP", "BOOLEAN", "DOUBLE"


@dataclass(frozen=True)
class Table:
    """A table of System Activity.

    Attributes:
        columns: Types by column.
        rows: Returns its rows; a missing key is null.
    """

    columns: Mapping[str, str]
    rows: Callable[[], Iterable[Mapping[str, Any]]]


def stored_tables(store: Store, limits: Limits) -> dict[str, Table]:
    """Return the tables of what the store holds.

    Args:
        store: The content.
        limits: How late jobs appear.
    """

    def jobs() -> Iterator[Row]:
        lag = timedelta(seconds=limits.activity_lag_seconds)
        seen = (store.history.clock.now() - lag).isoformat()
        return (_job(job, seen) for job in store.all(JOBS) if job["created_at"][:19] <= seen)

    return {
        "look": Table(_CONTENT, lambda: map(_content, store.all("looks"))),
        "dashboard": Table(
            {**_CONTENT, "id": _TEXT}, lambda: map(_content, store.all("dashboards"))
        ),
        "user": Table(_USER, lambda: map(_user, store.all("users"))),
        "scheduled_plan": Table(_PLAN, lambda: map(_plan, store.all("scheduled_plans"))),
        "scheduled_plan_destination": Table(
            _DESTINATION, lambda: store.all("scheduled_plan_destinations")
        ),
        "scheduled_job": Table(_JOB, jobs),
        "scheduled_job_stage": Table(_STAGE, lambda: (s for job in jobs() for s in _stages(job))),
        "pdt_builds": Table(_BUILD, lambda: map(_build, store.all("pdt_builds"))),
    }


_CONTENT = {
    "id": _NUMBER,
    "title": _TEXT,
    "description": _TEXT,
    "user_id": _NUMBER,
    "created_at": _TIME,
    "updated_at": _TIME,
    "deleted": _FLAG,
}
_USER = {
    "id": _NUMBER,
    "name": _TEXT,
    "first_name": _TEXT,
    "last_name": _TEXT,
    "email": _TEXT,
    "is_disabled": _FLAG,
}
_PLAN = {
    "id": _NUMBER,
    "name": _TEXT,
    "run_once": _FLAG,
    "enabled": _FLAG,
    "next_run_at": _TIME,
    "created_at": _TIME,
    "updated_at": _TIME,
    "cron_schedule": _TEXT,
    "timezone": _TEXT,
    "datagroup": _TEXT,
    "send_all_results": _FLAG,
    "look_id": _NUMBER,
    "dashboard_id": _TEXT,
    "user_id": _NUMBER,
}
_DESTINATION = {
    "id": _NUMBER,
    "scheduled_plan_id": _NUMBER,
    "type": _TEXT,
    "format": _TEXT,
    "address": _TEXT,
    "apply_formatting": _FLAG,
}
_JOB = {
    "id": _NUMBER,
    "scheduled_plan_id": _NUMBER,
    "name": _TEXT,
    "status": _TEXT,
    "status_detail": _TEXT,
    "created_at": _TIME,
    "finalized_at": _TIME,
}
_STAGE = {
    "id": _NUMBER,
    "scheduled_job_id": _NUMBER,
    "stage": _TEXT,
    "runtime": _SECONDS,
    "started_at": _TIME,
    "completed_at": _TIME,
}
_BUILD = {
    "id": _TEXT,
    "view_name": _TEXT,
    "model_name": _TEXT,
    "connection": _TEXT,
    "trigger": _TEXT,
    "status": _TEXT,
    "message": _TEXT,
    "start_at": _TIME,
    "end_at": _TIME,
    "elapsed_seconds": _SECONDS,
}
_STAGES = ("enqueued", "execute", "deliver")
"""Stages of a job (unconfirmed)."""


def _content(row: Row) -> Row:
    return {name: row.get(name) for name in _CONTENT}


def _user(row: Row) -> Row:
    return {**row, "name": row["display_name"]}


def _plan(row: Row) -> Row:
    dashboard = row["dashboard_id"] or row["lookml_dashboard_id"]
    return {**row, "cron_schedule": row["crontab"], "dashboard_id": dashboard}


def _job(job: Row, seen: str) -> Row:
    """Return a job as it was at a time in the past."""
    ended = job["finalized_at"]
    if ended is None or ended[:19] <= seen:
        return job
    return {**job, "status": IN_PROGRESS, "status_detail": None, "finalized_at": None}


def _stages(job: Row) -> list[Row]:
    """Return the stages of a job that has ended."""
    if job["finalized_at"] is None:
        return []
    common = {"scheduled_job_id": job["id"], "runtime": 0.0}
    times = {"started_at": job["created_at"], "completed_at": job["finalized_at"]}
    first = int(job["id"]) * len(_STAGES)
    return [{**common, **times, "id": first + n, "stage": s} for n, s in enumerate(_STAGES)]


def _build(row: Row) -> Row:
    return {
        **row,
        "start_at": row["started_at"],
        "end_at": row["ended_at"],
        "elapsed_seconds": row["runtime"],
    }


def history_tables(runs: Callable[[], Iterable[Run]]) -> dict[str, Table]:
    """Return the tables of the queries that were run.

    Args:
        runs: Returns the runs.
    """
    return {
        "history": Table(_HISTORY, lambda: map(_run, runs())),
        "query": Table(_QUERY, lambda: _queries(runs())),
    }


_HISTORY = {
    "id": _NUMBER,
    "query_id": _NUMBER,
    "look_id": _NUMBER,
    "dashboard_id": _TEXT,
    "user_id": _NUMBER,
    "created_at": _TIME,
    "completed_at": _TIME,
    "status": _TEXT,
    "source": _TEXT,
    "result_source": _TEXT,
    "message": _TEXT,
    "runtime": _SECONDS,
}
_QUERY = {"id": _NUMBER, "model": _TEXT, "view": _TEXT}


def _run(run: Run) -> Row:
    return {
        **{name: getattr(run, name, None) for name in _HISTORY},
        "created_at": run.at.isoformat(),
        "completed_at": (run.at + timedelta(seconds=run.runtime)).isoformat(),
    }


def _queries(runs: Iterable[Run]) -> Iterable[Row]:
    """Return the queries of runs, each once."""
    found = {run.query_id: {"model": run.model, "view": run.view} for run in runs}
    return ({"id": key, **row} for key, row in found.items())
