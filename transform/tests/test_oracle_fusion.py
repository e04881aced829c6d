"""The marts of an Oracle Fusion pod with two ledgers: other charts, other calendars."""

from __future__ import annotations

from datetime import date

import pytest

POD = "oracle_fusion-acme"


@pytest.fixture(scope="session")
def oracle_fusion_marts(all_marts):
    """The marts of the Oracle Fusion pod."""
    return all_marts.of_source("source_system = 'oracle_fusion'")


@pytest.fixture(scope="session")
def dinar_marts(duckdb_marts):
    """The marts of the Oracle Fusion pod in dinars instead of dollars, at 1.001 for one."""
    return duckdb_marts("dinars")


@pytest.fixture
def rows(oracle_fusion_marts):
    """A function that returns the rows of a query."""
    return oracle_fusion_marts.rows


def _gl(marts, document, *columns):
    where = f"document_key = '{POD}-{document}'"
    return marts.of("fct_gl_line", *columns, where=where, order="line_number")


def test_accounts_companies_and_cost_centers_are_found_by_label_in_charts_of_any_order(
    oracle_fusion_marts,
):
    columns = ("company_key", "account_key", "department_key", "department_code")
    assert _gl(oracle_fusion_marts, "invoice-7001", *columns) == [
        (f"{POD}-51-101", f"{POD}-51-2000", f"{POD}-51-department-000", "000"),
        (f"{POD}-51-101", f"{POD}-51-6000", f"{POD}-51-department-100", "100"),
    ]
    assert _gl(oracle_fusion_marts, "invoice-7002", *columns) == [
        (f"{POD}-52-201", f"{POD}-52-2000", f"{POD}-52-cost_center-000", "000"),
        (f"{POD}-52-201", f"{POD}-52-6000", f"{POD}-52-cost_center-100", "100"),
    ]


def test_segments_have_the_roles_of_extracted_labels_and_names_of_their_value_sets(rows):
    found = rows(
        "select segment_name, segment_role, value_code, value_name from finance.fct_gl_line"
        " join finance.bridge_segment_combination using (segment_combination_key)"
        f" where document_key = '{POD}-invoice-7002' and line_number = 2 order by segment_number"
    )
    assert found == [
        ("company", "balancing", "201", "Acme UK"),
        ("cost_center", "cost_center", "100", "UK Operations"),
        ("team", "intercompany", "A1", "A1"),
    ]


def test_a_combination_that_no_list_contains_has_the_values_of_its_text(rows):
    found = rows(
        "select account_number, department_code, department_name, dim_department.is_inferred"
        " from finance.fct_gl_line"
        " join finance.dim_department using (department_key, department_code)"
        f" where document_key = '{POD}-journal-17' order by line_number"
    )
    assert found == [("1010", "000", "None", False), ("6000", "200", "200", True)]


def test_companies_are_balancing_values_in_use_with_the_calendar_of_their_ledger(
    oracle_fusion_marts,
):
    columns = ("company_key", "company_name", "base_currency_code", "calendar_key")
    assert oracle_fusion_marts.of("dim_company", *columns) == [
        (f"{POD}-51-101", "Acme US", "USD", f"{POD}-CAL"),
        (f"{POD}-52-201", "Acme UK", "GBP", f"{POD}-APR"),
    ]


def test_ledgers_have_their_category_and_ledger_sets_are_excluded(oracle_fusion_marts):
    columns = ("ledger_name", "ledger_category", "currency_code", "is_primary_book")
    assert oracle_fusion_marts.of("dim_ledger", *columns) == [
        ("UK", "primary", "GBP", True),
        ("US", "primary", "USD", True),
        ("US in EUR", "reporting", "EUR", False),
    ]


def test_accounts_have_the_type_of_their_category_or_their_letter(oracle_fusion_marts):
    columns = ("account_key", "account_name", "account_type", "account_class", "is_active")
    assert oracle_fusion_marts.of("dim_account", *columns, where="not is_summary") == [
        (f"{POD}-51-1010", "Bank", "bank", "asset", True),
        (f"{POD}-51-1200", "Receivables", "accounts_receivable", "asset", True),
        (f"{POD}-51-2000", "Payables", "accounts_payable", "liability", True),
        (f"{POD}-51-3200", "Retained Earnings", "equity", "equity", True),
        (f"{POD}-51-4000", "Sales", "income", "revenue", True),
        (f"{POD}-51-6000", "Rent", "expense", "expense", True),
        (f"{POD}-51-6900", "Unused", "unknown", "unknown", False),
        (f"{POD}-52-1010", "UK Bank", "bank", "asset", True),
        (f"{POD}-52-2000", "UK Payables", "accounts_payable", "liability", True),
        (f"{POD}-52-6000", "UK Rent", "expense", "expense", True),
    ]


