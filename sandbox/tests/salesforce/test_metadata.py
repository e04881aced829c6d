"""The Metadata API over SOAP, as simple-salesforce's own client of it speaks it."""

from __future__ import annotations

import pytest
import requests
from defusedxml.ElementTree import fromstring

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
ENVELOPE = (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">'
    f'<e:Header><SessionHeader xmlns="{NAMESPACE}"><sessionId>{{}}</sessionId></SessionHeader>'
    "</e:Header><e:Body>{}</e:Body></e:Envelope>"
)


@pytest.fixture
def metadata(client):
    transport = client.mdapi._client.transport.session
    transport.trust_env = False
    transport.mount("https://", client.session.get_adapter("https://"))
    return client.mdapi


def _object(metadata, name="Supplier__c", **more):
    values = {
        "fullName": name,
        "label": "Supplier",
        "pluralLabel": "Suppliers",
        "nameField": metadata.CustomField(label="Name", type=metadata.FieldType("Text")),
        "deploymentStatus": metadata.DeploymentStatus("Deployed"),
        "sharingModel": metadata.SharingModel("ReadWrite"),
        **more,
    }
    return metadata.CustomObject(**values)


def _key(metadata, name="Supplier__c.NetSuite_Id__c"):
    return metadata.CustomField(
        fullName=name,
        label="NetSuite Id",
        type=metadata.FieldType("Text"),
        length=64,
        externalId=True,
        unique=True,
    )


def _post(call, body, token=None, version="67.0"):
    return requests.post(
        f"{call.sandbox.url}/services/Soap/m/{version}",
        data=ENVELOPE.format(token or call.token, body).encode(),
        headers={"Content-Type": "text/xml", "SOAPAction": '""'},
        proxies={"http": ""},
        timeout=900,
    )


def test_an_object_a_field_and_a_permission_set_make_an_upsert_possible(call, client, metadata):
    metadata.CustomObject.create(_object(metadata))
    metadata.CustomField.create(_key(metadata))
    hidden = [field["name"] for field in client.Supplier__c.describe()["fields"]]
    grant = {"field": "Supplier__c.NetSuite_Id__c", "readable": True, "editable": True}
    metadata.PermissionSet.create(
        metadata.PermissionSet(fullName="Suppliers", label="Suppliers", fieldPermissions=[grant])
    )
    [granted] = client.query("SELECT Id FROM PermissionSet WHERE Name = 'Suppliers'")["records"]
    user = client.query("SELECT Id FROM User")["records"][0]["Id"]
    assigned = {"PermissionSetId": granted["Id"], "AssigneeId": user}
    client.PermissionSetAssignment.create(assigned)

    status = client.Supplier__c.upsert("NetSuite_Id__c/7", {"Name": "Paper Co"})

    assert "NetSuite_Id__c" not in hidden
    assert status == 201
    assert metadata.PermissionSet.read("Suppliers").fieldPermissions[0].field == grant["field"]


def test_what_is_rejected_names_component_and_code(metadata):
    metadata.CustomObject.create(_object(metadata))

    with pytest.raises(Exception, match=r"Supplier__c: \(DUPLICATE_DEVELOPER_NAME"):
        metadata.CustomObject.create(_object(metadata))
    with pytest.raises(
        Exception, match="FIELD_INTEGRITY_EXCEPTION, Must specify a non-empty label"
    ):
        metadata.CustomObject.create(_object(metadata, "Other__c", label=""))
    with pytest.raises(Exception, match=r"no CustomField named Supplier__c\.Nope__c found"):
        metadata.PermissionSet.create(
            metadata.PermissionSet(
                fullName="P",
                label="P",
                fieldPermissions=[
                    {"field": "Supplier__c.Nope__c", "editable": True, "readable": True}
                ],
            )
        )


def test_components_are_changed_listed_and_deleted(client, metadata):
    metadata.CustomObject.create(_object(metadata))
    metadata.CustomField.create(_key(metadata))
    longer = _key(metadata)
    longer.length = 100

    metadata.CustomField.update(longer)
    read = metadata.CustomField.read("Supplier__c.NetSuite_Id__c")
    listed = metadata.list_metadata([metadata.ListMetadataQuery(type="CustomField")])
    metadata.CustomField.delete(["Supplier__c.NetSuite_Id__c"])
    metadata.CustomObject.delete(["Supplier__c"])

    assert (read.length, read.externalId) == (100, True)
    assert "Supplier__c.NetSuite_Id__c" in {entry.fullName for entry in listed}
    assert "Supplier__c" not in {entry["name"] for entry in client.describe()["sobjects"]}


def test_an_object_with_a_field_that_is_rejected_is_not_made(client, metadata):
    bad = metadata.CustomField(fullName="X__c", label="X", type=metadata.FieldType("Text"))

    with pytest.raises(Exception, match="length must be between"):
        metadata.CustomObject.create(_object(metadata, fields=[bad]))

    assert "Supplier__c" not in {entry["name"] for entry in client.describe()["sobjects"]}


@pytest.mark.parametrize(
    ("body", "more", "code"),
    [
        (f'<describeMetadata xmlns="{NAMESPACE}"/>', {"token": "gone"}, "sf:INVALID_SESSION_ID"),
        (
            f'<describeMetadata xmlns="{NAMESPACE}"/>',
            {"version": "99.0"},
            "sf:UNSUPPORTED_API_VERSION",
        ),
        (f'<noSuchCall xmlns="{NAMESPACE}"/>', {}, "soapenv:Client"),
        ("", {}, "soapenv:Client"),
        ("<broken>", {}, "soapenv:Client"),
        (
            f'<createMetadata xmlns="{NAMESPACE}">' + "<metadata/>" * 11 + "</createMetadata>",
            {},
            "sf:LIMIT_EXCEEDED",
        ),
    ],
)
def test_a_call_that_is_rejected_as_a_whole_is_a_fault(call, body, more, code):
    answer = _post(call, body, **more)

    assert answer.status_code == 500
    assert fromstring(answer.content).findtext(".//faultcode") == code
