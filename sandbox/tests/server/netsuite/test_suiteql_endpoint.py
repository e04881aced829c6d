import json

import pytest

VENDORS = "SELECT id, entityid, creditlimit, isinactive FROM vendor ORDER BY id"
NUMBERS = "SELECT id FROM numbers ORDER BY id"


def _links(response):
    return {link["rel"]: link["href"].rpartition("suiteql")[2] for link in response.json()["links"]}


def _error(response):
    return response.json()["o:errorDetails"][0]


def test_a_page_has_the_collections_shape(suiteql, sandbox):
    response = suiteql(VENDORS, "?limit=2")

    assert response.status == 200
    page = response.json()
    assert page["items"] == [
        {"links": [], "id": "5", "entityid": "Initech", "creditlimit": "1250.5", "isinactive": "F"},
        {"links": [], "id": "6", "entityid": "Acme", "isinactive": "T"},
    ]
    assert (page["count"], page["offset"], page["totalResults"]) == (2, 0, 3)
    assert page["hasMore"] is True
    assert page["links"][0] == {
        "rel": "next",
        "href": f"{sandbox.url}/1234567-sb1/services/rest/query/v1/suiteql?limit=2&offset=2",
    }


def test_an_empty_result_is_a_page(suiteql):
    page = suiteql("SELECT id FROM vendor WHERE id = 99").json()

    assert (page["items"], page["count"], page["totalResults"]) == ([], 0, 0)
    assert page["hasMore"] is False


def test_the_limit_is_1000_unless_given(suiteql):
    page = suiteql(NUMBERS).json()

    assert (page["count"], page["hasMore"], page["totalResults"]) == (1000, True, 2500)


def test_pages_follow_each_other_to_the_end(suiteql):
    pages = [suiteql(NUMBERS, f"?limit=1000&offset={offset}") for offset in (0, 1000, 2000)]

    ids = [int(item["id"]) for page in pages for item in page.json()["items"]]
    assert ids == list(range(1, 2501))
    assert [page.json()["hasMore"] for page in pages] == [True, True, False]
    assert _links(pages[1]) == {
        "next": "?limit=1000&offset=2000",
        "first": "?limit=1000&offset=0",
        "previous": "?limit=1000&offset=0",
        "last": "?limit=1000&offset=2000",
        "self": "?limit=1000&offset=1000",
    }
    assert "next" not in _links(pages[2])


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ("?limit=0", "limit"),
        ("?limit=1001", "limit"),
        ("?limit=-1", "limit"),
        ("?limit=all", "limit"),
        ("?limit=1000&offset=500", "offset"),
        ("?limit=1000&offset=-1000", "offset"),
        ("?offset=1", "offset"),
        ("?limit=1000&offset=100000", "offset"),
        ("?limit=1&offset=1000", "offset"),
    ],
)
def test_a_limit_or_offset_out_of_bounds_is_rejected(suiteql, parameters, name):
    response = suiteql(NUMBERS, parameters)

    assert response.status == 400
    assert _error(response)["o:errorCode"] == "INVALID_PARAMETER"
    assert _error(response)["o:errorQueryParam"] == name


def test_past_the_row_cap_the_result_is_silently_truncated(suiteql, sandbox):
    sandbox.netsuite.set_limits(row_cap=2000)

    last = suiteql(NUMBERS, "?limit=1000&offset=1000").json()
    beyond = suiteql(NUMBERS, "?limit=1000&offset=2000")

    assert (last["count"], last["hasMore"], last["totalResults"]) == (1000, False, 2500)
    assert beyond.status == 400


def test_a_page_across_the_row_cap_ends_at_the_cap(suiteql, sandbox):
    sandbox.netsuite.set_limits(row_cap=2000)

    page = suiteql(NUMBERS, "?limit=300&offset=1800").json()

    assert (page["count"], page["hasMore"], page["totalResults"]) == (200, False, 2500)


def test_a_query_has_1000_pages_at_most(suiteql):
    page = suiteql(NUMBERS, "?limit=2&offset=1998").json()

    assert (page["count"], page["hasMore"], page["totalResults"]) == (2, False, 2500)


def test_an_offset_past_the_data_is_an_empty_page(suiteql):
    page = suiteql(NUMBERS, "?limit=1000&offset=3000").json()

    assert (page["items"], page["hasMore"], page["totalResults"]) == ([], False, 2500)


def test_rows_without_order_come_in_another_order_each_time(suiteql):
    query = "SELECT id FROM numbers"
    first, second = ([item["id"] for item in suiteql(query).json()["items"]] for _ in range(2))

    assert first != second


@pytest.mark.parametrize("prefer", [None, "respond-async"])
def test_a_query_that_is_not_transient_is_rejected(suiteql, prefer):
    response = suiteql(VENDORS, Prefer=prefer)

    assert response.status == 400
    assert _error(response)["o:errorCode"] == "INVALID_HEADER"
    assert _error(response)["o:errorHeader"] == "Prefer"


@pytest.mark.parametrize("media_type", ["text/plain", None])
def test_another_media_type_is_rejected(suiteql, media_type):
    response = suiteql(VENDORS, Content_Type=media_type)

    assert response.status == 415


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "{}", json.dumps({"q": 1}), json.dumps({"q": VENDORS, "params": [1]})],
)
def test_a_body_without_exactly_the_query_is_rejected(suiteql, body):
    response = suiteql("", body=body)

    assert response.status == 400
    assert _error(response)["o:errorCode"] == "INVALID_CONTENT"


def test_a_wrong_query_names_the_parameter_q(suiteql):
    response = suiteql("SELECT id FROM nosuchtable")

    assert response.status == 400
    assert _error(response)["o:errorQueryParam"] == "q"
    assert _error(response)["o:errorCode"] == "INVALID_PARAMETER"
    assert "Invalid search type: nosuchtable" in _error(response)["detail"]
    assert response.json()["title"] == "Bad Request"


def test_a_broken_column_is_a_500_every_time(suiteql):
    for _ in range(2):
        response = suiteql("SELECT id, custentity_broken FROM vendor")

        assert response.status == 500
        assert _error(response)["o:errorCode"] == "UNEXPECTED_ERROR"
        assert "Error ID: " in _error(response)["detail"]


def test_a_failure_of_the_sandbox_itself_is_a_500_envelope(suiteql, company):
    company.account.tables = None

    response = suiteql(VENDORS)

    assert response.status == 500
    assert _error(response)["o:errorCode"] == "UNEXPECTED_ERROR"


def test_a_body_over_the_limit_is_rejected(suiteql, application):
    application.vendor.body_limit = 100

    response = suiteql(VENDORS + " " * 100)

    assert response.status == 413
    assert response.json()["status"] == 413
