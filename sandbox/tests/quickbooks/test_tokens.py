"""The token endpoint: rotation once a day, one refresh at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests


def test_the_refresh_token_rotates_after_a_day_and_the_old_one_is_rejected(call, sandbox):
    first = call.config["refresh_token"]
    assert call.refresh(first).json()["refresh_token"] == first
    sandbox.advance(86_400)

    second = call.refresh(first).json()["refresh_token"]

    assert second != first
    assert call.refresh(first).json() == {
        "error": "invalid_grant",
        "error_description": "Incorrect or invalid refresh token",
    }
    assert call.refresh(second).status_code == 200


def test_two_refreshes_at_the_same_time_revoke_the_connection(call):
    token = call.config["refresh_token"]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: call.refresh(token).status_code, range(2)))

    assert sorted(answers) == [200, 400]
    assert call("GET", "companyinfo/1").status_code == 401
    assert call.refresh(token).status_code == 400


def test_an_access_token_ends_after_an_hour(call, sandbox):
    assert call("GET", "companyinfo/1").status_code == 200
    sandbox.advance(3600)

    answer = call("GET", "companyinfo/1")

    assert answer.status_code == 401
    assert answer.json()["fault"]["error"][0]["code"] == "3200"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("days", "status"), [(99, 200), (101, 400)])
def test_a_connection_that_is_not_used_ends_after_a_hundred_days(call, sandbox, days, status):
    sandbox.advance(days * 86_400)

    assert call.refresh(call.config["refresh_token"]).status_code == status


def test_an_unknown_app_is_rejected(call):
    call.config["client_secret"] = "wrong"

    answer = call.refresh(call.config["refresh_token"])

    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})


def test_another_companys_token_is_not_valid_here(call):
    call.config["realm_ids"] = ["1"]

    answer = call("GET", "companyinfo/1")

    assert answer.status_code == 403
    assert answer.json()["fault"]["error"][0]["code"] == "3100"


def test_every_response_carries_intuits_id(call):
    assert requests.get(f"{call.sandbox.url}/v3/company/1/query", timeout=900).headers["intuit_tid"]
