"""Lists: complete, whatever their size, and deleted content seen."""

from __future__ import annotations

import pytest
from singer_erp.errors import StreamError
from singer_erp.testing import Warehouse

LISTS = [
    *("looks", "dashboards", "folders", "users", "groups", "roles"),
    *("permission_sets", "model_sets"),
]


_QUERY = {"model": "finance", "view": "gl", "fields": ["gl.count"]}


@pytest.fixture(autouse=True)
def _sees_everything(sandbox):
    """Personal folders of others are seen by administrators only."""
    sandbox.looker.set_user(admin=True)


def _ids(rows):
    return {row["id"] for row in rows}


@pytest.mark.parametrize("stream", LISTS)
def test_a_list_has_all_objects(stream, run, sandbox):
    found = run(stream, page_size=2).records(stream)

    assert len(found) == len(_ids(found))
    assert _ids(found) == _ids(sandbox.looker.truth(stream))


@pytest.mark.timeout(60)
def test_a_list_is_read_with_the_smallest_page_size(run, sandbox):
    found = run("users", page_size=1).records("users")
    assert _ids(found) == _ids(sandbox.looker.truth("users"))


@pytest.mark.parametrize("stream", ["looks", "users"])
def test_a_list_of_more_than_10_000_objects_is_complete(stream, run, sandbox):
    sandbox.looker.mutate("populate", kind=stream, count=10_050)

    found = run(stream).records(stream)

    assert len(found) > 10_000
    assert _ids(found) == _ids(sandbox.looker.truth(stream))


def test_content_in_the_trash_is_seen(run, sandbox):
    look = sandbox.looker.truth("looks")[0]["id"]
    sandbox.looker.mutate("trash", kind="looks", id=look)

    [row] = [row for row in run("looks").records("looks") if row["id"] == look]

    assert row["deleted"] is True
    assert row["deleted_at"]


def test_content_that_was_deleted_for_good_disappears(run, sandbox):
    warehouse = Warehouse()
    warehouse.load(run("looks", "dashboards", "dashboard_elements"))
    for kind in ("looks", "dashboards"):
        sandbox.looker.mutate("delete", kind=kind, id=sandbox.looker.truth(kind)[0]["id"])

    warehouse.load(run("looks", "dashboards", "dashboard_elements", state=warehouse.state))

    for kind in ("looks", "dashboards", "dashboard_elements"):
        assert {key[-1] for key in warehouse.live(kind)} == _ids(sandbox.looker.truth(kind))


def test_random_changes_are_seen(run, sandbox):
    warehouse = Warehouse()
    for seed in range(10):
        warehouse.load(run(*LISTS, state=warehouse.state, page_size=7))
        sandbox.looker.mutate("random", steps=10, seed=seed)
    warehouse.load(run(*LISTS, state=warehouse.state))
    for kind in LISTS:
        assert {key[0] for key in warehouse.live(kind)} == _ids(sandbox.looker.truth(kind))
    titles = {row["id"]: row["title"] for row in sandbox.looker.truth("looks")}
    assert {key[0]: row["title"] for key, row in warehouse.live("looks").items()} == titles


def test_elements_filters_and_layouts_come_with_their_dashboards(run, sandbox):
    parts = ["dashboard_elements", "dashboard_filters", "dashboard_layouts"]
    found = run("dashboards", *parts, page_size=3)
    for part in parts:
        assert _ids(found.records(part)) == _ids(sandbox.looker.truth(part))


def test_a_child_stream_is_read_without_its_parent(run, sandbox):
    found = run("dashboard_elements")
    assert _ids(found.records("dashboard_elements")) == _ids(
        sandbox.looker.truth("dashboard_elements")
    )
    assert found.streams == {"dashboard_elements"}


def test_explores_and_fields_are_those_of_the_models(run):
    found = run("lookml_models", "explores", "explore_fields")

    names = {(row["model_name"], row["name"]) for row in found.records("explores")}
    fields = found.records("explore_fields")
    assert ("finance", "gl") in names
    assert {(row["model_name"], row["explore_name"]) for row in fields} == names
    [key] = [row for row in fields if row["explore_name"] == "gl" and row["name"] == "gl.line_id"]
    assert key["primary_key"] is True
    assert key["type"] == "number"


