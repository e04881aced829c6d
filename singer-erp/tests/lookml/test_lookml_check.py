"""The offline check finds what Looker's validator would."""

import textwrap

import pytest
from singer_erp.lookml.checker import check

FILES = {
    "manifest.lkml": """
        project_name: "books"
        constant: SCHEMA { value: "finance" export: override_optional }
        """,
    "models/books.model.lkml": """
        connection: "dwh"
        include: "/views/*.view.lkml"
        include: "/explores/**/*.explore.lkml"
        include: "/tests/*.test.lkml"
        include: "/dashboards/*.dashboard.lookml"
        datagroup: load { sql_trigger: SELECT 1 ;; }
        persist_with: load
        access_grant: all { user_attribute: company allowed_values: ["%"] }
        """,
    "views/lines.view.lkml": """
        view: lines {
          sql_table_name: @{SCHEMA}.fct_line ;;
          dimension: line_key { primary_key: yes hidden: yes sql: ${TABLE}.line_key ;; }
          dimension: account_key { hidden: yes sql: ${TABLE}.account_key ;; }
          dimension: amount { type: number hidden: yes sql: ${TABLE}.amount ;; }
          dimension_group: posting {
            type: time
            datatype: date
            convert_tz: no
            timeframes: [raw, date, month]
            sql: ${TABLE}.posting_date ;;
          }
          measure: count { type: count drill_fields: [detail*] }
          measure: total_amount { type: sum sql: ${amount} ;; }
          measure: total_signed { type: sum sql: ${amount} * ${accounts.sign} ;; }
          set: detail { fields: [posting_date, accounts.account_number, total_amount] }
        }
        """,
    "views/accounts.view.lkml": """
        view: accounts {
          sql_table_name: @{SCHEMA}.dim_account ;;
          dimension: account_key { primary_key: yes hidden: yes sql: ${TABLE}.account_key ;; }
          dimension: account_number { sql: ${TABLE}.account_number ;; }
          dimension: sign { type: number sql: ${TABLE}.sign ;; }
        }
        """,
    "views/accounts_rfn.view.lkml": """
        view: +accounts {
          dimension: sign { hidden: yes }
          dimension: is_debit { type: yesno sql: ${sign} > 0 ;; }
        }
        """,
    "explores/ledger/lines.explore.lkml": """
        explore: ledger {
          view_name: lines
          always_filter: { filters: [accounts.is_debit: "Yes"] }
          required_access_grants: [all]
          join: accounts {
            type: left_outer
            relationship: many_to_one
            sql_on: ${lines.account_key} = ${accounts.account_key} ;;
          }
        }
        """,
    "tests/ledger.test.lkml": """
        test: zero {
          explore_source: ledger {
            column: total { field: lines.total_amount }
            filters: [lines.posting_date: "2026"]
          }
          assert: zero { expression: ${lines.total_amount} = 0 ;; }
        }
        """,
    "dashboards/ledger.dashboard.lookml": """
        - dashboard: ledger
          filters:
          - name: Account
            type: field_filter
            model: books
            explore: ledger
            field: accounts.account_number
          elements:
          - name: totals
            model: books
            explore: ledger
            fields: [lines.posting_month, lines.total_amount, double]
            dynamic_fields: [{table_calculation: double, expression: "${lines.total_amount} * 2"}]
            sorts: [lines.posting_month desc]
            listen:
              Account: accounts.account_number
        """,
}
TABLES = {
    "fct_line": {"line_key", "account_key", "amount", "posting_date"},
    "dim_account": {"account_key", "account_number", "sign"},
}
LINES, ACCOUNTS = "views/lines.view.lkml", "views/accounts.view.lkml"
MODEL, EXPLORE = "models/books.model.lkml", "explores/ledger/lines.explore.lkml"
TEST, DASHBOARD = "tests/ledger.test.lkml", "dashboards/ledger.dashboard.lookml"


