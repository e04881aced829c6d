"""Payments, credits and their applications in an Acumatica tenant with two companies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest


@pytest.fixture(scope="session")
def payment_marts(all_marts):
    """The marts of the tenant with the payments."""
    return all_marts.of_source("source_system = 'acumatica' and source_account = 'pay'")


def _open(marts, *numbers):
    """Return the items of documents by number: what was posted, and what is open of it."""
    listed = ", ".join(f"'{number}'" for number in numbers)
    return marts.rows(
        "select document_type, document_number,"
        " sum(case when entry_type = 'posting' then amount else 0 end),"
        " sum(amount), sum(base_amount)"
        " from finance.fct_subledger_entry"
        f" where company_key like 'acumatica-pay-%' and document_number in ({listed})"
        " group by 1, 2 order by 2, 1"
    )


def test_cash_discounts_and_write_offs_settle_documents_like_payments(payment_marts):
    assert _open(payment_marts, "D1") == [
        ("customer_invoice", "D1", 100, 0, 0),
        ("customer_payment", "D1", -100, 0, 0),
        ("vendor_bill", "D1", 100, 0, 0),
        ("vendor_payment", "D1", -100, 0, 0),
    ]


def test_a_void_takes_back_the_cash_discount_too(payment_marts):
    assert _open(payment_marts, "D2") == [
        ("vendor_bill", "D2", 50, 50, 50),
        ("vendor_payment", "D2", -50, 0, 0),
        ("vendor_payment_void", "D2", 50, 0, 0),
    ]


def test_a_reversed_application_settles_nothing(payment_marts):
    payments = payment_marts.of(
        "fct_vendor_payment",
        "payment_number",
        "applied_amount",
        "applied_document_count",
        where="payment_number = 'R1'",
    )
    assert _open(payment_marts, "R1", "R2") == [
        ("vendor_bill", "R1", 100, 100, 100),
        ("vendor_payment", "R1", -100, 0, 0),
        ("vendor_bill", "R2", 100, 0, 0),
    ]
    assert payments == [("R1", 100, 1)]


def test_an_application_in_the_histories_of_both_documents_counts_once(payment_marts):
    assert _open(payment_marts, "F1", "F2", "A1") == [
        ("vendor_bill", "A1", 100, 80, 80),
        ("customer_payment", "F1", -50, 0, 0),
        ("customer_refund", "F2", 50, 0, 0),
    ]


def test_a_check_that_uses_a_credit_settles_more_than_it_pays(payment_marts):
    columns = ("payment_number", "total_amount", "applied_amount", "unapplied_amount")
    rows = payment_marts.of("fct_vendor_payment", *columns, where="payment_number = 'A3'")
    assert rows == [("A3", 20, 20, 0)]
    assert _open(payment_marts, "A2", "A3", "A4") == [
        ("vendor_credit", "A2", -35, -5, -5),
        ("vendor_payment", "A3", -20, 0, 0),
        ("vendor_bill", "A4", 30, 0, 0),
    ]


def test_a_history_is_as_old_as_the_record_of_its_own_stream(payment_marts):
    assert _open(payment_marts, "M1", "M2") == [
        ("customer_invoice", "M1", 100, 70, 70),
        ("customer_credit", "M2", -30, 0, 0),
    ]


def test_an_item_that_posts_on_two_dates_has_an_entry_on_each(payment_marts):
    entries = payment_marts.of(
        "fct_subledger_entry",
        "entry_date",
        "entry_type",
        "document_date",
        "amount",
        "base_amount",
        where="document_key = 'acumatica-pay-AP-Payment-T1'",
        order="entry_date, entry_type",
    )
    day = date(2025, 12, 20)
    assert entries == [
        (day, "application", day, 60, 48),
        (day, "posting", day, -100, -90),
        (date(2026, 1, 15), "posting", day, 0, 6),
    ]
    assert _open(payment_marts, "T1") == [
        ("vendor_bill", "T1", 100, 40, 32),
        ("vendor_payment", "T1", -100, -40, -36),
    ]


def test_documents_with_one_number_in_a_consolidated_batch_have_their_own_lines(payment_marts):
    assert _open(payment_marts, "0007") == [
        ("vendor_bill", "0007", 100, 100, 100),
        ("vendor_credit", "0007", -30, -30, -30),
    ]


def test_a_payment_has_the_amount_the_period_and_the_company_of_its_cash_line(payment_marts):
    rows = payment_marts.of(
        "fct_vendor_payment",
        "payment_number",
        "company_key",
        "period_key",
        "exchange_rate",
        "total_amount",
        "base_total_amount",
        "base_unapplied_amount",
        where="payment_number in ('D1', 'S1', 'S2', 'T1')",
    )
    main, key = "acumatica-pay-MAIN", "acumatica-pay"
    assert rows == [
        ("D1", main, f"{key}-022026", 1, 98, 98, 0),
        ("S1", main, f"{key}-122025", Decimal("1.2"), 100, 120, 0),
        ("S2", main, f"{key}-022026", 1, 70, 70, 0),
        ("T1", main, f"{key}-122025", Decimal("0.9"), 100, 90, 36),
    ]


def test_a_prepayment_in_an_account_of_its_own_is_aged_as_far_as_it_is_applied(payment_marts):
    rows = payment_marts.of(
        "fct_vendor_payment",
        "payment_number",
        "base_total_amount",
        "applied_amount",
        "unapplied_amount",
        where="payment_number in ('P1', 'P2')",
    )
    assert rows == [("P1", 12, 0, 12), ("P2", 50, 30, 20)]
    assert _open(payment_marts, "P1", "P2") == [
        ("vendor_bill", "P2", 30, 0, 0),
        ("vendor_payment", "P2", -30, 0, 0),
    ]


def test_a_document_on_hold_is_applied_to_nothing(payment_marts):
    rows = payment_marts.of(
        "fct_vendor_payment_application", "bill_number", where="bill_number in ('H2', 'H5')"
    )
    assert rows == [("H5",)]
    assert _open(payment_marts, "H1", "H2", "H4", "H5", "H6") == [
        ("vendor_credit", "H1", -25, -25, -25),
        ("vendor_payment", "H4", 0, 0, 0),
        ("vendor_bill", "H5", 15, 0, 0),
        ("vendor_credit", "H6", -15, 0, 0),
    ]


def test_a_check_of_a_cash_account_that_has_not_posted_yet_is_a_payment(payment_marts):
    columns = ("company_key", "is_posted", "exchange_rate", "total_amount", "base_total_amount")
    rows = payment_marts.of("fct_vendor_payment", *columns, where="payment_number = 'H3'")
    assert rows == [("acumatica-pay-MAIN", False, Decimal("0.9"), 40, 36)]


def test_a_released_batch_without_lines_fails_the_build(duckdb_marts):
    results = {name: result for name, *result in duckdb_marts("defective").results}
    status, message = results["acumatica_gl_lines_equal_batches"]
    assert (status, message[:12]) == ("fail", "Got 1 result")
