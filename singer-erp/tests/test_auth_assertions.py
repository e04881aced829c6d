"""JWT assertions, verified with the public key."""

from urllib.parse import parse_qs

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519
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
from singer_erp.auth.assertions import (
    JWT_BEARER,
    Assertion,
    SigningKey,
    jwt_bearer,
    private_key_jwt,
)
from singer_erp.auth.oauth2 import TokenEndpoint
from singer_erp.errors import ConfigError


def _pem(key, encryption=None, form=PrivateFormat.PKCS8):
    return key.private_bytes(Encoding.PEM, form, encryption or NoEncryption()).decode()


def _public(pem):
    key = load_pem_private_key(pem.encode(), None).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def assertion(vendor, make_client):
    """The assertion that a key signs at second 1,800,000,000.9."""

    def send(pem):
        vendor.will(vendor.Reply(body={"access_token": "t", "expires_in": 3600}))
        url = vendor.url + "/token"
        assertion = Assertion(
            pem,
            issuer="client-1",
            audience=url,
            claims={"scope": ["rest_webservices", "restlets"]},
            headers={"kid": "cert-1"},
            clock=lambda: 1_800_000_000.9,
        )
        method = private_key_jwt(assertion)
        TokenEndpoint(make_client(), url, "client-1", auth_method=method).fetch(
            "client_credentials"
        )
        return parse_qs(vendor.requests[-1][3].decode())["client_assertion"][0]

    return send


def _check(decoded, algorithm, audience):
    assert decoded.header == {"typ": "JWT", "alg": algorithm, "kid": "cert-1"}
    assert len(decoded.claims.pop("jti")) == 36
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
def test_other_kinds_of_keys_are_rejected(make):
    with pytest.raises(ConfigError, match="neither RSA nor on curve"):
        SigningKey.parse(_pem(make()))


def test_an_invalid_private_key_is_rejected_without_quoting_it(rsa_key):
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
            SigningKey.parse(text)
        assert "s3cret" not in str(raised.value)
        assert raised.value.__suppress_context__


def test_the_representation_of_an_assertion_hides_its_key(rsa_key):
    assertion = Assertion(rsa_key, issuer="c", audience="a")

    assert repr(assertion.key) == "SigningKey(algorithm='PS256')"
    assert "PRIVATE KEY" not in repr(assertion)


def test_line_breaks_may_be_escaped(rsa_key):
    assert SigningKey.parse(rsa_key.replace("\n", "\\n")).algorithm == "PS256"


def test_a_vendor_can_require_another_rsa_algorithm(rsa_key):
    assert SigningKey.parse(rsa_key, rsa_algorithm="RS256").algorithm == "RS256"


def test_an_assertion_can_be_the_grant_itself(vendor, client, rsa_key):
    vendor.will(503, vendor.Reply(body={"access_token": "t"}))
    assertion = Assertion(
        rsa_key,
        issuer="app",
        audience="https://acme.example",
        subject="user@acme.example",
        rsa_algorithm="RS256",
    )
    endpoint = TokenEndpoint(client, vendor.url, "app", "s3cret", auth_method=jwt_bearer(assertion))

    endpoint.fetch(JWT_BEARER)

    forms = [parse_qs(body.decode()) for *_, body in vendor.requests]
    assert [form.keys() for form in forms] == [{"grant_type", "assertion"}] * 2
    tokens = [form["assertion"][0] for form in forms]
    assert tokens[0] != tokens[1]
    decoded = jwt.decode(tokens[1], RSAKey.import_key(_public(rsa_key)), algorithms=["RS256"])
    assert decoded.claims["sub"] == "user@acme.example"