def test_credentials_are_never_requested(run, sandbox):
    run("users", "connections")
    paths = " ".join(entry["path"] for entry in sandbox.journal())
    assert not any(word in paths for word in ("credentials_", "sessions", "password", "ui_state"))


def test_a_list_that_the_user_may_not_see_costs_its_stream(run, sandbox):
    sandbox.fault("status", path="/groups", status=404, times=None)

    with pytest.raises(StreamError, match=r"'groups' could not be read.*404.*may not see it"):
        run("groups", "roles")


@pytest.mark.parametrize("seed", range(5))
def test_objects_that_are_deleted_while_pages_are_read_hide_none(seed, run, sandbox):
    """Each page of the list is preceded by a deletion, through a proxy of the test."""
    keys = sorted(_ids(sandbox.looker.truth("looks")), key=int)
    victim = keys[seed]
    original = {"done": False}

    found = _deleting(run, sandbox, victim, original)

    rest = set(keys) - {victim}
    assert rest <= _ids(found.records("looks"))
    assert original["done"]


def _deleting(run, sandbox, victim, original):
    """Delete a Look while the tap waits for its second page."""

    def wait(_):
        if not original["done"]:
            original["done"] = True
            sandbox.looker.mutate("delete", kind="looks", id=victim)

    sandbox.fault("status", path="looks/search.*offset=(?!0)", status=503)
    return run("looks", page_size=7, sleep=wait)


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize("deleted", [True, False])
def test_content_that_comes_to_the_trash_or_leaves_it_meanwhile_is_seen(
    deleted, after, run, api, sandbox
):
    look = sandbox.looker.truth("looks")[0]["id"]
    api("PATCH", f"/looks/{look}", {"deleted": not deleted})

    def wait(_):
        api("PATCH", f"/looks/{look}", {"deleted": deleted})

    sandbox.fault("status", path="looks/search", status=503, after=after)
    warehouse = Warehouse()
    warehouse.load(run("looks", sleep=wait))

    assert {key[0] for key in warehouse.live("looks")} == _ids(sandbox.looker.truth("looks"))


def test_scheduled_plans_of_all_users_are_read_with_their_destinations(run, api, sandbox):
    for user in (None, "1"):
        plan = {
            "name": f"Plan of {user}",
            "query_id": api("POST", "/queries", _QUERY)["id"],
            "crontab": "0 6 * * *",
            "scheduled_plan_destination": [
                {"type": "email", "address": "ap@example.com", "format": "csv"}
            ],
        }
        api("POST", "/scheduled_plans", plan, user=user)

    found = run("scheduled_plans", "scheduled_plan_destinations")

    assert {row["name"] for row in found.records("scheduled_plans")} == {
        "Plan of None",
        "Plan of 1",
    }
    assert len(found.records("scheduled_plan_destinations")) == 2


@pytest.mark.parametrize("start", [{}, {"start_date": "2020-01-01T00:00:00Z"}])
def test_a_plan_without_jobs_is_not_a_job(start, run, api, sandbox):
    plan = {
        "name": "Never run",
        "query_id": api("POST", "/queries", _QUERY)["id"],
        "crontab": "0 6 * * *",
        "scheduled_plan_destination": [
            {"type": "email", "address": "a@b.example", "format": "csv"}
        ],
    }
    api("POST", "/scheduled_plans", plan)
    ran = api("POST", "/scheduled_plans/run_once", plan | {"name": "Ran"})

    sandbox.looker.wait_for_jobs()

    [job] = run("scheduled_jobs", **start).records("scheduled_jobs")

    assert job["scheduled_plan__id"] == int(ran["id"])
    assert job["scheduled_job__id"] is not None


def test_query_history_is_followed(run, sandbox):
    run("gl_lines")
    first = run("query_history")
    run("gl_lines")
    second = run("query_history", state=first.state)

    assert first.records("query_history")
    ids = {row["history__id"] for row in second.records("query_history")}
    assert ids - {row["history__id"] for row in first.records("query_history")}
