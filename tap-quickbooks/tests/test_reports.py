"""Reports: every month's rows are QuickBooks' own, in ranges small enough to be whole."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from singer_erp.errors import VendorError
from tap_quickbooks.streams import REPORTS
from tap_quickbooks.tap import TapQuickBooks

pytestmark = pytest.mark.usefixtures("_books_begin")

_CELLS_PER_ROW = 5


@pytest.fixture
def _books_begin(sandbox):
    """Documents reach back 300 days: reports from the year before bring all of them."""
    sandbox.quickbooks.mutate("random", steps=20, seed=1)


def _rows(output, stream, kind="row"):
    return [row for row in output.records(stream) if row["row_kind"] == kind]


def _money(cell):
    return Decimal(cell["value"]) if cell["value"] else None


def test_the_trial_balance_of_every_month_is_the_companys(sandbox, run):
    rows = _rows(run(streams=["trial_balance_report"]), "trial_balance_report")

    months = {(row["start_date"], row["end_date"]) for row in rows}
    assert len(months) > 5
    for start, end in months:
        report = sandbox.quickbooks.report("TrialBalance", start_date=start, end_date=end)
        theirs = {
            row["ColData"][0]["id"]: (_money(row["ColData"][1]), _money(row["ColData"][2]))
            for row in report["Rows"]["Row"]
            if "ColData" in row
        }
        ours = {
            row["row_id"]: (row["debit"], row["credit"])
            for row in rows
            if row["start_date"] == start
        }
        assert ours == theirs


def test_ledger_lines_make_up_every_balance_whether_or_not_ranges_are_halved(sandbox, run):
    whole = run(streams=["general_ledger_report"]).records("general_ledger_report")
    months = Counter(row["start_date"] for row in whole)
    sandbox.quickbooks.set_limits(max_cells=_CELLS_PER_ROW * max(months.values()))

    halved = run(streams=["general_ledger_report"]).records("general_ledger_report")

    accounts = sandbox.quickbooks.truth("Account")
    expected = {a["Id"]: a["CurrentBalance"] for a in accounts if a["CurrentBalance"]}
    for rows in (whole, halved):
        assert _balances(rows) == expected
        keys = [(r["start_date"], r["account_path"], r["line_number"]) for r in rows]
        assert len(keys) == len(set(keys))
    assert len({row["start_date"] for row in halved}) > len(months)


def _balances(rows):
    """Balances that the ledger's lines make up, by account, without those of zero."""
    balances = defaultdict(Decimal)
    for row in rows:
        if row["transaction_id"]:
            balances[row["account_id"]] += row["amount"]
    return {account: balance for account, balance in balances.items() if balance}


def test_a_truncated_day_ends_the_run(sandbox, run):
    sandbox.quickbooks.mutate("documents", number=50, seed=2)
    sandbox.quickbooks.set_limits(max_cells=20)

    with pytest.raises(VendorError, match=r"truncated the report GeneralLedger of .*deselect"):
        run(streams=["general_ledger_report"])


def test_profits_of_all_months_are_the_income_accounts_balances(sandbox, run):
    output = run(streams=["profit_and_loss_report"])

    classes = {a["Id"]: a["Classification"] for a in sandbox.quickbooks.truth("Account")}
    profit = sum(
        row["amount"] if classes[row["row_id"]] == "Revenue" else -row["amount"]
        for row in _rows(output, "profit_and_loss_report")
    )
    totals = _rows(output, "profit_and_loss_report", "total")
    told = sum(row["amount"] for row in totals if row["row_group"] == "NetIncome")
    balances = -sum(
        a["CurrentBalance"]
        for a in sandbox.quickbooks.truth("Account")
        if a["Classification"] in {"Revenue", "Expense"}
    )
    assert profit == told == balances


def test_cash_flows_of_all_months_are_the_cash_there_is(sandbox, run):
    totals = _rows(run(streams=["cash_flow_report"]), "cash_flow_report", "total")

    moved = sum(row["amount"] for row in totals if row["row_group"] == "CashIncrease")
    cash = sum(
        a["CurrentBalance"]
        for a in sandbox.quickbooks.truth("Account")
        if a["AccountType"] == "Bank" or a["AccountSubType"] == "UndepositedFunds"
    )
    assert moved == cash != 0


def test_the_balance_sheet_balances_in_every_month(run):
    totals = _rows(run(streams=["balance_sheet_report"]), "balance_sheet_report", "total")

    months = {row["end_date"] for row in totals}
    assert len(months) > 5
    for month in months:
        of = {row["row_group"]: row["amount"] for row in totals if row["end_date"] == month}
        assert of["TotalAssets"] == of["TotalLiabilitiesAndEquity"]


@pytest.mark.parametrize(
    ("stream", "entity", "credit", "party"),
    [
        ("aged_receivables_report", "Invoice", "CreditMemo", "CustomerRef"),
        ("aged_payables_report", "Bill", "VendorCredit", "VendorRef"),
    ],
)
def test_aging_is_the_open_balance_of_each_party(sandbox, run, stream, entity, credit, party):
    rows = _rows(run(streams=[stream]), stream)

    owed = defaultdict(Decimal)
    for name, sign in ((entity, 1), (credit, -1)):
        for document in sandbox.quickbooks.truth(name):
            owed[document[party]["value"]] += sign * document["Balance"]
    assert {row["row_id"]: row["total"] for row in rows} == {k: v for k, v in owed.items() if v}
    buckets = ("current", "days_1_to_30", "days_31_to_60", "days_61_to_90", "days_over_90")
    for row in rows:
        assert sum(row[bucket] or 0 for bucket in buckets) == row["total"]


def test_a_later_run_replaces_what_is_there(sandbox, run):
    """A month's row that has gone is gone in the warehouse as well: versions tell."""
    streams = ["trial_balance_report"]
    first, second = run(streams=streams), run(streams=streams)

    def versions(output):
        return {m["version"] for m in output.messages if m["type"] == "ACTIVATE_VERSION"}

    assert len(versions(first)) == len(versions(second)) == 1
    assert versions(first) != versions(second)
    assert {m["version"] for m in second.messages if m["type"] == "RECORD"} == versions(second)


def test_reports_begin_where_the_setting_says(run):
    today = dt.datetime.now(dt.UTC).date()
    start = today.replace(day=15).isoformat()

    rows = run(streams=["trial_balance_report"], report_start_date=start).records(
        "trial_balance_report"
    )

    assert {row["start_date"] for row in rows} == {today.replace(day=1).isoformat()}


def test_reports_are_selected_by_those_who_want_them(config):
    catalog = TapQuickBooks(config=config).catalog_dict
    for entry in catalog["streams"]:
        [root] = [m["metadata"] for m in entry["metadata"] if not m["breadcrumb"]]
        wanted = entry["tap_stream_id"] not in {report.stream for report in REPORTS}
        assert root.get("selected-by-default", True) is wanted, json.dumps(root)
