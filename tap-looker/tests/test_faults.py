"""Results that fail: complete data, or one clear error and an exit code."""

from __future__ import annotations

import json

import pytest
from singer_erp.errors import ConfigError, StreamError, TransientError
from singer_erp.testing import assert_same

LINES = "gl_lines"
FORMATS = ["json", "json_bi", "json_detail", "csv"]


@pytest.mark.parametrize("result_format", FORMATS)
def test_a_query_that_fails_in_the_database_is_an_error(result_format, run, sandbox):
    sandbox.looker.set_limits(sql_errors=1)

    with pytest.raises(StreamError, match=r"Table with name ledger does not exist"):
        run(LINES, result_format=result_format)


@pytest.mark.parametrize("result_format", FORMATS)
def test_a_query_that_fails_after_some_rows_is_an_error(result_format, run, sandbox):
    sandbox.looker.set_limits(sql_errors=1, sql_error_after=20)

    with pytest.raises((StreamError, TransientError)):
        run(LINES, result_format=result_format)


@pytest.mark.parametrize("result_format", FORMATS)
@pytest.mark.parametrize("fault", ["truncate", "html", "reset", "drop_response"])
def test_a_result_that_does_not_arrive_is_requested_again(
    fault, result_format, run, sandbox, warehouse, expected_lines
):
    sandbox.fault(fault, path="/queries/run/")

    warehouse.load(run(LINES, result_format=result_format))

    assert_same(expected_lines(), warehouse.live(LINES), stream=LINES)


@pytest.mark.parametrize("result_format", FORMATS)
def test_a_result_that_never_arrives_is_an_error(result_format, run, sandbox):
    sandbox.fault("truncate", path="/queries/run/", times=None)

    with pytest.raises(TransientError, match="queries/run"):
        run(LINES, result_format=result_format)


_CUTS = {
    "json": '[{"gl.line_id":1},{"gl.li',
    "json_bi": '{"metadata":{},"rows":[{"gl.line_id":{"value":1}}',
    "json_detail": '{"data":[{"gl.line_id":{"value":1}},{"gl.line_id":{"value"',
    "csv": '"GL Line ID"\n1\n"2',
}


@pytest.mark.parametrize("result_format", FORMATS)
def test_a_body_that_a_proxy_cuts_is_an_error(result_format, run, sandbox):
    """The framing is right, the text is not complete."""
    sandbox.fault("status", path="/queries/run/", status=200, text=_CUTS[result_format], times=None)

    with pytest.raises((StreamError, TransientError)):
        run(LINES, result_format=result_format)


@pytest.mark.parametrize("result_format", FORMATS)
def test_a_token_that_dies_is_renewed(result_format, run, sandbox, warehouse, expected_lines):
    issued = sandbox.looker.limits()["issued"]
    sandbox.looker.set_limits(token_seconds=0)
    sandbox.fault("status", path="/queries/run/", status=401, text="{}")
    sandbox.looker.set_limits(token_seconds=3600)

    warehouse.load(run(LINES, result_format=result_format))

    assert_same(expected_lines(), warehouse.live(LINES), stream=LINES)
    assert sandbox.looker.limits()["issued"] == issued + 2


@pytest.mark.parametrize("result_format", FORMATS)
def test_a_field_that_the_model_lost_is_an_error(result_format, run, queries, catalog, sandbox):
    """The catalog has it, the Explore does not."""
    shown = json.loads(json.dumps(catalog))
    [entry] = [one for one in shown["streams"] if one["tap_stream_id"] == LINES]
    entry["schema"]["properties"]["gl__gone"] = {"type": ["string", "null"], "title": "gl.gone"}
    breadcrumb = {"breadcrumb": ["properties", "gl__gone"], "metadata": {"selected": True}}
    entry["metadata"].append(breadcrumb)

    with pytest.raises(StreamError, match=r"no field gl\.gone.*[Rr]un discovery again"):
        run(LINES, given=shown, result_format=result_format)


