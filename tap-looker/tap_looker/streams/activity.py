"""System Activity: usage and schedules, as queries of an internal model."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

MODEL = "system__activity"


@dataclass(frozen=True)
class Activity:
    """One Explore of System Activity as a stream.

    Attributes:
        stream: Name of the stream.
        explore: The Explore.
        keys: Fields that identify a row.
        replication_key: Field that is followed.
        fields: Fields that are read where the instance has them; releases differ.
        lookback: Time after which a row does not change any more.
    """

    stream: str
    explore: str
    keys: tuple[str, ...]
    replication_key: str
    fields: tuple[str, ...]
    lookback: dt.timedelta = dt.timedelta(0)


ACTIVITY = (
    Activity(
        "query_history",
        "history",
        ("history.id",),
        "history.created_time",
        (
            *("history.id", "history.created_time", "history.completed_time", "history.status"),
            *("history.source", "history.runtime", "history.result_source"),
            *("query.id", "query.model", "query.view", "look.id", "dashboard.id", "user.id"),
        ),
        # Queries that run become complete.
        dt.timedelta(hours=1),
    ),
    Activity(
        "scheduled_jobs",
        "scheduled_plan",
        ("scheduled_job.id",),
        "scheduled_job.created_time",
        (
            *("scheduled_job.id", "scheduled_job.created_time", "scheduled_job.finalized_time"),
            *("scheduled_job.status", "scheduled_job.status_detail"),
            *("scheduled_plan.id", "scheduled_plan.name", "scheduled_plan.run_once"),
        ),
        dt.timedelta(days=1),
    ),
)
