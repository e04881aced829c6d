"""Authentication methods, what the identity domain and the pod refuse, and the query language."""

from __future__ import annotations

import datetime as dt

import pytest
import requests
from singer_erp.errors import AuthenticationError, ConfigError, ErpError, StreamError
from singer_sdk.exceptions import ConfigValidationError
from tap_oracle_fusion.query import ResourceQuery, after, literal, one_of
from tap_oracle_fusion.tap import TapOracleFusion

METHODS = ("client_credentials", "jwt_assertion", "trusted_jwt", "basic")
AT = dt.datetime(2026, 2, 1, 5, 30, 0, 400_999, dt.timezone(dt.timedelta(hours=5)))


@pytest.mark.parametrize("method", METHODS)
def test_every_authentication_method_reads(sandbox, run, method):
    settings = sandbox.oracle_fusion.config(auth=method)

    assert run(streams=["gl_charts"], **settings).records("gl_charts")


@pytest.mark.parametrize("language", ["en\nX-Other: 1", "en\n", "ü"])
def test_a_language_that_no_header_can_hold_is_refused_by_name(config, language):
    with pytest.raises(ConfigValidationError) as raised:
        TapOracleFusion(config=config | {"accept_language": language})

    assert any("accept_language" in error for error in raised.value.errors)


@pytest.mark.parametrize("language", ["en", "pt-BR", "de-CH, de;q=0.8, *;q=0.5"])
def test_a_language_may_be_a_list(sandbox, run, language):
    assert run(streams=["gl_charts"], accept_language=language).records("gl_charts")


def test_a_certificate_replaces_the_client_secret(sandbox, run):
    settings = sandbox.oracle_fusion.config(auth="jwt_assertion")

    assert run(streams=["gl_charts"], **settings | {"client_secret": ""}).records("gl_charts")


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("client_credentials", "client_secret"),
        ("client_credentials", "oauth_scope"),
        ("jwt_assertion", "username"),
        ("trusted_jwt", "private_key"),
        ("basic", "password"),
    ],
)
def test_incomplete_credentials_are_an_error_before_anything_is_sent(
    sandbox, config, catalog, run, method, name
):
    settings = sandbox.oracle_fusion.config(auth=method) | {name: ""}

    with pytest.raises(ConfigError, match=f"`{name}` missing"):
        run(streams=["gl_charts"], **settings)

    assert sandbox.journal() == []


REFUSALS = [
    ("client_credentials", {"client_secret": "x"}, {}, {}, "Check `client_id` and `client_secret`"),
    ("client_credentials", {"oauth_scope": "x"}, {}, {}, "Copy `oauth_scope` from"),
    (
        "client_credentials",
        {"oauth_scope": "urn:opc:resource:fusion:alderway:cpq/"},
        {},
        {},
        "that `oauth_scope` is one of this pod",
    ),
    ("client_credentials", {}, {"grants": []}, {}, "allow the grant to the application"),
    (
        "client_credentials",
        {},
        {},
        {"client_is_user": False},
        "for `client_credentials` one named like `client_id`",
    ),
    ("jwt_assertion", {"username": "nobody"}, {}, {}, "Check `username`, `private_key`, `key_id`"),
    ("jwt_assertion", {"key_id": "other"}, {}, {}, "the application its certificate"),
    ("jwt_assertion", {"assertion_audience": ["x"]}, {}, {}, "`assertion_audience`"),
    ("jwt_assertion", {"private_key": "x"}, {}, {}, "`private_key` is not an unencrypted PEM"),
    ("jwt_assertion", {"certificate": "x"}, {}, {}, "`certificate` is not a PEM certificate"),
    ("trusted_jwt", {"client_id": "other"}, {}, {}, "for `trusted_jwt` also the issuer"),
    ("basic", {"password": "x"}, {}, {}, "is active and has the roles"),
    ("basic", {}, {}, {"password_expired": True}, "is active and has the roles"),
]


@pytest.mark.parametrize(("method", "settings", "app", "user", "text"), REFUSALS)
def test_a_refusal_says_in_one_line_what_the_administrator_has_to_do(
    sandbox, run, method, settings, app, user, text
):
    settings = sandbox.oracle_fusion.config(auth=method) | settings
    sandbox.oracle_fusion.set_app(**app)
    sandbox.oracle_fusion.set_user(**user)

    with pytest.raises(ErpError) as raised:
        run(streams=["gl_charts"], **settings)

    message = str(raised.value)
    assert text in message
    assert "\n" not in message
    for secret in ("client_secret", "password", "private_key"):
        assert len(settings.get(secret) or "") < 2 or settings[secret] not in message


def test_rejected_passwords_are_sent_once(sandbox, run):
    settings = sandbox.oracle_fusion.config(auth="basic") | {"password": "x"}

    with pytest.raises(AuthenticationError):
        run(streams=["gl_charts", "suppliers"], **settings)

    assert len(sandbox.journal()) == 1


def test_a_token_that_the_pod_no_longer_accepts_is_fetched_again(sandbox, run):
    sandbox.oracle_fusion.set_app(token_seconds=3600)
    sandbox.fault("status", path="/suppliers", status=401)

    assert run(streams=["suppliers"]).records("suppliers")


def test_a_firewall_is_not_a_missing_privilege(sandbox, run):
    sandbox.oracle_fusion.set_limits(blocked=True)

    with pytest.raises(ErpError, match="ask the administrator to allow this address") as raised:
        run(streams=["suppliers"])

    assert not isinstance(raised.value, StreamError)


def test_a_redirect_to_a_sign_in_page_is_not_followed(sandbox, run):
    sandbox.oracle_fusion.set_limits(sign_in=["/fscmRestApi"])

    with pytest.raises(ErpError, match="redirected to a sign-in page"):
        run(streams=["suppliers"])

    assert not any("signin" in entry["path"] for entry in sandbox.journal())


def test_a_pod_without_any_resource_is_an_error_of_discovery(config):
    with pytest.raises(ConfigError, match="Check `api_url`, `resource_version`"):
        TapOracleFusion(config=config | {"resource_version": "1.1"}).streams  # noqa: B018


def test_literals_are_quoted_and_timestamps_have_an_offset():
    assert literal(7) == "7"
    assert literal("O'Brien or 1 = 1") == "'O''Brien or 1 = 1'"
    assert literal(AT) == "'2026-02-01T00:30:00.400Z'"
    assert one_of("InvoiceId", [1, 2]) == "InvoiceId in (1, 2)"


def test_a_page_continues_after_the_last_time_and_key():
    assert after(("LastUpdateDate", "InvoiceId"), (AT, 7)) == (
        "(LastUpdateDate > '2026-02-01T00:30:00.400Z' or "
        "(LastUpdateDate = '2026-02-01T00:30:00.400Z' and InvoiceId > 7))"
    )


def test_the_offset_of_a_timestamp_is_encoded():
    query = ResourceQuery().page(["LastUpdateDate >= '2026-01-01T00:00:00+01:00'"], ["A"], 5)

    url = requests.Request("GET", "https://pod.example/x", params=query).prepare().url

    assert "%2B01%3A00" in url
    assert "orderBy=A%3Aasc" in url
    assert "onlyData=true" in url
