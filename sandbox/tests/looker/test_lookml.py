from __future__ import annotations

from datetime import UTC, datetime

import pytest
from erp_sandbox.company import Company, CompanyProfile
from erp_sandbox.looker.lookml.data_tests import run_data_test
from erp_sandbox.looker.lookml.model import LookmlError
from erp_sandbox.looker.lookml.project import load_project
from erp_sandbox.looker.lookml.validation import validate
from erp_sandbox.looker.sample.warehouse import PROJECT, build_warehouse
from erp_sandbox.looker.sql.compile import compile_query
from erp_sandbox.looker.sql.query import Query, QueryError
from erp_sandbox.looker.warehouse import Warehouse

NOW = datetime(2026, 8, 19, 10, 15, 30, tzinfo=UTC)
MANIFEST = """
    project_name: "books"
    constant: SCHEMA { value: "main" export: override_required }
    constant: EMPTY { value: "" }
"""
MODEL = """
    connection: "warehouse"
    include: "/views/**/*.view"
    explore: gl { persist_with: load }
    datagroup: load { sql_trigger: SELECT 1 ;; }
"""
GL = """
    view: gl {
        sql_table_name: @{SCHEMA}.lines ;;
        dimension: id { primary_key: yes type: number sql: ${TABLE}.id ;; }
        dimension: memo { label: "Note" hidden: yes }
        dimension_group: posted { type: time timeframes: [date, month] sql: ${TABLE}.posted ;; }
        measure: net { type: sum sql: ${TABLE}.net ;; }
    }
"""


@pytest.fixture
def project(tmp_path):
    """Loads a project from the text of its files, on top of the files above."""

    def project(constants=None, **texts):
        files = {
            "manifest.lkml": MANIFEST,
            "models/finance.model.lkml": MODEL,
            "views/base/gl.view.lkml": GL,
            **{f"views/{name}.view.lkml": text for name, text in texts.items() if name != "model"},
        }
        if "model" in texts:
            files["models/finance.model.lkml"] = texts["model"]
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        return load_project(tmp_path, constants)

    return project


def test_fields_have_the_names_types_and_labels_of_the_api(project):
    fields = project().models["finance"].explores["gl"].fields
    assert {name: field.type for name, field in fields.items()} == {
        "gl.id": "number",
        "gl.memo": "string",
        "gl.posted_date": "date_date",
        "gl.posted_month": "date_month",
        "gl.net": "sum",
    }
    assert fields["gl.memo"].label == "Gl Note"
    assert fields["gl.memo"].hidden
    assert fields["gl.posted_date"].label_short == "Posted Date"
    assert fields["gl.id"].primary_key


def test_constants_of_the_manifest_can_be_set(project):
    loaded = project({"SCHEMA": "finance"})
    assert loaded.name == "books"
    assert loaded.models["finance"].views["gl"]["sql_table_name"] == "finance.lines"
    with pytest.raises(LookmlError, match="no constant OTHER"):
        project({"OTHER": "x"})
    with pytest.raises(LookmlError, match="SCHEMA has no value"):
        project({"SCHEMA": ""})


def test_a_folder_without_model_is_refused(tmp_path):
    with pytest.raises(LookmlError, match="no model file"):
        load_project(tmp_path)


def test_refinements_are_merged_in_the_order_of_the_includes(project):
    loaded = project(
        gl_rfn="""view: +gl {
            label: "Ledger" dimension: id { hidden: yes } measure: count { type: count }
        }""",
        zz_rfn='view: +gl { dimension: id { label: "Line" } }',
        model=MODEL + 'explore: +gl { label: "General Ledger" fields: [ALL_FIELDS*, -gl.memo] }',
    )
    explore = loaded.models["finance"].explores["gl"]
    assert not loaded.issues
    assert explore.label == "General Ledger"
    assert explore.fields["gl.id"].label == "Ledger Line"
    assert explore.fields["gl.id"].hidden
    assert explore.fields["gl.id"].type == "number"
    assert "gl.count" in explore.fields
    assert "gl.memo" not in explore.fields
    assert "gl.memo" in explore.scope


