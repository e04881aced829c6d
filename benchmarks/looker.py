"""500,000 rows of one Looker result: the tap, and looker-sdk with `json.loads`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests
from erp_sandbox.testing import Sandbox
from typing_extensions import override

from benchmarks.figures import Figure, Ratio
from benchmarks.relay import Answer, Relay

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOLDER = Path("output/bench").resolve()
_WAY = Path(__file__).with_name("looker_ways") / "sdk.py"
_ROWS = 500_010  # a round number is read on from its last row
_TIMEOUT = 900
_POLL = 0.05
_STREAM = "gl_lines"
_FIELDS = [
    *("gl.line_id", "gl.memo", "gl.is_posted", "gl.debit", "gl.net", "gl.posting_date"),
    *("gl.posting_month", "gl.posted_time", "gl.modified_time", "accounts.account_number"),
]


@dataclass(frozen=True)
class Run:
    """One run of a program.

    Attributes:
        seconds: Duration, including startup.
        megabytes: Peak memory.
        records: Records written.
        calls: Requests sent.
    """

    seconds: float
    megabytes: float
    records: int
    calls: int

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s, {self.megabytes:.0f} MB, {self.calls} calls"


class _Results(Relay):
    """A relay whose results come from a file.

    Args:
        upstream: URL of the instance.
        result: The file.
    """

    def __init__(self, upstream: str, result: Path) -> None:
        super().__init__(upstream)
        self._result = result

    @override
    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """Return the file as the result of any query."""
        if "/queries/run/" in path:
            return Answer(200, [("Content-Type", "application/json")], self._result)
        return self.ask(method, path, headers, body)


def _run(relay: _Results, command: Sequence[str | Path]) -> Run:
    before, started, output = relay.calls, time.perf_counter(), _FOLDER / "looker.singer"
    with output.open("wb") as lines:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=lines, stderr=subprocess.DEVNULL
        )
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, _peak_megabytes(process.pid))
            time.sleep(_POLL)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}.")
    with output.open("rb") as written:
        records = sum(1 for line in written if b'"RECORD"' in line[:40])
    output.unlink()
    return Run(seconds, peak, records, relay.calls - before)


def _peak_megabytes(pid: int) -> float:
    """Return the peak memory of a process so far; `getrusage` would count that of its parent."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    [*_, peak] = [0, *re.findall(r"VmHWM:\s+(\d+) kB", status)]
    return int(peak) / 1024


def _write_result(sandbox: Sandbox, rows: int) -> Path:
    """Write a result of some rows: those of the sandbox, again and again with other keys."""
    settings = sandbox.looker.config()
    root = f"{settings['api_url']}/api/4.0"
    key = {name: settings[name] for name in ("client_id", "client_secret")}
    token = requests.post(f"{root}/login", data=key, timeout=_TIMEOUT).json()["access_token"]
    sent = requests.post(
        f"{root}/queries/run/json",
        params={"limit": "-1", "apply_formatting": "false"},
        json={"model": "finance", "view": "gl", "fields": _FIELDS},
        headers={"Authorization": f"token {token}"},
        timeout=_TIMEOUT,
    )
    # Each row as the text that the sandbox sent, whose key comes first.
    texts = [text.partition(",")[2] for text in sent.text.strip()[1:-2].split("},")]
    path = _FOLDER / "looker-result.json"
    with path.open("w") as file:
        for number in range(rows):
            start = "[" if number == 0 else ","
            file.write(f'{start}{{"gl.line_id":{number},{texts[number % len(texts)]}}}')
        file.write("]")
    return path


def _tap(relay: _Results, settings: dict[str, Any]) -> Run:
    query = {"name": _STREAM, "model": "finance", "explore": "gl", "fields": _FIELDS}
    config, catalog = _FOLDER / "looker-config.json", _FOLDER / "looker-catalog.json"
    config.write_text(json.dumps(settings | {"api_url": relay.url, "queries": [query]}))
    command = [Path(sys.executable).with_name("tap-looker"), "--config", config]
    found = subprocess.run([*command, "--discover"], capture_output=True, check=True)
    streams = json.loads(found.stdout)["streams"]
    chosen = [entry for entry in streams if entry["tap_stream_id"] == _STREAM]
    catalog.write_text(json.dumps({"streams": chosen}))
    return _run(relay, [*command, "--catalog", catalog])


def _sdk(relay: _Results, settings: dict[str, Any]) -> Run:
    path = _FOLDER / "looker-sdk.json"
    path.write_text(json.dumps(settings | {"api_url": relay.url, "fields": _FIELDS}))
    return _run(relay, [sys.executable, _WAY, path])


def measure(scale: float) -> list[Figure | Ratio]:
    """Return the figures of the tap at two sizes, and of looker-sdk."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    large = int(_ROWS * scale)
    small = large // 10 + 1  # no limit of Looker
    with Sandbox.start("looker", documents=150) as sandbox:
        settings = sandbox.looker.config()
        taps, peers = {}, {}
        for rows in (small, large):
            with _Results(settings["api_url"], _write_result(sandbox, rows)) as relay:
                taps[rows], peers[rows] = _tap(relay, settings), _sdk(relay, settings)
    tap, sdk = taps[large], peers[large]
    if {tap.records, sdk.records} != {large}:
        raise SystemExit(f"Of {large} rows, {tap.records} and {sdk.records} were written.")
    memory = tap.megabytes / taps[small].megabytes
    return [
        Figure(f"{large:,} rows of Looker, tap-looker", str(tap)),
        Figure(f"{large:,} rows of Looker, looker-sdk, json.loads, json.dumps", str(sdk)),
        Ratio("rows of Looker, s, looker-sdk / tap", sdk.seconds / tap.seconds, 3),
        Ratio("rows of Looker, peak memory, ten times the rows", memory, 1.2, at_most=True),
    ]
