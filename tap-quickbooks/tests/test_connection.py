"""Calls keep Intuit's rates in every period, for each company."""

from __future__ import annotations

import pytest
from singer_erp.errors import ConfigError
from singer_erp.http.rates import Rate
from tap_quickbooks.connection import BATCH, VENDOR, connect

# "API call limits and throttles": calls and batches of one company.
PUBLISHED = {(1, None): 10, (60, BATCH): 40, (60, None): 500}
CONFIG = {
    "realm_ids": ["1", "2"],
    "client_id": "app",
    "client_secret": "s3cret",
    "redirect_uri": "http://localhost:8765/callback",
    "request_timeout_seconds": 900,
    "max_concurrency": 4,
    "calls_per_minute": 450,
}


def test_the_rates_leave_a_tenth_to_other_integrations():
    rates = (*VENDOR.rates, Rate(CONFIG["calls_per_minute"], 60))

    assert {(r.seconds, r.group): r.calls * 10 // 9 for r in rates} == PUBLISHED


def test_each_company_has_a_client_of_its_own(tmp_path):
    clients = connect(CONFIG | {"credentials_path": str(tmp_path / "c.json")}, "tests")

    assert clients.keys() == {"1", "2"}
    assert clients["1"] is not clients["2"]
    assert {client.api_url for client in clients.values()} == {"https://quickbooks.api.intuit.com"}


def test_one_refresh_token_for_several_companies_is_an_error():
    with pytest.raises(ConfigError, match="one company"):
        connect(CONFIG | {"refresh_token": "r"}, "tests")
