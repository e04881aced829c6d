"""simple-salesforce, as published, drives the org."""

from __future__ import annotations


def test_records_are_made_read_changed_and_deleted(client):
    made = client.Account.create({"Name": "Paper Co"})
    client.Account.update(made["id"], {"Phone": "555"})
    read = client.Account.get(made["id"])
    client.Account.delete(made["id"])

    assert made["success"]
    assert (read["Name"], read["Phone"]) == ("Paper Co", "555")
    assert client.query("SELECT COUNT() FROM Account")["totalSize"] == 0


def test_upsert_and_get_by_external_id(client):
    assert client.Account.upsert("NetSuite_Id__c/77", {"Name": "A"}) == 201
    assert client.Account.upsert("NetSuite_Id__c/77", {"Name": "B"}) == 200
    assert client.Account.get_by_custom_id("NetSuite_Id__c", "77")["Name"] == "B"


def test_queries_page_through_more_than_two_thousand_rows(client, call):
    for start in range(0, 2400, 200):
        call.upsert(
            *({"NetSuite_Id__c": str(n), "Name": f"N{n:04}"} for n in range(start, start + 200))
        )

    found = client.query_all("SELECT Id, Name FROM Account ORDER BY Name")

    assert [row["Name"] for row in found["records"]] == [f"N{n:04}" for n in range(2400)]


def test_bulk2_upserts_and_returns_results(client):
    records = [{"NetSuite_Id__c": str(n), "Name": f"N{n}"} for n in range(50)]

    results = client.bulk2.Account.upsert(
        records=records, external_id_field="NetSuite_Id__c", wait=0.1
    )

    assert [(r["numberRecordsProcessed"], r["numberRecordsFailed"]) for r in results] == [(50, 0)]
    assert client.query("SELECT COUNT() FROM Account")["totalSize"] == 50


def test_describe_lists_fields_and_types(client):
    fields = {field["name"]: field for field in client.Account.describe()["fields"]}

    assert fields["Name"]["nillable"] is False
    assert fields["ParentId"]["relationshipName"] == "Parent"
    assert fields["NetSuite_Id__c"]["externalId"] is True
    assert fields["BillingAddress"]["createable"] is False
