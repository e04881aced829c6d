"""QuickBooks' records as marts: double entry by transaction type, separate companies."""

from __future__ import annotations

from datetime import date


def _gl(marts, transaction_type, document_id="1", company="100"):
    key = f"quickbooks-{company}-{transaction_type}-{document_id}"
    return marts.of(
        "fct_gl_line",
        "account_number",
        "net_amount",
        where=f"document_key = '{key}'",
        order="line_number",
    )


def test_an_invoice_posts_bundle_components_discounts_and_the_tax_of_each_agency(quickbooks_marts):
    assert _gl(quickbooks_marts, "Invoice") == [
        ("1100", 107),
        ("2201", -2),
        ("2200", -5),
        ("4000", -50),
        ("4000", -40),
        ("4000", -20),
        ("4900", 10),
    ]


def test_the_customers_receivables_account_takes_precedence_over_the_companys(quickbooks_marts):
    assert _gl(quickbooks_marts, "Invoice", "2") == [("1101", 20), ("4000", -20)]


def test_other_transactions_post_debits_and_credits(quickbooks_marts):
    found = {
        kind: _gl(quickbooks_marts, kind)
        for kind in (
            "CreditMemo", "Payment", "Deposit", "Bill", "BillPayment", "VendorCredit", "Purchase",
            "JournalEntry", "Transfer",
        )
    }  # fmt: skip
    assert found == {
        "CreditMemo": [("1100", -15), ("4000", 15)],
        "Payment": [("1100", -50), ("1200", 50)],
        "Deposit": [("1000", 45), ("6000", 5), ("1200", -50)],
        "Bill": [("2000", -30), ("1300", 18), ("6000", 12)],
        "BillPayment": [("2000", 26), ("2100", -26)],
        "VendorCredit": [("2000", 4), ("6000", -4)],
        "Purchase": [("2100", 11), ("6000", -11)],
        "JournalEntry": [("6000", 3), ("1000", -3)],
        "Transfer": [("1000", -6), ("2100", 6)],
    }


def test_voided_invoices_have_zero_amounts_and_deleted_ones_are_excluded(quickbooks_marts):
    rows = quickbooks_marts.of(
        "fct_customer_invoice", "invoice_id", "payment_status", "total_amount", "open_amount"
    )
    assert rows == [
        ("1", "partially_paid", 107, 47),
        ("2", "open", 20, 20),
        ("3", "voided", 0, 0),
    ]


def test_postings_without_a_named_account_are_in_a_separate_account(quickbooks_marts):
    rows = quickbooks_marts.rows(
        "select document_key, account_name, net_amount from finance.fct_gl_line"
        " join finance.dim_account using (account_key) where account_id = 'unnamed' order by 1"
    )
    assert rows == [
        ("quickbooks-100-JournalEntry-2", "Not named by QuickBooks", -1),
        ("quickbooks-200-Bill-1", "Not named by QuickBooks", -12),
    ]


def test_credits_are_applied_to_the_payment_and_the_payment_to_the_invoice(quickbooks_marts):
    rows = quickbooks_marts.rows(
        "select payment_key, document_key, applied_amount, application_date"
        " from intermediate.int_quickbooks__payment_applications"
        " where application_key like 'quickbooks-100-%' order by application_key"
    )
    prefix = "quickbooks-100-"
    assert rows == [
        (f"{prefix}BillPayment-1", f"{prefix}Bill-1", 30, date(2026, 6, 5)),
        (f"{prefix}VendorCredit-1", f"{prefix}BillPayment-1", 4, date(2026, 6, 5)),
        (f"{prefix}Payment-1", f"{prefix}Invoice-1", 60, date(2026, 6, 25)),
        (f"{prefix}CreditMemo-1", f"{prefix}Payment-1", 10, date(2026, 6, 25)),
    ]


def test_a_payment_settles_the_amount_that_credits_did_not_settle(quickbooks_marts):
    rows = quickbooks_marts.of(
        "fct_vendor_payment", "total_amount", "applied_amount", "unapplied_amount"
    )
    assert rows == [(26, 26, 0)]


def test_each_company_has_its_own_fiscal_year_and_calendar(quickbooks_marts):
    rows = quickbooks_marts.of(
        "dim_period",
        "period_key",
        "fiscal_year_name",
        "fiscal_quarter_name",
        "fiscal_year_start_date",
        "period_sequence",
        "is_closed",
    )
    assert rows == [
        ("quickbooks-100-2026-05", "FY 2026", "Q4", date(2025, 7, 1), 1, True),
        ("quickbooks-100-2026-06", "FY 2026", "Q4", date(2025, 7, 1), 2, False),
        ("quickbooks-100-2026-07", "FY 2027", "Q1", date(2026, 7, 1), 3, False),
        ("quickbooks-200-2026-01", "FY 2026", "Q1", date(2026, 1, 1), 1, False),
    ]


def test_net_income_is_closed_to_the_companys_own_retained_earnings(quickbooks_marts):
    rows = quickbooks_marts.of(
        "trial_balance",
        "company_key",
        "account_number",
        "opening_balance",
        "closing_balance",
        where="account_number in ('3200', '4000', '30') and period_name = '2026-07'",
        order="company_key, account_number",
    )
    # Sales of 110 minus a credit of 15, a discount of 10 and expenses of 12 + 5 - 4.
    assert rows == [
        ("quickbooks-100", "3200", -72, -72),
        ("quickbooks-100", "4000", 0, -20),
    ]


def test_open_purchase_orders_show_billed_quantities_and_amounts(quickbooks_marts):
    rows = quickbooks_marts.of(
        "fct_purchase_order_line",
        "order_status",
        "ordered_quantity",
        "billed_quantity",
        "billed_amount",
        "open_amount",
        "open_quantity",
    )
    assert rows == [("pending_billing", 5, 3, 18, 12, None)]


def test_parties_missing_from_their_list_are_inferred(quickbooks_marts):
    rows = quickbooks_marts.of("dim_vendor", "vendor_key", "vendor_name", "is_inferred")
    assert rows == [
        ("quickbooks-100-1", "Acme", False),
        ("quickbooks-100-99", "Vendor 99", True),
        ("quickbooks-200-7", "Vendor 7", True),
    ]


def test_each_company_has_its_own_currency_and_accounts(quickbooks_marts):
    companies = quickbooks_marts.of(
        "dim_company", "company_key", "company_name", "base_currency_code"
    )
    accounts = quickbooks_marts.of(
        "dim_account",
        "account_number",
        "account_label",
        "parent_account_number",
        where="company_key = 'quickbooks-200' or account_number = '4900'",
    )
    assert companies == [("quickbooks-100", "Birch", "USD"), ("quickbooks-200", "Larch", "CAD")]
    assert accounts == [
        ("30", "30 Retained Earnings", None),
        ("4900", "4900 Discounts", "4000"),
        ("60", "60 Rent", None),
        ("9", "9 Bank", None),
        ("unnamed", "unnamed Not named by QuickBooks", None),
    ]
