"""JWT assertions, checked with another library's verifier and the public key."""

from urllib.parse import parse_qs

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from singer_erp.auth.tokens import ClientAssertionGrant, signature_algorithm
from singer_erp.errors import ConfigError


def _pem(key, encryption=None, form=PrivateFormat.PKCS8):
    return key.private_bytes(Encoding.PEM, form, encryption or NoEncryption()).decode()


def _public(pem):
    key = load_pem_private_key(pem.encode(), None).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def assertion(vendor, make_client):
    """The assertion a grant with that key sends at second 1,800,000,000.9."""

    def send(pem):
        vendor.will(vendor.Reply(body={"access_token": "t", "expires_in": 3600}))
        ClientAssertionGrant(
            client=make_client(),
            token_url=vendor.url + "/token",
            client_id="client-1",
            key_id="cert-1",
            private_key=pem,
            scope=("rest_webservices", "restlets"),
        ).fetch(1_800_000_000.9)
        return parse_qs(vendor.requests[-1][3].decode())["client_assertion"][0]

    return send


def _check(decoded, algorithm, audience):
    assert decoded.header == {"typ": "JWT", "alg": algorithm, "kid": "cert-1"}
    assert decoded.claims == {
        "iss": "client-1",
        "scope": ["rest_webservices", "restlets"],
        "aud": audience,
        "iat": 1_800_000_000,
        "exp": 1_800_000_300,
    }


def test_an_rsa_key_signs_with_ps256(assertion, rsa_key, vendor):
    token = assertion(rsa_key)

    decoded = jwt.decode(token, RSAKey.import_key(_public(rsa_key)), algorithms=["PS256"])
    _check(decoded, "PS256", vendor.url + "/token")


@pytest.mark.parametrize(
    ("curve", "algorithm"),
    [(ec.SECP256R1(), "ES256"), (ec.SECP384R1(), "ES384"), (ec.SECP521R1(), "ES512")],
)
@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_a_curve_has_its_algorithm(curve, algorithm, form, assertion, vendor):
    pem = _pem(ec.generate_private_key(curve), form=form)

    decoded = jwt.decode(assertion(pem), ECKey.import_key(_public(pem)), algorithms=[algorithm])
    _check(decoded, algorithm, vendor.url + "/token")


@pytest.mark.parametrize(
    "make",
    [
        lambda: ec.generate_private_key(ec.SECP256K1()),
        ed25519.Ed25519PrivateKey.generate,
        lambda: dsa.generate_private_key(1024),
    ],
)
def test_other_kinds_of_keys_are_refused(make):
    with pytest.raises(ConfigError, match="neither RSA nor on curve"):
        signature_algorithm(_pem(make()))


def test_what_is_no_plain_private_key_is_refused_without_quoting_it(rsa_key):
    key = load_pem_private_key(rsa_key.encode(), None)
    lines = rsa_key.splitlines(keepends=True)
    for text in (
        "",
        "s3cret",
        "-----BEGIN PRIVATE KEY-----\ns3cret\n-----END PRIVATE KEY-----\n",
        "".join(lines[:-3]),
        _pem(key, BestAvailableEncryption(b"s3cret")),
        _pem(key, BestAvailableEncryption(b"s3cret"), PrivateFormat.TraditionalOpenSSL),
        _public(rsa_key).decode(),
        "\N{SNOWMAN}\ud800",
    ):
        with pytest.raises(ConfigError, match="`private_key`") as raised:
            signature_algorithm(text)
        assert "s3cret" not in str(raised.value)
        assert raised.value.__suppress_context__


def test_a_grant_does_not_show_its_key(rsa_key, client):
    grant = ClientAssertionGrant(
        client=client,
        token_url="http://acme.example",
        client_id="c",
        key_id="k",
        private_key=rsa_key,
        scope=(),
    )

    assert "PRIVATE KEY" not in repr(grant)


def test_rsa_keys_are_recognised():
    assert signature_algorithm(_pem(rsa.generate_private_key(65537, 2048))) == "PS256"
