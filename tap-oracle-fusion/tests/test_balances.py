"""Balances: those of the journal lines, of every period first, then of the recent ones."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from decimal import Decimal

import pytest
from singer_erp.errors import StreamError
from singer_erp.testing import Output, Warehouse, assert_same
from tap_oracle_fusion.tap import TapOracleFusion

JOURNALS = ["gl_journal_batches", "gl_journal_headers", "gl_journal_lines"]
KEY = ("ledger_name", "accounting_period", "detail_account_combination")


def activity(output):
    """Return the posted amounts of journal lines by ledger, period and account."""
    posted = {r["je_batch_id"] for r in output.records("gl_journal_batches") if r["status"] == "P"}
    headers = {row["journal_header_key"]: row for row in output.records("gl_journal_headers")}
    found = {}
    for line in output.records("gl_journal_lines"):
        if line["je_batch_id"] in posted:
            header = headers[line["journal_header_key"]]
            key = (header["ledger_name"], header["period_name"], line["account_combination"])
            amount = (line["accounted_dr"] or 0) - (line["accounted_cr"] or 0)
            found[key] = found.get(key, 0) + amount
    return {key: amount for key, amount in found.items() if amount}


def test_balances_are_the_sums_of_the_journal_lines_before_and_after_changes(
    sandbox, run, warehouse
):
    for seed in range(2):
        output = run(streams=["gl_balances", *JOURNALS])
        rows = output.records("gl_balances")
        balances = {tuple(row[name] for name in KEY): row["period_activity"] for row in rows}
        assert {key: amount for key, amount in balances.items() if amount} == activity(output)
        sandbox.oracle_fusion.mutate("random", seed=seed, steps=30)


def test_absent_cells_are_null_and_amounts_numbers(run):
    rows = run(streams=["gl_balances"]).records("gl_balances")

    amounts = {row["period_activity"] for row in rows}
    assert None in amounts
    assert all(isinstance(amount, Decimal | int) for amount in amounts - {None})
    assert all(row["detail_account_combination"] for row in rows)


def test_later_runs_read_the_open_periods_and_the_last_closed_ones(sandbox, run, warehouse):
    warehouse.load(run(streams=["gl_balances"]))
    statuses = run(streams=["gl_period_statuses"]).records("gl_period_statuses")
    own = [row for row in statuses if row["application_id"] == 101]
    ledgers = {row["ledger_id"] for row in warehouse.tables["gl_balances"].values()}
    for number, closed in enumerate([0, 2, 24]):
        sandbox.advance(60)

        output = run(streams=["gl_balances"], state=warehouse.state, balance_periods=closed)

        expected = set()
        for ledger in ledgers:
            periods = sorted(
                (row for row in own if row["ledger_id"] == ledger),
                key=lambda row: (row["start_date"], row["end_date"]),
            )
            ended = [row for row in periods if row["closing_status"] in "CP"]
            recent = ended[-closed:] if closed else []
            current = [row for row in periods if row["closing_status"] == "O"]
            expected |= {(ledger, row["period_name_id"]) for row in (*current, *recent)}
        rows = output.records("gl_balances")
        found = {(row["ledger_id"], row["accounting_period"]) for row in rows}
        assert found == expected, number


def balances_of(warehouse):
    """Return the balances of a warehouse without the time of their reading."""
    rows = warehouse.tables["gl_balances"]
    return {key: {**row, "set_read_at": None} for key, row in rows.items()}


def test_a_ledger_that_is_added_has_the_balances_of_its_closed_periods(run, warehouse):
    expected = Warehouse()
    expected.load(run(streams=["gl_balances"]))
    warehouse.load(run(streams=["gl_balances"], ledgers=["Alderway UK"]))

    warehouse.load(run(streams=["gl_balances"], state=warehouse.state, balance_periods=0))

    assert_same(balances_of(expected), balances_of(warehouse), stream="gl_balances")


def test_a_period_that_was_closed_since_the_last_run_is_read(sandbox, run, warehouse):
    """Also one before the recent ones: its last journals came after that run."""

    def set_status(status):
        sandbox.oracle_fusion.mutate(
            "period", ledger="Alderway UK", name=closed, status=status, application="GL"
        )

    statuses = sandbox.oracle_fusion.truth("accountingPeriodStatusLOV")
    closed = next(row["PeriodNameId"] for row in statuses if row["ClosingStatus"] == "C")
    warehouse.load(run(streams=["gl_balances"]))
    set_status("O")
    warehouse.load(run(streams=["gl_balances"], state=warehouse.state, balance_periods=0))
    set_status("C")

    output = run(streams=["gl_balances"], state=warehouse.state, balance_periods=0)

    read = {(r["ledger_name"], r["accounting_period"]) for r in output.records("gl_balances")}
    current = {row["PeriodNameId"] for row in statuses if row["ClosingStatus"] == "O"}
    assert {period for name, period in read if name == "Alderway UK"} == current | {closed}


def test_pods_that_compose_the_ids_of_periods_have_the_same_balances(sandbox, run):
    def balances():
        rows = run(streams=["gl_balances"]).records("gl_balances")
        return [{**row, "set_read_at": None} for row in rows]

    expected = balances()
    sandbox.oracle_fusion.set_limits(composite_periods=True)

    assert balances() == expected


def test_a_ledger_whose_journal_is_truncated_in_its_first_batch_has_balances(sandbox, run):
    """The pod nests 25 journals of a batch at most, in any order."""
    expected = run(streams=["gl_balances"], ledgers=["Alderway UK"]).records("gl_balances")
    batch = next(
        row
        for row in sandbox.oracle_fusion.truth("journalBatches")
        if any(header["LedgerName"] == "Alderway UK" for header in row["journalHeaders"])
    )
    root = "https://pod.example:443/fscmRestApi/resources/11.13.18.05"
    other = {"LedgerName": "Another", "journalLines": {"items": []}}
    nested = {"items": [other] * 25, "count": 25, "hasMore": True, "limit": 25}
    links = [{"rel": "self", "href": f"{root}/journalBatches/{batch['@key']}"}]
    record = {"JeBatchId": batch["JeBatchId"], "journalHeaders": nested, "links": links}
    text = json.dumps({"items": [record], "count": 1, "hasMore": False, "limit": 1})
    sandbox.fault("status", path=r"/journalBatches\?.*UK", status=200, text=text)

    rows = run(streams=["gl_balances"], ledgers=["Alderway UK"]).records("gl_balances")

    assert len(rows) == len(expected)


def test_only_the_ledgers_of_the_setting_are_read(run):
    rows = run(streams=["gl_balances"], ledgers=["Alderway UK"]).records("gl_balances")

    assert {row["ledger_name"] for row in rows} == {"Alderway UK"}


def test_a_ledger_that_the_user_does_not_see_is_an_error(run):
    with pytest.raises(StreamError, match="no ledger Nowhere of the setting `ledgers`"):
        run(streams=["gl_balances"], ledgers=["Nowhere"])


def test_a_closed_period_that_failed_is_read_again(sandbox, config, catalog, run, warehouse, waits):
    """Two rows that are messages have the same combination."""
    expected = run(streams=["gl_balances"]).records("gl_balances")
    statuses = sandbox.oracle_fusion.truth("accountingPeriodStatusLOV")
    closed = [row["PeriodNameId"] for row in statuses if row["ClosingStatus"] in "CP"]
    message = {"DetailAccountCombination": "N/A", "ErrorDetail": "The cube is being rebuilt."}
    text = json.dumps({"items": [message, message], "count": 2, "hasMore": False, "limit": 499})
    path = f"accountingPeriod%3D{closed[0]}%2C.*UK"
    sandbox.fault("status", path=path, status=200, text=text, times=None)
    tap = TapOracleFusion(
        config=config | {"balance_periods": 0}, catalog=catalog, sleep=waits.append
    )
    for name, stream in tap.streams.items():
        stream.selected = name == "gl_balances"
    written = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")

    with (
        redirect_stdout(written),
        pytest.raises(StreamError, match=f"balances of Alderway UK in {closed[0]}\\. All"),
    ):
        tap.sync_all()

    written.flush()
    warehouse.load(Output(written.buffer.getvalue().decode()))
    assert 0 < len(warehouse.tables["gl_balances"]) < len(expected)
    sandbox.clear_faults()
    warehouse.load(run(streams=["gl_balances"], state=warehouse.state, balance_periods=0))
    assert len(warehouse.tables["gl_balances"]) == len(expected)
