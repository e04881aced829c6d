"""QuickBooks companies, the tap run against them, and the rows that are expected of it."""

from __future__ import annotations

import copy
import datetime as dt
import json
import tomllib
from functools import partial
from pathlib import Path
from unittest.mock import ANY

import pytest
import requests
from erp_sandbox.testing import Sandbox
from singer_erp.auth.keys import KEY_VARIABLE, new_key
from singer_erp.messages.records import OTHER
from singer_erp.testing import Warehouse, assert_same, run_tap
from tap_quickbooks.tap import TapQuickBooks

DATA = Path(__file__).parent / "data"
COLUMNS = tomllib.loads((DATA / "columns.toml").read_text())
CATALOG = {
    entry["tap_stream_id"]: entry["schema"]
    for entry in json.loads((DATA.parent / "snapshots" / "catalog.json").read_text())["streams"]
}
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


# Entities that the sandbox's company does not use, and a record of each.
_UNUSED = {
    "companycurrency": {"Name": "Euro", "Code": "EUR"},
    "budget": {"Name": "Plan", "BudgetDetail": [{"Amount": 1.5}]},
    "attachable": {"FileName": "a.pdf", "Size": 7},
}
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


@pytest.fixture(scope="session")
def complete_sandbox():
    """A company in which every column of every stream has a value, for tests that only read."""
    with Sandbox.start("quickbooks", documents=150, seed=1) as sandbox:
        sandbox.quickbooks.set_limits(per_second=10_000, per_minute=1_000_000)
        _create(sandbox.quickbooks.config(), _UNUSED)
        for stream, options in SPECIFICATIONS.items():
            name = options["entity"]
            [*_, record] = sandbox.quickbooks.truth(name)
            change = {"entity": name, "id": record.get("Id", "1")}
            sandbox.quickbooks.mutate("change", **change, values=_completed(stream, record))
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

    def run(*, state=None, streams=STREAMS, catalog=None, records_per_state=None, **settings):
        return run_tap(
            partial(TapQuickBooks, sleep=lambda _: None),
            config | settings,
            state=state,
            catalog=catalog,
            streams=streams,
            records_per_state=records_per_state,
        )

    return run


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
        compared = set(streams or warehouse.tables)
        for entity, options in SPECIFICATIONS.items():
            if compared.isdisjoint([entity, *_part_streams(entity).values()]):
                continue
            records = [
                _with_any_later_name(record, _changed_at(record), changed)
                for record in sandbox.quickbooks.truth(options["entity"], realm)
            ]
            expected = expected_rows(entity, realm_id, records)
            for stream in compared & expected.keys():
                rows, keys = expected[stream], warehouse.keys[stream]
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


@pytest.fixture(scope="session")
def expected_rows_of():
    """Return the expected rows of every stream of a company."""

    def rows(sandbox):
        [realm_id] = sandbox.quickbooks.config()["realm_ids"]
        found = {}
        for stream, options in SPECIFICATIONS.items():
            found |= expected_rows(stream, realm_id, sandbox.quickbooks.truth(options["entity"]))
        return found

    return rows


@pytest.fixture(scope="session")
def parents():
    """Stream of the documents by stream of their parts."""
    return PARENTS


def _paths(stream):
    """The field of every column of an entity's own stream."""
    options = SPECIFICATIONS[stream]
    paths = {column: path for column, path in options.items() if column not in _OPTIONS}
    for group in ("every", *options["groups"]):
        paths |= COLUMNS["groups"][group]
    return paths


def expected_rows(stream, realm_id, records):
    """Return the rows of an entity's streams, from its records as QuickBooks stores them."""
    paths, parts = _paths(stream), _part_streams(stream)
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


def _create(config, records):
    """Create records through QuickBooks' API."""
    grant = {"grant_type": "refresh_token", "refresh_token": config["refresh_token"]}
    keys = (config["client_id"], config["client_secret"])
    token = requests.post(config["token_url"], data=grant, auth=keys, timeout=900).json()
    headers = {"Authorization": f"Bearer {token['access_token']}", "Accept": "application/json"}
    [realm_id] = config["realm_ids"]
    for path, record in records.items():
        url = f"{config['api_url']}/v3/company/{realm_id}/{path}"
        requests.post(url, json=record, headers=headers, timeout=900).raise_for_status()


def _completed(stream, record):
    """Values for all fields that a record lacks, each with digits of its own."""
    record = json.loads(json.dumps(record, default=float))
    paths, parts = _paths(stream), _part_streams(stream)
    for number, (column, path) in enumerate(paths.items(), 1):
        if path not in ("Id", "CustomField") and not path.startswith("MetaData"):
            _complete(record, path, _synthetic(stream, column, number))
    record.setdefault("CustomField", [{"DefinitionId": "1", "Name": "Crew", "StringValue": "9"}])
    record["NewField"] = {"a": [1, "x"]}
    if "lines" in parts:
        record["Line"][0]["NewField"] = "x"
        record.setdefault("LinkedTxn", []).append(
            {"TxnId": "1", "TxnType": "Estimate", "TxnLineId": "2", "NewField": "x"}
        )
    if "tax_lines" in parts:
        tax = {"Amount": 1.5, "TaxLineDetail": {"TaxRateRef": {"value": "3"}, "TaxPercent": 8.25}}
        record["TxnTaxDetail"].setdefault("TaxLine", [tax])[0]["NewField"] = "x"
        detail = record["TxnTaxDetail"]["TaxLine"][0]["TaxLineDetail"]
        detail |= {"TaxInclusiveAmount": 9.75, "PercentBased": True, "NetAmountTaxable": 8.5}
    if stream == "estimates":  # posts nothing, so it may have lines of all types
        record["Line"] = json.loads((DATA / "lines.json").read_text())
    return {n: v for n, v in record.items() if n not in ("Id", "SyncToken", "MetaData")}


def _complete(record, path, value):
    first, _, others = path.partition(".")
    if others:
        _complete(record.setdefault(first, {}), others, value)
    else:
        record.setdefault(first, value)


def _synthetic(stream, column, number):
    """A value of a column's type."""
    if column.endswith("account_id"):
        return str(number % 16 + 1)  # must exist to be posted to
    schema = CATALOG[stream]["properties"][column]
    text = {"date": f"2026-01-{number % 28 + 1:02}", "date-time": f"2026-02-01T00:00:{number:02}Z"}
    values = {
        "string": text.get(schema.get("format"), f"{column} {number}"),
        "number": number + 0.25,
        "integer": number,
        "boolean": True,
        "object": {"Any": [number, "x"]},
    }
    return values[schema["type"][0]]
