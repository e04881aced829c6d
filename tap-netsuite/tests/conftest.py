"""A sandbox account, the tap run against it, and a warehouse as a careful loader would keep it."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from erp_sandbox.testing import Sandbox
from tap_netsuite.tables import TABLES, TRANSACTION_SETS
from tap_netsuite.tap import TapNetSuite

_ENTITIES = ("customer", "vendor", "contact", "employee", "job")
SETS = tuple(table.stream for table in TRANSACTION_SETS)


@dataclass
class Output:
    """What one run of the tap wrote."""

    messages: list[dict[str, Any]]

    def records(self, stream: str) -> list[dict[str, Any]]:
        return [
            m["record"] for m in self.messages if m["type"] == "RECORD" and m["stream"] == stream
        ]

    def schema(self, stream: str) -> dict[str, Any]:
        return [
            m["schema"] for m in self.messages if m["type"] == "SCHEMA" and m["stream"] == stream
        ][-1]

    @property
    def streams(self) -> set[str]:
        return {m["stream"] for m in self.messages if m["type"] == "SCHEMA"}

    @property
    def state(self) -> dict[str, Any]:
        return next((m["value"] for m in reversed(self.messages) if m["type"] == "STATE"), {})

    def until_kill(self, lines: int) -> Output:
        """What had arrived when the run was killed after so many lines."""
        return Output(self.messages[:lines])


@dataclass
class Warehouse:
    """Upserts by key, forgets older versions; reads with the rule for sets."""

    tables: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = field(default_factory=dict)
    keys: dict[str, list[str]] = field(default_factory=dict)
    versions: dict[str, dict[tuple[Any, ...], int | None]] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)

    def load(self, output: Output) -> None:
        for message in output.messages:
            stream = message.get("stream")
            match message["type"]:
                case "SCHEMA":
                    self.keys[stream] = message["key_properties"]
                    self.tables.setdefault(stream, {})
                    self.versions.setdefault(stream, {})
                case "RECORD":
                    key = tuple(message["record"][column] for column in self.keys[stream])
                    self.tables[stream][key] = message["record"]
                    self.versions[stream][key] = message.get("version")
                case "ACTIVATE_VERSION":
                    for key, version in list(self.versions[stream].items()):
                        if version != message["version"]:
                            del self.tables[stream][key], self.versions[stream][key]
                case "STATE":
                    self.state = message["value"]

    def live(self, stream: str) -> dict[tuple[Any, ...], dict[str, Any]]:
        """Rows that are still there at the source, by what the warehouse knows."""
        rows = self.tables[stream]
        if stream not in SETS:
            return {key: row for key, row in rows.items() if not self._deleted(stream, row)}
        headers = {
            row["id"]: row["set_read_at"]
            for row in self.tables["transactions"].values()
            if not self._deleted("transactions", row)
        }
        names = {"transactions": ("id",), "transaction_links": ("previousdoc", "nextdoc")}
        owners = names.get(stream, ("transaction",))
        return {
            key: row
            for key, row in rows.items()
            if all(row[o] in headers and row["set_read_at"] >= headers[row[o]] for o in owners)
        }

    def _deleted(self, stream: str, row: dict[str, Any]) -> bool:
        table = next((t.table for t in TABLES if t.stream == stream), stream)
        gone = {
            (deleted["type"].lower(), deleted["recordid"])
            for deleted in self.tables.get("deleted_records", {}).values()
        }
        history = {
            entry["transaction"]
            for entry in self.tables.get("transaction_history", {}).values()
            if entry["action"] == "DELETE"
        }
        if table == "transaction":
            return row["id"] in history
        # One id space: an entity goes with its customer, vendor, contact or employee.
        names = _ENTITIES if table == "entity" else (table,)
        return any((name, row.get("id")) in gone for name in names)


@pytest.fixture(scope="session")
def shared_sandbox():
    """For tests that only read."""
    with Sandbox.start("netsuite", documents=150) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox():
    """For tests that change the company or the account."""
    with Sandbox.start("netsuite", documents=60) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def run_tap():
    """Run the tap in this process; returns its messages."""

    def run(config, *, state=None, streams=None, **settings):
        lines = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with redirect_stdout(lines):
            tap = TapNetSuite(config=config | settings, state=json.loads(json.dumps(state or {})))
            for name, stream in tap.streams.items():
                stream.selected = streams is None or name in streams
            tap.sync_all()
        lines.seek(0)
        return Output([json.loads(line, parse_float=Decimal) for line in lines])

    return run


@pytest.fixture(scope="session")
def warehouse_equals_truth():
    """Compare every live row and column of the warehouse with the sandbox's own books."""

    def compare(warehouse, sandbox, streams=None):
        for table in TABLES:
            if table.stream not in warehouse.tables or (streams and table.stream not in streams):
                continue
            live = warehouse.live(table.stream)
            truth = {
                tuple(_key(row[column]) for column in table.key): row
                for row in sandbox.netsuite.truth(f"select * from {table.table}")
            }
            if table.key == ("nkey",):
                # NetSuite tells of no address that goes with its owner: orphans may stay.
                live = {key: row for key, row in live.items() if key in truth}
            assert set(live) == set(truth), table.stream
            for key, row in live.items():
                for column, value in row.items():
                    if column != "set_read_at":
                        expected = _normal(truth[key][column])
                        assert _normal(value) == expected, (table.stream, key, column)

    return compare


@pytest.fixture(scope="session")
def make_warehouse():
    return Warehouse


def _key(value: Any) -> Any:
    return "-" if value is None else value


def _normal(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | Decimal):
        return Decimal(value)
    try:
        return Decimal(value)
    except ArithmeticError:
        return value
