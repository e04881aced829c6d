"""Rows of the general ledger and the trial balance."""

from __future__ import annotations

from datetime import date


def test_removed_lines_are_excluded_from_gl_and_purchase_orders(marts):
    gl = marts.of("fct_gl_line", "line_number", where="document_id = '1001' and is_primary_book")
    orders = marts.of("fct_purchase_order_line", "line_number")
    assert gl == [(0,), (1,), (2,)]
    assert orders == [(1,), (2,), (3,)]


def test_a_voided_bill_and_its_reversal_are_both_in_the_gl(marts):
    rows = marts.of(
        "fct_gl_line",
        "document_id",
        "account_number",
        "debit_amount",
        "credit_amount",
        "is_voided",
        "is_reversal",
        where="document_id in ('1004', '1005')",
        order="document_id, account_number",
    )
    assert rows == [
        ("1004", "2000", 0, 70, True, False),
        ("1004", "6011", 70, 0, True, False),
        ("1005", "2000", 70, 0, False, True),
        ("1005", "6011", 0, 70, False, True),
    ]


def test_gl_book_date_is_the_posting_period_not_the_document_date(marts):
    rows = marts.of(
        "fct_gl_line",
        "line_number",
        "document_date",
        "period_name",
        "net_amount",
        "transaction_amount",
        "base_currency_code",
        "currency_code",
        "department_code",
        where="document_id = '1006'",
    )
    assert rows == [
        (0, date(2026, 1, 2), "Dec 2025", -220, -200, "USD", "EUR", None),
        (1, date(2026, 1, 2), "Dec 2025", 220, 200, "USD", "EUR", "3"),
    ]


def test_gl_lines_have_keys_dimensions_and_book(marts):
    rows = marts.of(
        "fct_gl_line",
        "gl_line_key",
        "company_key",
        "ledger_key",
        "is_primary_book",
        "account_number",
        "department_code",
        "vendor_key",
        "document_type",
        where="document_id = '1001' and line_number = 1",
    )
    shared = ("D-110", "netsuite-502", "vendor_bill")
    assert rows == [
        ("netsuite-1001-1-1", "netsuite-1", "netsuite-1", True, "6011", *shared),
        ("netsuite-1001-1-2", "netsuite-1", "netsuite-2", False, "6010", *shared),
    ]


def test_gl_has_no_unposted_statistical_or_orphaned_lines(marts):
    documents = {document for (document,) in marts.of("fct_gl_line", "document_id")}
    assert documents == {"1001", "1002", "1004", "1005", "1006", "1007", "1008", "1011"}


def test_trial_balance_opens_with_the_previous_closing_balance(marts):
    rows = marts.of(
        "trial_balance",
        "period_name",
        "opening_balance",
        "debit_amount",
        "credit_amount",
        "closing_balance",
        where="ledger_key = 'netsuite-1' and company_key = 'netsuite-1'"
        " and account_number = '2000'",
        order="period_sequence",
    )
    assert rows == [
        ("Dec 2025", 0, 0, 220, -220),
        ("Adj 2025", -220, 0, 0, -220),
        ("Jan 2026", -220, 70, 170, -320),
        ("Feb 2026", -320, 60, 0, -260),
    ]


def test_net_income_is_closed_to_retained_earnings(marts):
    rows = marts.of(
        "trial_balance",
        "account_number",
        "period_name",
        "opening_balance",
        "closing_balance",
        where="ledger_key = 'netsuite-1' and company_key = 'netsuite-1'"
        " and account_number in ('3200', '6011')",
        order="account_number, period_sequence",
    )
    assert rows == [
        ("3200", "Jan 2026", 220, 220),
        ("3200", "Feb 2026", 220, 220),
        ("6011", "Dec 2025", 0, 220),
        ("6011", "Adj 2025", 220, 220),
        ("6011", "Jan 2026", 0, 100),
        ("6011", "Feb 2026", 100, 85),
    ]


def test_every_book_and_company_has_its_own_trial_balance(marts):
    rows = marts.rows(
        "select ledger_key, company_key, sum(debit_amount), sum(credit_amount)"
        " from finance.trial_balance where ledger_key like 'netsuite-%'"
        " group by ledger_key, company_key order by 1, 2"
    )
    assert rows == [
        ("netsuite-1", "netsuite-1", 520, 520),
        ("netsuite-1", "netsuite-2", 400, 400),
        ("netsuite-2", "netsuite-1", 100, 100),
    ]


def test_net_income_is_closed_at_the_end_of_the_companys_own_fiscal_year(second_marts):
    rows = second_marts.of(
        "trial_balance",
        "company_key",
        "account_number",
        "period_name",
        "opening_balance",
        "closing_balance",
        where="account_number in ('3200', '6011')",
        order="company_key, account_number, period_sequence",
    )
    assert rows == [
        ("asia-1", "3200", "Apr 2026", 17121, 17121),
        ("asia-1", "6011", "Jan 2026", 0, 23136),
        ("asia-1", "6011", "Feb 2026", 23136, 23086),
        ("asia-1", "6011", "Mar 2026", 23086, 18086),
        ("asia-1", "6011", "Apr 2026", 0, 80),
        # Nothing is posted here from February on, but in the other company.
        ("asia-2", "3200", "Jan 2026", 60, 60),
        ("asia-2", "3200", "Feb 2026", 60, 60),
        ("asia-2", "3200", "Mar 2026", 60, 60),
        ("asia-2", "3200", "Apr 2026", 60, 60),
        ("asia-2", "6011", "Dec 2025", 0, 60),
        ("asia-2", "6011", "Jan 2026", 0, 7),
        ("asia-2", "6011", "Feb 2026", 7, 7),
        ("asia-2", "6011", "Mar 2026", 7, 7),
        ("asia-2", "6011", "Apr 2026", 7, 7),
    ]


def test_trial_balances_equal_the_ledger_per_company_and_currency(all_marts):
    [[differences]] = all_marts.rows(
        "select count(*) from (select company_key, base_currency_code, account_key,"
        " sum(debit_amount - credit_amount) as net from finance.trial_balance group by 1, 2, 3"
        " except all select company_key, base_currency_code, account_key, sum(net_amount)"
        " from finance.fct_gl_line group by 1, 2, 3) d where net <> 0"
    )
    assert differences == 0
    currencies = all_marts.rows(
        "select distinct company_key, base_currency_code from finance.trial_balance order by 1"
    )
    assert currencies == [
        ("acumatica-acme-MAIN", "USD"),
        ("acumatica-acme-UK", "GBP"),
        ("acumatica-fx-MAIN", "USD"),
        ("acumatica-group-MAIN", "USD"),
        ("acumatica-group-SUB", "USD"),
        ("acumatica-hidden-HQ", "USD"),
        ("acumatica-pay-ALPHA", "USD"),
        ("acumatica-pay-MAIN", "USD"),
        ("asia-1", "JPY"),
        ("asia-2", "USD"),
        ("netsuite-1", "USD"),
        ("netsuite-2", "EUR"),
        ("oracle_fusion-acme-51-101", "USD"),
        ("oracle_fusion-acme-52-201", "GBP"),
        ("quickbooks-100", "USD"),
        ("quickbooks-200", "CAD"),
        ("quickbooks-300", "USD"),
    ]
