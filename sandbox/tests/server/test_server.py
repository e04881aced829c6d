import errno
import json
import socket
import ssl
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from erp_sandbox.core.server import Server, Tls


def test_only_the_loopback_interface_is_served(application):
    server = Server(application.asgi)
    try:
        assert server.url.startswith("http://127.0.0.1:")
    finally:
        server.stop()


def test_a_taken_port_is_an_error(application):
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(OSError) as caught,  # noqa: PT011 - the number is checked below
    ):
        Server(application.asgi, port=taken.getsockname()[1])

    assert caught.value.errno == errno.EADDRINUSE


def test_a_stopped_server_frees_its_port(application):
    with Server(application.asgi) as server:
        port = int(server.url.rpartition(":")[2])

    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
        pass


def test_responses_are_not_delayed_by_nagles_algorithm(application):
    server = Server(application.asgi)
    try:
        # asyncio sets TCP_NODELAY on the connections of such a socket only.
        assert server._socket.proto == socket.IPPROTO_TCP
    finally:
        server.stop()


@pytest.fixture
def certificate(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    tls = Tls(tmp_path / "certificate.pem", tmp_path / "key.pem")
    tls.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    tls.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return tls


def test_https_is_served_with_a_certificate(application, certificate):
    context = ssl.create_default_context(cafile=certificate.certificate)
    context.check_hostname = False

    with Server(application.asgi, tls=certificate) as server:
        assert server.url.startswith("https://")
        url = f"{server.url}/_control/netsuite/config"
        with urllib.request.urlopen(url, context=context, timeout=900) as response:
            config = json.load(response)

    assert config["token_url"].startswith(f"{server.url}/1234567-sb1/")
