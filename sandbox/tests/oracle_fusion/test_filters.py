"""The two grammars of `q`, executed on the rows of the data set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ORDER = "LastUpdateDate:asc,InvoiceId:asc"


@pytest.fixture
def sandbox(shared):
    return shared


@pytest.fixture(scope="module")
def known():
    return []


@pytest.fixture
def stored(api, known):
    """The invoices with parsed timestamps, in the order of `ORDER`."""
    if not known:
        known += api.control.truth("invoices")
        for row in known:
            row["LastUpdateDate"] = datetime.fromisoformat(row["LastUpdateDate"])
        known.sort(key=lambda row: (row["LastUpdateDate"], row["InvoiceId"]))
    return known


def matching(api, q, *, version=4, path="invoices", key="InvoiceId"):
    return {row[key] for row in api.items(path, version=version, q=q, limit=499)}


def text(moment):
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def expected(rows, test):
    return {row["InvoiceId"] for row in rows if test(row)}


def bill_of_1(number):
    return number.startswith("BILL") and number.endswith("1")


@pytest.mark.parametrize(
    ("q", "test"),
    [
        ("InvoiceAmount >= 1000", lambda row: row["InvoiceAmount"] >= 1000),
        ("InvoiceAmount < 1000.5", lambda row: row["InvoiceAmount"] < Decimal("1000.5")),
        ("InvoiceCurrency = 'USD'", lambda row: row["InvoiceCurrency"] == "USD"),
        ("InvoiceCurrency <> 'USD'", lambda row: row["InvoiceCurrency"] != "USD"),
        ("InvoiceCurrency in ('USD', 'EUR')", lambda row: row["InvoiceCurrency"] in "USD EUR"),
        ("InvoiceCurrency not in ('USD')", lambda row: row["InvoiceCurrency"] != "USD"),
        ("InvoiceNumber like 'BILL%1'", lambda row: bill_of_1(row["InvoiceNumber"])),
        ("InvoiceNumber not like 'BILL%1'", lambda row: not bill_of_1(row["InvoiceNumber"])),
        ("upper(Supplier) like 'O%'", lambda row: row["Supplier"].upper()[0] == "O"),
        ("PurchaseOrderNumber is null", lambda row: row["PurchaseOrderNumber"] is None),
        ("PurchaseOrderNumber is not null", lambda row: row["PurchaseOrderNumber"] is not None),
        ("InvoiceDate between '2026-01-01' and '2026-06-30'", lambda row: "2026-01-01"
         <= row["InvoiceDate"] <= "2026-06-30"),
        ("CanceledFlag = false", lambda row: row["CanceledFlag"] is False),
        ("(InvoiceCurrency = 'EUR' or InvoiceCurrency = 'GBP') AND InvoiceAmount > 100",
         lambda row: row["InvoiceCurrency"] in "EUR GBP" and row["InvoiceAmount"] > 100),
        ("invoiceLines.LineNumber > 1", lambda row: len(row["invoiceLines"]) > 1),
        ("invoiceLines.invoiceDistributions.DistributionAmount > 1000", lambda row: any(
            one["DistributionAmount"] > 1000
            for line in row["invoiceLines"] for one in line["invoiceDistributions"])),
    ],
)  # fmt: skip
def test_rowmatch_expressions_are_executed(api, stored, q, test):
    found = expected(stored, test)
    assert matching(api, q) == found
    assert 0 < len(found) < len(stored) or "CanceledFlag" in q


@pytest.mark.parametrize(
    ("q", "test"),
    [
        ("InvoiceCurrency=USD;InvoiceAmount>1000", lambda row: row["InvoiceCurrency"] == "USD"
         and row["InvoiceAmount"] > 1000),
        ("InvoiceAmount>=100 and <= 5000", lambda row: 100 <= row["InvoiceAmount"] <= 5000),
        ("InvoiceCurrency='USD' or ='EUR'", lambda row: row["InvoiceCurrency"] in "USD EUR"),
        ('InvoiceCurrency!="USD"', lambda row: row["InvoiceCurrency"] != "USD"),
        ("InvoiceNumber=BILL*1", lambda row: bill_of_1(row["InvoiceNumber"])),
        ("InvoiceNumber like BILL%1", lambda row: bill_of_1(row["InvoiceNumber"])),
        ("LastUpdateDate>2025-06-01T00:00Z and <=2026-06-02T00:00Z",
         lambda row: datetime(2025, 6, 1, tzinfo=UTC) < row["LastUpdateDate"]
         <= datetime(2026, 6, 2, tzinfo=UTC)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("version", [1, None])
def test_query_by_example_is_executed(api, stored, q, test, version):
    assert matching(api, q, version=version) == expected(stored, test) != set()


@pytest.mark.parametrize("version", [1, 4])
def test_and_of_two_attributes_in_query_by_example_silently_finds_nothing(api, version):
    chart = api.items("accountCombinationsLOV", limit=1)[0]["_CHART_OF_ACCOUNTS_ID"]
    path, key = "accountCombinationsLOV", "_CODE_COMBINATION_ID"
    good = f"EnabledFlag=Y;_CHART_OF_ACCOUNTS_ID={chart}"
    assert matching(api, good, version=version, path=path, key=key)
    for trap in (
        f"EnabledFlag=Y and _CHART_OF_ACCOUNTS_ID={chart}",
        f"EnabledFlag='Y' and _CHART_OF_ACCOUNTS_ID={chart}",
        f"_CHART_OF_ACCOUNTS_ID={chart} and EnabledFlag=Y",
    ):
        page = api.get(path, version=version, q=trap)
        assert (page["count"], page["hasMore"]) == (0, False)


@pytest.mark.parametrize(
    ("q", "version"),
    [
        ("Nothing = 1", 4),
        ("Nothing=1", 1),
        ("invoiceid = 1", 4),
        ("invoiceLines.Nothing = 1", 4),
        ("nothing.LineNumber = 1", 4),
        ("InvoiceCurrency = USD", 4),
        ('InvoiceCurrency = "USD"', 4),
        ("InvoiceNumber = 5", 4),
        ("InvoiceAmount = 'much'", 4),
        ("InvoiceAmount=much", 1),
        ("CanceledFlag = 'Y'", 4),
        ("InvoiceDate > '2026-01-01T00:00:00Z'", 4),
        ("LastUpdateDate > '2026-13-01'", 4),
        ("InvoiceAmount > 1;InvoiceCurrency = 'USD'", 4),
        ("InvoiceAmount >", 4),
        ("InvoiceAmount > 1 and", 4),
        ("InvoiceAmount>", 1),
        ("(InvoiceAmount > 1", 4),
        ("InvoiceAmount", 1),
    ],
)
def test_what_cannot_be_queried_is_a_400(api, q, version):
    assert api.error("invoices", version=version, q=q)[0] == 400


def test_attributes_that_are_not_queryable_are_a_400_in_filters_and_orders(api):
    assert "Status" in api.items("suppliers", limit=1)[0]
    assert api.error("suppliers", q="Status = 'ACTIVE'")[0] == 400
    assert api.error("suppliers", orderBy="Status")[0] == 400


def test_conditions_on_children_can_be_refused(api):
    api.control.set_limits(child_conditions=False)
    q = "InvoiceAmount > 100 or invoiceLines.LineNumber > 3"

    assert api.error("invoices", q=q)[0] == 400
    assert api.items("invoices", q="InvoiceAmount > 100")


def test_semicolons_in_rowmatch_can_be_allowed(api, stored):
    api.control.set_limits(semicolon=True)
    q = "InvoiceAmount > 100;InvoiceCurrency = 'USD'"
    test = lambda row: row["InvoiceAmount"] > 100 and row["InvoiceCurrency"] == "USD"  # noqa: E731
    assert matching(api, q) == expected(stored, test)


def test_a_semicolon_in_a_text_is_no_operator(api):
    assert matching(api, "InvoiceNumber = 'a;b''c'") == set()


def test_offsets_of_literals_are_honored_and_a_bare_plus_is_a_400(api, stored):
    at = stored[len(stored) // 2]["LastUpdateDate"]
    later = {row["InvoiceId"] for row in stored if row["LastUpdateDate"] >= at}
    assert matching(api, f"LastUpdateDate >= '{text(at)}'") == later
    east = (at + timedelta(hours=5)).replace(tzinfo=None).isoformat(timespec="milliseconds")
    assert matching(api, f"LastUpdateDate >= '{east}+05:00'") == later
    url = f"{api.config['api_url']}/fscmRestApi/resources/11.13.18.05/invoices"
    bare = f"{url}?q=LastUpdateDate>='{east}+05:00'"
    headers = {"REST-Framework-Version": "4"}
    assert api.session.get(bare, headers=headers, timeout=900).status_code == 400


def test_a_literal_without_an_offset_is_in_the_zone_of_the_server(api, stored):
    at = stored[len(stored) // 2]["LastUpdateDate"]
    naive = at.replace(tzinfo=None).isoformat(timespec="milliseconds")
    q = f"LastUpdateDate >= '{naive}'"
    api.control.set_limits(zone="UTC")
    assert matching(api, q) == expected(stored, lambda row: row["LastUpdateDate"] >= at)
    api.control.set_limits(zone="Etc/GMT+8")
    shifted = at + timedelta(hours=8)
    assert matching(api, q) == expected(stored, lambda row: row["LastUpdateDate"] >= shifted)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_pages_of_a_key_range_are_those_of_a_full_scan(api, stored, data):
    moments = st.sampled_from(stored).map(lambda row: row["LastUpdateDate"])
    at, until = data.draw(moments), data.draw(moments)
    number = data.draw(st.sampled_from(stored))["InvoiceId"]
    limit = data.draw(st.integers(1, 40))
    shapes = {
        "LastUpdateDate > '{at}' or (LastUpdateDate = '{at}' and InvoiceId > {number})":
            lambda row: (row["LastUpdateDate"], row["InvoiceId"]) > (at, number),
        "LastUpdateDate <= '{until}' and (LastUpdateDate > '{at}' or (LastUpdateDate = '{at}'"
        " and InvoiceId >= {number}))":
            lambda row: (at, number) <= (row["LastUpdateDate"], row["InvoiceId"])
            and row["LastUpdateDate"] <= until,
        "LastUpdateDate between '{at}' and '{until}' and InvoiceAmount > 500":
            lambda row: at <= row["LastUpdateDate"] <= until and row["InvoiceAmount"] > 500,
        "LastUpdateDate not between '{at}' and '{until}'":
            lambda row: not at <= row["LastUpdateDate"] <= until,
        "LastUpdateDate = '{at}' or InvoiceId < {number}":
            lambda row: row["LastUpdateDate"] == at or row["InvoiceId"] < number,
        "LastUpdateDate in ('{at}', '{until}') and InvoiceId <> {number}":
            lambda row: row["LastUpdateDate"] in (at, until) and row["InvoiceId"] != number,
        "LastUpdateDate >= '{at}' or invoiceLines.LastUpdateDate >= '{at}'":
            lambda row: row["LastUpdateDate"] >= at or any(
                datetime.fromisoformat(line["LastUpdateDate"]) >= at
                for line in row["invoiceLines"]),
        "LastUpdateDate > '{at}' and LastUpdateDate < '{at}'": lambda _: False,
    }  # fmt: skip
    shape, test = data.draw(st.sampled_from(list(shapes.items())))
    q = shape.format(at=text(at), until=text(until), number=number)
    page = api.get("invoices", q=q, orderBy=ORDER, limit=limit, fields="InvoiceId", links="self")
    found = [row["InvoiceId"] for row in stored if test(row)]
    assert [row["InvoiceId"] for row in page.get("items", [])] == found[:limit]
    assert page["hasMore"] is (len(found) > limit)


WORDS = (
    "InvoiceId LastUpdateDate Supplier CanceledFlag InvoiceDate invoiceLines.LineNumber upper( = > "
    "<> like in between and or not is null ( ) , ; ' \" * % 5 -1.5 true '2026-01-01' ('a','b') x"
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.lists(st.sampled_from(WORDS.split()), max_size=9), version=st.integers(1, 4))
def test_any_text_is_executed_or_a_400(api, words, version):
    response = api("invoices", version=version, q=" ".join(words), limit=1)
    assert response.status_code in {200, 400}
