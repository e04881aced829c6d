"""Run the flows against the sandbox and reconcile the results with the sources."""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING

import duckdb
from erp_sandbox.core.client import SandboxError
from erp_sandbox.core.remote import connect

from demo import acumatica, oracle_fusion, quickbooks, report
from demo.changes import simulate_day
from demo.ledgers import balance_books, control_accounts, exceptions
from demo.pipeline import JOB, run_job
from demo.reconcile import count_rows
from demo.salesforce import deliver, edit_entities
from demo.settings import FINISHED, FOLDER, LOADED, LOG, WAREHOUSE, DemoError, environment

if TYPE_CHECKING:
    from types import FrameType

    from erp_sandbox.acumatica.client import AcumaticaControl
    from erp_sandbox.netsuite.client import NetSuiteControl
    from erp_sandbox.oracle_fusion.client import OracleFusionControl
    from erp_sandbox.quickbooks.client import QuickBooksControl
    from erp_sandbox.salesforce.client import SalesforceControl

_INTERRUPTED = 130
_VENDORS = ("netsuite", "quickbooks", "acumatica", "oracle_fusion", "salesforce")


def main() -> int:
    """Run the demo; return 0 if every figure ties out with its source."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGHUP, _stop)
    try:
        netsuite, company, site, fusion, org = (connect(vendor) for vendor in _VENDORS)
    except SandboxError as error:
        raise DemoError("No sandbox is running. Run `make demo`.") from error
    started = time.monotonic()
    FOLDER.mkdir(parents=True, exist_ok=True)
    first = not WAREHOUSE.exists()
    incremental = FINISHED.exists()
    changes = simulate_day(netsuite) if incremental else []
    edits = edit_entities(netsuite) if incremental else []
    report.print_source(netsuite, first=first, changes=[change.text for change in changes] + edits)
    FINISHED.unlink(missing_ok=True)
    LOADED.unlink(missing_ok=True)
    LOG.unlink(missing_ok=True)
    quickbooks.extract(company, environment(company.environment()))
    acumatica.extract(site, environment(site.environment()))
    oracle_fusion.extract(fusion, environment(fusion.environment()))
    LOADED.unlink(missing_ok=True)
    emitted = run_job(environment(netsuite.environment()), JOB).emitted
    with duckdb.connect(str(WAREHOUSE), read_only=True) as warehouse:
        counts = count_rows(netsuite, warehouse, emitted)
        books = balance_books(netsuite, warehouse)
        results = [(change, warehouse.execute(change.check).fetchone()) for change in changes]
    passed = [
        report.stream_counts(counts, first=first, incremental=incremental),
        report.trial_balance(books),
        report.change_results([(change, row == (True,)) for change, row in results]),
        _reconcile_quickbooks(company),
        _reconcile_acumatica(site),
        _reconcile_oracle_fusion(fusion),
        _reconcile_control_accounts(),
        _deliver_to_salesforce(netsuite, org),
    ]
    if not all(passed):
        raise DemoError("Source and destination differ. See the lines marked with <--.")
    FINISHED.touch()
    report.print_summary(seconds=time.monotonic() - started, incremental=incremental)
    return 0


def _reconcile_quickbooks(company: QuickBooksControl) -> bool:
    with duckdb.connect(str(WAREHOUSE), read_only=True) as warehouse:
        return quickbooks.reconcile(company, warehouse)


def _reconcile_acumatica(site: AcumaticaControl) -> bool:
    with duckdb.connect(str(WAREHOUSE), read_only=True) as warehouse:
        return acumatica.reconcile(site, warehouse)


def _reconcile_oracle_fusion(fusion: OracleFusionControl) -> bool:
    with duckdb.connect(str(WAREHOUSE), read_only=True) as warehouse:
        return oracle_fusion.reconcile(fusion, warehouse)


def _reconcile_control_accounts() -> bool:
    with duckdb.connect(str(WAREHOUSE), read_only=True) as warehouse:
        passed = report.control_accounts(control_accounts(warehouse))
        report.ledger_exceptions(exceptions(warehouse))
        return passed


def _deliver_to_salesforce(netsuite: NetSuiteControl, org: SalesforceControl) -> bool:
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
        print("\nStopped. `make demo` resumes from here.", file=sys.stderr)
        sys.exit(_INTERRUPTED)
