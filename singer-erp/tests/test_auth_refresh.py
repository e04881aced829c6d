"""Access tokens of stored credentials: one refresh at a time, stored before it is used."""

from __future__ import annotations

import base64
import itertools
import json
import threading
from urllib.parse import parse_qs

import pytest
from singer_erp.auth.keys import KEY_VARIABLE, new_key
from singer_erp.auth.oauth2 import TokenEndpoint
from singer_erp.auth.refresh import RefreshGrant
from singer_erp.auth.store import open_store
from singer_erp.errors import AuthenticationError, TransientError

DAY = 86_400


class Rotating:
    """A token endpoint that gives a new refresh token each time and takes an old one as stolen."""

    def __init__(self, vendor, life=3600, **more):
        self.vendor = vendor
        self.good = "r0"
        self.number = 0
        self.life = life
        self.more = more
        vendor.choose = self.respond

    def respond(self, _headers, _path):
        body = parse_qs(self.vendor.requests[-1][3].decode())
        if body["grant_type"] == ["refresh_token"] and body["refresh_token"] != [self.good]:
            self.good = None
        if self.good is None:
            return self.vendor.Reply(400, {"code": "invalid_grant", "detail": "expired"})
        self.number += 1
        self.good = f"r{self.number}"
        response = {"access_token": f"a{self.number}", "refresh_token": self.good, **self.more}
        return self.vendor.Reply(200, response | ({"expires_in": self.life} if self.life else {}))


@pytest.fixture
def store(monkeypatch, tmp_path):
    monkeypatch.setenv(KEY_VARIABLE, new_key())
    return open_store(str(tmp_path / "credentials.json"))


@pytest.fixture
def grant(vendor, make_client, store):
    def make(refresh_token=None, *, auth_method="client_secret_post", headers=None):
        endpoint = TokenEndpoint(
            make_client(headers=headers), f"{vendor.url}/token", "app", "s3cret", auth_method
        )
        return RefreshGrant(
            endpoint, store, "acme", login_command="tap-acme login", refresh_token=refresh_token
        )

    return make


def test_a_run_uses_the_token_that_the_run_before_stored(vendor, grant):
    Rotating(vendor)
    grant().start({"access_token": "a", "refresh_token": "r0", "expires_in": 3600}, now=0)

    assert grant().fetch(now=60).value == "a"
    assert vendor.requests == []


def test_an_empty_setting_does_not_replace_what_login_stored(vendor, grant):
    """As a copy of `.env.example` leaves it."""
    Rotating(vendor)
    grant("").start({"access_token": "a", "refresh_token": "r0", "expires_in": 3600}, now=0)

    assert grant("").fetch(now=60).value == "a"


def test_an_expired_token_is_refreshed_and_the_rotated_one_stored(vendor, grant):
    Rotating(vendor)
    grant().start({"access_token": "a", "refresh_token": "r0", "expires_in": 3600}, now=0)

    assert grant().fetch(now=3600).value == "a1"
    assert grant().fetch(now=7200).value == "a2"


def test_a_rejected_token_is_refreshed_before_it_expires(vendor, grant):
    Rotating(vendor, life=None)
    grant().start({"access_token": "a", "refresh_token": "r0"}, now=0)
    mine = grant()

    assert [mine.fetch(now=1).value for _ in range(3)] == ["a", "a1", "a2"]


def test_a_token_that_another_process_refreshed_is_used(vendor, grant):
    Rotating(vendor, life=None)
    grant().start({"access_token": "a", "refresh_token": "r0"}, now=0)
    mine, other = grant(), grant()
    mine.fetch(now=1)
    other.fetch(now=1)

    assert (other.fetch(now=2).value, mine.fetch(now=2).value) == ("a1", "a1")
    assert len(vendor.requests) == 1


def test_concurrent_runs_use_each_refresh_token_once(vendor, grant, in_threads):
    Rotating(vendor)
    grant().start({"access_token": "a", "refresh_token": "r0", "expires_in": 1}, now=0)

    tokens = in_threads(8, lambda: grant().fetch(now=4000).value)

    assert set(tokens) == {"a1"}
    assert len(vendor.requests) == 1


def test_a_refreshed_token_is_stored_before_it_is_returned(vendor, grant):
    Rotating(vendor)
    grant().start({"access_token": "a", "refresh_token": "r0", "expires_in": 1}, now=0)

    returned = grant().fetch(now=4000)

    assert grant().fetch(now=4001) == returned
    assert len(vendor.requests) == 1


def test_rejected_credentials_name_the_command_to_run(vendor, grant):
    Rotating(vendor).good = None
    grant().start({"access_token": "a", "refresh_token": "r0", "expires_in": 1}, now=0)

    with pytest.raises(
        AuthenticationError,
        match=r"Acme rejected the credentials acme \(400 invalid_grant\).*tap-acme login",
    ) as error:
        grant().fetch(now=4000)

    assert "r0" not in str(error.value)


