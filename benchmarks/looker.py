"""500,000 rows of one Looker result: the tap, and looker-sdk with `json.loads`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import requests
from erp_sandbox.testing import Sandbox

from benchmarks.figures import Figure, Ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOLDER = Path("output/bench").resolve()
_WAY = Path(__file__).with_name("looker_ways") / "sdk.py"
_ROWS = 500_010  # a round number is read on from its last row
_TIMEOUT = 900
_POLL = 0.05
_HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "host", "content-encoding"}
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


class _Relay(ThreadingHTTPServer):
    """Forwards to an instance, but results, which come from a file: it measures clients only.

    Args:
        upstream: URL of the instance.
        result: The file.
    """

    daemon_threads = True

    def __init__(self, upstream: str, result: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = urlsplit(upstream).netloc
        self.result = result
        self.calls = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def forward(self) -> None:
        relay = cast("_Relay", self.server)
        relay.calls += 1
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "/queries/run/" in self.path:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(relay.result.stat().st_size))
            self.end_headers()
            with relay.result.open("rb") as file:
                shutil.copyfileobj(file, self.wfile)
            return
        connection = HTTPConnection(relay.upstream, timeout=_TIMEOUT)
        headers = {n: v for n, v in self.headers.items() if n.lower() not in _HOP_BY_HOP}
        connection.request(self.command, self.path, body, headers | {"Accept-Encoding": "identity"})
        response = connection.getresponse()
        content = response.read()
        self.send_response(response.status)
        for name, value in response.getheaders():
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        if response.status != 204:  # noqa: PLR2004  # no content
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        connection.close()

    do_GET = do_POST = do_DELETE = forward  # noqa: N815  # names of http.server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as in http.server
        """Write nothing."""


def _run(relay: _Relay, command: Sequence[str | Path]) -> Run:
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


def _tap(relay: _Relay, settings: dict[str, Any]) -> Run:
    query = {"name": _STREAM, "model": "finance", "explore": "gl", "fields": _FIELDS}
    config, catalog = _FOLDER / "looker-config.json", _FOLDER / "looker-catalog.json"
    config.write_text(json.dumps(settings | {"api_url": relay.url, "queries": [query]}))
    command = [Path(sys.executable).with_name("tap-looker"), "--config", config]
    found = subprocess.run([*command, "--discover"], capture_output=True, check=True)
    streams = json.loads(found.stdout)["streams"]
    chosen = [entry for entry in streams if entry["tap_stream_id"] == _STREAM]
    catalog.write_text(json.dumps({"streams": chosen}))
    return _run(relay, [*command, "--catalog", catalog])


def _sdk(relay: _Relay, settings: dict[str, Any]) -> Run:
    path = _FOLDER / "looker-sdk.json"
    path.write_text(json.dumps(settings | {"api_url": relay.url, "fields": _FIELDS}))
    return _run(relay, [sys.executable, _WAY, path])


def measure(scale: float) -> list[Figure | Ratio]:
    """Return the figures of the tap at two sizes, and of looker-sdk."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    large, small = int(_ROWS * scale), int(_ROWS * scale) // 10
    with Sandbox.start("looker", documents=150) as sandbox:
        settings = sandbox.looker.config()
        taps, peers = {}, {}
        for rows in (small, large):
            relay = _Relay(settings["api_url"], _write_result(sandbox, rows))
            taps[rows], peers[rows] = _tap(relay, settings), _sdk(relay, settings)
            relay.shutdown()
            relay.server_close()
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
