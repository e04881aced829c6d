from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PROPERTIES = {
    "id": {"type": "integer"},
    "v": {"type": ["string", "null"]},
    "_sdc_deleted_at": {"type": ["string", "null"], "format": "date-time"},
}


def test_last_record_of_a_key_wins(warehouse, data):
    tally = warehouse.load(data("last_record_of_a_key_wins")).tallies["vendors"]
    assert warehouse.rows("FROM vendors ORDER BY id") == [(1, "third"), (2, "other")]
    assert (tally["received"], tally["new"], tally["superseded"]) == (4, 2, 2)


def test_second_load_replaces(warehouse, data):
    warehouse.load(data("last_record_of_a_key_wins"))
    tally = warehouse.load(data("last_record_of_a_key_wins")).tallies["vendors"]
    assert warehouse.rows("SELECT count(*) FROM vendors") == [(2,)]
    assert (tally["new"], tally["replaced"]) == (0, 2)


@pytest.mark.parametrize("batch_size_rows", [1, 100])
def test_composite_keys_and_interleaved_streams(warehouse, data, batch_size_rows):
    for _ in range(2):
        outcome = warehouse.load(data("interleaved_streams"), batch_size_rows=batch_size_rows)
        assert outcome.states[-1] == {"bills": 2}
    assert warehouse.rows("SELECT count(*) FROM bills") == [(2,)]
    rows = warehouse.rows("SELECT bill, line, amount::VARCHAR FROM bill_lines ORDER BY ALL")
    assert rows == [
        (1, 1, "0.100000000"),
        (1, 2, "0.200000000"),
        (2, 1, "12345678901234567.890000000"),
    ]


def test_absent_field_writes_null(warehouse, singer):
    schema = singer.schema("s", PROPERTIES, ["id"])
    warehouse.load([schema, singer.record("s", {"id": 1, "v": "x"})])
    warehouse.load([schema, singer.record("s", {"id": 1})])
    assert warehouse.rows("SELECT v FROM s") == [(None,)]


def test_stream_without_key_appends(warehouse, singer):
    lines = [singer.schema("s", PROPERTIES), singer.record("s", {"id": 1})]
    for _ in range(2):
        warehouse.load(lines)
    assert warehouse.rows("SELECT count(*) FROM s") == [(2,)]


def test_append_only_keeps_every_record(warehouse, data):
    for _ in range(2):
        warehouse.load(data("last_record_of_a_key_wins"), load_method="append-only")
    assert warehouse.rows("SELECT count(*) FROM vendors") == [(8,)]


def test_upsert_replaces_all_rows_that_append_only_left(warehouse, data):
    warehouse.load(data("last_record_of_a_key_wins"), load_method="append-only")
    warehouse.load(data("last_record_of_a_key_wins"))
    assert warehouse.rows("FROM vendors ORDER BY id") == [(1, "third"), (2, "other")]


@pytest.mark.parametrize(
    ("record", "reason"),
    [({"v": "x"}, "lacks the key property 'id'"), ({"id": None}, "has null in the key property")],
)
def test_record_without_key_is_refused(warehouse, singer, record, reason):
    outcome = warehouse.load(
        [singer.schema("s", PROPERTIES, ["id"]), singer.record("s", record), singer.state({})],
    )
    assert outcome.exit_code == 1
    assert reason in outcome.errors[0]
    assert outcome.states == []


def test_key_outside_the_schema_is_refused(warehouse, singer):
    outcome = warehouse.load([singer.schema("s", {"v": {"type": "string"}}, ["id"])])
    assert outcome.exit_code == 1
    assert "key properties ['id']" in outcome.errors[0]


def test_overwrite_replaces_the_table_at_the_end(warehouse, singer, data):
    schema = singer.schema("vendors", PROPERTIES, ["id"])
    warehouse.load([schema, *(singer.record("vendors", {"id": i}) for i in range(5, 9))])
    lines = data("last_record_of_a_key_wins")
    outcome = warehouse.load(lines, load_method="overwrite", batch_size_rows=1)
    assert warehouse.rows("FROM vendors ORDER BY id") == [(1, "third"), (2, "other")]
    assert warehouse.tables() == ["main.vendors"]
    assert len(outcome.states) == 1


def test_overwrite_that_fails_keeps_the_old_rows(warehouse, singer):
    schema = singer.schema("s", PROPERTIES, ["id"])
    warehouse.load([schema, singer.record("s", {"id": 1})])
    failing = [schema, singer.record("s", {"id": 2}), singer.state({"id": 2}), b"{"]
    outcome = warehouse.load(failing, load_method="overwrite", batch_size_rows=1)
    assert (outcome.exit_code, outcome.states) == (1, [])
    assert warehouse.rows("SELECT id FROM s") == [(1,)]
    warehouse.load([schema, singer.record("s", {"id": 3})], load_method="overwrite")
    assert warehouse.rows("SELECT id FROM s") == [(3,)]


