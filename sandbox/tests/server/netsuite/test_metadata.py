import pytest

SCHEMA = "application/schema+json"
SWAGGER = "application/swagger+json"


def test_the_catalog_lists_visible_types_with_their_links(get, sandbox):
    sandbox.netsuite.set_role(hidden_tables=["currency"])

    items = get("/record/v1/metadata-catalog").json()["items"]

    names = [item["name"] for item in items]
    assert {"vendor", "vendorBill", "journalEntry"} <= set(names)
    assert "currency" not in names
    assert {link["mediaType"] for link in items[0]["links"]} == {
        "application/json",
        SCHEMA,
        SWAGGER,
    }


def test_a_types_schema_names_its_fields_and_those_to_filter_by(get):
    response = get("/record/v1/metadata-catalog/vendor", Accept=SCHEMA)

    assert response.headers["Content-Type"] == SCHEMA
    schema = response.json()
    assert schema["properties"]["lastModifiedDate"] == {
        "title": "lastModifiedDate",
        "nullable": True,
        "type": "string",
        "format": "date-time",
    }
    assert schema["properties"]["currency"]["properties"].keys() == {"id", "refName"}
    assert schema["properties"]["custentity_onboarded_on"]["x-ns-custom-field"] is True
    assert "custentity_broken" not in schema["properties"]
    assert "lastModifiedDate" in schema["x-ns-filterable"]


def test_openapi_is_made_for_selected_types(get):
    response = get("/record/v1/metadata-catalog?select=vendor,vendorbill", Accept=SWAGGER)

    document = response.json()
    assert document["openapi"].startswith("3.0")
    assert document["components"]["schemas"].keys() == {"vendor", "vendorBill"}
    assert "/vendorBill/{id}" in document["paths"]


def test_one_type_has_openapi_and_plain_json_too(get):
    path = "/record/v1/metadata-catalog/vendor"

    assert "openapi" in get(path, Accept=SWAGGER).json()
    assert get(path, Accept="application/json").json()["name"] == "vendor"


def test_another_media_type_is_not_acceptable(get):
    assert get("/record/v1/metadata-catalog/vendor", Accept="text/html").status == 406


@pytest.mark.parametrize("name", ["transaction", "unicorn"])
def test_polymorphic_and_unknown_types_have_no_schema(get, name):
    assert get(f"/record/v1/metadata-catalog/{name}", Accept=SCHEMA).status == 404


def test_an_unknown_selected_type_is_rejected(get):
    assert get("/record/v1/metadata-catalog?select=unicorn", Accept=SWAGGER).status == 400


def test_who_am_i(http, access_token):
    headers = {"Authorization": f"Bearer {access_token}"}

    assert http("GET", "/1234567-sb1/rest/tokeninfo", headers=headers).json()["companyId"] == (
        "1234567_SB1"
    )
