"""Runs of queries: definitions, limits, caching, and what the user may do."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

LINES = {"model": "finance", "view": "gl", "fields": ["gl.line_id"], "sorts": ["gl.line_id"]}


def _keys(api):
    return [row[0] for row in api.control.rows("SELECT line_id FROM gl_lines ORDER BY line_id")]


def test_rows_are_exact_and_dates_have_no_offset(api):
    fields = ["gl.line_id", "gl.posting_date", "gl.posted_time", "gl.is_posted", "gl.net_amount"]
    rows = api.run(fields, sorts=["gl.line_id"], query_timezone="UTC")

    assert [list(row.values()) for row in rows] == api.control.rows(
        """
        SELECT line_id, posting_date, strftime(posted_at, '%Y-%m-%d %H:%M:%S'),
            if(is_posted, 'Yes', 'No'), debit - credit
        FROM gl_lines ORDER BY line_id
        """
    )
    assert list(rows[0]) == fields
    assert isinstance(rows[0]["gl.net_amount"], Decimal)


def test_the_same_definition_is_the_same_query(api):
    first = api.post("queries", LINES | {"limit": "7"})
    again = api.post("queries", dict(reversed(list((LINES | {"limit": "7"}).items()))))
    other = api.post("queries", LINES | {"limit": "8"})

    assert first == again
    assert len(first["id"]) == 22
    assert first["id"] == first["slug"] == first["client_id"] != other["id"]
    assert api.get(f"queries/slug/{first['slug']}") == first
    assert len(api.get(f"queries/{first['id']}/run/json")) == 7


@pytest.mark.parametrize("path", ["queries/1", "queries/1/run/json", "queries/slug/1"])
def test_numeric_ids_of_queries_are_not_found(api, path):
    assert api.error("GET", path) == (404, "Not found")


def test_the_query_of_a_url_runs(api):
    path = "queries/models/finance/views/gl/run/json"
    query = {
        "fields": "gl.line_id,gl.is_posted",
        "f[gl.is_posted]": "Yes",
        "sorts": "gl.line_id desc",
        "limit": "3",
    }
    rows = api("GET", path, params=query).json()

    expected = "SELECT line_id FROM gl_lines WHERE is_posted ORDER BY line_id DESC LIMIT 3"
    assert [[row["gl.line_id"]] for row in rows] == api.control.rows(expected)


def test_a_look_runs_with_its_saved_limit_unless_the_request_has_one(api):
    query = api.post("queries", LINES | {"limit": "2"})
    body = {"title": "Lines", "query_id": query["id"], "folder_id": "1"}
    look = api.post("looks", body)

    assert len(api.get(f"looks/{look['id']}/run/json")) == 2
    assert len(api.get(f"looks/{look['id']}/run/json", limit=3)) == 3
    assert len(api.get(f"looks/{look['id']}/run/json", limit=-1)) == len(_keys(api))


@pytest.mark.parametrize("default", [5, 50])
def test_a_query_without_a_limit_is_silently_truncated(api, default):
    api.control.set_limits(default_limit=default)

    assert len(api.post("queries/run/json", LINES)) == default
    assert len(api.post("queries/run/json", LINES, limit=-1)) == len(_keys(api))


def test_rows_are_capped_without_the_permission_to_download_all(api):
    may = set(api.get("permissions", fields="permission")[0]) and [
        row["permission"] for row in api.get("permissions")
    ]
    api.control.set_user(permissions=[p for p in may if p != "download_without_limit"])
    api.control.set_limits(capped_rows=10)

    assert len(api.post("queries/run/json", LINES, limit=-1)) == 10
    assert len(api.post("queries/run/json", LINES, limit=7)) == 7
    api.control.set_limits(cap_fails=True)
    assert api.error("POST", "queries/run/json?limit=-1", json=LINES)[0] == 400


def test_results_are_cached_unless_the_request_wants_the_warehouse(api):
    total = {"model": "finance", "view": "gl", "fields": ["gl.count"]}
    [before] = api.post("queries/run/json", total)
    api.control.mutate("execute", sql="DELETE FROM gl_lines WHERE line_number = 0")

    [cached] = api.post("queries/run/json", total)
    detail = api.post("queries/run/json_detail", total)
    [fresh] = api.post("queries/run/json", total, cache="false")

    assert cached == before
    assert (detail["from_cache"], detail["result_source"]) == (True, "cache")
    assert fresh["gl.count"] < before["gl.count"]


def test_a_cached_result_expires_after_an_hour(api):
    total = {"model": "finance", "view": "gl", "fields": ["gl.count"]}
    assert api.error("POST", "queries/run/json?cache_only=true", json=total)[0] == 404
    api.post("queries/run/json", total)

    assert api("POST", "queries/run/json?cache_only=true", json=total).status_code == 200
    api.sandbox.advance(3601)
    api.log_in()
    assert api.error("POST", "queries/run/json?cache_only=true", json=total)[0] == 404


@pytest.mark.parametrize(
    ("change", "status", "message"),
    [
        ({"fields": []}, 400, "Must query at least one dimension or measure"),
        ({"fields": ["gl.nothing"]}, 400, 'Unknown or inaccessible field "gl.nothing"'),
        ({"filters": {"gl.nothing": "1"}}, 400, 'The filter "gl.nothing" is not allowed.'),
        ({"view": "nothing"}, 400, "View Not Found"),
        ({"model": "nothing"}, 404, "Not found"),
        ({"view": None}, 422, "Validation Failed"),
        ({"fields": "gl.line_id"}, 400, "fields must be an array of strings"),
        ({"limit": "many"}, 400, "The limit 'many' is not a number"),
    ],
)
def test_a_query_that_is_not_valid_is_rejected(api, change, status, message):
    assert api.error("POST", "queries/run/json", json=LINES | change) == (status, message)


def test_details_of_a_422_have_a_documentation_url(api):
    body = api("POST", "queries/run/json", json={"model": "finance"}).json()

    assert body["errors"] == [
        {
            "field": "view",
            "code": "missing_field",
            "message": "This field is required.",
            "documentation_url": body["documentation_url"],
        }
    ]
    assert body["documentation_url"].endswith("/422/post/queries/run/:result_format")


@pytest.mark.parametrize("missing", ["access_data", "explore"])
def test_a_user_without_the_permission_gets_404(api, missing):
    may = [row["permission"] for row in api.get("permissions")]
    api.control.set_user(permissions=[p for p in may if p != missing])

    assert api.error("POST", "queries/run/json", json=LINES) == (404, "Not found")


def test_a_user_without_the_model_gets_404(api):
    api.control.set_user(models=["other"])

    assert api.get("lookml_models") == []
    assert api.error("POST", "queries/run/json", json=LINES) == (404, "Not found")
    assert api.error("GET", "lookml_models/finance/explores/gl") == (404, "Not found")


def test_access_filters_show_the_rows_of_the_user_attribute(api):
    [[company, *_], *_] = api.control.rows(
        "SELECT company_name FROM companies WHERE company_id IN (SELECT company_id FROM gl_lines)"
    )
    query = {"model": "finance", "view": "company_lines", "fields": ["companies.company_name"]}
    everything = api.post("queries/run/json", query, cache="false")

    api.control.set_user(attributes={"company": company})
    assert api.post("queries/run/json", query, cache="false") == [
        {"companies.company_name": company}
    ]
    assert len(everything) > 1


def test_statements_are_hidden_without_the_permission(api):
    assert api.run(["gl.count"], "json_bi")["metadata"]["sql"].startswith("SELECT")
    may = [row["permission"] for row in api.get("permissions")]
    api.control.set_user(permissions=[p for p in may if p not in {"see_sql", "see_lookml"}])

    assert api.run(["gl.count"], "json_bi")["metadata"]["sql"] is None
    fields = api.get("lookml_models/finance/explores/gl")["fields"]
    assert {field["sql"] for field in fields["dimensions"]} == {None}


def test_a_large_result_is_streamed_whole(connect):
    api = connect(documents=1500)
    fields = ["gl.line_id", "gl.debit"]
    response = api("POST", "queries/run/json?limit=-1&cache=false", json=LINES | {"fields": fields})

    rows = json.loads(response.text, parse_float=Decimal)
    assert response.headers["Transfer-Encoding"] == "chunked"
    assert len(rows) > 5000
    expected = api.control.rows("SELECT line_id, debit FROM gl_lines ORDER BY line_id")
    assert [list(row.values()) for row in rows] == expected


def test_runs_are_in_the_history(api):
    api.control.set_limits(activity_lag_seconds=0)
    api.run(["gl.count"])
    query = {
        "model": "system__activity",
        "view": "history",
        "fields": ["history.id", "history.status", "history.source", "query.view", "user.id"],
        "filters": {"query.view": "gl"},
    }

    [row] = api.post("queries/run/json", query, cache="false")
    assert row["history.status"] == "complete"
    assert row["query.view"] == "gl"