def test_missing_credentials_name_the_command_to_run(grant):
    with pytest.raises(AuthenticationError, match=r"no credentials named acme.*tap-acme login"):
        grant().fetch(now=0)


def test_a_response_without_a_refresh_token_is_an_error(grant):
    with pytest.raises(AuthenticationError, match="no refresh token"):
        grant().start({"access_token": "a"}, now=0)


def test_a_configured_refresh_token_starts_and_rotated_ones_follow(vendor, grant):
    Rotating(vendor)

    assert grant("r0").fetch(now=0).value == "a1"
    assert grant("r0").fetch(now=4000).value == "a2"


def test_a_changed_configured_refresh_token_starts_again(vendor, grant):
    rotating = Rotating(vendor)
    grant("r0").fetch(now=0)
    rotating.good = "other"

    assert grant("other").fetch(now=10).value == "a2"


def test_a_refresh_token_that_is_not_rotated_is_kept(vendor, grant):
    vendor.choose = lambda *_: vendor.Reply(200, {"access_token": "next", "expires_in": 1})
    grant().start({"access_token": "a", "refresh_token": "r0", "expires_in": 1}, now=0)

    grant().fetch(now=1)
    grant().fetch(now=2)

    assert [b"refresh_token=r0" in body for *_, body in vendor.requests] == [True, True]


@pytest.mark.parametrize(
    "lifetime",
    [{"x_refresh_token_expires_in": 5 * DAY}, {"x_refresh_token_hard_expires_in": 5 * DAY}],
)
def test_credentials_that_expire_soon_are_logged_as_a_warning(vendor, grant, caplog, lifetime):
    Rotating(vendor, **lifetime)
    grant().start({"access_token": "a", "refresh_token": "r0", "expires_in": 1}, now=0)

    grant().fetch(now=4000)

    assert "acme expire in 5 days: run `tap-acme login`" in caplog.text


def test_credentials_that_do_not_expire_soon_are_not_logged(vendor, grant, caplog):
    Rotating(vendor, x_refresh_token_expires_in=100 * DAY)
    grant().start({"access_token": "a", "refresh_token": "r0", "expires_in": 1}, now=0)

    grant().fetch(now=4000)

    assert "expire" not in caplog.text


@pytest.mark.parametrize("basic", [True, False])
def test_the_app_authenticates_by_header_or_by_form(vendor, grant, basic):
    Rotating(vendor)
    method = "client_secret_basic" if basic else "client_secret_post"
    grant("r0", auth_method=method, headers={"X-More": "1"}).fetch(now=0)

    [(_, _, headers, body)] = vendor.requests
    expected = "Basic " + base64.b64encode(b"app:s3cret").decode()
    assert (headers.get("Authorization") == expected) is basic
    assert (b"client_secret=s3cret" in body) is not basic
    assert headers["X-More"] == "1"


def test_a_response_that_is_not_json_is_retried_and_explained(vendor, grant):
    vendor.choose = lambda *_: vendor.Reply(200, b"<html>")

    with pytest.raises(TransientError, match=r"cannot be read.*`token_url`"):
        grant("r0").fetch(now=0)

    assert len(vendor.requests) == 7


def test_stored_credentials_keep_the_format_of_version_0_1_0(vendor, grant, store):
    stored = {
        "refresh_token": "r0",
        "answer": {"access_token": "a", "expires_in": 3600},
        "answered_at": 0.0,
        "refresh_expires_at": 100.0 * DAY,
        "refresh_ends_at": None,
        "seed": None,
    }
    with store.entry("acme") as entry:
        entry.write(json.dumps(stored).encode())

    assert grant().fetch(now=60).value == "a"
    Rotating(vendor)
    grant().fetch(now=4000)
    with store.entry("acme") as entry:
        rewritten = json.loads(entry.read())

    assert rewritten == stored | {
        "refresh_token": "r1",
        "answer": {"access_token": "a1", "expires_in": 3600},
        "answered_at": 4000,
    }


def test_concurrent_requests_of_one_endpoint_get_their_own_tokens(vendor, client, in_threads):
    """One endpoint serves several companies: a mixed-up token would read another company."""

    def copy_code(_client, _method, uri, headers, body):
        headers["X-Code"] = parse_qs(body)["code"][0]
        return uri, headers, body

    def respond(headers, _path):
        all_sent.wait(900)
        return vendor.Reply(200, {"access_token": f"token of {headers['X-Code']}"})

    def fetch():
        code = f"c{next(numbers)}"
        return endpoint.fetch("authorization_code", code=code)["access_token"] == f"token of {code}"

    all_sent, numbers = threading.Barrier(8), itertools.count()
    vendor.choose = respond
    endpoint = TokenEndpoint(client, f"{vendor.url}/token", "app", auth_method=copy_code)

    assert in_threads(8, fetch) == [True] * 8
