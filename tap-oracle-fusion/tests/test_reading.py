"""First and later runs: the warehouse equals the pod, whatever happens to it."""

from __future__ import annotations

import copy
import threading
from decimal import Decimal

import pytest
from singer_erp.errors import ErpError
from singer_erp.testing import random_history
from tap_oracle_fusion.tables import nested

PAYABLES = ["ap_invoices", "ap_invoice_lines", "ap_invoice_distributions", "suppliers"]


def test_a_first_run_loads_every_record_of_every_resource(run, warehouse, assert_equals_source):
    warehouse.load(run())

    assert_equals_source(warehouse)


@pytest.mark.parametrize("version", [2, 9])
def test_every_framework_version_reads_the_same(
    sandbox, run, warehouse, assert_equals_source, version
):
    """Children are arrays or collections, and long numbers are texts."""
    streams = [*PAYABLES, "gl_journal_batches", "gl_journal_headers", "gl_journal_lines"]

    warehouse.load(run(rest_framework_version=version, streams=streams, page_size=7))

    assert_equals_source(warehouse)


@pytest.mark.parametrize(
    ("limits", "page_size"),
    [
        ({"more_until": 0, "wrong_totals": True, "page": 4, "pages": {"suppliers": 3}}, 499),
        ({"nested": 1, "empty_items": True}, 3),
    ],
)
def test_clamped_truncated_and_wrongly_ended_pages_lose_nothing(
    sandbox, run, warehouse, assert_equals_source, limits, page_size
):
    sandbox.oracle_fusion.set_limits(**limits)
    streams = [*PAYABLES, "gl_journal_batches", "gl_journal_headers", "gl_journal_lines"]
    streams += ["gl_accounts", "gl_period_statuses"]

    warehouse.load(run(page_size=page_size, streams=streams))

    assert_equals_source(warehouse)


@pytest.mark.parametrize("omitted", ["invoiceLines", "invoiceDistributions"])
def test_lines_that_a_page_leaves_out_are_read_where_they_are(
    sandbox, run, warehouse, assert_equals_source, omitted
):
    """An empty collection has no lines; a missing one says nothing."""
    sandbox.oracle_fusion.set_limits(omitted=[omitted])

    warehouse.load(run(streams=PAYABLES))

    assert_equals_source(warehouse)


@pytest.mark.parametrize(
    "text", ["{}", '{"message": "busy"}', '{"items": {}}', '{"items": null, "hasMore": false}']
)
def test_a_body_that_is_no_collection_deletes_nothing(sandbox, run, warehouse, text):
    """A proxy may answer instead of the pod, and the keys that are listed look like all."""
    warehouse.load(run(streams=["suppliers"]))
    sandbox.fault("status", path=r"/suppliers\?", status=200, text=text, times=None)

    with pytest.raises(ErpError, match=r"(page|records) of suppliers"):
        run(streams=["suppliers"], state=warehouse.state)


def test_a_nested_collection_that_counts_more_than_it_has_is_truncated():
    assert nested({"count": 2, "hasMore": False}) == ([], True)
    assert nested({"count": 0, "hasMore": False}) == ([], False)
    assert nested({"links": []}) == ([], True)
    assert nested([]) == ([], False)


@pytest.mark.parametrize("extraction", ["rest", "auto", "bicc"])
@pytest.mark.histories(1)
def test_after_any_history_the_warehouse_equals_the_pod(
    sandbox, run, warehouse, changing, assert_equals_source, extraction, seed
):
    """Runs are killed, requests fail, and transactions commit late."""
    pod = sandbox.oracle_fusion
    pod.set_user(bicc=True)
    known = pod.config(auth="basic")
    settings = {"bicc_username": known["username"], "bicc_password": known["password"]}
    settings["extraction"] = extraction

    def run_with_a_fault(state, dice):
        fault = dice.choice(["reset", "truncate", "drop_response", "status", "html"])
        sandbox.fault(fault, path=dice.choice(["/fscmRestApi/", "/"]), after=dice.randrange(30))
        settings["page_size"] = dice.choice([7, 60, 499])
        return run(state=state, streams=changing, records_per_state=1, **settings)

    random_history(
        warehouse,
        run_with_a_fault,
        seed=seed,
        mutate=lambda seed: pod.mutate("random", seed=seed, steps=12, late_seconds=600),
        advance=sandbox.advance,
        steps=3,
        kills=0.4,
    )
    sandbox.advance(700)
    warehouse.load(run(state=warehouse.state, **settings))

    assert_equals_source(warehouse)


