"""Saved queries and Looks: pivots, totals, calculations, limits; query tasks."""

from __future__ import annotations

import json

import pytest
from singer_erp.errors import ConfigError, StreamError

FIELDS = ["accounts.account_number", "gl.posting_month", "gl.net_amount"]
COLUMNS = [field.replace(".", "__") for field in FIELDS]
_SQL = """
    SELECT account_number, strftime(posting_date, '%Y-%m'), sum(debit) - sum(credit)
    FROM gl_lines JOIN accounts USING (account_id) GROUP BY ALL ORDER BY ALL
    """
_CALCULATION = json.dumps(
    [
        {"table_calculation": "share", "expression": "${gl.net_amount} / 2", "label": "Share"},
        {
            "measure": "largest",
            "based_on": "gl.debit",
            "type": "max",
            "label": "Largest",
            "_kind_hint": "measure",
            "_type_hint": "number",
        },
    ]
)


@pytest.fixture
def save(api):
    """Save a query and return its slug: `save(pivots=[...])`."""

    def save(**parts):
        query = {"model": "finance", "view": "gl", "fields": FIELDS, **parts}
        return api("POST", "/queries", query)["id"]

    return save


@pytest.fixture
def rows_of(run):
    """Return the values of a stream's rows: `rows_of({"query_id": ...})`."""

    def rows_of(query, *columns, **settings):
        found = run("saved", queries=[{"name": "saved", **query}], **settings).records("saved")
        return sorted(tuple(row[column] for column in columns or COLUMNS) for row in found)

    return rows_of


@pytest.fixture
def expected(sandbox):
    return sorted(map(tuple, sandbox.looker.rows(_SQL)))


@pytest.mark.parametrize("result_format", ["json", "json_bi", "json_detail", "csv"])
def test_pivots_become_columns_and_totals_are_dropped(result_format, save, rows_of, expected):
    saved = save(pivots=["gl.posting_month"], total=True, row_total="right", limit="500")

    assert rows_of({"query_id": saved}, result_format=result_format) == expected


def test_filled_rows_and_subtotals_are_not_rows(save, rows_of, expected):
    saved = save(fill_fields=["gl.posting_month"], subtotals=["accounts.account_number"])
    assert rows_of({"query_id": saved}) == expected


def test_the_limit_of_a_saved_query_does_not_truncate(save, rows_of, expected):
    assert rows_of({"query_id": save(limit="5")}) == expected


def test_the_limit_of_a_top_ten_can_be_kept(save, rows_of, expected):
    saved = save(limit="10", sorts=["gl.net_amount desc"])

    found = rows_of({"query_id": saved, "keep_limit": True})

    assert sorted(row[2] for row in found) == sorted(row[2] for row in expected)[-10:]


@pytest.mark.parametrize(
    "parts",
    [
        {"pivots": ["gl.posting_month"]},
        {"sorts": ["share desc"], "fields": [*FIELDS, "share"], "dynamic_fields": _CALCULATION},
    ],
)
def test_a_limit_whose_rows_depend_on_what_is_left_out_cannot_be_kept(parts, save, rows_of):
    with pytest.raises(StreamError, match=r"'saved' cannot keep its limit"):
        rows_of({"query_id": save(limit="3", **parts), "keep_limit": True})


@pytest.mark.parametrize(
    "more",
    [
        {"query_id": "a", "slice_by": "gl.line_id"},
        {"look_id": "1", "replication_key": "gl.line_id"},
        {"model": "finance", "explore": "gl"},
    ],
)
def test_a_limit_that_would_not_be_kept_is_an_error(more, rows_of):
    with pytest.raises(ConfigError, match=r"`keep_limit` of `queries\[0\]` \(saved\)"):
        rows_of({"keep_limit": True} | more)


def test_table_calculations_are_left_out_and_custom_measures_are_not(save, rows_of, sandbox):
    saved = save(
        fields=["accounts.account_number", "share", "largest"], dynamic_fields=_CALCULATION
    )

    found = rows_of({"query_id": saved}, "accounts__account_number", "largest")

    sql = "SELECT account_number, max(debit) FROM gl_lines JOIN accounts USING (account_id)"
    sql += " GROUP BY 1"
    assert found == sorted(map(tuple, sandbox.looker.rows(sql)))


def test_a_look_is_read_with_its_filters(api, save, rows_of, sandbox):
    saved = save(filters={"gl.is_posted": "Yes"}, limit="5")
    look = api("POST", "/looks", {"title": "Posted", "query_id": saved, "folder_id": "1"})

    found = rows_of({"look_id": look["id"], "filters": {"gl.debit": ">100"}})

    sql = _SQL.replace("GROUP", "WHERE is_posted AND debit > 100 GROUP")
    assert found == sorted(map(tuple, sandbox.looker.rows(sql)))


def test_a_filter_on_the_field_that_is_followed_is_an_error_unless_it_is_lifted(
    save, rows_of, sandbox
):
    fields = ["gl.line_id", "gl.posting_date"]
    saved = save(fields=fields, filters={"gl.posting_date": "after 2026/01/01"})
    query = {"query_id": saved, "replication_key": "gl.posting_date"}

    with pytest.raises(
        StreamError, match=r"cannot follow gl.posting_date: its query filters by it.*`filters`"
    ):
        rows_of(query, "gl__line_id")

    found = rows_of(query | {"filters": {"gl.posting_date": ""}}, "gl__line_id")
    assert found == sorted(map(tuple, sandbox.looker.rows("SELECT line_id FROM gl_lines")))


