"""What plans send: Looks, queries and dashboards in every format, as the API returns them."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from looker_sdk import models40

LIST = "scheduled_plan_destination"


@pytest.fixture
def saved(sdk):
    """Saves a query on the ledger."""

    def saved(**changes):
        values = {
            "model": "finance",
            "view": "gl",
            "fields": ["gl.line_id", "gl.posting_date", "gl.is_posted", "gl.net_amount"],
            "sorts": ["gl.line_id"],
            "limit": "7",
            **changes,
        }
        return sdk.create_query(models40.WriteQuery(**values))

    return saved


@pytest.fixture
def deliver(sdk, sandbox, plan, inbox):
    """Runs a plan once and returns the only file that arrived."""

    def deliver(**changes):
        before = set(inbox.rglob("*")) if inbox.exists() else set()
        made = sdk.scheduled_plan_run_once(plan(look_id=..., crontab=..., **changes))
        sandbox.looker.wait_for_jobs()
        [job] = [
            job
            for job in sandbox.looker.truth("scheduled_jobs")
            if job["scheduled_plan_id"] == made.id
        ]
        assert job["status"] == "success", job["status_detail"]
        [path] = [path for path in set(inbox.rglob("*")) - before if path.is_file()]
        return path

    return deliver


@pytest.fixture
def sftp(destination):
    """Makes a destination whose files are stored as they are."""

    def sftp(chosen, **changes):
        return destination(
            type="sftp",
            address="sftp://files.example.com/out/",
            format=chosen,
            parameters='{"username": "ap"}',
            secret_parameters='{"password": "sftp-secret"}',
            **changes,
        )

    return sftp


@pytest.mark.parametrize("chosen", ["csv", "txt", "json", "html"])
def test_a_delivered_result_is_that_of_the_api(sdk, saved, deliver, sftp, chosen):
    query = saved()
    path = deliver(query_id=query.id, **{LIST: [sftp(chosen)]})
    assert path.suffix == f".{chosen}"
    assert path.read_text() == sdk.run_query(query.id, chosen, apply_formatting=False)


def test_other_formats_are_files_of_their_kind(saved, deliver, sftp):
    query = saved()
    begins = {"xlsx": b"PK", "wysiwyg_png": b"\x89PNG", "json_detail": b"{"}
    for chosen, start in begins.items():
        assert deliver(query_id=query.id, **{LIST: [sftp(chosen)]}).read_bytes().startswith(start)


def test_values_are_formatted_on_request(saved, deliver, sftp):
    query = saved(fields=["gl.net_amount", "gl.line_id"])
    plain = deliver(query_id=query.id, **{LIST: [sftp("csv")]}).read_text()
    shown = deliver(query_id=query.id, **{LIST: [sftp("csv", apply_formatting=True)]}).read_text()
    assert plain != shown


def test_a_plan_sends_the_rows_of_its_query_or_all(saved, deliver, sftp):
    query = saved(limit="3")
    some = deliver(query_id=query.id, **{LIST: [sftp("json")]})
    assert len(json.loads(some.read_bytes())) == 3
    every = deliver(query_id=query.id, send_all_results=True, **{LIST: [sftp("json")]})
    assert len(json.loads(every.read_bytes())) > 3


@pytest.fixture
def lines(sandbox):
    """The ids of the first lines."""
    rows = sandbox.looker.rows("SELECT line_id FROM gl_lines ORDER BY line_id LIMIT 9")
    return [line_id for [line_id] in rows]


def test_filters_of_a_plan_are_added_to_its_query(saved, deliver, sftp, lines):
    query = saved(limit="500")
    path = deliver(
        query_id=query.id,
        filters_string=f"?gl.line_id=%3C{lines[3]}&gl.is_posted=",
        **{LIST: [sftp("json")]},
    )
    assert [row["gl.line_id"] for row in json.loads(path.read_bytes())] == lines[:3]


def test_a_user_dashboard_is_an_archive_of_its_tiles(sdk, saved, deliver, sftp, lines):
    query = saved(limit="500")
    dashboard = sdk.create_dashboard(models40.WriteDashboard(title="Ledger lines"))
    for title in ("All Lines", "All Lines", "Totals"):
        fields = ["gl.net_amount"] if title == "Totals" else query.fields
        sdk.create_dashboard_element(
            models40.WriteDashboardElement(
                dashboard_id=dashboard.id, title=title, query_id=saved(fields=fields, sorts=[]).id
            )
        )
    sdk.create_dashboard_filter(
        models40.WriteCreateDashboardFilter(
            dashboard_id=dashboard.id,
            name="Line",
            title="Line",
            type="field_filter",
            model="finance",
            explore="gl",
            dimension="gl.line_id",
            default_value=f"<{lines[2]}",
        )
    )
    for filters, count in ((None, 2), (f"?Line=%3C{lines[4]}", 4)):
        path = deliver(
            dashboard_id=dashboard.id, filters_string=filters, **{LIST: [sftp("csv_zip")]}
        )
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as files:
            assert files.namelist() == [
                "dashboard-Ledger lines/all_lines.csv",
                "dashboard-Ledger lines/all_lines_2.csv",
                "dashboard-Ledger lines/totals.csv",
            ]
            text = files.read("dashboard-Ledger lines/all_lines.csv").decode()
            assert len(text.splitlines()) == count + 1


def test_a_lookml_dashboard_is_delivered_with_its_filters(sandbox, deliver, sftp):
    everything = {"lookml_dashboard_id": "finance::ledger", LIST: [sftp("csv_zip")]}
    counts = []
    for filters in ("?posting_date=", "?posting_date=1999"):
        path = deliver(filters_string=filters, **everything)
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as files:
            names = sorted(files.namelist())
            counts.append(files.read(names[0]).decode().splitlines()[1])
    assert [name.rpartition("/")[2] for name in names] == ["lines.csv", "net_amount_by_account.csv"]
    [[total]] = sandbox.looker.rows("SELECT COUNT(*) FROM gl_lines")
    assert [int(count.replace(",", "")) for count in counts] == [total, 0]


@pytest.mark.parametrize(
    ("chosen", "begin"), [("wysiwyg_pdf", b"%PDF"), ("wysiwyg_png", b"\x89PNG")]
)
def test_a_dashboard_is_a_page(deliver, sftp, chosen, begin):
    path = deliver(lookml_dashboard_id="finance::ledger", **{LIST: [sftp(chosen)]})
    assert path.read_bytes().startswith(begin)


def test_binary_results_are_encoded_for_webhooks(sdk, sandbox, saved, plan, destination):
    body = plan(look_id=..., query_id=saved().id, **{LIST: [destination(format="xlsx")]})
    sdk.scheduled_plan_run_once(body)
    sandbox.looker.wait_for_jobs()
    [sent] = sandbox.looker.outbox()
    content = json.loads(sent["body"])
    assert content["attachment"]["mimetype"].endswith(";base64")
    assert content["attachment"]["extension"] == "xlsx"
    assert content["scheduled_plan"]["type"] == "Query"


def test_a_query_that_fails_is_a_failure(sdk, sandbox, saved, plan, outcomes):
    query = saved()
    sandbox.looker.set_limits(sql_errors=1, sql_error="Catalog Error: no table")
    made = sdk.scheduled_plan_run_once(plan(look_id=..., query_id=query.id))
    assert outcomes(made.id) == [
        ("failure", "The query failed: SQL Error: Catalog Error: no table")
    ]
    assert not sandbox.looker.outbox()


def test_the_recipient_sees_its_own_rows(sdk, sandbox, saved, plan, destination, refused):
    users = sdk.search_users(limit=3, sorts="id")
    mail = [destination(type="email", address=user.email) for user in users]
    stranger = destination(type="email", address="cfo@example.com")
    body = plan(
        look_id=..., query_id=saved().id, run_as_recipient=True, **{LIST: [*mail, stranger]}
    )
    assert refused(sdk.scheduled_plan_run_once, body).keys() == {("run_as_recipient", "invalid")}
    body = plan(look_id=..., query_id=saved().id, run_as_recipient=True, **{LIST: mail})
    sdk.scheduled_plan_run_once(body)
    sandbox.looker.wait_for_jobs()
    query = models40.WriteQuery(
        model="system__activity",
        view="history",
        fields=["user.email"],
        filters={"history.source": "scheduled^_task"},
    )
    found = json.loads(sdk.run_inline_query("json", query))
    assert {row["user.email"] for row in found} == {user.email for user in users}
