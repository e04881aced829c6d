"""Changes that are many, old, rejected for one entity, or made by a merge."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote_plus

import pytest
from tap_quickbooks.streams import ENTITIES
from tap_quickbooks.tap import TapQuickBooks

SALES = ["invoices", "invoice_lines", "customers", "payments"]


def _calls(sandbox):
    """Paths and queries of the calls since the journal was cleared."""
    return [unquote_plus(e["path"]) for e in sandbox.journal() if "/v3/company" in e["path"]]


def _first(sandbox, entity):
    return sandbox.quickbooks.truth(entity)[0]


@pytest.mark.parametrize("entity", ["Account", "Class", "Customer", "Employee", "Item", "Vendor"])
def test_what_refers_to_a_merged_record_is_read_again(
    sandbox, run, warehouse, assert_equals_source, entity
):
    warehouse.load(run())
    sandbox.advance(600)
    records = {r["Id"]: r.get("AccountType") for r in sandbox.quickbooks.truth(entity)}
    [loser, *_] = (i for i, kind in records.items() if kind != "Accounts Receivable")
    [winner, *_] = (i for i, kind in records.items() if i != loser and kind == records[loser])
    sandbox.quickbooks.mutate("merge", entity=entity, loser=loser, winner=winner)

    warehouse.load(run(state=warehouse.state))

    assert_equals_source(warehouse)


def test_lists_that_are_not_selected_are_watched_for_merges(
    sandbox, run, warehouse, assert_equals_source
):
    streams = ["bills", "bill_lines"]
    warehouse.load(run(streams=streams))
    sandbox.advance(600)
    vendor = _first(sandbox, "Bill")["VendorRef"]["value"]
    sandbox.quickbooks.mutate(
        "merge", entity="Vendor", loser=vendor, winner=str(int(vendor) % 8 + 1)
    )
    sandbox.clear_journal()

    warehouse.load(run(state=warehouse.state, streams=streams))

    assert_equals_source(warehouse)
    assert len(_calls(sandbox)) <= 4  # changes, a count of its documents, a count, the bills


def test_a_name_that_is_inactive_and_still_used_has_nothing_read_again(sandbox, run, warehouse):
    warehouse.load(run(streams=SALES))
    sandbox.advance(600)
    customer = _first(sandbox, "Invoice")["CustomerRef"]["value"]
    sandbox.quickbooks.mutate("set_active", entity="Customer", id=customer, active=False)
    sandbox.clear_journal()

    output = run(state=warehouse.state, streams=SALES)

    assert [row["id"] for row in output.records("customers")] == [customer]
    assert output.records("invoices") == []
    assert len(_calls(sandbox)) == 2


def test_more_changes_than_reported_are_read_by_their_time(
    sandbox, run, warehouse, assert_equals_source
):
    sandbox.quickbooks.mutate("grow", invoices=3000, days=300)
    warehouse.load(run(streams=SALES))
    sandbox.advance(600)
    sandbox.quickbooks.mutate("grow", invoices=1050, days=0)

    output = run(state=warehouse.state, streams=SALES)
    warehouse.load(output)

    assert_equals_source(warehouse)
    assert output.of_type("ACTIVATE_VERSION") == []
    assert 1050 <= len(output.records("invoices")) < 1100


@pytest.mark.parametrize("deleted_before", [False, True])
def test_a_deletion_among_more_changes_than_reported_is_seen(
    sandbox, run, warehouse, assert_equals_source, deleted_before
):
    warehouse.load(run(streams=SALES))
    for step in range(3):
        sandbox.advance(600)
        unpaid = [r["Id"] for r in sandbox.quickbooks.truth("Invoice") if not r.get("LinkedTxn")]
        if step == 2:
            sandbox.quickbooks.mutate("grow", invoices=1050, days=0)
        if step == 2 or deleted_before:
            sandbox.quickbooks.mutate("delete", entity="Invoice", id=unpaid[0])
        warehouse.load(run(state=warehouse.state, streams=SALES))

        assert_equals_source(warehouse)


def test_a_state_too_old_by_the_vendors_clock_leads_to_a_full_refresh(
    sandbox, run, warehouse, assert_equals_source
):
    """The local clock is 31 days behind."""
    warehouse.load(run(streams=SALES))
    sandbox.advance(31 * 86_400)
    unpaid = [r["Id"] for r in sandbox.quickbooks.truth("Invoice") if not r.get("LinkedTxn")]
    sandbox.quickbooks.mutate("delete", entity="Invoice", id=unpaid[0])

    warehouse.load(run(state=warehouse.state, streams=SALES))

    assert_equals_source(warehouse)


@pytest.fixture
def run_cli(run_command, config, tmp_path):
    """Run the tap's command line for all streams of entities: `run_cli(state=...)`."""
    catalog = json.loads(run_command(TapQuickBooks, "--discover", config=config).stdout)

    def run(state=None, **settings):
        return run_command(TapQuickBooks, config=config | settings, state=state, catalog=catalog)

    return run


@pytest.mark.parametrize(("code", "queries"), [("4002", 10), ("5020", 10), ("6000", 1)])
def test_an_entity_that_faults_costs_its_streams_and_the_exit_code(
    sandbox, run_cli, run, warehouse, assert_equals_source, code, queries
):
    sandbox.quickbooks.set_limits(faults={"Deposit": code})

    first = run_cli(queries_per_batch=queries)
    warehouse.load(first)

    deposits = {"deposits", "deposit_lines", "deposit_linked_transactions", "deposit_tax_lines"}
    assert first.exit_code == 1
    [line] = [line for line in first.stderr.splitlines() if re.search(rf"(fault|400) {code}", line)]
    assert "'deposits'" in line
    assert "Traceback" not in first.stderr
    streams = {stream.stream for stream in ENTITIES} - deposits
    assert streams <= warehouse.tables.keys() | {"company_currencies"}
    assert_equals_source(warehouse, streams=set(warehouse.tables) - deposits)

    sandbox.advance(600)
    sandbox.quickbooks.mutate("random", seed=3, steps=20)
    second = run_cli(state=warehouse.state, queries_per_batch=queries)
    warehouse.load(second)

    assert second.exit_code == 1
    assert_equals_source(warehouse, streams=set(warehouse.tables) - deposits)

    sandbox.quickbooks.set_limits(faults={})
    sandbox.advance(600)
    warehouse.load(run(state=warehouse.state))
    assert_equals_source(warehouse)


def test_changes_of_an_entity_that_faults_are_read_once_it_does_not(
    sandbox, run_cli, run, warehouse, assert_equals_source
):
    warehouse.load(run())
    sandbox.quickbooks.set_limits(faults={"Deposit": "4002", "TimeActivity": "5020"})
    for seed in range(2):
        sandbox.advance(600)
        sandbox.quickbooks.mutate("random", seed=seed, steps=20)
        failed = run_cli(state=warehouse.state)
        assert failed.exit_code == 1
        refreshed = {message["stream"] for message in failed.of_type("ACTIVATE_VERSION")}
        assert refreshed.isdisjoint({"deposits", "time_activities", "bills"})
        warehouse.load(failed)
    sandbox.quickbooks.set_limits(faults={})

    warehouse.load(run(state=warehouse.state))

    assert_equals_source(warehouse)
