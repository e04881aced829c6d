"""The same models on Postgres, with raw tables as target-postgres creates them."""

from __future__ import annotations

from pathlib import Path

import pytest
from erp_sandbox.looker.lookml.project import load_project
from erp_sandbox.looker.warehouse import Warehouse
from singer_erp.marts.close_calendar import read_periods
from singer_erp.marts.master_data import read_findings
from singer_erp.marts.warehouse import Marts

MARTS = {
    "bridge_segment_combination": "bridge_key",
    "dim_account": "account_key",
    "dim_company": "company_key",
    "dim_customer": "customer_key",
    "dim_date": "date_day",
    "dim_department": "department_key",
    "dim_item": "item_key",
    "dim_ledger": "ledger_key",
    "dim_period": "period_key",
    "dim_period_status": "period_status_key",
    "dim_segment_combination": "segment_combination_key",
    "dim_segment_value": "segment_value_key",
    "dim_vendor": "vendor_key",
    "fct_gl_line": "gl_line_key",
    "fct_vendor_bill": "bill_key",
    "fct_vendor_payment": "payment_key",
    "fct_vendor_payment_application": "application_key",
    "fct_customer_invoice": "invoice_key",
    "fct_purchase_order_line": "order_line_key",
    "ap_aging": "open_item_key",
    "ar_aging": "open_item_key",
    "fct_subledger_entry": "entry_key",
    "ledger_exceptions": "exception_key",
    "master_data_check": "finding_key",
    "trial_balance": "trial_balance_key",
}


def test_all_models_build_and_the_books_balance_on_postgres(postgres_marts):
    assert {name for name, _ in postgres_marts.failures()} == {
        "quickbooks_postings_are_explained",
        "quickbooks_trial_balance_equals_report",
    }


@pytest.mark.parametrize(("mart", "key"), MARTS.items())
def test_rows_equal_those_on_duckdb(mart, key, all_marts, postgres_marts):
    # Sorted here, because the warehouses collate text differently.
    found, expected = (
        sorted(warehouse.of(mart, key, "*"), key=lambda row: row[0])
        for warehouse in (postgres_marts, all_marts)
    )
    assert found == expected


@pytest.fixture(scope="session")
def url(postgres):
    return f"postgresql+psycopg2://{postgres['user']}@/{postgres['dbname']}?host={postgres['host']}"


def test_explores_have_the_figures_of_duckdb(
    url, all_marts, postgres_marts, marts_folder, run_explore
):
    """Measures with all joins, which repeat rows, by what the warehouses sort alike."""
    project = load_project(Path(__file__).parents[3] / "lookml")
    warehouses = Warehouse(url), Warehouse(str(marts_folder / "all" / "warehouse.duckdb"))
    for explore in project.models["finance"].explores.values():
        measures = [field.name for field in explore.fields.values() if field.is_measure]
        dates = [
            field.name
            for field in explore.fields.values()
            if field.view == explore.base_view and field.timeframe in {"date", "month"}
        ]
        found, expected = (
            run_explore(warehouse, explore, [*dates, *measures], sorts=dates)
            for warehouse in warehouses
        )
        assert found == expected, explore.name


def test_commands_over_the_marts_read_postgres(url, postgres_marts):
    periods = read_periods(Marts(url), "oracle_fusion", "acme", ["US"])
    found = {period.name: period.statuses for period in periods}
    assert found == {
        "Dec-25": {"locked"},
        "Jan-26": {"closed", "locked"},
        "Feb-26": {"future", "open"},
    }
    [finding] = read_findings(Marts(url), ["workday"], (), ())
    assert finding["warehouse_name"] == "Of no ERP in the warehouse"
    assert read_periods(Marts(url, "tenant"), "oracle_fusion", None, ()) is None
