"""Times: zones, offsets, the first day of the calendar."""

from __future__ import annotations

import json

import pytest
from singer_erp.errors import StreamError
from singer_erp.testing import assert_same

LINES = "gl_lines"
_ROW = {"gl.line_id": 1, "gl.posted_time": "2026-01-31 10:00:00+02:00"}


@pytest.mark.parametrize("zone", ["UTC", "America/Sao_Paulo", "Asia/Tokyo"])
def test_a_time_with_an_offset_is_the_same_point_in_time(zone, run, sandbox):
    query = {"name": "saved", "model": "finance", "explore": "gl", "fields": [*_ROW]}
    sandbox.fault("status", path="/queries/run", status=200, text=json.dumps([_ROW]))

    [row] = run("saved", queries=[query | {"query_timezone": zone}]).records("saved")

    assert row["gl__posted_time"] == "2026-01-31T08:00:00Z"


@pytest.mark.parametrize("zone", ["UTC", "America/Sao_Paulo"])
def test_a_time_with_an_offset_cannot_be_followed(zone, run, sandbox):
    query = {"name": "saved", "model": "finance", "explore": "gl", "fields": [*_ROW]}
    query |= {"query_timezone": zone, "replication_key": "gl.posted_time"}
    sandbox.fault("status", path="/queries/run", status=200, text=json.dumps([_ROW]))

    with pytest.raises(StreamError, match=r"cannot follow gl\.posted_time"):
        run("saved", queries=[query])


@pytest.mark.parametrize("key", ["gl.modified_time", "gl.modified_date"])
def test_rows_of_the_first_day_of_the_calendar_are_read(
    key, run, queries, sandbox, warehouse, expected_lines
):
    sql = "UPDATE gl_lines SET modified_at = '0001-01-01' WHERE line_id % 2 = 0"
    sandbox.looker.mutate("execute", sql=sql)
    fields = [*queries[0]["fields"], "gl.modified_date"]
    query = queries[0] | {"replication_key": key, "fields": fields}

    for _ in range(2):
        warehouse.load(run(LINES, queries=[query], state=warehouse.state, page_size=50))

    assert {*warehouse.live(LINES)} == {*expected_lines()}


def test_another_time_zone_of_the_query_reads_on_from_the_same_point_in_time(
    run, queries, sandbox, warehouse, expected_lines
):
    warehouse.load(run(LINES))
    moved = "UPDATE gl_lines SET modified_at = (SELECT max(modified_at) FROM gl_lines)"
    moved += " + INTERVAL 1 HOUR, memo = 'moved' WHERE line_id % 7 = 0"
    sandbox.looker.mutate("execute", sql=moved)
    query = queries[0] | {"query_timezone": "America/Los_Angeles"}

    warehouse.load(run(LINES, queries=[query], state=warehouse.state))

    assert_same(expected_lines(), warehouse.live(LINES), stream=LINES)
