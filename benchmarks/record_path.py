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
    """Start a page server in a new process; yield its URL."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.pages", str(pages)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"  # type: ignore[union-attr]
        server.stdin.close()  # type: ignore[union-attr]


def extract(extractor: str, pages: int) -> dict[str, float]:
    """Return seconds and peak megabytes of an extractor for a number of pages."""
    with page_server(pages) as url:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.extractors", extractor, url],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=True,
            timeout=_TIMEOUT,
        )
    figures: dict[str, float] = json.loads(done.stderr.splitlines()[-1])
    return figures


def measure(scale: float) -> list[Figure | Ratio]:
    """Return the records per second of each extractor, the best of three runs."""
    # Some seconds each, so that fixed costs do not matter.
    pages = {extractor: int(300 * scale) for extractor in ("typed", "audit", "bare")}
    pages["default"] = int(50 * scale)
    rates = {
        extractor: max(ROWS * n / extract(extractor, n)["seconds"] for _ in range(3))
        for extractor, n in pages.items()
    }
    names = {
        "typed": "tap record path",
        "audit": "with the audit log",
        "default": "SDK default path",
        "bare": "bare loop",
    }
    return [
        *(Figure(f"{names[key]}, records/s", f"{rate:,.0f}") for key, rate in rates.items()),
        Ratio("record path / SDK default path", rates["typed"] / rates["default"], 10),
        Ratio("record path / bare requests + orjson loop", rates["typed"] / rates["bare"], 0.5),
    ]
