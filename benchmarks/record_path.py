"""The tap's record path against the SDK's default and a bare loop over the same pages."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING

from benchmarks.figures import Figure, Ratio
from benchmarks.pages import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIMEOUT = 600


@contextlib.contextmanager
def page_server(pages: int) -> Iterator[str]:
    """A page server in a process of its own; yields its URL."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.pages", str(pages)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"  # type: ignore[union-attr]
        server.stdin.close()  # type: ignore[union-attr]


def extract(way: str, pages: int) -> dict[str, float]:
    """Seconds and peak megabytes of one way over so many pages."""
    with page_server(pages) as url:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.extractors", way, url],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=True,
            timeout=_TIMEOUT,
        )
    figures: dict[str, float] = json.loads(done.stderr.splitlines()[-1])
    return figures


def measure(scale: float) -> list[Figure | Ratio]:
    """Records a second of the ways, the best of three runs each."""
    pages = {way: int(60 * scale) for way in ("typed", "ledger", "floor")}
    pages["default"] = int(20 * scale)
    rates = {
        way: max(ROWS * n / extract(way, n)["seconds"] for _ in range(3))
        for way, n in pages.items()
    }
    names = {
        "typed": "tap record path",
        "ledger": "with the audit ledger",
        "default": "SDK default path",
        "floor": "bare loop",
    }
    return [
        *(Figure(f"{names[way]}, records/s", f"{rate:,.0f}") for way, rate in rates.items()),
        Ratio("record path / SDK default path", rates["typed"] / rates["default"], 10),
        Ratio("record path / bare requests + orjson loop", rates["typed"] / rates["floor"], 0.5),
    ]
