"""100,000 transactions: tap-quickbooks against a published tap, a full sync and an idle one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from erp_sandbox.testing import Sandbox
from singer_erp.auth.keys import KEY_VARIABLE, new_key
from tap_quickbooks.schema import siblings
from tap_quickbooks.streams import ENTITIES

from benchmarks.figures import Figure, Ratio
from benchmarks.peers import environment

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOLDER = Path("output/bench").resolve()
_PEER = "tap-quickbooks==2.5.0"
_RUNNER = Path(__file__).with_name("quickbooks_peer.py")
_LATENCY = 0.1
_TIMEOUT = 1800
_START = "2020-01-01T00:00:00Z"


@dataclass(frozen=True)
class Sync:
    """One run of a tap.

    Attributes:
        seconds: Duration, including startup.
        calls: Number of metered calls.
        records: Number of records by stream.
        state: The last state.
    """

    seconds: float
    calls: int
    records: Counter[str]
    state: dict[str, Any]


def _sync(sandbox: Sandbox, command: Sequence[str | Path], more: dict[str, str]) -> Sync:
    before, started = sandbox.quickbooks.limits()["used"], time.perf_counter()
    output = _FOLDER / "quickbooks.singer"
    with output.open("wb") as lines:
        subprocess.run(
            command,
            stdout=lines,
            stderr=subprocess.DEVNULL,
            env=os.environ | more,
            check=True,
            timeout=_TIMEOUT,
        )
    seconds = time.perf_counter() - started
    records: Counter[str] = Counter()
    state: dict[str, Any] = {}
    with output.open("rb") as written:
        for line in written:
            if b'"RECORD"' in line[:40]:
                records[json.loads(line)["stream"]] += 1
            elif b'"STATE"' in line[:40]:
                state = json.loads(line)["value"]
    output.unlink()
    return Sync(seconds, sandbox.quickbooks.limits()["used"] - before, records, state)


def _select(catalog: dict[str, Any], streams: set[str], path: Path) -> Path:
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            if not item["breadcrumb"]:
                item["metadata"]["selected"] = entry["tap_stream_id"] in streams
    path.write_text(json.dumps(catalog))
    return path


def _twice(
    sandbox: Sandbox, command: list[str | Path], streams: set[str], more: dict[str, str]
) -> tuple[Sync, Sync]:
    """A full sync, and one when nothing has changed since."""
    found = subprocess.run(
        [*command, "--discover"], capture_output=True, check=True, env=os.environ | more
    )
    catalog = _select(json.loads(found.stdout), streams, _FOLDER / "quickbooks-catalog.json")
    full = _sync(sandbox, [*command, "--catalog", catalog], more)
    sandbox.advance(3600)
    state = _FOLDER / "quickbooks-state.json"
    state.write_text(json.dumps(full.state))
    return full, _sync(sandbox, [*command, "--catalog", catalog, "--state", state], more)


def _own(sandbox: Sandbox, entities: set[str]) -> tuple[Sync, Sync]:
    config = _FOLDER / "quickbooks-config.json"
    credentials = _FOLDER / "quickbooks-credentials.json"
    credentials.unlink(missing_ok=True)
    config.write_text(
        json.dumps(sandbox.quickbooks.config() | {"credentials_path": str(credentials)})
    )
    streams = {m.stream for e in ENTITIES if e.stream in entities for m in siblings(e)}
    command = [Path(sys.executable).with_name("tap-quickbooks"), "--config", config]
    return _twice(sandbox, command, streams, {KEY_VARIABLE: new_key()})


def _peer(sandbox: Sandbox, entities: set[str]) -> tuple[Sync, Sync]:
    given = sandbox.quickbooks.config()
    config = _FOLDER / "quickbooks-config.json"
    names = ("client_id", "client_secret", "refresh_token")
    settings = {name: given[name] for name in names}
    settings |= {"realm_id": given["realm_ids"][0], "start_date": _START, "user_agent": "bench"}
    config.write_text(json.dumps(settings))
    python = environment(_PEER) / "python"
    command = [python, _RUNNER, given["api_url"], "--config", config]
    return _twice(sandbox, command, entities, {"OAUTHLIB_INSECURE_TRANSPORT": "1"})


def _entities() -> set[str]:
    """Return the entities that both taps support."""
    program = "import tap_quickbooks.streams as s, json; print(json.dumps(list(s.BATCH_STREAMS)))"
    python = environment(_PEER) / "python"
    found = subprocess.run([python, "-c", program], capture_output=True, check=True)
    return set(json.loads(found.stdout)) & {entity.stream for entity in ENTITIES}


def measure(scale: float) -> list[Figure | Ratio]:
    """Return seconds and metered calls of both taps on the same company."""
    documents = int(100_000 * scale)
    _FOLDER.mkdir(parents=True, exist_ok=True)
    entities = _entities()
    with Sandbox.start("quickbooks", documents=documents) as sandbox:
        sandbox.quickbooks.set_limits(latency=_LATENCY)
        own, peer = _own(sandbox, entities), _peer(sandbox, entities)
        for entity in ENTITIES:
            if entity.stream in entities:
                expected = len(sandbox.quickbooks.truth(entity.name))
                if (records := own[0].records[entity.stream]) != expected:
                    raise SystemExit(f"{entity.stream}: {records} of {expected} records emitted.")
    figures: list[Figure | Ratio] = [
        Figure(
            f"{documents:,} QuickBooks transactions, 100 ms per call, {name}: s and calls; idle",
            ", ".join(f"{sync.seconds:.1f} s, {sync.calls}" for sync in syncs),
        )
        for name, syncs in (("tap-quickbooks", own), (f"published {_PEER}", peer))
    ]
    return [
        *figures,
        Ratio("full sync, s, published tap / tap-quickbooks", peer[0].seconds / own[0].seconds, 5),
        Ratio(
            "full sync, calls, tap-quickbooks / published",
            own[0].calls / peer[0].calls,
            1,
            at_most=True,
        ),
        Ratio(
            "idle sync, calls, tap-quickbooks / published",
            own[1].calls / peer[1].calls,
            1,
            at_most=True,
        ),
    ]
