"""The marts of an account without optional features and of a role with few permissions."""

from __future__ import annotations

NO_CURRENCY = "XXX"  # ISO 4217


def test_all_models_build_and_all_data_tests_pass(bare_marts):
    assert bare_marts.failures() == []


def test_one_company_one_primary_book_and_one_currency_are_inferred(bare_marts):
    assert bare_marts.of("dim_company", "company_key", "is_inferred", "base_currency_code") == [
        ("netsuite-1", True, NO_CURRENCY)
    ]
    assert bare_marts.of("dim_ledger", "ledger_key", "is_inferred", "is_primary_book") == [
        ("netsuite-1", True, True)
    ]
    currencies = bare_marts.rows("select distinct currency_code from finance.fct_gl_line")
    assert currencies == [(NO_CURRENCY,)]


def test_hidden_departments_are_inferred_by_id(bare_marts):
    rows = bare_marts.of("dim_department", "department_code", "department_name", "is_inferred")
    assert rows == [
        ("1", "Department 1", True),
        ("2", "Department 2", True),
        ("3", "Department 3", True),
    ]


def test_open_amounts_are_derived_from_applications(bare_marts):
    rows = bare_marts.of(
        "fct_vendor_bill", "bill_id", "open_amount", "base_open_amount", where="bill_id = '1001'"
    )
    assert rows == [("1001", 50, 50)]


def test_vendors_without_the_entity_list_have_no_hierarchy(bare_marts):
    rows = bare_marts.of("dim_vendor", "vendor_id", "hierarchy_level", where="vendor_id = '502'")
    assert rows == [("502", 1)]


def test_aging_as_of_today_equals_the_open_bills(bare_marts):
    aged = bare_marts.rows(
        "select sum(open_amount) from finance.ap_aging where document_type = 'vendor_bill'"
    )
    opened = bare_marts.rows("select sum(open_amount) from finance.fct_vendor_bill where is_posted")
    assert aged == opened
