"""The Explores of `lookml/` run on the marts of all companies: their figures are those of SQL."""

import datetime as dt
import shutil
from pathlib import Path

import duckdb
import pytest
from erp_sandbox.looker.lookml.data_tests import run_data_test
from erp_sandbox.looker.lookml.project import load_project
from erp_sandbox.looker.lookml.validation import validate
from erp_sandbox.looker.warehouse import Warehouse

PROJECT = load_project(Path(__file__).parents[2] / "lookml")
EXPLORES = PROJECT.models["finance"].explores
# Explores by people may start from a query or a table under another name.
OVER_MARTS = [
    name
    for name, explore in EXPLORES.items()
    if explore.views[explore.base_view].properties.get("sql_table_name", "").strip()
    == f"finance.{explore.base_view}"
]
TRIAL_BALANCE = (
    *("total_opening_balance", "total_debit_amount", "total_credit_amount"),
    *("total_closing_balance", "total_exception_count"),
)
NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
ALL_BOOKS = {
    "general_ledger": {"fct_gl_line.is_primary_book": ""},
    "trial_balance": {"trial_balance.is_primary_book": ""},
}


def _totals(explore):
    """Return the columns of an Explore's mart by the measures that add them up."""
    base = EXPLORES[explore].base_view
    return {
        field.name: field.short_name.removeprefix("total_")
        for field in EXPLORES[explore].fields.values()
        if field.view == base and field.type == "sum" and not field.properties.get("filters__all")
        if field.short_name.startswith("total_")
    }


@pytest.fixture(scope="session")
def warehouse(all_marts, marts_folder):
    return Warehouse(str(marts_folder / "all" / "warehouse.duckdb"))


@pytest.fixture(scope="session")
def run(warehouse, run_explore):
    """A function that returns the rows of a query on an Explore, by default over all ledgers."""

    def run(explore, fields, filters=None, **options):
        chosen = ALL_BOOKS.get(explore, {}) | (filters or {})
        return run_explore(warehouse, EXPLORES[explore], fields, filters=chosen, **options)

    return run


def test_the_project_has_no_issues():
    assert validate(PROJECT) == ()


@pytest.mark.parametrize("explore", EXPLORES)
def test_all_fields_of_an_explore_run(run, explore):
    fields = EXPLORES[explore].fields.values()
    dimensions = [field.name for field in fields if field.category == "dimension"]
    measures = [field.name for field in fields if field.category == "measure"]

    assert len(run(explore, dimensions, limit="1")[0]) == len(dimensions)
    assert len(run(explore, measures)[0]) == len(measures)


@pytest.mark.parametrize("explore", [name for name in OVER_MARTS if _totals(name)])
def test_totals_equal_the_marts_also_where_joins_repeat_rows(run, all_marts, explore):
    totals = _totals(explore)
    columns = ", ".join(f"sum({column})" for column in totals.values())
    expected = all_marts.rows(f"select {columns} from finance.{EXPLORES[explore].base_view}")
    counts = [f"{view}.count" for view in EXPLORES[explore].joins]

    assert run(explore, list(totals)) == expected
    assert [row[len(counts) :] for row in run(explore, [*counts, *totals])] == expected


def test_some_joins_repeat_rows(run):
    """So that the test above shows something."""
    lines, values = run(
        "general_ledger", ["fct_gl_line.count", "bridge_segment_combination.count"]
    )[0]
    bills, applications = run(
        "vendor_bills", ["fct_vendor_bill.count", "fct_vendor_payment_application.count"]
    )[0]

    assert 0 < values < lines
    assert 0 < applications < bills


def test_each_measure_of_the_trial_balance_equals_the_mart(run, all_marts):
    columns = [column.removeprefix("total_") for column in TRIAL_BALANCE]
    expected = all_marts.rows(
        f"select trial_balance_key, {', '.join(columns)}, opening_balance * natural_sign,"
        " closing_balance * natural_sign, 1, 1"
        " from finance.trial_balance left join finance.dim_account using (account_key)"
        " order by 1"
    )
    measures = [*TRIAL_BALANCE, "reported_opening_balance", "reported_closing_balance"]
    names = ["trial_balance_key", *measures, "count", "distinct_keys"]
    fields = [f"trial_balance.{name}" for name in names]
    known = {
        field.name
        for field in EXPLORES["trial_balance"].fields.values()
        if field.view == "trial_balance" and field.category == "measure"
    }

    assert set(fields[1:]) == known
    assert len(expected) > 100
    assert run("trial_balance", fields, sorts=[fields[0]]) == expected


