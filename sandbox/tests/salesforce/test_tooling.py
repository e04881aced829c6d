"""Custom fields through the Tooling API."""

from __future__ import annotations

import dataclasses

import pytest
from erp_sandbox.core.clock import Clock
from erp_sandbox.core.state import History
from erp_sandbox.salesforce.errors import ApiError
from erp_sandbox.salesforce.org import Org
from erp_sandbox.salesforce.tooling import Tooling, check_admin

TEXT = {"type": "Text", "label": "NetSuite Id", "length": 64, "externalId": True, "unique": True}


def _make(call, full_name="Account.NetSuite_Id__c", **metadata):
    body = {"FullName": full_name, "Metadata": {**TEXT, **metadata}}
    return call("POST", "/tooling/sobjects/CustomField", json=body)


def _query(call, soql):
    return call("GET", "/tooling/query", params={"q": soql})


def _described(call, sobject="Account"):
    fields = call("GET", f"/sobjects/{sobject}/describe").json()["fields"]
    return {field["name"]: field for field in fields}


def test_a_new_field_is_seen_by_nobody_until_it_is_granted(bare):
    made = _make(bare, inlineHelpText="Do not edit.")
    before = _described(bare)
    row = {"Name": "x", "NetSuite_Id__c": "1"}
    hidden = bare("POST", "/sobjects/Account", json=row)
    bare.sandbox.salesforce.mutate("prepare")

    field = _described(bare)["NetSuite_Id__c"]

    assert made.status_code == 201
    assert made.json()["id"].startswith("00N")
    assert "NetSuite_Id__c" not in before
    assert hidden.json()[0]["errorCode"] == "INVALID_FIELD"
    assert (field["externalId"], field["unique"], field["idLookup"]) == (True, True, True)
    assert (field["length"], field["byteLength"]) == (64, 192)
    assert field["inlineHelpText"] == "Do not edit."
    assert bare("POST", "/sobjects/Account", json=row).status_code == 201


def test_a_field_that_exists_is_rejected(bare):
    _make(bare)

    again = _make(bare)

    assert again.status_code == 400
    assert again.json()[0]["errorCode"] == "DUPLICATE_DEVELOPER_NAME"


@pytest.mark.parametrize(
    ("full_name", "metadata"),
    [
        ("Account.NetSuite_Id", {}),
        ("Account.Net__Suite__c", {}),
        ("Account.1st__c", {}),
        ("Nope__c.X__c", {}),
        ("Account.X__c", {"length": 256}),
        ("Account.X__c", {"label": ""}),
        ("Account.X__c", {"type": "Nope"}),
        ("Account.X__c", {"type": "Checkbox"}),
        ("Account.X__c", {"type": "Number"}),
        ("Account.X__c", {"type": "Lookup", "externalId": False, "unique": False}),
    ],
)
def test_a_definition_that_breaks_a_rule_is_rejected(bare, full_name, metadata):
    refused = _make(bare, full_name, **metadata)

    assert (refused.status_code, refused.json()[0]["errorCode"]) == (
        400,
        "FIELD_INTEGRITY_EXCEPTION",
    )


def test_an_object_has_no_more_than_25_external_ids():
    org = Org(History(Clock()))
    tooling = Tooling(org)
    for number in range(25):
        tooling.make_field(f"Account.Key{number}__c", TEXT)

    with pytest.raises(ApiError, match="25 external id fields"):
        tooling.make_field("Account.Key25__c", TEXT)


