"""The marts of an Acumatica tenant with two companies, one with a fiscal year of its own."""

from __future__ import annotations

from datetime import date

import pytest


@pytest.fixture(scope="session")
def acumatica_marts(all_marts):
    """The marts of the first Acumatica tenant."""
    return all_marts.of_source("source_system = 'acumatica' and source_account = 'acme'")


def _gl(marts, document, *columns):
    key = f"acumatica-acme-{document}"
    return marts.of("fct_gl_line", *columns, where=f"document_key = '{key}'", order="line_number")


def test_removed_and_deleted_lines_and_other_batches_are_excluded(acumatica_marts):
    rows = acumatica_marts.rows(
        "select document_id, count(*) from finance.fct_gl_line"
        " where document_key like 'acumatica-acme-GL-%' group by 1 order by 1"
    )
    assert rows == [("GL1", 2), ("GL5", 2), ("GL7", 2), ("GL8", 3), ("GL9", 2)]


def test_companies_post_to_the_actual_ledger_of_their_currency(acumatica_marts):
    ledgers = acumatica_marts.of(
        "dim_ledger", "ledger_id", "ledger_category", "currency_code", "is_primary_book"
    )
    balances = acumatica_marts.rows(
        "select company_key, ledger_key, ledger_currency_code, sum(debit_amount)"
        " from finance.trial_balance where ledger_key like 'acumatica-acme-%'"
        " group by 1, 2, 3 order by 2"
    )
    assert ledgers == [
        ("ACTUAL", "primary", "USD", True),
        ("ACTUALGBP", "primary", "GBP", True),
        ("BUDGET", "budget", "USD", False),
        ("REPORT", "reporting", "USD", False),
        ("STAT", "statistical", "USD", False),
    ]
    prefix = "acumatica-acme-"
    assert [(company, ledger, currency) for company, ledger, currency, _ in balances] == [
        (f"{prefix}MAIN", f"{prefix}ACTUAL", "USD"),
        (f"{prefix}UK", f"{prefix}ACTUALGBP", "GBP"),
        (f"{prefix}MAIN", f"{prefix}REPORT", "USD"),
    ]


def test_lines_without_amounts_in_base_currency_have_those_of_the_inquiry(acumatica_marts):
    rows = _gl(acumatica_marts, "GL-GL8", "transaction_amount", "net_amount")
    assert [(float(amount), float(base)) for amount, base in rows] == [
        (10, 8.67),
        (10, 8.66),
        (-20, -17.33),
    ]


def test_documents_with_equal_numbers_have_their_own_postings(acumatica_marts):
    columns = ("account_number", "net_amount", "is_main_line", "document_type")
    assert _gl(acumatica_marts, "AP-Bill-0001", *columns) == [
        ("20000", -100, True, "vendor_bill"),
        ("60000", 100, False, "vendor_bill"),
    ]
    assert _gl(acumatica_marts, "AP-Payment-0001", *columns) == [
        ("10100", -50, True, "vendor_payment"),
        ("20000", 50, False, "vendor_payment"),
    ]


def test_adjustments_and_prepayments_have_the_signs_of_their_type(acumatica_marts):
    rows = acumatica_marts.rows(
        "select document_id, document_type, total_amount, open_amount"
        " from intermediate.int_acumatica__documents where ledger_side = 'payable'"
        " and is_posted and document_key like 'acumatica-acme-%' order by 1, 2"
    )
    assert rows == [
        ("0001", "vendor_bill", 100, 30),
        ("0001", "vendor_payment", 50, 0),
        ("0002", "vendor_bill", 200, 200),
        ("0002", "vendor_payment", 40, 0),
        ("0003", "vendor_payment", 12, -12),
        ("0005", "expense_report", 15, 15),
        ("0007", "vendor_bill", 30, 30),
        ("0008", "vendor_credit", -25, -5),
    ]


