"""`meltano run`: the schedule's job, the marts after changes, and runs that overlap."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from singer_erp.marts.command import due_command

# Several runs of Meltano: minutes on a slow machine.
pytestmark = pytest.mark.timeout(3600)

ROOT = Path(__file__).parents[2]
JOB, SCHEDULED = "oracle-fusion-to-warehouse", "oracle-fusion-when-due"
_MELTANO = Path(sys.executable).with_name("meltano")
_LEDGER = "Alderway US"
_TICK = timedelta(minutes=5)


def _run_by_hand(flow):
    """Run the job as a user would, without --force."""
    command = [_MELTANO, "--env-file", os.devnull, "--environment", "sandbox", "run", JOB]
    return subprocess.run(
        command, cwd=ROOT, env=flow.environment, capture_output=True, text=True, check=False
    )


def _assert_marts_equal_pod(flow):
    """Compare debits by ledger and period, and what is open of each posted invoice."""
    expected = Counter()
    for batch in flow.sandbox.oracle_fusion.truth("journalBatches"):
        if batch["Status"] == "P":
            for header in batch["journalHeaders"]:
                for line in header["journalLines"]:
                    key = header["LedgerName"], header["PeriodName"]
                    expected[key] += line["AccountedDr"] or 0
    loaded = flow.query(
        "select ledger_name, period_id, sum(debit_amount) from finance.trial_balance"
        " join finance.dim_ledger using (ledger_key) join finance.dim_period using (period_key)"
        " group by all having sum(debit_amount) <> 0"
    )
    assert {(ledger, period): amount for ledger, period, amount in loaded} == +expected
    invoices = {
        str(row["InvoiceId"]): row["InvoiceAmount"] - row["AmountPaid"]
        for row in flow.sandbox.oracle_fusion.truth("invoices")
        if row["AccountingStatus"] == "Accounted"
    }
    loaded = flow.query(
        "select document_id, open_amount from intermediate.int_oracle_fusion__documents"
        " where is_posted and ledger_side = 'payable' and document_role <> 'payment'"
    )
    assert dict(loaded) == invoices


def _minutes_between_runs(flow, start, ticks):
    """Walk the pod's clock as a scheduler does; return the minutes between runs that were due."""
    warehouse, last_run = flow.folder / "warehouse.duckdb", flow.folder / "walk.last-run"
    arguments = ["--warehouse", str(warehouse), "--last-run", str(last_run)]
    arguments += ["--source", "oracle_fusion", "--ledger", _LEDGER, "--", "true"]
    command, runs = due_command(flow.sandbox.now), []
    for number in range(ticks):
        at = start + number * _TICK
        flow.sandbox.advance((at - flow.sandbox.now()).total_seconds())
        outcome = CliRunner().invoke(command, arguments)
        assert outcome.exit_code == 0, outcome.stderr
        if " is due: " in outcome.stderr:
            runs.append(at)
    return [(later - earlier).seconds // 60 for earlier, later in pairwise(runs)]


def _set_period(flow, month, status):
    """Open or close a period of the ledger and its subledgers."""
    for application in ("GL", "AP", "AR"):
        flow.sandbox.oracle_fusion.mutate(
            "period", ledger=_LEDGER, name=f"{month:%b-%y}", status=status, application=application
        )


def test_the_schedule_runs_the_job_when_it_is_due_and_only_once_at_a_time(oracle_fusion_flow):
    flow = oracle_fusion_flow
    with flow.start(SCHEDULED) as scheduled:
        lines = []
        for line in scheduled.stdout:
            lines.append(line)
            if "Beginning" in line and "sync of" in line:
                break
        with flow.paused(scheduled, "tap-oracle-fusion"):
            by_hand = _run_by_hand(flow)
            second = flow.run(SCHEDULED)
        lines.append(scheduled.communicate()[0])
    log = "".join(lines)
    assert scheduled.returncode == 0, log[-6000:]
    assert "oracle_fusion is due: every 15 minutes because no close calendar" in log
    assert by_hand.returncode == 1
    assert "is already running" in by_hand.stdout + by_hand.stderr
    assert "oracle_fusion is not due: the last run has not ended." in second
    _assert_marts_equal_pod(flow)

    # The clock of the pod through the end of its month: open, closing, and closed.
    now = flow.sandbox.now()
    ended = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    started = (ended + timedelta(days=31)).replace(day=1)
    quarters = min(8, (started - now) // (3 * _TICK))  # fewer in the last hours of a month
    before = _minutes_between_runs(flow, started - 3 * quarters * _TICK, 3 * quarters)
    assert before == [15] * (quarters - 1)
    assert _minutes_between_runs(flow, started, 12) == [5] * 11
    _set_period(flow, started, "O")
    flow.sandbox.oracle_fusion.mutate("random", steps=40, seed=3)
    _set_period(flow, started, "O")
    _set_period(flow, ended, "C")
    flow.run(JOB)
    _assert_marts_equal_pod(flow)
    assert _minutes_between_runs(flow, started + timedelta(hours=4), 12) == [15] * 3