def test_extended_views_and_explores_are_merged(project):
    loaded = project(
        base="view: common { extension: required dimension: company { type: string } }",
        sub="view: sub { extends: [common, gl] dimension: memo { hidden: no } }",
        model=MODEL + "explore: sub { extends: [gl] view_name: sub }",
    )
    assert not loaded.issues
    fields = loaded.models["finance"].explores["sub"].fields
    assert {"sub.company", "sub.id", "sub.net"} <= set(fields)
    assert not fields["sub.memo"].hidden
    assert loaded.models["finance"].explores["sub"].properties["persist_with"] == "load"


def test_joins_use_a_view_under_another_name(project):
    loaded = project(
        parent="""view: parents {
            dimension: id { primary_key: yes } dimension: name {} set: few { fields: [name] }
        }""",
        model=MODEL.replace(
            "persist_with: load",
            "join: owner { from: parents sql_on: ${gl.memo} = ${owner.id} ;; fields: [few*] }"
            ' join: other { from: parents foreign_key: gl.memo view_label: "Other" }',
        ),
    )
    explore = loaded.models["finance"].explores["gl"]
    assert not validate(loaded)
    assert [name for name in explore.fields if name.startswith("owner.")] == ["owner.name"]
    assert explore.fields["other.name"].label == "Other Name"
    query = Query(model="finance", view="gl", fields=["owner.name", "other.name"])
    sql = compile_query(explore, query, "duckdb", NOW, {}).sql
    assert 'LEFT JOIN parents AS "owner" ON "gl"."memo" = "owner"."id"' in sql
    assert 'LEFT JOIN parents AS "other" ON "gl"."memo" = "other"."id"' in sql


ISSUES = {
    "a constant that is not defined": (
        {"v": "view: v { sql_table_name: @{NOTHING}.x ;; }"}, "constant NOTHING is not defined"),
    "an include without file": (
        {"model": MODEL + 'include: "/other/*.view"'}, "matches no file"),
    "syntax": ({"v": "view: v { dimension }"}, "Invalid LookML syntax"),
    "a view twice": ({"v": "view: gl {}"}, "view gl is defined more than once"),
    "a refinement of nothing": ({"v": "view: +other {}"}, "refinement +other comes before"),
    "an extension of nothing": ({"v": "view: v { extends: [other] }"}, "extends other"),
    "an extension of itself": ({"v": "view: v { extends: [v] }"}, "extends itself"),
    "a field twice": (
        {"v": "view: +gl { dimension_group: net { type: time timeframes: [date] }"
              " dimension: net_date {} }"}, "gl.net_date is defined more than once"),
    "an explore of nothing": ({"model": MODEL + "explore: other {}"}, "view other is not included"),
    "a parameter": ({"v": "view: v { dimention: x {} }"}, "Unknown parameter dimention"),
    "a type": ({"v": "view: v { dimension: x { type: strnig } }"}, "Unknown type strnig of v.x"),
    "a measure type": ({"v": "view: v { measure: x { type: total } }"}, "Unknown type total"),
    "a timeframe": (
        {"v": "view: v { dimension_group: x { type: time timeframes: [decade] } }"},
        "Unknown timeframe decade"),
    "a reference": (
        {"v": "view: +gl { dimension: x { sql: ${gl.y} ;; } }"},
        "inaccessible field gl.y in sql of gl.x"),
    "a reference to a field that the explore leaves out": (
        {"v": "view: +gl { dimension: x { sql: ${memo} ;; } }",
         "model": MODEL + "explore: +gl { fields: [ALL_FIELDS*, -gl.memo] }"},
        "inaccessible field gl.memo in sql of gl.x"),
    "a filter of a measure": (
        {"v": 'view: +gl { measure: x { type: count filters: [y: "1"] } }'}, "Unknown field y"),
    "drill fields": (
        {"v": "view: +gl { measure: x { type: count drill_fields: [y, detail*] } }"},
        "Unknown field detail* in drill_fields"),
    "a join condition": (
        {"v": "view: v { dimension: id {} }",
         "model": MODEL + "explore: +gl { join: v { sql_on: ${gl.v_id} = ${v.id} ;; } }"},
        "Unknown field gl.v_id in sql_on of the join v"),
    "a join without condition": (
        {"v": "view: v {}", "model": MODEL + "explore: +gl { join: v {} }"}, "no sql_on"),
    "a relationship": (
        {"v": "view: v { dimension: id {} }", "model": MODEL
         + "explore: +gl { join: v { relationship: one sql_on: ${v.id} = 1 ;; } }"},
        "Unknown relationship one"),
    "a datagroup": (
        {"model": MODEL + "explore: +gl { persist_with: other }"},
        "datagroup other of the explore"),
    "an access filter": (
        {"model": MODEL + "explore: +gl { access_filter: { field: gl.x user_attribute: y } }"},
        "The filter gl.x is not a field"),
    "fields of an explore": (
        {"model": MODEL + "explore: +gl { fields: [ALL_FIELDS*, -gl.x] }"}, "fields -gl.x are not"),
    "a data test": (
        {"model": MODEL + "test: t { explore_source: gl { column: x {} } }"}, "Unknown field x"),
}  # fmt: skip