@pytest.mark.parametrize(
    ("dimension", "column"),
    [
        ("trial_balance.period_start_month", "strftime(period_start_date, '%Y-%m')"),
        ("dim_company.company_name", "company_name"),
        ("dim_account.account_type", "account_type"),
        ("dim_period.fiscal_year_name", "dim_period.fiscal_year_name"),
    ],
)
def test_the_trial_balance_adds_up_by_its_dimensions(run, all_marts, dimension, column):
    measures = [f"trial_balance.{name}" for name in TRIAL_BALANCE]
    sums = ", ".join(f"sum({name.removeprefix('total_')})" for name in TRIAL_BALANCE)
    expected = all_marts.rows(
        f"select {column}, {sums} from finance.trial_balance"
        " left join finance.dim_company using (company_key)"
        " left join finance.dim_account using (account_key)"
        " left join finance.dim_period using (period_key)"
        " where is_primary_book group by 1 order by 1"
    )
    filters = {"trial_balance.is_primary_book": "Yes"}

    assert run("trial_balance", [dimension, *measures], filters, sorts=[dimension]) == expected


def test_general_ledger_and_trial_balance_read_the_primary_books_unless_filtered(run, all_marts):
    for explore, mart in (("general_ledger", "fct_gl_line"), ("trial_balance", "trial_balance")):
        expected = all_marts.rows(f"select count(*) from finance.{mart} where is_primary_book")
        assert expected < all_marts.rows(f"select count(*) from finance.{mart}")
        assert run(explore, [f"{mart}.count"], {f"{mart}.is_primary_book": "Yes"}) == expected


@pytest.mark.parametrize("explore", [name for name in OVER_MARTS if name != "master_data_check"])
def test_a_user_reads_the_companies_of_the_user_attribute(run, all_marts, explore):
    mart = EXPLORES[explore].base_view
    code, expected = all_marts.rows(
        f"select company_code, count(*) from finance.{mart}"
        " inner join finance.dim_company using (company_key)"
        " group by 1 order by 2 desc, 1 limit 1"
    )[0]

    assert run(explore, [f"{mart}.count"], company=f'"{code}"') == [(expected,)]
    assert run(explore, [f"{mart}.count"], company="no such company") == [(0,)]


@pytest.mark.parametrize("explore", EXPLORES.values(), ids=lambda explore: explore.name)
def test_access_is_by_company_or_for_users_of_all(explore):
    filtered = [one["user_attribute"] for one in explore.properties.get("access_filters", ())]
    granted = explore.properties.get("required_access_grants", [])

    assert (filtered, granted) in ((["company"], []), ([], ["all_companies"]))


def test_overdue_is_what_is_not_current(run):
    for aging in ("ap_aging", "ar_aging"):
        names = ("total_base_open_amount", "total_base_current_amount", "total_base_overdue_amount")
        open_, current, overdue = run(aging, [f"{aging}.{name}" for name in names])[0]
        assert overdue == open_ - current
        assert overdue != 0


@pytest.mark.parametrize("dashboard", PROJECT.dashboards, ids=lambda dashboard: dashboard.name)
def test_the_elements_of_a_dashboard_have_rows(run, dashboard):
    for element in dashboard.properties["elements"]:
        calculated = {one["table_calculation"] for one in element.get("dynamic_fields", ())}
        fields = [name for name in element["fields"] if name not in calculated]
        rows = run(
            element["explore"],
            fields,
            element.get("filters"),
            limit=str(element["limit"]),
            sorts=element["sorts"],
        )
        assert rows, element["name"]


@pytest.mark.parametrize("test", PROJECT.tests, ids=lambda test: test.name)
def test_the_data_tests_of_the_project_hold(warehouse, test):
    outcome = run_data_test(PROJECT, test, warehouse, NOW, {"company": "%"})

    assert outcome.success, outcome.errors
    assert outcome.assertions == 1


@pytest.mark.parametrize(
    ("defect", "test"),
    [
        ("update trial_balance set debit_amount = debit_amount + 0.01", "debits_equal_credits"),
        (
            "update trial_balance set closing_balance = closing_balance + 0.01",
            "trial_balance_sums_to_zero",
        ),
        ("insert into fct_gl_line from fct_gl_line limit 1", "general_ledger_keys_are_unique"),
        ("update ap_aging set open_amount = open_amount + 0.01", "ap_aging_equals_open_items"),
        (
            "update ar_aging set base_1_30_amount = base_1_30_amount + 0.01",
            "ar_aging_buckets_add_up",
        ),
    ],
)
def test_a_data_test_fails_on_marts_that_are_wrong(warehouse, marts_folder, tmp_path, defect, test):
    path = shutil.copy(marts_folder / "all" / "warehouse.duckdb", tmp_path)
    with duckdb.connect(path) as connection:
        connection.execute("set schema = 'finance'")
        connection.execute(defect)
    [chosen] = [one for one in PROJECT.tests if one.name == test]
    outcome = run_data_test(PROJECT, chosen, Warehouse(path), NOW, {"company": "%"})

    assert (outcome.success, outcome.failed) == (False, 1)


def test_the_datagroup_follows_the_audit_of_loads(warehouse, all_marts):
    [group] = PROJECT.datagroups
    expected = all_marts.rows("select max(loaded_at) from finance.load_audit")

    assert list(warehouse.execute(group.properties["sql_trigger"])) == expected
