"""Rows of the aging marts."""

from __future__ import annotations

from decimal import Decimal


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
