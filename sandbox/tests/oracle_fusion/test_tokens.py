"""The token endpoint, and which tokens and passwords the pod accepts."""

from __future__ import annotations

import base64
import hashlib
import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from erp_sandbox.core.clock import Clock
from joserfc import jwt
from joserfc.jwk import RSAKey

ISSUER = "https://identity.oraclecloud.com/"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
CLIENT_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
def sandbox(shared):
    return shared


def signed(config, *, key=None, headers=None, **claims):
    """Return a user assertion; claims and headers of None are left out."""
    now = int(time.time())
    found = {
        "iss": config["client_id"],
        "sub": config["username"],
        "prn": config["username"],
        "aud": ["oauth.idm.oracle.com", ISSUER],
        "iat": now - 60,
        "exp": now + 300,
        "jti": str(time.perf_counter_ns()),
    } | claims
    header = {"alg": "RS256", "typ": "JWT", "kid": config.get("key_id")} | (headers or {})
    return jwt.encode(
        {name: value for name, value in header.items() if value is not None},
        {name: value for name, value in found.items() if value is not None},
        RSAKey.import_key(key or config["private_key"]),
    )


@pytest.fixture(scope="module")
def foreign_key():
    return RSAKey.generate_key(2048, private=True).as_pem(private=True).decode()


def refusal(response):
    return response.status_code, response.json()["error"]


def test_the_identity_domain_has_an_origin_of_its_own(api):
    token, pod = urlsplit(api.config["token_url"]), urlsplit(api.config["api_url"])
    assert token.netloc != pod.netloc
    on_pod = requests.post(f"{api.config['api_url']}{token.path}", auth=api.client, timeout=900)
    assert (on_pod.status_code, on_pod.headers["Content-Type"][:9]) == (404, "text/html")
    on_domain = requests.get(
        f"{token.scheme}://{token.netloc}/fscmRestApi/resources",
        headers=dict(api.session.headers),
        timeout=900,
    )
    assert on_domain.status_code == 404


def test_client_credentials_return_a_bearer_token_of_an_hour(visitor):
    response = visitor.grant()
    body = response.json()
    assert set(body) == {"access_token", "token_type", "expires_in"}
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    assert response.headers["Cache-Control"] == "no-store"


def test_a_wrong_secret_or_client_is_an_invalid_client(visitor):
    name, _ = visitor.client
    for auth in ((name, "wrong"), ("unknown", "wrong"), ("", "")):
        assert refusal(visitor.grant(auth=auth)) == (401, "invalid_client")


@pytest.mark.parametrize(
    "scope", ["", "urn:opc:resource:fusion:alderway:unknown/", "urn:opc:resource:consumer::all x"]
)
def test_a_scope_that_the_app_does_not_have_is_invalid(visitor, scope):
    assert refusal(visitor.grant(scope=scope)) == (400, "invalid_scope")


def test_a_token_of_another_product_is_not_for_the_pod(visitor):
    visitor.sign_in(scope="urn:opc:resource:fusion:alderway:cpq/")
    assert visitor("invoices").status_code == 401


def test_several_scopes_are_separated_by_spaces(visitor):
    scopes = "urn:opc:resource:fusion:alderway:cpq/ urn:opc:resource:consumer::all"
    visitor.sign_in(scope=scopes)
    assert visitor("invoices").status_code == 200


def test_grants_that_are_unknown_missing_or_not_enabled(visitor):
    assert refusal(visitor.grant(grant_type="device")) == (400, "unsupported_grant_type")
    assert refusal(visitor.grant(grant_type="")) == (400, "invalid_request")
    assert refusal(visitor.grant(grant_type="password")) == (400, "unauthorized_client")


def test_the_password_grant_works_where_it_is_enabled(visitor, another):
    user = another(auth="basic").config
    visitor.control.set_app(grants=["password"])
    given = {"grant_type": "password", "username": user["username"]}
    assert refusal(visitor.grant(**given, password="wrong")) == (400, "invalid_grant")
    visitor.sign_in(**given, password=user["password"])
    assert visitor("invoices").status_code == 200


def test_a_body_that_is_no_form_is_an_invalid_request(visitor):
    response = requests.post(
        visitor.config["token_url"],
        auth=visitor.client,
        json={"grant_type": "client_credentials"},
        timeout=900,
    )
    assert refusal(response) == (400, "invalid_request")


def test_a_token_expires_with_the_clock_of_the_pod(serve, connect):
    sandbox = serve("oracle_fusion", documents=5, clock=Clock(datetime(2026, 3, 2, tzinfo=UTC)))
    sandbox.oracle_fusion.set_app(token_seconds=120)
    api = connect(sandbox)
    api.sign_in()
    sandbox.advance(119)
    assert api("invoices").status_code == 200
    sandbox.advance(1)
    assert api("invoices").status_code == 401


