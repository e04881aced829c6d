"""The marts of Acumatica tenants whose companies, classes and types are other than the usual."""

from __future__ import annotations

from decimal import Decimal

import pytest


@pytest.fixture(scope="session")
def hidden_marts(all_marts):
    """The marts of the tenant whose API user may not see companies and branches."""
    return all_marts.of_source("source_account = 'hidden'")


@pytest.fixture(scope="session")
def group_marts(all_marts):
    """The marts of the tenant with rarer types and statuses."""
    return all_marts.of_source("source_account = 'group'")


def test_an_account_that_vendors_name_is_a_control_account_whatever_its_class(hidden_marts):
    accounts = hidden_marts.of(
        "dim_account", "account_number", "account_type", where="account_class = 'liability'"
    )
    aging = hidden_marts.of("ap_aging", "document_number", "open_amount", "base_open_amount")
    assert accounts == [
        ("20000", "accounts_payable"),
        ("21000", "other_current_liability"),
    ]
    assert aging == [("0001", Decimal("60.25"), Decimal("60.25"))]


def test_without_branches_companies_have_the_currency_of_the_actual_ledger(hidden_marts):
    assert hidden_marts.of("dim_company", "company_id", "base_currency_code", "is_inferred") == [
        ("HQ", "USD", True),
        ("NORTH", "USD", True),
    ]


def test_without_branches_documents_and_orders_are_in_the_actual_ledger(hidden_marts):
    ledger = "acumatica-hidden-ACTUAL"
    bills = hidden_marts.of("fct_vendor_bill", "bill_number", "ledger_key", "base_total_amount")
    payments = hidden_marts.of("fct_vendor_payment", "payment_number", "ledger_key", "total_amount")
    orders = hidden_marts.of(
        "fct_purchase_order_line", "order_number", "ledger_key", "base_open_amount"
    )
    assert bills == [("0001", ledger, Decimal("100.25"))]
    assert payments == [("0101", ledger, Decimal("40.00"))]
    assert orders == [("PO1", ledger, Decimal("50.00")), ("PO2", ledger, Decimal("10.50"))]


def test_prepayment_invoices_are_invoices_and_credit_write_offs_settle_payments(group_marts):
    invoices = group_marts.of(
        "fct_customer_invoice", "invoice_number", "is_posted", "total_amount", "open_amount"
    )
    aging = group_marts.of("ar_aging", "document_type", "document_number", "open_amount")
    entries = group_marts.rows(
        "select document_type, sum(amount) from finance.fct_subledger_entry"
        " where document_key in ('acumatica-group-AR-Payment-0201',"
        " 'acumatica-group-AR-Credit WO-0300') group by 1 order by 1"
    )
    assert invoices == [
        ("0001", True, Decimal("50.50"), 0),
        ("0400", True, Decimal("30.40"), Decimal("30.40")),
        ("0401", True, Decimal("12.75"), 0),
    ]
    assert aging == [("customer_invoice", "0400", Decimal("30.40"))]
    assert entries == [("customer_payment", 0), ("customer_write_off", 0)]


def test_documents_are_posted_by_their_status_and_never_unknown(group_marts):
    bills = group_marts.of(
        "fct_vendor_bill", "bill_number", "is_posted", "payment_status", "base_open_amount"
    )
    assert bills == [
        ("0001", True, "open", Decimal("100.10")),
        ("0002", False, "not_posted", Decimal("70.00")),
    ]


def test_types_and_statuses_that_are_not_mapped_fail_a_data_test(duckdb_marts):
    failures = dict(duckdb_marts("defective").failures())
    assert failures["acumatica_labels_are_known"].startswith("Got 5 results")


def test_nothing_more_is_received_of_lines_that_were_completed(group_marts):
    lines = group_marts.of(
        "fct_purchase_order_line",
        "order_number",
        "line_number",
        "is_complete",
        "open_quantity",
        "billed_amount",
        "open_amount",
        order="order_number, line_number",
    )
    assert lines == [
        ("PO1", 1, True, 0, Decimal("45.09"), 0),
        ("PO1", 2, False, 10, 0, Decimal("50.10")),
        ("PO2", 1, False, 0, Decimal("40.08"), Decimal("5.01")),
    ]


def test_lines_of_another_company_are_in_the_period_of_its_calendar(group_marts):
    lines = group_marts.of(
        "fct_gl_line",
        "line_number",
        "period_key",
        "net_amount",
        where="document_key = 'acumatica-group-GL-GL1'",
    )
    main, sub = "acumatica-group-MAIN-072026", "acumatica-group-012026"
    assert lines == [
        (1, main, Decimal("40.01")),
        (2, main, Decimal("-100.00")),
        (3, main, Decimal("59.99")),
        (4, sub, Decimal("59.99")),
        (5, sub, Decimal("-59.99")),
    ]
