"""Upserts, Collections and Composite refuse what the vendor refuses."""

from __future__ import annotations

import pytest


def test_collections_return_200_in_request_order_even_when_all_failed(call):
    results = call.upsert(
        {"NetSuite_Id__c": "1"}, {"NetSuite_Id__c": "2", "Name": "ok"}, {"Name": "x"}
    )

    assert [result["success"] for result in results] == [False, True, False]
    assert results[0]["errors"] == [
        {
            "statusCode": "REQUIRED_FIELD_MISSING",
            "message": "Required fields are missing: [Name]",
            "fields": ["Name"],
        }
    ]
    assert results[1]["created"] is True
    assert results[2]["errors"][0]["statusCode"] == "MISSING_ARGUMENT"


def test_a_key_given_twice_fails_all_of_its_records(call):
    results = call.upsert(
        {"NetSuite_Id__c": "a1", "Name": "x"},
        {"NetSuite_Id__c": "A1 ", "Name": "y"},
        {"NetSuite_Id__c": "2", "Name": "z"},
    )

    assert [result["success"] for result in results] == [False, False, True]
    assert results[0]["errors"][0]["statusCode"] == "DUPLICATE_VALUE"


def test_keys_match_without_regard_to_case(call):
    first = call.upsert({"NetSuite_Id__c": "Ab", "Name": "x"})
    second = call.upsert({"NetSuite_Id__c": "aB", "Name": "y"})

    assert second[0]["id"] == first[0]["id"]
    assert second[0]["created"] is False


def test_more_than_200_records_are_rejected(call):
    rows = [{"attributes": {"type": "Account"}, "NetSuite_Id__c": str(n)} for n in range(201)]

    answer = call("PATCH", "/composite/sobjects/Account/NetSuite_Id__c", json={"records": rows})

    assert answer.status_code == 400
    assert answer.json()[0]["errorCode"] == "EXCEEDED_ID_LIMIT"


def test_a_value_of_the_wrong_type_fails_the_whole_call(call):
    rows = [
        {"attributes": {"type": "Account"}, "NetSuite_Id__c": "1", "Name": "ok"},
        {
            "attributes": {"type": "Account"},
            "NetSuite_Id__c": "2",
            "Name": "x",
            "AnnualRevenue": "a",
        },
    ]

    answer = call("PATCH", "/composite/sobjects/Account/NetSuite_Id__c", json={"records": rows})

    assert answer.status_code == 400
    assert answer.json()[0]["errorCode"] == "JSON_PARSER_ERROR"
    assert call.sandbox.salesforce.truth("Account") == []


def test_all_or_none_takes_everything_back(call):
    results = call.upsert(
        {"NetSuite_Id__c": "1", "Name": "ok"}, {"NetSuite_Id__c": "2"}, allOrNone=True
    )

    assert results[0]["errors"][0]["statusCode"] == "ALL_OR_NONE_OPERATION_ROLLED_BACK"
    assert call.sandbox.salesforce.truth("Account") == []


