"""Balances: those of the journal lines, of every period first, then of the recent ones."""

from __future__ import annotations

from decimal import Decimal

import pytest
from singer_erp.errors import StreamError

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
    for number, closed in enumerate([0, 2]):
        sandbox.advance(60)

        output = run(streams=["gl_balances"], state=warehouse.state, balance_periods=closed)

        expected = set()
        for ledger in ledgers:
            periods = sorted(
                (row for row in own if row["ledger_id"] == ledger),
                key=lambda row: (row["start_date"], row["end_date"]),
            )
            ended = [row for row in periods if row["closing_status"] in "CP"]
            recent = ended[len(ended) - closed :]
            current = [row for row in periods if row["closing_status"] == "O"]
            expected |= {(ledger, row["period_name_id"]) for row in (*current, *recent)}
        rows = output.records("gl_balances")
        found = {(row["ledger_id"], row["accounting_period"]) for row in rows}
        assert found == expected, number


def test_only_the_ledgers_of_the_setting_are_read(run):
    rows = run(streams=["gl_balances"], ledgers=["Alderway UK"]).records("gl_balances")

    assert {row["ledger_name"] for row in rows} == {"Alderway UK"}


def test_a_ledger_that_the_user_does_not_see_is_an_error(run):
    with pytest.raises(StreamError, match="no ledger Nowhere of the setting `ledgers`"):
        run(streams=["gl_balances"], ledgers=["Nowhere"])
