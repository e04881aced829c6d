from __future__ import annotations

import pytest
from target_duckdb.tables import table_for_stream

INTEGER = {"type": "integer"}


@pytest.mark.parametrize(
    ("stream", "schema", "table"),
    [
        ("orders", None, "main.orders"),
        ("shop-orders", None, "shop.orders"),
        ("db-shop-orders", None, "shop.orders"),
        ("a-b-c-orders", None, "main.orders"),
        ("shop-orders", "netsuite", "netsuite.orders"),
        ("select", "Group By", "Group By.select"),
    ],
)
def test_stream_has_its_table(stream, schema, table):
    assert str(table_for_stream(stream, schema)) == table


def test_any_table_name_is_kept(warehouse, singer):
    streams = ["orders", "shop-items", 'quo"te!', "select", "Group By-lines", "x" * 300]
    lines = []
    for stream in streams:
        lines += [singer.schema(stream, {"id": INTEGER}, ["id"]), singer.record(stream, {"id": 1})]
    for _ in range(2):
        assert warehouse.load(lines).errors == []
    tables = ["main.orders", "shop.items", 'main.quo"te!', "main.select", "Group By.lines"]
    assert sorted(warehouse.tables()) == sorted([*tables, "main." + "x" * 300])


def test_any_column_name_is_kept(warehouse, singer):
    names = [
        "order",
        "Group",
        "a b",
        "a.b",
        'quo"te',
        "back\\slash",
        "é",
        "x" * 300,
        "1st",
        "line\n",
    ]
    types = [INTEGER, {"type": "object"}, {"type": "number"}]
    properties = {name: types[i % 3] for i, name in enumerate(names)}
    values = [1, {"a": 1}, 2]
    record = {name: values[i % 3] for i, name in enumerate(names)}
    lines = [singer.schema("s", properties, ["order"]), singer.record("s", record)]
    assert warehouse.load(lines).errors == []
    assert list(warehouse.types("s")) == names
    assert None not in warehouse.rows("FROM s")[0]


def test_names_that_differ_in_case_only_are_refused(warehouse, singer):
    outcome = warehouse.load([singer.schema("s", {"Id": INTEGER, "id": INTEGER})])
    assert "'Id' and 'id'" in outcome.errors[0]


def test_empty_property_name_is_refused(warehouse, singer):
    assert "empty name" in warehouse.load([singer.schema("s", {"": INTEGER})]).errors[0]


def test_stream_that_ends_in_a_dash_is_refused(warehouse, singer):
    assert "empty table name" in warehouse.load([singer.schema("s-", {"id": INTEGER})]).errors[0]


def test_two_streams_for_one_table_are_refused(warehouse, singer):
    lines = [singer.schema(name, {"id": INTEGER}) for name in ("a-Orders", "b-orders")]
    outcome = warehouse.load(lines, default_target_schema="x")
    assert "'a-Orders' and 'b-orders'" in outcome.errors[0]


def test_key_names_are_matched_in_any_case_of_the_table(warehouse, singer):
    warehouse.load([singer.schema("s", {"ID": INTEGER}, ["ID"]), singer.record("s", {"ID": 1})])
    warehouse.load([singer.schema("s", {"id": INTEGER}, ["id"]), singer.record("s", {"id": 1})])
    assert warehouse.rows("FROM s") == [(1,)]


@pytest.mark.parametrize("schema", ["warehouse", "temp", "system", "memory"])
def test_a_schema_may_be_named_like_a_database(warehouse, singer, schema):
    lines = [
        singer.schema("s", {"id": INTEGER}, ["id"]),
        singer.record("s", {"id": 1}, version=1),
        singer.activate("s", 1),
    ]
    for load_method in ("upsert", "upsert", "overwrite"):
        outcome = warehouse.load(lines, default_target_schema=schema, load_method=load_method)
        assert outcome.errors == []
    assert warehouse.rows(f'SELECT id FROM warehouse."{schema}".s') == [(1,)]


@pytest.mark.parametrize("together", [True, False])
def test_letters_beyond_a_to_z_differ_in_case_for_duckdb(warehouse, singer, together):
    both = {"é": INTEGER, "É": INTEGER}
    schemas = [both, both] if together else [{"é": INTEGER}, {"É": INTEGER}]
    for properties in schemas:
        records = singer.record("s", dict.fromkeys(properties, 1))
        assert warehouse.load([singer.schema("s", properties), records]).errors == []
    assert warehouse.types("s") == {"é": "BIGINT", "É": "BIGINT"}
    streams = [
        line for name in "éÉ" for line in (singer.schema(name, both), singer.record(name, {"é": 1}))
    ]
    assert warehouse.load(streams).errors == []
    assert warehouse.load(streams).errors == []
    assert warehouse.rows('SELECT count(*) FROM "É"') == [(2,)]
