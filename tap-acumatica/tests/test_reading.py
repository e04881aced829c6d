"""First and later runs: the warehouse equals the tenant, whatever happens to it."""

from __future__ import annotations

import copy
import threading
from decimal import Decimal

import pytest
from singer_erp.testing import random_history


def test_a_first_run_loads_every_record_of_every_entity(run, warehouse, assert_equals_source):
    warehouse.load(run())

    assert_equals_source(warehouse)


@pytest.mark.parametrize(("order", "page_size"), [("fixed", 3), ("shuffled", 7), ("keys", 7)])
def test_any_page_size_and_order_reads_the_same(
    sandbox, run, warehouse, assert_equals_source, page_size, order
):
    sandbox.acumatica.set_limits(order=order, offsets=[0, -480, 330])
    streams = ["bills", "bill_lines", "ledgers", "ledger_branches", "subaccounts"]

    warehouse.load(run(page_size=page_size, streams=streams))

    assert_equals_source(warehouse)


@pytest.mark.histories(2)
def test_after_any_history_the_warehouse_equals_the_tenant(
    sandbox, run, warehouse, changing, assert_equals_source, seed
):
    """Runs are killed, requests fail, and transactions commit late."""
    site = sandbox.acumatica
    site.set_limits(order="shuffled", offsets=[0, -240, 330])

    def run_with_a_fault(state, dice):
        fault = dice.choice(["reset", "truncate", "drop_response", "status", "html"])
        sandbox.fault(fault, path="/Default/", after=dice.randrange(30))
        page_size = dice.choice([12, 60, 500])
        return run(state=state, streams=changing, page_size=page_size, records_per_state=1)

    random_history(
        warehouse,
        run_with_a_fault,
        seed=seed,
        mutate=lambda seed: site.mutate("random", seed=seed, steps=12, late_seconds=600),
        advance=sandbox.advance,
        steps=3,
        kills=0.4,
    )
    sandbox.advance(700)
    warehouse.load(run(state=warehouse.state))

    assert_equals_source(warehouse)
    assert site.sessions()["open"] == 0


@pytest.mark.histories(1)
def test_a_run_killed_anywhere_is_completed_by_the_next(
    sandbox, run, warehouse, changing, assert_equals_source, seed
):
    random_history(
        warehouse,
        lambda state, _: run(state=state, streams=changing, page_size=15, records_per_state=1),
        seed=seed,
        mutate=lambda seed: sandbox.acumatica.mutate("random", seed=seed, steps=8),
        advance=sandbox.advance,
        waits=(0, 1, 900),
        kills=1,
        steps=3,
    )

    assert_equals_source(warehouse)


@pytest.mark.histories(1)
def test_what_happens_while_pages_are_read_is_not_lost(
    sandbox, run, warehouse, assert_equals_source, seed
):
    streams = ["vendors", "bills", "bill_lines", "journal_transactions"]
    done = threading.Event()

    def work():
        for number in range(60):
            sandbox.acumatica.mutate("random", seed=seed * 1000 + number, steps=1)
            if done.wait(0.02):
                return

    worker = threading.Thread(target=work)
    worker.start()
    try:
        warehouse.load(run(page_size=4, streams=streams))
        warehouse.load(run(state=warehouse.state, page_size=4, streams=streams))
    finally:
        done.set()
        worker.join()

    warehouse.load(run(state=warehouse.state, streams=streams))

    assert_equals_source(warehouse)


def test_more_records_of_one_timestamp_than_a_page_holds_are_all_read(
    sandbox, run, warehouse, assert_equals_source
):
    streams = ["vendors", "journal_transactions", "journal_transaction_lines"]
    warehouse.load(run(streams=streams))
    sandbox.advance(3600)
    sandbox.acumatica.mutate("grow", number=40, vendors=10)

    warehouse.load(run(state=warehouse.state, streams=streams, page_size=6))

    assert_equals_source(warehouse)


def test_every_reading_of_a_record_and_its_lines_has_a_time_of_its_own(sandbox, run):
    """Neither times of change nor whole seconds distinguish readings."""
    readings = []
    for _ in range(3):
        output = run(streams=["bills", "bill_lines"])
        bills = {row["reference_nbr"]: row["set_read_at"] for row in output.records("bills")}
        lines = output.records("bill_lines")
        assert {row["set_read_at"] for row in lines} <= set(bills.values())
        assert all(row["set_read_at"] == bills[row["reference_nbr"]] for row in lines)
        readings.append(bills)

    assert all(len({times[bill] for times in readings}) == len(readings) for bill in readings[0])


