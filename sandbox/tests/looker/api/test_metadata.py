"""Models, Explores, fields and projects."""

from __future__ import annotations

import pytest


@pytest.fixture
def project(tmp_path):
    """Writes a project with a model in a folder."""

    def project(model, **files):
        (tmp_path / "manifest.lkml").write_text('project_name: "p"\n')
        (tmp_path / "m.model.lkml").write_text(f'connection: "warehouse"\n{model}')
        for name, text in files.items():
            (tmp_path / name.replace("__", ".")).write_text(text)
        return str(tmp_path)

    return project


VIEW = """
view: lines {
  sql_table_name: gl_lines ;;
  dimension: line_id { primary_key: yes type: number sql: ${TABLE}.line_id ;; }
  measure: count { type: count }
}
"""


def test_models_list_their_explores(api):
    [model] = api.get("lookml_models")

    assert model["name"] == "finance"
    assert model["project_name"] == "sandbox_finance"
    assert model["allowed_db_connection_names"] == ["warehouse"]
    assert {e["name"]: e["hidden"] for e in model["explores"]} == {
        "gl": False,
        "documents": False,
        "company_lines": True,
    }
    [shown] = api.get("lookml_models", exclude_hidden="true")
    assert [explore["name"] for explore in shown["explores"]] == ["gl", "documents"]


def test_internal_models_are_listed_on_request(api):
    names = [model["name"] for model in api.get("lookml_models", include_internal="true")]
    assert names == ["finance", "system__activity"]

    may = [row["permission"] for row in api.get("permissions")]
    api.control.set_user(permissions=[p for p in may if p != "see_system_activity"])
    assert len(api.get("lookml_models", include_internal="true")) == 1
    path = "lookml_models/system__activity/explores/history"
    assert api.error("GET", path) == (404, "Not found")


def test_an_explore_describes_its_fields(api):
    explore = api.get("lookml_models/finance/explores/gl")

    fields = {f["name"]: f for part in explore["fields"].values() for f in part}
    assert explore["id"] == "finance::gl"
    assert fields["gl.line_id"]["primary_key"] is True
    posted = fields["gl.posted_time"]
    assert (posted["type"], posted["convert_tz"]) == ("date_time", True)
    assert posted["time_interval"] == {"name": "second", "count": 1}
    assert posted["dimension_group"] == "gl.posted"
    posting = fields["gl.posting_date"]
    assert (posting["type"], posting["convert_tz"], posting["datatype"]) == (
        "date_date",
        False,
        "date",
    )
    assert fields["gl.posted_day_of_week"]["is_numeric"] is False
    assert fields["gl.posting_year"]["is_numeric"] is True
    assert fields["gl.net_amount"]["measure"] is True
    assert fields["gl.total_debit"]["value_format_name"] == "decimal_2"
    assert [join["name"] for join in explore["joins"]] == [
        "accounts",
        "departments",
        "companies",
        "documents",
        "applications",
    ]


def test_an_explore_says_which_filters_it_adds(api):
    explore = api.get("lookml_models/finance/explores/company_lines")

    assert explore["always_filter"] == [{"name": "gl.is_posted", "value": "Yes"}]
    assert explore["access_filters"] == [
        {"field": "companies.company_name", "user_attribute": "company"}
    ]
    assert explore["hidden"] is True


def test_an_explore_without_the_required_grant_is_hidden(connect, project):
    model = """
        include: "/*.view.lkml"
        access_grant: everyone { user_attribute: company allowed_values: ["%"] }
        explore: lines {}
        explore: guarded { view_name: lines required_access_grants: [everyone] }
        """
    api = connect(project=project(model, lines__view__lkml=VIEW))
    query = {"model": "m", "view": "guarded", "fields": ["lines.count"]}
    assert api.post("queries/run/json", query)

    api.control.set_user(attributes={"company": "Acme"})
    [found] = api.get("lookml_models")
    assert [explore["name"] for explore in found["explores"]] == ["lines"]
    assert api.error("GET", "lookml_models/m/explores/guarded") == (404, "Not found")
    assert api.error("POST", "queries/run/json", json=query) == (400, "View Not Found")


def test_a_project_without_explores_has_no_looks(connect, project):
    api = connect(project=project("explore: nothing {}\n"))

    assert api.get("looks") == []
    assert api.get("projects")[0]["id"] == "p"


def test_the_validator_reports_what_does_not_resolve(connect, project):
    broken = VIEW.replace("${TABLE}.line_id", "${nothing}")
    api = connect(
        project=project('include: "/*.view.lkml"\nexplore: lines {}\n', lines__view__lkml=broken)
    )

    assert api("GET", "projects/p/validate").status_code == 204
    found = api.post("projects/p/validate")
    assert found["errors"]
    assert {error["severity"] for error in found["errors"]} == {"error"}
    assert {error["file_path"] for error in found["errors"]} == {"lines.view.lkml"}
    assert api.get("projects/p/validate") == {**found, "stale": False}


def test_data_tests_run_on_the_warehouse(api):
    names = [test["name"] for test in api.get("projects/sandbox_finance/lookml_tests")]
    assert names == ["debits_equal_credits", "lines_are_unique"]
    path = "projects/sandbox_finance/lookml_tests/run"
    assert [test["success"] for test in api.get(path)] == [True, True]

    sql = "UPDATE gl_lines SET debit = debit + 1 WHERE line_number = 1 AND is_posted"
    api.control.mutate("execute", sql=sql)
    [outcome] = api.get(path, test="debits_equal_credits", model="finance")
    assert outcome["success"] is False
    assert (outcome["assertions_count"], outcome["assertions_failed"]) == (1, 1)
    assert "net_is_zero" in outcome["errors"][0]["message"]
