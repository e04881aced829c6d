"""Pods, the tap run against them, and the rows that are expected of it."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from erp_sandbox.testing import Sandbox
from singer_erp.messages.records import OTHER
from singer_erp.testing import Warehouse, assert_same, run_tap
from tap_oracle_fusion.tap import TapOracleFusion

CATALOG_PATH = Path(__file__).parent / "snapshots" / "catalog.json"
READ_AT = "set_read_at"
POD = "127.0.0.1"
# Child resources by stream, from the top down; written by hand, as the tap's tables are under test.
PATHS = {
    "ap_invoices": "invoices",
    "ap_invoice_lines": "invoices invoiceLines",
    "ap_invoice_distributions": "invoices invoiceLines invoiceDistributions",
    "ap_invoice_installments": "invoices invoiceInstallments",
    "ap_invoice_holds": "invoiceHolds",
    "ap_payments": "payablesPayments",
    "ap_payment_related_invoices": "payablesPayments relatedInvoices",
    "ap_payment_terms": "payablesPaymentTerms",
    "ap_payment_term_lines": "payablesPaymentTerms payablesPaymentTermsLines",
    "suppliers": "suppliers",
    "supplier_sites": "suppliers sites",
    "supplier_addresses": "suppliers addresses",
    "purchase_orders": "purchaseOrders",
    "purchase_order_lines": "purchaseOrders lines",
    "purchase_order_schedules": "purchaseOrders lines schedules",
    "purchase_order_distributions": "purchaseOrders lines schedules distributions",
    "ar_invoices": "receivablesInvoices",
    "ar_invoice_lines": "receivablesInvoices receivablesInvoiceLines",
    "ar_invoice_distributions": "receivablesInvoices receivablesInvoiceDistributions",
    "ar_invoice_installments": "receivablesInvoices receivablesInvoiceInstallments",
    "ar_credit_memos": "receivablesCreditMemos",
    "ar_credit_memo_lines": "receivablesCreditMemos receivablesCreditMemoLines",
    "ar_credit_memo_distributions": "receivablesCreditMemos receivablesCreditMemoDistributions",
    "ar_receipts": "standardReceipts",
    "ar_customer_account_activities": "receivablesCustomerAccountActivities",
    "ar_receipt_applications": "receivablesCustomerAccountActivities standardReceiptApplications",
    "ar_credit_memo_applications": "receivablesCustomerAccountActivities creditMemoApplications",
    "ar_payment_schedules": "receivablesCustomerAccountActivities transactionPaymentSchedules",
    "ar_adjustments": "receivablesCustomerAccountActivities transactionAdjustments",
    "gl_journal_batches": "journalBatches",
    "gl_journal_headers": "journalBatches journalHeaders",
    "gl_journal_lines": "journalBatches journalHeaders journalLines",
    "gl_ledgers": "ledgersLOV",
    "gl_periods": "accountingPeriodsLOV",
    "gl_period_statuses": "accountingPeriodStatusLOV",
    "gl_accounts": "accountCombinationsLOV",
    "gl_charts": "chartOfAccountsLOV",
    "gl_value_sets": "valueSets",
    "gl_segment_values": "valueSets values",
    "business_units": "finBusinessUnitsLOV",
    "currencies": "currenciesLOV",
    "fx_rates": "currencyRates",
}
PATHS = {stream: tuple(path.split()) for stream, path in PATHS.items()}
STREAMS = tuple(PATHS)
REFERENCE = ("gl_ledgers", "gl_period", "gl_accounts", "gl_charts", "business_units", "curr", "fx_")


class FusionWarehouse(Warehouse):
    """A warehouse that knows deleted records, and child records that a change removed."""

    def live(self, stream):
        return {
            key: {column: value for column, value in row.items() if column != READ_AT}
            for key, row in self._live(stream).items()
        }

    def _live(self, stream):
        rows = self.tables.get(stream, {})
        path = PATHS[stream]
        if len(path) == 1:
            return {key: row for key, row in rows.items() if not row.get("is_deleted")}
        [parent] = [name for name, found in PATHS.items() if found == path[:-1]]
        if parent not in self.tables:
            return rows
        parents = self._live(parent)
        size = len(self.keys[parent])
        return {
            key: row
            for key, row in rows.items()
            if key[:size] in parents and parents[key[:size]][READ_AT] == row[READ_AT]
        }


@pytest.fixture(scope="session")
def shared_sandbox():
    """A pod for tests that only read."""
    with Sandbox.start("oracle_fusion", documents=150) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox():
    with Sandbox.start("oracle_fusion", documents=40) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def catalog():
    """The reviewed catalog, so that not every run discovers."""
    return json.loads(CATALOG_PATH.read_text())


@pytest.fixture
def config(sandbox):
    return sandbox.oracle_fusion.config() | {"reconcile_hours": 0}


@pytest.fixture(scope="session")
def changing():
    """Streams that random histories change; the others are read by the test of a first run."""
    return [stream for stream in STREAMS if not stream.startswith(REFERENCE)]


@pytest.fixture
def warehouse():
    return FusionWarehouse()


@pytest.fixture
def waits():
    """Seconds that the tap has waited."""
    return []


@pytest.fixture
def run(config, catalog, waits):
    """Run the tap in this process: `run(state=..., streams=[...], page_size=50)`."""

    def run(*, state=None, streams=STREAMS, given=catalog, records_per_state=None, **settings):
        return run_tap(
            partial(TapOracleFusion, sleep=waits.append),
            config | settings,
            state=state,
            catalog=given,
            streams=streams,
            records_per_state=records_per_state,
        )

    return run


@pytest.fixture
def assert_equals_source(sandbox, catalog):
    """Compare every column of every live row with the pod."""

    def check(warehouse, streams=None, control=None):
        control = control or sandbox.oracle_fusion
        compared = set(streams or warehouse.tables)
        for top in {path[0]: None for stream, path in PATHS.items() if stream in compared}:
            rows = expected_rows(catalog, top, control.truth(top))
            for name in sorted(rows.keys() & compared):
                keys = warehouse.keys[name]
                expected = {tuple(row[column] for column in keys): row for row in rows[name]}
                assert_same(expected, warehouse.live(name), stream=name)

    return check


@pytest.fixture
def start(config, catalog, tmp_path):
    """Start the tap as a process: `start(url, state=..., streams=[...], page_size=50)`."""
    processes = []

    def start(url=None, *, state=None, streams=STREAMS, **settings):
        settings = config | settings
        if url:
            settings["api_url"] = url
        given = {"config": settings, "catalog": _selected(catalog, streams), "state": state or {}}
        options = []
        for name, value in given.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(value))
            options += [f"--{name}", f"{name}.json"]
        process = subprocess.Popen(
            [sys.executable, "-m", "tap_oracle_fusion", *options],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()


def _selected(catalog, streams):
    """Return the catalog with some of its streams selected."""
    catalog = copy.deepcopy(catalog)
    for entry in catalog["streams"]:
        for one in entry["metadata"]:
            if not one["breadcrumb"]:
                one["metadata"]["selected"] = entry["tap_stream_id"] in streams
    return catalog


def expected_rows(catalog, top, records):
    """Return the rows of a resource's streams, from its records as the pod stores them."""
    streams = {path: stream for stream, path in PATHS.items() if path[0] == top}
    rows = {stream: [] for stream in streams.values()}

    def collect(path, records, above):
        for record in records:
            stream = streams[path]
            rows[stream].append(_row(catalog, stream, record, above))
            below = above | {"link": record["@key"]}
            below |= {name: value for name, value in record.items() if name not in above}
            for child in streams:
                if child[:-1] == path:
                    collect(child, record[child[-1]], below)

    collect((top,), records, {})
    return rows


def _row(catalog, stream, record, above):
    """The value at the path of each column that has one."""
    [entry] = [entry for entry in catalog["streams"] if entry["tap_stream_id"] == stream]
    row = {OTHER: None, "pod": POD}
    for name, schema in entry["schema"]["properties"].items():
        first, _, rest = schema.get("title", "").partition(".")
        if first == "parent":
            row[name] = above[rest]
        elif first == "link":
            row[name] = record["@key"]
        elif rest:
            [flexfield] = record.get(first) or [{}]
            row[name] = flexfield.get(rest)
        elif first:
            row[name] = record[first]
        elif name == "is_deleted":
            row[name] = False
    return row
