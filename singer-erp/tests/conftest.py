"""A vendor's HTTP server in a thread, and taps run in this process."""

from __future__ import annotations

import importlib.util
import json
import socket
import struct
import sys
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import settings
from singer_erp.errors import Action, Rule, VendorMessage, only
from singer_erp.http.bodies import json_or_none, text_at
from singer_erp.http.client import HttpClient
from singer_erp.http.factory import ConnectionFactory
from singer_erp.http.factory import Vendor as VendorTable

_RST_ON_CLOSE = struct.pack("ii", 1, 0)

settings.register_profile("singer-erp", database=None, deadline=None)
settings.load_profile("singer-erp")

RULES = (
    Rule(only(400), Action.RETRY, "Repeat it", code="BUSY"),
    Rule(only(401), Action.REAUTHENTICATE, "Check `client_id`"),
    Rule(only(429), Action.FAIL, "The day's requests are spent", code="DAILY_QUOTA"),
    Rule(only(429), Action.SLOW_DOWN, "Lower `max_concurrency`", code="MINUTE", wait_seconds=60),
    Rule(only(429), Action.SLOW_DOWN, "Lower `max_concurrency`"),
    Rule(range(500, 600), Action.RETRY, "Try later"),
)

DATA = Path(__file__).parent / "data"


def read_message(response):
    body = json_or_none(response)
    request_id = response.headers.get("X-Request-Id")
    return VendorMessage(text_at(body, "code") or None, text_at(body, "detail"), request_id)


@dataclass(frozen=True)
class Reply:
    """What the server answers; `missing` bytes are promised and never sent."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    missing: int = 0
    reset: bool = False
    after: threading.Event | None = None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self):
        length = int(self.headers.get("Content-Length", 0))
        self.server.vendor.serve(self, self.rfile.read(length))

    do_GET = answer  # noqa: N815  # the names http.server asks for
    do_POST = answer  # noqa: N815

    def log_message(self, *args):
        """Keep the test output clean."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # many clients connect at once

    def handle_error(self, request, client_address):
        """Clients that gave up are part of the tests."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Vendor:
    """Answers with the replies it was given, then with an empty object."""

    Reply = Reply

    def __init__(self):
        self.requests = []
        self.connections = set()
        self.most_in_flight = 0
        self.choose = None
        self._in_flight = 0
        self._replies = deque()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.vendor = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def will(self, *replies):
        """Queue replies; a number stands for a status."""
        self._replies.extend(Reply(r) if isinstance(r, int) else r for r in replies)

    def serve(self, handler, body):
        with self._lock:
            self.requests.append((handler.command, handler.path, dict(handler.headers), body))
            self.connections.add(handler.client_address)
            self._in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self._in_flight)
            reply = self._replies.popleft() if self._replies else Reply()
        if self.choose is not None:
            reply = self.choose(handler.headers, handler.path) or reply
        try:
            if reply.after is not None:
                reply.after.wait(30)
        finally:
            with self._lock:
                self._in_flight -= 1
        self._send(handler, reply)

    @staticmethod
    def _send(handler, reply):
        if reply.reset:
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST_ON_CLOSE)
            handler.close_connection = True
            handler.connection.close()
            return
        content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content) + reply.missing))
        handler.end_headers()
        handler.wfile.write(content)
        handler.close_connection = bool(reply.missing)

    def stop(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture(autouse=True)
def _no_surroundings(monkeypatch):
    """Proxies and plugin settings of the developer's machine do not count."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def vendor():
    server = Vendor()
    yield server
    server.stop()


@pytest.fixture
def waits():
    """Seconds the client under test wanted to wait between tries."""
    return []


@pytest.fixture
def make_client(waits):
    def make(**changes):
        settings = {
            "rules": RULES,
            "read_message": read_message,
            "user_agent": "singer-erp/tests",
            "timeout_seconds": 10,
            "sleep": waits.append,
        }
        return HttpClient("Acme", **(settings | changes))

    return make


@pytest.fixture
def client(make_client):
    return make_client()


@pytest.fixture
def make_factory(vendor, waits):
    def make(config=None, **changes):
        table = {
            "rules": (Rule(range(500, 600), Action.RETRY, "Try later"),),
            "read_message": read_message,
            "api_url": vendor.url + "/v3",
            "token_url": "/token",
            "token_rules": (Rule(range(500, 600), Action.FAIL, "Check `client_id`"),),
            "token_headers": {"X-Token": "1"},
            "headers": {"Accept": "application/json"},
        }
        settings = {"request_timeout_seconds": 900, "max_concurrency": 2, **(config or {})}
        return ConnectionFactory(
            VendorTable("Acme", **table | changes), settings, "tap-acme/1", sleep=waits.append
        )

    return make


@pytest.fixture
def in_threads():
    """Call a function that many times at once; the results."""

    def run(times, function):
        together = threading.Barrier(times)

        def call(_):
            together.wait(30)
            return function()

        with ThreadPoolExecutor(times) as executor:
            return list(executor.map(call, range(times)))

    return run


@pytest.fixture(scope="session")
def load_module():
    """Import a Python file by its path."""

    def load(path):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture(scope="session")
def feed(load_module):
    """A model of a source with a change feed."""
    return load_module(DATA / "change_feed.py")


@pytest.fixture(scope="session")
def groups(load_module):
    """A model of a source of transaction groups."""
    return load_module(DATA / "groups.py")


@pytest.fixture(scope="session")
def ledger_path():
    return DATA / "tap_ledger.py"


@pytest.fixture(scope="session")
def tap_ledger(load_module, ledger_path):
    return load_module(ledger_path).TapLedger


@pytest.fixture(scope="session")
def rsa_key():
    """A private key as PEM."""
    key = rsa.generate_private_key(65537, 2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
