"""Run the flows against the sandbox and reconcile the results with the sources."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from typing import TYPE_CHECKING

import duckdb
from erp_sandbox.core.client import SandboxError
from erp_sandbox.core.remote import connect

from demo import report
from demo.flows import FLOWS, deliveries, sources, vendors
from demo.guides import guide
from demo.ledgers import control_accounts, exceptions
from demo.settings import COMPANY, FOLDER, LOG, RECEIVERS, ROOT, WAREHOUSE, DemoError, program

if TYPE_CHECKING:
    from types import FrameType

_INTERRUPTED = 130
_SANDBOX_OPTIONS = {
    "looker": (
        *("--looker-project", str(ROOT / "lookml")),
        *("--looker-warehouse", str(WAREHOUSE)),
        *("--looker-receivers", str(RECEIVERS)),
    ),
    "quickbooks": ("--quickbooks-multicurrency",),
}


def main() -> int:
    """Run one flow, or all; return 0 if every figure ties out with its source."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("flow", nargs="?", choices=FLOWS, help="One flow. Default: all.")
    parser.add_argument("--in-sandbox", action="store_true", help="A sandbox is running.")
    arguments = parser.parse_args()
    flows = [arguments.flow] if arguments.flow else [*FLOWS]
    if not arguments.in_sandbox:
        _start_sandbox(flows)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGHUP, _stop)
    return _run(flows)


def _start_sandbox(flows: list[str]) -> None:
    """Replace this process by a sandbox that runs it."""
    served = vendors(flows)
    options = [option for vendor in served for option in ("--vendor", vendor)]
    options += [option for vendor in served for option in _SANDBOX_OPTIONS.get(vendor, ())]
    own = [sys.executable, "-m", "demo", "--in-sandbox", *(flows if len(flows) == 1 else ())]
    executable = program("erp-sandbox")
    command = [executable, "exec", *options, "--state-dir", str(COMPANY), "--", *own]
    os.execv(executable, command)  # noqa: S606  # fixed command


def _run(flows: list[str]) -> int:
    started = time.monotonic()
    try:
        controls = {vendor: connect(vendor) for vendor in vendors(flows)}
    except SandboxError as error:
        raise DemoError("No sandbox is running. Run `make demo`.") from error
    FOLDER.mkdir(parents=True, exist_ok=True)
    LOG.unlink(missing_ok=True)
    loaded = sources(flows, controls)
    for source in loaded:
        # The marts are built once, of what all sources have loaded.
        source.load(marts=source is loaded[-1])
    passed = []
    if loaded:
        with duckdb.connect(str(WAREHOUSE), read_only=True) as warehouse:
            passed += [source.reconcile(warehouse) for source in loaded]
            passed.append(report.control_accounts(control_accounts(warehouse)))
            report.ledger_exceptions(exceptions(warehouse))
    passed += [delivery.deliver() for delivery in deliveries(flows, controls)]
    if not all(passed):
        raise DemoError("Source and destination differ. See the lines marked with <--.")
    command = f"make demo FLOW={flows[0]}" if len(flows) == 1 else "make demo"
    report.print_summary(guide(flows), command, seconds=time.monotonic() - started)
    return 0


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
