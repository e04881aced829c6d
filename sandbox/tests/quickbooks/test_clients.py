"""python-quickbooks and Intuit's own intuit-oauth drive a company, but for the base URLs."""

from __future__ import annotations

import pytest
from intuitlib.client import AuthClient
from intuitlib.exceptions import AuthClientError
from quickbooks import QuickBooks
from quickbooks.batch import batch_create, batch_delete
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import QuickbooksException
from quickbooks.objects.bill import Bill
from quickbooks.objects.customer import Customer
from quickbooks.objects.invoice import Invoice


@pytest.fixture
def auth(sandbox, monkeypatch):
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # loopback
    config = sandbox.quickbooks.config()
    return AuthClient(
        client_id=config["client_id"],
        client_secret=config["client_secret"],
        redirect_uri="http://localhost:8765/callback",
        environment=f"{sandbox.url}/.well-known/openid_configuration",
        refresh_token=config["refresh_token"],
        realm_id=config["realm_ids"][0],
    )


@pytest.fixture
def client(auth, sandbox, monkeypatch):
    monkeypatch.setattr(QuickBooks, "sandbox_api_url_v3", f"{sandbox.url}/v3")
    auth.refresh()
    client = QuickBooks(
        auth_client=auth,
        refresh_token=auth.refresh_token,
        company_id=auth.realm_id,
        minorversion=75,
    )
    client.sandbox = True
    return client


def test_intuits_client_refreshes_and_keeps_its_token_within_a_day(auth):
    before = auth.refresh_token
    auth.refresh()

    assert auth.refresh_token == before
    assert auth.expires_in == 3600


def test_intuits_client_is_rejected_after_its_token_was_rotated(auth, sandbox):
    old = auth.refresh_token
    sandbox.advance(86_400)
    auth.refresh()
    assert auth.refresh_token != old

    with pytest.raises(AuthClientError):
        auth.refresh(refresh_token=old)


def test_queries_and_counts(client, sandbox):
    truth = sandbox.quickbooks.truth("Invoice")

    assert Invoice.count(qb=client) == len(truth)
    assert {invoice.Id for invoice in Invoice.all(qb=client)} == {row["Id"] for row in truth}
    dear = Invoice.where("TotalAmt > '500.00'", order_by="TxnDate DESC", qb=client)
    assert len(dear) == sum(row["TotalAmt"] > 500 for row in truth)


def test_changes_and_what_is_left_of_the_deleted(client, sandbox):
    bill = Bill.all(qb=client, max_results=1)[0]
    bill.delete(qb=client)

    changes = change_data_capture([Bill, Customer], "2026-11-01T00:00:00-08:00", qb=client)

    assert bill.Id in {changed.Id for changed in changes.Bill}


def test_batches(client, sandbox):
    customers = []
    for name in ("One", "Two", "Three"):
        customer = Customer()
        customer.DisplayName = name
        customers.append(customer)

    made = batch_create(customers, qb=client)
    gone = batch_delete(Invoice.all(qb=client, max_results=2), qb=client)

    assert (len(made.successes), len(made.faults)) == (3, 0)
    assert (len(gone.successes), len(gone.faults)) == (2, 0)
    names = {row["DisplayName"] for row in sandbox.quickbooks.truth("Customer")}
    assert {"One", "Two", "Three"} <= names


def test_reports(client):
    report = client.get_report("TrialBalance", {"end_date": "2026-12-31"})

    total = report["Rows"]["Row"][-1]["Summary"]["ColData"]
    assert total[1]["value"] == total[2]["value"]


def test_an_invalid_query_raises_its_own_error(client):
    with pytest.raises(QuickbooksException, match="QueryParserError"):
        client.query("select from")
