"""Extraction with 100 ms per page: five concurrent requests against one, on the sandbox."""

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
# Half of the maximum: the sandbox uses the CPU of the measured machine, and NetSuite does not.
_PAGE_SIZE = 500
_TIMEOUT = 600


def _extract(config: dict[str, object], catalog: Path, folder: Path) -> tuple[float, int]:
    """Return the seconds, including startup, and the number of records."""
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
    """Return a catalog with a few small columns, so that the latency dominates."""
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
    """Return the seconds of both, minus those of a run over a nearly empty table."""
    with tempfile.TemporaryDirectory() as name, Sandbox.start("netsuite", documents=20) as box:
        folder = Path(name)
        config = box.netsuite.config() | {"page_size": _PAGE_SIZE}
        catalog = _catalog(config, folder)
        # With the same latency, so that authentication and clock requests cancel out.
        box.netsuite.set_limits(latency=_LATENCY)
        empty, _ = _extract(config, catalog, folder)
        box.netsuite.mutate("grow", table="customer", rows=int(150_000 * scale))
        five, records = _extract(config | {"max_concurrency": 5}, catalog, folder)
        one, same = _extract(config | {"max_concurrency": 1}, catalog, folder)
    if records != same:
        raise SystemExit(f"Five slots returned {records} records, one returned {same}.")
    return [
        Figure(f"{records:,} records, 100 ms per page, 5 slots, s", f"{five - empty:.1f}"),
        Figure(f"{records:,} records, 100 ms per page, 1 slot, s", f"{one - empty:.1f}"),
        Ratio("five slots / sequential", (one - empty) / (five - empty), 4),
    ]
