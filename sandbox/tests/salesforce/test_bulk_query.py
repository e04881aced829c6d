"""Bulk API 2.0 query jobs."""

from __future__ import annotations

import csv
import io

import pytest


def _job(call, soql, **more):
    body = {"operation": "query", "query": soql, **more}
    job = call("POST", "/jobs/query", json=body).json()
    path = f"/jobs/query/{job['id']}"
    states = [job["state"], *(call("GET", path).json()["state"] for _ in range(2))]
    return path, states


def _rows(text):
    return list(csv.reader(io.StringIO(text)))


def test_results_lead_on_until_the_locator_is_null(call):
    call.upsert(*({"NetSuite_Id__c": str(n), "Name": f"N{n}"} for n in range(5)))
    path, states = _job(call, "SELECT NetSuite_Id__c FROM Account ORDER BY NetSuite_Id__c")

    found, locator, sizes = [], "", []
    while locator != "null":
        page = call("GET", f"{path}/results", params={"maxRecords": 2, "locator": locator or None})
        locator = page.headers["Sforce-Locator"]
        sizes.append(page.headers["Sforce-NumberOfRecords"])
        found += _rows(page.text)[1:]

    assert states == ["UploadComplete", "InProgress", "JobComplete"]
    assert sizes == ["2", "2", "1"]
    assert found == [[str(n)] for n in range(5)]


def test_cells_are_quoted_nulls_are_empty_and_timestamps_end_in_z(call):
    call.upsert({"NetSuite_Id__c": "1", "Name": 'P "x"'})
    call.upsert(
        {"LastName": "Lee", "NetSuite_Id__c": "2", "Account": {"NetSuite_Id__c": "1"}},
        {"LastName": "Doe", "NetSuite_Id__c": "3"},
        sobject="Contact",
    )
    path, _ = _job(
        call,
        "SELECT LastName, Account.Name, Phone, IsDeleted, CreatedDate FROM Contact "
        "ORDER BY NetSuite_Id__c",
    )

    text = call("GET", f"{path}/results").text

    header, lee, doe = _rows(text)
    assert text.startswith('"LastName","Account.Name","Phone","IsDeleted","CreatedDate"\n"Lee",')
    assert header[1] == "Account.Name"
    assert lee[:4] == ["Lee", 'P "x"', "", "false"]
    assert lee[4].endswith(".000Z")
    assert doe[1] == ""


def test_query_all_sees_deleted_rows(call):
    [made] = call.upsert({"NetSuite_Id__c": "1", "Name": "x"})
    call.sandbox.salesforce.mutate("delete", id=made["id"])

    living, _ = _job(call, "SELECT Id FROM Account")
    every, _ = _job(call, "SELECT Id FROM Account", operation="queryAll")

    assert len(_rows(call("GET", f"{living}/results").text)) == 1
    assert len(_rows(call("GET", f"{every}/results").text)) == 2


@pytest.mark.parametrize(
    "soql",
    [
        "SELECT COUNT() FROM Account",
        "SELECT Id FROM Account LIMIT 5 OFFSET 5",
        "SELECT BillingAddress FROM Account",
        "SELECT Nope__c FROM Account",
        "SELECT FROM",
    ],
)
def test_what_cannot_be_queried_in_bulk_is_rejected_at_once(call, soql):
    body = {"operation": "query", "query": soql}

    assert call("POST", "/jobs/query", json=body).status_code == 400


def test_a_query_job_is_aborted_then_deleted(call):
    job = call(
        "POST", "/jobs/query", json={"operation": "query", "query": "SELECT Id FROM Account"}
    ).json()
    path = f"/jobs/query/{job['id']}"

    assert call("GET", f"{path}/results").status_code == 400
    assert call("DELETE", path).status_code == 400
    assert call("PATCH", path, json={"state": "Aborted"}).json()["state"] == "Aborted"
    assert [entry["id"] for entry in call("GET", "/jobs/query").json()["records"]] == [job["id"]]
    assert call("DELETE", path).status_code == 204
    assert call("GET", path).status_code == 404
