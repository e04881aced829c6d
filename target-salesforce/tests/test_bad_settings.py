"""Wrong settings and credentials: named in one line, exit code 1, and no secret in any error."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from singer_erp.auth.keys import KEY_VARIABLE, new_key

_SECRET = "canary-4711"


def _pem(key, encryption=None):
    encryption = encryption or serialization.NoEncryption()
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
    ).decode()


_RSA = rsa.generate_private_key(65537, 2048)
_PEM = _pem(_RSA)
_NOT_PEM = "`private_key` is not an unencrypted PEM private key"
_VALID = "a valid key"
_OF_JWT = {"private_key", "username", "jwt_audience"}
# Changed settings, None removes one; and what the line says.
_CASES = [
    ({"api_ulr": "https://acme.example"}, "Unknown setting 'api_ulr'. Did you mean 'api_url'?"),
    ({"api_url": None}, "'api_url' is a required property"),
    ({"api_url": 5}, "5 is not of type 'string'"),
    ({"api_url": ""}, "`api_url`"),
    ({"api_url": "acme.my.salesforce.com"}, "`api_url` 'acme.my.salesforce.com' is not a URL"),
    ({"api_url": "ftp://acme.example"}, "`api_url`"),
    ({"api_url": "https://"}, "`api_url`"),
    ({"api_url": "https://[::1"}, "`api_url`"),
    ({"api_url": "https://acme.example:port"}, "`api_url`"),
    ({"api_url": "http://acme.example"}, "`allow_http`"),
    ({"token_url": "nowhere"}, "`token_url`"),
    ({"token_url": "http://acme.example/token"}, "`allow_http`"),
    ({"auth_method": "oauth"}, "'oauth' is not one of ['jwt'"),
    ({"client_id": None}, "'client_id' is a required property"),
    ({"client_id": {"value": _SECRET}}, "is not of type 'string'"),
    ({"client_id": ""}, "client"),
    ({"username": None}, "`auth_method` jwt requires `username`"),
    ({"private_key": None}, "`auth_method` jwt requires `private_key`"),
    ({"private_key": ""}, "`auth_method` jwt requires `private_key`"),
    ({"private_key": 4711}, "is not of type 'string'"),
    ({"private_key": [_PEM]}, "is not of type 'string'"),
    ({"private_key": _SECRET}, _NOT_PEM),
    ({"private_key": "ü\ud800"}, _NOT_PEM),
    ({"private_key": _PEM[:200]}, _NOT_PEM),
    (
        {"private_key": _pem(_RSA, serialization.BestAvailableEncryption(b"canary"))},
        _NOT_PEM,
    ),
    (
        {"private_key": _pem(ec.generate_private_key(ec.SECP256R1()))},
        "`private_key` is not an RSA key",
    ),
    (
        {"private_key": _pem(ec.generate_private_key(ec.SECP256K1()))},
        "`private_key` is neither RSA nor on curve",
    ),
    ({"private_key": _PEM}, "400 invalid_grant"),
    ({"auth_method": "jwt"}, "`auth_method` jwt requires `username`, `private_key`"),
    ({"client_secret": None}, "`auth_method` client_credentials requires `client_secret`"),
    ({"client_secret": _SECRET}, "invalid client credentials"),
    ({"auth_method": "password"}, "requires `username`, `password`"),
    ({"jwt_audience": "ü"}, "audience is invalid"),
    ({"api_version": 67}, "67 is not of type 'string'"),
    ({"api_version": "latest"}, "'latest' does not match"),
    ({"api_version": "67.0/../../x?"}, "in config['api_version']"),
    ({"api_version": "20.0"}, "raise `api_version`"),
    ({"api_version": "999.0"}, "Check the name in `mappings`, `api_version`"),
    ({"vendor_object": ""}, "vendors"),
    ({"vendor_object": 5}, "5 is not of type 'string'"),
    ({"vendor_record_type": ["Vendor"]}, "is not of type 'string'"),
    ({"on_reject": "ignore"}, "'ignore' is not one of ['fail', 'dead_letter']"),
    ({"max_rejects": -1}, "-1 is less than the minimum of 0"),
    ({"max_rejects": "many"}, "'many' is not of type 'integer'"),
    ({"on_missing_parent": "wait"}, "'wait' is not one of ['reject', 'defer']"),
    ({"dead_letter_path": 5}, "5 is not of type 'string'"),
    ({"audit_url": _SECRET}, "`audit_url`"),
    ({"audit_url": f"nosuch://user:{_SECRET}@host/db"}, "`audit_url`"),
    ({"audit_url": "sqlite:////proc/none/audit.sqlite"}, "`audit_url`"),
    ({"audit_url": [_SECRET]}, "is not of type 'string'"),
    ({"bulk_threshold": 0}, "0 is less than the minimum of 1"),
    ({"bulk_threshold": "few"}, "'few' is not of type 'integer'"),
    ({"allow_duplicates": "perhaps"}, "'perhaps' is not of type 'boolean'"),
    ({"force_update": 5}, "5 is not of type 'boolean'"),
    ({"call_budget": 0}, "0 is less than the minimum of 1"),
    ({"call_budget": 1}, "The run has made 1 of the 1 calls of `call_budget`"),
    ({"api_usage_limit_percent": 101}, "101 is greater than the maximum of 100"),
    ({"max_concurrency": 0}, "0 is less than the minimum of 1"),
    ({"request_timeout_seconds": 0}, "0 is less than the minimum of 1"),
    ({"request_timeout_seconds": [600]}, "is not of type 'integer'"),
    ({"user_agent": "a\r\nX-Canary: 1"}, "`user_agent`"),
    ({"user_agent": "€"}, "`user_agent`"),
    ({"stream_maps": "customers"}, "is not of type 'object'"),
    ({"stream_maps": {"customers": 5}}, "customers"),
    ({"stream_maps": {"customers": {"phone": "phone or"}}}, "phone or"),
    ({"stream_maps": {"customers": {"phone": 5}}}, "config['stream_maps']['customers']"),
    ({"stream_maps": {"customers": {"id": None}}}, "key property 'id'"),
    ({"flattening_enabled": "yes please"}, "is not of type 'boolean'"),
    ({"flattening_max_depth": "deep"}, "'deep' is not of type 'integer'"),
]


@pytest.mark.parametrize(
    ("changes", "message"),
    _CASES,
    ids=[f"{number}-{'-'.join(changes)}" for number, (changes, _) in enumerate(_CASES)],
)
def test_a_wrong_setting_is_named(module_delivery, messages, changes, message):
    module_delivery.sandbox.clear_journal()
    method = module_delivery.sandbox.salesforce.config("jwt") if changes.keys() & _OF_JWT else {}
    settings = method | changes

    run = module_delivery.command(messages().customer(1, companyname="Canary").state(), **settings)

    _check(module_delivery, run, message)


@pytest.mark.parametrize(
    ("file", "key", "message"),
    [
        (b"", _VALID, "is not a file of stored credentials"),
        (b"canary", _VALID, "is not a file of stored credentials"),
        (b"[]", _VALID, "is not a file of stored credentials"),
        (b'{"a": 5}', _VALID, "is not a file of stored credentials"),
        (b"\xff\xfe\x00", _VALID, "is not a file of stored credentials"),
        (b"[" * 9000, _VALID, "is not a file of stored credentials"),
        (b"{}", _VALID, "There are no credentials named target-salesforce"),
        (b'{"target-salesforce HOST": "canary"}', _VALID, "were encrypted with another key"),
        (b'{"target-salesforce HOST": "gAAAAABcanary"}', _VALID, "with another key"),
        (None, _VALID, "There are no credentials named target-salesforce"),
        (None, "canary", f"{KEY_VARIABLE} is not a valid key"),
        (None, ",", KEY_VARIABLE),
        (None, "", KEY_VARIABLE),
    ],
)
def test_broken_stored_credentials_are_named(
    module_delivery, messages, monkeypatch, tmp_path, file, key, message
):
    monkeypatch.setenv(KEY_VARIABLE, new_key() if key == _VALID else key)
    path = tmp_path / "credentials.json"
    host = module_delivery.sandbox.url.partition("//")[2]
    if file is not None:
        path.write_bytes(file.replace(b"HOST", host.encode()))
        path.chmod(0o600)

    run = module_delivery.command(
        messages().customer(1).state(),
        auth_method="refresh_token",
        credentials_path=str(path),
    )

    _check(module_delivery, run, message)


@pytest.mark.parametrize(
    "text", [b"", b"canary", b"[]", b'{"api_url": "canary"', b"\xff\xfe", b"null", b"[" * 9000]
)
def test_a_broken_configuration_file_is_named(module_delivery, text):
    path = module_delivery.folder / "broken.json"
    path.write_bytes(text)

    run = module_delivery.command("", path=path)

    assert run.code != 0
    assert "broken.json" in run.error_output
    assert "canary" not in run.error_output
    assert "Traceback" not in run.error_output


def _check(delivery, run, message):
    [line] = [line for line in run.errors if line != "Config validation failed"]
    assert message in line
    assert (run.code, run.output) == (1, "")
    for secret in ("canary", "4711", "PRIVATE KEY-", delivery.config["client_secret"]):
        assert secret not in run.log
    assert "Traceback" not in run.log
    assert delivery.writes() == []
