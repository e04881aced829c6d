"""What a client can find out: endpoints, documents, custom fields, rights."""

from __future__ import annotations

import pytest
import requests


def _endpoints(api):
    return api.session.get(f"{api.url}/entity", timeout=900).json()


def test_endpoints_are_listed_in_two_forms_and_custom_ones_to_those_who_signed_in(visitor):
    before = _endpoints(visitor)
    visitor.sign_in()
    after = _endpoints(visitor)

    names = [(one["name"], one["version"]) for one in before["endpoints"]]
    assert names == [("Default", "23.200.001"), ("Default", "24.200.001")]
    assert after["endpoints"][2:] == [
        {"name": "SingerERP", "version": "1.0", "href": "/AcmeERP/entity/SingerERP/1.0/"}
    ]
    assert after["version"].keys() == {"acumaticaBuildVersion", "databaseVersion"}
    visitor.sandbox.acumatica.set_limits(entity_list="bare")
    assert _endpoints(visitor) == after["endpoints"]
    visitor.sandbox.acumatica.set_limits(urls="absolute")
    assert _endpoints(visitor)[2]["href"] == f"{visitor.url}/entity/SingerERP/1.0/"


def test_versions_have_different_fields(api):
    newer = api.get("StockItem", top=1)[0]
    api.config["endpoint_version"] = "23.200.001"
    older = api.get("StockItem", top=1)[0]

    assert newer.keys() - older.keys() == {"LastModifiedDateTime"}


def test_a_custom_endpoint_has_the_entities_of_the_newest_version(api):
    api.config |= {"endpoint_name": "SingerERP", "endpoint_version": "1.0"}

    [record] = api.get("Account", top=1)

    assert record["_links"]["self"].startswith("/AcmeERP/entity/SingerERP/1.0/Account/")


@pytest.mark.parametrize(
    "change",
    [{"endpoint_version": "17.200.001"}, {"endpoint_name": "Nothing"}],
)
def test_an_unknown_endpoint_is_a_404(api, change):
    api.config |= change

    assert api("GET", "Account").status_code == 404


def test_an_unknown_entity_and_a_missing_record_are_different(api):
    assert api("GET", "Nothing").status_code == 404
    status, message = api.refused("Account/nothing")
    assert (status, message) == (500, "No entity satisfies the condition.")


def test_a_record_is_found_by_its_keys_with_slash_or_bar_and_by_its_id(api):
    [record] = api.get("JournalTransaction", top=1)
    keys = api.values(record, "Module", "BatchNbr")

    for path in ("/".join(keys), "|".join(keys), record["id"], record["id"].upper()):
        assert api.get(f"JournalTransaction/{path}") == record


def test_the_document_needs_a_session_or_a_tenant(visitor):
    url = f"{visitor.endpoint}/swagger.json"

    assert requests.get(url, timeout=900).status_code == 401
    document = requests.get(url, params={"company": "Acme"}, timeout=900).json()
    assert document["openapi"] == "3.0.1"


def test_older_releases_serve_the_same_as_swagger_2(api):
    newer = api.get("swagger.json")
    api.sandbox.acumatica.set_limits(swagger="2.0")
    older = api.get("swagger.json")

    assert older["swagger"] == "2.0"
    assert older["paths"].keys() == newer["paths"].keys()
    assert older["definitions"].keys() == newer["components"]["schemas"].keys()
    listed = older["paths"]["/Account"]["get"]["responses"]["200"]
    assert listed["schema"]["items"] == {"$ref": "#/definitions/Account"}
    put = older["paths"]["/Account"]["put"]["parameters"]
    assert put[-1]["schema"] == {"$ref": "#/definitions/Account"}
    assert "components" not in str(older)


def test_the_instance_has_a_document_of_its_own(visitor):
    document = requests.get(f"{visitor.url}/entity/swagger.json", timeout=900).json()

    assert {"/entity/auth/login", "/entity/auth/logout"} <= document["paths"].keys()


