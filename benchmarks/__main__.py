"""Run all benchmarks, print a table and write `benchmarks/RESULTS.md`.

`python -m benchmarks [--quick]`; `--quick` uses a tenth of the records and writes no file.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import sys
from pathlib import Path

from benchmarks import (
    acumatica,
    concurrency,
    loader,
    looker,
    memory,
    oracle_fusion,
    quickbooks,
    record_path,
    upserts,
)

_RESULTS = Path(__file__).with_name("RESULTS.md")
_HEAD = """# Benchmark results

`{command}`, {day}, Python {python}, {cores} cores. Figures of one run on a shared machine: compare
the ratios only; differences below about 15 % are noise.

| Measured | Value | Target | |
|:--|--:|--:|:--|
"""


def main() -> None:
    """Run all measurements."""
    quick = "--quick" in sys.argv
    rows = []
    # The last benchmarks have large sandboxes in this process, which makes later child processes
    # large.
    measurements = (
        *(record_path, loader, concurrency, upserts, memory),
        *(acumatica, looker, oracle_fusion, quickbooks),
    )
    for measurement in measurements:
        for figure in measurement.measure(0.1 if quick else 1.0):
            rows.append(figure.row())
            print(figure.row(), flush=True)
    if not quick:
        head = _HEAD.format(
            command="make bench",
            day=dt.datetime.now(dt.UTC).date(),
            python=platform.python_version(),
            cores=os.cpu_count(),
        )
        _RESULTS.write_text(head + "\n".join(rows) + "\n")
        print(f"Written to {_RESULTS.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
