"""Query streams that follow a field: bounds, lookback, kills."""

from __future__ import annotations

import datetime as dt

import pytest
from singer_erp.testing import Warehouse, assert_same

LINES = "gl_lines"
_INSERT = """
    INSERT INTO gl_lines
    SELECT (SELECT max(line_id) + 1 FROM gl_lines),
        * EXCLUDE (line_id) REPLACE (CAST(? AS TIMESTAMP) AS modified_at)
    FROM gl_lines ORDER BY line_id LIMIT 1
    """


@pytest.fixture
def insert(sandbox):
    """Insert a line with a time: `insert("2026-11-20 10:00:00")`."""

    def insert(at):
        sandbox.looker.mutate("execute", sql=_INSERT, parameters=[at])

    return insert


def test_a_first_run_reads_everything(run, warehouse, expected_lines):
    warehouse.load(run(LINES))
    assert_same(expected_lines(), warehouse.live(LINES), stream=LINES)


def test_a_second_run_writes_nothing(run):
    first = run(LINES)
    assert run(LINES, state=first.state).records(LINES) == []


@pytest.mark.parametrize("kind", ["gl.posting_date", "gl.line_id"])
def test_dates_and_numbers_can_be_followed(run, queries, sandbox, kind):
    followed = [{**queries[0], "replication_key": kind}]
    first = run(LINES, queries=followed)
    assert len(first.records(LINES)) == sandbox.looker.rows("SELECT count(*) FROM gl_lines")[0][0]

    second = run(LINES, queries=followed, state=first.state)

    assert second.records(LINES) == []
    assert second.state["bookmarks"][LINES]["high_water"]


def test_a_row_in_the_second_of_the_bookmark_is_written_once(run, sandbox, insert):
    first = run(LINES, lookback_seconds=0)
    bookmark = first.state["bookmarks"][LINES]["high_water"]
    insert(bookmark)

    second = run(LINES, state=first.state, lookback_seconds=0)
    third = run(LINES, state=second.state, lookback_seconds=0)

    [[newest]] = sandbox.looker.rows("SELECT max(line_id) FROM gl_lines")
    assert [row["gl__line_id"] for row in second.records(LINES)] == [newest]
    assert third.records(LINES) == []


def test_a_row_within_the_lookback_is_found(run, insert):
    first = run(LINES)
    bookmark = dt.datetime.fromisoformat(first.state["bookmarks"][LINES]["high_water"])

    insert(str(bookmark - dt.timedelta(seconds=600)))

    assert len(run(LINES, state=first.state).records(LINES)) == 1


def test_a_value_in_the_future_does_not_hide_what_comes_until_then(run, sandbox, insert):
    insert("2031-01-01 00:00:00")
    first = run(LINES)
    insert(f"{sandbox.now():%Y-%m-%d %H:%M:%S}")

    second = run(LINES, state=first.state)

    assert len(second.records(LINES)) == 1
    assert run(LINES, state=second.state).records(LINES) == []


def test_equal_rows_without_a_key_are_written_as_often_as_they_are_there(run, queries, sandbox):
    query = {
        "name": LINES,
        "model": "finance",
        "explore": "gl",
        "fields": ["gl.modified_date", "gl.posting_date", "gl.count"],
        "replication_key": "gl.modified_date",
    }
    first = run(LINES, queries=[query])

    assert run(LINES, queries=[query], state=first.state).records(LINES) == []


def test_the_start_date_bounds_the_first_run(run, sandbox):
    found = run(LINES, start_date="2026-06-01T00:00:00Z").records(LINES)

    [[expected]] = sandbox.looker.rows(
        "SELECT count(*) FROM gl_lines WHERE modified_at >= '2026-06-01'"
    )
    assert len(found) == expected > 0


def test_a_run_killed_at_any_message_resumes(run, sandbox, expected_lines):
    output = run(LINES, records_per_state=1, page_size=40)
    sandbox.looker.mutate("load", steps=5, seed=1)
    for number, cut in enumerate(output.cuts()):
        if number % 41:
            continue
        warehouse = Warehouse()
        warehouse.load(cut)
        warehouse.load(run(LINES, state=warehouse.state))
        assert_same(expected_lines(), warehouse.live(LINES), stream=LINES)


def test_a_full_refresh_replaces_all_rows(run, warehouse, sandbox):
    warehouse.load(run("trial_balance"))
    sandbox.looker.mutate("execute", sql="DELETE FROM gl_lines WHERE line_id % 3 = 0")

    warehouse.load(run("trial_balance", state=warehouse.state))

    rows = sandbox.looker.rows(
        "SELECT account_number, strftime(posting_date, '%Y-%m'), sum(debit) - sum(credit), count(*)"
        " FROM gl_lines JOIN accounts USING (account_id) GROUP BY ALL"
    )
    names = ("accounts__account_number", "gl__posting_month", "gl__net_amount", "gl__count")
    expected = {
        (row[0], row[1]): dict(zip(names, row, strict=True)) | {"_other": None} for row in rows
    }
    assert_same(expected, warehouse.live("trial_balance"), stream="trial_balance")
