"""A QuickBooks company, the tap run against it, and a warehouse as a careful loader keeps it."""

from __future__ import annotations

import datetime as dt
import io
import json
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from erp_sandbox.quickbooks.webhooks import NOTIFIED
from erp_sandbox.testing import Sandbox
from singer_erp.auth.keys import KEY_VARIABLE, new_key
from tap_quickbooks.entities import ENTITIES
from tap_quickbooks.members import members
from tap_quickbooks.tap import TapQuickBooks

STREAMS = {member.stream: entity for entity in ENTITIES for member in members(entity)}


@dataclass
class Output:
    """What one run of the tap wrote."""

    messages: list[dict[str, Any]]

    def records(self, stream: str) -> list[dict[str, Any]]:
        return [
            m["record"] for m in self.messages if m["type"] == "RECORD" and m["stream"] == stream
        ]

    @property
    def state(self) -> dict[str, Any]:
        return next((m["value"] for m in reversed(self.messages) if m["type"] == "STATE"), {})

    def until_kill(self, lines: int) -> Output:
        """What had arrived when the run was killed after so many lines."""
        return Output(self.messages[:lines])


@dataclass
class Warehouse:
    """Upserts by key and forgets older versions."""

    tables: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = field(default_factory=dict)
    keys: dict[str, list[str]] = field(default_factory=dict)
    versions: dict[str, dict[tuple[Any, ...], int]] = field(default_factory=dict)
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
                    self.versions[stream][key] = message["version"]
                case "ACTIVATE_VERSION":
                    for key, version in list(self.versions[stream].items()):
                        if version != message["version"]:
                            del self.tables[stream][key], self.versions[stream][key]
                case "STATE":
                    self.state = message["value"]

    def live(self, stream: str) -> list[dict[str, Any]]:
        """Rows that still hold: not deleted, and of the latest edit of their document."""
        rows = self.tables.get(stream, {}).values()
        parent = STREAMS[stream].stream
        if stream == parent:
            return [row for row in rows if not row["is_deleted"]]
        tokens = {(r["realm_id"], r["id"]): r["sync_token"] for r in self.live(parent)}
        return [
            row
            for row in rows
            if tokens.get((row["realm_id"], row["transaction_id"])) == row["sync_token"]
        ]


def _instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


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
    return Warehouse()


@pytest.fixture
def run_tap(config):
    """Run the tap in this process; returns its messages."""

    def run(*, state=None, streams=None, **settings):
        lines = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with redirect_stdout(lines):
            tap = TapQuickBooks(config=config | settings, state=json.loads(json.dumps(state or {})))
            tap.sleep = lambda _: None
            for name, stream in tap.streams.items():
                stream.selected = name in (STREAMS if streams is None else streams)
            tap.sync_all()
        lines.seek(0)
        return Output([json.loads(line, parse_float=Decimal) for line in lines])

    return run


@pytest.fixture
def equals_truth(sandbox):
    """Compare every document, line and list of the warehouse with the company."""

    def check(warehouse: Warehouse, realm: str | None = None) -> None:
        for entity in ENTITIES:
            rows = [
                row
                for row in warehouse.live(entity.stream)
                if realm is None or row["realm_id"] == realm
            ]
            truth = sandbox.quickbooks.truth(entity.name, realm)
            if entity.keyless:
                assert len(rows) == len(truth), entity.name
                continue
            loaded = {row["id"]: row for row in rows}
            assert set(loaded) == {record["Id"] for record in truth}, entity.name
            for record in truth:
                _assert_same(entity, loaded[record["Id"]], record)
            if entity.lines:
                _assert_same_lines(entity, warehouse, truth, realm)

    return check


@pytest.fixture
def equals_announced(sandbox, warehouse):
    """Compare the entities notifications tell of; balances of accounts move without one."""

    def check() -> None:
        for entity in ENTITIES:
            if entity.name in NOTIFIED - {"Account"}:
                rows = {row["id"]: row for row in warehouse.live(entity.stream)}
                truth = {r["Id"]: r for r in sandbox.quickbooks.truth(entity.name)}
                assert set(rows) == set(truth), entity.name
                for record_id, record in truth.items():
                    assert rows[record_id]["sync_token"] == int(record["SyncToken"]), entity.name

    return check


def _assert_same(entity, row, record):
    where = f"{entity.name} {record['Id']}"
    assert row["sync_token"] == int(record["SyncToken"]), where
    assert _instant(row["last_updated_time"]) == _instant(record["MetaData"]["LastUpdatedTime"]), (
        where
    )
    for name, column in (
        ("TotalAmt", "total_amt"),
        ("Balance", "balance"),
        ("CurrentBalance", "current_balance"),
        ("Active", "active"),
        ("DisplayName", "display_name"),
        ("PrivateNote", "private_note"),
    ):
        if column in row:
            assert row[column] == record.get(name), f"{where} {name}"


def _assert_same_lines(entity, warehouse, truth, realm):
    stem = members(entity)[1].stream
    rows = [row for row in warehouse.live(stem) if realm is None or row["realm_id"] == realm]
    loaded = {(row["transaction_id"], row["line_index"]): row["amount"] for row in rows}
    real = {
        (record["Id"], index): line.get("Amount")
        for record in truth
        for index, line in enumerate(record.get("Line", []))
    }
    assert loaded == real, entity.name
