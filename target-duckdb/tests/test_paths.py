"""Records as dictionaries (stream maps, flattening, validation) load as those in bulk."""

# ruff: noqa: DTZ001 - TIMESTAMP columns hold naive UTC

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest

ORDERS = {
    "id": {"type": "integer"},
    "amount": {"type": "number"},
    "buyer": {"type": "object", "properties": {"name": {"type": "string"}}},
}


@pytest.fixture
def orders(singer):
    return [
        singer.schema("orders", ORDERS, ["id"]),
        singer.raw_record(
            "orders",
            '{"id":1,"amount":12345678901234567.89,"buyer":{"name":"Ä","n":1.10}}',
        ),
        singer.raw_record("orders", '{"id":2,"amount":0.3}'),
        singer.record("orders", {"id": 2}, version=1, time_extracted="2024-01-01T02:00:00+02:00"),
        singer.state({"id": 2}),
    ]


@pytest.mark.parametrize(
    ("config", "add_record_metadata"),
    [
        ({"validate_records": True}, True),
        ({"stream_maps": {"orders": {"__alias__": "orders"}}}, False),
        ({"stream_maps": {"other": {"x": "y"}}}, False),
    ],
    ids=["validation", "stream map", "map of another stream"],
)
def test_dictionary_path_gives_the_same_table(warehouse, orders, config, add_record_metadata):
    stable = "SELECT * EXCLUDE (buyer) FROM orders ORDER BY id"
    if add_record_metadata:
        stable = (
            "SELECT * EXCLUDE (buyer, _sdc_received_at, _sdc_batched_at, _sdc_sequence, "
            "_sdc_sync_started_at) FROM orders ORDER BY id"
        )
    results = []
    for settings in ({}, config):
        warehouse.path.unlink(missing_ok=True)
        outcome = warehouse.load(orders, add_record_metadata=add_record_metadata, **settings)
        assert (outcome.exit_code, outcome.states) == (0, [{"id": 2}])
        nested = warehouse.rows("SELECT buyer FROM orders ORDER BY id")
        parsed = [text and json.loads(text, parse_float=str) for (text,) in nested]
        results.append((warehouse.types("orders"), warehouse.rows(stable), parsed))
    assert results[0] == results[1]
    assert results[0][1][0][1] == Decimal("12345678901234567.89")
    assert results[0][2] == [{"name": "Ä", "n": "1.10"}, None]


def test_stream_maps_rename_filter_and_remove(warehouse, orders):
    maps = {"orders": {"__alias__": "big", "__filter__": "id == 1", "double": "str(amount * 2)"}}
    warehouse.load(orders, stream_maps=maps)
    assert warehouse.rows("SELECT id, double FROM big") == [(1, "24691357802469135.78")]
    warehouse.load(orders, stream_maps={"orders": None})
    assert warehouse.tables() == ["main.big"]


def test_flattening_makes_columns_of_nested_fields(warehouse, orders):
    warehouse.load(orders, flattening_enabled=True, flattening_max_depth=1)
    assert warehouse.rows("SELECT id, buyer__name FROM orders ORDER BY id") == [(1, "Ä"), (2, None)]


def test_validation_names_the_rule_only(warehouse, singer):
    properties = {"id": {"type": "integer"}, "code": {"type": "string", "pattern": "^A"}}
    lines = [
        singer.schema("s", properties, ["id"]),
        singer.record("s", {"id": 7, "code": "hush"}),
    ]
    outcome = warehouse.load(lines, validate_records=True)
    assert outcome.exit_code == 1
    assert (
        "the record with id=7 does not match its schema: $.code breaks `pattern`"
        in (outcome.errors[0])
    )
    assert "hush" not in str(outcome.errors)
    assert warehouse.load(lines).exit_code == 0


def test_metadata_columns_are_filled(warehouse, orders):
    warehouse.load(orders, add_record_metadata=True)
    types = warehouse.types("orders")
    assert {name: kind for name, kind in types.items() if name.startswith("_sdc_")} == {
        "_sdc_deleted_at": "TIMESTAMP",
        "_sdc_extracted_at": "TIMESTAMP",
        "_sdc_received_at": "TIMESTAMP",
        "_sdc_batched_at": "TIMESTAMP",
        "_sdc_sequence": "BIGINT",
        "_sdc_table_version": "BIGINT",
        "_sdc_sync_started_at": "BIGINT",
    }
    columns = "_sdc_extracted_at, _sdc_table_version, _sdc_deleted_at"
    rows = warehouse.rows(f"SELECT {columns} FROM orders ORDER BY id")
    assert rows == [(None, None, None), (dt.datetime(2024, 1, 1), 1, None)]
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    columns = "_sdc_received_at, _sdc_batched_at, _sdc_sequence, _sdc_sync_started_at"
    received, batched, sequence, started = warehouse.rows(f"SELECT {columns} FROM orders")[0]
    minute = dt.timedelta(minutes=1)
    assert now - minute < batched <= now + minute
    assert now - minute < received <= now + minute
    assert abs(sequence - started) < 60_000
