"""Writes that QuickBooks refuses, and what they leave: nothing."""

from __future__ import annotations

import pytest
from erp_sandbox.testing import SandboxError

CUSTOMER = {"CustomerRef": {"value": "1"}}
SALE = {"DetailType": "SalesItemLineDetail", "Amount": 5}


@pytest.mark.parametrize(
    "body",
    [
        {"Line": [{"Amount": 1}], "CustomerRef": "1"},
        {"Line": [{"Amount": 1}], "CustomerRef": {}},
        {**CUSTOMER, "Line": [{**SALE, "Amount": "much"}]},
        {**CUSTOMER, "Line": [{"Amount": 5}]},
        {**CUSTOMER, "Line": [{**SALE, "SalesItemLineDetail": {"ItemRef": {"value": "999"}}}]},
        {**CUSTOMER, "Line": [{**SALE, "SalesItemLineDetail": 5}]},
        {**CUSTOMER, "Line": "none"},
        {**CUSTOMER, "Line": [5]},
        {**CUSTOMER, "Line": [], "TxnDate": ["2026-01-01"]},
        {**CUSTOMER, "Line": [], "CustomField": [{}]},
        {**CUSTOMER, "Line": [], "LinkedTxn": [{"TxnId": {}}]},
    ],
)
@pytest.mark.parametrize("is_update", [False, True])
def test_a_refused_write_leaves_the_company_as_it_was(call, sandbox, body, is_update):
    before = sandbox.quickbooks.truth("Invoice"), sandbox.quickbooks.truth("Account")
    if is_update:
        [invoice, *_] = before[0]
        body = body | {"Id": invoice["Id"], "SyncToken": invoice["SyncToken"], "sparse": True}

    response = call("POST", "invoice", json=body)

    assert response.status_code == 400, response.text
    assert response.json()["Fault"]["Error"][0]["code"] in {"2010", "610", "6000"}
    assert (sandbox.quickbooks.truth("Invoice"), sandbox.quickbooks.truth("Account")) == before
    assert call.query("select * from Invoice where TxnDate > '2020-01-01'")["Invoice"]
    assert call("GET", "reports/TrialBalance").status_code == 200


def test_numbers_may_be_given_as_text(call, sandbox):
    [item, *_] = [i for i in sandbox.quickbooks.truth("Item") if i.get("IncomeAccountRef")]
    detail = {"ItemRef": {"value": item["Id"]}, "Qty": 1, "UnitPrice": "12.50"}
    line = {**SALE, "Amount": "12.50", "SalesItemLineDetail": detail}

    response = call("POST", "invoice", json=CUSTOMER | {"Line": [line]})

    assert response.status_code == 200, response.text
    assert response.json()["Invoice"]["TotalAmt"] == 12.5


def test_a_refused_mutation_leaves_the_company_as_it_was(sandbox):
    [invoice, *_] = before = sandbox.quickbooks.truth("Invoice")

    with pytest.raises(SandboxError):
        sandbox.quickbooks.mutate(
            "change", entity="Invoice", id=invoice["Id"], values={"Line": [{"Amount": 1}]}
        )

    assert sandbox.quickbooks.truth("Invoice") == before
