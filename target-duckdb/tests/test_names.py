from __future__ import annotations

import pytest

INTEGER = {"type": "integer"}


@pytest.mark.parametrize(
    ("stream", "config", "table"),
    [
        ("orders", {}, "main.orders"),
        ("shop-orders", {}, "shop.orders"),
        ("db-shop-orders", {}, "shop.orders"),
        ("a-b-c-orders", {}, "main.orders"),
        ("shop-orders", {"default_target_schema": "netsuite"}, "netsuite.orders"),
        ("select", {"default_target_schema": "Group By"}, "Group By.select"),
        ('quo"te!', {}, 'main.quo"te!'),
        ("x" * 300, {}, "main." + "x" * 300),
    ],
)
def test_stream_goes_to_its_table(warehouse, singer, stream, config, table):
    lines = [singer.schema(stream, {"id": INTEGER}, ["id"]), singer.record(stream, {"id": 1})]
    for _ in range(2):
        assert warehouse.load(lines, **config).errors == []
    assert warehouse.tables() == [table]


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
