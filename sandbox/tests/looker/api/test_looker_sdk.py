"""The vendor's Python SDK drives the instance."""

from __future__ import annotations

import json

import looker_sdk
import pytest
from looker_sdk import error, models40
from looker_sdk.rtl.model import DelimSequence

LISTS = [
    "all_board_items",
    "all_boards",
    "all_connections",
    "all_dashboards",
    "all_datagroups",
    "all_folders",
    "all_groups",
    "all_integration_hubs",
    "all_integrations",
    "all_lookml_models",
    "all_looks",
    "all_model_sets",
    "all_permission_sets",
    "all_permissions",
    "all_projects",
    "all_roles",
    "all_running_queries",
    "all_scheduled_plans",
    "all_user_attributes",
    "all_users",
    "search_alerts",
    "search_boards",
    "search_content_favorites",
    "search_content_views",
    "search_dashboard_elements",
    "search_dashboards",
    "search_folders",
    "search_groups",
    "search_groups_with_roles",
    "search_looks",
    "search_model_sets",
    "search_permission_sets",
    "search_roles",
    "search_users",
]
MAY_BE_EMPTY = {
    "all_integration_hubs",
    "all_integrations",
    "all_running_queries",
    "all_scheduled_plans",
    "search_alerts",
    "search_content_favorites",
    "search_content_views",
}
FORMATS = ["json", "json_bi", "json_detail", "csv", "txt", "html", "md", "sql"]
FILES = ["xlsx", "png", "jpg"]
QUERY = {"model": "finance", "view": "gl", "fields": ["gl.line_id"], "sorts": ["gl.line_id"]}


@pytest.fixture
def sdk(api, monkeypatch):
    settings = {
        "BASE_URL": api.config["api_url"],
        "CLIENT_ID": api.config["client_id"],
        "CLIENT_SECRET": api.config["client_secret"],
        "VERIFY_SSL": "false",
        "TIMEOUT": "900",
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"LOOKERSDK_{name}", value)
    sdk = looker_sdk.init40()
    yield sdk
    sdk.auth.logout()


def test_lists_and_searches_are_decoded(sdk):
    for name in LISTS:
        assert getattr(sdk, name)() or name in MAY_BE_EMPTY, name
    assert sdk.me().display_name == "Singer Integration"
    assert sdk.versions().looker_release_version.startswith("26.")
    explore = sdk.lookml_model_explore("finance", "gl")
    assert explore.fields.dimensions[0].name
    assert sdk.dashboard("finance::ledger").dashboard_elements[0].query.view == "gl"


@pytest.mark.parametrize("result_format", [*FORMATS, *FILES])
def test_queries_run_in_every_format(sdk, result_format):
    query = models40.WriteQuery(**QUERY, limit="5")
    found = sdk.run_inline_query(result_format, query)

    assert isinstance(found, bytes if result_format in FILES else str)
    assert found
    saved = sdk.create_query(query)
    again = sdk.run_query(saved.id, result_format)
    if result_format not in {*FILES, "json_detail"}:
        assert again == found


def test_looks_are_created_run_and_deleted(sdk):
    query = sdk.create_query(models40.WriteQuery(**QUERY, limit="3"))
    body = models40.WriteLookWithQuery(title="Lines", query_id=query.id, folder_id="1")
    look = sdk.create_look(body)

    assert len(json.loads(sdk.run_look(look.id, "json"))) == 3
    assert sdk.update_look(look.id, models40.WriteLookWithQuery(title="Some")).title == "Some"
    sdk.delete_look(look.id)
    with pytest.raises(error.SDKError, match="Not found"):
        sdk.look(look.id)


def test_tasks_are_polled(sdk):
    query = sdk.create_query(models40.WriteQuery(**QUERY, limit="3"))
    body = models40.WriteCreateQueryTask(
        query_id=query.id, result_format=models40.ResultFormat.json
    )
    task = sdk.create_query_task(body)
    statuses = [sdk.query_task(task.id).status for _ in range(2)]

    assert statuses == ["added", "complete"]
    assert len(json.loads(sdk.query_task_results(task.id))) == 3
    several = sdk.query_task_multi_results(DelimSequence([task.id]))
    assert len(several[task.id]["data"]) == 3


def test_projects_are_validated_and_tested(sdk):
    assert sdk.validate_project("sandbox_finance").errors == []
    assert sdk.project_validation_results("sandbox_finance").stale is False
    outcomes = sdk.run_lookml_test("sandbox_finance")
    assert [outcome.success for outcome in outcomes] == [True, True]
    session = sdk.update_session(models40.WriteApiSession(workspace_id="dev"))
    assert session.workspace_id == "dev"


def test_errors_are_decoded_with_their_details(sdk):
    with pytest.raises(error.SDKError) as caught:
        sdk.create_look(models40.WriteLookWithQuery(title="Lines"))

    [detail] = caught.value.errors
    assert (detail.field, detail.code) == ("query_id", "missing_field")
    with pytest.raises(error.SDKError, match="Unknown or inaccessible field"):
        sdk.run_inline_query("json", models40.WriteQuery(**QUERY | {"fields": ["gl.nothing"]}))
