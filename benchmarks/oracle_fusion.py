"""200,000 invoices with lines read from Oracle Fusion: by REST, by BICC, and by other clients."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from erp_sandbox.testing import Sandbox

from benchmarks.figures import Figure, Ratio
from benchmarks.relay import Relay

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOLDER = Path("output/bench").resolve()
_CLIENT = Path(".meltano/erp-oracle-fusion").resolve()
_WAYS = Path(__file__).with_name("oracle_fusion_ways")
_STREAMS = {"ap_invoices", "ap_invoice_lines"}
_INVOICES = 200_000
_LATENCY = 0.2
_IN_FLIGHT = 4
_TIMEOUT = 3600


@dataclass(frozen=True)
class Run:
    """One run of a program.

    Attributes:
        seconds: Duration, including startup.
        calls: Number of requests.
        records: Number of records by stream.
        invoices: Number of different invoices.
        state: The last state.
    """

    seconds: float
    calls: int
    records: Counter[str]
    invoices: int
    state: dict[str, Any]

    def lost(self, expected: int) -> str:
        """Return figures of the run, with the invoices that it lost."""
        lost = expected - self.invoices
        return f"{self.seconds:.1f} s, {self.calls:,} calls, {lost:,} invoices lost"


def _run(sandbox: Sandbox, command: Sequence[str | Path]) -> Run:
    sandbox.clear_journal()
    started, output = time.perf_counter(), _FOLDER / "oracle-fusion.singer"
    with output.open("wb") as lines:
        subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=_TIMEOUT,
        )
    seconds = time.perf_counter() - started
    records: Counter[str] = Counter()
    invoices: set[Any] = set()
    state: dict[str, Any] = {}
    with output.open("rb") as written:
        for text in written:
            line = json.loads(text)
            if line["type"] == "STATE":
                state = line["value"]
            elif line["type"] == "RECORD":
                records[line["stream"]] += 1
                if line["stream"] == "ap_invoices":
                    record = line["record"]
                    invoices.add(record.get("invoice_id", record.get("InvoiceId")))
    output.unlink()
    return Run(seconds, len(sandbox.journal()), records, len(invoices), state)


def _timed(sandbox: Sandbox, relay: Relay, command: Sequence[str | Path]) -> Run:
    """Return the second run of a program: the first one fills the relay.

    The relay also answers for the clock of the pod, so that both ask for the same.
    """
    _run(sandbox, command)
    with relay.timing(_LATENCY):
        return replace(_run(sandbox, command), calls=relay.calls)


def _tap(
    sandbox: Sandbox, state: dict[str, Any] | None = None, **settings: Any
) -> list[str | Path]:
    """Return the command of our tap."""
    known = sandbox.oracle_fusion.config(auth="basic")
    config = sandbox.oracle_fusion.config() | {"max_concurrency": _IN_FLIGHT} | settings
    config |= {"bicc_username": known["username"], "bicc_password": known["password"]}
    paths = {
        name: _FOLDER / f"oracle-fusion-{name}.json" for name in ("config", "catalog", "state")
    }
    paths["config"].write_text(json.dumps(config))
    command: list[str | Path] = [Path(sys.executable).with_name("tap-oracle-fusion")]
    command += ["--config", paths["config"]]
    if not paths["catalog"].exists():
        found = subprocess.run([*command, "--discover"], capture_output=True, check=True)
        catalog = json.loads(found.stdout)
        for entry in catalog["streams"]:
            for item in entry["metadata"]:
                if not item["breadcrumb"]:
                    item["metadata"]["selected"] = entry["tap_stream_id"] in _STREAMS
        paths["catalog"].write_text(json.dumps(catalog))
    command += ["--catalog", paths["catalog"]]
    if state is not None:
        paths["state"].write_text(json.dumps(state))
        command += ["--state", paths["state"]]
    return command


def measure(scale: float) -> list[Figure | Ratio]:
    """Return the figures of the tap, of a loop of requests and of the client on npm."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    (_FOLDER / "oracle-fusion-catalog.json").unlink(missing_ok=True)
    subprocess.run(["make", _CLIENT.relative_to(Path.cwd())], check=True, capture_output=True)
    number = int(_INVOICES * scale)
    with (
        Sandbox.start("oracle_fusion", documents=40) as sandbox,
        Relay(sandbox.oracle_fusion.config()["api_url"]) as relay,
    ):
        sandbox.oracle_fusion.mutate("grow", number=number)
        sandbox.advance(7200)
        sandbox.oracle_fusion.set_user(bicc=True)
        rest = _timed(sandbox, relay, _tap(sandbox, api_url=relay.url))
        config = _FOLDER / "oracle-fusion-config.json"
        loop = _timed(sandbox, relay, [sys.executable, _WAYS / "loop.py", config])
        npm = _timed(sandbox, relay, ["node", _WAYS / "rytass.mjs", _CLIENT, config])
        sandbox.advance(7200)
        sandbox.oracle_fusion.set_limits(latency=_LATENCY)
        idle = _run(sandbox, _tap(sandbox, rest.state, reconcile_hours=1000))
        bicc = _run(sandbox, _tap(sandbox, extraction="auto"))
    expected = max(rest.invoices, bicc.invoices)
    name = f"{number:,} invoices with lines, {_LATENCY * 1000:.0f} ms per call"
    # Those of the token and of the clock are not of a stream.
    per_stream = (idle.calls - 2) / len(_STREAMS)
    return [
        Figure(f"{name}, tap-oracle-fusion by REST, {_IN_FLIGHT} in flight", rest.lost(expected)),
        Figure(f"{name}, tap-oracle-fusion by BICC", bicc.lost(expected)),
        Figure(f"{name}, loop of requests by limit and offset", loop.lost(expected)),
        Figure(f"{name}, published {_CLIENT.name}, getAll", npm.lost(expected)),
        Ratio("reading Oracle Fusion, s, loop of requests / tap", loop.seconds / rest.seconds, 3),
        Ratio("reading Oracle Fusion, s, published client / tap", npm.seconds / rest.seconds, 3),
        Figure("first load of Oracle Fusion, s, REST / BICC", f"{rest.seconds / bicc.seconds:.2f}"),
        Ratio("invoices that the tap loses", expected - rest.invoices, 0, at_most=True),
        Ratio("idle run, calls for each stream", per_stream, 1, at_most=True),
    ]
