"""Token endpoint and sessions: strict as the vendor's."""

from __future__ import annotations

import time

import jwt
import pytest

_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@pytest.fixture
def assertion(bare):
    def make(algorithm="RS256", key=None, **changes):
        config = bare.sandbox.salesforce.config("jwt")
        claims = {
            "iss": config["client_id"],
            "sub": config["username"],
            "aud": bare.sandbox.url,
            "exp": int(time.time()) + 120,
        }
        signed = jwt.encode(claims | changes, key or config["private_key"], algorithm=algorithm)
        return bare.log_in(grant_type=_BEARER, assertion=signed)

    return make


def test_an_rs256_assertion_is_accepted_without_an_expiry_in_the_response(assertion, bare):
    body = assertion().json()

    assert body["instance_url"] == bare.sandbox.url
    assert "expires_in" not in body
    assert isinstance(body["issued_at"], str)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"exp": 1}, "invalid assertion"),
        ({"exp": 9_999_999_999}, "invalid assertion"),
        ({"aud": "https://else.example"}, "audience is invalid"),
        ({"iss": "unknown"}, "client identifier invalid"),
        ({"sub": "nobody"}, "user hasn't approved this consumer"),
    ],
)
def test_an_invalid_assertion_is_rejected(assertion, changes, error):
    answer = assertion(**changes)

    assert answer.status_code == 400
    assert answer.json()["error_description"] == error


def test_other_algorithms_are_rejected(assertion):
    assert assertion("HS256", key="x" * 32).json()["error_description"] == "invalid assertion"
    assert assertion("PS256").status_code == 400


def test_client_credentials_are_rejected_at_the_generic_host(bare):
    config = bare.sandbox.salesforce.config("client_credentials")
    form = {"grant_type": "client_credentials", "client_id": config["client_id"]}
    url = f"{bare.sandbox.url}/login/services/oauth2/token"

    answer = bare.session.post(url, data=form | {"client_secret": config["client_secret"]})

    assert answer.json()["error_description"] == "request not supported on this domain"


def test_a_refresh_token_rotates_and_a_dead_one_ends_everything(bare):
    config = bare.sandbox.salesforce.config("refresh_token")
    first = bare.log_in(grant_type="refresh_token", refresh_token=config["refresh_token"]).json()
    again = bare.log_in(grant_type="refresh_token", refresh_token=config["refresh_token"])

    assert first["refresh_token"] != config["refresh_token"]
    assert again.json()["error_description"] == "expired access/refresh token"
    assert (
        bare.log_in(grant_type="refresh_token", refresh_token=first["refresh_token"]).status_code
        == 400
    )
    assert bare("GET", "/limits").status_code == 401


def test_a_session_is_valid_while_it_is_used(bare):
    bare.sandbox.salesforce.set_limits(session_life_seconds=7200)
    for _ in range(3):
        bare.sandbox.advance(5000)
        assert bare("GET", "/limits").status_code == 200
    bare.sandbox.advance(7300)

    answer = bare("GET", "/limits")

    assert answer.status_code == 401
    assert answer.json() == [
        {"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}
    ]


@pytest.mark.parametrize(("version", "status"), [("v30.0", 410), ("v99.0", 404), ("v67.0", 200)])
def test_versions_that_are_retired_or_unknown(bare, version, status):
    assert bare("GET", f"/services/data/{version}/limits").status_code == status


def test_usage_is_in_every_response_and_403_when_used_up(bare):
    bare.sandbox.salesforce.set_limits(used=10, allowed=11, app_allowed=250)
    first, second = bare("GET", "/limits"), bare("GET", "/limits")

    assert first.headers["Sforce-Limit-Info"] == (
        "api-usage=11/11; per-app-api-usage=11/250(appName=singer-erp)"
    )
    assert second.status_code == 403
    assert second.json()[0]["errorCode"] == "REQUEST_LIMIT_EXCEEDED"
