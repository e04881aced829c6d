"""Rows of bills, payments, invoices and purchase orders."""

from __future__ import annotations

from datetime import date


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


def test_a_bill_has_tax_terms_and_status(marts):
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


def test_deleted_bills_are_excluded_whichever_feed_reports_them(marts):
    for table, column in (("fct_vendor_bill", "bill_id"), ("fct_gl_line", "document_id")):
        assert marts.of(table, column, where=f"{column} in ('1003', '1012')") == []


def test_a_delete_of_another_record_type_with_the_same_id_is_ignored(marts):
    assert marts.of("fct_vendor_bill", "bill_id", where="bill_id = '1001'") == [("1001",)]


def test_payments_show_applied_and_unapplied_amounts(marts):
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


def test_applications_link_payments_and_credits_to_bills_without_removed_ones(marts):
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