@pytest.mark.parametrize(("texts", "message"), ISSUES.values(), ids=ISSUES)
def test_what_does_not_resolve_is_an_issue(texts, message, project):
    found = [issue for issue in validate(project(**texts)) if message in issue.message]
    assert found
    assert all(issue.severity == "error" and issue.path for issue in found)


def test_issues_name_the_line(project):
    text = "view: v {\n  dimension: a {}\n  dimension: b { type: strnig }\n}\n"
    (issue,) = validate(project(v=text))
    assert (issue.path, issue.line, issue.name) == ("views/v.view.lkml", 3, "v.b")


def test_issues_of_a_refinement_name_its_file(project):
    rfn = "view: +gl {\n  measure: x {\n    sql: ${y} ;;\n  }\n}\n"
    (issue,) = validate(project(gl_rfn=rfn))
    assert (issue.path, issue.line) == ("views/gl_rfn.view.lkml", 2)


def test_fields_that_refer_to_each_other_are_refused(project):
    loaded = project(v="view: +gl { dimension: a { sql: ${b} ;; } dimension: b { sql: ${a} ;; } }")
    explore = loaded.models["finance"].explores["gl"]
    query = Query(model="finance", view="gl", fields=["gl.a"])
    with pytest.raises(QueryError, match="refer to each other"):
        compile_query(explore, query, "duckdb", NOW, {})


@pytest.fixture(scope="module")
def sample():
    return load_project(PROJECT)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "warehouse.duckdb"
    build_warehouse(path, Company(CompanyProfile(NOW, documents=150)))
    return Warehouse(str(path))


def test_the_sample_project_is_valid_and_its_data_tests_pass(sample, warehouse):
    assert not validate(sample)
    outcomes = [run_data_test(sample, test, warehouse, NOW, {}) for test in sample.tests]
    assert [outcome.success for outcome in outcomes] == [True, True]


def test_all_fields_of_the_sample_can_be_queried(sample, warehouse):
    for explore in sample.models["finance"].explores.values():
        query = Query(model="finance", view=explore.name, fields=list(explore.fields), limit="1")
        compiled = compile_query(explore, query, warehouse.dialect, NOW, {"company": "%"})
        ((*values,),) = warehouse.rows(compiled)
        assert len(values) == len(explore.fields)


def test_a_data_test_that_fails_says_for_how_many_rows(project, warehouse):
    text = """
        test: t {
            explore_source: gl { column: id {} column: net {} limit: 3 }
            assert: small { expression: ${gl.net} < 0 ;; }
            assert: present { expression: NOT is_null(${gl.id}) ;; }
        }
    """
    gl = GL.replace(".lines", ".gl_lines").replace(".id", ".line_id").replace(".net", ".debit")
    loaded = project(model=MODEL + text, **{"base/gl": gl})
    outcome = run_data_test(loaded, loaded.tests[0], warehouse, NOW, {})
    assert (outcome.assertions, outcome.failed, outcome.success) == (2, 1, False)
    assert outcome.errors[0].message == "Assertion small failed for 3 rows."


def test_access_filters_add_to_the_filters_of_the_query(sample, warehouse):
    def companies(attributes, **filters):
        explore = sample.models["finance"].explores["company_lines"]
        query = Query(
            model="finance", view=explore.name, fields=["companies.company_name"], filters=filters
        )
        compiled = compile_query(explore, query, warehouse.dialect, NOW, attributes)
        return {row[0] for row in warehouse.rows(compiled)}

    assert len(companies({"company": "%"})) > 1
    assert companies({"company": "Alderway Group"}) == {"Alderway Group"}
    assert companies({"company": "Alderway Group"}, **{"companies.company_name": "%"}) == {
        "Alderway Group"
    }
    with pytest.raises(QueryError, match='user attribute "company"'):
        companies({})
