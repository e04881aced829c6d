"""QuickBooks companies, the tap run against them, and the rows that are expected of it."""

from __future__ import annotations

import copy
import datetime as dt
import tomllib
from functools import partial
from pathlib import Path
from unittest.mock import ANY

import pytest
from erp_sandbox.quickbooks.webhooks import NOTIFIED
from erp_sandbox.testing import Sandbox
from singer_erp.auth.keys import KEY_VARIABLE, new_key
from singer_erp.testing import Warehouse, assert_same, run_tap
from tap_quickbooks.tap import TapQuickBooks

# The column for what no other column takes.
OTHER = "_other"

COLUMNS = tomllib.loads((Path(__file__).parent / "data" / "columns.toml").read_text())
SPECIFICATIONS = COLUMNS["streams"]
_OPTIONS = ("entity", "groups", "parts", "taxes")
# Fields that describe the response, or that the streams of the parts take.
_NOT_COLUMNS = ["domain", "sparse"]
_OF_PARTS = {"lines": ["Line", "LinkedTxn"], "tax_lines": ["TxnTaxDetail.TaxLine"]}
# References whose name QuickBooks shows, and the entity it takes it from.
_NAMED = {f"{name}Ref": name for name in ("Class", "Customer", "Department", "Employee", "Item")}
_NAMED["VendorRef"] = "Vendor"


def _part_streams(stream):
    """Names of the streams of an entity's parts, by kind."""
    options = SPECIFICATIONS[stream]
    if "parts" not in options:
        return {}
    kinds = ["lines", "linked_transactions"] + ["tax_lines"] * options.get("taxes", False)
    return {kind: f"{options['parts']}_{kind}" for kind in kinds}


PARENTS = {part: stream for stream in SPECIFICATIONS for part in _part_streams(stream).values()}
STREAMS = (*SPECIFICATIONS, *PARENTS)


class QuickBooksWarehouse(Warehouse):
    """A warehouse that knows deleted records, and parts that an edit removed."""

    def live(self, stream):
        rows = self.tables.get(stream, {})
        if stream not in PARENTS:
            return {key: row for key, row in rows.items() if not row["is_deleted"]}
        tokens = {key: row["sync_token"] for key, row in self.live(PARENTS[stream]).items()}
        return {key: row for key, row in rows.items() if tokens.get(key[:2]) == row["sync_token"]}


@pytest.fixture(autouse=True)
def _key(monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, new_key())


@pytest.fixture
def sandbox():
    with Sandbox.start("quickbooks", documents=150) as sandbox:
        sandbox.quickbooks.set_limits(per_second=10_000, per_minute=1_000_000)
        yield sandbox


@pytest.fixture
def config(sandbox, tmp_path):
    path = str(tmp_path / "credentials.json")
    return sandbox.quickbooks.config() | {"credentials_path": path}


@pytest.fixture
def warehouse():
    return QuickBooksWarehouse()


@pytest.fixture
def run(config):
    """Run the tap in this process: `run(state=..., streams=[...], page_size=50)`."""

    def run(*, state=None, streams=STREAMS, records_per_state=None, **settings):
        return run_tap(
            partial(TapQuickBooks, sleep=lambda _: None),
            config | settings,
            state=state,
            streams=streams,
            records_per_state=records_per_state,
        )

    return run


@pytest.fixture(scope="session")
def other_column():
    """Name of the column for what no other column takes."""
    return OTHER


@pytest.fixture
def assert_equals_source(sandbox):
    """Compare every column of every live row with the companies."""

    def check(warehouse, realm=None, streams=None):
        realm_id = realm or sandbox.quickbooks.config()["realm_ids"][0]
        changed = {
            (reference, record["Id"]): _changed_at(record)
            for reference, name in _NAMED.items()
            for record in sandbox.quickbooks.truth(name, realm)
        }
        for entity, options in SPECIFICATIONS.items():
            if entity not in (streams or warehouse.tables):
                continue
            records = [
                _with_any_later_name(record, _changed_at(record), changed)
                for record in sandbox.quickbooks.truth(options["entity"], realm)
            ]
            for stream, rows in expected_rows(entity, realm_id, records).items():
                if stream not in (streams or warehouse.tables):
                    continue
                keys = warehouse.keys[stream]
                live = warehouse.live(stream)
                assert_same(
                    {tuple(row[column] for column in keys): row for row in rows},
                    {key: row for key, row in live.items() if row["realm_id"] == realm_id},
                    stream=stream,
                )

    return check


def _changed_at(record):
    return dt.datetime.fromisoformat(record["MetaData"]["LastUpdatedTime"])