@pytest.fixture
def found(tmp_path):
    """A function that returns the issues of the project with one part of a file replaced."""

    def found(path=None, old="", new="", tables=TABLES):
        files = dict(FILES)
        if path:
            assert old in files.get(path, "")
            files[path] = files[path].replace(old, new, 1) if old else textwrap.dedent(new)
        for name, text in files.items():
            target = tmp_path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(textwrap.dedent(text), encoding="utf-8")
        return [str(issue) for issue in check(tmp_path, tables)]

    return found


def test_a_valid_project_has_no_issues(found):
    assert found() == []


@pytest.mark.parametrize(
    ("path", "old", "new", "issue"),
    [
        (LINES, "measure: count {", "measure: count ", "cannot be parsed"),
        (LINES, "dimension: amount", "dimention: amount", "dimention is not a parameter of a view"),
        (LINES, "hidden: yes sql: ${TABLE}.amount", "hide: yes sql: ${TABLE}.amount", "hide is"),
        (LINES, "type: number", "type: decimal", "decimal is not a type of a dimension"),
        (LINES, "type: sum", "type: total", "total is not a type of a measure"),
        (LINES, "type: sum sql: ${amount} ;;", "type: sum", "of the type sum needs sql"),
        (LINES, "[raw, date, month]", "[raw, date, months]", "months is not a timeframe"),
        (LINES, "sql: ${amount} ;;", "sql: ${amounts} ;;", "there is no field amounts"),
        (LINES, "${accounts.sign}", "${accounts.signs}", "there is no field accounts.signs"),
        (LINES, "${TABLE}.amount", "${TABLE}.net", "fct_line has no column net"),
        (LINES, "fct_line", "fct_lines", "the warehouse has no table fct_lines"),
        (LINES, "primary_key: yes ", "", "has 0 primary keys"),
        (LINES, "[detail*]", "[details*]", "there is no set details*"),
        (LINES, "[posting_date,", "[posting_week,", "there is no field posting_week"),
        (LINES, "measure: count ", "measure: amount ", "amount is there twice"),
        (LINES, "@{SCHEMA}", "@{SCHEME}", "the manifest has no such constant"),
        (ACCOUNTS, "view: accounts", "view: lines", "view lines: is also in"),
        (ACCOUNTS, "view: accounts", "view: account", "view +accounts: refines nothing"),
        (MODEL, "/tests/*.test.lkml", "/test/*.test.lkml", "/test/*.test.lkml matches no file"),
        (MODEL, "/tests/*.test.lkml", "/tests/a*.lkml", "ledger.test.lkml: no model includes it"),
        (MODEL, "persist_with: load", "persist_with: loads", "there is no datagroup loads"),
        (MODEL, "datagroup: load {", "datagroup: load { sql: x ;; ", "sql is not a parameter"),
        (EXPLORE, "view_name: lines", "view_name: line", "there is no view line"),
        (EXPLORE, "join: accounts", "join: account", "there is no view account"),
        (EXPLORE, "many_to_one", "n_to_one", "has no valid relationship"),
        (EXPLORE, "left_outer", "left", "left is not a type of join"),
        (EXPLORE, "${lines.account_key}", "${lines.account}", "${lines.account} is not a field"),
        (EXPLORE, "= ${accounts.account_key}", "= ${accounts.account_number}", "not by the key"),
        (EXPLORE, "accounts.is_debit", "accounts.is_credit", "filters accounts.is_credit"),
        (EXPLORE, "[all]", "[some]", "there is no access grant some"),
        (TEST, "explore_source: ledger", "explore_source: gl", "there is no Explore gl"),
        (TEST, "field: lines.total_amount", "field: lines.total", "lines.total is not a field"),
        (TEST, "{ expression: ${lines.total_amount}", "{ expression: ${lines.all}", "not a"),
        (TEST, "lines.posting_date", "lines.posted_date", "lines.posted_date is not a field"),
        (DASHBOARD, "fields: [lines.posting_month", "fields: [lines.month", "lines.month is not"),
        (DASHBOARD, "sorts: [lines.posting_month", "sorts: [lines.month", "lines.month is not"),
        (DASHBOARD, "double]", "triple]", "triple is not a field"),
        (DASHBOARD, "  Account: acc", "  Accounts: acc", "listens to Accounts"),
        (DASHBOARD, "ledger\n            fields", "gl\n            fields", "Explore gl"),
        (DASHBOARD, "- dashboard: ledger", "- board: ledger", "it is not a list of dashboards"),
    ],
)  # fmt: skip
def test_a_defect_is_found(found, path, old, new, issue):
    issues = found(path, old, new)

    assert any(issue in text for text in issues), issues


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (LINES, "view: lines {"),
        (LINES, "view: lines"),
        (LINES, "view: { dimension: a {} }"),
        (LINES, "view: lines { dimension: { sql: 1 ;; } }"),
        (LINES, "view: lines { dimension: a { type: [number] } }"),
        (LINES, "view: lines { dimension_group: a { type: time timeframes: raw } }"),
        (MODEL, 'connection: "dwh"\ninclude: ["/views/*.view.lkml"]'),
        (TEST, "test: zero { explore_source: [ledger] }"),
        (DASHBOARD, "- dashboard: ledger\n  elements: totals"),
        (DASHBOARD, "- dashboard: ledger\n  filters:\n  - type: field_filter"),
        (DASHBOARD, "- dashboard: ledger\n  elements:\n  - {explore: ledger, sorts: [' ']}"),
        (DASHBOARD, "- dashboard: ledger\n  elements:\n  - {explore: ledger, fields: a}"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_an_issue(found, path, text):
    assert any(issue.startswith(f"{path}: cannot be parsed: ") for issue in found(path, new=text))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (TEST, "test: zero { explore_source: ledger { column: { field: a.b } } assert: a {} }"),
        (EXPLORE, "explore: ledger { view_name: lines access_filter: { user_attribute: a } }"),
    ],
)
def test_a_block_without_a_parameter_is_an_issue(found, path, text):
    assert any(issue.startswith(f"{path}: ") for issue in found(path, new=text))