def test_every_type_is_described_as_its_own(bare):
    plain = {"externalId": False, "unique": False}
    values = [{"fullName": "Hot", "label": "Hot"}, {"fullName": "Cold", "label": "Cold"}]
    types = {
        "N__c": {"type": "Number", "precision": 10, "scale": 2},
        "B__c": {"type": "Checkbox", "defaultValue": True},
        "L__c": {"type": "Lookup", "referenceTo": "Vendor__c"},
        "D__c": {"type": "DateTime"},
        "P__c": {
            "type": "Picklist",
            "valueSet": {"restricted": True, "valueSetDefinition": {"value": values}},
        },
    }
    for name, metadata in types.items():
        # Required fields are seen by everybody, without a grant.
        made = _make(bare, f"Contact.{name}", **plain, **metadata, required=True)
        assert made.status_code == 201, made.text

    fields = _described(bare, "Contact")

    assert {name: fields[name]["type"] for name in types} == {
        "N__c": "double",
        "B__c": "boolean",
        "L__c": "reference",
        "D__c": "datetime",
        "P__c": "picklist",
    }
    assert (fields["N__c"]["precision"], fields["N__c"]["scale"]) == (10, 2)
    assert (fields["L__c"]["relationshipName"], fields["L__c"]["referenceTo"]) == (
        "L__r",
        ["Vendor__c"],
    )
    assert [value["value"] for value in fields["P__c"]["picklistValues"]] == ["Hot", "Cold"]


def test_fields_are_found_by_object_name_or_by_a_custom_objects_id(bare):
    _make(bare)
    _make(bare, "Vendor__c.NetSuite_Id__c")
    where = "SELECT Id FROM CustomField WHERE DeveloperName = 'NetSuite_Id' AND TableEnumOrId = "
    [vendor] = _query(bare, "SELECT Id FROM CustomObject WHERE DeveloperName = 'Vendor'").json()[
        "records"
    ]

    sizes = [_query(bare, f"{where}'{t}'").json()["size"] for t in ("Account", "Vendor__c")]

    assert sizes == [1, 0]
    assert vendor["Id"].startswith("01I")
    assert _query(bare, f"{where}'{vendor['Id']}'").json()["size"] == 1


def test_field_definitions_show_type_and_index(bare):
    _make(bare)

    found = _query(
        bare,
        "SELECT QualifiedApiName, DataType, IsIndexed FROM FieldDefinition WHERE "
        "EntityDefinition.QualifiedApiName = 'Account' AND QualifiedApiName = 'NetSuite_Id__c'",
    ).json()["records"]

    assert [(row["DataType"], row["IsIndexed"]) for row in found] == [
        ("Text(64) (External ID) (Unique Case Insensitive)", True)
    ]


@pytest.mark.parametrize(
    ("soql", "code"),
    [
        ("SELECT Metadata FROM CustomField", "MALFORMED_QUERY"),
        ("SELECT DataType FROM FieldDefinition", "EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION"),
        ("SELECT Id FROM Account", "INVALID_TYPE"),
        ("SELECT Nope FROM CustomField", "INVALID_FIELD"),
    ],
)
def test_queries_that_tooling_rejects(bare, soql, code):
    refused = _query(bare, soql)

    assert (refused.status_code, refused.json()[0]["errorCode"]) == (400, code)


def test_metadata_is_read_edited_and_written_back(bare):
    path = f"/tooling/sobjects/CustomField/{_make(bare).json()['id']}"
    metadata = bare("GET", path).json()["Metadata"]

    changed = bare("PATCH", path, json={"Metadata": {**metadata, "length": 100}})

    assert changed.status_code == 204
    assert bare("GET", path).json()["Metadata"] == {**metadata, "length": 100}


def test_a_field_with_duplicates_cannot_become_unique(bare):
    path = f"/tooling/sobjects/CustomField/{_make(bare, unique=False).json()['id']}"
    bare.sandbox.salesforce.mutate("prepare")
    for key in ("a", "A"):
        bare("POST", "/sobjects/Account", json={"Name": "x", "NetSuite_Id__c": key})

    assert bare("PATCH", path, json={"Metadata": TEXT}).status_code == 400


def test_a_deleted_field_takes_its_grants_along(call):
    [field] = _query(call, "SELECT Id FROM CustomField WHERE TableEnumOrId = 'Account'").json()[
        "records"
    ]
    path = f"/tooling/sobjects/CustomField/{field['Id']}"

    assert call("DELETE", path).status_code == 204

    assert call("GET", path).status_code == 404
    assert _make(call).status_code == 201
    assert "NetSuite_Id__c" not in _described(call)


def test_only_users_who_customize_may_set_up():
    user = Org(History(Clock())).user

    check_admin(user)
    with pytest.raises(ApiError, match="insufficient access"):
        check_admin(dataclasses.replace(user, admin=False))
