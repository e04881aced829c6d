"""@rytass/erp-oracle-fusion, as published on npm, drives the pod."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from erp_sandbox.core.clock import Clock

SCRIPT = Path(__file__).with_name("rytass_calls.mjs")
CLIENT = Path(__file__).parents[3] / ".meltano" / "erp-oracle-fusion"  # `make test` fetches it

pytestmark = pytest.mark.skipif(
    not (CLIENT / "node_modules" / "@rytass").exists(),
    reason="it is not there: install node and npm, then `make .meltano/erp-oracle-fusion`",
)


def test_it_signs_in_pages_and_classifies_errors_and_loses_rows_without_an_order(serve):
    clock = Clock(datetime(2026, 3, 15, 12, tzinfo=UTC))
    control = serve("oracle_fusion", documents=400, clock=clock).oracle_fusion
    control.set_user(denied=["suppliers"])
    ledger = control.truth("ledgersLOV")[0]["LedgerId"]
    payment = control.truth("payablesPayments")[0]["CheckId"]
    config = {**control.config(), "ledger": ledger, "payment": payment}

    done = subprocess.run(
        ["node", SCRIPT, CLIENT, json.dumps(config)],
        check=False,
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)

    stored = sorted(str(row["InvoiceId"]) for row in control.truth("invoices"))
    assert result["ordered"] == stored
    unordered = result["unordered"]
    lost = len(set(stored) - set(unordered))
    # It reads as many rows as there are: about 28 of 125 are missing, and as many others twice.
    assert len(unordered) == len(stored) > 100
    assert 15 < lost == len(unordered) - len(set(unordered)) < 45
    assert result["statuses"]
    assert all(pair == [ledger, 101] for pair in result["statuses"])
    assert result["payment"] == [payment]
    assert result["validation"] == ["FusionValidationError", 400]
    assert result["missing"] == ["FusionTransientError", 404]
    assert result["denied"] == ["FusionAuthError", 403]
    assert result["secret"] == ["Error", None]
    assert result["basic"] == ["FusionAuthError", 401]
