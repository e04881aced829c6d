"""Broken connections, slow servers, proxies, cookies, logs."""

import gzip
import logging
import socket
import threading
from traceback import format_exception

import pytest
from singer_erp.auth.tokens import Token, TokenSource
from singer_erp.errors import TransientError


def test_a_reset_connection_is_retried(vendor, client, waits):
    vendor.will(vendor.Reply(reset=True), vendor.Reply(body={"items": []}))

    assert client.send("GET", vendor.url).json() == {"items": []}
    assert len(waits) == 1


@pytest.mark.parametrize("missing", [1, 5000])
def test_a_truncated_body_is_retried(missing, vendor, client, waits):
    vendor.will(
        vendor.Reply(body={"items": [1]}, missing=missing), vendor.Reply(body={"items": [1, 2]})
    )

    assert client.send("GET", vendor.url).json() == {"items": [1, 2]}
    assert len(waits) == 1


def test_a_body_with_a_wrong_encoding_is_retried(vendor, client, waits):
    garbled = vendor.Reply(body=b"no gzip at all", headers={"Content-Encoding": "gzip"})
    sound = vendor.Reply(body=gzip.compress(b"{}"), headers={"Content-Encoding": "gzip"})
    vendor.will(garbled, sound)

    assert client.send("GET", vendor.url).content == b"{}"
    assert len(waits) == 1


def test_a_read_timeout_is_retried(vendor, make_client, waits):
    released = threading.Event()
    vendor.will(vendor.Reply(after=released))

    assert make_client(timeout_seconds=0.2).send("GET", vendor.url).status_code == 200

    released.set()
    assert len(waits) == 1


def test_a_refused_connection_is_an_error_with_advice(client, waits):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"

    with pytest.raises(TransientError, match=r"GET /q failed \(Connect.*`api_url`") as raised:
        client.send("GET", url + "/q", params={"name": "s3cret"})

    assert len(waits) == 6
    assert "s3cret" not in str(raised.value)


def test_cookies_are_never_sent_back(vendor, client):
    vendor.will(vendor.Reply(503, headers={"Set-Cookie": "JSESSIONID=1; Path=/"}))

    client.send("GET", vendor.url)
    client.send("GET", vendor.url)

    assert all("Cookie" not in headers for _, _, headers, _ in vendor.requests)


def test_credentials_of_a_netrc_file_are_not_used(vendor, client, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))

    client.send("GET", vendor.url)

    assert "Authorization" not in vendor.requests[0][2]


def test_the_proxy_of_the_environment_is_used(vendor, make_client, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", vendor.url)

    make_client(allow_http=True).send("GET", "http://acme.example/entries")

    assert vendor.requests[0][1] == "http://acme.example/entries"


def test_hosts_in_no_proxy_are_reached_directly(vendor, client, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    assert client.send("GET", vendor.url).status_code == 200


def test_the_hosts_of_a_client_have_their_own_proxies(vendor, make_client, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", vendor.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    client, proxied = make_client(allow_http=True), "http://acme.example/entries"

    for url in (proxied, vendor.url + "/entries", proxied):
        client.send("GET", url)

    assert [path for _, path, *_ in vendor.requests] == [proxied, "/entries", proxied]


def test_threads_share_a_client(vendor, client, in_threads):
    vendor.choose = lambda _, path: vendor.Reply(body={"path": path})
    numbers = iter(range(20))
    lock = threading.Lock()

    def request():
        with lock:
            path = f"/{next(numbers)}"
        return client.send("GET", vendor.url + path).json()["path"] == path

    assert all(in_threads(20, request))
    assert client.calls == {"calls": 20}


def test_threads_in_turn_reuse_one_connection(vendor, client, in_threads):
    for _ in range(5):
        in_threads(1, lambda: client.send("GET", vendor.url))

    assert len(vendor.requests) == 5
    assert len(vendor.connections) == 1


@pytest.mark.parametrize("reply", [{"status": 503}, {"reset": True}, {"status": 429}])
def test_neither_errors_nor_logs_contain_tokens_or_queries(
    reply, vendor, make_client, caplog, capfd
):
    caplog.set_level(logging.INFO)
    auth = TokenSource(lambda now: Token("s3cret-token", now + 3600))
    vendor.will(*[vendor.Reply(**reply)] * 2)

    request = {"params": {"k": "s3cret-query"}, "json": {"q": "s3cret-body"}}
    with pytest.raises(TransientError) as raised:
        make_client(auth=auth, max_tries=2).send("POST", vendor.url + "/q", **request)

    traceback = "".join(format_exception(raised.value))
    output = traceback + repr(vars(raised.value)) + caplog.text + "".join(capfd.readouterr())
    assert "Try 1 failed" in caplog.text
    assert "s3cret" not in output
