"""`meltano run`: the marts' trial balance is QuickBooks' own, also after edits and a kill."""

from __future__ import annotations

from decimal import Decimal

import pytest

pytestmark = pytest.mark.timeout(900)

JOB = "quickbooks-to-warehouse"


def _balance(cells):
    name, debit, credit = cells
    return name["id"], Decimal(debit["value"] or 0) - Decimal(credit["value"] or 0)


def _assert_books_equal_the_companys(flow):
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
        theirs = dict(_balance(row["ColData"]) for row in rows if "ColData" in row)
        ours = dict(
            flow.query(
                "select account_id, closing_balance from finance.trial_balance"
                " join finance.dim_account using (account_key)"
                f" where period_key = '{period}' and closing_balance <> 0"
            )
        )
        assert ours == theirs, period


def test_the_trial_balance_is_the_companys_account_by_account(quickbooks_flow):
    quickbooks_flow.run(JOB)
    _assert_books_equal_the_companys(quickbooks_flow)

    quickbooks_flow.sandbox.advance(3600)
    quickbooks_flow.sandbox.quickbooks.mutate("random", steps=80, seed=1)
    log = quickbooks_flow.run(JOB)

    assert "Emitted 16 records of 'accounts'" not in log  # later runs read changes only
    _assert_books_equal_the_companys(quickbooks_flow)


@pytest.mark.parametrize("program", ["tap-quickbooks", "target-duckdb"])
def test_a_run_killed_in_the_middle_is_completed_by_the_next(quickbooks_flow, program):
    quickbooks_flow.sandbox.quickbooks.set_limits(latency=0.02)

    code = quickbooks_flow.run_and_kill(program, "Beginning sync of 'invoices'", JOB)
    quickbooks_flow.run(JOB)

    assert code != 0
    _assert_books_equal_the_companys(quickbooks_flow)
