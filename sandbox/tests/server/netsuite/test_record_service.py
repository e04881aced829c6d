from urllib.parse import quote

import pytest


def _error(response):
    return response.json()["o:errorDetails"][0]


def _ids(response):
    assert response.status == 200, response.text
    return [int(item["id"]) for item in response.json()["items"]]


@pytest.fixture
def vendors(get):
    return lambda q: get(f"/record/v1/vendor?q={quote(q)}")


def test_a_list_holds_ids_and_links_only(get, sandbox):
    page = get("/record/v1/vendor?limit=2").json()

    url = f"{sandbox.url}/1234567-sb1/services/rest/record/v1/vendor"
    assert page["items"][0] == {"links": [{"rel": "self", "href": f"{url}/5"}], "id": "5"}
    assert (page["count"], page["hasMore"], page["totalResults"]) == (2, True, 3)


def test_transaction_types_share_a_table_but_not_their_rows(get):
    assert _ids(get("/record/v1/vendorBill")) == [100]
    assert _ids(get("/record/v1/journalEntry")) == [101]
    assert get("/record/v1/vendorBill/101").status == 404


def test_a_record_is_typed_and_camel_case(get):
    record = get("/record/v1/vendor/5").json()

    del record["links"], record["addressBook"]
    assert record == {
        "id": "5",
        "entityId": "Initech",
        "externalId": "ext-5",
        "currency": {"links": [], "id": "1", "refName": "US Dollar"},
        "creditLimit": 1250.5,
        "isInactive": False,
        "custentity_onboarded_on": "2026-01-31",
        "lastModifiedDate": "2026-02-01T09:15:00Z",
    }


def test_amounts_are_written_with_all_their_digits(get):
    assert '"creditLimit":99999999999999.99,' in get("/record/v1/vendor/7").text


def test_a_record_is_found_by_external_id(get):
    assert get("/record/v1/vendor/eid:ext-5").json()["id"] == "5"


def test_fields_projects_a_record(get):
    assert get("/record/v1/vendor/5?fields=entityId").json().keys() == {"links", "entityId"}


@pytest.mark.parametrize("key", ["99", "abc", "eid:unknown"])
def test_a_record_that_is_not_there_is_a_404(get, key):
    response = get(f"/record/v1/vendor/{key}")

    assert response.status == 404
    assert _error(response)["o:errorCode"] == "NONEXISTENT_ID"


@pytest.mark.parametrize("name", ["vendorbill", "Vendor", "unicorn", "transaction"])
def test_a_type_that_is_not_spelled_as_documented_is_a_404(get, name):
    assert get(f"/record/v1/{name}").status == 404


def test_a_type_the_role_cannot_see_is_a_404(get, sandbox):
    sandbox.netsuite.set_role(hidden_tables=["vendor"])

    assert get("/record/v1/vendor").status == 404


def test_hidden_fields_are_omitted(get, sandbox):
    sandbox.netsuite.set_role(hidden_columns=[("vendor", "creditlimit")])

    record = get("/record/v1/vendor/5").json()
    assert "creditLimit" not in record
    assert "custentity_broken" not in record
    assert "subsidiary" not in get("/record/v1/vendorBill/100").json()


def test_sublists_are_links_unless_expanded(get):
    linked = get("/record/v1/vendorBill/100").json()["expense"]
    expanded = get("/record/v1/vendorBill/100?expandSubResources=true&fields=tranId").json()

    assert linked["links"][0]["href"].endswith("/vendorBill/100/expense")
    assert "items" not in linked
    assert expanded["tranDate"] == "2026-01-31"
    (line,) = expanded["expense"]["items"]
    assert line["memo"] == "Rent"
    assert line["expenseAccount"] == {"links": [], "id": "10", "refName": "6100 Rent"}


def test_a_sublist_can_be_read_by_its_link(get):
    lines = get("/record/v1/journalEntry/101/line").json()

    assert lines["totalResults"] == 2
    assert [line.get("debit") for line in lines["items"]] == [7.1, None]
    assert [line.get("credit") for line in lines["items"]] == [None, 7.1]
    assert lines["items"][1]["account"]["refName"] == "2000 Payables"


