"""A SuiteQL page server of minimal cost: prepared pages, HTTP/1.1, no delay.

`python -m benchmarks.pages PAGES` prints its port and serves until its stdin is closed.
"""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ROWS = 1000
# Columns of a transaction as SuiteQL sends them: all strings, booleans formatted by the query.
COLUMNS = (
    {"id": "integer", "entity": "integer", "currency": "integer", "postingperiod": "integer"}
    | {f"amount{n}": "number" for n in range(8)}
    | {f"text{n}": "string" for n in range(12)}
    | {f"flag{n}": "boolean" for n in range(6)}
    | {f"day{n}": "date" for n in range(2)}
    | {f"moment{n}": "timestamp" for n in range(3)}
)
_VALUES = {
    "integer": str,
    "number": lambda n: f"{n * 7919 % 10_000_019 / 100:.2f}",
    "string": lambda n: f"Invoice no. {n}, net 30 days, thank you",
    "boolean": lambda n: "true" if n % 3 else "false",
    "date": lambda _: "2026-01-31",
    "timestamp": lambda _: "2026-01-31T13:05:00Z",
}


def page(start: int, *, more: bool) -> bytes:
    """Return one page of rows, numbered from `start`."""
    items = [
        {"links": []} | {column: _VALUES[kind](start + row) for column, kind in COLUMNS.items()}
        for row in range(ROWS)
    ]
    return json.dumps({"links": [], "count": ROWS, "hasMore": more, "items": items}).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    pages = 0
    bodies: tuple[bytes, bytes] = (b"", b"")

    def do_POST(self) -> None:
        """Send page `?page=N`; the last page has `hasMore` false."""
        self.rfile.read(int(self.headers["Content-Length"]))
        number = int(self.path.partition("page=")[2] or 0)
        body = self.bodies[number >= self.pages - 1]
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


def main() -> None:
    """Print the port and serve until stdin is closed."""
    _Handler.pages = int(sys.argv[1])
    _Handler.bodies = (page(1, more=True), page(1, more=False))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main()
