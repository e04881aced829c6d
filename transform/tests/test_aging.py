"""Rows of the aging marts."""

from __future__ import annotations

from decimal import Decimal

import pytest


@pytest.fixture(scope="session")
def all_earlier_aging(duckdb_marts):
    """Both agings as of 5 February 2026, before any payment, built over those of `all_marts`."""
    return duckdb_marts("earlier")


@pytest.fixture(scope="session")
def earlier_aging(all_earlier_aging):
    """The earlier agings of the first NetSuite account."""
    return all_earlier_aging.of_source("source_account = 'netsuite'")


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
    aged = marts.of("ap_aging", "sum(base_open_amount)")
    ledger = marts.of(
        "fct_gl_line", "-sum(net_amount)", where="is_primary_book and account_number = '2000'"
    )
    assert aged == ledger == [(Decimal("260.00"),)]


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


def test_aging_as_of_an_earlier_date_excludes_later_applications(earlier_aging):
    payables = earlier_aging.of("ap_aging", "document_id", "aging_bucket", "open_amount")
    receivables = earlier_aging.of("ar_aging", "document_id", "aging_bucket", "open_amount")
    assert payables == [("1001", "1-30", 100), ("1006", "current", 200)]
    assert receivables == [("1007", "1-30", 300)]


def test_every_document_that_posts_to_payables_is_aged(second_marts):
    columns = ("document_id", "document_type", "vendor_name", "open_amount", "base_open_amount")
    assert second_marts.of("ap_aging", *columns) == [
        ("1001", "vendor_bill", "Koi Trading", Decimal("66.67"), 9891),
        ("1005", "expense_report", "Mori Aiko", 1000, 1000),
        ("1007", "journal", "Koi Trading", 200, 200),
        ("1010", "journal", None, -50, -50),
        ("1011", "currency_revaluation", None, 0, -120),
    ]


def test_journals_to_receivables_and_unapplied_receipts_are_aged_at_the_control_account(
    second_marts,
):
    columns = ("document_id", "document_type", "account_number", "open_amount")
    assert second_marts.of("ar_aging", *columns) == [
        ("1007", "journal", "1100", 250),
        ("1009", "customer_payment", "1100", -250),
    ]


def test_a_bill_is_open_until_the_day_it_is_voided(all_earlier_aging, second_marts):
    query = "select open_amount from finance.ap_aging where document_key = 'asia-1003'"
    assert all_earlier_aging.rows(query) == [(5000,)]
    assert second_marts.of("ap_aging", "open_amount", where="document_id = '1003'") == []


def test_yen_are_applied_without_decimals(second_marts):
    rows = second_marts.of(
        "fct_subledger_entry",
        "entry_date",
        "amount",
        "base_amount",
        where="document_id in ('1001', '1002')",
        order="entry_date, amount",
    )
    # 66.67 dollars at 148.355 are 9,890.83 yen: 14,836 - 9,891 are applied.
    assert [row[1:] for row in rows] == [
        (100, 14836),
        (Decimal("-33.33"), -4945),
        (Decimal("-33.33"), -4945),
        (Decimal("33.33"), 4945),
    ]


@pytest.mark.parametrize("aging", ["ap_aging", "ar_aging"])
def test_aging_equals_the_control_account_per_company_and_currency(
    aging, all_marts, all_earlier_aging
):
    """Payments in another currency than what they settle leave a balance in both currencies."""
    kind, sign = ("payable", -1) if aging == "ap_aging" else ("receivable", 1)
    for warehouse, day in ((all_marts, "2026-03-10"), (all_earlier_aging, "2026-02-05")):
        aged = warehouse.rows(
            "select company_key, account_key, currency_code, sum(open_amount),"
            f" sum(base_open_amount) from finance.{aging} group by 1, 2, 3"
            " having sum(open_amount) <> 0 or sum(base_open_amount) <> 0 order by 1, 2, 3"
        )
        ledger = warehouse.rows(
            "select company_key, account_key, currency_code, sum(amount), sum(base_amount) from ("
            "select line.company_key, account_key, currency_code,"
            f" {sign} * transaction_amount as amount, {sign} * net_amount as base_amount"
            " from finance.fct_gl_line line"
            " join finance.dim_account using (account_key)"
            f" where is_primary_book and account_type = 'accounts_{kind}'"
            f" and document_date <= date '{day}'"
            " union all select company_key, account_key, currency_code, amount, base_amount"
            " from finance.fct_subledger_entry where is_cross_currency"
            f" and ledger_side = '{kind}' and entry_date <= date '{day}') movements"
            " group by 1, 2, 3 having sum(amount) <> 0 or sum(base_amount) <> 0 order by 1, 2, 3"
        )
        assert aged == ledger != []


def test_the_data_tests_of_earlier_agings_pass(all_earlier_aging):
    assert ("aging_equals_control_accounts", "pass") in {
        (name, status) for name, status, _ in all_earlier_aging.results
    }
