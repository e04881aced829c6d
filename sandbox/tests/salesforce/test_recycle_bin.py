"""Deleted and merged records: what is left of them, and of what refers to them."""

from __future__ import annotations

import pytest


@pytest.fixture
def family(call):
    """Ids of an account with a child account and a contact."""
    accounts = call.upsert(
        {"NetSuite_Id__c": "1", "Name": "parent"}, {"NetSuite_Id__c": "2", "Name": "other"}
    )
    child = {"NetSuite_Id__c": "3", "Name": "child", "Parent": {"NetSuite_Id__c": "1"}}
    [third] = call.upsert(child)
    contact = {"NetSuite_Id__c": "9", "LastName": "x", "Account": {"NetSuite_Id__c": "1"}}
    [person] = call.upsert(contact, sobject="Contact")
    return [entry["id"] for entry in (*accounts, third, person)]


def _row(call, sobject, record_id):
    rows = call.sandbox.salesforce.truth(sobject, deleted=True)
    return next(row for row in rows if row["Id"] == record_id)


def test_a_deleted_account_takes_its_contacts_along_and_leaves_its_child_accounts(call, family):
    one, _, child, person = family

    assert call("DELETE", f"/sobjects/Account/{one}").status_code == 204

    assert _row(call, "Contact", person)["IsDeleted"] is True
    assert _row(call, "Account", child)["IsDeleted"] is False
    assert _row(call, "Account", child)["ParentId"] is None


def test_a_merge_moves_contacts_and_child_accounts_to_the_winner(call, family):
    one, two, child, person = family

    call.sandbox.salesforce.mutate("merge", sobject="Account", winner=two, loser=one)

    assert _row(call, "Contact", person)["AccountId"] == two
    assert _row(call, "Account", child)["ParentId"] == two
    assert _row(call, "Account", two)["NetSuite_Id__c"] == "2"


def test_custom_objects_are_not_merged(call):
    one, two = call.upsert(
        {"NetSuite_Id__c": "1", "Name": "a"},
        {"NetSuite_Id__c": "2", "Name": "b"},
        sobject="Vendor__c",
    )

    with pytest.raises(Exception, match="cannot be merged"):
        call.sandbox.salesforce.mutate(
            "merge", sobject="Vendor__c", winner=one["id"], loser=two["id"]
        )


@pytest.mark.parametrize("purged", [True, False])
def test_the_recycle_bin_forgets_a_record_after_15_days_or_when_it_is_purged(call, family, purged):
    one, *_ = family
    call("DELETE", f"/sobjects/Account/{one}")
    if purged:
        call.sandbox.salesforce.mutate("purge", sobject="Account", id=one)
    else:
        call.sandbox.advance(16 * 86_400)
        call.token = call.log_in().json()["access_token"]

    query = "SELECT Id FROM Account WHERE IsDeleted = true"
    rows = call("GET", "/queryAll", params={"q": query}).json()

    assert rows["records"] == []


def test_records_are_read_by_ids_with_null_for_deleted_ones(call, family):
    one, two, *_ = family
    call("DELETE", f"/sobjects/Account/{one}")

    body = {"ids": [one, two[:15]], "fields": ["Name", "NetSuite_Id__c"]}
    found = call("POST", "/composite/sobjects/Account", json=body).json()

    assert found[0] is None
    assert (found[1]["Name"], found[1]["NetSuite_Id__c"]) == ("other", "2")


def test_keys_are_compared_letter_by_letter(call):
    results = call.upsert(
        {"NetSuite_Id__c": "straße", "Name": "a"}, {"NetSuite_Id__c": "STRASSE", "Name": "b"}
    )

    assert [result["success"] for result in results] == [True, True]


def test_a_uri_has_at_most_16384_bytes(call):
    query = "SELECT Id FROM Account WHERE Name = '" + "x" * 16_400 + "'"

    assert call("GET", "/query", params={"q": query}).status_code == 414
