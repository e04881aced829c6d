"""One bearer token for all threads."""

import threading

import pytest
import requests
from singer_erp.auth.tokens import Token, TokenSource
from singer_erp.errors import AuthenticationError, TransientError


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def source(clock):
    def make(life=3600.0):
        numbers = iter(range(100))
        return TokenSource(lambda now: Token(f"t{next(numbers)}", now + life), clock)

    return make


def _signed(source):
    request = requests.Request("GET", "http://acme.example").prepare()
    source.sign(request)
    return request


@pytest.mark.parametrize(
    ("life", "passed", "token"),
    [
        (3600, 0, "t0"),
        (3600, 3299, "t0"),
        (3600, 3300, "t1"),
        (3600, 9999, "t1"),
        (400, 199, "t0"),
        (400, 200, "t1"),
        (10, 4, "t0"),
        (10, 5, "t1"),
    ],
)
def test_a_token_is_renewed_five_minutes_early_or_at_half_its_life(
    life, passed, token, source, clock
):
    tokens = source(life)
    tokens.token()
    clock.now += passed

    assert tokens.token() == token


def test_the_header_is_a_bearer_token(source):
    assert _signed(source()).headers["Authorization"] == "Bearer t0"


def test_renewing_discards_the_rejected_token(source):
    tokens = source()
    rejected = _signed(tokens)

    assert tokens.renew(rejected)
    assert tokens.token() == "t1"


def test_renewing_by_an_old_token_keeps_a_newer_one(source):
    tokens = source()
    old = _signed(tokens)
    tokens.renew(old)
    assert tokens.token() == "t1"

    assert tokens.renew(old)
    assert tokens.token() == "t1"


def test_a_failed_fetch_leaves_the_next_caller_a_try():
    results = iter([TransientError("down"), Token("t1", 9e9)])

    def fetch(_):
        result = next(results)
        if isinstance(result, Exception):
            raise result
        return result

    tokens = TokenSource(fetch)
    with pytest.raises(TransientError):
        tokens.token()

    assert tokens.token() == "t1"


def test_threads_wait_for_the_one_that_fetches(in_threads):
    fetches = []

    def fetch(now):
        fetches.append(threading.get_ident())
        return Token("t", now + 3600)

    tokens = TokenSource(fetch)

    assert in_threads(20, tokens.token) == ["t"] * 20
    assert len(fetches) == 1


def test_the_representation_of_a_token_hides_its_value():
    assert "s3cret" not in repr(Token("s3cret", 0.0))


def test_rejected_credentials_are_sent_once(clock):
    fetches = []

    def fetch(now):
        fetches.append(now)
        raise AuthenticationError("Acme rejected the key")

    tokens = TokenSource(fetch, clock)

    for _ in range(3):
        with pytest.raises(AuthenticationError):
            tokens.token()
    assert len(fetches) == 1
