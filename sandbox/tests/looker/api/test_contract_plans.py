"""The answers about plans, datagroups and builds are those that the vendor documents."""

from __future__ import annotations

import pytest


@pytest.fixture
def plan(api):
    """The body of a plan of a Look."""
    [look] = api.get("looks/search", limit=1, sorts="id")
    conditions = dict.fromkeys(("require_results", "require_no_results", "require_change"), False)
    destination = {"type": "webhook", "address": "https://hooks.example.com/", "format": "csv"}
    return {
        "name": "AP aging",
        "look_id": look["id"],
        "crontab": "0 6 * * *",
        "scheduled_plan_destination": [destination],
        **conditions,
    }


def test_plans_are_as_documented(api, contract, plan):
    made = api.post("scheduled_plans", plan)
    key, look = made["id"], made["look_id"]
    assert api.get(f"scheduled_plans/{key}") == made
    for path in (
        "scheduled_plans",
        "scheduled_plans/search",
        f"scheduled_plans/look/{look}",
        "scheduled_plans/dashboard/1",
        "scheduled_plans/lookml_dashboard/finance::ledger",
        "scheduled_plans/space/1",
    ):
        api.get(path, all_users="true")
    assert api("PATCH", f"scheduled_plans/{key}", json={"enabled": False}).status_code == 200
    api.post("scheduled_plans/run_once", {**plan, "crontab": None})
    api.post(f"scheduled_plans/{key}/run_once", {"name": "Again"})
    assert api("DELETE", f"scheduled_plans/{key}").status_code == 204
    assert api.error("GET", f"scheduled_plans/{key}")[0] == 404
    api.control.wait_for_jobs()


def test_problems_of_plans_are_as_documented(api, contract, plan):
    for path in ("scheduled_plans", "scheduled_plans/run_once"):
        response = api("POST", path, json={**plan, "name": ""})
        assert response.status_code == 422
        assert all(detail["documentation_url"] for detail in response.json()["errors"])
    api.control.set_limits(run_once_per_second=0)
    assert api.error("POST", "scheduled_plans/run_once", json=plan)[0] == 429


def test_datagroups_and_builds_are_as_documented(api, contract):
    [datagroup] = api.get("datagroups")
    path = f"datagroups/{datagroup['id']}"
    assert api.get(path) == datagroup
    assert api("PATCH", path, json={"triggered_at": 1}).status_code == 200
    assert api("PATCH", path, json={"stale_before": 99_999_999_999}).status_code == 422
    assert api.error("GET", "datagroups/99")[0] == 404
    assert api.error("GET", "derived_table/finance/gl/start")[0] == 404
    assert api.error("GET", "derived_table/none/status")[0] == 404
    api.get("derived_table/graph/model/finance")


def test_calls_of_plans_are_metered_as_queries(api, contract, plan):
    before = api.control.limits()["calls"]
    api.post("scheduled_plans", plan)
    api.get("datagroups")
    after = api.control.limits()["calls"]
    assert after["db_query"] - before.get("db_query", 0) == 1
    assert after["non_query"] - before["non_query"] == 1
    _, operation = contract.operation("POST", "/scheduled_plans")
    assert operation["x-looker-activity-type"] == "db_query"
