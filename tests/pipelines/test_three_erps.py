"""One generated company in three ERPs: the marts have one trial balance of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from erp_sandbox.core.clock import Clock
from erp_sandbox.testing import Sandbox

ROOT = Path(__file__).parents[2]
# The plugins themselves, without Meltano: other tests run the same extractors at the same time.
_BIN = Path(sys.executable).parent
_TRIAL_BALANCE = """
    select company_name, period_start_date, account_number, fiscal_year_start_date,
        debit_amount, credit_amount, opening_balance, closing_balance
    from finance.trial_balance
    join finance.dim_company using (company_key)
    join finance.dim_period using (period_key)
    where trial_balance.source_system = ? and is_primary_book and not is_adjustment
"""


def _run(*command, **options):
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, timeout=600, check=False, **options
    )
    assert done.returncode == 0, (done.stderr + done.stdout)[-4000:].decode()
    return done


def _load(vendor, settings, folder):
    """Run a tap and load what it writes into the schema of its vendor."""
    tap, target = folder / f"tap-{vendor}.json", folder / f"target-{vendor}.json"
    tap.write_text(json.dumps(settings))
    loader = {"filepath": str(folder / "warehouse.duckdb"), "default_target_schema": vendor}
    target.write_text(json.dumps(loader))
    with (folder / f"{vendor}.jsonl").open("wb+") as messages:
        command = [_BIN / f"tap-{vendor.replace('_', '-')}", "--config", tap]
        done = subprocess.run(
            command, stdout=messages, stderr=subprocess.PIPE, timeout=600, check=False
        )
        assert done.returncode == 0, done.stderr[-4000:].decode()
        messages.seek(0)
        _run(_BIN / "target-duckdb", "--config", target, stdin=messages)


def _build_trial_balance(folder):
    paths = {
        "SINGER_ERP_DUCKDB_PATH": str(folder / "warehouse.duckdb"),
        "DBT_TARGET_PATH": str(folder / "dbt"),
        "DBT_LOG_PATH": str(folder / "dbt"),
    }
    project = ("--project-dir", "transform", "--profiles-dir", "transform")
    environment = {n: v for n, v in os.environ.items() if not n.startswith("SINGER_ERP_")}
    _run(
        *(_BIN / "dbt", "run", *project, "--select", "+trial_balance", "--threads", "1"),
        env=environment | paths,
    )


@pytest.mark.timeout(900)
def test_three_erps_have_one_trial_balance_by_account_and_period(tmp_path):
    clock = Clock(datetime.now(UTC))
    vendors = ("netsuite", "acumatica", "oracle_fusion")
    for vendor in vendors:
        with Sandbox.start(vendor, documents=120, seed=11, clock=clock) as sandbox:
            _load(vendor, getattr(sandbox, vendor).config(), tmp_path)
    _build_trial_balance(tmp_path)

    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as warehouse:
        netsuite, acumatica, oracle_fusion = (
            {row[:3]: row[3:] for row in warehouse.execute(_TRIAL_BALANCE, [vendor]).fetchall()}
            for vendor in vendors
        )
    # Income is closed to retained earnings at the start of a company's fiscal year.
    assert acumatica == netsuite
    # Oracle Fusion's accounts are segments of charts that differ by ledger.
    assert oracle_fusion == netsuite
    starts = {(company, row[0].month) for (company, *_), row in netsuite.items()}
    assert {month for _, month in starts} == {1, 4}
    assert len(starts) == len({company for company, _ in starts}) > 3