def test_a_transaction_that_commits_after_the_lookback_is_found_by_its_key(
    sandbox, run, warehouse, assert_equals_source
):
    streams = ["journal_transactions", "journal_transaction_lines"]
    sandbox.acumatica.mutate("journal", late=5000)
    warehouse.load(run(streams=streams))
    sandbox.advance(4000)
    warehouse.load(run(state=warehouse.state, streams=streams))
    assert_equals_source(warehouse)
    sandbox.advance(1500)

    warehouse.load(run(state=warehouse.state, streams=streams))

    assert_equals_source(warehouse)


def test_records_that_were_missed_are_read_with_only_their_lines_selected(
    sandbox, run, warehouse, caplog
):
    """Deletions are rows of the records' own stream: the log says that they are not written."""
    streams = ["journal_transaction_lines"]
    sandbox.acumatica.mutate("journal", late=5000)
    warehouse.load(run(streams=streams))
    sandbox.advance(4000)
    warehouse.load(run(state=warehouse.state, streams=streams))
    sandbox.advance(1500)

    warehouse.load(run(state=warehouse.state, streams=streams))

    expected = {
        (batch["Module"], batch["BatchNbr"], line["LineNbr"])
        for batch in sandbox.acumatica.truth("JournalTransaction")
        for line in batch["Details"]
    }
    assert {key[1:] for key in warehouse.tables["journal_transaction_lines"]} == expected
    assert "Deletions of JournalTransaction are rows of 'journal_transactions'" in caplog.text


def test_a_deletion_is_written_once_the_records_own_stream_is_selected_again(
    sandbox, run, warehouse, assert_equals_source
):
    touched = sandbox.acumatica.mutate("journal", status="On Hold")
    both = ["journal_transactions", "journal_transaction_lines"]
    warehouse.load(run(streams=both))
    sandbox.acumatica.mutate("delete", entity="JournalTransaction", id=touched["id"])
    sandbox.advance(3600)
    warehouse.load(run(state=warehouse.state, streams=both[1:]))
    sandbox.advance(3600)

    warehouse.load(run(state=warehouse.state, streams=both))

    assert_equals_source(warehouse)


@pytest.mark.parametrize("page_size", [2, 500])
def test_records_without_a_time_of_change_are_read_once(
    sandbox, run, warehouse, assert_equals_source, page_size
):
    streams = ["vendors", "bills", "bill_lines"]
    options = {"streams": streams, "page_size": page_size}
    for entity in ("Vendor", "Bill"):
        _without_time(sandbox, entity, 0)

    first = run(**options)
    warehouse.load(first)
    assert_equals_source(warehouse)
    assert len(first.records("bills")) == len(sandbox.acumatica.truth("Bill"))
    assert len(first.records("vendors")) == len(sandbox.acumatica.truth("Vendor"))

    sandbox.acumatica.mutate("grow", number=1, vendors=1)
    _without_time(sandbox, "Vendor", -1)
    later = run(state=first.state, **options)
    warehouse.load(later)

    assert_equals_source(warehouse)


def _without_time(sandbox, entity, number):
    record = sandbox.acumatica.truth(entity)[number]
    values = {"LastModifiedDateTime": None}
    sandbox.acumatica.mutate("change", entity=entity, id=record["id"], values=values)


def test_keys_that_differ_in_case_are_read_once(sandbox, run):
    for number, row in enumerate(sandbox.acumatica.truth("Subaccount")):
        values = {"SubaccountCD": "aB"[number % 2] + row["SubaccountCD"]}
        sandbox.acumatica.mutate("change", entity="Subaccount", id=row["id"], values=values)

    rows = run(streams=["subaccounts"], page_size=4).records("subaccounts")

    assert len(rows) == len(sandbox.acumatica.truth("Subaccount"))


def test_deletions_are_found_when_keys_are_due(sandbox, run, warehouse, assert_equals_source):
    touched = sandbox.acumatica.mutate("journal", status="On Hold")
    options = {"streams": ["journal_transactions"], "reconcile_hours": 20}
    sandbox.advance(3600)
    warehouse.load(run(**options))
    sandbox.acumatica.mutate("delete", entity="JournalTransaction", id=touched["id"])
    sandbox.advance(19 * 3600)
    before = run(state=warehouse.state, **options)
    sandbox.advance(2 * 3600)

    after = run(state=warehouse.state, **options)
    warehouse.load(after)

    assert before.records("journal_transactions") == []
    [row] = after.records("journal_transactions")
    assert row["is_deleted"] is True
    assert row["batch_nbr"] == touched["BatchNbr"]
    assert_equals_source(warehouse)


