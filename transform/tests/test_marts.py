"""Rules for all marts."""

from __future__ import annotations


def test_all_models_build_and_all_data_tests_pass_except_two_warnings(marts):
    # Gaps of the QuickBooks companies: an entry that does not balance, a payables account that no
    # list contains (QuickBooks' report has the bank instead), and goods that no purchase brought.
    assert sorted((name, message[:13]) for name, message in marts.failures()) == [
        ("quickbooks_postings_are_explained", "Got 6 results"),
        ("quickbooks_trial_balance_equals_report", "Got 2 results"),
    ]
    assert len(marts.results) > 100


def test_money_is_decimal_with_the_places_of_any_currency(marts):
    rows = marts.rows(
        "select distinct data_type from information_schema.columns"
        " where table_schema = 'finance' and column_name like '%amount'"
    )
    assert rows == [("DECIMAL(18,3)",)]