def test_a_filter_on_the_key_stays_where_a_cap_may_be(rows_of, sandbox):
    copies = "INSERT INTO gl_lines SELECT line_id + 100000 * n, * EXCLUDE (line_id, n)"
    copies += " FROM gl_lines, range(1, 20) AS copies(n)"
    sandbox.looker.mutate("execute", sql=copies)
    ids = [line for [line] in sandbox.looker.rows("SELECT line_id FROM gl_lines ORDER BY 1")]
    query = {"model": "finance", "explore": "gl", "fields": ["gl.line_id"]}

    found = rows_of(query | {"filters": {"gl.line_id": f"<={ids[999]}"}}, "gl__line_id")

    assert found == [(line,) for line in ids[:1000]]


def test_a_required_filter_applies_unless_the_settings_have_it(rows_of, sandbox):
    query = {"model": "finance", "explore": "company_lines", "fields": ["gl.line_id"]}
    posted = rows_of(query, "gl__line_id")
    every = rows_of(query | {"filters": {"gl.is_posted": ""}}, "gl__line_id")

    def lines(where):
        return sorted(map(tuple, sandbox.looker.rows(f"SELECT line_id FROM gl_lines {where}")))

    assert posted == lines("WHERE is_posted")
    assert every == lines("")


def test_a_custom_filter_is_sent(rows_of, sandbox):
    query = {"model": "finance", "explore": "gl", "fields": ["gl.line_id"]}

    found = rows_of(query | {"filter_expression": "${gl.debit} > 100"}, "gl__line_id")

    sql = "SELECT line_id FROM gl_lines WHERE debit > 100"
    assert found == sorted(map(tuple, sandbox.looker.rows(sql)))


def test_times_of_another_zone_become_utc(rows_of, sandbox):
    query = {"model": "finance", "explore": "gl", "fields": ["gl.line_id", "gl.modified_time"]}

    found = rows_of(
        query | {"query_timezone": "America/Sao_Paulo"}, "gl__line_id", "gl__modified_time"
    )

    sql = "SELECT line_id, strftime(modified_at, '%Y-%m-%dT%H:%M:%SZ') FROM gl_lines"
    assert found == sorted(map(tuple, sandbox.looker.rows(sql)))


@pytest.mark.parametrize("result_format", ["json", "json_bi", "json_detail", "csv"])
def test_a_large_stream_is_read_by_a_query_task(
    result_format, save, rows_of, expected, sandbox, waits
):
    sandbox.looker.set_limits(task_polls=3)
    found = rows_of({"query_id": save()}, result_format=result_format, query_task_rows=0)

    assert found == expected
    assert len(waits) >= 2
    assert not [e for e in sandbox.journal() if "/queries/run/" in e["path"]]


def test_a_query_that_a_gateway_ends_is_run_as_a_task(save, rows_of, expected, sandbox):
    sandbox.fault("html", path="/queries/run/", status=504)
    assert rows_of({"query_id": save()}) == expected


def test_a_task_that_is_reported_as_expired_for_a_moment_is_waited_for(
    save, rows_of, expected, sandbox
):
    sandbox.looker.set_limits(task_polls=4, task_status=["running", "expired", "running"])
    assert rows_of({"query_id": save()}, query_task_rows=0) == expected


def test_a_query_task_that_fails_is_an_error(save, rows_of, sandbox):
    saved = save()
    sandbox.looker.set_limits(sql_errors=1)

    with pytest.raises(StreamError, match="Table with name ledger does not exist"):
        rows_of({"query_id": saved}, query_task_rows=0)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({}, "does not say what to read"),
        ({"model": "finance"}, "does not say what to read"),
        ({"look_id": "1", "query_id": "a"}, "does not say what to read"),
        ({"look_id": "1", "query_timezone": "Mars"}, "`query_timezone` 'Mars'"),
        (
            {"look_id": "1", "replication_key": "a.b", "filters": {"a.b": "1"}},
            "`filters` of .* has a.b",
        ),
    ],
)
def test_a_setting_that_is_not_valid_is_named(query, message, rows_of):
    with pytest.raises(ConfigError, match=message):
        rows_of(query)


@pytest.mark.parametrize("name", ["looks", "Upper"])
def test_the_name_of_a_query_stream_is_checked(name, run):
    with pytest.raises(ConfigError, match="name"):
        run(queries=[{"name": name, "look_id": "1"}])


@pytest.mark.parametrize(
    "query",
    [{"look_id": "9999"}, {"query_id": "none"}, {"model": "finance", "explore": "none"}],
)
def test_a_query_that_is_not_there_is_named_by_discovery(query, rows_of):
    with pytest.raises(StreamError, match=r"`queries` has 'saved'.*\(404\)"):
        rows_of(query)


def test_a_text_cannot_be_followed(run):
    query = {
        "name": "saved",
        "model": "finance",
        "explore": "gl",
        "fields": ["gl.memo"],
        "replication_key": "gl.memo",
    }
    with pytest.raises(StreamError, match=r"cannot follow gl\.memo"):
        run("saved", queries=[query])
