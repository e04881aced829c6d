"""What the user may call and see: privileges, data security, and what is in front of the pod."""

from __future__ import annotations

import pytest


@pytest.fixture
def sandbox(shared):
    return shared


def test_a_resource_without_the_privilege_is_a_403(api):
    api.control.set_user(denied=["invoices"])
    assert api.error("invoices")[0] == 403
    assert api.error("invoices/describe")[0] == 403
    assert api("suppliers").status_code == 200
    api.control.set_limits(refused_accept=[])
    described = api.get("describe", metadataMode="minimal")["Resources"]
    assert "suppliers" in described
    assert "invoices" not in described


def test_data_security_hides_rows_of_other_business_units_silently(api):
    rows = api.items("invoices", limit=499, fields="InvoiceId,BusinessUnit", links="self")
    units = sorted({row["BusinessUnit"] for row in rows})
    assert len(units) > 1
    api.control.set_user(business_units=units[:1])
    seen = api.items("invoices", limit=499)
    assert len(seen) == sum(row["BusinessUnit"] == units[0] for row in rows)
    hidden = next(row for row in rows if row["BusinessUnit"] != units[0])
    key = hidden["links"][0]["href"].rpartition("/")[2]
    assert api(f"invoices/{key}").status_code == 404


def test_data_security_hides_journals_of_other_ledgers_silently(api):
    everything = api.get("journalBatches", limit=499)["count"]
    api.control.set_user(ledgers=["Alderway US"])
    some = api.get("journalBatches", limit=499)["count"]
    assert 0 < some < everything
    api.control.set_user(ledgers=[])
    assert api.get("journalBatches")["count"] == 0


def test_the_firewall_answers_with_a_page(api):
    api.control.set_limits(blocked=True)
    response = api("invoices")
    assert (response.status_code, response.headers["Content-Type"][:9]) == (403, "text/html")


def test_a_path_that_needs_a_sign_in_redirects_to_the_identity_domain(api):
    api.control.set_limits(sign_in=["/fscmRestApi/resources/11.13.18.05/invoices"])
    response = api("invoices")
    assert response.status_code == 302
    page = api.session.get(response.headers["Location"], timeout=900)
    assert (page.status_code, page.headers["Content-Type"][:9]) == (200, "text/html")
    assert page.url.startswith(api.config["token_url"].partition("/oauth2")[0])


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_nothing_can_be_written(api, method):
    assert api("invoices", method=method).status_code == 405
