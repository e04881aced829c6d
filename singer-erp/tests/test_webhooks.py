"""The webhook receiver, over HTTP on loopback."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import http.client
import json
import stat
import threading
from contextlib import contextmanager

import pytest
import requests
from singer_erp.webhooks.checks import allowed_addresses, shared_secret, signature
from singer_erp.webhooks.inbox import Inbox
from singer_erp.webhooks.receiver import MAX_BODY_BYTES, Receiver, WebhookSource
from waitress import wasyncore
from waitress.server import create_server

SECRET = "a verifier token"
HEADER = "Vendor-Signature"
NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)


def _newest(body):
    return dt.datetime.fromisoformat(json.loads(body)["at"])


def _body(at=NOW, **more):
    return json.dumps({"at": at.isoformat(), **more}).encode()


def _signed(body, secret=SECRET):
    digest = hmac.digest(secret.encode(), body, hashlib.sha256)
    return {HEADER: base64.b64encode(digest).decode()}


@pytest.fixture
def inbox(tmp_path):
    inbox = Inbox(f"sqlite:///{tmp_path}/inbox.sqlite")
    yield inbox
    inbox.close()


@contextmanager
def _serving(inbox, *checks, now=lambda: NOW):
    receiver = Receiver(WebhookSource("vendor", checks, _newest), inbox, path="/hook", now=now)
    sockets = {}
    server = create_server(
        receiver,
        host="127.0.0.1",
        port=0,
        map=sockets,
        channel_request_lookahead=1,
        max_request_body_size=MAX_BODY_BYTES + 1,
    )
    stopping = threading.Event()

    def run():
        while not stopping.is_set():
            wasyncore.loop(timeout=0.02, map=sockets, count=1)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}/hook"
    finally:
        stopping.set()
        thread.join(900)
        server.task_dispatcher.shutdown()
        wasyncore.close_all(sockets)


@pytest.fixture
def url(inbox):
    with _serving(inbox, signature(HEADER, SECRET)) as url:
        yield url


def _stored(inbox):
    return [event.body for event in inbox.between("vendor", 0, inbox.last("vendor"))]


def _post(url, body, headers):
    return requests.post(url, body, headers=headers, timeout=900).status_code


def test_a_signed_event_is_stored_unchanged(url, inbox):
    assert _post(url, _body(), _signed(_body())) == 200
    assert _stored(inbox) == [_body()]


@pytest.mark.parametrize(
    "headers",
    [{}, {HEADER: ""}, {HEADER: "bm90IGl0"}, {HEADER: "nön"}, _signed(_body(), "another token")],
    ids=["missing", "empty", "wrong", "no base64", "another secret"],
)
def test_a_forged_event_is_refused_and_not_stored(url, inbox, headers):
    assert _post(url, _body(), {name: value.encode() for name, value in headers.items()}) == 401
    assert _stored(inbox) == []


def test_a_modified_body_is_refused(url, inbox):
    assert _post(url, _body() + b" ", _signed(_body())) == 401
    assert _stored(inbox) == []


def test_a_replay_is_refused_and_stored_once(url, inbox):
    assert _post(url, _body(), _signed(_body())) == 200
    assert _post(url, _body(), _signed(_body())) == 409
    assert _stored(inbox) == [_body()]


def test_an_event_whose_response_was_lost_is_accepted_again(inbox):
    body = _body()
    assert inbox.put("vendor", body, NOW) == 1  # the receiver died before it responded
    with _serving(inbox, signature(HEADER, SECRET)) as url:
        assert _post(url, body, _signed(body)) == 200
        assert _post(url, body, _signed(body)) == 409
    assert _stored(inbox) == [body]


def test_an_event_older_than_the_retention_is_refused(url, inbox):
    old = _body(NOW - dt.timedelta(days=31))
    assert _post(url, old, _signed(old)) == 409
    assert _stored(inbox) == []


def test_a_body_that_is_too_large_is_refused_and_not_stored(url, inbox):
    large = _body(filler="x" * MAX_BODY_BYTES)
    assert _post(url, large, _signed(large)) == 413
    assert _stored(inbox) == []


def test_an_endless_body_is_not_read(url, inbox):
    host = url.removeprefix("http://").partition("/")[0]
    connection = http.client.HTTPConnection(host, timeout=900)
    connection.putrequest("POST", "/hook")
    connection.putheader("Content-Length", str(10**12))
    connection.endheaders()
    connection.send(b"x" * 100)
    assert connection.getresponse().status == 413
    connection.close()
    assert _stored(inbox) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"at": 1}', b'{"at": "soon"}', b"\xff"])
def test_a_signed_body_that_is_not_an_event_is_refused(url, inbox, body):
    assert _post(url, body, _signed(body)) == 400
    assert _stored(inbox) == []


def test_other_methods_and_paths_are_refused(url):
    assert requests.get(url, timeout=900).status_code == 405
    assert _post(f"{url}/more", _body(), _signed(_body())) == 404


def test_shared_secrets_and_allowed_addresses_are_checked(inbox):
    body = _body()
    secret = shared_secret("X-Looker-Webhook-Token", SECRET)
    with _serving(inbox, allowed_addresses(["127.0.0.0/8"]), secret) as url:
        assert _post(url, body, {}) == 401
        assert _post(url, body, {"X-Looker-Webhook-Token": SECRET}) == 200
    with _serving(inbox, allowed_addresses(["203.0.113.0/24"]), secret) as url:
        assert _post(url, _body(n=2), {"X-Looker-Webhook-Token": SECRET}) == 403
    assert _stored(inbox) == [body]


def test_an_unavailable_inbox_responds_with_503(url, inbox, tmp_path):
    (tmp_path / "inbox.sqlite").unlink()
    (tmp_path / "inbox.sqlite").mkdir()
    inbox.close()  # a new connection finds what is there now
    assert _post(url, _body(), _signed(_body())) == 503


def test_the_inbox_is_private_and_events_expire_after_35_days(inbox, tmp_path):
    inbox.put("vendor", b"old", NOW - dt.timedelta(days=36))
    inbox.put("other", b"recent", NOW - dt.timedelta(days=34))
    last = inbox.put("vendor", b"new", NOW)
    assert stat.S_IMODE((tmp_path / "inbox.sqlite").stat().st_mode) == 0o600
    assert _stored(inbox) == [b"new"]
    assert last == inbox.last("vendor") == 3


def test_numbers_are_not_reused_after_expiry(inbox):
    inbox.put("vendor", b"old", NOW - dt.timedelta(days=36))
    assert inbox.put("vendor", b"new", NOW) == 2


def test_events_from_many_threads_are_all_stored(inbox):
    with _serving(inbox, signature(HEADER, SECRET)) as url:
        bodies = [_body(n=n) for n in range(60)]
        threads = [
            threading.Thread(
                target=lambda some: [_post(url, b, _signed(b)) for b in some], args=[p]
            )
            for p in (bodies[::3], bodies[1::3], bodies[2::3])
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(_stored(inbox)) == sorted(bodies)
