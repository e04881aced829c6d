"""20,000 journals and 10,000 vendors read from Acumatica; 200 journals of 50 lines posted."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from erp_sandbox.core.clock import Clock
from erp_sandbox.testing import Sandbox

from benchmarks.figures import Figure, Ratio
from benchmarks.peers import environment
from benchmarks.relay import Relay

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOLDER = Path("output/bench").resolve()
_PEER = "easy-acumatica==0.6.1"
_WAYS = Path(__file__).with_name("acumatica_ways")
_ENTITIES = {"journal_transactions": "JournalTransaction", "vendors": "Vendor"}
_STREAMS = {*_ENTITIES, "journal_transaction_lines"}
_PAGE_SIZE = 100
_LATENCY = 0.1
_SEATS = 4
_LINES = 50
_TIMEOUT = 1800


@dataclass(frozen=True)
class Run:
    """One run of a program.

    Attributes:
        seconds: Duration, including startup.
        calls: Number of requests.
        megabytes: Size of the output.
        records: Number of records by stream.
        state: The last state.
    """

    seconds: float
    calls: int
    megabytes: float
    records: Counter[str]
    state: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s, {self.calls:,} calls, {self.megabytes:.0f} MB"


def _run(sandbox: Sandbox, command: Sequence[str | Path], source: Path | None = None) -> Run:
    before, started = sandbox.acumatica.limits()["used"], time.perf_counter()
    output = _FOLDER / "acumatica.singer"
    with output.open("wb") as lines, (source or Path("/dev/null")).open("rb") as given:
        subprocess.run(
            command,
            stdin=given,
            stdout=lines,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=_TIMEOUT,
        )
    seconds = time.perf_counter() - started
    records: Counter[str] = Counter()
    state: dict[str, Any] = {}
    with output.open("rb") as written:
        for line in written:
            if b'"STATE"' in line[:40]:
                state = json.loads(line)["value"]
            elif b'"SCHEMA"' not in line[:40]:
                records[json.loads(line).get("stream", "")] += 1
    megabytes = output.stat().st_size / 1e6
    output.unlink()
    return Run(seconds, sandbox.acumatica.limits()["used"] - before, megabytes, records, state)


def _timed(sandbox: Sandbox, relay: Relay, command: Sequence[str | Path]) -> Run:
    """Return the second run of a program: the first one fills the relay."""
    _run(sandbox, command)
    with relay.timing(_LATENCY):
        return replace(_run(sandbox, command), calls=relay.calls)


def _config(sandbox: Sandbox, **settings: Any) -> Path:
    path = _FOLDER / "acumatica-config.json"
    path.write_text(json.dumps(sandbox.acumatica.config(auth="cookie") | settings))
    return path


def _read(sandbox: Sandbox, relay: Relay) -> tuple[Run, Run]:
    """A full sync with our tap, and one after 1 % of the records have changed."""
    settings = {"page_size": _PAGE_SIZE, "max_concurrency": _SEATS, "lookback_seconds": 0}
    config = _config(sandbox, api_url=relay.url, **settings)
    command = [Path(sys.executable).with_name("tap-acumatica"), "--config", config]
    found = subprocess.run([*command, "--discover"], capture_output=True, check=True)
    catalog = json.loads(found.stdout)
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            if not item["breadcrumb"]:
                item["metadata"]["selected"] = entry["tap_stream_id"] in _STREAMS
    path, state = _FOLDER / "acumatica-catalog.json", _FOLDER / "acumatica-state.json"
    path.write_text(json.dumps(catalog))
    full = _timed(sandbox, relay, [*command, "--catalog", path])
    state.write_text(json.dumps(full.state))
    sandbox.advance(3600)
    touched = {stream: full.records[stream] // 100 for stream in _ENTITIES}
    for stream, number in touched.items():
        sandbox.acumatica.mutate("touch", entity=_ENTITIES[stream], number=number)
    sandbox.advance(3600)
    _config(sandbox, **settings)
    sandbox.acumatica.set_limits(latency=_LATENCY)
    changed = _run(sandbox, [*command, "--catalog", path, "--state", state])
    sandbox.acumatica.set_limits(latency=0)
    _check({stream: changed.records[stream] for stream in touched}, touched)
    return full, changed


def _check(found: dict[str, int], expected: dict[str, int]) -> None:
    if found != expected:
        raise SystemExit(f"Emitted were {found}, and expected {expected}.")


def measure_reading(scale: float) -> list[Figure | Ratio]:
    """Return the figures of our tap, of easy-acumatica, and of one page after the other."""
    journals, vendors = int(20_000 * scale), int(10_000 * scale)
    # Both runs of a program must ask for the same.
    clock = Clock(dt.datetime.now(dt.UTC))
    with (
        Sandbox.start("acumatica", clock=clock) as sandbox,
        Relay(sandbox.acumatica.config()["api_url"]) as relay,
    ):
        sandbox.acumatica.mutate("grow", number=journals, vendors=vendors)
        sandbox.advance(3600)
        sandbox.acumatica.set_limits(api_users=_SEATS)
        full, changed = _read(sandbox, relay)
        _check(
            {stream: full.records[stream] for stream in _ENTITIES},
            {stream: len(sandbox.acumatica.truth(name)) for stream, name in _ENTITIES.items()},
        )
        config = _config(sandbox, page_size=_PAGE_SIZE, api_url=relay.url)
        pages = _timed(sandbox, relay, [sys.executable, _WAYS / "pages.py", config])
        peer = environment(_PEER) / "python"
        easy = _timed(sandbox, relay, [peer, _WAYS / "easy.py", config])
    name = f"{journals:,} journals, {vendors:,} vendors, 100 ms per call"
    allowed = 0.01 * full.calls + 10
    return [
        Figure(f"{name}, tap-acumatica, {_SEATS} seats", str(full)),
        Figure(f"{name}, tap-acumatica, 1 % changed", str(changed)),
        Figure(f"{name}, one page of {_PAGE_SIZE} after the other", str(pages)),
        Figure(f"{name}, published {_PEER}, one list each", str(easy)),
        Ratio("reading Acumatica, s, one page at a time / tap", pages.seconds / full.seconds, 4),
        Ratio("reading Acumatica, s, published client / tap", easy.seconds / full.seconds, 1),
        Ratio("1 % changed, calls / allowed", changed.calls / allowed, 1, at_most=True),
    ]


def _newest_journal(sandbox: Sandbox) -> dict[str, Any]:
    journals = sandbox.acumatica.truth("JournalTransaction")
    return max(journals, key=lambda journal: (journal["TransactionDate"], journal["BatchNbr"]))


def _journals(sandbox: Sandbox, number: int) -> tuple[Path, Path]:
    """Write journals as rows for our target, and as bodies; return both files."""
    accounts = [
        account["AccountCD"]
        for account in sandbox.acumatica.truth("Account")
        if account["Type"] == "Expense" and account["Active"]
    ]
    journal = _newest_journal(sandbox)
    branch, day = journal["BranchID"], journal["TransactionDate"][:10]
    rows, bodies = _FOLDER / "journals.singer", _FOLDER / "journals.json"
    columns = {"batch": {}, "line": {}, "day": {}, "account": {}, "amount": {"type": "number"}}
    made = []
    with rows.open("w") as lines:
        head = {"type": "SCHEMA", "stream": "accruals", "key_properties": ["batch", "line"]}
        schema = {"type": "object", "properties": columns}
        lines.write(json.dumps(head | {"schema": schema}) + "\n")
        for batch in range(number):
            details = []
            for line in range(_LINES):
                amount = (line // 2 + 1) * (1 if line % 2 else -1)
                account = accounts[line % len(accounts)]
                record = {"batch": f"B{batch}", "line": line, "day": day}
                record |= {"account": account, "amount": amount}
                message = {"type": "RECORD", "stream": "accruals", "record": record}
                lines.write(json.dumps(message) + "\n")
                side = "DebitAmount" if amount > 0 else "CreditAmount"
                details.append({"Account": {"value": account}, side: {"value": abs(amount)}})
            made.append(
                {
                    "BranchID": {"value": branch},
                    "TransactionDate": {"value": day},
                    "Description": {"value": f"B{batch}"},
                    "Hold": {"value": False},
                    "Details": details,
                }
            )
    bodies.write_text(json.dumps(made))
    return rows, bodies


def measure_posting(scale: float) -> list[Figure | Ratio]:
    """Return the figures of our target, and of one PUT after the other."""
    number, runs = int(200 * scale), {}
    for way in ("own", "one by one"):
        with Sandbox.start("acumatica") as sandbox:
            sandbox.acumatica.set_limits(latency=_LATENCY, api_users=_SEATS)
            before = len(sandbox.acumatica.truth("JournalTransaction"))
            rows, bodies = _journals(sandbox, number)
            branch = _newest_journal(sandbox)["BranchID"]
            mapping = {
                "object": "JournalTransaction",
                "key": "batch",
                "fields": {
                    "BranchID": f"'{branch}'",
                    "TransactionDate": "day",
                    "Description": "batch",
                },
                "lines": {"Details": {"Account": "account", "Amount": "amount"}},
            }
            command: list[str | Path] = [Path(sys.executable).with_name("target-acumatica")]
            if way == "own":
                audit = _FOLDER / "journals.sqlite"
                audit.unlink(missing_ok=True)
                settings = {"mappings": {"accruals": mapping}, "max_concurrency": _SEATS}
                settings["audit_url"] = f"sqlite:///{audit}"
                command += ["--config", _config(sandbox, **settings)]
                runs[way] = _run(sandbox, command, rows)
            else:
                command = [sys.executable, _WAYS / "one_by_one.py", _config(sandbox), bodies]
                runs[way] = _run(sandbox, command)
            posted = len(sandbox.acumatica.truth("JournalTransaction")) - before
            if posted != number:
                raise SystemExit(f"{way}: {posted} of {number} journals were posted.")
    name = f"{number} journals of {_LINES} lines, 100 ms per call"
    own, single = runs["own"], runs["one by one"]
    return [
        Figure(f"{name}, target-acumatica, {_SEATS} seats", f"{own.seconds:.1f} s, {own.calls}"),
        Figure(f"{name}, one by one, no checks", f"{single.seconds:.1f} s, {single.calls}"),
        Ratio("posting, s, one by one / target-acumatica", single.seconds / own.seconds, 1),
    ]


def measure(scale: float) -> list[Figure | Ratio]:
    """Return the figures of reading and posting."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    return [*measure_reading(scale), *measure_posting(scale)]