def test_expired_and_foreign_tokens_get_a_401_that_is_not_json(api, foreign_key):
    api.control.expire_tokens()
    expired = api("invoices")
    claims = {"iss": ISSUER, "sub": api.client[0], "scope": api.config["oauth_scope"]}
    header = {"alg": "RS256"}
    later = int(time.time()) + 3600
    api.use(jwt.encode(header, claims | {"exp": later}, RSAKey.import_key(foreign_key)))
    foreign = api("invoices")
    api.use("not-a-token")
    for response in (expired, foreign, api("invoices")):
        assert response.status_code == 401
        assert response.headers["Content-Type"].startswith("text/html")
    del api.session.headers["Authorization"]
    assert api("invoices").status_code == 401


def test_a_client_that_is_no_user_of_the_pod_gets_a_401_with_a_valid_token(api):
    api.control.set_user(client_is_user=False)
    assert api.grant().status_code == 200
    assert api("invoices").status_code == 401


def test_a_user_assertion_is_exchanged_for_a_token_of_the_user(another):
    api = another(auth="jwt_assertion")
    api.control.set_user(client_is_user=False)
    api.sign_in(grant_type=JWT_BEARER, assertion=signed(api.config))
    assert api("invoices").status_code == 200


def test_a_thumbprint_names_the_certificate_as_well_as_its_alias(another):
    api = another(auth="jwt_assertion")
    der = x509.load_pem_x509_certificate(api.config["certificate"].encode()).public_bytes(
        Encoding.DER
    )
    digest = base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()
    headers = {"kid": None, "x5t#S256": digest}
    api.sign_in(grant_type=JWT_BEARER, assertion=signed(api.config, headers=headers))
    wrong = signed(api.config, headers={"x5t#S256": digest[::-1]})
    assert refusal(api.grant(grant_type=JWT_BEARER, assertion=wrong)) == (400, "invalid_grant")


def test_a_certificate_replaces_the_client_secret(another):
    api = another(auth="jwt_assertion")
    client = signed(api.config, sub=api.config["client_id"], prn=None)
    form = {
        "grant_type": JWT_BEARER,
        "scope": api.config["oauth_scope"],
        "assertion": signed(api.config),
        "client_assertion_type": CLIENT_ASSERTION,
        "client_assertion": client,
    }
    token_url = api.config["token_url"]
    assert requests.post(token_url, data=form, timeout=900).status_code == 200
    wrong = form | {"client_assertion": signed(api.config)}
    assert refusal(requests.post(token_url, data=wrong, timeout=900)) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("claims", "text"),
    [
        ({"iss": "someone"}, "issuer"),
        ({"aud": "https://example.com/"}, "audience"),
        ({"exp": 1}, "expired"),
        ({"exp": None}, "expired"),
        ({"iat": 9_999_999_999}, "expired"),
        ({"sub": "NOBODY", "prn": "NOBODY"}, "user"),
        ({"prn": "SOMEONE.ELSE"}, "user"),
        ({"headers": {"kid": "other"}}, "certificate"),
        ({"headers": {"kid": None}}, "certificate"),
    ],
)
def test_an_assertion_that_is_not_valid_is_an_invalid_grant(another, claims, text):
    api = another(auth="jwt_assertion")
    assertion = signed(api.config, **claims)
    response = api.grant(grant_type=JWT_BEARER, assertion=assertion)
    assert refusal(response) == (400, "invalid_grant")
    assert text in response.json()["error_description"]


def test_an_assertion_of_another_key_or_used_twice_is_an_invalid_grant(another, foreign_key):
    api = another(auth="jwt_assertion")
    for forged in (signed(api.config, key=foreign_key), "a.b.c", ""):
        response = api.grant(grant_type=JWT_BEARER, assertion=forged)
        assert refusal(response) == (400, "invalid_grant")
    once = signed(api.config)
    assert api.grant(grant_type=JWT_BEARER, assertion=once).status_code == 200
    assert refusal(api.grant(grant_type=JWT_BEARER, assertion=once)) == (400, "invalid_grant")


def test_the_pod_accepts_jwts_of_the_registered_issuer(another, foreign_key):
    api = another(auth="trusted_jwt")
    config = api.config
    api.use(signed(config, sub=None, aud=None))
    assert api("invoices").status_code == 200
    now = int(time.time())
    for wrong in (
        {"iss": "unknown"},
        {"prn": "NOBODY"},
        {"prn": None},
        {"exp": now - 1},
        {"exp": now + 7200},
        {"key": foreign_key},
    ):
        api.use(signed(config, **{"sub": None, "aud": None} | wrong))
        assert api("invoices").status_code == 401, wrong


def test_basic_works_until_the_password_expires(another):
    api = another(auth="basic")
    api.session.auth = (api.config["username"], api.config["password"])
    assert api("invoices").status_code == 200
    api.control.set_user(password_expired=True)
    assert api("invoices").status_code == 401
    api.control.set_user(password_expired=False)
    api.session.auth = (api.config["username"], "wrong")
    assert api("invoices").status_code == 401


def test_basic_that_cannot_be_decoded_is_a_401(visitor):
    for text in ("Basic %%%", f"Basic {base64.b64encode(b'no-colon').decode()}", "Digest x"):
        visitor.session.headers["Authorization"] = text
        assert visitor("invoices").status_code == 401
