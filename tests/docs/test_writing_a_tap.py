"""The tap of `docs/writing-a-tap.md`, run as it stands there against the API it shows."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
import threading
from decimal import Decimal
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from singer_erp.testing import Warehouse, run_tap

PAGE = Path(__file__).parents[2] / "docs" / "writing-a-tap.md"
CODE = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1]
FIELDS = {"id": "string", "amount": "number", "is_open": "boolean", "updated_at": "timestamp"}
START = dt.datetime(2026, 1, 31, tzinfo=dt.UTC)


class Acme(ThreadingHTTPServer):
    """Invoices in memory: pages by offset, in the order of `updated_at`."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.now = START
        self.invoices = {}
        self.after_page = lambda: None
        self.failures = []

    def edit(self, number, amount="12345678901234567.89", **more):
        invoice = {"id": str(number), "amount": f"#{amount}#", "is_open": True, **more}
        self.invoices[number] = invoice | {"updated_at": self.now.isoformat()}

    def advance(self, seconds=60):
        self.now += dt.timedelta(seconds=seconds)

    def rows(self):
        return {
            invoice["id"]: (Decimal(invoice["amount"].strip("#")), invoice["updated_at"])
            for invoice in self.invoices.values()
        }

    def answer(self, path, query):
        if path == "/entities":
            return {"entities": [{"name": "invoices", "fields": FIELDS}]}
        low = query.get("updated_from", ["0"])[0].replace("Z", "+00:00")
        high = query.get("updated_to", ["9"])[0].replace("Z", "+00:00")
        found = sorted(
            (i for i in self.invoices.values() if low <= i["updated_at"] < high),
            key=lambda invoice: (invoice["updated_at"], int(invoice["id"])),
        )
        offset, limit = int(query["offset"][0]), int(query["limit"][0])
        page = found[offset : offset + limit]
        self.after_page()
        return {"now": self.now.isoformat(), "total": len(found), "items": page}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        parts = urlsplit(self.path)
        status = self.server.failures.pop(0) if self.server.failures else 200
        if self.headers["Authorization"] != "Bearer synthetic-token":
            status = 401
        body = {"code": "NO", "message": "no"}
        if status == 200:
            body = self.server.answer(parts.path, parse_qs(parts.query))
        # Amounts are JSON numbers with more digits than a float has.
        text = re.sub(r'"#([\d.]+)#"', r"\1", json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args):
        """Keep the test output clean."""


@pytest.fixture
def acme():
    server = Acme()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    for number in range(1, 24):
        server.edit(number)
        server.advance(number % 3)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def run(acme):
    namespace = {"__name__": "tap_acme"}
    exec(compile(CODE, str(PAGE), "exec"), namespace)

    def run(**given):
        settings = {"api_url": acme.url, "token": "synthetic-token", "page_size": 5}
        state = given.pop("state", None)
        tap = partial(namespace["TapAcme"], sleep=lambda _: None)
        return run_tap(tap, settings | given, state=state, records_per_state=1)

    return run


def _same(warehouse, acme):
    rows = {
        row["id"]: (row["amount"], row["updated_at"].replace("Z", "+00:00"))
        for row in warehouse.tables["invoices"].values()
    }
    assert rows == acme.rows()


def test_the_tap_has_at_most_150_lines():
    assert len(CODE.splitlines()) <= 150


def test_streams_are_discovered_with_their_types(run):
    properties = run().schema("invoices")["properties"]

    assert properties["id"] == {"type": ["string"]}
    assert properties["amount"] == {"type": ["number", "null"]}
    assert properties["updated_at"]["format"] == "date-time"
    assert "_other" in properties


def test_every_record_arrives_with_its_exact_digits(run, acme):
    warehouse = Warehouse()
    warehouse.load(run())

    _same(warehouse, acme)


def test_a_field_that_is_not_known_arrives_in_other(run, acme):
    acme.edit(99, color="blue")
    acme.advance()

    records = run().records("invoices")

    assert [r["_other"] for r in records if "_other" in r] == [{"color": "blue"}]


def test_the_next_run_reads_what_changed(run, acme):
    acme.advance()
    state = run(lookback_seconds=0).state
    acme.edit(3, "0.10")
    acme.advance()

    again = run(state=state, lookback_seconds=0)

    assert [record["id"] for record in again.records("invoices")] == ["3"]


def test_records_edited_between_pages_are_not_skipped(run, acme):
    numbers = iter(range(1, 20))

    def edit():
        acme.advance(1)
        acme.edit(next(numbers, 1), "7.70")

    acme.after_page = edit
    warehouse = Warehouse()
    warehouse.load(run())
    acme.after_page = lambda: None
    acme.advance()

    warehouse.load(run(state=warehouse.state))

    _same(warehouse, acme)


def test_a_run_that_is_killed_anywhere_is_continued(run, acme):
    messages = len(run().messages)
    for cut in range(0, messages, 3):
        warehouse = Warehouse()
        warehouse.load(run().until(cut))
        warehouse.load(run(state=warehouse.state))

        _same(warehouse, acme)


def test_faults_are_retried_and_a_wrong_token_is_one_clear_error(run, acme, tmp_path):
    acme.failures = [503, 500, 429]
    warehouse = Warehouse()
    warehouse.load(run())
    _same(warehouse, acme)

    program, config = tmp_path / "tap_acme.py", tmp_path / "config.json"
    program.write_text(CODE, encoding="utf-8")
    config.write_text(json.dumps({"api_url": acme.url, "token": "wrong"}), encoding="utf-8")
    process = subprocess.run(
        [sys.executable, str(program), "--config", str(config)],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )

    errors = [line for line in process.stderr.splitlines() if "ERROR" in line]
    assert process.returncode == 1
    assert len(errors) == 1
    assert "401" in errors[0]
    assert "Check `token`" in errors[0]
    assert "wrong" not in errors[0]
