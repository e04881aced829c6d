"""System Activity: what the instance reports about plans, jobs and queries."""

from __future__ import annotations

import json

import pytest
from looker_sdk import models40

JOBS = [
    "scheduled_plan.id",
    "scheduled_plan.name",
    "scheduled_plan.run_once",
    "scheduled_job.id",
    "scheduled_job.status",
    "scheduled_job.status_detail",
    "scheduled_job.created_time",
    "scheduled_job.finalized_time",
]


@pytest.fixture
def ask(sdk):
    """Runs a query on System Activity."""

    def ask(view, fields, **filters):
        query = models40.WriteQuery(
            model="system__activity",
            view=view,
            fields=fields,
            filters=filters,
            limit="-1",
            query_timezone="UTC",
        )
        return json.loads(sdk.run_inline_query("json", query, cache=False))

    return ask


def test_a_job_is_reported_with_its_outcome(sdk, sandbox, plan, ask):
    made = sdk.scheduled_plan_run_once(plan())
    other = sdk.scheduled_plan_run_once(plan(name="Another"))
    sandbox.looker.wait_for_jobs()
    [row] = ask("scheduled_plan", JOBS, **{"scheduled_plan.id": made.id})
    assert row["scheduled_plan.id"] == int(made.id)
    assert row["scheduled_plan.name"] == made.name
    assert row["scheduled_plan.run_once"] == "Yes"
    assert row["scheduled_job.status"] == "success"
    assert row["scheduled_job.status_detail"] is None
    assert row["scheduled_job.finalized_time"] >= row["scheduled_job.created_time"]
    found = ask("scheduled_plan", JOBS, **{"scheduled_plan.name": "%Another"})
    assert [row["scheduled_plan.id"] for row in found] == [int(other.id)]


def test_destinations_and_stages_are_joined(sdk, sandbox, plan, destination, ask):
    both = [destination(), destination(type="email", address="cfo@example.com", format="html")]
    made = sdk.scheduled_plan_run_once(plan(scheduled_plan_destination=both))
    sandbox.looker.wait_for_jobs()
    fields = ["scheduled_plan_destination.type", "scheduled_plan_destination.format"]
    rows = ask("scheduled_plan", fields, **{"scheduled_plan.id": made.id})
    assert sorted(tuple(row.values()) for row in rows) == [("email", "html"), ("webhook", "csv")]
    fields = ["scheduled_job.count", "scheduled_plan.count", "scheduled_job_stage.count"]
    [row] = ask("scheduled_plan", fields, **{"scheduled_plan.id": made.id})
    assert row["scheduled_plan.count"] == row["scheduled_job.count"] == 1
    assert row["scheduled_job_stage.count"] == 3


def test_jobs_appear_late(sdk, sandbox, plan, ask):
    sandbox.looker.set_limits(activity_lag_seconds=600)
    made = sdk.scheduled_plan_run_once(plan())
    sandbox.looker.wait_for_jobs()
    of_plan = {"scheduled_plan.id": made.id}
    assert [row["scheduled_job.id"] for row in ask("scheduled_plan", JOBS, **of_plan)] == [None]
    sandbox.advance(601)
    [row] = ask("scheduled_plan", JOBS, **of_plan)
    assert row["scheduled_job.status"] == "success"


def test_a_cached_answer_does_not_show_what_happened_since(sdk, sandbox, plan, ask):
    query = models40.WriteQuery(
        model="system__activity", view="scheduled_plan", fields=["scheduled_job.count"]
    )
    before = sdk.run_inline_query("json", query, cache=True)
    sdk.scheduled_plan_run_once(plan())
    sandbox.looker.wait_for_jobs()
    assert sdk.run_inline_query("json", query, cache=True) == before
    assert ask("scheduled_plan", ["scheduled_job.count"]) == [{"scheduled_job.count": 1}]


def test_the_history_has_the_queries_of_plans(sdk, sandbox, plan, look, ask):
    sdk.scheduled_plan_run_once(plan())
    sandbox.looker.wait_for_jobs()
    fields = ["history.source", "history.status", "query.model", "look.id", "user.id"]
    [row] = ask("history", fields, **{"history.source": "scheduled^_task"})
    assert list(row.values()) == [
        "scheduled_task",
        "complete",
        "finance",
        int(look.id),
        int(sdk.me().id),
    ]


def test_the_model_is_listed_when_internal_models_are(sdk):
    named = {model.name for model in sdk.all_lookml_models()}
    internal = {model.name for model in sdk.all_lookml_models(include_internal=True)}
    assert internal - named == {"system__activity"}
    explore = sdk.lookml_model_explore("system__activity", "history")
    names = {field.name for field in explore.fields.dimensions}
    assert {"history.created_time", "history.status", "query.id", "user.id"} <= names


def test_system_activity_needs_a_permission(sdk, ask):
    sets = {found.name: found for found in sdk.all_permission_sets()}
    own = sets["Integration"]
    left = [name for name in own.permissions if name != "see_system_activity"]
    sdk.update_permission_set(own.id, models40.WritePermissionSet(permissions=left))
    with pytest.raises(Exception, match="Not found"):
        ask("history", ["history.id"])
