"""Push notifications, as a receiver on loopback gets them."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest


@pytest.fixture
def receiver():
    """A receiver: the bodies and secrets it got, and the statuses it returns next."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.received.append((self.headers["X-Secret"], json.loads(body)))
            self.send_response(server.statuses.pop() if server.statuses else 204)
            self.end_headers()

        def log_message(self, *_):
            """Log nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        server.received, server.statuses = [], []
        server.url = f"http://127.0.0.1:{server.server_port}/"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def pushing(sandbox, receiver):
    sandbox.acumatica.set_webhook(url=receiver.url, header="X-Secret", secret="s3")
    return sandbox.acumatica


def _by_id(receiver):
    return {body["Id"]: body for _, body in receiver.received}


def test_an_insert_a_change_and_a_deletion_are_one_notification_each(pushing, receiver):
    made = pushing.mutate("journal", status="On Hold")
    pushing.mutate(
        "change", entity="JournalTransaction", id=made["id"], values={"Description": "New"}
    )
    pushing.mutate("delete", entity="JournalTransaction", id=made["id"])
    pushing.deliver_webhooks()

    bodies = sorted(
        _by_id(receiver).values(), key=lambda b: (len(b["Deleted"]), -len(b["Inserted"]))
    )
    inserted, changed, deleted = bodies
    assert {secret for secret, _ in receiver.received} == {"s3"}
    assert (len(inserted["Inserted"]), inserted["Deleted"]) == (1, [])
    assert changed["Inserted"][0]["Description"] == "New"
    assert changed["Deleted"] == inserted["Inserted"]
    assert deleted["Inserted"] == []
    assert inserted.keys() == {
        *("Inserted", "Deleted", "Query", "CompanyId", "Id", "TimeStamp", "AdditionalInfo")
    }
    assert (inserted["Query"], inserted["CompanyId"]) == ("GL Batches", "Acme")
    assert len(str(inserted["TimeStamp"])) == 18


def test_a_refused_notification_is_repeated_with_the_same_id(pushing, receiver):
    pushing.mutate("journal")
    receiver.statuses = [500] * 6
    assert pushing.deliver_webhooks(seed=1)["statuses"][0] == 500
    before = len(receiver.received)
    receiver.statuses = []
    pushing.deliver_webhooks()

    assert before >= 5
    assert len(_by_id(receiver)) == 1
    assert len(receiver.received) > before


def test_lost_notifications_never_arrive(pushing, receiver):
    pushing.mutate("journal")

    assert pushing.deliver_webhooks(lose=1.0) == {"lost": 1, "statuses": []}
    assert pushing.deliver_webhooks()["statuses"] == []
    assert receiver.received == []
