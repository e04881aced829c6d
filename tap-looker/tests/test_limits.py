"""Caps, truncation, slices and budgets."""

from __future__ import annotations

import json

import pytest
from singer_erp.errors import BudgetError, StreamError
from singer_erp.testing import assert_same, run_tap
from tap_looker.tap import TapLooker

LINES = "gl_lines"
_GROW = """
    INSERT INTO gl_lines
    SELECT line_id + 10000000 * n, * EXCLUDE (line_id, n)
        REPLACE (modified_at + to_seconds(n) AS modified_at)
    FROM gl_lines, range(1, {copies}) AS copies(n)
    """


@pytest.fixture
def grow(sandbox):
    """Multiply the lines of the ledger: `grow(40)`; returns their number."""

    def grow(copies):
        sandbox.looker.mutate("execute", sql=_GROW.format(copies=copies))
        return sandbox.looker.rows("SELECT count(*) FROM gl_lines")[0][0]

    return grow


@pytest.fixture
def capped(sandbox):
    """Take the permission to download all rows from the API user: `capped(500)`."""

    def capped(rows, **limits):
        permissions = [
            *("access_data", "see_looks", "explore", "download_with_limit", "see_users"),
            *("see_lookml", "see_user_dashboards"),
        ]
        sandbox.looker.set_user(permissions=permissions)
        sandbox.looker.set_limits(capped_rows=rows, **limits)

    return capped


@pytest.mark.parametrize("result_format", ["json", "json_bi", "json_detail", "csv"])
@pytest.mark.parametrize("cap", [500, 5000])
def test_a_capped_result_is_read_in_slices(
    cap, result_format, run, grow, capped, warehouse, expected_lines
):
    assert grow(45) > 5000
    capped(cap)

    warehouse.load(run(LINES, result_format=result_format))

    assert_same(expected_lines(), warehouse.live(LINES), stream=LINES)


@pytest.mark.parametrize("result_format", ["json", "json_bi", "json_detail", "csv"])
def test_a_capped_result_that_cannot_be_sliced_is_an_error(
    result_format, run, grow, capped, queries
):
    grow(10)
    capped(500)
    whole = {name: value for name, value in queries[0].items() if name != "replication_key"}
    whole["primary_keys"] = ["gl.line_id", "gl.debit"]  # nothing is sliced by two fields

    with pytest.raises(StreamError, match=r"'gl_lines' is not complete.*500 rows.*`slice_by`"):
        run(LINES, queries=[whole], result_format=result_format)


@pytest.mark.parametrize("cap", [500, 5000])
def test_a_capped_full_refresh_is_read_on_by_its_key(
    cap, run, grow, capped, queries, warehouse, expected_lines
):
    assert grow(45) > 5000
    capped(cap)
    whole = {name: value for name, value in queries[0].items() if name != "replication_key"}

    warehouse.load(run(LINES, queries=[whole]))

    assert_same(expected_lines(), warehouse.live(LINES), stream=LINES)


def test_a_result_with_as_many_rows_as_a_cap_may_be_complete(
    run, sandbox, grow, queries, warehouse, expected_lines
):
    grow(10)
    kept = "SELECT line_id FROM gl_lines LIMIT 500"
    sandbox.looker.mutate("execute", sql=f"DELETE FROM gl_lines WHERE line_id NOT IN ({kept})")
    whole = {name: value for name, value in queries[0].items() if name != "replication_key"}

    warehouse.load(run(LINES, queries=[whole]))

    assert len(expected_lines()) == 500
    assert_same(expected_lines(), warehouse.live(LINES), stream=LINES)


def test_a_full_refresh_can_be_sliced(run, grow, capped, queries, warehouse, expected_lines):
    grow(10)
    capped(500)
    sliced = {name: value for name, value in queries[0].items() if name != "replication_key"}

    warehouse.load(run(LINES, queries=[sliced | {"slice_by": "gl.line_id"}]))

    assert_same(expected_lines(), warehouse.live(LINES), stream=LINES)


