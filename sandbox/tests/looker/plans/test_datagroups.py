"""Datagroups and builds of persistent derived tables."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta

import duckdb
import pytest
from erp_sandbox.core.clock import Clock
from erp_sandbox.looker.sample.warehouse import PROJECT
from looker_sdk import error, models40

NOW = datetime(2026, 1, 31, 5, 0, tzinfo=UTC)
TABLES = """
view: account_totals {
  derived_table: {
    sql: SELECT account_id, COUNT(*) AS lines FROM @{SCHEMA}.gl_lines GROUP BY 1 ;;
    datagroup_trigger: finance_load
  }
  dimension: account_id { primary_key: yes  type: number  sql: ${TABLE}.account_id ;; }
}
view: broken {
  derived_table: { sql: SELECT nothing FROM nowhere ;;  persist_for: "24 hours" }
  dimension: nothing { type: string  sql: ${TABLE}.nothing ;; }
}
view: fleeting {
  derived_table: { sql: SELECT 1 AS one ;; }
  dimension: one { type: number  sql: ${TABLE}.one ;; }
}
"""


@pytest.fixture
def clock():
    return Clock(NOW)


@pytest.fixture
def sandbox(start, clock, tmp_path):
    project = tmp_path / "project"
    shutil.copytree(PROJECT, project)
    (project / "views" / "tables.view.lkml").write_text(TABLES)
    return start(clock=clock, project=str(project))


@pytest.fixture
def datagroup(sdk):
    """Returns the datagroup of the project."""

    def datagroup():
        [found] = sdk.all_datagroups()
        return found

    return datagroup


@pytest.fixture
def build(sdk):
    """Starts a build, and returns what the API reports of one."""

    def build(view=None, *, key=None, stop=False):
        if key is None:
            found = sdk.start_pdt_build("finance", view)
        else:
            found = (sdk.stop_pdt_build if stop else sdk.check_pdt_build)(key)
        return found.materialization_id, json.loads(found.resp_text)

    return build


def test_a_datagroup_is_listed_with_its_trigger(datagroup, sdk):
    found = datagroup()
    assert (found.model_name, found.name) == ("finance", "finance_load")
    assert found.trigger_value
    assert found.trigger_error is None
    assert (found.triggered_at, found.stale_before) == (None, None)
    assert found.trigger_check_at == int(NOW.timestamp())
    assert sdk.datagroup(found.id) == found


def test_a_trigger_runs_its_plans_and_builds_at_the_next_maintenance(
    sdk, sandbox, datagroup, plan, outcomes
):
    made = sdk.create_scheduled_plan(plan(crontab=..., datagroup="finance_load"))
    full = sdk.create_scheduled_plan(plan(crontab=..., datagroup="finance::finance_load"))
    other = sdk.create_scheduled_plan(plan())
    at = int(NOW.timestamp())
    changed = sdk.update_datagroup(datagroup().id, models40.WriteDatagroup(triggered_at=at))
    assert changed.triggered_at == at
    assert outcomes(made.id) == []
    sandbox.advance(1)
    assert datagroup().trigger_check_at == at + 1
    assert outcomes(made.id) == outcomes(full.id) == [("success", None)]
    assert outcomes(other.id) == []
    [built] = sandbox.looker.truth("pdt_builds")
    assert (built["view_name"], built["status"]) == ("account_totals", "complete")
    sandbox.advance(60)
    datagroup()
    assert len(outcomes(made.id)) == 1


def test_a_datagroup_is_not_triggered_in_the_future(sdk, datagroup, refused):
    later = int((NOW + timedelta(minutes=5)).timestamp())
    for name in ("triggered_at", "stale_before"):
        body = models40.WriteDatagroup(**{name: later})
        details = refused(sdk.update_datagroup, datagroup().id, body)
        assert details == {(name, "invalid"): f"{name} cannot be in the future"}


def test_new_data_triggers_a_datagroup(start, connect, clock, tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as warehouse:
        warehouse.execute("CREATE TABLE loads AS SELECT TIMESTAMP '2026-01-01' AS loaded_at")
    sandbox = start(clock=clock, warehouse=str(path))
    sdk = connect(sandbox)
    [before] = sdk.all_datagroups()
    assert before.triggered_at is None
    with duckdb.connect(str(path)) as warehouse:
        warehouse.execute("INSERT INTO loads VALUES (TIMESTAMP '2026-01-31')")
    sandbox.advance(299)
    assert sdk.all_datagroups() == [before]
    sandbox.advance(1)
    [after] = sdk.all_datagroups()
    assert after.triggered_at == int(NOW.timestamp()) + 300
    assert after.trigger_value != before.trigger_value
    with duckdb.connect(str(path)) as warehouse:
        warehouse.execute("DROP TABLE loads")
    sandbox.advance(300)
    [broken] = sdk.all_datagroups()
    assert "loads" in broken.trigger_error
    assert broken.triggered_at == after.triggered_at


def test_a_datagroup_is_not_changed_without_the_permission(sdk, datagroup):
    found = datagroup()
    sets = {each.name: each for each in sdk.all_permission_sets()}
    own = sets["Integration"]
    left = [name for name in own.permissions if name != "update_datagroups"]
    sdk.update_permission_set(own.id, models40.WritePermissionSet(permissions=left))
    with pytest.raises(error.SDKError, match="Not found"):
        sdk.update_datagroup(found.id, models40.WriteDatagroup(triggered_at=1))


def test_a_build_goes_through_its_states(sandbox, build):
    sandbox.looker.set_limits(build_seconds=10)
    key, first = build("account_totals")
    assert first["status"] == "added"
    sandbox.advance(1)
    assert build(key=key)[1]["status"] == "running"
    sandbox.advance(10)
    _, last = build(key=key)
    assert (last["status"], last["runtime"]) == ("complete", 11.0)
    assert last["task_slug"] == key


def test_a_build_that_fails_says_why(build):
    key, _ = build("broken")
    _, last = build(key=key)
    assert last["status"] == "error"
    assert "nowhere" in last["message"]


def test_a_stopped_build_is_killed(sandbox, build):
    sandbox.looker.set_limits(build_seconds=10)
    key, _ = build("account_totals")
    assert build(key=key, stop=True)[1]["status"] == "killed"
    sandbox.advance(60)
    assert build(key=key)[1]["status"] == "killed"


@pytest.mark.parametrize("view", ["fleeting", "missing"])
def test_only_persistent_derived_tables_are_built(sdk, view):
    with pytest.raises(error.SDKError, match="Not found"):
        sdk.start_pdt_build("finance", view)
    assert '"account_totals"' in sdk.graph_derived_tables_for_model("finance").graph_text


def test_a_connection_can_forbid_builds(sandbox, build):
    sandbox.looker.mutate("set_connection", name="warehouse", pdt_api_control_enabled=False)
    with pytest.raises(error.SDKError, match="PDT API control"):
        build("account_totals")


def test_builds_are_in_system_activity(sdk, build):
    key, _ = build("account_totals")
    build(key=key)
    query = models40.WriteQuery(
        model="system__activity",
        view="pdt_builds",
        fields=["pdt_builds.view_name", "pdt_builds.model_name", "pdt_builds.status"],
    )
    rows = json.loads(sdk.run_inline_query("json", query))
    assert [list(row.values()) for row in rows] == [["account_totals", "finance", "complete"]]


def test_a_plan_runs_by_its_crontab(sdk, sandbox, plan, outcomes):
    made = sdk.create_scheduled_plan(plan(crontab="0 6 * * *"))
    assert made.next_run_at == datetime(2026, 1, 31, 6, 0, tzinfo=UTC)
    sandbox.advance(3599)
    sdk.me()
    assert outcomes(made.id) == []
    sandbox.advance(1)
    after = sdk.scheduled_plan(made.id)
    assert after.next_run_at == datetime(2026, 2, 1, 6, 0, tzinfo=UTC)
    assert after.last_run_at == datetime(2026, 1, 31, 6, 0, tzinfo=UTC)
    assert outcomes(made.id) == [("success", None)]


def test_a_changed_result_is_required(sdk, sandbox, plan, outcomes):
    made = sdk.create_scheduled_plan(plan(crontab="0 6 * * *", require_change=True))
    for day in (1, 2):
        sandbox.advance(86_400)
        sdk.me()
        assert len(outcomes(made.id)) == day
    assert outcomes(made.id) == [("success", None), ("success", "Conditions not met")]
