"""The webhook receiver, over HTTP on loopback."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import http.client
import json
import socket
import stat
import threading
from contextlib import ExitStack, contextmanager, suppress

import pytest
import requests
from singer_erp.errors import ConfigError
from singer_erp.webhooks.checks import (
    InvalidRequestError,
    WebhookRequest,
    allowed_addresses,
    from_settings,
    shared_secret,
    signature,
)
from singer_erp.webhooks.inbox import Inbox
from singer_erp.webhooks.receiver import MAX_BODY_BYTES, Receiver, WebhookSource
from singer_erp.webhooks.server import MAX_CONNECTIONS, create_server
from waitress import wasyncore

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
def _serving(inbox, *checks, now=lambda: NOW, **bounds):
    receiver = Receiver(WebhookSource("vendor", checks, _newest), inbox, path="/hook", now=now)
    server = create_server(receiver, "127.0.0.1", 0, **bounds)
    stopping = threading.Event()

    def run():
        while not stopping.is_set():
            wasyncore.loop(timeout=0.02, map=server.map, count=1)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_listen[0][1]}/hook"
    finally:
        stopping.set()
        thread.join(900)
        server.close()


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


def _connect(url):
    host, _, port = url.removeprefix("http://").partition("/")[0].partition(":")
    return socket.create_connection((host, int(port)), timeout=900)


@pytest.mark.parametrize(
    "sent", ["", "POST /hook HTTP/1.1\r\nX: ", "POST /hook HTTP/1.1\r\nContent-Length: 9\r\n\r\n{"]
)
def test_slow_connections_do_not_keep_out_others(inbox, sent):
    with _serving(inbox, signature(HEADER, SECRET)) as url, ExitStack() as stack:
        slow = [stack.enter_context(_connect(url)) for _ in range(MAX_CONNECTIONS + 20)]
        for connection in slow:
            with suppress(OSError):  # closed for a later one
                connection.sendall(sent.encode())

        assert _post(url, _body(), _signed(_body())) == 200

        assert slow[0].recv(10) == b""  # the longest waiting ones are closed
    assert _stored(inbox) == [_body()]


def test_a_connection_that_drips_is_closed_after_a_total_time(inbox):
    pause = threading.Event()
    with _serving(inbox, request_seconds=0.3) as url, _connect(url) as connection:
        connection.sendall(b"POST /hook HTTP/1.1\r\nX: ")
        connection.settimeout(0.01)
        for _ in range(3000):
            try:
                connection.sendall(b"x")
                if connection.recv(10) == b"":
                    return
            except TimeoutError:
                pause.wait(0.01)
            except OSError:
                return
    pytest.fail("the connection stays open")


PROXY, VENDOR, OTHER = "10.0.0.1", "203.0.113.9", "198.51.100.1"


@pytest.mark.parametrize(
    ("address", "forwarded", "allowed"),
    [
        (VENDOR, "", True),
        (OTHER, "", False),
        (PROXY, VENDOR, True),
        (PROXY, OTHER, False),
        (PROXY, "", False),
        (PROXY, f"{OTHER}, {VENDOR}", True),  # what comes first, the sender claims
        (PROXY, f"{VENDOR}, {OTHER}", False),
        (PROXY, f"{VENDOR}, 10.0.0.2", True),  # two proxies
        (PROXY, f"{VENDOR}, {OTHER}, 10.0.0.2", False),
        (OTHER, VENDOR, False),  # not a proxy
        (VENDOR, OTHER, True),
        (PROXY, "unknown", False),
        (PROXY, f"{VENDOR}:443", False),
        (f"::ffff:{VENDOR}", "", True),
        (f"::ffff:{PROXY}", f"::ffff:{VENDOR}", True),
        ("2001:db8::1", "", True),
        ("2001:db9::1", "", False),
        ("", "", False),
    ],
)
def test_the_address_is_the_last_one_that_is_not_a_proxys(address, forwarded, allowed):
    check = allowed_addresses(["203.0.113.0/24", "2001:db8::/32"], ["10.0.0.0/30"])
    request = WebhookRequest({"x-forwarded-for": forwarded} if forwarded else {}, b"", address)

    if allowed:
        check(request)
        return
    with pytest.raises(InvalidRequestError, match="not allowed"):
        check(request)


def test_the_header_of_a_trusted_proxy_reaches_the_check(inbox):
    secret = shared_secret("X-Secret", SECRET)
    check = allowed_addresses([VENDOR], ["127.0.0.0/8"])
    headers = {"X-Secret": SECRET, "X-Forwarded-For": f"{OTHER}, {VENDOR}"}
    with _serving(inbox, check, secret) as url:
        assert _post(url, _body(), headers) == 200
        assert _post(url, _body(n=2), headers | {"X-Forwarded-For": OTHER}) == 403
    with _serving(inbox, allowed_addresses([VENDOR]), secret) as url:
        assert _post(url, _body(n=3), headers) == 403


@pytest.mark.parametrize("name", ["webhook_allowed_addresses", "webhook_trusted_proxies"])
@pytest.mark.parametrize("value", ["example.com", "10.0.0.1/24", "10.0.0", "", "10.0.0.1/33"])
def test_settings_that_are_not_networks_are_named(name, value):
    with pytest.raises(ConfigError, match=f"`{name}`"):
        from_settings({name: [value]})


def test_settings_without_checks_have_none():
    assert from_settings({"webhook_secret_header": "Authorization"}) == []
