"""Extracts of the BI Cloud Connector: the rows that REST has, first loads and deletions."""

from __future__ import annotations

import copy

import pytest
from singer_erp.errors import ConfigError, ErpError, StreamError
from singer_erp.testing import assert_same, kill_at_request
from tap_oracle_fusion.tap import TapOracleFusion

INVOICES = ["ap_invoices", "ap_invoice_lines", "ap_invoice_distributions"]
JOURNALS = ["gl_journal_batches", "gl_journal_headers", "gl_journal_lines"]


@pytest.fixture
def config(config, sandbox):
    sandbox.oracle_fusion.set_user(bicc=True)
    known = sandbox.oracle_fusion.config(auth="basic")
    names = {"bicc_username": known["username"], "bicc_password": known["password"]}
    return config | names | {"extraction": "auto"}


@pytest.mark.parametrize("extraction", ["auto", "bicc"])
def test_extracts_have_the_rows_that_rest_has(
    sandbox, run, changing, warehouse, assert_equals_source, extraction
):
    warehouse.load(run(streams=changing, extraction=extraction))

    assert any("/idcws/" in entry["path"] for entry in sandbox.journal())
    assert_equals_source(warehouse)
    records = run(streams=INVOICES, extraction="rest")
    for stream in INVOICES:
        keys, rows = warehouse.keys[stream], {}
        for row in records.records(stream):
            del row["set_read_at"]
            rows[tuple(row[column] for column in keys)] = {"_other": None} | row
        assert_same(rows, warehouse.live(stream), stream=stream)


def test_after_a_first_load_changes_come_by_rest_and_deletions_by_active_keys(
    sandbox, run, warehouse, assert_equals_source
):
    warehouse.load(run(streams=JOURNALS))
    sandbox.oracle_fusion.mutate("journal")
    newest = max(sandbox.oracle_fusion.truth("journalBatches"), key=lambda one: one["JeBatchId"])
    warehouse.load(run(streams=JOURNALS, state=warehouse.state))
    sandbox.oracle_fusion.mutate("delete", resource="journalBatches", key=newest["@key"])
    sandbox.clear_journal()

    output = run(streams=JOURNALS, state=warehouse.state)
    warehouse.load(output)

    deleted = [row for row in output.records("gl_journal_batches") if row["is_deleted"]]
    assert [row["je_batch_id"] for row in deleted] == [newest["JeBatchId"]]
    queries = [e["path"] for e in sandbox.journal() if "/journalBatches?" in e["path"]]
    assert len(queries) == 1
    assert_equals_source(warehouse)


def test_pods_differ(sandbox, run, warehouse, assert_equals_source):
    sandbox.oracle_fusion.set_bicc(catalog="objects", polls=4, file_rows=7, state="WARNING")

    warehouse.load(run(streams=INVOICES))
    warehouse.load(run(streams=INVOICES, state=warehouse.state))

    assert_equals_source(warehouse)


def test_a_job_that_fails_costs_its_streams(sandbox, run):
    sandbox.oracle_fusion.set_bicc(state="ERROR")

    with pytest.raises(StreamError, match=r"its state is ERROR.*set `extraction` to rest"):
        run(streams=[*INVOICES, "gl_charts"])

    assert any("/chartOfAccountsLOV?" in entry["path"] for entry in sandbox.journal())


@pytest.mark.parametrize("attribute", ["InvoiceAmount", "InvoiceId", "LastUpdateDate"])
def test_a_column_that_an_extract_does_not_have_is_an_error_that_names_it(sandbox, run, attribute):
    column = f"ApInvoices{attribute}"
    sandbox.oracle_fusion.set_bicc(renamed={column: "Renamed"})

    with pytest.raises(StreamError, match=f"InvoiceHeaderExtractPVO has no column {column}. Comp"):
        run(streams=INVOICES)


