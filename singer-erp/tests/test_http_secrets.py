"""What a vendor quotes of a request's credentials never reaches an error."""

from __future__ import annotations

import base64
import itertools

import pytest
from singer_erp.auth.oauth1 import OAuth1Signer
from singer_erp.auth.oauth2 import TokenEndpoint
from singer_erp.auth.tokens import Token, TokenSource
from singer_erp.errors import ErpError, VendorMessage
from singer_erp.http.bodies import json_or_none, text_at
from singer_erp.http.factory import ConnectionFactory, Vendor
from singer_erp.redaction import Redactor

SCHEMA = {
    "properties": {
        "client_secret": {"secret": True},
        "pin": {"secret": True},
        "nested": {"properties": {"password": {"secret": True}}},
        "company": {},
    }
}
CONFIG = {
    "client_secret": "s3cret+client/secret",
    "pin": "inv",
    "nested": {"password": "s3cret\npass word"},
    "company": "acme",
    "request_timeout_seconds": 60,
    "max_concurrency": 2,
}


def _read_message(response):
    body = json_or_none(response)
    request_id = response.headers.get("X-Request-Id")
    return VendorMessage(text_at(body, "code") or None, text_at(body, "detail"), request_id)


@pytest.fixture
def factory(vendor, waits):
    table = Vendor(
        "Acme",
        rules=(),
        read_message=_read_message,
        api_url=vendor.url,
        token_url="/token",
        settings=SCHEMA,
    )
    return ConnectionFactory(table, CONFIG, "tap-acme/1", sleep=waits.append)


def _error(send):
    with pytest.raises(ErpError) as raised:
        send()
    error = raised.value
    return " ".join(map(str, (error, error.reason, error.detail, error.code, error.request_id)))


def _echo(vendor, headers, body=b"", status=400):
    """Respond with all that was sent, as gateways in debugging mode do."""
    return vendor.Reply(
        status,
        {"code": f"E {headers.get('Authorization')}", "detail": f"{dict(headers)} {body!r}"},
        headers={"X-Request-Id": f"id {headers.get('Authorization')}"},
    )


def test_a_bearer_token_is_not_shown(vendor, factory):
    client = factory.client(TokenSource(lambda now: Token("s3cret.token-1", now + 3600)))
    vendor.choose = lambda headers, _: _echo(vendor, headers)

    error = _error(lambda: client.send("GET", "/entries"))

    assert "s3cret" not in error
    assert "Bearer (secret)" in error


def test_an_earlier_token_is_not_shown_either(vendor, factory):
    numbers = itertools.count()
    client = factory.client(TokenSource(lambda now: Token(f"s3cret.{next(numbers)}", now)))
    client.send("GET", "/entries")
    vendor.will(vendor.Reply(400, {"detail": "s3cret.0 has expired, s3cret.1 is not valid"}))

    assert "s3cret" not in _error(lambda: client.send("GET", "/entries"))


def test_signatures_and_keys_of_oauth1_are_not_shown(vendor, factory):
    client = factory.client(OAuth1Signer("s3cret=key", "s3cret", "s3cret/token", "s3cret", "1"))
    vendor.choose = lambda headers, _: _echo(vendor, headers)

    error = _error(lambda: client.send("GET", "/entries"))

    assert "s3cret" not in error
    assert "oauth_signature=" not in error


@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic"])
def test_credentials_of_a_token_request_are_not_shown(vendor, factory, method):
    endpoint = TokenEndpoint(
        factory.token_client(), factory.token_url, "app", CONFIG["client_secret"], method
    )
    basic = base64.b64encode(f"app:{CONFIG['client_secret']}".encode()).decode()
    quoted = f"refresh_token=s3cret%2Frefresh s3cret/refresh {CONFIG['client_secret']} {basic}"
    vendor.choose = lambda headers, _: vendor.Reply(
        400, {"detail": f"{quoted} {headers.get('Authorization')}"}
    )

    error = _error(lambda: endpoint.fetch("refresh_token", refresh_token="s3cret/refresh"))

    assert "s3cret" not in error
    assert method != "client_secret_basic" or basic not in error


def test_secret_settings_are_not_shown_and_other_words_remain(vendor, factory):
    vendor.will(
        vendor.Reply(
            400, {"detail": "s3cret pass word; s3cret%2Bclient%2Fsecret; inv is invalid at acme"}
        )
    )

    error = _error(lambda: factory.client().send("GET", "/entries"))

    assert "s3cret" not in error
    assert error.startswith("Acme request GET /entries failed (400): ")
    assert "(secret); (secret); (secret) is invalid at acme" in error


def test_a_secret_at_the_limit_of_the_length_is_not_cut_in_two():
    text = Redactor(["s3cret-of-settings"]).clean("x" * 495 + "s3cret-of-settings")

    assert text == "x" * 495 + "(secr"