def test_an_idle_run_costs_a_request_for_each_entity(sandbox, run, warehouse):
    options = {"streams": ["vendors", "bills", "bill_lines"], "reconcile_hours": 20}
    sandbox.advance(3600)
    warehouse.load(run(**options))
    sandbox.advance(3600)
    sandbox.clear_journal()

    output = run(state=warehouse.state, **options)

    paths = [entry["path"].partition("?")[0].rpartition("/")[2] for entry in sandbox.journal()]
    assert paths == ["token", "entity", "Bill", "Vendor", "logout"]
    assert output.records("vendors") == []


def test_a_newly_selected_stream_of_lines_has_all_records_read_again(
    sandbox, run, warehouse, assert_equals_source
):
    warehouse.load(run(streams=["bills"]))
    sandbox.advance(3600)

    warehouse.load(run(state=warehouse.state, streams=["bills", "bill_lines"]))

    assert_equals_source(warehouse)


@pytest.mark.parametrize("place", ["entry", "metadata"])
def test_full_table_chosen_in_the_catalog_reads_everything_under_a_version(
    sandbox, run, catalog, warehouse, assert_equals_source, place
):
    """Meltano writes the choice to the metadata of the stream."""
    catalog = copy.deepcopy(catalog)
    for entry in catalog["streams"]:
        if entry["tap_stream_id"] in {"bills", "bill_lines"}:
            if place == "entry":
                entry["replication_method"] = "FULL_TABLE"
            else:
                [root] = [one["metadata"] for one in entry["metadata"] if not one["breadcrumb"]]
                root["replication-method"] = "FULL_TABLE"
    streams = ["bills", "bill_lines"]
    warehouse.load(run(given=catalog, streams=streams, page_size=4))
    [bill, *_] = [b for b in sandbox.acumatica.truth("Bill") if b["Status"] == "Balanced"] or [None]
    if bill:
        sandbox.acumatica.mutate("delete", entity="Bill", id=bill["id"])
    sandbox.acumatica.mutate("random", seed=3, steps=10)

    output = run(given=catalog, streams=streams, page_size=4, state=warehouse.state)
    warehouse.load(output)

    assert len(output.of_type("ACTIVATE_VERSION")) == 2
    assert_equals_source(warehouse)


def test_records_unchanged_since_the_start_date_are_not_read(sandbox, run):
    start = "2026-06-01T00:00:00Z"

    rows = run(streams=["bills"], start_date=start).records("bills")

    expected = [
        bill
        for bill in sandbox.acumatica.truth("Bill")
        if bill["LastModifiedDateTime"] >= start.removesuffix("Z")
    ]
    assert 0 < len(expected) < len(sandbox.acumatica.truth("Bill"))
    assert len(rows) == len(expected)


def test_money_keeps_its_digits(sandbox, run):
    [vendor, *_] = sandbox.acumatica.truth("Vendor")
    values = {"MaxReceipt": "12345678901234.5678"}
    sandbox.acumatica.mutate("change", entity="Vendor", id=vendor["id"], values=values)

    rows = {row["id"]: row for row in run(streams=["vendors"]).records("vendors")}

    assert rows[vendor["id"]]["max_receipt"] == Decimal("12345678901234.5678")


def test_inquiries_are_read_for_each_ledger_and_period(sandbox, run):
    streams = ["account_summaries", "account_details", "branches"]

    output = run(streams=streams, inquiry_start_date="2026-01-01T00:00:00Z")

    rows = output.records("account_details")
    lines = {
        (batch["Module"], batch["BatchNbr"])
        for batch in sandbox.acumatica.truth("JournalTransaction")
        if batch["TransactionDate"] >= "2026" and batch["Status"] == "Posted"
    }
    assert {(row["module"], row["batch_number"]) for row in rows} == lines
    columns = ("for_ledger", "for_period", "branch", "account", "subaccount")
    totals = {}
    for row in rows:
        key = tuple(row[column] for column in columns)
        total = row["debit_amount_in_base_currency"] - row["credit_amount_in_base_currency"]
        totals[key] = totals.get(key, 0) + total
    for row in output.records("account_summaries"):
        key = tuple(row[column] for column in columns)
        change = totals.pop(key, 0)
        assert row["debit_total"] - row["credit_total"] == change, key
    assert not any(totals.values())
    assert {row["branch_id"] for row in output.records("branches")} >= {"HEADOFFICE"}


def test_inquiries_begin_with_the_period_of_their_start_date(run):
    """Its first days are before the date, but what is after it must not be missing."""
    start = "2026-03-17T00:00:00Z"

    rows = run(streams=["account_details"], inquiry_start_date=start).records("account_details")

    assert min(row["for_period"][2:] + row["for_period"][:2] for row in rows) == "202603"