@pytest.mark.histories(1)
def test_a_run_killed_anywhere_is_completed_by_the_next(
    sandbox, run, warehouse, changing, assert_equals_source, seed
):
    random_history(
        warehouse,
        lambda state, _: run(state=state, streams=changing, page_size=5, records_per_state=1),
        seed=seed,
        mutate=lambda seed: sandbox.oracle_fusion.mutate("random", seed=seed, steps=8),
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
    streams = [*PAYABLES, "gl_journal_batches", "gl_journal_headers"]
    done = threading.Event()

    def work():
        for number in range(60):
            sandbox.oracle_fusion.mutate("random", seed=seed * 1000 + number, steps=1)
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
    warehouse.load(run(streams=PAYABLES))
    sandbox.advance(3600)
    sandbox.oracle_fusion.mutate("grow", number=40)
    sandbox.oracle_fusion.mutate("touch", resource="suppliers", number=20)

    warehouse.load(run(state=warehouse.state, streams=PAYABLES, page_size=6))

    assert_equals_source(warehouse)


def test_a_change_of_a_line_alone_has_its_record_read_again(
    sandbox, run, warehouse, assert_equals_source
):
    options = {"streams": PAYABLES, "reconcile_hours": 20}
    sandbox.advance(7200)
    warehouse.load(run(**options))
    sandbox.advance(7200)
    pod = sandbox.oracle_fusion
    invoice = pod.truth("invoices")[0]
    line = invoice["invoiceLines"][0]
    path, values = [["invoiceLines", line["@key"]]], {"Description": "Changed"}
    pod.mutate("change_child", resource="invoices", key=invoice["@key"], path=path, values=values)
    sandbox.clear_journal()

    output = run(state=warehouse.state, **options)
    warehouse.load(output)

    assert len(output.records("ap_invoices")) == 1
    assert_equals_source(warehouse)


def test_a_pod_that_refuses_conditions_on_lines_is_followed_by_its_records(
    sandbox, run, warehouse, assert_equals_source, caplog
):
    """A line that changed alone is read again with its record."""
    options = {"streams": PAYABLES, "reconcile_hours": 20}
    pod = sandbox.oracle_fusion
    pod.set_limits(child_conditions=False)
    sandbox.advance(7200)
    warehouse.load(run(**options))
    assert "refuses conditions" not in caplog.text
    sandbox.advance(7200)
    first, second = pod.truth("invoices")[:2]
    path = [["invoiceLines", first["invoiceLines"][0]["@key"]]]
    values = {"Description": "Changed"}
    pod.mutate("change_child", resource="invoices", key=first["@key"], path=path, values=values)
    pod.mutate("change", resource="invoices", key=second["@key"], values=values)

    output = run(state=warehouse.state, **options)

    assert [r["invoice_id"] for r in output.records("ap_invoices")] == [second["InvoiceId"]]
    assert "Fusion refuses conditions on lines of invoices" in caplog.text
    warehouse.load(output)
    sandbox.advance(7200)
    pod.mutate("change", resource="invoices", key=first["@key"], values=values)
    warehouse.load(run(state=warehouse.state, **options))
    assert_equals_source(warehouse)


def test_a_transaction_that_commits_after_the_lookback_is_found_by_its_key(
    sandbox, run, warehouse, assert_equals_source
):
    streams = ["gl_journal_batches", "gl_journal_headers", "gl_journal_lines"]
    sandbox.oracle_fusion.mutate("journal", late=9000)
    warehouse.load(run(streams=streams))
    sandbox.advance(8000)
    warehouse.load(run(state=warehouse.state, streams=streams))
    assert_equals_source(warehouse)
    sandbox.advance(1500)

    warehouse.load(run(state=warehouse.state, streams=streams))

    assert_equals_source(warehouse)


def test_deletions_are_found_when_keys_are_due(sandbox, run, warehouse, assert_equals_source):
    sandbox.oracle_fusion.mutate("journal")
    batch = max(sandbox.oracle_fusion.truth("journalBatches"), key=lambda one: one["JeBatchId"])
    options = {"streams": ["gl_journal_batches"], "reconcile_hours": 20}
    sandbox.advance(7200)
    warehouse.load(run(**options))
    sandbox.oracle_fusion.mutate("delete", resource="journalBatches", key=batch["@key"])
    sandbox.advance(19 * 3600)
    before = run(state=warehouse.state, **options)
    sandbox.advance(2 * 3600)

    after = run(state=warehouse.state, **options)
    warehouse.load(after)

    assert before.records("gl_journal_batches") == []
    [row] = after.records("gl_journal_batches")
    assert row["is_deleted"] is True
    assert row["je_batch_id"] == batch["JeBatchId"]
    assert_equals_source(warehouse)


def test_an_idle_run_costs_a_request_for_each_resource(sandbox, run, warehouse):
    options = {"streams": [*PAYABLES, "gl_journal_lines"], "reconcile_hours": 20}
    sandbox.advance(7200)
    warehouse.load(run(**options))
    sandbox.advance(7200)
    sandbox.clear_journal()

    output = run(state=warehouse.state, **options)

    paths = [entry["path"].partition("?")[0].rpartition("/")[2] for entry in sandbox.journal()]
    assert sorted(paths) == ["invoices", "journalBatches", "resources", "suppliers", "token"]
    assert output.records("ap_invoices") == []


def test_a_newly_selected_stream_of_lines_has_all_records_read_again(
    sandbox, run, warehouse, assert_equals_source
):
    warehouse.load(run(streams=["ap_invoices"]))
    sandbox.advance(7200)

    warehouse.load(run(state=warehouse.state, streams=["ap_invoices", "ap_invoice_lines"]))

    assert_equals_source(warehouse)


def test_lines_alone_can_be_selected(run, sandbox):
    streams = ["ap_invoice_distributions", "gl_journal_lines"]

    output = run(streams=streams)

    expected = [
        one
        for invoice in sandbox.oracle_fusion.truth("invoices")
        for line in invoice["invoiceLines"]
        for one in line["invoiceDistributions"]
    ]
    assert len(output.records("ap_invoice_distributions")) == len(expected) > 0
    assert all(row["journal_header_key"] for row in output.records("gl_journal_lines"))


def test_unselected_columns_are_not_requested(run, catalog, sandbox):
    catalog = copy.deepcopy(catalog)
    for entry in catalog["streams"]:
        for metadata in entry["metadata"]:
            name = metadata["breadcrumb"][-1] if metadata["breadcrumb"] else ""
            wanted = {"", "invoice_id", "invoice_number", "last_update_date", "dff_project_code"}
            if entry["tap_stream_id"] == "ap_invoices" and name not in wanted:
                metadata["metadata"] |= {"selected": False, "inclusion": "available"}

    rows = run(given=catalog, streams=["ap_invoices"]).records("ap_invoices")

    assert {"invoice_number", "dff_project_code"} <= rows[0].keys()
    assert "supplier" not in rows[0]
    [entry, *_] = [e for e in sandbox.journal() if "/invoices?" in e["path"]]
    assert "SupplierNumber" not in entry["path"]


def test_full_table_chosen_in_the_catalog_reads_everything_under_a_version(
    sandbox, run, catalog, warehouse, assert_equals_source
):
    catalog = copy.deepcopy(catalog)
    streams = ["ap_invoices", "ap_invoice_lines"]
    for entry in catalog["streams"]:
        if entry["tap_stream_id"] in streams:
            entry["replication_method"] = "FULL_TABLE"
    warehouse.load(run(given=catalog, streams=streams, page_size=4))
    sandbox.oracle_fusion.mutate("random", seed=3, steps=10)

    output = run(given=catalog, streams=streams, page_size=4, state=warehouse.state)
    warehouse.load(output)

    assert len(output.of_type("ACTIVATE_VERSION")) == 2
    assert_equals_source(warehouse)


def test_a_start_date_of_1970_reads_everything(sandbox, run):
    rows = run(streams=["suppliers"], start_date="1970-01-01").records("suppliers")

    assert len(rows) == len(sandbox.oracle_fusion.truth("suppliers"))


def test_records_unchanged_since_the_start_date_are_not_read(sandbox, run):
    times = sorted(one["LastUpdateDate"] for one in sandbox.oracle_fusion.truth("suppliers"))
    start = times[len(times) // 2][:19] + "Z"

    rows = run(streams=["suppliers"], start_date=start).records("suppliers")

    expected = [time for time in times if time[:19] >= start[:19]]
    assert 0 < len(expected) < len(times)
    assert len(rows) == len(expected)


def test_money_keeps_its_digits(sandbox, run):
    [invoice, *_] = sandbox.oracle_fusion.truth("invoices")
    values = {"ControlAmount": "12345678901234.5678"}
    sandbox.oracle_fusion.mutate("change", resource="invoices", key=invoice["@key"], values=values)

    rows = {row["invoice_id"]: row for row in run(streams=["ap_invoices"]).records("ap_invoices")}

    assert rows[invoice["InvoiceId"]]["control_amount"] == Decimal("12345678901234.5678")
