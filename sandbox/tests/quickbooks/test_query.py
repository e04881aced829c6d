"""The query dialect, with its limits."""

from __future__ import annotations

import pytest


def test_a_page_has_its_count_and_an_empty_one_has_none(call):
    answer = call.query("SELECT * FROM Bill STARTPOSITION 2 MAXRESULTS 3")

    assert (answer["startPosition"], answer["maxResults"], len(answer["Bill"])) == (2, 3, 3)
    assert call.query("SELECT * FROM Bill STARTPOSITION 5000") == {}


def test_names_and_keywords_may_be_written_in_any_case_and_order(call):
    some = call.query("select * from INVOICE maxresults 2 startposition 1")
    same = call.query(
        "SELECT * FROM Invoice WHERE Metadata.LastUpdatedTime > '2020-01-01' ORDER BY Id "
        "STARTPOSITION 1 MAXRESULTS 2"
    )

    assert some["Invoice"] == same["Invoice"]


def test_inactive_records_are_omitted_unless_active_is_named(call, sandbox):
    sandbox.quickbooks.mutate("set_active", entity="Customer", id="3", active=False)

    plain = call.query("SELECT * FROM Customer")["Customer"]
    every = call.query("SELECT * FROM Customer WHERE Active IN (true, false)")["Customer"]

    assert "3" not in {row["Id"] for row in plain}
    [gone] = [row for row in every if row["Id"] == "3"]
    assert gone["DisplayName"].endswith(" (deleted)")


@pytest.mark.parametrize(
    ("statement", "code", "expected"),
    [
        ("SELECT * FORM Bill", "4000", "QueryParserError"),
        ("SELECT * FROM Bill WHERE Id = '1' OR Id = '2'", "4000", "QueryParserError"),
        ('SELECT * FROM Bill WHERE Id = "1"', "4000", "QueryParserError"),
        ("SELECT * FROM Nothing", "4001", "invalid context declaration: Nothing"),
        (
            "SELECT * FROM Bill WHERE DepartmentRef = '1'",
            "4001",
            "'departmentref'",
        ),
        ("SELECT * FROM Bill WHERE Id > '5'", "4001", "= and IN only"),
        ("SELECT * FROM Bill MAXRESULTS 0", "4001", "too small"),
        ("SELECT * FROM Bill MAXRESULTS 1001", "4001", "too large"),
    ],
)
def test_queries_outside_the_dialect_are_rejected(call, statement, code, expected):
    status, given, detail = call.refused(statement)

    assert (status, given) == (400, code)
    assert expected in detail


def test_timestamps_are_compared_whatever_their_offset(call):
    [row] = call.query("SELECT * FROM Bill MAXRESULTS 1")["Bill"]
    at = row["MetaData"]["LastUpdatedTime"]

    found = call.query(f"SELECT * FROM Bill WHERE MetaData.LastUpdatedTime = '{at}'")["Bill"]
    assert row["Id"] in {entry["Id"] for entry in found}
    assert at[-6:] in {"-08:00", "-07:00"}


def test_quotes_in_text_are_escaped_by_a_backslash(call, sandbox):
    sandbox.quickbooks.mutate("change", entity="Vendor", id="2", values={"DisplayName": "O'Hara"})

    found = call.query(r"SELECT * FROM Vendor WHERE DisplayName LIKE 'o\'h%'")["Vendor"]

    assert [row["Id"] for row in found] == ["2"]


def test_new_custom_fields_are_shown_on_request_only(call):
    plain = call.query("SELECT * FROM Invoice MAXRESULTS 1")["Invoice"][0]
    every = call.query("SELECT * FROM Invoice MAXRESULTS 1", include="enhancedAllCustomFields")

    assert [f["DefinitionId"] for f in plain["CustomField"]] == ["1"]
    assert [f["DefinitionId"] for f in every["Invoice"][0]["CustomField"]] == ["1", "1000000001"]


def test_without_json_in_accept_the_response_is_xml(call):
    statement = {"query": "SELECT * FROM Bill"}
    response = call("GET", "query", params=statement, headers={"Accept": "*/*"})

    assert response.headers["content-type"].startswith("application/xml")
