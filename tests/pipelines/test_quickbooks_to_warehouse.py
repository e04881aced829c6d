"""`meltano run`: trial balance and aging equal QuickBooks' own after changes and killed runs."""

from __future__ import annotations

from decimal import Decimal

import pytest

# Several runs of Meltano: minutes on a slow machine.
pytestmark = pytest.mark.timeout(3600)

LOAD = ("tap-quickbooks", "target-duckdb")
JOB = "quickbooks-to-warehouse"
_ENTITIES = {"Invoice": "invoices", "Payment": "payments", "Bill": "bills"}


def _balance(cells):
    name, debit, credit = cells
    return name["id"], Decimal(debit["value"] or 0) - Decimal(credit["value"] or 0)


def _assert_raw_equals_company(flow):
    """Compare the number and the amounts of transactions that have a total."""
    for entity, table in _ENTITIES.items():
        [loaded] = flow.query(
            f"select count(*), sum(total_amt) from quickbooks.{table} where not is_deleted"
        )
        amounts = [row["TotalAmt"] for row in flow.sandbox.quickbooks.truth(entity)]
        assert loaded == (len(amounts), sum(amounts)), entity


def _assert_trial_balance_equals_report(flow):
    periods = flow.query(
        "select period_key, start_date, end_date from finance.dim_period"
        " where source_system = 'quickbooks' order by period_sequence"
    )
    assert len(periods) > 1
    for period, start, end in periods:
        report = flow.sandbox.quickbooks.report(
            "TrialBalance", start_date=start.isoformat(), end_date=end.isoformat()
        )
        rows = report["Rows"].get("Row", [])
        reported = dict(_balance(row["ColData"]) for row in rows if "ColData" in row)
        derived = dict(
            flow.query(
                "select account_id, closing_balance from finance.trial_balance"
                " join finance.dim_account using (account_key)"
                f" where period_key = '{period}' and closing_balance <> 0"
            )
        )
        assert derived == reported, period


def _assert_aging_equals_report(flow):
    for report, table, party in (
        ("AgedReceivables", "ar_aging", "customer_id"),
        ("AgedPayables", "ap_aging", "vendor_id"),
    ):
        [(day,)] = flow.query(f"select max(as_of_date) from finance.{table}")
        rows = flow.sandbox.quickbooks.report(report, report_date=day.isoformat())["Rows"]["Row"]
        reported = {
            row["ColData"][0]["id"]: Decimal(row["ColData"][-1]["value"] or 0)
            for row in rows
            if "ColData" in row
        }
        derived = flow.query(
            f"select {party}, sum(base_open_amount) from finance.{table} group by 1"
        )
        assert dict(derived) == reported, report
        [(currencies,)] = flow.query(f"select count(distinct currency_code) from finance.{table}")
        assert currencies > 1


def test_killed_runs_are_completed_and_the_trial_balance_equals_the_report_after_changes(
    quickbooks_flow,
):
    quickbooks_flow.sandbox.quickbooks.set_limits(latency=0.02)
    for program in ("tap-quickbooks", "target-duckdb"):
        quickbooks_flow.run_and_kill(program, "Beginning sync of 'invoices'", *LOAD)
    quickbooks_flow.run(*LOAD)
    _assert_raw_equals_company(quickbooks_flow)
    quickbooks_flow.sandbox.advance(3600)
    quickbooks_flow.sandbox.quickbooks.mutate("random", steps=80, seed=1)

    log = quickbooks_flow.run(JOB)

    assert "Emitted 23 records of 'accounts'" not in log  # an incremental run reads changes only
    _assert_trial_balance_equals_report(quickbooks_flow)
    _assert_aging_equals_report(quickbooks_flow)


def test_a_browser_sign_in_under_meltano_stores_the_first_credentials(
    quickbooks_flow, redirect_uri, example
):
    assert "`meltano invoke tap-quickbooks login`" in example
    quickbooks_flow.variables |= {
        "TAP_QUICKBOOKS_REFRESH_TOKEN": "",
        "TAP_QUICKBOOKS_REDIRECT_URI": redirect_uri,
    }

    quickbooks_flow.invoke("tap-quickbooks", "login")

    assert "valid" in quickbooks_flow.invoke("tap-quickbooks", "login", "--check")