def test_deleted_record_is_marked_by_default_and_removed_with_hard_delete(warehouse, singer):
    schema = singer.schema("s", PROPERTIES, ["id"])
    warehouse.load([schema, *(singer.record("s", {"id": i}) for i in (1, 2))])
    deleted = singer.record("s", {"id": 1, "_sdc_deleted_at": "2024-01-01T00:00:00Z"})
    unknown = singer.record("s", {"id": 9, "_sdc_deleted_at": "2024-01-01T00:00:00Z"})
    warehouse.load([schema, deleted])
    assert warehouse.rows("SELECT id FROM s WHERE _sdc_deleted_at IS NOT NULL") == [(1,)]
    tally = warehouse.load([schema, deleted, unknown], hard_delete=True).tallies["s"]
    assert warehouse.rows("SELECT id FROM s") == [(2,)]
    assert (tally["received"], tally["new"], tally["deleted"]) == (2, 0, 1)


@pytest.mark.parametrize("batch_size_rows", [1, 100])
def test_deleted_record_counts_without_a_property_for_it(warehouse, singer, batch_size_rows):
    schema = singer.schema("s", {"id": {"type": "integer"}, "v": {"type": "string"}}, ["id"])
    warehouse.load([schema, *(singer.record("s", {"id": i, "v": "x"}) for i in (1, 2, 3))])
    assert "_sdc_deleted_at" not in warehouse.types("s")
    gone = {"_sdc_deleted_at": "2024-01-01T00:00:00Z"}
    lines = [schema, singer.record("s", {"id": 4}), singer.record("s", {"id": 1} | gone)]
    config = {"batch_size_rows": batch_size_rows}
    assert warehouse.load(lines, hard_delete=True, **config).warnings == []
    assert warehouse.rows("SELECT id FROM s ORDER BY id") == [(2,), (3,), (4,)]
    warehouse.load([schema, singer.record("s", {"id": 2} | gone)], **config)
    assert warehouse.rows("SELECT id FROM s WHERE _sdc_deleted_at IS NOT NULL") == [(2,)]


MIXED = {"type": ["integer", "string", "boolean"]}
MOMENT = {"type": "string", "format": "date-time"}
TIME = {"type": "string", "format": "time"}


@pytest.mark.parametrize("batch_size_rows", [1, 100])
@pytest.mark.parametrize(
    ("prop", "values", "reason"),
    [
        (MIXED, [1, "1"], "numbers or booleans and also text"),
        (MIXED, ["true", True], "numbers or booleans and also text"),
        (MOMENT, ["2024-01-01T00:00:00.0000001Z"], "digits beyond the microsecond"),
        (MOMENT, ["2024-01-01T00:00:00Z", "2024-01-01T00:00:00.0000001"], "the microsecond"),
        (TIME, ["10:00:00.1234567"], "digits beyond the microsecond"),
    ],
)
def test_keys_that_would_become_one_row_are_refused(
    warehouse, singer, prop, values, reason, batch_size_rows
):
    lines = [
        singer.schema("s", {"id": prop}, ["id"]),
        *(singer.record("s", {"id": value}) for value in values),
        singer.state({"x": 1}),
    ]
    outcome = warehouse.load(lines, batch_size_rows=batch_size_rows)
    assert (outcome.exit_code, outcome.states) == (1, [])
    assert reason in outcome.errors[0]


@pytest.mark.parametrize(
    ("prop", "values"),
    [
        (MIXED, ["1", "2", "true"]),
        (MIXED, [1, 2, "A1", "007"]),
        (MOMENT, ["2024-01-01T00:00:00.123456000Z", "2024-01-01T00:00:00.123457Z"]),
    ],
)
def test_keys_that_stay_apart_are_loaded(warehouse, singer, prop, values):
    records = [singer.record("s", {"id": value}) for value in values]
    assert warehouse.load([singer.schema("s", {"id": prop}, ["id"]), *records]).errors == []
    assert warehouse.rows("SELECT count(*) FROM s") == [(len(values),)]


OPERATIONS = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 5), st.none() | st.text(max_size=3)),
    st.tuples(st.just("delete"), st.integers(0, 5)),
    st.just(("state",)),
    st.just(("schema",)),
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(runs=st.lists(st.lists(OPERATIONS, max_size=12), max_size=3), size=st.integers(1, 6))
def test_any_history_ends_as_a_dict_would(warehouse, singer, runs, size):
    warehouse.path.unlink(missing_ok=True)
    model, sent = {}, itertools.count()
    for run in [*runs, []]:
        lines = [singer.schema("s", PROPERTIES, ["id"])]
        for operation, *rest in run:
            if operation == "put":
                model[rest[0]] = rest[1]
                lines.append(singer.record("s", {"id": rest[0], "v": rest[1]}))
            elif operation == "delete":
                model.pop(rest[0], None)
                gone = {"id": rest[0], "_sdc_deleted_at": "2024-01-01T00:00:00Z"}
                lines.append(singer.record("s", gone))
            elif operation == "state":
                lines.append(singer.state({"n": next(sent)}))
            else:
                lines.append(singer.schema("s", PROPERTIES, ["id"]))
        outcome = warehouse.load(lines, batch_size_rows=size, hard_delete=True)
        assert outcome.exit_code == 0
    assert dict(warehouse.rows("SELECT id, v FROM s")) == model
    assert warehouse.rows("SELECT count(*) FROM s") == [(len(model),)]