def test_custom_fields_have_types_at_each_level(api):
    schema = api.get("JournalTransaction/$adHocSchema")

    assert schema["custom"]["BatchModule"]["AutoReverse"] == {
        "type": "CustomBooleanField",
        "value": None,
    }
    [line] = schema["Details"]
    assert line["custom"]["GLTranModuleBatNbr"]["DebitAmt"]["type"] == "CustomDecimalField"
    assert "_workflowActions" in schema


def test_a_form_without_rights_is_a_403_and_one_without_setup_a_500(api):
    api.sandbox.acumatica.set_limits(no_rights=["Subaccount"], no_setup=["Ledger"])

    denied = api("GET", "Subaccount")
    assert denied.status_code == 403
    assert denied.json()["message"].endswith("(GL203000) form.")
    response = api("GET", "Ledger")
    assert response.status_code == 500
    assert response.json()["exceptionType"] == "PX.Data.PXSetupNotEnteredException"


def test_a_delegate_view_prevents_lists_but_not_single_records(api):
    api.sandbox.acumatica.set_limits(delegates={"JournalTransaction": ["Status", "Details"]})

    status, message = api.refused("JournalTransaction", top=1)
    assert (status, message.partition("\r\n")[2]) == (
        500,
        "Status: View BatchModule has BQL delegate",
    )
    [record] = api.get("JournalTransaction", top=1, select="Module,BatchNbr")
    assert api.get(f"JournalTransaction/{record['id']}", expand="Details")["Details"]
    status, message = api.refused("JournalTransaction", select="Module", expand="Details")
    assert "Details: View" in message


def test_a_broken_custom_endpoint_redirects_every_request_to_a_page(api):
    api.sandbox.acumatica.set_limits(broken=True)

    response = api("GET", "Account")

    assert (response.status_code, response.headers["Location"]) == (302, "/AcmeERP/ui/error")


def test_restriction_groups_and_archives_hide_records_silently(api):
    ids = [record["id"] for record in api.get("Vendor")]
    api.sandbox.acumatica.set_limits(hidden=ids[:2], archived=ids[2:5])

    assert [record["id"] for record in api.get("Vendor")] == ids[5:]
    shown = api("GET", "Vendor", headers={"PX-ApiArchive": "SHOW"}).json()
    assert [record["id"] for record in shown] == ids[2:]


def test_the_address_of_an_operation_can_be_absolute(api):
    api.sandbox.acumatica.set_limits(urls="absolute")
    made = api.sandbox.acumatica.mutate("journal")
    action = {"entity": {"id": made["id"]}}

    response = api("POST", "JournalTransaction/ReleaseJournalTransaction", json=action)

    assert response.status_code == 202
    assert response.headers["Location"].startswith(f"{api.endpoint}/JournalTransaction/")


def test_files_are_listed_on_demand(api):
    assert "files" not in api.get("Vendor", top=1)[0]
    assert api.get("Vendor", top=1, expand="files")[0]["files"] == []


@pytest.mark.parametrize(
    ("entity", "path", "query", "without"),
    [
        (
            "JournalTransaction",
            "Details/Account",
            {"expand": "Details"},
            {"expand": "Details", "select": "BatchNbr,Details/Subaccount"},
        ),
        (
            "JournalTransaction",
            "Details/GLTranModuleBatNbr.TaxID",
            {"expand": "Details", "custom": "Details/GLTranModuleBatNbr.TaxID"},
            {"expand": "Details"},
        ),
        (
            "JournalTransaction",
            "BatchModule.BatchType",
            {"custom": "BatchModule.BatchType"},
            {"custom": "BatchModule.Posted"},
        ),
        (
            "Vendor",
            "MainContact/Address",
            {"expand": "MainContact,MainContact/Address"},
            {"expand": "MainContact"},
        ),
    ],
)
def test_lines_links_and_custom_fields_can_prevent_a_list_too(api, entity, path, query, without):
    api.sandbox.acumatica.set_limits(delegates={entity: [path]})

    status, message = api.refused(entity, **query)

    assert (status, f"\r\n{path}: View " in message) == (500, True)
    assert api.get(entity, **without)
