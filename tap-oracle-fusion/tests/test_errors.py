"""What the pod refuses or fails at: one stream, some records, or the size of a page."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from urllib.parse import parse_qs

import pytest
from singer_erp.errors import StreamError
from singer_erp.testing import Output
from tap_oracle_fusion.tap import TapOracleFusion


def test_a_missing_privilege_costs_its_stream_and_the_exit_code(sandbox, run):
    sandbox.oracle_fusion.set_user(denied=["suppliers"])

    with pytest.raises(StreamError, match="Ask the administrator") as raised:
        run(streams=["gl_charts", "suppliers", "ap_payments"])

    assert "'suppliers' could not be read" in str(raised.value)
    assert any("/payablesPayments?" in entry["path"] for entry in sandbox.journal())


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
