"""target-duckdb against the published target-duckdb 0.8.0 on the same file."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import duckdb

from benchmarks.figures import Figure, Ratio
from benchmarks.peers import environment

_FOLDER = Path("output/bench")
_PEER = "target-duckdb==0.8.0"
_TIMEOUT = 900

_FIELDS = {f"number{n}": {"type": ["number", "null"]} for n in range(6)}
_FIELDS |= {f"text{n}": {"type": ["string", "null"]} for n in range(13)}
_FIELDS |= {f"moment{n}": {"type": ["string", "null"], "format": "date-time"} for n in range(3)}
_SCHEMA = {
    "type": "SCHEMA",
    "stream": "invoices",
    "key_properties": ["id"],
    "schema": {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "paid": {"type": ["boolean", "null"]},
            "lines": {"type": ["array", "null"], "items": {"type": "object"}},
            **_FIELDS,
        },
    },
}


def singer_file(records: int) -> Path:
    """Write a file of records with 25 fields, about 1 KB each, and return its path."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    path = _FOLDER / f"invoices-{records}.singer"
    with path.open("w") as lines:
        lines.write(json.dumps(_SCHEMA) + "\n")
        for n in range(records):
            record = {
                "id": n,
                "paid": n % 3 == 0,
                "lines": [{"item": n % 50, "memo": "x" * 150}] * 2,
            }
            record |= {f"number{k}": (n * (k + 7) % 999_983) / 100 for k in range(6)}
            record |= {f"text{k}": f"text {k} of invoice {n}, quite usual" for k in range(13)}
            record |= {f"moment{k}": "2026-01-31T13:05:00Z" for k in range(3)}
            lines.write(
                json.dumps({"type": "RECORD", "stream": "invoices", "record": record}) + "\n"
            )
        lines.write(json.dumps({"type": "STATE", "value": {"n": records}}) + "\n")
    return path


def load(program: Path, config: dict[str, object], source: Path) -> tuple[float, int]:
    """Return the seconds, including startup, and the number of loaded rows."""
    warehouse = _FOLDER / "warehouse.duckdb"
    warehouse.unlink(missing_ok=True)
    settings = _FOLDER / "target.json"
    settings.write_text(json.dumps(config | {"default_target_schema": "bench"}))
    started = time.perf_counter()
    with source.open("rb") as lines:
        subprocess.run(
            [program, "--config", settings],
            stdin=lines,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=_TIMEOUT,
        )
    seconds = time.perf_counter() - started
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        [(rows,)] = connection.execute("select count(*) from bench.invoices").fetchall()
    return seconds, rows


def own_loader() -> Path:
    """Return the path of our loader."""
    return Path(sys.executable).with_name("target-duckdb")


def measure(scale: float) -> list[Figure | Ratio]:
    """Return rows per second and lost rows of both loaders."""
    records = int(600_000 * scale)  # so many that the second of startup does not matter
    source = singer_file(records)
    warehouse = str(_FOLDER / "warehouse.duckdb")
    own_seconds, own_rows = load(own_loader(), {"filepath": warehouse}, source)
    published = {"path": warehouse, "filepath": warehouse, "add_record_metadata": True}
    peer_seconds, peer_rows = load(environment(_PEER) / "target-duckdb", published, source)
    source.unlink()
    return [
        Figure("target-duckdb, rows/s", f"{records / own_seconds:,.0f}"),
        Figure("target-duckdb, rows lost", f"{records - own_rows:,}"),
        Figure(f"published {_PEER}, rows/s", f"{records / peer_seconds:,.0f}"),
        Figure(f"published {_PEER}, rows lost", f"{records - peer_rows:,}"),
        Ratio("target-duckdb / published target-duckdb, rows/s", peer_seconds / own_seconds, 8),
    ]


def peak_megabytes(records: int) -> float:
    """Return the peak memory of our loader for a number of records."""
    source = singer_file(records)
    code = (
        "import resource,subprocess,sys;"
        "subprocess.run(sys.argv[2:],stdin=open(sys.argv[1]),stdout=-3,stderr=-3,check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss/1024)"
    )
    warehouse = _FOLDER / "warehouse.duckdb"
    warehouse.unlink(missing_ok=True)
    settings = _FOLDER / "target.json"
    settings.write_text(json.dumps({"filepath": str(warehouse), "default_target_schema": "bench"}))
    done = subprocess.run(
        [sys.executable, "-c", code, source, own_loader(), "--config", settings],
        capture_output=True,
        text=True,
        check=True,
        timeout=_TIMEOUT,
    )
    source.unlink()
    warehouse.unlink()
    return float(done.stdout)
