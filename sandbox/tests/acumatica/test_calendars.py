"""Financial calendars of the companies; the one of Leeds has years from April."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from erp_sandbox.core.client import SandboxError
from erp_sandbox.core.clock import Clock

DETAILS = [
    {"Account": {"value": "6040"}, "DebitAmount": {"value": 100}},
    {"Account": {"value": "2100"}, "CreditAmount": {"value": 100}},
]


@pytest.fixture
def sandbox(serve):
    clock = Clock(datetime(2026, 5, 15, 12, tzinfo=UTC))
    return serve("acumatica", documents=120, seed=11, clock=clock)


def enter(api, **header):
    body = {"Hold": {"value": False}, "Details": DETAILS}
    body |= {name: {"value": value} for name, value in header.items()}
    return api("PUT", "JournalTransaction", json=body).json(parse_float=Decimal)


def ask(api, inquiry, **parameters):
    body = {name: {"value": value} for name, value in parameters.items()}
    response = api("PUT", f"{inquiry}?$expand=Results", json=body)
    return response.json(parse_float=Decimal)["Results"]


def test_a_period_is_the_number_of_a_month_in_the_companys_year(api):
    sandbox = api.sandbox.acumatica
    master = sandbox.truth("FinancialPeriod")
    years = [y for y in sandbox.truth("CompanyFinancialPeriod") if y["Company"] == "ALDUK"]

    [year] = [year for year in years if year["FinancialYear"] == "2026"]
    assert year["StartDate"][:10] == "2025-04-01"
    [april, *_, march] = year["Details"]
    assert (april["FinancialPeriodID"], april["StartDate"][:10]) == ("012026", "2025-04-01")
    assert (march["FinancialPeriodID"], march["EndDate"][:10]) == ("122026", "2026-03-31")
    assert sum(len(year["Details"]) for year in years) == sum(len(y["Details"]) for y in master)


def test_a_journal_is_in_the_period_of_its_companys_calendar(api):
    made = enter(api, BranchID="LEEDS", TransactionDate="2026-04-20")
    sent = enter(api, BranchID="LEEDS", TransactionDate="2026-04-20", PostPeriod="01-2027")
    other = enter(api, BranchID="MUNICH", TransactionDate="2026-04-20")

    assert [api.values(one, "PostPeriod") for one in (made, sent, other)] == [
        "012027",
        "012027",
        "042026",
    ]
    stored = {row["id"]: row for row in api.sandbox.acumatica.truth("JournalTransaction")}
    for one in (made, sent, other):
        for line in stored[one["id"]]["Details"]:
            custom = line["custom"]
            assert custom["GLTranModuleBatNbr.FinPeriodID"] == api.values(one, "PostPeriod")
            assert custom["GLTranModuleBatNbr.TranPeriodID"] == "042026"


def test_a_period_is_closed_in_a_company_or_in_all(api):
    sandbox = api.sandbox.acumatica
    sandbox.mutate("period", period="012027", status="Closed", company="ALDUK")
    uk, us = (
        enter(api, BranchID=name, TransactionDate="2026-04-20") for name in ("LEEDS", "DOCK2")
    )
    assert (
        uk["PostPeriod"]["error"] == "The 01-2027 financial period is closed in the ALDUK company."
    )
    assert "error" not in us["PostPeriod"]

    sandbox.mutate("period", period="052026", status="Closed")
    for branch, period in (("LEEDS", "02-2027"), ("DOCK2", "05-2026")):
        error = enter(api, BranchID=branch, TransactionDate="2026-05-04")["PostPeriod"]["error"]
        assert error.startswith(f"The {period} financial period is closed")
    with pytest.raises(SandboxError, match="There is no financial period 132026"):
        sandbox.mutate("period", period="132026", status="Closed")


def test_inquiries_take_the_master_calendar_or_that_of_the_branch(api):
    moved = defaultdict(Decimal)
    for batch in api.sandbox.acumatica.truth("JournalTransaction"):
        if batch["BranchID"] == "LEEDS" and batch["Status"] == "Posted":
            moved[batch["PostPeriod"]] += sum(
                line["custom"]["GLTranModuleBatNbr.DebitAmt"] for line in batch["Details"]
            )
    ledger = {"Ledger": "ACTUALGBP"}
    calendars = [({"Branch": "LEEDS"}, "012027", "012026"), ({}, "042026", "042025")]

    for more, april, year_before in calendars:
        rows = ask(api, "AccountSummaryInquiry", Period=april, **ledger, **more)
        earlier = ask(api, "AccountSummaryInquiry", Period=year_before, **ledger, **more)
        assert sum(api.values(row, "DebitTotal") for row in rows) == moved["012027"]
        assert sum(api.values(row, "DebitTotal") for row in earlier) == moved["012026"]
        begun = [
            api.values(row, "BeginningBalance")
            for row in rows
            if api.values(row, "Type") in {"Income", "Expense"}
        ]
        assert any(begun) == (not more), "only the company's year begins in April"
    found = ask(
        api, "AccountDetailsForPeriodInquiry", FromPeriod="042026", ToPeriod="042026", **ledger
    )
    assert {api.values(row, "PeriodID") for row in found} == {"012027"}
    assert sum(api.values(row, "DebitAmountInBaseCurrency") for row in found) == moved["012027"]
