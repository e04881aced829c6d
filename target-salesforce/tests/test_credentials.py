"""`target-salesforce login`, and runs with the credentials it stored."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys

import pytest
from singer_erp.auth.keys import KEY_VARIABLE, new_key

# Opens the page and follows its redirects, as a browser does.
_BROWSER = f"{sys.executable} -c 'import requests,sys; requests.get(sys.argv[1], timeout=20)' %s &"


@pytest.fixture
def stored(delivery, monkeypatch, tmp_path):
    """Settings of the method, with a key and without credentials."""
    monkeypatch.setenv(KEY_VARIABLE, new_key())
    settings = delivery.sandbox.salesforce.config("refresh_token")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    delivery.settings = settings | {
        "credentials_path": str(tmp_path / "credentials.json"),
        "redirect_uri": f"http://localhost:{port}/callback",
    }
    return delivery


@pytest.fixture
def login(stored, tmp_path):
    def run(*arguments, **more):
        path = tmp_path / "config.json"
        path.write_text(
            json.dumps({n: v for n, v in stored.config.items() if n != "refresh_token"})
        )
        return subprocess.run(
            [sys.executable, "-m", "target_salesforce", "login", "--config", path, *arguments],
            env=os.environ | {"BROWSER": _BROWSER},
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
            **more,
        )

    return run


def test_an_authorization_in_a_browser_is_stored_and_runs_use_it(stored, login, messages, tmp_path):
    del stored.settings["refresh_token"]

    done = login()

    assert done.returncode == 0, done.stderr
    assert "Access was granted; stored as target-salesforce" in done.stderr
    assert stored.run(messages().customer(1)).code == 0
    stored.sandbox.salesforce.expire_sessions()
    assert stored.run(messages().customer(2)).code == 0
    assert set(stored.by_key("Account")) == {"1", "2"}
    assert login("--check").stdout.rstrip().endswith(": valid")


def test_a_pasted_url_of_another_authorization_is_rejected(stored, login):
    done = login("--paste", input="http://localhost/callback?code=x&state=y\n")

    assert done.returncode == 1
    assert "not the callback of this authorization" in done.stderr


def test_an_expired_session_is_refreshed_with_the_rotated_token(stored, messages):
    for number in (1, 2, 3):
        run = stored.run(messages().customer(number))
        stored.sandbox.salesforce.expire_sessions()
        assert run.code == 0, run.log

    assert set(stored.by_key("Account")) == {"1", "2", "3"}
    assert stored.sandbox.salesforce.limits()["logins"] == 3


def test_missing_credentials_are_one_clear_error(stored, messages):
    del stored.settings["refresh_token"]

    run = stored.run(messages().customer(1).state())

    assert (run.code, run.states) == (1, [])
    assert "Run `target-salesforce login`" in run.log


def test_credentials_used_elsewhere_name_the_command_to_run(stored, messages, tmp_path):
    token = stored.settings["refresh_token"]
    assert stored.run(messages().customer(1)).code == 0
    (tmp_path / "credentials.json").unlink()  # as on a second machine with the same setting

    run = stored.run(messages().customer(1).state())

    assert (run.code, run.states) == (1, [])
    assert "used elsewhere: run `target-salesforce login`" in run.log
    assert token not in run.log


def test_no_token_is_readable_at_rest(stored, messages, tmp_path):
    token = stored.settings["refresh_token"]
    stored.run(messages().customer(1))

    for file in tmp_path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert token.encode() not in content
            assert b"5Aep861" not in content