@pytest.mark.parametrize(
    ("values", "code", "fields"),
    [
        ({"Name": "x" * 256}, "STRING_TOO_LONG", ["Name"]),
        ({"CleanStatus": "Nope"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", ["CleanStatus"]),
        ({"ParentId": "003000000000001"}, "MALFORMED_ID", ["ParentId"]),
        (
            {"CreatedDate": "2026-01-01T00:00:00Z"},
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            ["CreatedDate"],
        ),
        ({"Foo__c": "x"}, "INVALID_FIELD", []),
        ({"Parent": {"NetSuite_Id__c": "404"}}, "INVALID_FIELD", []),
    ],
)
def test_data_errors_fail_the_one_record(call, values, code, fields):
    record = {"NetSuite_Id__c": "1", "Name": "x"} | values

    results = call.upsert(record, {"NetSuite_Id__c": "2", "Name": "ok"})

    assert results[0]["errors"][0]["statusCode"] == code
    assert results[0]["errors"][0]["fields"] == fields
    assert results[1]["success"]


@pytest.mark.parametrize(("date", "fits"), [("1699-12-31", False), ("4000-12-31", True)])
def test_dates_are_of_a_range_of_years(call, date, fits):
    record = {"NetSuite_Id__c": "1", "LastName": "x", "Birthdate": date}

    [result] = call.upsert(record, sobject="Contact")

    assert result["success"] is fits
    assert fits or result["errors"][0]["statusCode"] == "FIELD_INTEGRITY_EXCEPTION"


def test_the_key_may_not_be_in_the_body_of_a_single_upsert(call):
    body = {"Name": "x", "NetSuite_Id__c": "1"}

    answer = call("PATCH", "/sobjects/Account/NetSuite_Id__c/1", json=body)

    assert answer.status_code == 400
    assert "should not be specified in the sobject data" in answer.json()[0]["message"]


@pytest.mark.parametrize(("version", "status"), [("v45.0", 204), ("v46.0", 200)])
def test_the_response_to_an_update_by_key_depends_on_the_version(call, version, status):
    path = f"/services/data/{version}/sobjects/Account/NetSuite_Id__c/1"

    assert call("PATCH", path, json={"Name": "x"}).status_code == 201
    assert call("PATCH", path, json={"Name": "y"}).status_code == status


def test_a_field_made_by_the_api_is_hidden_until_a_permission_set_shows_it(bare):
    metadata = {"type": "Text", "label": "Key", "length": 20, "externalId": True, "unique": True}
    body = {"FullName": "Account.Key__c", "Metadata": metadata}
    assert bare("POST", "/tooling/sobjects/CustomField", json=body).status_code == 201

    names = [f["name"] for f in bare("GET", "/sobjects/Account/describe").json()["fields"]]
    hidden = bare("PATCH", "/sobjects/Account/Key__c/1", json={"Name": "x"})

    assert "Key__c" not in names
    assert hidden.status_code == 404
    assert "does not exist or is not accessible" in hidden.json()[0]["message"]
    again = bare("POST", "/tooling/sobjects/CustomField", json=body)
    assert again.json()[0]["errorCode"] == "DUPLICATE_DEVELOPER_NAME"


def test_composite_requests_refer_to_each_other_and_halt_after_a_failure(call):
    root = "/services/data/v67.0/sobjects"
    requests = [
        {"method": "POST", "url": f"{root}/Account", "referenceId": "a", "body": {"Name": "A"}},
        {
            "method": "POST",
            "url": f"{root}/Contact",
            "referenceId": "c",
            "body": {"LastName": "L", "AccountId": "@{a.id}"},
        },
        {"method": "POST", "url": f"{root}/Account", "referenceId": "bad", "body": {}},
        {
            "method": "POST",
            "url": f"{root}/Contact",
            "referenceId": "d",
            "body": {"LastName": "L", "AccountId": "@{bad.id}"},
        },
    ]

    answers = call("POST", "/composite", json={"compositeRequest": requests}).json()

    parts = {part["referenceId"]: part for part in answers["compositeResponse"]}
    assert [parts[name]["httpStatusCode"] for name in "ac"] == [201, 201]
    assert parts["bad"]["body"][0]["errorCode"] == "REQUIRED_FIELD_MISSING"
    assert parts["d"]["body"][0]["errorCode"] == "PROCESSING_HALTED"


def test_a_composite_that_is_all_or_none_takes_back_what_came_before_the_failure(call):
    root = "/services/data/v67.0/sobjects"
    requests = [
        {"method": "POST", "url": f"{root}/Account", "referenceId": "a", "body": {"Name": "A"}},
        {"method": "POST", "url": f"{root}/Account", "referenceId": "bad", "body": {}},
    ]

    answer = call("POST", "/composite", json={"compositeRequest": requests, "allOrNone": True})

    assert [part["httpStatusCode"] for part in answer.json()["compositeResponse"]] == [400, 400]
    count = call("GET", "/query", params={"q": "SELECT COUNT() FROM Account"}).json()
    assert count["totalSize"] == 0


def test_a_merged_record_is_deleted_and_its_key_is_free(call):
    winner, loser = call.upsert(
        {"NetSuite_Id__c": "1", "Name": "a"}, {"NetSuite_Id__c": "2", "Name": "b"}
    )
    call.sandbox.salesforce.mutate(
        "merge", sobject="Account", winner=winner["id"], loser=loser["id"]
    )

    rows = call(
        "GET",
        "/queryAll",
        params={"q": "SELECT MasterRecordId FROM Account WHERE IsDeleted = true"},
    ).json()
    again = call.upsert({"NetSuite_Id__c": "2", "Name": "b"})

    assert rows["records"][0]["MasterRecordId"] == winner["id"]
    assert again[0]["created"] is True


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("Name LIKE 'a%'", ["A1", "A2"]),
        ("Name IN ('a1', 'B1') AND Phone != null", ["A1"]),
        ("NOT (Name = 'A1' OR Name = 'B1')", ["A2"]),
        ("Parent.Name = 'A1'", ["B1"]),
        ("NetSuite_Id__c = '3'", ["B1"]),
        ("CreatedDate > 2020-01-01T00:00:00Z", ["A1", "A2", "B1"]),
        (r"Name = 'it\'s'", []),
    ],
)
def test_soql_is_executed(call, where, names):
    call.upsert(
        {"NetSuite_Id__c": "1", "Name": "A1", "Phone": "1"}, {"NetSuite_Id__c": "2", "Name": "A2"}
    )
    call.upsert({"NetSuite_Id__c": "3", "Name": "B1", "Parent": {"NetSuite_Id__c": "1"}})

    answer = call(
        "GET", "/query", params={"q": f"SELECT Name FROM Account WHERE {where} ORDER BY Name"}
    )

    assert [row["Name"] for row in answer.json()["records"]] == names


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT Nope FROM Account", "INVALID_FIELD"),
        ("SELECT Id FROM Nope", "INVALID_TYPE"),
        ("SELECT FROM Account", "MALFORMED_QUERY"),
    ],
)
def test_soql_that_is_wrong_is_rejected(call, query, code):
    answer = call("GET", "/query", params={"q": query})

    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, code)