@pytest.mark.parametrize("result_format", ["json", "json_bi", "json_detail"])
def test_a_result_without_one_of_its_fields_is_an_error(result_format, run, sandbox):
    cell = {"value": 1}
    row = {"gl.line_id": 1 if result_format == "json" else cell}
    body = {"json": [row], "json_bi": {"rows": [row]}, "json_detail": {"data": [row]}}
    text = json.dumps(body[result_format])
    sandbox.fault("status", path="/queries/run/", status=200, text=text)

    with pytest.raises(StreamError, match=r"result of 'gl_lines' has no field .*gl\.memo"):
        run(LINES, result_format=result_format)


def test_a_stream_that_fails_does_not_cost_the_others(run, sandbox, capfd):
    sandbox.fault("status", path="/queries/run/", body="net_amount", status=400, times=None)

    with pytest.raises(StreamError, match="'trial_balance' could not be read"):
        run(LINES, "trial_balance")


def test_a_value_that_its_column_cannot_hold_arrives_in_other(run, queries, sandbox):
    query = queries[1] | {"fields": ["accounts.account_number", "gl.count"], "primary_keys": []}
    rows = [{"accounts.account_number": "1", "gl.count": "many"}]
    sandbox.fault("status", path="/queries/run/", status=200, text=json.dumps(rows))

    [record] = run("trial_balance", queries=[query]).records("trial_balance")

    assert record["gl__count"] is None
    assert record["_other"] == {"gl__count": "many"}


@pytest.fixture
def typed(catalog):
    """Return the catalog with another type of the replication key."""

    def typed(schema):
        shown = json.loads(json.dumps(catalog))
        [entry] = [one for one in shown["streams"] if one["tap_stream_id"] == LINES]
        entry["schema"]["properties"]["gl__modified_time"] = schema | {"title": "gl.modified_time"}
        return shown

    return typed


@pytest.mark.parametrize("schema", [{"type": "string"}, {"type": ["number", "null"]}])
def test_a_replication_key_of_another_type_in_the_catalog_is_an_error(schema, run, typed):
    with pytest.raises(StreamError, match=r"gl\.modified_time is a timestamp, and a .*discovery"):
        run(LINES, given=typed(schema))


@pytest.mark.parametrize("schema", [{}, {"type": "object"}, {"type": ["string", "number"]}])
def test_a_type_of_the_catalog_that_no_field_has_is_an_error(schema, run, typed):
    with pytest.raises(ConfigError, match="type of column 'gl__modified_time'"):
        run(LINES, given=typed(schema))


def test_a_value_that_would_be_lost_without_other_is_an_error(run, catalog, sandbox):
    shown = json.loads(json.dumps(catalog))
    [entry] = [one for one in shown["streams"] if one["tap_stream_id"] == "trial_balance"]
    for one in entry["metadata"]:
        one["metadata"]["selected"] = one["breadcrumb"][-1:] != ["_other"]
    row = {"accounts.account_number": "1", "gl.posting_month": "2026-01", "gl.net_amount": "$1.50"}
    text = json.dumps([row | {"gl.count": 1}])
    sandbox.fault("status", path="/queries/run/", status=200, text=text)

    with pytest.raises(StreamError, match=r"column gl__net_amount cannot hold.*`_other`"):
        run("trial_balance", given=shown)


@pytest.mark.parametrize("has_totals", [True, False])
def test_a_row_of_totals_is_dropped(has_totals, run, queries, sandbox):
    query = queries[1] | {"fields": ["accounts.account_number", "gl.count"], "primary_keys": []}
    rows = [
        {"accounts.account_number": {"value": number}, "gl.count": {"value": 2}}
        for number in ("1", "2", None)
    ]
    body = {"metadata": {"has_totals": has_totals}, "rows": rows}
    sandbox.fault("status", path="/queries/run/", status=200, text=json.dumps(body))

    found = run("trial_balance", queries=[query], result_format="json_bi")

    assert len(found.records("trial_balance")) == 3 - has_totals


def test_columns_that_looker_left_out_are_an_error(run, queries, sandbox):
    query = queries[1] | {"fields": ["gl.count"], "primary_keys": []}
    body = {"metadata": {"columns_truncated": "yes"}, "rows": [{"gl.count": {"value": 2}}]}
    sandbox.fault("status", path="/queries/run/", status=200, text=json.dumps(body))

    with pytest.raises(StreamError, match="columns_truncated"):
        run("trial_balance", queries=[query], result_format="json_bi")
