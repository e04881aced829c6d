"""Pages of a collection: parameters, totals, order, links, fields and expanded children."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

KEYED = "LastUpdateDate:asc,InvoiceId:asc"


@pytest.fixture
def sandbox(shared):
    return shared


def keys(items):
    return [item["InvoiceId"] for item in items]


def key_of(item):
    """The key in the path, which only the link has."""
    return next(link for link in item["links"] if link["rel"] == "self")["href"].rpartition("/")[2]


def test_a_page_has_25_rows_unless_a_limit_is_given(api):
    page = api.get("journalBatches")
    assert (page["limit"], page["offset"]) == (25, 0)
    assert page["count"] == len(page["items"]) <= 25
    assert "totalResults" not in page
    assert [link["kind"] for link in page["links"]] == ["collection"]


def test_larger_limits_are_silently_reduced(api):
    assert api.get("invoices", limit=500)["limit"] == 499
    api.control.set_limits(page=500, pages={"suppliers": 10})
    assert api.get("invoices", limit=9999)["limit"] == 500
    assert api.get("suppliers", limit=500)["limit"] == 10


def test_the_last_page_has_no_more_and_an_empty_one_no_items(api):
    total = api.get("invoices", totalResults="true")["totalResults"]
    page = api.get("invoices", limit=total - 1)
    assert (page["count"], page["hasMore"]) == (total - 1, True)
    page = api.get("invoices", limit=5, offset=total - 1)
    assert (page["count"], page["hasMore"]) == (1, False)
    page = api.get("invoices", offset=total)
    assert (page["count"], page["hasMore"], "items" in page) == (0, False, False)
    api.control.set_limits(empty_items=True)
    assert api.get("invoices", offset=total)["items"] == []


def test_totals_can_be_wrong_and_more_can_end_early(api):
    total = api.get("invoices", totalResults="true")["totalResults"]
    api.control.set_limits(wrong_totals=True, more_until=5)
    page = api.get("invoices", limit=5, offset=5, totalResults="true")
    assert (page["count"], page["hasMore"]) == (5, False)
    assert page["totalResults"] < total


def test_rows_without_an_order_come_in_another_one_each_time(api):
    pages = [keys(api.items("invoices", limit=10)) for _ in range(3)]
    assert len({tuple(page) for page in pages}) == 3
    api.control.set_limits(order="fixed")
    pages = [keys(api.items("invoices", limit=10)) for _ in range(3)]
    assert len({tuple(page) for page in pages}) == 1


def test_rows_with_equal_values_have_no_order_unless_the_key_is_in_it(api):
    ties = [keys(api.items("invoices", orderBy="InvoiceCurrency", limit=499)) for _ in range(2)]
    assert ties[0] != ties[1]
    order = "InvoiceCurrency,InvoiceId"
    unique = [keys(api.items("invoices", orderBy=order, limit=499)) for _ in range(2)]
    assert unique[0] == unique[1]


def test_order_by_several_attributes_and_directions(api):
    items = api.items("invoices", orderBy="InvoiceCurrency:desc,InvoiceId:asc", limit=499)
    found = [(item["InvoiceCurrency"], item["InvoiceId"]) for item in items]
    by_key = sorted(found, key=lambda pair: pair[1])
    assert found == sorted(by_key, key=lambda pair: pair[0], reverse=True)
    assert len({currency for currency, _ in found}) > 1


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"onlyData": "yes"}, "onlyData"),
        ({"orderBy": "Nothing"}, "Nothing"),
        ({"orderBy": "InvoiceId:up"}, "up"),
        ({"orderBy": "invoiceid"}, "invoiceid"),
        ({"fields": "Nothing"}, "Nothing"),
        ({"fields": "nothing:A"}, "nothing"),
        ({"expand": "nothing"}, "nothing"),
        ({"finder": "Nothing;A=1"}, "Nothing"),
        ({"finder": "PrimaryKey;Nothing=1"}, "Nothing"),
        ({"LastUpdateDate>": "2026-01-01"}, "LastUpdateDate"),
    ],
)
def test_parameters_that_are_not_valid_are_a_400(api, query, text):
    status, message = api.error("invoices", **query)
    assert status == 400
    assert text in message


def test_rates_cannot_be_read_without_a_filter_or_a_finder(api):
    assert api.error("currencyRates")[0] == 400
    everything = api.get("currencyRates", q="ConversionDate >= '2000-01-01'", limit=499)["items"]
    finder = "CurrencyRatesFinder;fromCurrency=EUR,toCurrency=USD"
    found = api.get("currencyRates", finder=finder, limit=499)["items"]
    pairs = {(row["FromCurrency"], row["ToCurrency"]) for row in found}
    assert pairs == {("EUR", "USD")}
    assert len(found) < len(everything)


def test_unknown_resources_versions_and_keys_are_a_404(api):
    for path in ("journalLines", "invoices/1", "invoices/1/child/invoiceLines", "Invoices"):
        assert api.error(path)[0] == 404
    url = api.config["api_url"]
    assert api.session.get(f"{url}/fscmRestApi/resources/1.0/invoices", timeout=900).status_code
    latest = api.session.get(f"{url}/fscmRestApi/resources/latest/invoices", timeout=900)
    assert latest.status_code == 200
    unknown = api.session.get(f"{url}/fscmRestApi/resources/1.0/invoices", timeout=900)
    assert unknown.status_code == 404
    assert api.session.get(f"{url}/hcmRestApi/resources/latest/x", timeout=900).status_code == 404


def test_links_name_the_port_443_and_an_opaque_key(api):
    item = api.items("invoices", limit=1)[0]
    links = {link["rel"]: link for link in item["links"] if link["rel"] != "child"}
    assert set(links) == {"self", "canonical"}
    start = "https://127.0.0.1:443/fscmRestApi/resources/11.13.18.05/invoices/"
    assert links["self"]["href"].startswith(start)
    assert links["self"]["properties"]["changeIndicator"]
    assert str(item["InvoiceId"]) not in links["self"]["href"]
    children = {link["name"] for link in item["links"] if link["rel"] == "child"}
    assert {"invoiceLines", "invoiceInstallments", "invoiceDff"} <= children
    assert api(f"invoices/{item['InvoiceId']}").status_code == 404
    assert api.get(f"invoices/{key_of(item)}")["InvoiceId"] == item["InvoiceId"]


def test_only_data_has_no_links_and_so_no_key_of_a_journal_header(api):
    query = {"limit": 1, "expand": "journalHeaders"}
    header = api.items("journalBatches", **query)[0]["journalHeaders"]["items"][0]
    assert key_of(header).isdecimal()
    data = api.items("journalBatches", **query, onlyData="true")[0]
    assert "links" not in data
    assert "links" not in data["journalHeaders"]["items"][0]
    assert key_of(header) not in map(str, header.values())


def test_links_are_limited_to_relations(api):
    item = api.items("invoices", limit=1, links="self,child")[0]
    assert {link["rel"] for link in item["links"]} == {"self", "child"}


def test_fields_select_attributes_of_rows_and_children_and_keep_links(api):
    fields = "InvoiceId;invoiceLines:LineNumber;invoiceLines.invoiceDistributions:Description"
    item = api.items("invoices", limit=1, fields=fields)[0]
    assert set(item) == {"InvoiceId", "invoiceLines", "links"}
    line = item["invoiceLines"]["items"][0]
    assert set(line) == {"LineNumber", "invoiceDistributions", "links"}
    assert set(line["invoiceDistributions"]["items"][0]) == {"Description", "links"}


def test_empty_fields_return_links_only_and_win_over_expand(api):
    item = api.items("invoices", limit=1, fields="", expand="invoiceLines")[0]
    assert set(item) == {"links"}


def test_expand_implies_parents_and_all_means_every_child(api):
    item = api.items("invoices", limit=1, expand="invoiceLines.invoiceDistributions")[0]
    assert item["invoiceLines"]["items"][0]["invoiceDistributions"]["items"]
    item = api.items("invoices", limit=1, expand="all")[0]
    assert {"invoiceLines", "invoiceInstallments", "invoiceDff", "appliedPrepayments"} <= set(item)


def test_expanded_children_are_truncated_and_paged_by_the_opaque_key(api):
    api.control.set_limits(nested=1, order="fixed")
    rows = api.items("invoices", limit=499, expand="invoiceLines")
    item = max(rows, key=lambda row: row["invoiceLines"]["hasMore"])
    nested = item["invoiceLines"]
    assert (nested["count"], nested["limit"], nested["hasMore"]) == (1, 1, True)
    path = f"invoices/{key_of(item)}/child/invoiceLines"
    lines = api.items(path, limit=499, orderBy="LineNumber")
    assert len(lines) > 1
    stored = next(
        row for row in api.control.truth("invoices") if row["InvoiceId"] == item["InvoiceId"]
    )
    assert [line["LineNumber"] for line in lines] == [
        line["LineNumber"] for line in stored["invoiceLines"]
    ]
    line = lines[0]
    assert {link["rel"] for link in line["links"]} == {"self", "canonical", "parent", "child"}
    below = f"{path}/{key_of(line)}/child/invoiceDistributions"
    assert api.get(below)["count"] == len(stored["invoiceLines"][0]["invoiceDistributions"])
    assert api.get(f"{path}/{key_of(line)}")["LineNumber"] == 1


def test_rows_are_those_of_the_data_set_with_every_attribute(api):
    api.control.set_limits(nested=499)
    expand = "invoiceLines.invoiceDistributions,invoiceInstallments"
    read = api.items("invoices", limit=499, expand=expand, onlyData="true", orderBy=KEYED)
    stored = {row["InvoiceId"]: row for row in api.control.truth("invoices")}
    assert len(read) == len(stored)
    for row in read:
        _assert_same(row, stored[row["InvoiceId"]])


def _assert_same(read, stored):
    for name, value in read.items():
        if isinstance(value, dict):
            for one, other in zip(value["items"], stored[name], strict=True):
                _assert_same(one, other)
        else:
            assert value == stored[name], name


def test_timestamps_are_utc_and_drop_a_fraction_of_zero(api):
    texts = {row["LastUpdateDate"] for row in api.items("invoices", limit=499)}
    assert {len(text) for text in texts} == {25, 29}
    assert all(text.endswith("+00:00") and datetime.fromisoformat(text) for text in texts)


def test_amounts_are_exact_numbers(api):
    row = api.items("invoices", limit=1)[0]
    assert isinstance(row["InvoiceAmount"], Decimal)


def test_balances_are_read_by_a_finder_and_seen_by_ledger(api):
    for query in ({}, {"finder": "PrimaryKey"}, {"finder": "AccountBalanceFinder"}):
        assert api.error("ledgerBalances", **query)[0] == 400
    known = api.control.truth("journalBatches")[0]["journalHeaders"][0]
    delimiter = "-" if known["LedgerName"] in {"Alderway US", "Alderway DE"} else "."
    variables = {
        "accountCombination": delimiter.join("%" * 5),
        "accountingPeriod": known["PeriodName"],
        "currency": known["LedgerCurrencyCode"],
        "ledgerName": known["LedgerName"],
        "mode": "Detail",
    }
    text = ",".join(f"{name}={value}" for name, value in variables.items())
    finder = f"AccountBalanceFinder;{text}"
    rows = api.items("ledgerBalances", finder=finder, limit=499)
    assert {row["LedgerName"] for row in rows} == {known["LedgerName"]}
    assert all(isinstance(row["EndingBalance"], str) for row in rows)
    api.control.set_user(ledgers=[])
    assert api.items("ledgerBalances", finder=finder) == []


def test_ids_of_period_statuses_can_be_composite(api):
    query = {"q": "PeriodNameId=Jan-26;ApplicationId=101", "limit": 499}
    plain = api.items("accountingPeriodStatusLOV", **query)
    api.control.set_limits(composite_periods=True)

    found = api.items("accountingPeriodStatusLOV", **query)

    assert plain
    assert {row["PeriodNameId"] for row in plain} == {"Jan-26"}
    assert {row["PeriodNameId"] for row in found} == {
        f"CAL_Jan-26_101_{row['LedgerId']}" for row in plain
    }