def test_a_voided_check_and_the_document_that_voids_it_stay_with_nothing_open(acumatica_marts):
    lines = acumatica_marts.rows(
        "select distinct document_type, is_voided, is_reversal from finance.fct_gl_line"
        " where document_key in ('acumatica-acme-AP-Payment-0002',"
        " 'acumatica-acme-AP-Voided Payment-0002') order by 1"
    )
    entries = acumatica_marts.rows(
        "select document_key, sum(amount) from finance.fct_subledger_entry"
        " where document_id = '0002' and document_type like 'vendor_payment%'"
        " and document_key like 'acumatica-acme-%' group by 1 order by 1"
    )
    assert lines == [("vendor_payment", True, False), ("vendor_payment_void", False, True)]
    assert entries == [
        ("acumatica-acme-AP-Payment-0002", 0),
        ("acumatica-acme-AP-Voided Payment-0002", 0),
    ]


def test_documents_that_are_not_released_are_not_posted(acumatica_marts):
    bills = acumatica_marts.of(
        "fct_vendor_bill", "bill_id", "payment_status", "base_total_amount", where="not is_posted"
    )
    payments = acumatica_marts.of("fct_vendor_payment", "payment_id", where="not is_posted")
    # The contract has no rate before the release: the last one of euros counts, Canadian dollars
    # have none yet.
    assert bills == [("0004", "not_posted", 11), ("0010", "not_posted", None)]
    assert payments == [("0009",)]


def test_credit_memos_are_customer_credits_although_payments_have_them_too(acumatica_marts):
    rows = acumatica_marts.rows(
        "select document_type, total_amount, open_amount from intermediate.int_acumatica__documents"
        " where ledger_side = 'receivable' and document_key like 'acumatica-acme-%' order by 1"
    )
    assert rows == [
        ("customer_credit", -30, 0),
        ("customer_invoice", 300, 170),
        ("customer_payment", 110, -10),
    ]


def test_applications_that_were_removed_are_excluded(acumatica_marts):
    rows = acumatica_marts.of(
        "fct_vendor_payment_application",
        "payment_type",
        "payment_number",
        "bill_number",
        "application_date",
        "applied_amount",
        order="payment_number",
    )
    assert rows == [
        ("vendor_payment", "0001", "0001", date(2026, 2, 10), 50),
        ("vendor_credit", "0008", "0001", date(2026, 2, 4), 20),
    ]


def test_a_period_is_a_number_in_the_companys_financial_year(acumatica_marts):
    rows = acumatica_marts.of(
        "dim_period",
        "period_key",
        "period_name",
        "fiscal_year_name",
        "fiscal_year_start_date",
        "period_sequence",
        "is_adjustment",
        "is_closed",
        order="calendar_key, period_sequence",
    )
    main, uk = "acumatica-acme-MAIN", "acumatica-acme"
    start, uk_start = date(2025, 7, 1), date(2026, 1, 1)
    assert rows == [
        (f"{uk}-012026", "01-2026", "FY 2026", uk_start, 1, False, False),
        (f"{uk}-022026", "02-2026", "FY 2026", uk_start, 2, False, False),
        (f"{main}-072026", "07-2026", "FY 2026", start, 1, False, True),
        (f"{main}-082026", "08-2026", "FY 2026", start, 2, False, False),
        (f"{main}-092026", "09-2026", "FY 2026", start, 3, False, False),
        (f"{main}-132026", "13-2026", "FY 2026", start, 4, True, True),
        (f"{main}-012027", "01-2027", "FY 2027", date(2026, 7, 1), 5, False, False),
    ]


def test_periods_close_by_subledger(acumatica_marts):
    rows = acumatica_marts.rows(
        "select subledger, period_status from finance.dim_period_status"
        " where period_key = 'acumatica-acme-MAIN-082026' order by 1"
    )
    assert rows == [
        ("cash_management", "open"),
        ("fixed_assets", "open"),
        ("general_ledger", "open"),
        ("inventory", "open"),
        ("payables", "closed"),
        ("receivables", "open"),
    ]


def test_net_income_is_closed_to_retained_earnings_at_the_start_of_a_financial_year(
    acumatica_marts,
):
    rows = acumatica_marts.of(
        "trial_balance",
        "account_number",
        "opening_balance",
        "closing_balance",
        where="period_name = '01-2027' and is_primary_book"
        " and account_number in ('32000', '40000', '60000')",
    )
    assert rows == [("32000", 130, 130), ("40000", 0, 0), ("60000", 0, 1)]


