"""The company's marts, row by row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

D = Decimal


def test_all_models_build_and_all_data_tests_pass(marts):
    assert marts.failures() == []
    assert len(marts.results) > 100


def test_bills_show_total_paid_and_open_in_both_currencies(marts):
    rows = marts.of(
        "fct_vendor_bill",
        "bill_id",
        "vendor_number",
        "payment_status",
        "currency_code",
        "total_amount",
        "paid_amount",
        "open_amount",
        "base_total_amount",
        "base_paid_amount",
        "base_open_amount",
        "line_count",
    )
    assert rows == [
        ("1001", "V-502", "partially_paid", "USD", 100, 50, 50, 100, 50, 50, 1),
        ("1004", "V-502", "voided", "USD", 70, 70, 0, 70, 70, 0, 1),
        ("1006", "V-501", "open", "EUR", 200, 0, 200, 220, 0, 220, 1),
        ("1009", "V-502", "not_posted", "USD", 33, 0, 33, 33, 0, 33, 1),
    ]


def test_a_bill_says_its_tax_terms_and_status(marts):
    rows = marts.of(
        "fct_vendor_bill",
        "tax_amount",
        "terms_name",
        "source_status",
        "account_number",
        "due_date",
        where="bill_id = '1001'",
    )
    assert rows == [(20, "Net 30", "Open", "2000", date(2026, 2, 4))]


def test_deleted_bills_are_gone_whichever_feed_reported_them(marts):
    for table, column in (("fct_vendor_bill", "bill_id"), ("fct_gl_line", "document_id")):
        assert marts.of(table, column, where=f"{column} in ('1003', '1012')") == []


def test_a_delete_of_another_record_type_with_the_same_id_is_ignored(marts):
    assert marts.of("fct_vendor_bill", "bill_id", where="bill_id = '1001'") == [("1001",)]


def test_deleted_vendors_are_gone(marts):
    assert ("503",) not in marts.of("dim_vendor", "vendor_id")


def test_removed_lines_are_gone_from_gl_and_orders(marts):
    gl = marts.of("fct_gl_line", "line_number", where="document_id = '1001' and is_primary_book")
    orders = marts.of("fct_purchase_order_line", "line_number")
    assert gl == [(0,), (1,), (2,)]
    assert orders == [(1,), (2,), (3,)]


def test_a_voided_bill_stays_in_the_gl_beside_its_reversal(marts):
    rows = marts.of(
        "fct_gl_line",
        "document_id",
        "account_number",
        "debit_amount",
        "credit_amount",
        "is_voided",
        "is_reversal",
        where="document_id in ('1004', '1005')",
        order="document_id, account_number",
    )
    assert rows == [
        ("1004", "2000", 0, 70, True, False),
        ("1004", "6011", 70, 0, True, False),
        ("1005", "2000", 70, 0, False, True),
        ("1005", "6011", 0, 70, False, True),
    ]


def test_gl_book_date_is_the_posting_period_not_the_document_date(marts):
    rows = marts.of(
        "fct_gl_line",
        "line_number",
        "document_date",
        "period_name",
        "net_amount",
        "transaction_amount",
        "base_currency_code",
        "currency_code",
        "department_code",
        where="document_id = '1006'",
    )
    assert rows == [
        (0, date(2026, 1, 2), "Dec 2025", -220, -200, "USD", "EUR", None),
        (1, date(2026, 1, 2), "Dec 2025", 220, 200, "USD", "EUR", "3"),
    ]


def test_gl_lines_carry_keys_dimensions_and_book(marts):
    rows = marts.of(
        "fct_gl_line",
        "gl_line_key",
        "company_key",
        "ledger_key",
        "is_primary_book",
        "account_number",
        "department_code",
        "vendor_key",
        "document_type",
        where="document_id = '1001' and line_number = 1",
    )
    shared = ("D-110", "netsuite-502", "vendor_bill")
    assert rows == [
        ("netsuite-1001-1-1", "netsuite-1", "netsuite-1", True, "6011", *shared),
        ("netsuite-1001-1-2", "netsuite-1", "netsuite-2", False, "6010", *shared),
    ]


def test_gl_has_no_unposted_statistical_or_orphaned_lines(marts):
    documents = {document for (document,) in marts.of("fct_gl_line", "document_id")}
    assert documents == {"1001", "1002", "1004", "1005", "1006", "1007", "1008", "1011"}


def test_payments_show_what_is_applied_and_what_is_not(marts):
    rows = marts.of(
        "fct_vendor_payment",
        "payment_id",
        "account_number",
        "total_amount",
        "applied_amount",
        "unapplied_amount",
        "base_unapplied_amount",
        "applied_document_count",
    )
    assert rows == [("1002", "1000", 45, 40, 5, 5, 1)]


def test_applications_tie_payments_and_credits_to_bills_without_those_taken_back(marts):
    rows = marts.of(
        "fct_vendor_payment_application",
        "payment_key",
        "payment_type",
        "bill_key",
        "application_date",
        "applied_amount",
    )
    assert rows == [
        ("netsuite-1002", "vendor_payment", "netsuite-1001", date(2026, 2, 10), 40),
        ("netsuite-1011", "vendor_credit", "netsuite-1001", date(2026, 2, 11), 10),
    ]


def test_invoices_show_total_paid_and_open(marts):
    rows = marts.of(
        "fct_customer_invoice",
        "invoice_id",
        "company_key",
        "customer_number",
        "payment_status",
        "total_amount",
        "paid_amount",
        "open_amount",
        "base_currency_code",
    )
    assert rows == [("1007", "netsuite-2", "P-603", "partially_paid", 300, 100, 200, "EUR")]


def test_order_lines_show_ordered_received_billed_and_open(marts):
    rows = marts.of(
        "fct_purchase_order_line",
        "line_number",
        "order_status",
        "ordered_quantity",
        "received_quantity",
        "billed_quantity",
        "open_quantity",
        "ordered_amount",
        "billed_amount",
        "open_amount",
        "is_complete",
    )
    assert rows == [
        (1, "pending_billing", 10, 4, 2, 6, 125, 25, 100, False),
        (2, "pending_billing", None, 0, 0, None, 60, 20, 40, False),
        (3, "pending_billing", 5, 5, 5, 0, 35, 35, 0, True),
    ]


def test_payables_are_aged_by_due_date_with_credits_and_payments_negative(marts):
    rows = marts.of(
        "ap_aging",
        "document_id",
        "document_type",
        "vendor_number",
        "days_overdue",
        "aging_bucket",
        "open_amount",
        "base_open_amount",
    )
    assert rows == [
        ("1001", "vendor_bill", "V-502", 34, "31-60", 50, 50),
        ("1002", "vendor_payment", "V-502", 28, "1-30", -5, -5),
        ("1006", "vendor_bill", "V-501", -10, "current", 200, 220),
        ("1011", "vendor_credit", "V-502", 27, "1-30", -5, -5),
    ]


def test_aged_payables_equal_the_payables_account(marts):
    aged = marts.rows("select sum(base_open_amount) from finance.ap_aging")
    ledger = marts.rows(
        "select -sum(net_amount) from finance.fct_gl_line"
        " where is_primary_book and account_number = '2000'"
    )
    assert aged == ledger == [(D("260.00"),)]


def test_bucket_columns_split_the_open_amount(marts):
    buckets = (
        "base_current_amount",
        "base_1_30_amount",
        "base_31_60_amount",
        "base_61_90_amount",
        "base_over_90_amount",
    )
    assert marts.of("ap_aging", *buckets, order="document_id") == [
        (0, 0, 50, 0, 0),
        (0, -5, 0, 0, 0),
        (220, 0, 0, 0, 0),
        (0, -5, 0, 0, 0),
    ]


def test_receivables_are_aged(marts):
    rows = marts.of("ar_aging", "document_id", "customer_name", "aging_bucket", "base_open_amount")
    assert rows == [("1007", "Globex Roll-out", "31-60", 200)]


def test_an_earlier_ageing_undoes_what_was_applied_since(earlier_aging):
    payables = earlier_aging.of("ap_aging", "document_id", "aging_bucket", "open_amount")
    receivables = earlier_aging.of("ar_aging", "document_id", "aging_bucket", "open_amount")
    assert payables == [("1001", "1-30", 100), ("1006", "current", 200)]
    assert receivables == [("1007", "1-30", 300)]


def test_trial_balance_opens_with_what_it_closed_with(marts):
    rows = marts.of(
        "trial_balance",
        "period_name",
        "opening_balance",
        "debit_amount",
        "credit_amount",
        "closing_balance",
        where="ledger_key = 'netsuite-1' and company_key = 'netsuite-1'"
        " and account_number = '2000'",
        order="period_sequence",
    )
    assert rows == [
        ("Dec 2025", 0, 0, 220, -220),
        ("Adj 2025", -220, 0, 0, -220),
        ("Jan 2026", -220, 70, 170, -320),
        ("Feb 2026", -320, 60, 0, -260),
    ]


def test_a_years_result_moves_to_retained_earnings(marts):
    rows = marts.of(
        "trial_balance",
        "account_number",
        "period_name",
        "opening_balance",
        "closing_balance",
        where="ledger_key = 'netsuite-1' and company_key = 'netsuite-1'"
        " and account_number in ('3200', '6011')",
        order="account_number, period_sequence",
    )
    assert rows == [
        ("3200", "Jan 2026", 220, 220),
        ("3200", "Feb 2026", 220, 220),
        ("6011", "Dec 2025", 0, 220),
        ("6011", "Adj 2025", 220, 220),
        ("6011", "Jan 2026", 0, 100),
        ("6011", "Feb 2026", 100, 85),
    ]


def test_every_book_and_company_has_its_own_trial_balance(marts):
    rows = marts.rows(
        "select ledger_key, company_key, sum(debit_amount), sum(credit_amount)"
        " from finance.trial_balance group by ledger_key, company_key order by 1, 2"
    )
    assert rows == [
        ("netsuite-1", "netsuite-1", 520, 520),
        ("netsuite-1", "netsuite-2", 400, 400),
        ("netsuite-2", "netsuite-1", 100, 100),
    ]


def test_accounts_roll_up(marts):
    rows = marts.of(
        "dim_account",
        "account_number",
        "account_type",
        "account_class",
        "financial_statement",
        "natural_sign",
        "hierarchy_level",
        "hierarchy_path",
        "top_level_account_number",
        where="account_number in ('2000', '6011', '9100')",
    )
    expense = ("expense", "expense", "income_statement", 1)
    assert rows == [
        ("2000", "accounts_payable", "liability", "balance_sheet", -1, 1, "2000", "2000"),
        ("6011", *expense, 3, "6000 : 6010 : 6011", "6000"),
        ("9100", "statistical", "none", "none", 1, 1, "9100", "9100"),
    ]


def test_vendors_have_category_and_hierarchy(marts):
    rows = marts.of(
        "dim_vendor",
        "vendor_number",
        "vendor_key",
        "vendor_category",
        "parent_vendor_name",
        "top_level_vendor_name",
        "hierarchy_level",
        "hierarchy_path",
        where="vendor_id in ('501', '502')",
    )
    holding, parts = "Acme Holding", "Acme Holding : Acme Parts"
    assert rows == [
        ("V-501", "netsuite-501", "Suppliers", None, holding, 1, holding),
        ("V-502", "netsuite-502", "Suppliers", holding, holding, 2, parts),
    ]


def test_vendors_that_are_each_others_parent_are_kept(marts):
    rows = marts.of(
        "dim_vendor", "vendor_id", "hierarchy_level", where="vendor_id in ('504', '505')"
    )
    assert rows == [("504", 1), ("505", 1)]


def test_a_party_missing_from_its_list_is_inferred_from_the_documents(marts):
    rows = marts.of(
        "dim_customer", "customer_id", "is_inferred", "hierarchy_path", where="is_inferred"
    )
    assert rows == [("603", True, "Globex : Globex East : Globex Roll-out")]


def test_department_codes_fall_back_to_the_id(marts):
    rows = marts.of("dim_department", "department_code", "hierarchy_path")
    assert rows == [("3", "Legal"), ("D-100", "Sales"), ("D-110", "Sales : Field Sales")]


def test_adjustment_periods_follow_their_month(marts):
    rows = marts.of("dim_period", "period_sequence", "period_name", "fiscal_year_name")
    assert rows == [
        (1, "Dec 2025", "FY 2025"),
        (2, "Adj 2025", "FY 2025"),
        (3, "Jan 2026", "FY 2026"),
        (4, "Feb 2026", "FY 2026"),
    ]


def test_money_is_decimal_with_two_places(marts):
    rows = marts.rows(
        "select distinct data_type from information_schema.columns"
        " where table_schema = 'finance' and column_name like '%amount'"
    )
    assert rows == [("DECIMAL(18,2)",)]