def test_a_month_is_a_period_of_every_calendar_and_has_its_fiscal_year(oracle_fusion_marts):
    columns = ("period_key", "fiscal_year_name", "period_sequence", "is_adjustment", "is_closed")
    order = "calendar_key, period_sequence"
    assert oracle_fusion_marts.of("dim_period", *columns, order=order) == [
        (f"{POD}-APR-Jan-26", "FY 2026", 1, False, False),
        (f"{POD}-APR-Feb-26", "FY 2026", 2, False, False),
        (f"{POD}-CAL-Dec-25", "FY 2025", 1, False, True),
        (f"{POD}-CAL-Adj-25", "FY 2025", 2, True, False),
        (f"{POD}-CAL-Jan-26", "FY 2026", 3, False, True),
        (f"{POD}-CAL-Feb-26", "FY 2026", 4, False, False),
    ]


def test_a_period_opens_and_closes_by_ledger_and_application(rows):
    found = rows(
        "select period_id, ledger_id, subledger, period_status from finance.dim_period_status"
        " join finance.dim_period using (period_key) join finance.dim_ledger using (ledger_key)"
        " where dim_period_status.source_system = 'oracle_fusion'"
        " and subledger in ('general_ledger', 'payables', 'receivables')"
        " and period_id in ('Jan-26', 'Feb-26') and ledger_id = '1' order by 1, 3"
    )
    assert found == [
        ("Feb-26", "1", "general_ledger", "open"),
        ("Feb-26", "1", "payables", "open"),
        ("Feb-26", "1", "receivables", "future"),
        ("Jan-26", "1", "general_ledger", "closed"),
        ("Jan-26", "1", "payables", "locked"),
        ("Jan-26", "1", "receivables", "closed"),
    ]


def test_only_posted_journals_and_live_lines_count(rows):
    found = rows(
        "select document_key, document_type, count(*) from finance.fct_gl_line"
        " where source_system = 'oracle_fusion' group by 1, 2 order by 1"
    )
    assert [(key.removeprefix(f"{POD}-"), *rest) for key, *rest in found] == [
        ("invoice-7001", "vendor_bill", 2),
        ("invoice-7002", "vendor_bill", 2),
        ("invoice-7003", "vendor_credit", 2),
        ("journal-15", "journal", 2),
        ("journal-17", "journal", 2),
        ("payment-8001", "vendor_payment", 2),
        ("payment-8002", "vendor_payment", 2),
        ("payment-8002-void", "vendor_payment_void", 2),
        ("receipt-9001", "customer_payment", 2),
        ("transaction-6001", "customer_invoice", 2),
        ("transaction-6003", "customer_credit", 2),
    ]


def test_documents_have_their_signs_and_open_balances(rows):
    found = rows(
        "select document_id, document_type, is_posted, total_amount, tax_amount, open_amount,"
        " base_total_amount, line_count from intermediate.int_oracle_fusion__documents order by 1"
    )
    assert found == [
        ("6001", "customer_invoice", True, 300, 0, 170, 300, 1),
        ("6002", "customer_invoice", False, 5, 0, 5, 5, 0),
        ("6003", "customer_credit", True, -30, 0, 0, -30, 0),
        ("7001", "vendor_bill", True, 100, 10, 20, 100, 2),
        ("7002", "vendor_bill", True, 100, 0, 100, 80, 0),
        ("7003", "vendor_credit", True, -20, 0, 0, -20, 0),
        ("7004", "expense_report", False, 15, 0, 15, 15, 0),
        ("8001", "vendor_payment", True, 60, 0, 0, 60, 0),
        ("8002", "vendor_payment", True, 20, 0, 0, 20, 0),
        ("8003", "vendor_payment", True, 0, 0, 0, 0, 0),
        ("9001", "customer_payment", True, 110, 0, -10, 110, 0),
    ]