def test_branches_and_segments_of_subaccounts_are_named_dimensions(acumatica_marts):
    rows = acumatica_marts.rows(
        "select line_number, segment_name, segment_role, value_code, department_code, location_name"
        " from finance.fct_gl_line"
        " join finance.bridge_segment_combination using (segment_combination_key)"
        " where document_key = 'acumatica-acme-GL-GL1' order by line_number, segment_number"
    )
    # The first line has the branch of its batch; no list contains the second line's subaccount.
    assert rows == [
        (1, "Branch", "balancing", "NORTH", "ADM", "North"),
        (1, "Department", "department", "ADM", "ADM", "North"),
        (1, "Product", "product", "01", "ADM", "North"),
        (2, "Branch", "balancing", "HQ", "FIN", "Headquarters"),
        (2, "Department", "department", "FIN", "FIN", "Headquarters"),
        (2, "Product", "product", "02", "FIN", "Headquarters"),
    ]


def test_accounts_have_types_of_their_class_their_use_or_their_side(acumatica_marts):
    rows = acumatica_marts.of(
        "dim_account", "account_number", "account_type", "account_class", "is_inferred"
    )
    assert rows == [
        ("10100", "bank", "asset", False),
        ("11000", "accounts_receivable", "asset", False),
        ("20000", "accounts_payable", "liability", False),
        ("32000", "equity", "equity", False),
        ("40000", "income", "revenue", False),
        ("60000", "expense", "expense", False),
        ("60500", "expense", "expense", False),
        ("61000", "unknown", "unknown", True),
        ("70000", "expense", "expense", False),
        ("99000", "statistical", "none", False),
    ]


def test_vendors_include_employees_and_exclude_deleted_ones(acumatica_marts):
    rows = acumatica_marts.of(
        "dim_vendor", "vendor_number", "vendor_category", "hierarchy_path", "email", "is_active"
    )
    assert rows == [
        ("E1", "Employee", "Ann Lee", None, True),
        ("V1", "PARTS", "Acme Parts", "ap@parts.example", True),
        ("V2", "PARTS", "Acme Parts : Ouro", None, False),
    ]


def test_orders_are_billed_by_released_bill_lines(acumatica_marts):
    rows = acumatica_marts.of(
        "fct_purchase_order_line",
        "line_number",
        "order_status",
        "is_complete",
        "is_voided",
        "received_quantity",
        "billed_quantity",
        "billed_amount",
        "open_amount",
        "base_open_amount",
    )
    assert rows == [
        (1, "partially_received", False, False, 4, 3, 75, 50, 55),
        (2, "partially_received", True, True, 0, 0, 0, 0, 0),
    ]


def test_parties_and_items_missing_from_their_list_are_inferred(acumatica_marts):
    items = acumatica_marts.of("dim_item", "item_number", "item_type", "is_inferred")
    customers = acumatica_marts.of("dim_customer", "customer_number", "email")
    assert items == [
        ("GONE", "unknown", True),
        ("HOUR", "service", False),
        ("WIDGET", "inventory", False),
    ]
    assert customers == [("C1", "pay@globex.example")]


@pytest.mark.parametrize(
    ("table", "column", "deleted"),
    [
        ("dim_account", "account_number", "10900"),
        ("dim_segment_value", "value_code", "DEL"),
        ("dim_vendor", "vendor_number", "DELETED"),
        ("dim_vendor", "vendor_number", "DELETED2"),
        ("dim_customer", "customer_number", "DELETED"),
        ("dim_item", "item_number", "DELETED"),
        ("dim_item", "item_number", "DELETED2"),
        ("fct_vendor_bill", "bill_number", "0020"),
        ("fct_vendor_payment", "payment_number", "0021"),
        ("fct_vendor_payment_application", "payment_number", "0021"),
        ("fct_customer_invoice", "invoice_number", "0022"),
        ("fct_subledger_entry", "document_id", "0023"),
        ("fct_purchase_order_line", "order_number", "PO9"),
        ("fct_gl_line", "document_number", "GL20"),
    ],
)
def test_tracked_deletions_exclude_records_and_their_lines(acumatica_marts, table, column, deleted):
    values = {value for (value,) in acumatica_marts.of(table, column)}
    assert values
    assert deleted not in values


def test_a_record_that_was_entered_again_after_its_deletion_stays(acumatica_marts):
    rows = acumatica_marts.of("dim_vendor", "is_inferred", where="vendor_number = 'V1'")
    assert rows == [(False,)]