def _with_any_later_name(value, read_at, changed, field=None):
    """Allow any name where the named record has changed after the one that refers to it.

    Records are read again when they change, which a new name elsewhere does not make them.
    """
    if isinstance(value, list):
        return [_with_any_later_name(entry, read_at, changed) for entry in value]
    if not isinstance(value, dict):
        return value
    found = {n: _with_any_later_name(entry, read_at, changed, n) for n, entry in value.items()}
    if "name" in found and changed.get((field, found.get("value")), read_at) > read_at:
        found["name"] = ANY
    return found


@pytest.fixture
def assert_equals_events(sandbox, warehouse):
    """Compare the records of webhook events; balances of accounts change without one."""

    def check():
        for stream, options in SPECIFICATIONS.items():
            if options["entity"] in NOTIFIED - {"Account"}:
                rows = {row["id"]: row for row in warehouse.live(stream).values()}
                records = {r["Id"]: r for r in sandbox.quickbooks.truth(options["entity"])}
                assert rows.keys() == records.keys(), stream
                for record_id, record in records.items():
                    assert rows[record_id]["sync_token"] == int(record["SyncToken"]), stream

    return check


def expected_rows(stream, realm_id, records):
    """Return the rows of an entity's streams, from its records as QuickBooks stores them."""
    options, parts = SPECIFICATIONS[stream], _part_streams(stream)
    paths = {c: path for c, path in options.items() if c not in _OPTIONS}
    for group in ("every", *options["groups"]):
        paths |= COLUMNS["groups"][group]
    ignored = [*_NOT_COLUMNS, *(path for kind in parts for path in _OF_PARTS.get(kind, []))]
    rows = {stream: []} | {part: [] for part in parts.values()}
    for record in records:
        version = {"realm_id": realm_id, "sync_token": int(record["SyncToken"])}
        found = _row(paths, record, [*ignored, "SyncToken"])
        rows[stream].append(found | version | {"is_deleted": False})
        parent = version | {
            "transaction_id": record.get("Id"),
            "last_updated_time": record["MetaData"]["LastUpdatedTime"],
        }
        for kind, part in parts.items():
            rows[part] += [row | parent for row in _PART_ROWS[kind](record)]
    return rows


def _lines(record):
    """Lines, and the components of a bundle after its own line."""
    for index, line in enumerate(record.get("Line", [])):
        components = line.get("GroupLineDetail", {}).get("Line", [])
        for component, found in enumerate([line, *components]):
            # The object of a description has another name than the type.
            kind = found.get("DetailType")
            name = "DescriptionLineDetail" if kind == "DescriptionOnly" else kind
            position = {"line_index": index, "component_index": component}
            yield _row(COLUMNS["parts"]["lines"], _typed(found, name), ["LinkedTxn"]) | position


def _tax_lines(record):
    for index, line in enumerate(record.get("TxnTaxDetail", {}).get("TaxLine", [])):
        found = _typed(line, "TaxLineDetail")
        position = {"tax_line_index": index}
        yield _row(COLUMNS["parts"]["tax_lines"], found, ["DetailType"]) | position


def _linked_transactions(record):
    """Links of the document, then those of its lines."""
    links = [(None, link) for link in record.get("LinkedTxn", [])]
    for line_index, line in enumerate(record.get("Line", [])):
        links += [(line_index, link) for link in line.get("LinkedTxn", [])]
    for index, (line_index, link) in enumerate(links):
        position = {"link_index": index, "line_index": line_index}
        yield _row(COLUMNS["parts"]["linked_transactions"], link, []) | position


_PART_ROWS = {
    "lines": _lines,
    "linked_transactions": _linked_transactions,
    "tax_lines": _tax_lines,
}


def _typed(line, name):
    """A line whose object of its type is `detail`."""
    detail = line.get(name) or None
    return {field: value for field, value in line.items() if field != name} | {"detail": detail}


def _row(paths, record, ignored):
    """The value at each column's path, or at the first of several; what no path takes."""
    found, other = {}, copy.deepcopy(record)
    for column, path in paths.items():
        choices = [path] if isinstance(path, str) else path
        values = [_at(record, one) for one in choices]
        found[column] = next((value for value in values if value is not None), None)
        for one in choices:
            _remove(other, "detail" if one.startswith("detail.") else one)
    for path in ignored:
        _remove(other, path)
    return found | {OTHER: other or None}


def _at(record, path):
    value = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _remove(record, path):
    """Remove what is at a path, and the objects that are empty then."""
    first, _, others = path.partition(".")
    if others and isinstance(record.get(first), dict):
        _remove(record[first], others)
    if not others or record.get(first, ...) in ({}, None):
        record.pop(first, None)
