"""Tokens that are rejected, renewed and shared by concurrent requests."""

import itertools
import threading
from urllib.parse import parse_qs

import pytest
from singer_erp.auth.assertions import Assertion, private_key_jwt
from singer_erp.auth.oauth2 import TokenEndpoint
from singer_erp.auth.tokens import Token, TokenSource
from singer_erp.errors import AuthenticationError, TransientError


@pytest.fixture
def tokens():
    """A token source whose tokens are numbered, and the list of those it has fetched."""
    fetched = []

    def fetch(now):
        fetched.append(f"t{len(fetched)}")
        return Token(fetched[-1], now + 3600)

    return TokenSource(fetch), fetched


def _token(headers):
    return headers["Authorization"].removeprefix("Bearer ")


def test_a_rejected_token_is_renewed_once(vendor, make_client, tokens, waits):
    source, fetched = tokens
    vendor.will(401, 200)

    make_client(auth=source).send("GET", vendor.url)

    assert [_token(headers) for _, _, headers, _ in vendor.requests] == ["t0", "t1"]
    assert fetched == ["t0", "t1"]
    assert waits == []


def test_a_second_rejection_is_an_error(vendor, make_client, tokens):
    source, fetched = tokens
    vendor.will(401, 401, 200)

    with pytest.raises(AuthenticationError, match="`client_id`"):
        make_client(auth=source).send("GET", vendor.url)

    assert fetched == ["t0", "t1"]
    assert len(vendor.requests) == 2


def test_a_later_request_may_renew_again(vendor, make_client, tokens):
    source, fetched = tokens
    client = make_client(auth=source)
    vendor.will(401, 200, 401, 200)

    client.send("GET", vendor.url)
    client.send("GET", vendor.url)

    assert fetched == ["t0", "t1", "t2"]


def test_a_rejection_after_retries_is_renewed_once(vendor, make_client, tokens):
    source, fetched = tokens
    vendor.will(503, 401, 503, 200)

    make_client(auth=source).send("GET", vendor.url)

    assert fetched == ["t0", "t1"]
    assert len(vendor.requests) == 4


def test_credentials_that_cannot_be_renewed_fail_at_once(vendor, make_client):
    class Fixed:
        def sign(self, request):
            request.headers["Authorization"] = "Fixed"

        def renew(self, request):
            return False

    vendor.will(401)

    with pytest.raises(AuthenticationError):
        make_client(auth=Fixed()).send("GET", vendor.url)

    assert len(vendor.requests) == 1


def test_twenty_threads_rejected_together_renew_once(vendor, make_client, tokens, in_threads):
    source, fetched = tokens
    all_rejected = threading.Barrier(20)

    def choose(headers, _):
        if _token(headers) == "t0":
            all_rejected.wait(30)
            return vendor.Reply(401)
        return None

    vendor.choose = choose
    client = make_client(auth=source)

    statuses = in_threads(20, lambda: client.send("GET", vendor.url).status_code)

    assert statuses == [200] * 20
    assert fetched == ["t0", "t1"]
    assert len(vendor.requests) == 40


@pytest.fixture
def fetch(vendor, make_client, rsa_key):
    """Fetches a token by client credentials with an assertion."""
    url = vendor.url + "/token"
    assertion = Assertion(rsa_key, issuer="client-1", audience=url)
    endpoint = TokenEndpoint(make_client(), url, "client-1", auth_method=private_key_jwt(assertion))
    return lambda now: endpoint.token(now, "client_credentials")


def test_twenty_threads_cause_one_token_request(vendor, make_client, fetch, in_threads):
    def choose(_, path):
        granted = {"access_token": "granted", "expires_in": "3600"}
        return vendor.Reply(body=granted) if path == "/token" else None

    vendor.choose = choose
    client = make_client(auth=TokenSource(fetch))

    in_threads(20, lambda: client.send("GET", vendor.url + "/entries"))

    paths = sorted(path for _, path, _, _ in vendor.requests)
    assert paths == ["/entries"] * 20 + ["/token"]
    entries = [headers for _, path, headers, _ in vendor.requests if path == "/entries"]
    assert {_token(headers) for headers in entries} == {"granted"}


def test_a_failing_token_endpoint_is_retried(vendor, make_client, fetch, waits):
    vendor.will(503, 500, vendor.Reply(body={"access_token": "granted", "expires_in": 3600}))

    make_client(auth=TokenSource(fetch)).send("GET", vendor.url + "/entries")

    assert [path for _, path, _, _ in vendor.requests] == ["/token"] * 3 + ["/entries"]
    assert len(waits) == 2


def test_a_token_endpoint_that_is_down_is_tried_seven_times_in_all(vendor, make_client, fetch):
    vendor.will(*[503] * 60)

    with pytest.raises(AuthenticationError, match=r"No access token: .*/token failed") as raised:
        make_client(auth=TokenSource(fetch)).send("GET", vendor.url + "/entries")

    assert len(vendor.requests) == 7
    assert not isinstance(raised.value, TransientError)


def test_a_rejected_assertion_is_not_retried(vendor, make_client, fetch):
    vendor.will(vendor.Reply(401, {"code": "invalid_client", "detail": "Certificate expired"}))

    with pytest.raises(AuthenticationError, match=r"invalid_client.*Certificate expired"):
        make_client(auth=TokenSource(fetch)).send("GET", vendor.url + "/entries")

    assert len(vendor.requests) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"[]",
        b"null",
        {},
        {"access_token": "s3cret"},
        {"access_token": None, "expires_in": 3600},
        {"access_token": "s3cret", "expires_in": "soon"},
    ],
)
def test_a_response_without_a_usable_token_names_the_setting(body, vendor, fetch):
    vendor.will(vendor.Reply(body=body))

    with pytest.raises(AuthenticationError, match="`token_url`") as raised:
        fetch(0.0)

    assert "s3cret" not in str(raised.value)


def test_the_token_request_is_a_form_with_an_assertion(vendor, fetch):
    vendor.will(vendor.Reply(body={"access_token": "granted", "expires_in": 3600}))

    token = fetch(1000.0)

    assert (token.value, token.expires_at) == ("granted", 4600.0)
    [(method, _, headers, body)] = vendor.requests
    assert method == "POST"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert b"grant_type=client_credentials" in body
    assert b"jwt-bearer&client_assertion=ey" in body


def test_every_try_is_signed_separately(vendor, make_client):
    numbers = itertools.count()

    class Numbered:
        def sign(self, request):
            request.headers["X-Nonce"] = str(next(numbers))

        def renew(self, request):
            return True

    vendor.will(503, 401, 503)

    make_client(auth=Numbered()).send("GET", vendor.url)

    assert [headers["X-Nonce"] for _, _, headers, _ in vendor.requests] == ["0", "1", "2", "3"]


def test_every_try_of_a_token_request_has_an_assertion_of_its_own(vendor, fetch):
    vendor.will(503, 503, vendor.Reply(body={"access_token": "granted", "expires_in": 3600}))

    fetch(0.0)

    assertions = [parse_qs(body.decode())["client_assertion"] for *_, body in vendor.requests]
    assert len(assertions) == 3
    assert len({assertion for [assertion] in assertions}) == 3


def test_the_length_of_a_signed_form_is_right(vendor, fetch):
    vendor.will(vendor.Reply(body={"access_token": "granted", "expires_in": 3600}))

    fetch(0.0)

    [(_, _, headers, body)] = vendor.requests
    assert int(headers["Content-Length"]) == len(body)
    assert parse_qs(body.decode())["grant_type"] == ["client_credentials"]
