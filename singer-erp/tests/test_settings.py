import pytest
from jsonschema import Draft202012Validator
from singer_erp.plugin import settings
from singer_erp.plugin.cli import forbid_unknown
from singer_sdk import typing as th

SCHEMA = forbid_unknown(
    th.PropertiesList(
        settings.API_URL,
        settings.TOKEN_URL,
        settings.START_DATE,
        settings.MAX_CONCURRENCY,
        settings.LOOKBACK_SECONDS,
        settings.RECONCILE_HOURS,
        settings.REQUEST_TIMEOUT_SECONDS,
        settings.USER_AGENT,
        settings.page_size(default=500, maximum=1000),
    ).to_dict()
)


def test_every_setting_says_what_it_is():
    for definition in SCHEMA["properties"].values():
        assert definition["title"]
        assert definition["description"].endswith(".")


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("max_concurrency", 1, True),
        ("max_concurrency", 0, False),
        ("max_concurrency", 51, False),
        ("lookback_seconds", 0, True),
        ("lookback_seconds", -1, False),
        ("reconcile_hours", 0.5, True),
        ("reconcile_hours", 1e300, False),
        ("request_timeout_seconds", 0, False),
        ("request_timeout_seconds", 86_401, False),
        ("page_size", 1000, True),
        ("page_size", 1001, False),
        ("page_size", 0, False),
        ("page_sise", 5, False),
        ("api_url", "https://acme.example", True),
    ],
)
def test_values_out_of_bounds_and_unknown_names_are_refused(name, value, accepted):
    assert Draft202012Validator(SCHEMA).is_valid({name: value}) is accepted
