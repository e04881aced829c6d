"""Payments, credits and their applications in an Acumatica tenant with two companies."""

from __future__ import annotations

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
        " group by 1, 2 order by 1, 2"
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
