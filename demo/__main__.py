"""Runs the flow against the sandbox this process was started beside, and reconciles it."""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING

import duckdb
from erp_sandbox.core.client import SandboxError
from erp_sandbox.core.remote import connect

from demo import quickbooks, report
from demo.changes import work_a_day
from demo.pipeline import JOB, run_job
from demo.reconcile import balance_books, count_rows
from demo.salesforce import deliver, edit_entities
from demo.settings import FINISHED, FOLDER, LOADED, LOG, WAREHOUSE, DemoError, environment

if TYPE_CHECKING:
    from types import FrameType

    from erp_sandbox.netsuite.client import NetSuiteControl
    from erp_sandbox.quickbooks.client import QuickBooksControl
    from erp_sandbox.salesforce.client import SalesforceControl

_INTERRUPTED = 130
_VENDORS = ("netsuite", "quickbooks", "salesforce")


def main() -> int:
    """Run the demo; the exit code is 0 only when everything ties out."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGHUP, _stop)
    try:
        netsuite, company, org = (connect(vendor) for vendor in _VENDORS)
    except SandboxError as error:
        raise DemoError("There is no sandbox. Start the demo with: make demo") from error
    started = time.monotonic()
    FOLDER.mkdir(parents=True, exist_ok=True)
    first = not WAREHOUSE.exists()
    incremental = FINISHED.exists()
    changes = work_a_day(netsuite) if incremental else []
    edits = edit_entities(netsuite) if incremental else []
    report.introduce(netsuite, first=first, changes=[change.text for change in changes] + edits)
    FINISHED.unlink(missing_ok=True)
    LOADED.unlink(missing_ok=True)
    LOG.unlink(missing_ok=True)
    quickbooks.extract(company, environment(company.environment()))
    LOADED.unlink(missing_ok=True)
    emitted = run_job(environment(netsuite.environment()), JOB).emitted
    with duckdb.connect(str(WAREHOUSE), read_only=True) as warehouse:
        counts = count_rows(netsuite, warehouse, emitted)
        books = balance_books(netsuite, warehouse)
        seen = [(change, warehouse.execute(change.shown).fetchone()) for change in changes]
    sound = [
        report.rows(counts, first=first, incremental=incremental),
        report.trial_balance(books),
        report.found([(change, row == (True,)) for change, row in seen]),
        _reconcile(company),
        _deliver(netsuite, org),
    ]
    if not all(sound):
        raise DemoError("Source and warehouse differ: see the lines marked with <--.")
    FINISHED.touch()
    report.conclude(seconds=time.monotonic() - started, incremental=incremental)
    return 0


def _reconcile(company: QuickBooksControl) -> bool:
    with duckdb.connect(str(WAREHOUSE), read_only=True) as warehouse:
        return quickbooks.reconcile(company, warehouse)


def _deliver(netsuite: NetSuiteControl, org: SalesforceControl) -> bool:
    print()
    return deliver(netsuite, org, environment(netsuite.environment() | org.environment()))


def _stop(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except DemoError as error:
        print(f"\n{error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nStopped. `make demo` goes on where this left off.", file=sys.stderr)
        sys.exit(_INTERRUPTED)
