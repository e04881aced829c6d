"""10,000 upserts: target-salesforce against one call per record and a published peer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from erp_sandbox.testing import Sandbox

from benchmarks.figures import Figure, Ratio
from benchmarks.peers import environment

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOLDER = Path("output/bench")
_PEER = "drt-core==1.2.1"
_TIMEOUT = 900
_WAYS = Path(__file__).parent / "upsert_ways"


def _accounts(number: int) -> Path:
    """Write a file of customers in tap-netsuite's schema and return its path."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    columns = ["id", "companyname", "altname", "entityid", "phone"]
    schema = {"type": "object", "properties": {column: {} for column in columns}}
    path = _FOLDER / "customers.singer"
    with path.open("w") as lines:
        head = {"type": "SCHEMA", "stream": "customers", "key_properties": ["id"]}
        lines.write(json.dumps(head | {"schema": schema}) + "\n")
        for n in range(1, number + 1):
            record = {"id": n, "companyname": f"Customer {n}", "phone": f"+1 555 {n:06}"}
            record |= {"altname": None, "entityid": f"C-{n}"}
            message = {"type": "RECORD", "stream": "customers", "record": record}
            lines.write(json.dumps(message) + "\n")
    return path


def _timed(
    sandbox: Sandbox, command: Sequence[str | Path], source: Path, more: dict[str, str]
) -> tuple[float, int]:
    """Return the seconds, including startup, and the number of API requests."""
    before = sandbox.salesforce.limits()["used"]
    started = time.perf_counter()
    with source.open("rb") as lines:
        subprocess.run(
            command,
            stdin=lines,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | more,
            check=True,
            timeout=_TIMEOUT,
        )
    return time.perf_counter() - started, sandbox.salesforce.limits()["used"] - before


def _run(way: str, source: Path, rows: int) -> list[tuple[float, int]]:
    """Run twice, first on an empty org; return seconds and requests of both runs."""
    with Sandbox.start("salesforce") as sandbox:
        sandbox.salesforce.mutate("prepare")
        sandbox.salesforce.set_limits(allowed=1_000_000)
        more = sandbox.salesforce.environment("password")
        command: list[str | Path] = [sys.executable, _WAYS / "one_call_each.py"]
        if way == "peer":
            command = [environment(_PEER) / "python", _WAYS / "peer.py"]
        elif way == "own":
            audit = _FOLDER.resolve() / "upserts.sqlite"
            audit.unlink(missing_ok=True)
            # Not the environment: a `.env` would add settings of a real account.
            settings = _FOLDER / "upserts.json"
            own = sandbox.salesforce.config("password") | {"audit_url": f"sqlite:///{audit}"}
            settings.write_text(json.dumps(own), encoding="utf-8")
            command = [Path(sys.executable).with_name("target-salesforce"), "--config", settings]
        figures = [_timed(sandbox, command, source, more) for _ in range(2)]
        found = len(sandbox.salesforce.truth("Account"))
    if found != rows:
        raise SystemExit(f"{way}: {found} of {rows} Accounts were created.")
    return figures


def measure(scale: float) -> list[Figure | Ratio]:
    """Return seconds and API requests of the three ways, first run and second."""
    rows = int(10_000 * scale)
    source = _accounts(rows)
    ways = {way: _run(way, source, rows) for way in ("own", "peer", "one call per record")}
    source.unlink()
    names = {"own": "target-salesforce", "peer": f"published {_PEER}"}
    figures: list[Figure | Ratio] = [
        Figure(
            f"{rows:,} upserts, {names.get(way, way)}: s and requests; second run, unchanged",
            ", ".join(f"{seconds:.1f} s, {calls:,}" for seconds, calls in runs),
        )
        for way, runs in ways.items()
    ]
    own, peer, single = (ways[way] for way in ("own", "peer", "one call per record"))
    return [
        *figures,
        Ratio("upserts, s, one call per record / target-salesforce", single[0][0] / own[0][0], 5),
        Ratio(
            "upserts, requests, one call per record / target-salesforce",
            single[0][1] / own[0][1],
            100,
        ),
        Ratio("upserts, s, published peer / target-salesforce", peer[0][0] / own[0][0], 0.5),
        Ratio("unchanged, s, published peer / target-salesforce", peer[1][0] / own[1][0], 1),
    ]
