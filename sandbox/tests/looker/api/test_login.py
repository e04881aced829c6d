"""Login, sessions and logout."""

from __future__ import annotations

import pytest
import requests

UNAUTHENTICATED = {
    "message": "Requires authentication.",
    "documentation_url": "https://cloud.google.com/looker/docs/",
}


def _key(api, **changes):
    return {"client_id": api.config["client_id"], "client_secret": api.config["client_secret"]} | (
        changes
    )


def test_a_token_has_forty_characters_and_an_hour(api):
    response = api("POST", "login", data=_key(api))

    body = response.json()
    assert len(body.pop("access_token")) == 40
    assert body == {"token_type": "Bearer", "expires_in": 3599, "refresh_token": None}


@pytest.mark.parametrize("wrong", [{"client_id": "x"}, {"client_secret": "x"}])
def test_a_wrong_key_is_not_found(api, wrong):
    response = api("POST", "login", data=_key(api, **wrong))

    assert response.status_code == 404
    assert response.json() == {
        "message": "Not found",
        "documentation_url": "https://cloud.google.com/looker/docs/r/err/4.0/404/post/login",
    }


def test_the_key_is_not_read_from_json(api):
    assert api("POST", "login", json=_key(api)).status_code == 404


def test_a_disabled_user_cannot_log_in(api):
    store_user = api.get("user")["id"]
    api("PATCH", f"users/{store_user}", json={"is_disabled": True})

    assert api("POST", "login", data=_key(api)).status_code == 404
    assert api("GET", "user").json() == UNAUTHENTICATED


@pytest.mark.parametrize("scheme", ["token", "Bearer", "bearer"])
def test_both_schemes_are_accepted(api, scheme):
    token = api.log_in()
    api.session.headers["Authorization"] = f"{scheme} {token}"

    assert api("GET", "user").status_code == 200


@pytest.mark.parametrize("header", ["", "token x", "Basic eDp5"])
def test_a_request_without_a_valid_token_is_401(api, header):
    api.session.headers["Authorization"] = header

    response = api("GET", "user")

    assert (response.status_code, response.json()) == (401, UNAUTHENTICATED)


def test_use_does_not_extend_a_token(api):
    api.sandbox.advance(3000)
    assert api("GET", "user").status_code == 200

    api.sandbox.advance(600)
    assert api("GET", "user").status_code == 401


def test_the_life_of_tokens_can_be_seconds(api):
    api.control.set_limits(token_seconds=5)
    api.log_in()
    api.sandbox.advance(5)

    assert api("GET", "user").status_code == 401


def test_every_login_is_a_session_of_its_own(api):
    first = api.log_in()
    second = api.log_in()

    assert api("PATCH", "session", json={"workspace_id": "dev"}).json()["workspace_id"] == "dev"
    api.use(first)
    assert api.get("session")["workspace_id"] == "production"
    assert first != second


@pytest.mark.parametrize("path", ["api/4.0/logout", "api/logout"])
def test_a_token_ends_with_its_logout(api, path):
    url = f"{api.config['api_url']}/{path}"

    assert api.session.delete(url, timeout=900).status_code == 204
    assert api("GET", "user").status_code == 401
    assert api.session.delete(url, timeout=900).status_code == 401


def test_only_administrators_act_as_others(api):
    assert api("POST", "login/3").status_code == 404

    api.control.set_user(admin=True)
    api.use(api.post("login/3")["access_token"])
    assert api.get("user")["id"] == "3"
    assert api.get("session")["sudo_user_id"] == "2"


def test_other_paths_of_the_api_are_json_and_of_the_web_host_a_page(api):
    url = api.config["api_url"]

    wrong_version = requests.get(f"{url}/api/3.1/user", timeout=900)
    assert (wrong_version.status_code, wrong_version.json()["message"]) == (404, "Not found")
    page = requests.get(f"{url}/looks/1", timeout=900)
    assert page.status_code == 404
    assert "Looker Not Found (404)" in page.text
