"""`describe`: the classic form, the catalog, and the OpenAPI variant."""

from __future__ import annotations

import pytest

DESCRIPTION = "application/vnd.oracle.adf.description+json"
OPENAPI = "application/vnd.oracle.openapi3+json"


@pytest.fixture
def sandbox(shared):
    return shared


@pytest.fixture
def describe(api):
    """Requests a description with an `Accept` header."""

    def describe(path, accept="*/*", **query):
        return api.session.get(
            f"{api.config['api_url']}/fscmRestApi/resources/11.13.18.05/{path}",
            headers={"Accept": accept, "REST-Framework-Version": "4"},
            params=query,
            timeout=900,
        )

    return describe


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 406),
        ("text/html", 406),
        ("*/*", 200),
        ("application/json, */*", 200),
        (DESCRIPTION, 200),
        (OPENAPI, 200),
    ],
)
def test_one_accept_is_a_406(describe, accept, status):
    assert describe("invoices/describe", accept).status_code == status


def test_other_types_can_be_refused(api, describe):
    api.control.set_limits(refused_accept=["*/*", DESCRIPTION])
    assert describe("invoices/describe").status_code == 406
    assert describe("invoices/describe", "application/json").status_code == 200


def test_a_resource_has_attributes_finders_and_children(describe):
    response = describe("payablesPayments/describe")
    assert response.headers["Content-Type"] == DESCRIPTION
    found = response.json()["Resources"]["payablesPayments"]
    attributes = {one["name"]: one for one in found["attributes"]}
    assert attributes["CheckId"] == {
        "name": "CheckId",
        "type": "integer",
        "updatable": False,
        "mandatory": True,
        "queryable": True,
        "allowChanges": "never",
        "title": "CheckId",
        "precision": 18,
    }
    # Dates and timestamps cannot be told from texts.
    assert {attributes[name]["type"] for name in ("PaymentDate", "LastUpdateDate")} == {"string"}
    primary = found["collection"]["finders"][0]
    assert (primary["name"], primary["attributes"][0]["name"]) == ("PrimaryKey", "CheckId")
    assert found["collection"]["rangeSize"] == 25
    assert "relatedInvoices" in found["children"]
    assert found["item"]["links"][0]["rel"] == "child"


def test_a_child_is_described_below_any_key(describe):
    found = describe("invoices/ANY/child/invoiceLines/describe").json()["Resources"]
    assert set(found["invoiceLines"]["children"]) == {"invoiceDistributions"}
    assert describe("invoices/ANY/child/nothing/describe").status_code == 404
    assert describe("nothing/describe").status_code == 404


def test_every_attribute_of_a_row_is_described(api, describe):
    api.control.set_limits(filtered=[])
    described = describe("describe").json()["Resources"]
    empty = {"ledgerBalances"}
    for name in described.keys() - empty:
        for row in api.items(name, limit=1, expand="all", onlyData="true"):
            _assert_described(row, described[name])


def _assert_described(row, described):
    children = described.get("children", {})
    names = [one["name"] for one in described["attributes"]]
    assert [name for name in row if name not in children] == names
    for name, child in children.items():
        for one in row.get(name, {}).get("items", []):
            _assert_described(one, child)


def test_flexfields_have_the_segments_of_the_tenant_and_a_context(describe):
    found = describe("invoices/describe").json()["Resources"]["invoices"]
    segments = {one["name"]: one for one in found["children"]["invoiceDff"]["attributes"]}
    assert segments["__FLEX_Context"]["discrColumnType"] is True
    assert set(segments) - {"InvoiceId", "__FLEX_Context", "__FLEX_Context_DisplayValue"}


def test_the_catalog_is_minimal_or_a_list_and_not_of_one_resource(describe):
    minimal = describe("describe", metadataMode="minimal").json()["Resources"]
    assert set(minimal["invoices"]) == {"title", "titlePlural", "links"}
    deep = describe("describe", metadataMode="minimal", includeChildren="true").json()
    assert (
        "invoiceDistributions"
        in (deep["Resources"]["invoices"]["children"]["invoiceLines"]["children"])
    )
    listed = describe("describe", metadataMode="list").json()["Resources"]
    assert set(listed["invoices"]) == {"links"}
    assert describe("invoices/describe", metadataMode="minimal").status_code == 400
    assert describe("describe", nothing="x").status_code == 400


def test_the_openapi_variant_has_formats_and_what_is_queryable(describe):
    document = describe("suppliers/describe", OPENAPI).json()
    schemas = document["components"]["schemas"]
    properties = schemas["suppliers-item-response"]["properties"]
    assert properties["LastUpdateDate"]["format"] == "date-time"
    assert properties["InactiveDate"]["format"] == "date"
    assert properties["SupplierId"]["format"] == "int64"
    assert properties["Status"]["x-queryable"] is False
    assert "suppliers-sites-item-response" in schemas
    references = [one["items"]["$ref"] for one in properties.values() if one["type"] == "array"]
    assert {reference.rpartition("/")[2] for reference in references} <= set(schemas)
    assert "/suppliers/{suppliers_Id}/child/sites" in document["paths"]
