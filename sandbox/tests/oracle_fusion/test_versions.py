"""The versions of the REST framework, and what each changes."""

from __future__ import annotations

import pytest

ALL = range(1, 10)


@pytest.fixture
def sandbox(shared):
    return shared


def test_the_response_names_the_version_that_served_it(api):
    for version in ALL:
        assert api("invoices", version=version).headers["REST-Framework-Version"] == str(version)
    assert api("invoices", version=None).headers["REST-Framework-Version"] == "1"


@pytest.mark.parametrize("version", ["0", "10", "four", "4.0", "-1"])
def test_a_version_that_does_not_exist_is_a_400(api, version):
    assert api("invoices", version=version).status_code == 400


def test_q_is_query_by_example_up_to_version_1(api):
    by_example, rowmatch = "InvoiceAmount>100;InvoiceCurrency=USD", "InvoiceCurrency = 'USD'"
    for version in ALL:
        assert api("invoices", version=version, q=rowmatch).status_code == 200
        status = api("invoices", version=version, q=by_example).status_code
        assert status == (200 if version == 1 else 400)


def test_expanded_children_are_arrays_up_to_version_2(api):
    api.control.set_limits(nested=1)
    for version in ALL:
        item = api.items("invoices", version=version, limit=1, expand="invoiceLines")[0]
        lines = item["invoiceLines"]
        assert isinstance(lines, list) is (version < 3)
        assert len(lines if version < 3 else lines["items"]) == 1


def test_errors_are_texts_up_to_version_3(api):
    for version in ALL:
        response = api("invoices", version=version, q="Nothing = 1")
        assert response.status_code == 400
        kind = response.headers["Content-Type"]
        if version < 4:
            assert kind.startswith("text/plain")
            assert "Nothing" in response.text
        else:
            body = response.json()
            assert (body["title"], body["status"]) == ("Bad Request", "400")
            assert set(body["o:errorDetails"][0]) == {"detail", "o:errorCode", "o:errorPath"}


def test_structured_errors_have_a_media_type_of_their_own_when_accepted(api):
    error = "application/vnd.oracle.adf.error+json"
    response = api.session.get(
        f"{api.config['api_url']}/fscmRestApi/resources/11.13.18.05/nothing",
        headers={"Accept": f"application/json, {error}", "REST-Framework-Version": "4"},
        timeout=900,
    )
    assert response.headers["Content-Type"] == error


def test_long_ids_are_texts_from_version_9_on(api):
    for version in ALL:
        item = api.items("invoices", version=version, limit=1)[0]
        assert isinstance(item["InvoiceId"], str) is (version == 9)
        assert not isinstance(item["InvoiceAmount"], str)


def test_all_numbers_of_procurement_are_texts_from_version_9_on(api):
    order = api.items("purchaseOrders", version=9, limit=1, expand="lines")[0]
    line = order["lines"]["items"][0]
    assert all(isinstance(one, str) for one in (order["Total"], line["Price"], line["POLineId"]))


def test_the_context_root_lists_the_versions(api):
    root = f"{api.config['api_url']}/fscmRestApi/resources"
    for path in ("", "/"):
        [item] = api.session.get(root + path, timeout=900).json()["items"]
        assert (item["version"], item["isLatest"]) == ("11.13.18.05", True)
        allowed = item["adf:extension"]["allowedFrameworkVersions"]
        assert allowed == [str(version) for version in ALL]
    for path in ("/11.13.18.05", "/11.13.18.05/", "/latest"):
        assert api.session.get(root + path, timeout=900).json()["version"] == "11.13.18.05"
    assert api.session.get(f"{root}/1.0", timeout=900).status_code == 404
