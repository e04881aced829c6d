"""Failures of the network: which host, why, and as many tries as may help."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from singer_erp.errors import ConfigError, NetworkError, TransientError

HEAD = b"HTTP/1.1 200 OK\r\n"


@contextmanager
def _serving(respond):
    """Serve connections by a function of the socket; yields the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=_quietly, args=(respond, connection)).start()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def _quietly(respond, connection):
    with connection, suppress(OSError):  # the client gave up
        respond(connection)


def _drip(head):
    """Respond with some bytes, then with one more every few milliseconds, without an end."""

    def respond(connection):
        connection.recv(65_536)
        connection.sendall(head)
        pause = threading.Event()
        for _ in range(3000):
            connection.sendall(b"x")
            pause.wait(0.01)

    return respond


@pytest.mark.parametrize(
    "head",
    [
        HEAD + b"Content-Length: 1000000\r\n\r\n",
        HEAD + b"Connection: close\r\n\r\n",
        HEAD + b"X-Filler: ",
        b"",
    ],
    ids=["body", "body without a length", "header", "status line"],
)
def test_a_response_that_drips_ends_after_the_total_time(head, make_client, waits):
    with _serving(_drip(head)) as port, pytest.raises(TransientError) as raised:
        make_client(timeout_seconds=0.3, max_tries=2).send("GET", f"http://127.0.0.1:{port}/q")

    assert "no complete response within 0.3 seconds" in str(raised.value)
    assert "`request_timeout_seconds`" in str(raised.value)
    assert len(waits) == 1


def test_one_thread_waits_for_the_total_times_of_all_requests(vendor, make_client):
    for seconds in (900, 60):
        make_client(timeout_seconds=seconds).send("GET", vendor.url)

    assert [thread.name for thread in threading.enumerate()].count("deadlines") == 1


def test_a_total_time_ends_before_that_of_a_request_in_flight(vendor, make_client):
    arrived, released = threading.Event(), threading.Event()
    vendor.choose = lambda *_: arrived.set()
    vendor.will(vendor.Reply(after=released))
    with ThreadPoolExecutor(1) as executor:
        slow = executor.submit(make_client(timeout_seconds=900).send, "GET", vendor.url)
        assert arrived.wait(60)

        with _serving(_drip(b"")) as port, pytest.raises(TransientError, match=r"within 0\.3 sec"):
            make_client(timeout_seconds=0.3, max_tries=1).send("GET", f"http://127.0.0.1:{port}/q")

        released.set()
        assert slow.result(60).status_code == 200


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-signed certificate of another host, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "other.example")])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("other.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(pem + built.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def tls_port(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    body = HEAD + b"Content-Length: 2\r\n\r\n{}"

    def respond(connection):
        with context.wrap_socket(connection, server_side=True) as wrapped:
            wrapped.recv(65_536)
            wrapped.sendall(body)

    with _serving(respond) as port:
        yield port


def _one_try(client, url, waits, *, error=NetworkError):
    with pytest.raises(error) as raised:
        client.send("GET", url + "/q?name=s3cret")
    assert waits == []
    text = str(raised.value)
    assert text.startswith("Acme request GET /q failed (")
    assert "s3cret" not in text
    assert text.isprintable()
    return text


def test_an_untrusted_certificate_is_not_tried_again(tls_port, client, waits):
    text = _one_try(client, f"https://127.0.0.1:{tls_port}", waits)

    assert f"TLS with 127.0.0.1:{tls_port} failed: self-signed certificate. " in text
    assert "REQUESTS_CA_BUNDLE" in text


def test_a_certificate_of_another_host_names_the_host(
    tls_port, client, waits, certificate, monkeypatch
):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))

    text = _one_try(client, f"https://127.0.0.1:{tls_port}", waits)

    assert "IP address mismatch, certificate is not valid for '127.0.0.1'" in text


def test_a_server_without_tls_is_not_tried_again(vendor, client, waits):
    text = _one_try(client, vendor.url.replace("http", "https"), waits)

    assert "failed: wrong version number" in text or "failed: record layer failure" in text


def test_a_missing_certificate_file_names_its_variable(client, waits, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "missing.pem")

    assert "there is no file missing.pem" in _one_try(client, "https://127.0.0.1:9", waits)


def test_a_connection_dropped_within_the_handshake_is_retried(client, waits):
    with _serving(lambda connection: connection.recv(100)) as port, pytest.raises(TransientError):
        client.send("GET", f"https://127.0.0.1:{port}")

    assert len(waits) == 6


