"""OAuth 1.0a headers, checked with oauthlib's server side."""

from types import SimpleNamespace

import pytest
import requests
from oauthlib.oauth1.rfc5849 import signature
from singer_erp.auth.oauth1 import OAuth1Signer

SIGNER = ("key&", "consumer+secret", "token", "token=secret")


@pytest.fixture
def signer():
    return OAuth1Signer(*SIGNER, realm="1234567_SB1")


def _parameters(header):
    pairs = signature.collect_parameters(
        headers={"Authorization": header}, exclude_oauth_signature=False
    )
    return dict(pairs)


def _verifies(method, url, header, consumer_secret, token_secret):
    parameters = signature.collect_parameters(
        uri_query=url.partition("?")[2], headers={"Authorization": header}
    )
    base = signature.signature_base_string(
        method, signature.base_string_uri(url), signature.normalize_parameters(parameters)
    )
    client = SimpleNamespace(client_secret=consumer_secret, resource_owner_secret=token_secret)
    expected = signature.sign_hmac_sha256_with_client(base, client)
    return expected == _parameters(header)["oauth_signature"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("params", [{}, {"limit": "1000"}, {"q": "a b&c=é+~", "z": ["2", "1"]}])
def test_method_url_and_query_are_signed(method, params, signer):
    request = requests.Request(
        method, "https://acme.example/services/x", params=params, json={"q": "SELECT 1"}
    ).prepare()

    signer.sign(request)

    header = request.headers["Authorization"]
    assert header.startswith('OAuth realm="1234567_SB1", ')
    assert _parameters(header)["oauth_signature_method"] == "HMAC-SHA256"
    assert _parameters(header)["oauth_consumer_key"] == "key&"
    assert _verifies(method, request.url, header, SIGNER[1], SIGNER[3])
    assert not _verifies(method, request.url + "&x=1", header, SIGNER[1], SIGNER[3])
    assert not _verifies(method, request.url, header, "other", SIGNER[3])
    assert request.body == b'{"q": "SELECT 1"}'


def test_every_try_has_a_new_nonce(vendor, make_client, signer):
    vendor.will(503, 429, 200)

    make_client(auth=signer).send("POST", vendor.url + "/q", params={"limit": 5}, json={})

    headers = [headers["Authorization"] for _, _, headers, _ in vendor.requests]
    assert len({_parameters(header)["oauth_nonce"] for header in headers}) == 3
    for header in headers:
        assert _verifies("POST", vendor.url + "/q?limit=5", header, SIGNER[1], SIGNER[3])


def test_threads_never_share_a_nonce(vendor, make_client, signer, in_threads):
    client = make_client(auth=signer)

    in_threads(20, lambda: client.send("GET", vendor.url))

    headers = [headers["Authorization"] for _, _, headers, _ in vendor.requests]
    assert len({_parameters(header)["oauth_nonce"] for header in headers}) == 20


def test_nothing_can_be_renewed(signer):
    assert signer.renew(requests.Request("GET", "https://acme.example").prepare()) is False
