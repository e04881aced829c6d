"""`looker datagroup trigger` and `looker table build`: started, and waited for."""

from __future__ import annotations

import pytest
from singer_erp.looker.after_load import status_of

DATAGROUP = "finance::finance_load"


def test_a_datagroup_is_triggered_and_its_maintenance_awaited(looker):
    (before,) = looker.sandbox.looker.truth("datagroups")

    done = looker("datagroup", "trigger", DATAGROUP)

    (after,) = looker.sandbox.looker.truth("datagroups")
    (line,) = done.lines
    assert done.exit_code == 0
    assert line["datagroup"] == DATAGROUP
    assert after["triggered_at"] == line["triggered_at"] >= (before["triggered_at"] or 0)
    assert line["trigger_check_at"] >= line["triggered_at"]


def test_without_waiting_it_is_only_triggered(looker):
    looker.sandbox.looker.set_limits(maintenance_seconds=3600)

    done = looker("datagroup", "trigger", DATAGROUP, "--no-wait")
    waited = looker("datagroup", "trigger", DATAGROUP, LOOKER_WAIT_SECONDS="0")
    looker.sandbox.looker.set_limits(maintenance_seconds=1)

    assert done.exit_code == 0
    assert waited.exit_code == 1
    assert "has not ended within 0 seconds" in waited.stderr


def test_a_datagroup_that_is_not_there_is_named_with_those_that_are(looker):
    done = looker("datagroup", "trigger", "finance::finance_laod")

    assert done.exit_code == 1
    assert DATAGROUP in done.stderr


def test_a_trigger_that_the_instance_rejects_is_reported(looker):
    looker.sandbox.fault("status", status=422, method="PATCH", path="/datagroups/")

    done = looker("datagroup", "trigger", DATAGROUP)

    assert done.exit_code == 1
    assert "PATCH /api/4.0/datagroups/" in done.stderr


def test_a_table_is_built_and_awaited(looker):
    looker.sandbox.looker.set_limits(build_seconds=30)

    done = looker("table", "build", "finance::account_totals")

    (line,) = done.lines
    [built] = looker.sandbox.looker.truth("pdt_builds")[-1:]
    assert done.exit_code == 0
    assert status_of(line["response"]) == "complete"
    assert (built["view_name"], built["status"]) == ("account_totals", "complete")


def test_a_build_that_takes_too_long_is_an_error(looker):
    looker.sandbox.looker.set_limits(build_seconds=30)

    done = looker("table", "build", "finance::account_totals", LOOKER_WAIT_SECONDS="0")
    started = looker("table", "build", "finance::account_totals", "--no-wait")

    assert done.exit_code == 1
    assert "has not ended within 0 seconds" in done.stderr
    assert started.exit_code == 0
    assert status_of(started.lines[0]["response"]) == "added"


def test_a_build_that_fails_is_an_error_with_the_database_s_reason(looker):
    done = looker("table", "build", "finance::broken")

    assert done.exit_code == 1
    assert "The build of finance::broken has failed" in done.stderr
    assert "nowhere" in done.stderr


def test_the_statuses_of_builds_are_options(looker):
    build = ("table", "build", "finance::account_totals")

    failed = looker(*build, "--failed-status", "Complete", "--done-status", "shipped")
    done = looker(*build, "--done-status", "shipped", "--done-status", "COMPLETE")

    assert (failed.exit_code, done.exit_code) == (1, 0)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("account_totals", "Write it as model::view"),
        ("finance::gl", "failed (404)"),
    ],
)
def test_a_table_that_is_none_is_an_error(looker, name, message):
    done = looker("table", "build", name)

    assert done.exit_code == 1
    assert message in done.stderr


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ('{"status": "Complete", "runtime": 1.5}', "complete"),
        ("running", "running"),
        ("", ""),
        ("[1]", "[1]"),
        ('{"message": "x"}', ""),
    ],
)
def test_the_status_of_a_build_is_json_in_a_text(text, status):
    assert status_of(text) == status


@pytest.mark.parametrize("text", ["<html></html>", "{}", '[{"name": "a"}]'])
@pytest.mark.parametrize(
    "command",
    [
        ("datagroup", "trigger", DATAGROUP),
        ("table", "build", "finance::account_totals"),
        ("plans", "diff"),
        ("plans", "run"),
    ],
)
def test_a_body_of_another_shape_is_an_error_and_no_traceback(looker, plan, command, text):
    looker.write(plan())
    path = "/datagroups|/derived_table|/scheduled_plans|/queries/run"
    looker.sandbox.fault("status", status=200, text=text, path=path, times=None)

    done = looker(*command, LOOKER_WAIT_SECONDS="0")

    assert done.exit_code == 1
    assert "cannot be read" in done.stderr or "no datagroup" in done.stderr
