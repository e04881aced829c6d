"""First and later runs: the warehouse equals the company, whatever happens to it."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
import threading
from decimal import Decimal
from urllib.parse import unquote_plus

import pytest
from singer_erp.messages.records import OTHER
from singer_erp.testing import kill_at_request, random_history
from tap_quickbooks.tap import TapQuickBooks


def test_a_first_run_loads_every_record_of_every_entity(run, warehouse, assert_equals_source):
    warehouse.load(run())

    assert_equals_source(warehouse)


@pytest.mark.parametrize("page_size", [1, 7])
def test_any_page_size_reads_the_same(run, warehouse, assert_equals_source, page_size):
    streams = ["bills", "bill_lines", "invoices", "terms", "company_info", "exchange_rates"]

    warehouse.load(run(page_size=page_size, streams=streams))

    assert_equals_source(warehouse)


@pytest.mark.histories(4)
def test_after_any_history_the_warehouse_equals_the_company(
    sandbox, run, warehouse, assert_equals_source, seed
):
    random_history(
        warehouse,
        lambda state, dice: run(state=state, page_size=dice.choice([20, 50, 1000])),
        seed=seed,
        mutate=lambda seed: sandbox.quickbooks.mutate("random", seed=seed, steps=12, merges=True),
        advance=sandbox.advance,
    )

    assert_equals_source(warehouse)


@pytest.mark.histories(4)
def test_a_run_killed_anywhere_is_completed_by_the_next(
    sandbox, run, warehouse, assert_equals_source, seed
):
    random_history(
        warehouse,
        lambda state, _: run(state=state, page_size=20, records_per_state=1),
        seed=seed,
        mutate=lambda seed: sandbox.quickbooks.mutate("random", seed=seed, steps=8, merges=True),
        advance=sandbox.advance,
        waits=(0, 1, 900),
        kills=1,
    )

    assert_equals_source(warehouse)


@pytest.mark.parametrize("request_number", [2, 6])
def test_a_process_killed_at_a_request_is_completed_by_the_next_run(
    sandbox, config, run, run_command, warehouse, assert_equals_source, tmp_path, request_number
):
    run(streams=["terms"])  # stores the credentials
    catalog = run_command(TapQuickBooks, "--discover", config=config).stdout
    (tmp_path / "catalog.json").write_text(catalog)

    def start(url):
        settings = config | {"api_url": url, "page_size": 20, "queries_per_batch": 5}
        (tmp_path / "config.json").write_text(json.dumps(settings))
        options = ["--config", "config.json", "--catalog", "catalog.json"]
        command = [sys.executable, "-m", "tap_quickbooks", *options]
        return subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    killed = kill_at_request(sandbox.url, request_number, start)
    assert killed.exit_code == -9
    warehouse.load(killed)
    warehouse.load(run(state=warehouse.state))

    assert_equals_source(warehouse)


@pytest.mark.histories(2)
def test_what_happens_while_pages_are_read_is_not_lost(
    sandbox, run, warehouse, assert_equals_source, seed
):
    done = threading.Event()

    def work():
        # A limited number: what is deleted all the time cannot be read in one second's records.
        for number in range(60):
            sandbox.quickbooks.mutate("random", seed=seed * 1000 + number, steps=1, merges=True)
            if done.wait(0.02):
                return

    worker = threading.Thread(target=work)
    worker.start()
    try:
        warehouse.load(run(page_size=3))
        warehouse.load(run(state=warehouse.state, page_size=3))
    finally:
        done.set()
        worker.join()

    warehouse.load(run(state=warehouse.state))

    assert_equals_source(warehouse)


def test_more_records_of_one_second_than_a_page_holds_are_all_read(
    sandbox, run, warehouse, assert_equals_source
):
    sandbox.quickbooks.mutate("documents", number=60, seed=1)

    warehouse.load(run(page_size=4))

    assert_equals_source(warehouse)


def test_more_than_a_thousand_changes_are_all_read(sandbox, run, warehouse, assert_equals_source):
    warehouse.load(run())
    sandbox.advance(600)
    sandbox.quickbooks.mutate("grow", invoices=1050, days=0)
    sandbox.quickbooks.mutate("delete", entity="Estimate", id=_first(sandbox, "Estimate"))

    warehouse.load(run(state=warehouse.state))

    assert_equals_source(warehouse)


@pytest.mark.parametrize("days", [20, 45])
def test_an_old_state_misses_no_deletion(sandbox, run, warehouse, assert_equals_source, days):
    warehouse.load(run())
    sandbox.quickbooks.mutate("random", seed=4, steps=30)
    _age(warehouse.state, days)

    warehouse.load(run(state=warehouse.state))

    assert_equals_source(warehouse)


def test_a_newly_selected_stream_of_lines_has_all_documents_read_again(run, warehouse):
    warehouse.load(run(streams=["bills"]))

    warehouse.load(run(state=warehouse.state, streams=["bills", "bill_lines"]))

    assert len(warehouse.live("bill_lines")) >= len(warehouse.live("bills")) > 0


def test_a_stream_selected_while_a_reading_is_not_complete_misses_nothing(run, warehouse, sandbox):
    half = run(streams=["bills"], page_size=3)
    warehouse.load(half.until(len(half.messages) // 2))

    warehouse.load(run(state=warehouse.state, streams=["bills", "bill_lines"]))

    real = sum(len(record["Line"]) for record in sandbox.quickbooks.truth("Bill"))
    assert len(warehouse.live("bill_lines")) == real


def test_offsets_are_used_only_within_one_second(sandbox, run):
    sandbox.quickbooks.mutate("documents", number=60, seed=1)
    sandbox.clear_journal()

    run(page_size=2)

    asked = [unquote_plus(entry["path"]) for entry in sandbox.journal()]
    offsets = [path for path in asked if re.search(r"STARTPOSITION ([2-9]|\d{2,})", path)]
    # Positions at which windows are cut are read one by one.
    pages = [path for path in offsets if "MAXRESULTS 1&" not in path]
    assert pages
    for path in pages:
        first, end = map(dt.datetime.fromisoformat, re.findall(r"CreateTime [>=<]+ '(.*?)'", path))
        assert end - first == dt.timedelta(seconds=1), path


def test_lines_alone_can_be_selected(run, sandbox):
    output = run(streams=["bill_lines"])

    real = sum(len(record["Line"]) for record in sandbox.quickbooks.truth("Bill"))
    assert len(output.records("bill_lines")) == real
    assert {m["stream"] for m in output.messages if m["type"] == "SCHEMA"} == {"bill_lines"}


def test_money_keeps_its_digits_and_unknown_fields_are_kept(sandbox, run):
    values = {"TotalAmt": 1234567890123.45, "NewField": {"a": [1, "x"]}}
    sandbox.quickbooks.mutate(
        "change", entity="Estimate", id=_first(sandbox, "Estimate"), values=values
    )

    rows = {row["id"]: row for row in run(streams=["estimates"]).records("estimates")}

    row = rows[_first(sandbox, "Estimate")]
    assert row["total_amt"] == Decimal("1234567890123.45")
    assert row[OTHER] == {"NewField": {"a": [1, "x"]}}


def test_new_custom_fields_are_read_unless_turned_off(run):
    every = run(streams=["invoices"]).records("invoices")[0]
    old = run(streams=["invoices"], enhanced_custom_fields=False).records("invoices")[0]

    assert [entry["Name"] for entry in every["custom_fields"]] == ["Crew #", "Region"]
    assert [entry["Name"] for entry in old["custom_fields"]] == ["Crew #"]


def _first(sandbox, entity):
    return sandbox.quickbooks.truth(entity)[0]["Id"]


def _age(state, days):
    """The state of a run so many days ago."""
    for bookmark in state["bookmarks"].values():
        for realm in bookmark.get("realms", {}).values():
            since = dt.datetime.fromisoformat(realm["since"]) - dt.timedelta(days=days)
            realm["since"] = since.isoformat().replace("+00:00", "Z")


def test_an_idle_run_costs_two_calls(sandbox, run, warehouse):
    warehouse.load(run())
    before = sandbox.quickbooks.limits()["used"]

    output = run(state=warehouse.state)

    assert sandbox.quickbooks.limits()["used"] - before == 2
    assert output.records("invoices") == []


def test_time_activities_are_read_in_full_again_only_when_some_were_deleted(
    sandbox, run, warehouse, assert_equals_source
):
    sandbox.quickbooks.mutate("documents", number=200, seed=3)
    warehouse.load(run())
    sandbox.advance(600)
    [*_, last] = sandbox.quickbooks.truth("TimeActivity")
    changed = {"entity": "TimeActivity", "id": last["Id"], "values": {"Hours": 7}}
    sandbox.quickbooks.mutate("change", **changed)
    sandbox.quickbooks.mutate("documents", number=60, seed=4)

    later = run(state=warehouse.state)
    warehouse.load(later)

    there = len(sandbox.quickbooks.truth("TimeActivity"))
    assert 1 < len(later.records("time_activities")) < there
    assert_equals_source(warehouse)

    sandbox.advance(600)
    sandbox.quickbooks.mutate("delete", entity="TimeActivity", id=last["Id"])
    sandbox.quickbooks.mutate("documents", number=60, seed=5)
    warehouse.load(run(state=warehouse.state))
    assert_equals_source(warehouse)


@pytest.mark.parametrize("page_size", [2, 5])
def test_a_full_refresh_of_counted_records_resumes_wherever_it_was_interrupted(
    sandbox, run, page_size
):
    sandbox.quickbooks.mutate("documents", number=60, seed=3)
    options = {"streams": ["time_activities"], "page_size": page_size, "records_per_state": 1}
    output = run(**options)
    [version] = [message["version"] for message in output.of_type("ACTIVATE_VERSION")]
    states = [message["value"] for message in output.of_type("STATE")]

    for state in states:
        resumed = run(**options, state=state)
        versions = {message["version"] for message in resumed.of_type("ACTIVATE_VERSION")}
        assert versions <= {version}
        assert {message["version"] for message in resumed.of_type("RECORD")} <= {version}


def test_full_table_chosen_in_the_catalog_reads_everything_in_each_run(
    sandbox, run, config, warehouse, assert_equals_source
):
    catalog = TapQuickBooks(config=config).catalog_dict
    bills = {"bills", "bill_lines", "bill_linked_transactions", "bill_tax_lines"}
    for entry in catalog["streams"]:
        if entry["tap_stream_id"] in bills:
            entry["replication_method"] = "FULL_TABLE"
    options = {"streams": ["bills", "bill_lines", "invoices"]}
    warehouse.load(run(**options))
    sandbox.advance(600)

    full = run(**options, state=warehouse.state, catalog=catalog)
    warehouse.load(full)
    [version] = {message["version"] for message in full.of_type("ACTIVATE_VERSION")}
    assert len(full.records("bills")) == len(sandbox.quickbooks.truth("Bill"))
    assert {m["version"] for m in full.of_type("RECORD") if m["stream"] == "bills"} == {version}
    assert full.records("invoices") == []

    sandbox.advance(600)
    sandbox.quickbooks.mutate("random", seed=1, steps=10)
    back = run(**options, state=warehouse.state)
    warehouse.load(back)
    assert back.of_type("ACTIVATE_VERSION") == []
    assert_equals_source(warehouse, streams=options["streams"])


@pytest.mark.parametrize(
    ("entity", "stream", "values", "other"),
    [
        (
            "Transfer",
            "transfers",
            {
                "LinkedTxn": [{"TxnId": "1", "TxnType": "Deposit"}],
                "Line": [{"Amount": 1}],
                "TxnTaxDetail": {"TotalTax": 2},
            },
            None,
        ),
        (
            "Customer",
            "customers",
            {"SalesTermRef": {"value": "1", "name": "Net 15", "type": "Term"}},
            {"SalesTermRef": {"type": "Term"}},
        ),
        (
            "Purchase",
            "purchase_linked_transactions",
            {"LinkedTxn": [{"TxnId": "1", "TxnType": "Bill", "New": {"a": 1}}]},
            {"New": {"a": 1}},
        ),
    ],
    ids=["no lines", "reference", "link"],
)
def test_fields_that_no_column_takes_are_kept(sandbox, run, entity, stream, values, other):
    record_id = _first(sandbox, entity)
    sandbox.quickbooks.mutate("change", entity=entity, id=record_id, values=values)

    rows = run(streams=[stream]).records(stream)

    kept = [row[OTHER] for row in rows if record_id in (row.get("transaction_id"), row.get("id"))]
    assert kept == [other or values]


def test_who_changed_a_record_is_kept(sandbox, run):
    by = {"LastModifiedByRef": {"value": "9"}, "LastChangedInQB": "2026-01-01T00:00:00Z"}
    sandbox.quickbooks.set_limits(more_metadata=by)

    [row, *_] = run(streams=["terms"]).records("terms")

    assert row[OTHER] == {"MetaData": by}
