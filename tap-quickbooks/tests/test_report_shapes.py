"""Reports in the shapes QuickBooks has been seen to answer in."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tap_quickbooks.reports import UnknownShapeError, is_truncated, rows
from tap_quickbooks.streams import REPORTS

REPORT = {report.name: report for report in REPORTS}
LEDGER = ("tx_date", "txn_type", "subt_nat_amount", "rbal_nat_amount")


def _cells(*values):
    return [{"value": value} for value in values]


def _ledger(columns):
    lines = [
        {"ColData": _cells("Anfangssaldo", "", "", "10.00"), "type": "Data"},
        {
            "ColData": [
                {"value": "2026-01-05"},
                {"value": "Bill", "id": "7"},
                *_cells("2.5", "12.5"),
            ]
        },
    ]
    inner = {"Header": {"ColData": _cells("Child", "", "", "")}, "Rows": {"Row": lines}}
    outer = {
        "Header": {"ColData": [{"value": "Parent", "id": "35"}, *_cells("", "", "")]},
        "Rows": {"Row": [*lines, inner]},
        "Summary": {"ColData": _cells("Total for Parent", "", "2.5", "")},
    }
    return {"Columns": {"Column": columns}, "Rows": {"Row": [outer]}}


@pytest.mark.parametrize(
    "columns",
    [
        [{"ColTitle": "?", "ColType": key} for key in LEDGER],
        [
            {"ColTitle": "?", "ColType": "Any", "MetaData": [{"Name": "ColKey", "Value": key}]}
            for key in LEDGER
        ],
    ],
    ids=["by type", "by key"],
)
def test_ledger_columns_are_identified_by_type_or_key_and_never_by_title(columns):
    found = list(rows(REPORT["GeneralLedger"], _ledger(columns)))

    assert [(row["_path"], row["_number"]) for row in found] == [
        (("35",), 1),
        (("35",), 2),
        (("35", "Child"), 1),
        (("35", "Child"), 2),
    ]
    assert found[1]["_cells"]["txn_type"] == {"value": "Bill", "id": "7"}
    assert found[1]["_cells"]["subt_nat_amount"] == {"value": "2.5"}


def test_a_parent_accounts_own_amount_stands_in_its_sections_header():
    child = {"ColData": [{"value": "Fuel", "id": "2"}, {"value": "3.00"}], "type": "Data"}
    section = {
        "Header": {"ColData": [{"value": "Car", "id": "1"}, {"value": "4.00"}]},
        "Rows": {"Row": [child]},
        "Summary": {"ColData": _cells("Total Car", "7.00")},
        "type": "Section",
    }
    answer = {
        "Columns": {"Column": [{"ColType": "Account"}, {"ColType": "Money"}]},
        "Rows": {"Row": [{"Rows": {"Row": [section]}, "group": "Expenses"}]},
    }

    found = [
        (row["_id"], row["_kind"], row["amount"], row["_group"])
        for row in rows(REPORT["ProfitAndLoss"], answer)
    ]

    assert found == [
        ("1", "row", Decimal("4.00"), "Expenses"),
        ("2", "row", Decimal("3.00"), "Expenses"),
        (None, "total", Decimal("7.00"), "Expenses"),
    ]


@pytest.mark.parametrize("empty", [{}, {"Row": None}, {"Row": []}, None])
def test_a_report_without_data_has_no_rows(empty):
    answer = {"Header": {}, "Columns": {"Column": []}, "Rows": empty}
    for report in REPORTS:
        assert list(rows(report, answer)) == []


def test_other_columns_than_known_are_refused():
    answer = {
        "Columns": {"Column": [{"ColType": "Account"}, {"ColType": "Money"}]},
        "Rows": {"Row": [{"ColData": _cells("Bank", "1.00")}]},
    }
    with pytest.raises(UnknownShapeError, match="TrialBalance has 1 columns of money"):
        list(rows(REPORT["TrialBalance"], answer))


def test_the_text_of_a_truncation_is_found_in_any_cell():
    cut = "Unable to display more data. Please reduce the date range."
    inner = {"Rows": {"Row": [{"ColData": _cells("a", cut)}]}}
    assert is_truncated({"Rows": {"Row": [inner]}})
    assert not is_truncated(_ledger([]))
