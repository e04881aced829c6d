from __future__ import annotations

from decimal import Decimal

import pytest

DATE = {"type": "string", "format": "date"}
DATETIME = {"type": "string", "format": "date-time"}
NUMBER = {"type": "number"}
INTEGER = {"type": "integer"}
STRING = {"type": "string"}
OBJECT = {"type": "object"}


def test_new_column_is_added_and_dropped_column_is_kept(warehouse, singer):
    first = singer.schema("s", {"id": INTEGER, "old": STRING}, ["id"])
    second = singer.schema("s", {"id": INTEGER, "new": DATE}, ["id"])
    warehouse.load([first, *(singer.record("s", {"id": i, "old": "x"}) for i in (1, 2))])
    warehouse.load([second, singer.record("s", {"id": 2, "new": "2024-01-31"})])
    assert warehouse.types("s") == {"id": "BIGINT", "old": "VARCHAR", "new": "DATE"}
    rows = warehouse.rows("SELECT id, old, new::VARCHAR FROM s ORDER BY id")
    assert rows == [(1, "x", None), (2, None, "2024-01-31")]


WIDENED = [
    (INTEGER, 7, NUMBER, "DECIMAL(38,9)", "7.000000000"),
    (INTEGER, 7, STRING, "VARCHAR", "7"),
    (NUMBER, 1200.50, STRING, "VARCHAR", "1200.5"),
    (NUMBER, 1200, STRING, "VARCHAR", "1200"),
    (DATE, "2024-01-31", DATETIME, "TIMESTAMP", "2024-01-31 00:00:00"),
    (DATETIME, "2024-01-31T10:00:00Z", STRING, "VARCHAR", "2024-01-31T10:00:00.000000Z"),
    ({"type": "boolean"}, True, STRING, "VARCHAR", "true"),
    (STRING, "x", OBJECT, "JSON", '"x"'),
    (INTEGER, 7, {}, "JSON", "7"),
    (NUMBER, 0.25, {}, "JSON", "0.25"),
]


@pytest.mark.parametrize("same_run", [True, False])
def test_widened_type_is_altered(warehouse, singer, same_run):
    names = [f"v{number}" for number in range(len(WIDENED))]
    old, values, new, stored_types, stored = (
        dict(zip(names, each, strict=True)) for each in zip(*WIDENED, strict=True)
    )
    before = [singer.schema("s", old), singer.record("s", values)]
    after = [singer.schema("s", new)]
    for lines in [before + after] if same_run else [before, after]:
        assert warehouse.load(lines).errors == []
    assert warehouse.types("s") == stored_types
    texts = ", ".join(f"{name}::VARCHAR" for name in names)
    assert warehouse.rows(f"SELECT {texts} FROM s") == [tuple(stored.values())]


def test_narrowed_or_other_type_is_refused_with_advice(warehouse, singer):
    old = {
        "n": NUMBER,
        "s": STRING,
        "t": DATETIME,
        "o": OBJECT,
        "d": DATE,
        "b": {"type": "boolean"},
    }
    values = {"n": 7, "s": "7", "t": "2024-01-31T10:00:00Z", "o": {}, "d": "2024-01-31", "b": True}
    warehouse.load([singer.schema("s", old), singer.record("s", values)])
    before = warehouse.types("s"), warehouse.rows("FROM s")
    changes = [
        ("n", INTEGER),
        ("s", INTEGER),
        ("s", DATE),
        ("t", DATE),
        ("o", STRING),
        ("d", NUMBER),
        ("b", INTEGER),
    ]
    for name, new in changes:
        outcome = warehouse.load([singer.schema("s", old | {name: new}), singer.state({"x": 1})])
        assert (outcome.exit_code, outcome.states) == (1, []), (name, new)
        assert f'RENAME COLUMN "{name}" TO "{name}_old"' in outcome.errors[0]
    assert (warehouse.types("s"), warehouse.rows("FROM s")) == before


def test_larger_scale_is_refused_when_a_stored_value_needs_the_digits(warehouse, singer):
    schema = singer.schema("s", {"v": NUMBER})
    warehouse.load([schema, singer.raw_record("s", '{"v":%s}' % ("9" * 29))])
    assert warehouse.load([schema], decimal_scale=12).exit_code == 1
    warehouse.load([schema, singer.record("s", {"v": 1})], decimal_scale=4)
    assert warehouse.rows("SELECT max(v) FROM s") == [(Decimal("9" * 29),)]
    assert warehouse.types("s") == {"v": "DECIMAL(38,9)"}


def test_key_may_change(warehouse, singer):
    properties = {"id": INTEGER, "line": INTEGER}
    warehouse.load([singer.schema("s", properties, ["id"]), singer.record("s", {"id": 1})])
    lines = [singer.record("s", {"id": 1, "line": n}) for n in (1, 2)]
    warehouse.load([singer.schema("s", properties, ["id", "line"]), *lines])
    assert warehouse.rows("SELECT line FROM s ORDER BY line") == [(1,), (2,), (None,)]


def test_rows_before_a_schema_change_keep_the_old_meaning(warehouse, singer):
    lines = [
        singer.schema("s", {"v": NUMBER}),
        singer.raw_record("s", '{"v":1.10}'),
        singer.schema("s", {"v": STRING}),
        singer.record("s", {"v": "1.10"}),
    ]
    assert warehouse.load(lines).exit_code == 0
    assert warehouse.rows("FROM s ORDER BY v") == [("1.1",), ("1.10",)]


def test_index_in_the_way_of_a_wider_type_is_named_with_its_remedy(warehouse, singer):
    warehouse.load([singer.schema("s", {"v": INTEGER}), singer.record("s", {"v": 1})])
    warehouse.rows('CREATE INDEX "my index" ON s (v)')
    wider = [singer.schema("s", {"v": NUMBER}), singer.state({"x": 1})]
    outcome = warehouse.load(wider)
    assert (outcome.exit_code, outcome.states) == (1, [])
    assert 'DROP INDEX "warehouse"."main"."my index";' in outcome.errors[0]
    assert "lose" not in outcome.errors[0]
    warehouse.rows('DROP INDEX "warehouse"."main"."my index"')
    assert warehouse.load(wider).exit_code == 0
    assert warehouse.rows("FROM s") == [(Decimal(1),)]


def test_constraint_of_the_table_is_named_without_the_value(warehouse, singer):
    lines = [singer.schema("s", {"v": STRING}), singer.record("s", {"v": "hush"})]
    warehouse.load(lines)
    warehouse.rows("CREATE UNIQUE INDEX once ON s (v)")
    outcome = warehouse.load(lines)
    assert "it refused a value (ConstraintException)" in outcome.errors[0]
    assert "hush" not in outcome.errors[0]