def test_a_name_that_cannot_be_resolved_is_named(make_client, waits):
    with pytest.raises(TransientError, match=r"the name acme\.invalid cannot be resolved: "):
        make_client(max_tries=2).send("GET", "https://acme.invalid/q")

    assert len(waits) == 1


@pytest.mark.parametrize("host", ["a..b", "a" * 64, "xn--a\u0131.example", "[::1", "host name"])
def test_an_invalid_host_names_the_setting(host, client, waits):
    with pytest.raises((ConfigError, TransientError), match="`api_url`"):
        client.send("GET", f"https://{host}/q")


def test_a_refused_connection_says_where(make_client):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    match = f"no connection to 127.0.0.1:{port}: Connection refused"
    with pytest.raises(TransientError, match=match):
        make_client(max_tries=1).send("GET", f"http://127.0.0.1:{port}")


@contextmanager
def _proxy(status):
    def respond(connection):
        connection.recv(65_536)
        connection.sendall(f"HTTP/1.1 {status} No\x1b[31m\r\n\r\n".encode())

    with _serving(respond) as port:
        yield f"http://user:s3cret@127.0.0.1:{port}"


@pytest.mark.parametrize(("status", "tries"), [(407, 1), (403, 1), (502, 7), (503, 7)])
def test_a_proxy_that_refuses_is_named_without_its_credentials(
    status, tries, client, waits, monkeypatch
):
    with _proxy(status) as url:
        monkeypatch.setenv("HTTPS_PROXY", url)
        with pytest.raises((NetworkError, TransientError)) as raised:
            client.send("GET", "https://acme.example/q")

    text = str(raised.value)
    address = url.rpartition("@")[2]
    assert f"the proxy {address} failed: Tunnel connection failed: {status} No" in text
    assert "HTTPS_PROXY" in text
    assert "s3cret" not in text
    assert text.isprintable()
    assert len(waits) == tries - 1


def test_a_proxy_that_is_not_there_is_named(client, waits, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://user:s3cret@127.0.0.1:9")

    with pytest.raises(TransientError, match=r"the proxy 127\.0\.0\.1:9 failed: ") as raised:
        client.send("GET", "https://acme.example/q")

    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize("proxy", ["http:///", "socks5://127.0.0.1:9"])
def test_a_proxy_that_cannot_be_used_is_not_tried_again(proxy, client, waits, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", proxy)

    assert "prox" in _one_try(client, "https://acme.example", waits)


def test_a_token_that_no_header_can_hold_is_not_shown(vendor, client, waits):
    class Auth:
        def sign(self, request):
            request.headers["Authorization"] = "Bearer s3cret\r\nX: y"

        def renew(self, request):
            return False

    with pytest.raises(ConfigError, match="a header has characters") as raised:
        client.send("GET", vendor.url, auth=Auth())

    assert "s3cret" not in str(raised.value)
    assert vendor.requests == []


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://acme.example", True),
        ("http://localhost:1", True),
        ("http://a.localhost", True),
        ("http://127.8.0.1:1", True),
        ("http://[::1]:1", True),
        ("HTTP://acme.example", False),
        ("http://acme.example", False),
        ("http://10.0.0.1", False),
        ("http://127.0.0.1.example", False),
        ("http://localhost.example", False),
        ("http://0.0.0.0", False),
        ("http://127.0.0.1@acme.example", False),
    ],
)
@pytest.mark.parametrize("setting", ["api_url", "token_url"])
def test_http_is_for_loopback_only(url, allowed, setting, make_factory):
    if allowed:
        make_factory({setting: url})
        return
    with pytest.raises(ConfigError, match=rf"`{setting}`.*unencrypted.*`allow_http`"):
        make_factory({setting: url})
    make_factory({setting: url, "allow_http": True})


def test_http_of_other_hosts_is_refused_for_any_request(client, waits):
    """Vendors name URLs of their own, such as Salesforce's `instance_url`."""
    with pytest.raises(ConfigError, match=r"unencrypted to acme\.example"):
        client.send("GET", "http://acme.example/q")


@pytest.mark.parametrize("value", ["a\r\nX: y", "a\nb", "a\tb", "é", "a\x00", "\u202e"])
def test_a_user_agent_that_no_header_can_hold_is_refused(value, make_factory):
    with pytest.raises(ConfigError, match="`user_agent` has characters"):
        make_factory({"user_agent": value})
