"""Inquiries: read with PUT, and worked out from the batches."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest


def _inquiry(api, name, expand="Results", **parameters):
    body = {key: {"value": value} for key, value in parameters.items()}
    response = api("PUT", f"{name}?$expand={expand}", json=body)
    assert response.status_code == 200, response.text
    return response.json(parse_float=Decimal)


def _posted(api):
    batches = api.sandbox.acumatica.truth("JournalTransaction")
    return [batch for batch in batches if batch["Status"] == "Posted"]


def test_branches_come_from_the_structure_of_companies(api):
    found = _inquiry(api, "CompaniesStructure")["Results"]

    branches = {api.values(row, "BranchID"): row for row in found}
    assert {"HEADOFFICE", "LEEDS", "MUNICH"} <= branches.keys()
    assert api.values(branches["LEEDS"], "BaseCurrencyID", "BranchStatus") == ("GBP", True)
    assert "Results" not in _inquiry(api, "CompaniesStructure", expand="")


def test_lines_of_periods_are_those_of_the_posted_batches(api):
    truth = _posted(api)
    expected = sorted(
        (
            batch["BatchNbr"],
            line["Account"],
            line["custom"]["GLTranModuleBatNbr.DebitAmt"],
            line["custom"]["GLTranModuleBatNbr.CreditAmt"],
        )
        for batch in truth
        if batch["PostPeriod"][2:] == "2026" and batch["LedgerID"] == "ACTUAL"
        for line in batch["Details"]
    )

    found = _inquiry(
        api,
        "AccountDetailsForPeriodInquiry",
        FromPeriod="012026",
        ToPeriod="12-2026",
        Ledger="ACTUAL",
    )["Results"]

    names = ("BatchNumber", "Account", "DebitAmountInBaseCurrency", "CreditAmountInBaseCurrency")
    assert sorted(api.values(row, *names) for row in found) == expected


def test_the_trial_balance_balances_and_adds_up_to_the_batches(api):
    truth = _posted(api)
    period = max((batch["PostPeriod"] for batch in truth), key=lambda p: (p[2:], p[:2]))
    activity = defaultdict(Decimal)
    for batch in truth:
        if batch["PostPeriod"] == period and batch["LedgerID"] == "ACTUAL":
            for line in batch["Details"]:
                custom = line["custom"]
                activity[line["Account"]] += (
                    custom["GLTranModuleBatNbr.DebitAmt"] - custom["GLTranModuleBatNbr.CreditAmt"]
                )

    rows = _inquiry(api, "AccountSummaryInquiry", Ledger="ACTUAL", Period=period)["Results"]

    found, total = defaultdict(Decimal), Decimal(0)
    for row in rows:
        debit, credit, kind = api.values(row, "DebitTotal", "CreditTotal", "Type")
        sign = 1 if kind in {"Asset", "Expense"} else -1
        begin, end = api.values(row, "BeginningBalance", "EndingBalance")
        assert end == begin + sign * (debit - credit)
        found[api.values(row, "Account")] += debit - credit
        total += sign * end
    assert total == 0
    assert {code: amount for code, amount in found.items() if amount} == {
        code: amount for code, amount in activity.items() if amount
    }


def test_income_and_expenses_begin_each_year_at_zero(api):
    rows = _inquiry(api, "AccountSummaryInquiry", Ledger="ACTUAL", Period="012026")["Results"]

    yearly = [row for row in rows if api.values(row, "Type") in {"Income", "Expense"}]
    assert {api.values(row, "BeginningBalance") for row in yearly} <= {Decimal(0)}
    assert any(api.values(row, "Description") == "Retained Earnings" for row in rows)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"Ledger": "ACTUAL"}, "'Period' is not a valid financial period"),
        ({"Period": "012026"}, "'Ledger' cannot be empty."),
        ({"Period": "012026", "Ledger": "NONE"}, "The ledger NONE cannot be found"),
    ],
)
def test_parameters_that_are_not_valid_are_a_500(api, parameters, message):
    body = {key: {"value": value} for key, value in parameters.items()}

    response = api("PUT", "AccountSummaryInquiry?$expand=Results", json=body)

    assert response.status_code == 500
    assert message in response.json()["exceptionMessage"]
