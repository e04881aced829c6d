"""A plugin's settings and its vendor's table become clients."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from singer_erp.errors import BudgetError, ConfigError, VendorError
from singer_erp.http.rates import Rate


class ApiKey:
    def sign(self, request):
        request.headers["X-Api-Key"] = "k"

    def renew(self, request):
        return False


def test_a_request_has_the_tables_headers_and_the_credentials(vendor, make_factory):
    make_factory().client(ApiKey()).send("GET", "/entries")

    [(_, path, headers, _)] = vendor.requests
    assert path == "/v3/entries"
    expected = {"Accept": "application/json", "User-Agent": "tap-acme/1", "X-Api-Key": "k"}
    assert expected.items() <= headers.items()


def test_settings_override_the_table(vendor, make_factory):
    factory = make_factory({"api_url": vendor.url + "/proxy/", "user_agent": "mine"})

    factory.client().send("GET", "/entries")

    [(_, path, headers, _)] = vendor.requests
    assert (path, headers["User-Agent"]) == ("/proxy/entries", "mine")


@pytest.mark.parametrize(
    ("config", "table", "expected"),
    [
        ({}, {}, "/v3/token"),
        ({"token_url": "https://other.example/t"}, {}, "https://other.example/t"),
        ({}, {"token_url": "https://acme.example/oauth"}, "https://acme.example/oauth"),
        ({}, {"token_url": ""}, ""),
    ],
)
def test_the_token_url_is_a_url_or_a_path_below_the_api(
    config, table, expected, vendor, make_factory
):
    url = make_factory(config, **table).token_url

    assert url == (vendor.url + expected if expected.startswith("/") else expected)


@pytest.mark.parametrize("setting", ["api_url", "token_url"])
def test_an_invalid_url_names_its_setting(setting, make_factory):
    with pytest.raises(ConfigError, match=f"`{setting}` 'acme.example' is not a URL"):
        make_factory({setting: "acme.example"})


def test_token_requests_have_rules_and_headers_of_their_own(vendor, make_factory):
    factory = make_factory({"call_budget": 1})
    vendor.will(503)

    with pytest.raises(VendorError, match="`client_id`"):
        factory.token_client().send("POST", factory.token_url)

    [(_, _, headers, _)] = vendor.requests
    assert headers["X-Token"] == "1"
    assert "Accept" not in headers


def test_all_clients_of_a_run_share_its_call_budget(make_factory):
    factory = make_factory({"call_budget": 2})
    first, second = factory.client(), factory.client()
    first.send("GET", "/entries")
    second.send("GET", "/entries")

    with pytest.raises(BudgetError, match="`call_budget`"):
        first.send("GET", "/entries")


def test_each_client_has_rates_of_its_own(make_factory, waits):
    factory = make_factory(rates=(Rate(1, 600),))
    first, second = factory.client(), factory.client()

    first.send("GET", "/entries")
    second.send("GET", "/entries")
    assert waits == []

    first.send("GET", "/entries")
    assert len(waits) == 1


def test_processes_share_the_rates_of_an_account_by_a_file(make_factory, waits, tmp_path):
    path = tmp_path / "rates.sqlite"
    runs = [make_factory({"rate_limit_path": str(path)}, rates=(Rate(1, 600),)) for _ in range(2)]

    for run in runs:
        run.client(account="1").send("GET", "/entries")
    runs[0].client(account="2").send("GET", "/entries")

    assert len(waits) == 1
    with closing(sqlite3.connect(path)) as database:
        tables = database.execute("select name from sqlite_master where type = 'table'").fetchall()
    assert sorted(tables) == [("Acme 1 calls",), ("Acme 2 calls",)]
