"""The marts of Acumatica tenants whose companies, classes and types are other than the usual."""

from __future__ import annotations

from decimal import Decimal

import pytest


@pytest.fixture(scope="session")
def hidden_marts(all_marts):
    """The marts of the tenant whose API user may not see companies and branches."""
    return all_marts.of_source("source_account = 'hidden'")


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
