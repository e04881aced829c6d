"""`ledgerBalances` agrees with the journal lines."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from erp_sandbox.core.clock import Clock
from erp_sandbox.core.state import History
from erp_sandbox.oracle_fusion import balances, seed
from erp_sandbox.oracle_fusion.actions import ACTIONS
from erp_sandbox.oracle_fusion.errors import ApiError
from erp_sandbox.oracle_fusion.organization import LEDGER_SET

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
FINDER = "AccountBalanceFinder"


@pytest.fixture
def pod():
    return seed.pod(History(Clock(NOW)), documents=150, seed=4)


def find(pod, **variables):
    return [row.values for row in balances.find(pod, FINDER, variables)]


def everything(ledger):
    return ledger.chart.delimiter.join("%" for _ in ledger.chart.segments)


def number(text):
    return Decimal(0) if text == "#MISSING" else Decimal(text)


def lines(pod):
    """Posted journal lines with the values of their journal."""
    for batch in pod.rows("journalBatches"):
        if batch.values["Status"] == "P":
            for header in batch.children["journalHeaders"]:
                for line in header.children["journalLines"]:
                    yield header.values, line.values


def sums(pod, kind, currency=None):
    found = Counter()
    for header, line in lines(pod):
        if currency in {None, line["CurrencyCode"]}:
            key = header["LedgerName"], line["AccountCombination"], header["PeriodName"]
            found[key] += line.get(f"{kind}Dr", 0) - line.get(f"{kind}Cr", 0)
    return {key: amount for key, amount in found.items() if amount}


def activity(pod, **variables):
    found = {}
    for ledger in pod.organization.ledgers.values():
        periods = {header["PeriodName"] for header, _ in lines(pod)}
        for period in periods:
            asked = {"currency": ledger.currency, **variables}
            for row in find(
                pod, ledgerName=ledger.name, accountingPeriod=period, mode="Detail",
                accountCombination=everything(ledger), **asked,
            ):  # fmt: skip
                if amount := number(row["PeriodActivity"]):
                    found[ledger.name, row["DetailAccountCombination"], period] = amount
    return found


@pytest.mark.parametrize("steps", [0, 120])
def test_the_activity_is_the_sum_of_posted_journal_lines(pod, steps):
    ACTIONS["random"](pod, steps=steps, seed=7, late_seconds=30)
    assert activity(pod) == sums(pod, "Accounted")
    pod.clock.advance(31)
    assert activity(pod) == sums(pod, "Accounted")


def test_entered_balances_are_of_one_currency(pod):
    found = activity(pod, currency="EUR", currencyType="Entered")
    assert found == sums(pod, "Entered", "EUR")
    assert {ledger for ledger, *_ in found} > {"Alderway DE"}


def test_a_period_ends_where_the_next_one_begins(pod):
    ledger = pod.organization.ledgers["Alderway UK"]
    common = {"ledgerName": ledger.name, "currency": "GBP", "mode": "Detail",
              "accountCombination": everything(ledger)}  # fmt: skip

    def read(period, name):
        rows = find(pod, accountingPeriod=period, **common)
        return {row["DetailAccountCombination"]: number(row[name]) for row in rows}

    ending, beginning = read("May-25", "EndingBalance"), read("Jun-25", "BeginningBalance")
    assert ending == beginning
    assert sum(ending.values()) == 0


def test_results_go_to_retained_earnings_when_a_fiscal_year_begins(pod):
    ledger = pod.organization.ledgers["Alderway US"]
    common = {"ledgerName": ledger.name, "currency": "USD"}

    def read(period, account, name):
        pattern = f"101-%-{account}-%-%"
        [row] = find(pod, accountingPeriod=period, accountCombination=pattern, **common)
        return number(row[name])

    nominal = sum(read("Dec-24", f"{digit}%", "EndingBalance") for digit in "4567")
    assert nominal
    assert read("Jan-25", "3200", "BeginningBalance") == nominal
    assert [read("Jan-25", f"{digit}%", "BeginningBalance") for digit in "4567"] == [0] * 4
    assert read("Jan-25", "1010", "BeginningBalance") == read("Dec-24", "1010", "EndingBalance")


def test_a_summary_is_one_row_and_cells_without_data_are_missing(pod):
    common = {"ledgerName": "Alderway US", "accountCombination": "101-%-%-%-%"}
    [row] = find(pod, **common, accountingPeriod="Jan-24", currency="USD")
    assert row["DetailAccountCombination"] == "N/A"
    names = ("BeginningBalance", "PeriodActivity", "EndingBalance", "BudgetBalance")
    assert {row[name] for name in names} == {"#MISSING"}
    [row] = find(pod, **common, accountingPeriod="Jan-26", currency="GBP")
    assert row["PeriodActivity"] == "#MISSING"
    [row] = find(pod, **common, accountingPeriod="Jan-26", currency="USD", scenario="Budget")
    assert row["ActualBalance"] == "#MISSING"


def test_year_to_date_is_the_sum_of_its_periods(pod):
    common = {"ledgerName": "Alderway US", "accountCombination": "%-%-6%-%-%", "currency": "USD"}

    def read(period, **more):
        [row] = find(pod, accountingPeriod=period, **common, **more)
        return number(row["PeriodActivity"])

    months = ["Jan-25", "Feb-25", "Mar-25", "Apr-25"]
    assert read("Apr-25", amountType="YTD") == sum(read(month) for month in months)
    assert read("Apr-25", amountType="QTD") == read("Apr-25")


def test_an_account_group_names_its_accounts(pod):
    rows = balances.find(
        pod,
        "AccountGroupBalanceFinder",
        {"accountGroupName": balances.GROUP, "accountingPeriod": "Jan-26", "currency": "GBP",
         "ledgerName": "Alderway UK"},
    )  # fmt: skip
    assert [row.values["AccountName"] for row in rows] == list(balances.ACCOUNTS)
    assert {row.values["AccountCombination"].count("%") for row in rows} == {4}


def test_a_ledger_set_has_the_ledgers_of_one_chart(pod):
    common = {"accountingPeriod": "Jan-26", "currency": "USD", "mode": "Detail",
              "accountCombination": "%-%-%-%-%"}  # fmt: skip
    rows = find(pod, ledgerSetName=LEDGER_SET, **common)
    assert len(rows) > len(find(pod, ledgerName="Alderway US", **common))


def test_a_ledger_or_period_outside_the_cube_is_an_error_in_the_row(pod):
    common = {"currency": "USD", "accountCombination": "%-%-%-%-%"}
    [row] = find(pod, ledgerName="Nowhere", accountingPeriod="Jan-26", **common)
    [other] = find(pod, ledgerName="Alderway US", accountingPeriod="Jan-99", **common)
    assert row["ErrorDetail"]
    assert "PeriodActivity" not in row | other


@pytest.mark.parametrize(
    "wrong",
    [{"ledgerName": ""}, {"currency": ""}, {"accountCombination": "%"}, {"mode": "All"}],
)
def test_a_missing_or_wrong_variable_is_refused(pod, wrong):
    common = {"ledgerName": "Alderway US", "accountingPeriod": "Jan-26", "currency": "USD",
              "accountCombination": "%-%-%-%-%"}  # fmt: skip
    with pytest.raises(ApiError) as error:
        find(pod, **{**common, **wrong})
    assert error.value.status == 400