def test_a_sublist_that_does_not_exist_is_a_404(get):
    assert get("/record/v1/journalEntry/101/item").status == 404


@pytest.mark.parametrize(
    ("q", "ids"),
    [
        ('entityId IS "initech"', [5]),
        ('entityId CONTAIN "C"', [5, 6]),
        ('entityId START_WITH "Um"', [7]),
        ('entityId END_WITH "e"', [6]),
        ('entityId IS_NOT "Acme"', [5, 7]),
        ("creditLimit GREATER 1000", [5, 7]),
        ("creditLimit LESS_OR_EQUAL 1250.5", [5]),
        ("creditLimit EQUAL 1250.50", [5]),
        ("id ANY_OF [5, 7]", [5, 7]),
        ("id BETWEEN [6, 7]", [6, 7]),
        ("id ANY_OF_NOT [5]", [6, 7]),
        ("isInactive IS true", [6]),
        ("isInactive IS false", [5, 7]),
        ("creditLimit EMPTY", [6]),
        ("creditLimit EMPTY_NOT", [5, 7]),
        ("isInactive IS true OR creditLimit GREATER 2000", [6, 7]),
        ("isInactive IS false AND (id EQUAL 5 OR id EQUAL 6)", [5]),
        ('custentity_onboarded_on ON "1/31/2026"', [5]),
        ('custentity_onboarded_on AFTER "1/31/2026"', []),
        ('custentity_onboarded_on BEFORE "2/1/2026"', [5]),
    ],
)
def test_q_filters(vendors, q, ids):
    assert _ids(vendors(q)) == ids


@pytest.mark.parametrize(
    ("q", "ids"),
    [
        ('lastModifiedDate ON "1/31/2026"', [6]),
        ('lastModifiedDate ON_OR_AFTER "2/1/2026"', [5, 7]),
        ('lastModifiedDate ON_OR_BEFORE "1/31/2026"', [6]),
        ('lastModifiedDate AFTER "1/31/2026"', [5, 7]),
        ('lastModifiedDate ON_NOT "1/31/2026"', [5, 7]),
    ],
)
def test_datetimes_are_filtered_by_days_of_the_users_zone(vendors, q, ids):
    assert _ids(vendors(q)) == ids


def test_dates_are_read_in_the_users_format(vendors, sandbox):
    sandbox.netsuite.set_preferences(date_format="D.M.YYYY", time_zone="Europe/Berlin")

    assert _ids(vendors('lastModifiedDate ON "1.2.2026"')) == [5, 6, 7]
    refused = vendors('lastModifiedDate ON "2026-02-01"')
    assert refused.status == 400
    assert 'Parse of date/time "2026-02-01" failed with date format' in _error(refused)["detail"]
    assert "in time zone Europe/Berlin" in _error(refused)["detail"]


def test_an_unknown_field_is_rejected(vendors):
    response = vendors('nosuchfield IS "x"')

    assert response.status == 400
    assert _error(response)["o:errorCode"] == "NONEXISTENT_FIELD"


@pytest.mark.parametrize(
    "q",
    [
        "",
        "entityId",
        'entityId GREATER "x"',
        "creditLimit CONTAIN 1",
        "creditLimit GREATER many",
        'entityId IS "open',
        "(id EQUAL 5",
        "id EQUAL 5)",
        "id ANY_OF 5",
        "id ANY_OF [5",
        "id EQUAL 5 AND",
    ],
)
def test_a_filter_that_is_not_valid_is_rejected(vendors, q):
    response = vendors(q)

    assert response.status == 400
    assert _error(response)["o:errorQueryParam"] == "q"


def test_q_is_kept_in_the_links(vendors):
    links = vendors('entityId CONTAIN "c"').json()["links"]

    assert all("q=entityId+CONTAIN+%22c%22" in link["href"] for link in links)
