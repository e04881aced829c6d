"""Extraction with 100 ms a page: five slots against one, the whole tap on the sandbox."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from erp_sandbox.testing import Sandbox

from benchmarks.figures import Figure, Ratio

_LATENCY = 0.1
# Half of the most a page can hold: the sandbox computes on the machine that is measured, and
# NetSuite does not.
_PAGE_SIZE = 500
_TIMEOUT = 600


def _extract(config: dict[str, object], catalog: Path, folder: Path) -> tuple[float, int]:
    """Seconds, start-up included, and records."""
    path = folder / "config.json"
    path.write_text(json.dumps(config))
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "tap_netsuite", "--config", path, "--catalog", catalog],
        capture_output=True,
        check=True,
        timeout=_TIMEOUT,
    )
    return time.perf_counter() - started, done.stdout.count(b'"type":"RECORD"')


def _catalog(config: dict[str, object], folder: Path) -> Path:
    """A catalog with two slim columns of customers, so that the wait is what is measured."""
    path = folder / "config.json"
    path.write_text(json.dumps(config))
    done = subprocess.run(
        [sys.executable, "-m", "tap_netsuite", "--config", path, "--discover"],
        capture_output=True,
        check=True,
        timeout=_TIMEOUT,
    )
    catalog = json.loads(done.stdout)
    catalog["streams"] = [s for s in catalog["streams"] if s["stream"] == "customers"]
    for entry in catalog["streams"][0]["metadata"]:
        column = entry["breadcrumb"][-1] if entry["breadcrumb"] else None
        entry["metadata"]["selected"] = column in {None, "id", "entityid", "lastmodifieddate"}
    path = folder / "catalog.json"
    path.write_text(json.dumps(catalog))
    return path


def measure(scale: float) -> list[Figure | Ratio]:
    """Seconds of both, less those of a run that reads next to nothing."""
    with tempfile.TemporaryDirectory() as name, Sandbox.start("netsuite", documents=20) as box:
        folder = Path(name)
        config = box.netsuite.config() | {"page_size": _PAGE_SIZE}
        catalog = _catalog(config, folder)
        # With the same wait, so that log-in and clock are taken off as they are in the others.
        box.netsuite.set_limits(latency=_LATENCY)
        empty, _ = _extract(config, catalog, folder)
        box.netsuite.mutate("grow", table="customer", rows=int(150_000 * scale))
        five, records = _extract(config | {"max_concurrency": 5}, catalog, folder)
        one, same = _extract(config | {"max_concurrency": 1}, catalog, folder)
    if records != same:
        raise SystemExit(f"Five slots brought {records} records, one brought {same}.")
    return [
        Figure(f"{records:,} records, 100 ms a page, 5 slots, s", f"{five - empty:.1f}"),
        Figure(f"{records:,} records, 100 ms a page, 1 slot, s", f"{one - empty:.1f}"),
        Ratio("five slots / sequential", (one - empty) / (five - empty), 4),
    ]
