"""Tokens refused, renewed and shared while requests are under way."""

import itertools
import threading

import pytest
from singer_erp.auth.tokens import ClientAssertionGrant, Token, TokenSource
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


def test_a_refused_token_is_renewed_once(vendor, make_client, tokens, waits):
    source, fetched = tokens
    vendor.will(401, 200)

    make_client(auth=source).send("GET", vendor.url)

    assert [_token(headers) for _, _, headers, _ in vendor.requests] == ["t0", "t1"]
    assert fetched == ["t0", "t1"]
    assert waits == []


def test_a_second_refusal_is_an_error(vendor, make_client, tokens):
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


def test_a_refusal_after_retries_is_renewed_once(vendor, make_client, tokens):
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


def test_twenty_threads_refused_together_renew_once(vendor, make_client, tokens, in_threads):
    source, fetched = tokens
    all_refused = threading.Barrier(20)

    def choose(headers, _):
        if _token(headers) == "t0":
            all_refused.wait(30)
            return vendor.Reply(401)
        return None

    vendor.choose = choose
    client = make_client(auth=source)

    answers = in_threads(20, lambda: client.send("GET", vendor.url).status_code)

    assert answers == [200] * 20
    assert fetched == ["t0", "t1"]
    assert len(vendor.requests) == 40


@pytest.fixture
def grant(vendor, make_client, rsa_key):
    return ClientAssertionGrant(
        client=make_client(),
        token_url=vendor.url + "/token",
        client_id="client-1",
        key_id="cert-1",
        private_key=rsa_key,
        scope=("rest",),
    )


def test_twenty_threads_cause_one_token_request(vendor, make_client, grant, in_threads):
    def choose(_, path):
        granted = {"access_token": "granted", "expires_in": "3600"}
        return vendor.Reply(body=granted) if path == "/token" else None

    vendor.choose = choose
    client = make_client(auth=TokenSource(grant.fetch))

    in_threads(20, lambda: client.send("GET", vendor.url + "/entries"))

    paths = sorted(path for _, path, _, _ in vendor.requests)
    assert paths == ["/entries"] * 20 + ["/token"]
    entries = [headers for _, path, headers, _ in vendor.requests if path == "/entries"]
    assert {_token(headers) for headers in entries} == {"granted"}


def test_a_failing_token_endpoint_is_tried_again(vendor, make_client, grant, waits):
    vendor.will(503, 500, vendor.Reply(body={"access_token": "granted", "expires_in": 3600}))

    make_client(auth=TokenSource(grant.fetch)).send("GET", vendor.url + "/entries")

    assert [path for _, path, _, _ in vendor.requests] == ["/token"] * 3 + ["/entries"]
    assert len(waits) == 2


def test_a_token_endpoint_that_is_down_is_not_tried_seven_times_seven_times(
    vendor, make_client, grant
):
    vendor.will(*[503] * 60)

    with pytest.raises(AuthenticationError, match="No access token: Acme answered 503") as raised:
        make_client(auth=TokenSource(grant.fetch)).send("GET", vendor.url + "/entries")

    assert len(vendor.requests) == 7
    assert not isinstance(raised.value, TransientError)


def test_a_refused_assertion_is_not_tried_again(vendor, make_client, grant):
    vendor.will(vendor.Reply(401, {"code": "invalid_client", "detail": "Certificate expired"}))

    with pytest.raises(AuthenticationError, match=r"invalid_client.*Certificate expired"):
        make_client(auth=TokenSource(grant.fetch)).send("GET", vendor.url + "/entries")

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
def test_an_answer_without_a_usable_token_names_the_setting(body, vendor, grant):
    vendor.will(vendor.Reply(body=body))

    with pytest.raises(AuthenticationError, match="`token_url`") as raised:
        grant.fetch(0.0)

    assert "s3cret" not in str(raised.value)


def test_the_token_request_is_a_form_with_an_assertion(vendor, grant):
    vendor.will(vendor.Reply(body={"access_token": "granted", "expires_in": 3600}))

    token = grant.fetch(1000.0)

    assert (token.value, token.expires_at) == ("granted", 4600.0)
    [(method, _, headers, body)] = vendor.requests
    assert method == "POST"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert b"grant_type=client_credentials" in body
    assert b"jwt-bearer&client_assertion=ey" in body


def test_every_try_is_signed_afresh(vendor, make_client):
    numbers = itertools.count()

    class Numbered:
        def sign(self, request):
            request.headers["X-Nonce"] = str(next(numbers))

        def renew(self, request):
            return True

    vendor.will(503, 401, 503)

    make_client(auth=Numbered()).send("GET", vendor.url)

    assert [headers["X-Nonce"] for _, _, headers, _ in vendor.requests] == ["0", "1", "2", "3"]
