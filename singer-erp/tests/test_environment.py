"""Settings in environment variables: of the types of their schema, or an error that names them."""

from __future__ import annotations

import pytest
from singer_erp.errors import ConfigError
from singer_erp.plugin.environment import settings_in

SCHEMA = {
    "properties": {
        "api-url": {"type": "string"},
        "page_size": {"type": ["integer", "null"]},
        "reconcile_hours": {"type": ["number", "null"]},
        "allow_http": {"type": ["boolean", "null"]},
        "realm_ids": {"type": "array", "items": {"type": "string"}},
        "stream_maps": {"type": ["object", "null"]},
        "token": {"type": ["integer", "string"], "secret": True},
        "keys": {"type": ["array", "object", "null"], "secret": True},
    }
}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("API_URL", "true", "true"),
        ("PAGE_SIZE", "20", 20),
        ("RECONCILE_HOURS", "20", 20),
        ("RECONCILE_HOURS", "1.5", 1.5),
        ("ALLOW_HTTP", "True", True),
        ("ALLOW_HTTP", "off", False),
        ("REALM_IDS", '["91", "92"]', ["91", "92"]),
        # Keys may contain dots: they are not paths.
        ("STREAM_MAPS", '{"a.b": {"c": null}}', {"a.b": {"c": None}}),
        ("TOKEN", "0042", "0042"),
        ("KEYS", "{}", {}),
    ],
)
def test_a_variable_is_read_as_the_type_of_its_setting(name, text, value):
    [found] = settings_in({f"TAP_ACME_{name}": text, name: "1"}, "TAP_ACME_", SCHEMA).values()

    assert (found, type(found)) == (value, type(value))


def test_an_empty_variable_is_not_set():
    names = [name.upper().replace("-", "_") for name in SCHEMA["properties"]]

    assert settings_in(dict.fromkeys(names, ""), "", SCHEMA) == {}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("PAGE_SIZE", "1.0", "a whole number"),
        ("PAGE_SIZE", "true", "a whole number"),
        ("RECONCILE_HOURS", "s3cret", "a number"),
        ("ALLOW_HTTP", "maybe", "`true` or `false`"),
        ("REALM_IDS", "91,92", "a JSON array"),
        ("REALM_IDS", "91", "a JSON array"),
        ("STREAM_MAPS", "[]", "a JSON object"),
        ("STREAM_MAPS", '{"a":' * 100_000, "a JSON object"),
        ("KEYS", "s3cret", "a JSON array or a JSON object"),
    ],
)
def test_a_variable_of_another_type_is_named_and_not_quoted(name, text, expected):
    with pytest.raises(ConfigError) as raised:
        settings_in({f"TAP_ACME_{name}": text}, "TAP_ACME_", SCHEMA)

    assert f"TAP_ACME_{name} is not {expected}." in str(raised.value)
    assert text not in str(raised.value)


def test_all_variables_of_another_type_are_named():
    environment = {"PAGE_SIZE": "a", "API_URL": "b", "ALLOW_HTTP": "c"}

    with pytest.raises(ConfigError, match=r"PAGE_SIZE is not .*, ALLOW_HTTP is not "):
        settings_in(environment, "", SCHEMA)
