"""What fails on a pod: throttling, gateways, pages of other systems, and rows that break a page."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

import pytest
import requests

DATE = "Sun, 01 Mar 2026 10:00:00 GMT"


@pytest.fixture
def sandbox(shared):
    return shared


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "2"}, {"Retry-After": DATE}])
def test_throttling_has_a_429_with_or_without_retry_after(api, headers):
    api.sandbox.fault("status", status=429, path="/invoices", headers=headers)
    response = api("invoices")
    assert response.status_code == 429
    assert response.json()["title"] == "Too Many Requests"
    assert response.headers.get("Retry-After") == headers.get("Retry-After")
    assert api("invoices").status_code == 200


def test_injected_errors_have_the_form_of_the_version(api):
    api.sandbox.fault("status", status=500, path="/invoices", times=2)
    assert api("invoices").json()["o:errorDetails"][0]["o:errorCode"] == "27024"
    response = api("invoices", version=1)
    assert (response.status_code, response.text[:9]) == (500, "JBO-27024")


@pytest.mark.parametrize("status", [502, 503])
def test_gateways_and_maintenance_answer_with_html(api, status):
    api.sandbox.fault("html", status=status, path="/invoices")
    response = api("invoices")
    assert (response.status_code, response.headers["Content-Type"][:9]) == (status, "text/html")


def test_a_page_can_have_the_status_200(api):
    api.sandbox.fault("html", status=200, path="/invoices")
    response = api("invoices")
    assert (response.status_code, response.headers["Content-Type"][:9]) == (200, "text/html")


def test_a_400_can_have_no_body(api):
    api.sandbox.fault("status", status=400, text="", path="/invoices")
    response = api("invoices")
    assert (response.status_code, response.content) == (400, b"")


def test_a_redirect_can_lead_to_another_host(api):
    target = {"Location": "https://idcs-x.identity.oraclecloud.com/ui/v1/signin"}
    api.sandbox.fault("status", status=302, text="", headers=target, path="/invoices")
    response = api("invoices")
    assert (response.status_code, response.headers["Location"]) == (302, target["Location"])


def test_a_body_can_be_truncated(api):
    api.sandbox.fault("truncate", path="/invoices")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        api("invoices")


def test_one_row_can_break_every_page_that_it_is_on(api):
    order = {"orderBy": "InvoiceId"}
    ids = [row["InvoiceId"] for row in api.items("invoices", limit=10, **order)]
    api.control.set_limits(broken=[str(ids[4])])
    response = api("invoices", limit=10, **order)
    assert (response.status_code, "JBO-27024" in response.text) == (500, True)
    assert api("invoices", limit=4, **order).status_code == 200
    assert api("invoices", limit=5, offset=5, **order).status_code == 200
    assert api("invoices", limit=1, offset=4, **order).status_code == 500


def test_a_large_expand_times_out_at_the_gateway(api):
    api.control.set_limits(heavy=60, heavy_seconds=0.05, order="fixed")
    query = {"expand": "invoiceLines.invoiceDistributions"}
    started = time.monotonic()
    response = api("invoices", limit=50, **query)
    assert time.monotonic() - started >= 0.05
    assert (response.status_code, response.headers["Content-Type"][:9]) == (504, "text/html")
    assert api("invoices", limit=5, **query).status_code == 200
    assert api("invoices", limit=50).status_code == 200


def test_the_token_endpoint_can_fail_too(visitor):
    visitor.sandbox.fault("status", status=429, path="oauth2", headers={"Retry-After": "1"})
    assert visitor.grant().status_code == 429
    assert visitor.grant().status_code == 200


def test_every_response_has_the_clock_of_the_pod_and_a_request_id(api):
    response = api("invoices")
    assert parsedate_to_datetime(response.headers["Date"]) <= api.sandbox.now()
    assert response.headers["X-ORACLE-DMS-ECID"]
