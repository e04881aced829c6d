"""Logins, logouts, and addresses that are not an instance's."""

from __future__ import annotations

import pytest
from singer_erp.errors import AuthenticationError, ConfigError, VendorError
from singer_erp.looker.connection import instance_url


@pytest.mark.parametrize(
    "url",
    [
        "https://acme.cloud.looker.com",
        "https://acme.cloud.looker.com/",
        "https://acme.cloud.looker.com/api/4.0",
        "https://acme.cloud.looker.com/api/4.0/",
        " https://acme.cloud.looker.com/api",
    ],
)
def test_what_users_copy_along_is_removed_from_the_url(url):
    assert instance_url(url) == "https://acme.cloud.looker.com"


def test_port_and_path_of_the_url_are_kept():
    assert instance_url("https://h:19999/looker/api/4.0") == "https://h:19999/looker"


def test_a_url_of_the_api_is_understood(run, sandbox):
    assert run("groups", api_url=sandbox.looker.config()["api_url"] + "/api/4.0/")


def test_a_run_logs_in_once_and_out(run, sandbox):
    before = sandbox.looker.limits()["issued"]
    sandbox.clear_journal()

    run("groups", "roles")

    paths = [(entry["method"], entry["path"]) for entry in sandbox.journal()]
    assert sandbox.looker.limits()["issued"] == before + 1
    assert paths[0] == ("POST", "/api/4.0/login")
    assert paths[-1] == ("DELETE", "/api/4.0/logout")


def test_the_secret_is_sent_in_the_body_only(run, sandbox):
    run("groups")
    secret = sandbox.looker.config()["client_secret"]
    assert not any(secret in entry["path"] for entry in sandbox.journal())


@pytest.mark.parametrize("setting", ["client_id", "client_secret"])
def test_a_wrong_key_is_an_error_that_names_the_settings(setting, run, sandbox):
    with pytest.raises(AuthenticationError, match=r"404.*`client_id` and `client_secret`"):
        run("groups", **{setting: "wrong"})
    assert len([e for e in sandbox.journal() if e["path"].endswith("/login")]) == 1


def test_a_token_that_expired_is_renewed_once(run, sandbox):
    before = sandbox.looker.limits()["issued"]
    sandbox.fault("status", path="/groups", status=401, text="{}")

    assert run("groups").records("groups")

    assert sandbox.looker.limits()["issued"] == before + 2


def test_the_web_server_is_not_the_api(run, sandbox):
    sandbox.fault("html", path="/login", status=404, times=None)

    with pytest.raises(VendorError, match=r"404 HTML.*`api_url`.*19999"):
        run("groups")


@pytest.mark.parametrize("url", ["acme", "http://acme.example.com", "ftp://acme"])
def test_a_url_that_is_not_valid_is_named(url, run):
    with pytest.raises(ConfigError, match="`api_url`"):
        run("groups", api_url=url)
