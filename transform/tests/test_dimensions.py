"""Rows of accounts, parties, departments and periods."""

from __future__ import annotations


def test_deleted_vendors_are_excluded(marts):
    assert ("503",) not in marts.of("dim_vendor", "vendor_id")


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


def test_vendors_in_a_circle_of_parents_are_included(marts):
    rows = marts.of(
        "dim_vendor", "vendor_id", "hierarchy_level", where="vendor_id in ('504', '505')"
    )
    assert rows == [("504", 1), ("505", 1)]


def test_a_party_missing_from_its_list_is_inferred_from_documents(marts):
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


def test_a_company_has_the_fiscal_years_of_its_own_calendar(second_marts):
    rows = second_marts.of(
        "dim_period",
        "period_key",
        "fiscal_quarter_name",
        "fiscal_year_name",
        "period_sequence",
        where="calendar_key = 'asia-2'",
        order="period_sequence",
    )
    quarter = ("Q4 2025/26", "FY 2025/26")
    assert rows == [
        # The account gives December no place in this calendar: its year is computed.
        ("asia-112-2", None, "FY 2026", 1),
        ("asia-113-2", *quarter, 2),
        ("asia-114-2", *quarter, 3),
        ("asia-115-2", *quarter, 4),
        ("asia-116-2", None, "FY 2026/27", 5),
    ]
    companies = second_marts.of("dim_company", "company_key", "calendar_key")
    assert companies == [("asia-1", "asia-2"), ("asia-2", "asia-1")]


def test_keys_are_unique_over_sources_and_accounts_but_codes_and_numbers_are_not(all_marts):
    departments = all_marts.of(
        "dim_department",
        "department_key",
        "source_system",
        "source_account",
        where="department_code = 'D-100'",
    )
    assert departments == [("asia-1", "netsuite", "asia"), ("netsuite-1", "netsuite", "netsuite")]
    receivables = all_marts.of("dim_account", "account_key", where="account_number = '1100'")
    keys = ["asia-20", "netsuite-20", "quickbooks-100-10", "quickbooks-300-3"]
    assert receivables == [(key,) for key in keys]
