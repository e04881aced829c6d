"""What the pod refuses or fails at: one stream, some records, or the size of a page."""

from __future__ import annotations

import copy
import io
import json
from contextlib import redirect_stdout
from urllib.parse import parse_qs

import pytest
from singer_erp.errors import ConfigError, StreamError, TransientError
from singer_erp.testing import Output
from tap_oracle_fusion.tap import TapOracleFusion

_TIME = "2026-01-01T00:00:00Z"


def test_a_missing_privilege_costs_its_stream_and_the_exit_code(sandbox, run):
    sandbox.oracle_fusion.set_user(denied=["suppliers"])

    with pytest.raises(StreamError, match="Ask the administrator") as raised:
        run(streams=["gl_charts", "suppliers", "ap_payments"])

    assert "'suppliers' could not be read" in str(raised.value)
    assert any("/payablesPayments?" in entry["path"] for entry in sandbox.journal())


def test_the_state_of_another_pod_is_an_error(run):
    state = run(streams=["gl_charts"]).state
    state["bookmarks"]["gl_charts"]["source"] = "acme-test.fa.us2.oraclecloud.com"

    with pytest.raises(ConfigError, match="'gl_charts' is of 'acme-test"):
        run(streams=["gl_charts"], state=state)


def test_discovery_leaves_out_what_the_user_may_not_see(sandbox, config, caplog):
    sandbox.oracle_fusion.set_user(denied=["suppliers"])

    streams = TapOracleFusion(config=config).streams

    assert not {"suppliers", "supplier_sites"} & streams.keys()
    assert "ap_invoices" in streams
    assert "'suppliers' is left out" in caplog.text


def test_a_stream_that_shrank_warns_of_data_security(sandbox, run, warehouse, caplog):
    warehouse.load(run(streams=["ap_invoices", "gl_charts"]))
    sandbox.oracle_fusion.set_user(business_units=["Alderway UK BU"])

    warehouse.load(run(streams=["ap_invoices", "gl_charts"], state=warehouse.state))

    assert "invoices has " in caplog.text
    assert "data security hides them" in caplog.text
    sandbox.oracle_fusion.set_user(business_units=None)
    warehouse.load(run(streams=["ap_invoices"], state=warehouse.state))
    assert len(warehouse.live("ap_invoices")) == len(sandbox.oracle_fusion.truth("invoices"))


def test_a_page_that_times_out_is_halved_and_restored(
    sandbox, run, warehouse, assert_equals_source
):
    sandbox.fault("status", path="/suppliers", status=504, times=2)

    warehouse.load(run(streams=["suppliers", "supplier_sites"], page_size=8))

    limits = [
        parse_qs(entry["path"].partition("?")[2])["limit"][0]
        for entry in sandbox.journal()
        if "/suppliers?" in entry["path"]
    ]
    assert limits[:3] == ["8", "4", "2"]
    assert "8" in limits[3:]
    assert_equals_source(warehouse)


def test_records_that_fail_a_page_are_skipped_and_reported(
    sandbox, config, catalog, run, warehouse, waits, assert_equals_source
):
    suppliers = sorted(sandbox.oracle_fusion.truth("suppliers"), key=lambda s: s["SupplierId"])
    sandbox.oracle_fusion.set_limits(broken=[suppliers[n]["@key"] for n in (5, 6, 30)])
    tap = TapOracleFusion(config=config, catalog=catalog, sleep=waits.append)
    for name, stream in tap.streams.items():
        stream.selected = name == "suppliers"
    written = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")

    with redirect_stdout(written), pytest.raises(StreamError, match="fails to send records"):
        tap.sync_all()

    written.flush()
    warehouse.load(Output(written.buffer.getvalue().decode()))
    assert len(warehouse.live("suppliers")) == len(suppliers) - 3
    sandbox.oracle_fusion.set_limits(broken=[])
    warehouse.load(run(streams=["suppliers"], state=warehouse.state))
    assert_equals_source(warehouse)


@pytest.mark.parametrize(
    ("fault", "options"),
    [
        ("reset", {}),
        ("truncate", {}),
        ("html", {}),
        ("status", {"status": 429}),
        ("status", {"status": 500}),
        ("status", {"status": 503}),
    ],
)
def test_faults_are_retried(sandbox, run, warehouse, assert_equals_source, waits, fault, options):
    sandbox.fault(fault, path="/invoices", **options)

    warehouse.load(run(streams=["ap_invoices", "ap_invoice_lines"]))

    assert waits
    assert_equals_source(warehouse)


NO_RECORDS = [
    {"hasMore": True, "count": 3, "limit": 3},
    {"hasMore": False, "count": "3", "limit": "3"},
    {"title": "Error", "status": "500", "o:errorDetails": [{"detail": "Failed."}]},
]


@pytest.mark.parametrize("body", NO_RECORDS)
def test_a_page_without_its_records_is_read_again(
    sandbox, run, warehouse, assert_equals_source, body
):
    sandbox.fault("status", path="/invoices", status=200, text=json.dumps(body), after=1)

    warehouse.load(run(streams=["ap_invoices"], page_size=3, reconcile_hours=24))

    assert_equals_source(warehouse)


@pytest.mark.parametrize("body", NO_RECORDS)
def test_pages_without_their_records_are_not_the_end(sandbox, run, body):
    sandbox.fault("status", path="/invoices", status=200, text=json.dumps(body), times=None)

    with pytest.raises(TransientError, match="page of invoices without its records"):
        run(streams=["ap_invoices"])


@pytest.mark.parametrize(("limit", "is_number"), [("499", True), ("all", False)])
def test_the_limit_of_a_page_may_be_text(sandbox, run, limit, is_number):
    charts = [{"StructureInstanceNumber": 1}]
    text = json.dumps({"items": charts, "hasMore": False, "count": "1", "limit": limit})
    sandbox.fault("status", path="/chartOfAccountsLOV", status=200, text=text)

    if is_number:
        rows = run(streams=["gl_charts"]).records("gl_charts")
        assert [row["structure_instance_number"] for row in rows] == [1]
    else:
        with pytest.raises(StreamError, match="`limit` than a number"):
            run(streams=["gl_charts"])


@pytest.mark.parametrize("value", [1.5, None, {}, [], True, "x"])
@pytest.mark.parametrize(("method", "before"), [("INCREMENTAL", [_TIME]), ("FULL_TABLE", [])])
def test_a_position_that_is_no_key_is_an_error_about_the_state(run, catalog, method, before, value):
    catalog = copy.deepcopy(catalog)
    for entry in catalog["streams"]:
        if entry["tap_stream_id"] == "ap_invoices":
            entry["replication_method"] = method
    state = run(given=catalog, streams=["ap_invoices"]).state
    pending = {"started_at": _TIME, "after": [*before, value]}
    state["bookmarks"]["ap_invoices"] |= {"pending": pending, "activate": not before}

    with pytest.raises(ConfigError, match="'ap_invoices' has a position"):
        run(given=catalog, streams=["ap_invoices"], state=state)
