"""Access tokens of a stored log-in: one renewal at a time, nothing used before it is kept."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs

import pytest
from singer_erp.auth.keys import KEY_VARIABLE, new_key
from singer_erp.auth.refresh import RefreshGrant, TokenEndpoint
from singer_erp.auth.store import open_store
from singer_erp.errors import AuthenticationError

DAY = 86_400


class Rotating:
    """A token endpoint that gives a new refresh token each time and takes an old one for theft."""

    def __init__(self, vendor, life=3600, **more):
        self.vendor = vendor
        self.good = "r0"
        self.number = 0
        self.life = life
        self.more = more
        vendor.choose = self.answer

    def answer(self, _headers, _path):
        body = parse_qs(self.vendor.requests[-1][3].decode())
        if body["grant_type"] == ["refresh_token"] and body["refresh_token"] != [self.good]:
            self.good = None
        if self.good is None:
            return self.vendor.Reply(400, {"code": "invalid_grant", "detail": "expired"})
        self.number += 1
        self.good = f"r{self.number}"
        answer = {"access_token": f"a{self.number}", "refresh_token": self.good, **self.more}
        return self.vendor.Reply(200, answer | ({"expires_in": self.life} if self.life else {}))


@pytest.fixture
def store(monkeypatch, tmp_path):
    monkeypatch.setenv(KEY_VARIABLE, new_key())
    return open_store(str(tmp_path / "credentials.json"))


@pytest.fixture
def grant(vendor, client, store):
    def make(refresh_token=None, *, basic=False, headers=None):
        endpoint = TokenEndpoint(
            client, f"{vendor.url}/token", "app", "s3cret", basic=basic, headers=headers or {}
        )
        return RefreshGrant(
            endpoint, store, "acme", login_command="tap-acme login", refresh_token=refresh_token
        )

    return make


def test_a_run_takes_the_token_the_run_before_it_stored(vendor, grant):
    Rotating(vendor)
    grant().begin({"access_token": "a", "refresh_token": "r0", "expires_in": 3600}, now=0)

    assert grant().redeem(now=60)["access_token"] == "a"
    assert vendor.requests == []


def test_a_token_that_ended_is_renewed_and_the_rotated_one_kept(vendor, grant):
    Rotating(vendor)
    grant().begin({"access_token": "a", "refresh_token": "r0", "expires_in": 3600}, now=0)

    assert grant().redeem(now=3600)["access_token"] == "a1"
    assert grant().redeem(now=7200)["access_token"] == "a2"


def test_a_token_that_was_refused_is_renewed_though_it_did_not_end(vendor, grant):
    Rotating(vendor, life=None)
    grant().begin({"access_token": "a", "refresh_token": "r0"}, now=0)
    mine = grant()

    assert [mine.redeem(now=1)["access_token"] for _ in range(3)] == ["a", "a1", "a2"]


def test_a_token_another_process_renewed_is_taken_over(vendor, grant):
    Rotating(vendor, life=None)
    grant().begin({"access_token": "a", "refresh_token": "r0"}, now=0)
    mine, other = grant(), grant()
    mine.redeem(1)
    other.redeem(1)

    assert (other.redeem(2)["access_token"], mine.redeem(2)["access_token"]) == ("a1", "a1")
    assert len(vendor.requests) == 1


def test_runs_that_renew_at_once_use_each_refresh_token_once(vendor, grant, in_threads):
    Rotating(vendor)
    grant().begin({"access_token": "a", "refresh_token": "r0", "expires_in": 1}, now=0)

    tokens = in_threads(8, lambda: grant().redeem(now=4000)["access_token"])

    assert set(tokens) == {"a1"}
    assert len(vendor.requests) == 1


def test_a_renewed_log_in_is_stored_once_its_token_is_handed_out(vendor, grant):
    Rotating(vendor)
    grant().begin({"access_token": "a", "refresh_token": "r0", "expires_in": 1}, now=0)

    handed_out = grant().redeem(now=4000)

    assert grant().redeem(now=4001) == handed_out
    assert len(vendor.requests) == 1


def test_a_log_in_the_vendor_no_longer_takes_says_what_to_run(vendor, grant):
    Rotating(vendor).good = None
    grant().begin({"access_token": "a", "refresh_token": "r0", "expires_in": 1}, now=0)

    with pytest.raises(AuthenticationError, match=r"no longer takes.*tap-acme login") as error:
        grant().redeem(now=4000)

    assert "r0" not in str(error.value)


def test_no_log_in_says_what_to_run(grant):
    with pytest.raises(AuthenticationError, match=r"no log-in named acme.*tap-acme login"):
        grant().redeem(now=0)


def test_an_answer_without_a_refresh_token_is_no_log_in(grant):
    with pytest.raises(AuthenticationError, match="no refresh token"):
        grant().begin({"access_token": "a"}, now=0)


def test_a_configured_refresh_token_begins_a_log_in_and_then_the_rotated_one_is_used(vendor, grant):
    Rotating(vendor)

    assert grant("r0").redeem(now=0)["access_token"] == "a1"
    assert grant("r0").redeem(now=4000)["access_token"] == "a2"


def test_a_changed_configured_refresh_token_begins_anew(vendor, grant):
    rotating = Rotating(vendor)
    grant("r0").redeem(now=0)
    rotating.good = "other"

    assert grant("other").redeem(now=10)["access_token"] == "a2"


def test_a_vendor_that_does_not_rotate_keeps_its_refresh_token(vendor, grant):
    vendor.choose = lambda *_: vendor.Reply(200, {"access_token": "next", "expires_in": 1})
    grant().begin({"access_token": "a", "refresh_token": "r0", "expires_in": 1}, now=0)

    grant().redeem(now=1)
    grant().redeem(now=2)

    assert [b"refresh_token=r0" in body for *_, body in vendor.requests] == [True, True]


@pytest.mark.parametrize(
    "told", [{"x_refresh_token_expires_in": 5 * DAY}, {"x_refresh_token_hard_expires_in": 5 * DAY}]
)
def test_a_log_in_that_ends_soon_is_told_in_time(vendor, grant, caplog, told):
    Rotating(vendor, **told)
    grant().begin({"access_token": "a", "refresh_token": "r0", "expires_in": 1}, now=0)

    grant().redeem(now=4000)

    assert "acme ends in 5 days: run `tap-acme login`" in caplog.text


def test_a_log_in_that_lasts_is_not_told(vendor, grant, caplog):
    Rotating(vendor, x_refresh_token_expires_in=100 * DAY)
    grant().begin({"access_token": "a", "refresh_token": "r0", "expires_in": 1}, now=0)

    grant().redeem(now=4000)

    assert "ends in" not in caplog.text


@pytest.mark.parametrize("basic", [True, False])
def test_the_app_proves_itself_by_header_or_by_form(vendor, grant, basic):
    Rotating(vendor)
    grant("r0", basic=basic, headers={"X-More": "1"}).redeem(now=0)

    [(_, _, headers, body)] = vendor.requests
    expected = "Basic " + base64.b64encode(b"app:s3cret").decode()
    assert (headers.get("authorization") == expected) is basic
    assert (b"client_secret=s3cret" in body) is not basic
    assert headers["X-More"] == "1"


def test_an_answer_that_is_none_is_explained(vendor, grant):
    vendor.choose = lambda *_: vendor.Reply(200, b"<html>")

    with pytest.raises(AuthenticationError, match=r"without an access token.*`token_url`"):
        grant("r0").redeem(now=0)