def test_a_payment_applies_the_credits_that_it_includes_and_a_void_one_nothing(rows):
    found = rows(
        "select payment_key, document_key, application_date, applied_amount, is_reversal"
        " from intermediate.int_oracle_fusion__payment_applications order by 1"
    )
    assert found == [
        (f"{POD}-invoice-7003", f"{POD}-invoice-7001", date(2026, 2, 3), 20, False),
        (f"{POD}-payment-8001", f"{POD}-invoice-7001", date(2026, 2, 1), 60, False),
        (f"{POD}-payment-8002-void", f"{POD}-payment-8002", date(2026, 2, 5), 20, True),
        (f"{POD}-receipt-9001", f"{POD}-transaction-6001", date(2026, 2, 12), 100, False),
        (f"{POD}-transaction-6003", f"{POD}-transaction-6001", date(2026, 2, 11), 30, False),
    ]


def test_aging_has_what_is_open_and_journals_of_many_documents_as_they_are(oracle_fusion_marts):
    columns = ("document_number", "vendor_number", "open_amount", "base_open_amount")
    assert oracle_fusion_marts.of("ap_aging", *columns, order="document_key") == [
        ("INV-1", "S1", 20, 20),
        ("INV-1", "S2", 100, 80),
        ("Feb-26 Purchase Invoices USD", None, 44, 44),
    ]
    receivable = oracle_fusion_marts.of("ar_aging", "document_number", "open_amount")
    assert receivable == [("AR-1", 170), ("R-1", -10)]


def test_vendors_and_customers_that_only_documents_name_are_inferred(oracle_fusion_marts):
    columns = ("vendor_key", "vendor_name", "vendor_category", "email", "is_active", "is_inferred")
    assert oracle_fusion_marts.of("dim_vendor", *columns) == [
        (f"{POD}-E7", "Jane Doe", "Employee", None, True, True),
        (f"{POD}-S1", "Vendor One", "Utility", "one@example.com", True, False),
        (f"{POD}-S2", "Vendor Two", None, None, False, False),
    ]
    customers = oracle_fusion_marts.of("dim_customer", "customer_key", "is_inferred")
    assert customers == [(f"{POD}-C1", False), (f"{POD}-C2", True)]


def test_order_lines_have_the_quantities_of_their_schedules(oracle_fusion_marts):
    columns = (
        *("order_number", "order_status", "account_number", "department_code"),
        *("ordered_quantity", "received_quantity", "billed_quantity", "open_amount"),
    )
    assert oracle_fusion_marts.of("fct_purchase_order_line", *columns) == [
        ("PO-1", "partially_received", "6000", "100", 10, 4, 3, 63)
    ]


def test_net_income_is_closed_to_the_retained_earnings_of_the_chart(oracle_fusion_marts):
    columns = ("account_number", "opening_balance", "closing_balance")
    where = f"period_name = 'Jan-26' and ledger_key = '{POD}-1'"
    where += " and account_number in ('3200', '6000')"
    assert oracle_fusion_marts.of("trial_balance", *columns, where=where) == [
        ("3200", 5, 5),
        ("6000", 0, 80),
    ]


def test_the_trial_balance_equals_the_balances_cube(oracle_fusion_marts):
    results = {name: status for name, status, _ in oracle_fusion_marts.results}
    assert results["oracle_fusion_trial_balance_equals_ledger_balances"] == "pass"
    assert results["oracle_fusion_gl_lines_equal_journals"] == "pass"


@pytest.mark.parametrize(
    ("table", "key", "amounts"),
    [
        ("fct_gl_line", "gl_line_key", ("debit_amount", "credit_amount", "transaction_amount")),
        ("trial_balance", "trial_balance_key", ("debit_amount", "closing_balance")),
        ("ap_aging", "open_item_key", ("open_amount", "base_open_amount", "base_1_30_amount")),
        ("ar_aging", "open_item_key", ("open_amount", "base_open_amount")),
        ("fct_purchase_order_line", "order_line_key", ("ordered_amount", "base_open_amount")),
    ],
)
def test_currencies_with_three_decimals_keep_them(
    oracle_fusion_marts, dinar_marts, table, key, amounts
):
    scaled = [f"{amount} * 1.001" for amount in amounts]

    expected = oracle_fusion_marts.of(table, key, *scaled)

    assert dinar_marts.of(table, key, *amounts) == expected
    assert dinar_marts.failures() == []


def test_a_journal_line_without_an_account_fails_the_build(duckdb_marts):
    statuses = {name: status for name, status, _ in duckdb_marts("defective").results}

    assert statuses["oracle_fusion_gl_lines_equal_journals"] == "fail"
