"""Wrong mappings: one line that names the place, exit code 1, and nothing is sent."""

from __future__ import annotations

import pytest
from erp_sandbox.testing import Sandbox

_PROJECT = {"object": "Account", "external_id": "NetSuite_Id__c", "key": "id"}
_LOOKUP = {"object": "Account", "external_id": "NetSuite_Id__c", "key": "parent"}


def _own(**changes):
    return {"customers": changes}


def _field(expression):
    return _own(fields={"Phone": expression})


def _lookup(**changes):
    return _own(lookups={"ParentId": _LOOKUP | changes})


# The setting, and what the line says.
_CASES = [
    # of another type
    (["customers"], "is not of type 'object'"),
    ("customers", "is not of type 'object'"),
    (5, "is not of type 'object'"),
    (True, "is not of type 'object'"),
    ({"customers": "Account"}, "is not of type 'object'"),
    ({"customers": ["Account"]}, "is not of type 'object'"),
    ({"customers": 5}, "is not of type 'object'"),
    ({"customers": False}, "is not of type 'object'"),
    (_own(object=5), "`mappings.customers.object` is not valid: expected `str`, got `int`"),
    (_own(object=None), "`mappings.customers.object` is not valid: expected `str`, got `null`"),
    (_own(object=["Account"]), "`mappings.customers.object` is not valid"),
    (_own(external_id={}), "`mappings.customers.external_id` is not valid"),
    (_own(external_id=None), "`mappings.customers.external_id` is not valid"),
    (_own(key=1), "`mappings.customers.key` is not valid"),
    (_own(key=None), "`mappings.customers.key` is not valid"),
    (_own(key=["id"]), "`mappings.customers.key` is not valid"),
    (_own(fields=None), "`mappings.customers.fields` is not valid"),
    (_own(fields="Phone"), "`mappings.customers.fields` is not valid"),
    (_own(fields=["Phone"]), "`mappings.customers.fields` is not valid"),
    (_field(expression=True), "`mappings.customers.fields.Phone` is not valid"),
    (_field(1.5), "`mappings.customers.fields.Phone` is not valid"),
    (_field({"expression": "phone"}), "`mappings.customers.fields.Phone` is not valid"),
    (_own(lookups=None), "`mappings.customers.lookups` is not valid"),
    (_own(lookups=[]), "`mappings.customers.lookups` is not valid"),
    (_own(lookups={"ParentId": "parent"}), "`mappings.customers.lookups.ParentId` is not valid"),
    (_own(lookups={"ParentId": []}), "`mappings.customers.lookups.ParentId` is not valid"),
    (_lookup(key=None), "`mappings.customers.lookups.ParentId.key` is not valid"),
    (_lookup(key=5), "`mappings.customers.lookups.ParentId.key` is not valid"),
    (_lookup(object=None), "`mappings.customers.lookups.ParentId.object` is not valid"),
    (_lookup(external_id=[]), "`mappings.customers.lookups.ParentId.external_id` is not valid"),
    (_own(where=5), "`mappings.customers.where` is not valid"),
    (_own(where=True), "`mappings.customers.where` is not valid"),
    (_own(where=["id"]), "`mappings.customers.where` is not valid"),
    # unknown and missing keys
    (_own(wher="id"), "Unknown key `wher` in `mappings.customers`. It takes the keys"),
    (_own(Fields={}), "Unknown key `Fields`"),
    (_own(**{"": 1}), "Unknown key ``"),
    (_own(stream="x", digest="y"), "Unknown keys `stream`, `digest`"),
    (_lookup(field="x"), "Unknown key `field` in `mappings.customers.lookups.ParentId`"),
    (_own(lookups={"ParentId": {}}), "Missing keys `external_id`, `key`"),
    (_own(lookups={"ParentId": {"key": "parent"}}), "Missing key `external_id`"),
    ({"projects": {}}, "Missing keys `object`, `external_id`, `key` in `mappings.projects`"),
    ({"projects": {"object": "Account"}}, "Missing keys `external_id`, `key`"),
    (_own(key=""), "Missing key `key` in `mappings.customers`"),
    (_own(object=""), "Missing key `object` in `mappings.customers`"),
    (_lookup(key=""), "Missing key `key` in `mappings.customers.lookups.ParentId`"),
    (_lookup(external_id=""), "Missing key `external_id`"),
    # null that removes nothing
    (_own(fields={"fax": None}), "`mappings.customers.fields.fax` is null"),
    (_own(lookups={"Parent": None}), "has no such name to remove. Built-in are: ParentId"),
    ({"custmers": None}, "`mappings.custmers` is null"),
    # expressions
    (_field(""), "`mappings.customers.fields.Phone` has the expression '', which is not valid"),
    (_field("phone or"), "has the expression 'phone or', which is not valid"),
    (_field("a b"), "`mappings.customers.fields.Phone` has the expression"),
    (_field("phone\x00"), "which is not valid"),
    (_field("(" * 300 + ")" * 300), "which is not valid"),
    (_field("-" * 9000 + "1"), "which is not valid"),
    (_field("phone; fax"), "which is not valid"),
    (_field("x = 1"), "which is not valid"),
    (_own(key="id +"), "`mappings.customers.key` has the expression 'id +'"),
    (_own(where="id >"), "`mappings.customers.where` has the expression 'id >'"),
    (_own(where="\n"), "`mappings.customers.where` has the expression"),
    (_own(where="colour"), "`mappings.customers.where` uses colour, which the stream does not"),
    (_own(key="number"), "`mappings.customers.key` uses number, which the stream does not have"),
    (_lookup(key="parent("), "`mappings.customers.lookups.ParentId.key` has the expression"),
    # against the org
    (_own(object="Nope__c"), "The org has no object Nope__c"),
    (_own(object="../query"), "'../query' is not an object's API name"),
    (_own(object="Account/describe?x="), "is not an object's API name"),
    (_own(external_id="Nope__c"), "Account has no field Nope__c"),
    (_own(external_id="Name"), "Account.Name is not an external id"),
    (_own(fields={"Nope__c": "id"}), "Account has no field Nope__c"),
    (_own(fields={"": "id"}), "Account has no field "),
    (_own(fields={"__else__": "id"}), "Account has no field __else__"),
    (_own(fields={"BillingAddress": "id"}), "Account.BillingAddress is read-only"),
    (_own(fields={"phone": "id"}), "`mappings.customers` sets Account.phone twice"),
    (_own(fields={"NetSuite_Id__c": "id"}), "`mappings.customers` sets Account.NetSuite_Id__c"),
    (_own(fields={"ParentId": "id"}), "`mappings.customers` sets Account.ParentId twice"),
    (_lookup(object="Vendor__c"), "Account.ParentId refers to Account, not to Vendor__c"),
    (_own(lookups={"Sic": _LOOKUP}), "Account.Sic is not a reference"),
    (_own(lookups={"Nope__c": _LOOKUP}), "Account has no field Nope__c"),
    (_lookup(external_id="Phone"), "Account.Phone is not an external id"),
    (_lookup(object="Contact"), "form a cycle: "),
]


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox.start("salesforce") as sandbox:
        sandbox.salesforce.mutate("prepare")
        yield sandbox


@pytest.mark.parametrize(("mappings", "message"), _CASES)
def test_a_wrong_mapping_is_one_line_and_nothing_is_sent(new_org, messages, mappings, message):
    new_org.sandbox.clear_journal()

    run = new_org.command(messages().customer(1, companyname="Canary").state(), mappings=mappings)

    [line] = [line for line in run.errors if line != "Config validation failed"]
    assert message in line
    assert run.code == 1
    assert run.output == ""
    assert "Canary" not in run.log
    assert "Traceback" not in run.log
    assert new_org.writes() == []