def test_a_column_that_is_not_selected_may_be_missing_in_an_extract(sandbox, run, catalog):
    sandbox.oracle_fusion.set_bicc(renamed={"ApInvoicesInvoiceAmount": "Renamed"})
    catalog = copy.deepcopy(catalog)
    [entry] = [one for one in catalog["streams"] if one["tap_stream_id"] == "ap_invoices"]
    for one in entry["metadata"]:
        if one["breadcrumb"][-1:] == ["invoice_amount"]:
            one["metadata"]["selected"] = False

    assert run(given=catalog, streams=INVOICES).records("ap_invoices")


def test_a_file_of_another_job_is_not_taken(sandbox, run, warehouse, assert_equals_source):
    """Its own is listed later: the content server has an index."""
    title = (
        "file_fscmtopmodelam_finextractam_apbiccextractam_invoiceheaderextractpvo-batch999-1.csv"
    )
    fields = {"dID": "9999999", "dDocTitle": title}
    row = "".join(f'<Field name="{name}">{value}</Field>' for name, value in fields.items())
    text = f"<Envelope><Body><Row>{row}</Row></Body></Envelope>"
    sandbox.fault(
        "status",
        path="/idcws/",
        body="GET_SEARCH_RESULTS.*invoiceheader",
        after=1,
        status=200,
        text=text,
    )

    warehouse.load(run(streams=INVOICES))

    assert_equals_source(warehouse)


def test_files_that_the_content_server_lists_one_after_another_are_all_read(
    sandbox, run, warehouse, assert_equals_source
):
    """Its index is behind when the request has ended."""
    sandbox.oracle_fusion.set_bicc(file_rows=15, index_searches=1)

    warehouse.load(run(streams=INVOICES))

    assert_equals_source(warehouse)


def test_more_files_than_the_content_server_lists_at_once_are_all_read(
    sandbox, run, warehouse, assert_equals_source
):
    sandbox.oracle_fusion.set_bicc(file_rows=5, search_results=7)

    warehouse.load(run(streams=JOURNALS))

    assert len(warehouse.tables["gl_journal_lines"]) > 5 * 7
    assert_equals_source(warehouse)


def test_a_user_without_the_role_is_an_error_that_names_it(sandbox, run):
    sandbox.oracle_fusion.set_user(bicc=False)

    with pytest.raises(ErpError, match="BICC the role BIA_ADMINISTRATOR_DUTY"):
        run(streams=INVOICES)


def test_without_credentials_of_the_connector_nothing_is_sent(sandbox, run):
    with pytest.raises(ConfigError, match="`bicc_username` and `bicc_password`"):
        run(streams=INVOICES, bicc_password="")

    assert sandbox.journal() == []


def test_streams_without_a_data_store_and_a_start_date_are_read_by_rest(sandbox, run):
    run(streams=["gl_value_sets"])
    run(streams=INVOICES, start_date="2026-01-01T00:00:00Z")

    assert not any("/idcws/" in entry["path"] for entry in sandbox.journal())


def test_a_run_killed_within_an_extract_is_completed_by_the_next(
    sandbox, start, run, warehouse, changing, assert_equals_source
):
    killed = kill_at_request(sandbox.url, 14, start, served=True)
    assert killed.exit_code == -9
    warehouse.load(killed)
    warehouse.load(run(state=warehouse.state, streams=changing))

    assert_equals_source(warehouse, streams=changing)


def test_labels_of_segments_are_a_stream_where_extracts_are_read(config, run):
    streams = TapOracleFusion(config=config).streams
    catalog = TapOracleFusion(config=config).catalog_dict

    rows = run(given=catalog, streams=["gl_chart_segments"]).records("gl_chart_segments")

    labels = {
        (row["structure_instance_number"], row["segment_label_code"]): row["segment_name"]
        for row in rows
        if row["segment_label_code"]
    }
    assert labels[5237, "GL_ACCOUNT"] == "account"
    assert labels[5238, "GL_ACCOUNT"] == "naturalAccount"
    assert len(rows) == 10
    assert "gl_chart_segments" in streams
    rest = config | {"extraction": "rest"}
    assert "gl_chart_segments" not in TapOracleFusion(config=rest).streams
    with pytest.raises(ConfigError, match="Set `extraction` to auto"):
        run(given=catalog, streams=["gl_chart_segments"], extraction="rest")
