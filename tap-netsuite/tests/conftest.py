"""A sandbox account, the tap run against it, and a warehouse to compare with it."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from erp_sandbox.testing import Sandbox
from singer_erp.messages.records import OTHER
from singer_erp.testing import Warehouse, assert_same, run_tap
from tap_netsuite.streams import TABLES
from tap_netsuite.tap import TapNetSuite

CATALOG = json.loads((Path(__file__).parent / "snapshots" / "catalog.json").read_text())
SOURCE_TABLES = {table.name: table.table for table in TABLES}
_ENTITIES = ("customer", "vendor", "contact", "employee", "job")
# Columns that name the transactions whose group a row belongs to.
_OWNERS = {
    "transactions": ("id",),
    "transaction_lines": ("transaction",),
    "transaction_accounting_lines": ("transaction",),
    "transaction_links": ("previousdoc", "nextdoc"),
}
_READ_AT = "set_read_at"


class NetSuiteWarehouse(Warehouse):
    """A warehouse that knows what NetSuite deleted, and which rows of a group were replaced."""

    def live(self, stream):
        rows = self.tables[stream]
        if stream not in _OWNERS:
            deleted = self._deleted(SOURCE_TABLES.get(stream, stream))
            return {key: row for key, row in rows.items() if row.get("id") not in deleted}
        deleted = self._deleted("transaction")
        headers = {
            row["id"]: _read_at(row)
            for row in self.tables["transactions"].values()
            if row["id"] not in deleted
        }
        owners = _OWNERS[stream]
        return {
            key: row
            for key, row in rows.items()
            if all(row[o] in headers and _read_at(row) >= headers[row[o]] for o in owners)
        }

    def _deleted(self, table):
        """Ids of the rows of a table that NetSuite has published as deleted."""
        if table == "transaction":
            history = self.tables.get("transaction_history", {}).values()
            return {entry["transaction"] for entry in history if entry["action"] == "DELETE"}
        # One id space: an entity is deleted with its customer, vendor, contact or employee.
        names = _ENTITIES if table == "entity" else (table,)
        records = self.tables.get("deleted_records", {}).values()
        return {record["recordid"] for record in records if record["type"].lower() in names}


@pytest.fixture(autouse=True, scope="session")
def cache_folder(tmp_path_factory):
    """The user's cache folder."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def shared_sandbox():
    """For tests that only read."""
    with Sandbox.start("netsuite", documents=60) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox():
    """For tests that change the account."""
    with Sandbox.start("netsuite", documents=60) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def catalog():
    """The reviewed catalog: runs with it need no discovery."""
    return CATALOG


@pytest.fixture(scope="session")
def run():
    """Run the tap in this process: `run(config, state=..., streams=[...], page_size=50)`."""

    def run(config, *, state=None, streams=None, catalog=None, records_per_state=None, **settings):
        return run_tap(
            partial(TapNetSuite, sleep=lambda _: None),
            config | settings,
            state=state,
            streams=streams,
            catalog=catalog,
            records_per_state=records_per_state,
        )

    return run


@pytest.fixture(scope="session")
def run_quickly(run, catalog):
    """Run the tap with the reviewed catalog instead of discovery."""
    return partial(run, catalog=catalog)


@pytest.fixture
def warehouse():
    return NetSuiteWarehouse()


@pytest.fixture(scope="session")
def expected_rows():
    """Return the rows of a stream as the account stores them: its columns, by primary key."""

    def expected(sandbox, stream):
        entry = next(entry for entry in CATALOG["streams"] if entry["tap_stream_id"] == stream)
        columns = entry["schema"]["properties"].items()
        properties = {c: s for c, s in columns if c not in {_READ_AT, OTHER}}
        table = SOURCE_TABLES.get(stream, stream)
        rows = [
            {column: _value(row[column], schema) for column, schema in properties.items()}
            for row in sandbox.netsuite.truth(f"select * from {table} t")
        ]
        for row in rows:
            # NetSuite leaves text keys empty, which no key may be.
            row.update({c: "-" for c in entry["key_properties"] if row[c] is None})
            row[OTHER] = None
        return {tuple(row[c] for c in entry["key_properties"]): row for row in rows}

    return expected


@pytest.fixture(scope="session")
def assert_equals_source(expected_rows):
    """Compare every column of every live row with the account."""

    def compare(warehouse, sandbox, streams=None):
        for stream in warehouse.tables if streams is None else streams:
            expected = expected_rows(sandbox, stream)
            live = warehouse.live(stream)
            if warehouse.keys[stream] == ("nkey",):
                # No deletion of an address is published: those of deleted owners may stay.
                live = {key: row for key, row in live.items() if key in expected}
            if stream in _OWNERS:
                _assert_read_at(warehouse, stream, live)
                live = {k: {c: row[c] for c in row.keys() - {_READ_AT}} for k, row in live.items()}
            assert_same(expected, live, stream=stream)

    return compare


def _assert_read_at(warehouse, stream, live):
    """Rows of a group were requested with their transaction, after it last changed."""
    headers = {row["id"]: row for row in warehouse.live("transactions").values()}
    for key, row in live.items():
        owners = [headers[row[column]] for column in _OWNERS[stream]]
        assert _read_at(row) == max(map(_read_at, owners)), (stream, key)
        if stream == "transactions":
            changed_at = dt.datetime.fromisoformat(row["lastmodifieddate"])
            assert changed_at <= _read_at(row), (stream, key)


def _read_at(row):
    return dt.datetime.fromisoformat(row[_READ_AT])


def _value(stored, schema):
    """A stored value as the stream's schema types it."""
    return Decimal(stored) if "number" in schema["type"] and stored is not None else stored
