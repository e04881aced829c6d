"""Authentication methods, and the errors of rejected or missing credentials."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("auth", ["jwt", "client_credentials", "password"])
def test_every_method_authenticates(delivery, messages, auth):
    delivery.settings = delivery.sandbox.salesforce.config(auth)

    assert delivery.run(messages().customer(1)).code == 0


@pytest.mark.parametrize(
    ("auth", "setting", "value", "message"),
    [
        ("jwt", "client_id", "unknown", "client identifier invalid"),
        ("jwt", "username", "someone@else.example", "user hasn't approved this consumer"),
        ("jwt", "jwt_audience", "https://other.example", "audience is invalid"),
        ("client_credentials", "client_secret", "wrong", "invalid client credentials"),
        ("password", "password", "wrong", "authentication failure"),
    ],
)
def test_rejected_credentials_are_one_error(delivery, messages, auth, setting, value, message):
    delivery.settings = delivery.sandbox.salesforce.config(auth) | {setting: value}

    run = delivery.run(messages().customer(1).state())

    assert (run.code, run.states) == (1, [])
    assert message in run.log
    assert "Check the credentials" in run.log
    assert delivery.sandbox.salesforce.limits()["used"] == 0


def test_client_credentials_at_the_generic_host_are_explained(delivery, messages):
    delivery.settings = delivery.sandbox.salesforce.config("client_credentials")
    delivery.settings["token_url"] = f"{delivery.sandbox.url}/login/services/oauth2/token"

    assert "request not supported on this domain" in delivery.run(messages().customer(1)).log


def test_a_missing_setting_is_named(delivery, messages):
    delivery.settings = {"auth_method": "password", "client_secret": ""}

    run = delivery.run(messages().customer(1))

    assert "`auth_method` password requires `client_secret`, `username`, `password`" in run.log


def test_an_invalid_key_is_named_and_not_shown(delivery, messages):
    delivery.settings = delivery.sandbox.salesforce.config("jwt") | {"private_key": "hunter2"}

    run = delivery.run(messages().customer(1))

    assert "`private_key`" in run.log
    assert "hunter2" not in run.log
