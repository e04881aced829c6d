"""Currencies, cross rates and blanket orders of an Acumatica tenant in dollars."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest


@pytest.fixture(scope="session")
def currency_marts(all_marts):
    """The marts of the tenant."""
    return all_marts.of_source("source_system = 'acumatica' and source_account = 'fx'")


def _open(marts, *numbers):
    """Return what is open of documents by number, in their currency and in base currency."""
    listed = ", ".join(f"'{number}'" for number in numbers)
    return marts.rows(
        "select document_type, document_number, sum(amount), sum(base_amount)"
        " from finance.fct_subledger_entry"
        f" where company_key = 'acumatica-fx-MAIN' and document_number in ({listed})"
        " group by 1, 2 order by 1, 2"
    )


def test_a_payment_in_another_currency_settles_its_invoice(currency_marts):
    assert _open(currency_marts, "X1", "X2") == [
        ("customer_invoice", "X2", 0, 0),
        ("customer_payment", "X1", 0, 0),
    ]
    assert currency_marts.of("ar_aging", "document_number", where="document_number like 'X_'") == []


def test_a_payment_in_base_currency_uses_what_it_posted_without_the_exchange_gain(currency_marts):
    aging = currency_marts.of(
        "ar_aging",
        "document_number",
        "currency_code",
        "open_amount",
        "base_open_amount",
        where="document_number like 'C_'",
    )
    assert aging == [("C2", "USD", -40, -40)]


def test_payments_in_another_currency_share_what_they_settle_of_a_bill(currency_marts):
    applications = currency_marts.of(
        "fct_vendor_payment_application",
        "payment_number",
        "currency_code",
        "applied_amount",
        "base_applied_amount",
        where="bill_number = 'C2'",
    )
    assert applications == [("C3", "EUR", 100, 110), ("C4", "EUR", 100, 110)]
    assert _open(currency_marts, "C2", "C3", "C4")[1:] == [
        ("vendor_bill", "C2", 100, 110),
        ("vendor_payment", "C3", 0, 0),
        ("vendor_payment", "C4", 0, 0),
    ]


def test_half_of_a_bill_in_a_weak_currency_is_half_of_its_base_amount(currency_marts):
    bills = currency_marts.of("fct_vendor_bill", "base_open_amount", where="bill_number = 'W1'")
    assert bills == [(Decimal("19575.60"),)]


def test_a_payment_in_a_weak_currency_that_is_applied_has_nothing_open(currency_marts):
    aging = currency_marts.of(
        "ap_aging", "document_number", "base_open_amount", where="document_number like 'W_'"
    )
    assert aging == [("W1", Decimal("19575.60"))]


def test_a_line_of_another_type_than_the_document_with_its_number_is_not_the_documents(
    currency_marts,
):
    lines = currency_marts.of(
        "fct_gl_line", "document_date", where="document_key = 'acumatica-fx-AP-Bill-0901'"
    )
    bills = currency_marts.of("fct_vendor_bill", "exchange_rate", where="bill_number = '0901'")
    assert set(lines) == {(date(2026, 2, 10),)}
    assert bills == [(Decimal("1.2"),)]


def test_a_payment_is_applied_to_a_bill_not_before_its_application_is_posted(currency_marts):
    as_of = currency_marts.rows(
        "select document_type, document_number, sum(amount) from finance.fct_subledger_entry"
        " where company_key = 'acumatica-fx-MAIN' and document_number in ('F1', 'F2')"
        " and entry_date <= date '2026-02-15' group by 1, 2 having sum(amount) <> 0"
    )
    assert as_of == [("vendor_bill", "F1", 30)]


def test_a_blanket_order_is_a_commitment_as_far_as_no_order_is_drawn_from_it(currency_marts):
    orders = currency_marts.of(
        "fct_purchase_order_line",
        "order_number",
        "order_type",
        "ordered_amount",
        "open_quantity",
        "open_amount",
        "is_complete",
    )
    assert orders == [
        ("B1", "blanket", 60, 6, 60, False),
        ("B2", "regular", 40, 0, 40, False),
        ("B4", "blanket", 0, 0, 0, True),
    ]


def test_a_standard_order_is_a_template_and_no_commitment(currency_marts):
    numbers = currency_marts.of(
        "fct_purchase_order_line", "order_number", where="order_number = 'B3'"
    )
    assert numbers == []


def test_segments_have_no_separators(currency_marts):
    rows = currency_marts.rows(
        "select distinct segment_name, value_code from finance.dim_segment_value"
        " where source_account = 'fx' and segment_name <> 'Branch' order by 1, 2"
    )
    assert rows == [("Department", "FIN"), ("Product", "02")]
