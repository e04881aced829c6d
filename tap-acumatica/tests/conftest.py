"""Acumatica tenants, the tap run against them, and the rows that are expected of it."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from erp_sandbox.testing import Sandbox
from singer_erp.auth.keys import KEY_VARIABLE, new_key
from singer_erp.messages.records import OTHER
from singer_erp.testing import Warehouse, assert_same, pick_boundary, run_tap
from tap_acumatica.tap import TapAcumatica

CATALOG_PATH = Path(__file__).parent / "snapshots" / "catalog.json"
READ_AT = "set_read_at"

# Entity and arrays of lines by stream; written by hand, as the tap's tables are under test.
ENTITIES = {
    "accounts": ("Account", {}),
    "bills": (
        "Bill",
        {"bill_lines": "Details", "bill_applications": "Applications", "bill_taxes": "TaxDetails"},
    ),
    "checks": ("Check", {"check_lines": "Details", "check_history": "History"}),
    "company_financial_years": (
        "CompanyFinancialPeriod",
        {"company_financial_periods": "Details"},
    ),
    "currencies": ("Currency", {}),
    "customers": ("Customer", {}),
    "employees": ("Employee", {}),
    "financial_years": ("FinancialPeriod", {"financial_periods": "Details"}),
    "invoices": (
        "Invoice",
        {
            "invoice_lines": "Details",
            "invoice_taxes": "TaxDetails",
            "invoice_applications": "ApplicationsDefault",
            "invoice_credit_memo_applications": "ApplicationsCreditMemo",
        },
    ),
    "journal_transactions": ("JournalTransaction", {"journal_transaction_lines": "Details"}),
    "ledgers": ("Ledger", {"ledger_branches": "Branches", "ledger_companies": "Companies"}),
    "non_stock_items": ("NonStockItem", {}),
    "payments": (
        "Payment",
        {"payment_documents": "DocumentsToApply", "payment_applications": "ApplicationHistory"},
    ),
    "project_tasks": ("ProjectTask", {}),
    "projects": ("Project", {}),
    "purchase_orders": (
        "PurchaseOrder",
        {"purchase_order_lines": "Details", "purchase_order_taxes": "TaxDetails"},
    ),
    "stock_items": ("StockItem", {}),
    "subaccounts": ("Subaccount", {}),
    "vendors": ("Vendor", {}),
}
PARENTS = {line: stream for stream, (_, lines) in ENTITIES.items() for line in lines}
STREAMS = (*ENTITIES, *PARENTS)
# Linked objects within linked objects that are read; the others are not expanded.
_WITHIN = {"Address"}
_NOT_DATA = {"id", "custom"}


class AcumaticaWarehouse(Warehouse):
    """A warehouse that knows deleted records, and lines that an edit removed."""

    def live(self, stream):
        return {
            key: {column: value for column, value in row.items() if column != READ_AT}
            for key, row in self._live(stream).items()
        }

    def _live(self, stream):
        rows = self.tables.get(stream, {})
        if stream not in PARENTS:
            return {key: row for key, row in rows.items() if not row.get("is_deleted")}
        parents = self._live(PARENTS[stream])
        size = len(next(iter(parents), ()))
        return {
            key: row
            for key, row in rows.items()
            if key[:size] in parents and parents[key[:size]][READ_AT] == row[READ_AT]
        }


@pytest.fixture(autouse=True)
def _key(monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, new_key())


@pytest.fixture(scope="session")
def shared_sandbox():
    """A tenant for tests that only read."""
    with Sandbox.start("acumatica", documents=150) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox():
    with Sandbox.start("acumatica", documents=40) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def catalog():
    """The reviewed catalog, so that not every run discovers."""
    return json.loads(CATALOG_PATH.read_text())


@pytest.fixture
def config(sandbox, tmp_path):
    path = str(tmp_path / "credentials.json")
    return sandbox.acumatica.config() | {"credentials_path": path, "reconcile_hours": 0}


@pytest.fixture(scope="session")
def changing():
    """Streams that random histories change; the others are read by the test of a first run."""
    static = ("subaccounts", "ledger", "currencies", "financial", "employees", "project")
    return [stream for stream in STREAMS if not stream.startswith(static)]


@pytest.fixture
def warehouse():
    return AcumaticaWarehouse()


@pytest.fixture
def waits():
    """Seconds that the tap has waited."""
    return []


@pytest.fixture
def run(config, catalog, waits):
    """Run the tap in this process: `run(state=..., streams=[...], page_size=50)`."""

    def run(*, state=None, streams=STREAMS, given=catalog, records_per_state=None, **settings):
        return run_tap(
            partial(TapAcumatica, sleep=waits.append),
            config | settings,
            state=state,
            catalog=given,
            streams=streams,
            records_per_state=records_per_state,
        )

    return run


@pytest.fixture
def boundary(sandbox, run):
    """Draw where a run is killed: `boundary(seed, streams=[...])`; seeds go through all requests.

    Returns the number of the request, and whether it is served before.
    """

    def draw(seed, **options):
        sandbox.clear_journal()
        run(**options)
        return pick_boundary(len(sandbox.journal()), seed)

    return draw


@pytest.fixture
def assert_equals_source(sandbox, catalog):
    """Compare every column of every live row with the tenant."""

    def check(warehouse, streams=None, tenant="Acme", control=None):
        control = control or sandbox.acumatica
        compared = set(streams or warehouse.tables)
        for stream in ENTITIES:
            names = {stream, *ENTITIES[stream][1]} & compared
            if not names:
                continue
            rows = expected_rows(
                catalog, stream, control.truth(ENTITIES[stream][0], tenant), tenant
            )
            for name in names:
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
            path = settings["api_url"].partition("//")[2].partition("/")[2]
            settings["api_url"] = f"{url}/{path}"
        given = {"config": settings, "catalog": _selected(catalog, streams), "state": state or {}}
        options = []
        for name, value in given.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(value))
            options += [f"--{name}", f"{name}.json"]
        process = subprocess.Popen(
            [sys.executable, "-m", "tap_acumatica", *options],
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


def expected_rows(catalog, stream, records, tenant):
    """Return the rows of an entity's streams, from its records as the tenant stores them."""
    _, lines = ENTITIES[stream]
    rows = {name: [] for name in (stream, *lines)}
    for record in records:
        row = _row(catalog, stream, record, {})
        rows[stream].append(row | {"tenant": tenant, "note": "", "is_deleted": False})
        for name, array in lines.items():
            for number, line in enumerate(record[array], 1):
                row = _row(catalog, name, line, record)
                rows[name].append(row | {"tenant": tenant, "note": None, "row_number": number})
    return rows


def _row(catalog, stream, record, parent):
    """The value at the path of each column that has one."""
    [entry] = [entry for entry in catalog["streams"] if entry["tap_stream_id"] == stream]
    row = {OTHER: None, "id": record["id"]}
    for name, schema in entry["schema"]["properties"].items():
        first, _, rest = schema.get("title", "").partition(".")
        if first == "custom":
            row[name] = _date(schema, record["custom"].get(rest))
        elif first == "parent":
            row[name] = _date(schema, parent[rest])
        elif first:
            row[name] = _date(schema, _plain(record.get(first)))
    return row


def _date(schema, value):
    return value[:10] if value and schema.get("format") == "date" else value


def _plain(value):
    if not isinstance(value, dict):
        return value
    found = {
        name: _plain(entry)
        for name, entry in value.items()
        if name not in _NOT_DATA
        and not isinstance(entry, list)
        and (not isinstance(entry, dict) or name in _WITHIN)
    }
    # A contact without an address: the endpoint shows it as null.
    return {"Address": None} | found if "DisplayName" in found else found