@pytest.mark.parametrize("page_size", [1, 37, 1000])
def test_slices_leave_no_row_out(page_size, run, sandbox, warehouse, expected_lines):
    sandbox.looker.mutate("execute", sql="UPDATE gl_lines SET memo = NULL WHERE line_id % 5 = 0")
    warehouse.load(run(LINES, page_size=page_size))
    assert_same(expected_lines(), warehouse.live(LINES), stream=LINES)


def test_rows_without_a_value_are_part_of_a_full_refresh(
    run, sandbox, queries, warehouse, expected_lines
):
    sql = "UPDATE gl_lines SET posting_date = NULL WHERE line_id % 5 = 0"
    sandbox.looker.mutate("execute", sql=sql)
    sliced = queries[0] | {"replication_key": "", "slice_by": "gl.posting_date"}

    warehouse.load(run(LINES, queries=[sliced], page_size=30))

    assert_same(expected_lines(), warehouse.live(LINES), stream=LINES)


def test_more_rows_of_one_value_than_a_cap_are_an_error(run, sandbox, grow, capped):
    grow(10)
    sandbox.looker.mutate("execute", sql="UPDATE gl_lines SET modified_at = '2026-01-01'")
    capped(500)

    with pytest.raises(StreamError, match=r"not complete: Looker returned 500 rows"):
        run(LINES)


def test_a_thousand_rows_of_one_value_are_no_cap(run, sandbox, grow, warehouse, expected_lines):
    grow(10)
    for sql in (
        "DELETE FROM gl_lines WHERE line_id NOT IN (SELECT line_id FROM gl_lines LIMIT 1000)",
        "UPDATE gl_lines SET modified_at = '2026-01-01'",
    ):
        sandbox.looker.mutate("execute", sql=sql)

    warehouse.load(run(LINES))

    assert len(expected_lines()) == 1000
    assert_same(expected_lines(), warehouse.live(LINES), stream=LINES)


def test_a_server_that_ignores_a_condition_is_an_error(run, sandbox, grow, api, queries):
    grow(10)
    kept = "SELECT line_id FROM gl_lines LIMIT 500"
    sandbox.looker.mutate("execute", sql=f"DELETE FROM gl_lines WHERE line_id NOT IN ({kept})")
    whole = {name: value for name, value in queries[0].items() if name != "replication_key"}
    query = {"model": "finance", "view": "gl", "fields": whole["fields"], "sorts": ["gl.line_id"]}
    rows = api("POST", "/queries/run/json?limit=-1&apply_formatting=false", query)
    sandbox.fault("status", status=200, text=json.dumps(rows), path="/queries/run", times=None)

    with pytest.raises(StreamError, match="not complete: Looker returned 500 rows"):
        run(LINES, queries=[whole])


def test_a_user_whose_unlimited_queries_fail_gets_the_message(run, grow, capped):
    grow(45)
    capped(5000, cap_fails=True)

    with pytest.raises(StreamError, match=r"400.*row limit"):
        run(LINES)


def test_calls_are_counted_by_the_class_that_looker_meters(sandbox, config, catalog):
    taps = []

    def make(**options):
        taps.append(TapLooker(**options))
        return taps[-1]

    run_tap(make, config, catalog=catalog, streams=[LINES, "users", "explore_fields"])

    [tap] = taps
    assert tap.instance.calls == sandbox.looker.limits()["calls"]
    assert tap.instance.calls["db_query"] == 1


@pytest.mark.parametrize(
    ("setting", "streams"), [("query_budget", [LINES]), ("admin_budget", ["users", "groups"])]
)
def test_a_budget_ends_the_run(setting, streams, run):
    with pytest.raises(BudgetError, match=f"1 of the 1 calls of `{setting}`"):
        run(*streams, page_size=40, **{setting: 1})


def test_throttling_is_waited_for(run, sandbox, waits):
    sandbox.fault("status", path="/queries/run/", status=429, headers={"Retry-After": "7"})

    assert run(LINES).records(LINES)
    assert 7 <= waits[0] <= 8