def test_members_of_a_dashboard_may_have_no_value(found):
    assert (
        found(DASHBOARD, "            listen:\n", "            filters:\n            listen:\n")
        == []
    )


def test_a_file_that_cannot_be_read_is_an_issue(found, tmp_path):
    (tmp_path / "views").mkdir()
    (tmp_path / "views" / "bytes.view.lkml").write_bytes(b"\xff\xfe")
    (tmp_path / "views" / "folder.view.lkml").mkdir()

    issues = found()

    for name in ("bytes", "folder"):
        assert any(f"views/{name}.view.lkml: cannot be parsed" in issue for issue in issues)


def test_an_explore_must_join_the_views_that_its_fields_refer_to(found):
    explore = "explore: lines { }"

    [issue] = found("explores/short.explore.lkml", new=explore)

    assert issue.endswith("lines.total_signed needs the view accounts, which is not joined")


def test_columns_are_not_compared_without_a_catalog(found):
    assert found(LINES, "${TABLE}.amount", "${TABLE}.net", tables=None) == []


def test_derived_tables_have_columns_of_their_own(found):
    view = """
        view: totals {
          derived_table: { sql: select 1 as total_key from ${lines.SQL_TABLE_NAME} ;; }
          dimension: total_key { primary_key: yes sql: ${TABLE}.total_key ;; }
        }
        """
    assert found("views/totals.view.lkml", new=view) == []


def test_extended_views_have_the_fields_of_what_they_extend(found):
    view = """
        view: open_lines {
          extends: [lines]
          measure: largest { type: max sql: ${amount} ;; }
        }
        """
    assert found("views/open_lines.view.lkml", new=view) == []
    assert found("views/open_lines.view.lkml", new=view.replace("[lines]", "[line]")) != []
