"""QuickBooks' records of several currencies and of goods as marts."""

from __future__ import annotations

from decimal import Decimal

import pytest

COMPANY = "quickbooks-300"


@pytest.fixture(scope="session")
def company_marts(all_marts):
    """The marts of the company with several currencies."""
    return all_marts.of_source("source_account = '300'")


def _gl(marts, document):
    """Return the net amount that a document posts to each account."""
    rows = marts.rows(
        "select account_number, sum(net_amount) from finance.fct_gl_line"
        f" where document_key = '{COMPANY}-{document}' group by account_number"
        " having sum(net_amount) <> 0"
    )
    return dict(rows)


def _amounts(**amounts):
    return {number.removeprefix("a"): Decimal(amount) for number, amount in amounts.items()}


def test_receivables_and_payables_of_a_currency_are_in_its_own_account(company_marts):
    assert _gl(company_marts, "Invoice-10") == _amounts(a1110="110", a4000="-110")
    assert _gl(company_marts, "Invoice-43")["1100"] == 700


def test_a_payment_at_another_rate_has_an_exchange_gain(company_marts):
    found = _gl(company_marts, "Payment-11")

    assert found == _amounts(a1110="-110", a1200="120", a9000="-10")


def test_payments_in_parts_settle_an_invoice_to_the_last_cent(company_marts):
    parts = [_gl(company_marts, f"Payment-{n}")["1110"] for n in (13, 14, 15)]

    assert parts == [Decimal("-0.11")] * 3
    assert _gl(company_marts, "Invoice-12")["1110"] == Decimal("0.33")


def test_lines_of_a_foreign_bill_are_rounded_and_the_rest_is_exchange(company_marts):
    found = _gl(company_marts, "Bill-20")

    assert found == _amounts(a2010="-1.10", a6000="1.11", a9000="-.01")


def test_a_bill_settled_by_a_journal_entry_is_not_owed_twice(company_marts):
    assert _gl(company_marts, "JournalEntry-22") == _amounts(a2010="120", a1000="-120")
    assert _gl(company_marts, "BillPayment-23") == _amounts(a2010="-10", a9000="10")
    assert company_marts.of("fct_vendor_bill", "open_amount", where="bill_id = '21'") == [(0,)]
    payments = company_marts.of(
        "fct_vendor_payment", "payment_id", "total_amount", "applied_amount", "unapplied_amount"
    )
    assert payments == [("23", 0, 0, 0), ("61", 0, 0, 0)]


def test_only_open_documents_are_aged_in_their_own_currency(company_marts):
    payables = company_marts.of(
        "ap_aging", "document_id", "account_number", "currency_code", "open_amount"
    )
    receivables = company_marts.of(
        "ar_aging", "document_id", "account_number", "currency_code", "open_amount"
    )

    assert payables == [
        ("20", "2010", "EUR", Decimal("0.99")),
        ("40", "2000", "USD", 120),
        ("41", "2000", "USD", 210),
    ]
    assert receivables == [
        ("30", "1100", "USD", 75),
        ("42", "1110", "EUR", 500),
        ("43", "1100", "USD", 700),
        ("44", "1100", "USD", 50),
    ]


def test_a_deposit_on_an_invoice_is_received_and_not_owed(company_marts):
    found = _gl(company_marts, "Invoice-30")

    assert found == _amounts(a1100="75", a1200="25", a4000="-100")


def test_a_deposit_line_without_account_is_from_undeposited_funds(company_marts):
    assert _gl(company_marts, "Deposit-31") == _amounts(a1000="40", a1200="-40")


def test_goods_leave_stock_first_in_first_out_in_base_currency(company_marts):
    first, second = (_gl(company_marts, f"Invoice-{n}") for n in (42, 43))

    assert first == _amounts(a1110="600", a4000="-600", a5000="90", a1300="-90")
    assert second == _amounts(a1100="700", a4000="-700", a5000="135", a1300="-135")


def test_the_tax_of_a_journal_entry_is_on_the_side_that_its_lines_leave_open(company_marts):
    found = _gl(company_marts, "JournalEntry-50")

    assert found == _amounts(a6000="8", a1000="-9", a2200="1")


def test_what_records_do_not_contain_is_listed_and_counted_in_the_trial_balance(company_marts):
    exceptions = company_marts.of(
        "ledger_exceptions",
        "exception_type",
        "account_number",
        "item_name",
        "document_type",
        "base_amount",
        "quantity",
        order="1, 2",
    )
    counts = company_marts.of(
        "trial_balance",
        "account_number",
        "period_name",
        "exception_count",
        where="exception_count > 0",
        order="1, 2",
    )

    assert exceptions == [
        ("cost_estimated", "1300", "Cog", "customer_invoice", -8, 2),
        ("cost_estimated", "5000", "Cog", "customer_invoice", 8, 2),
        ("stock_not_recorded", "1300", "Cog", None, None, 7),
        ("stock_not_recorded", "5000", "Cog", None, None, 7),
    ]
    assert counts == [("1300", "2026-02", 2), ("5000", "2026-02", 2)]
