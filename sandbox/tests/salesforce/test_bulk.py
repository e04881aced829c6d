"""Bulk API 2.0 ingest, with the rules its CSV really has."""

from __future__ import annotations

import csv
import io

import pytest


def _keys(text):
    return [row["NetSuite_Id__c"] for row in csv.DictReader(io.StringIO(text))]


def test_results_join_by_key_and_are_shuffled(call):
    rows = "".join(f"{n},N{n}\n" for n in range(40))

    info, (good, bad, _) = call.job("NetSuite_Id__c,Name\n" + rows + "99,\n")

    assert (info["state"], info["numberRecordsProcessed"], info["numberRecordsFailed"]) == (
        *("JobComplete", 41, 1),
    )
    assert sorted(_keys(good), key=int) == [str(n) for n in range(40)]
    assert _keys(good) != [str(n) for n in range(40)]
    assert good.splitlines()[0] == '"sf__Id","sf__Created",NetSuite_Id__c,Name'
    assert "REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --" in bad


def test_an_empty_cell_leaves_a_field_and_na_clears_it(call):
    call.upsert({"NetSuite_Id__c": "1", "Name": "x", "Phone": "1", "Fax": "2"})

    call.job("NetSuite_Id__c,Phone,Fax\n1,,#N/A\n")

    [row] = call.sandbox.salesforce.truth("Account")
    assert (row["Phone"], row["Fax"]) == ("1", None)


def test_parents_of_the_same_job_are_not_seen(call):
    info, (_, bad, _) = call.job(
        "NetSuite_Id__c,Name,Parent.NetSuite_Id__c\n2,child,1\n1,parent,\n"
    )

    assert info["numberRecordsFailed"] == 1
    assert "Foreign key external ID: 1 not found" in bad


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"\xef\xbb\xbfNetSuite_Id__c,Name\n1,x\n", "Failed to parse CSV"),
        (b"NetSuite_Id__c,Name\r\n1,x\r\n", "LineEnding is invalid on user data"),
        (b'NetSuite_Id__c,Name\n1,"a\r\nb"\n', "LineEnding is invalid on user data"),
        (b'NetSuite_Id__c,Name\n1,"a"b\n', "Failed to parse CSV"),
        (b"NetSuite_Id__c,Foo__c\n1,x\n", "Field name not found : Foo__c"),
        (b"NetSuite_Id__c,Nope.NetSuite_Id__c\n1,x\n", "Unable to find relationship: Nope"),
        (b"NetSuite_Id__c,Account:Parent.NetSuite_Id__c\n1,x\n", "type is not needed"),
    ],
)
def test_what_breaks_the_structure_fails_the_job_and_no_row(call, data, error):
    info, _ = call.job(data)

    assert info["state"] == "Failed"
    assert error in info["errorMessage"]
    assert (info["numberRecordsProcessed"], info["numberRecordsFailed"]) == (0, 0)
    assert call.sandbox.salesforce.truth("Account") == []


def test_states_are_guarded(call):
    body = {"object": "Account", "operation": "upsert", "externalIdFieldName": "NetSuite_Id__c"}
    job = call("POST", "/jobs/ingest", json=body).json()
    path = f"/jobs/ingest/{job['id']}"

    assert job["contentUrl"].startswith("services/data/")
    assert call("PATCH", path, json={"state": "UploadComplete"}).status_code == 400
    assert call("PUT", path + "/batches", data=b"anything").status_code == 201
    assert call("PUT", path + "/batches", data=b"anything").status_code == 400
    assert call("GET", path + "/successfulResults").status_code == 400
    assert call("DELETE", path).status_code == 400
    assert call("PATCH", path, json={"state": "Aborted"}).status_code == 200
    assert call("DELETE", path).status_code == 204
    assert call("GET", path).status_code == 404


def test_an_unknown_object_is_refused_in_bulks_own_spelling(call):
    body = {"object": "CaseStatus", "operation": "insert"}

    answer = call("POST", "/jobs/ingest", json=body)

    assert answer.json() == [
        {
            "message": "Entity 'CaseStatus' is not supported by the Bulk API.",
            "errorCode": "INVALIDENTITY",
        }
    ]


def test_a_batch_that_times_out_leaves_rows_unprocessed(call):
    call.sandbox.salesforce.set_limits(bulk_fail_after=2)

    info, (good, _, left) = call.job("NetSuite_Id__c,Name\n1,a\n2,b\n3,c\n")

    assert info["state"] == "Failed"
    assert len(_keys(good)) == 2
    assert _keys(left) == ["3"]
