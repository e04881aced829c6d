"""Query tasks: asynchronous runs, polled until they are complete."""

from __future__ import annotations

import pytest

QUERY = {"model": "finance", "view": "gl", "fields": ["gl.line_id"], "limit": "5"}


@pytest.fixture
def task(api):
    def task(result_format="json", **query):
        saved = api.post("queries", QUERY | query)
        body = {"query_id": saved["id"], "result_format": result_format, "source": "test"}
        return api.post("query_tasks", body, limit=-1, cache="false")["id"]

    return task


def _status(api, key):
    return api.get(f"query_tasks/{key}", fields="status")["status"]


def test_a_task_is_polled_until_it_is_complete(api, task):
    api.control.set_limits(task_polls=3)
    key = task()

    assert [_status(api, key) for _ in range(4)] == ["added", "running", "running", "complete"]
    response = api("GET", f"query_tasks/{key}/results")
    assert response.status_code == 200
    [[count]] = api.control.rows("SELECT count(*) FROM gl_lines")
    assert len(response.json()) == count


def test_results_that_are_not_there_yet_are_202(api, task):
    api.control.set_limits(task_polls=2)
    key = task()

    statuses = [api("GET", f"query_tasks/{key}/results").status_code for _ in range(3)]
    assert statuses == [202, 202, 200]


def test_a_task_may_report_expired_just_before_it_completes(api, task):
    api.control.set_limits(task_polls=3, task_status=["added", "running", "expired"])
    key = task()

    assert [_status(api, key) for _ in range(4)] == ["added", "running", "expired", "complete"]


def test_results_expire(api, task):
    api.control.set_limits(task_polls=0, task_seconds=60)
    key = task()
    assert _status(api, key) == "complete"
    api.sandbox.advance(61)

    assert api.error("GET", f"query_tasks/{key}/results") == (404, "Not found")


def test_a_failed_statement_is_a_400_but_in_json_detail(api, task):
    api.control.set_limits(task_polls=0, sql_errors=2, sql_error="gone")

    assert api.error("GET", f"query_tasks/{task()}/results") == (400, "SQL Error: gone")
    detail = api.get(f"query_tasks/{task('json_detail')}/results")
    assert detail["data"] == []
    assert detail["errors"][0]["message_details"] == "SQL Error: gone"


def test_several_results_come_by_task(api, task):
    api.control.set_limits(task_polls=0)
    good = task(limit="2")
    api.control.set_limits(sql_errors=1, sql_error="gone")
    bad = task()

    ids = f"{bad},{good},nothing"
    found = api.get("query_tasks/multi_results", query_task_ids=ids)
    assert found[bad]["status"] == "error"
    assert found[bad]["data"]["error"] == "SQL Error: gone"
    assert found[good]["status"] == "complete"
    assert found[good]["data"][0].keys() == {"gl.line_id"}
    assert found["nothing"]["status"] == "missing"


def test_a_running_query_can_be_killed_once(api, task):
    api.control.set_limits(task_polls=9)
    key = task()

    assert [row["query_task_id"] for row in api.get("running_queries")] == [key]
    assert api("DELETE", f"running_queries/{key}").status_code == 204
    assert _status(api, key) == "killed"
    assert api.get("running_queries") == []
    assert api.error("DELETE", f"running_queries/{key}") == (404, "Not found")


def test_the_body_names_a_query_and_a_format(api):
    status, _ = api.error("POST", "query_tasks", json={"query_id": "x"})
    assert status == 422
    body = {"query_id": "x", "result_format": "json"}
    assert api.error("POST", "query_tasks", json=body) == (404, "Not found")


def test_every_poll_counts_as_a_query_call(api, task):
    key = task()
    before = api.control.limits()["calls"]["db_query"]
    for _ in range(3):
        _status(api, key)

    assert api.control.limits()["calls"]["db_query"] == before + 3
