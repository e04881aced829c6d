"""Columns of a vendor's JSON: typed where a column takes a value, and nothing is lost."""

import json
import time
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_erp.errors import VendorError
from singer_erp.messages.projection import (
    Column,
    Projection,
    columns_by_kind,
    kind_of,
    parse_offset_timestamp,
    stream_schema,
)
from singer_erp.messages.records import OTHER
from singer_erp.timestamps import extracted_now

COLUMNS = [
    Column("id", "string", ("Id",)),
    Column("customer_id", "string", ("CustomerRef", "value")),
    Column("total", "number", ("Detail", "Sum", "Total")),
    Column("changed_at", "timestamp", ("MetaData", "Changed")),
]
RECORD = {
    "Id": "7",
    "CustomerRef": {"value": "c"},
    "Detail": {"Sum": {"Total": Decimal("1.50")}},
    "MetaData": {"Changed": "2026-01-31T02:00:00-08:00"},
}


def _row(record, columns=COLUMNS, ignored=(), selected=None):
    names = {column.name for column in columns} | {OTHER}
    projection = Projection("bills", columns, ignored, names if selected is None else selected)
    lines = projection.record_type.lines(projection.rows([record]), extracted_now())
    return json.loads(lines, parse_float=Decimal)["record"]


def test_columns_are_typed_and_other_is_absent_when_empty():
    assert _row(RECORD) == {
        "id": "7",
        "customer_id": "c",
        "total": Decimal("1.50"),
        "changed_at": "2026-01-31T10:00:00Z",
    }


def test_missing_values_are_null():
    assert _row({"Id": "7"}) == {"id": "7", "customer_id": None, "total": None, "changed_at": None}


def test_what_no_column_takes_is_kept_with_its_path():
    record = RECORD | {
        "New": [1],
        "CustomerRef": {"value": "c", "name": "C"},
        "Detail": {"Sum": {"Total": 1, "Net": Decimal("0.30")}},
    }

    assert _row(record)[OTHER] == {
        "New": [1],
        "CustomerRef": {"name": "C"},
        "Detail": {"Sum": {"Net": Decimal("0.30")}},
    }


def test_other_has_its_names_in_one_order():
    forward, backward = (_row({"Id": "7"} | dict.fromkeys(names, 1)) for names in ("ab", "ba"))

    assert json.dumps(forward) == json.dumps(backward)


@pytest.mark.parametrize("value", ["text", 5, True, [{"value": "c"}]])
def test_a_value_that_is_not_an_object_where_one_is_expected_is_kept(value):
    row = _row(RECORD | {"CustomerRef": value, "Detail": {"Sum": value}})

    assert (row["customer_id"], row["total"]) == (None, None)
    assert row[OTHER] == {"CustomerRef": value, "Detail": {"Sum": value}}


def test_a_null_where_an_object_is_expected_is_no_value():
    assert OTHER not in _row(RECORD | {"CustomerRef": None})


def test_an_unknown_null_is_kept():
    assert _row(RECORD | {"New": None})[OTHER] == {"New": None}


def test_ignored_paths_are_not_kept():
    record = RECORD | {"Lines": [1], "Detail": {"Sum": {"Total": 1}, "Kind": "x"}}

    assert OTHER not in _row(record, ignored=[("Lines",), ("Detail", "Kind")])


def test_deselected_columns_do_not_appear_in_other():
    row = _row(RECORD | {"New": 1}, selected={"id", OTHER})

    assert row == {"id": "7", OTHER: {"New": 1}}


def test_without_other_selected_nothing_is_kept():
    assert _row(RECORD | {"New": 1}, selected={"id"}) == {"id": "7"}


def test_a_column_may_take_a_whole_object():
    columns = [Column("reference", "json", ("Ref",)), Column("name", "string", ("Ref", "name"))]

    row = _row({"Ref": {"name": "n", "x": 1}}, columns)

    assert row == {"reference": {"name": "n", "x": 1}, "name": "n"}


_NAMES = st.sampled_from("abc")
_VALUES = st.recursive(
    st.integers(0, 9) | st.text("xy", max_size=2) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=8,
)
_RECORDS = st.dictionaries(_NAMES, _VALUES, max_size=3)
_PATHS = st.lists(st.lists(_NAMES, min_size=1, max_size=3).map(tuple), max_size=4, unique=True)


def _leaves(value, path=()):
    """Yield path and value of everything that is not an object; nulls say nothing."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif value is not None:
        yield path, value


@settings(max_examples=300)
@given(_RECORDS, _PATHS)
def test_columns_and_other_together_hold_everything(record, paths):
    columns = [Column(f"c{n}", "json", path) for n, path in enumerate(paths)]

    row = _row(record, columns)

    found = list(_leaves(row.get(OTHER, {})))
    for column in columns:
        found += _leaves(row[column.name], column.path)
    missing = [leaf for leaf in _leaves(record) if leaf not in found]
    assert missing == []
    assert all(leaf in list(_leaves(record)) for leaf in found)
    assert row.get(OTHER) != {}


@settings(max_examples=100)
@given(_RECORDS, _PATHS)
def test_other_does_not_repeat_what_a_column_takes(record, paths):
    columns = [Column(f"c{n}", "json", path) for n, path in enumerate(paths)]

    other = list(_leaves(_row(record, columns).get(OTHER, {})))

    for column in columns:
        assert not any(path[: len(column.path)] == column.path for path, _ in other)


@settings(max_examples=50)
@given(_RECORDS, _PATHS, st.data())
def test_the_selection_does_not_change_other(record, paths, data):
    columns = [Column(f"c{n}", "json", path) for n, path in enumerate(paths)]
    names = [column.name for column in columns]
    selected = data.draw(st.sets(st.sampled_from(names)) if names else st.just(set()))

    some = _row(record, columns, selected={*selected, OTHER})
    every = _row(record, columns)

    assert some == {name: value for name, value in every.items() if name in {*selected, OTHER}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31T02:00:00-08:00", "2026-01-31T10:00:00+00:00"),
        ("2026-01-31T02:00:00Z", "2026-01-31T02:00:00+00:00"),
        ("2026-01-31T02:00:00", "2026-01-31T02:00:00+00:00"),
        ("2026-01-31", "2026-01-31T00:00:00+00:00"),
    ],
)
def test_timestamps_do_not_depend_on_the_local_time_zone(text, expected, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()

    assert parse_offset_timestamp(text).isoformat() == expected


@pytest.fixture(autouse=True)
def _time_zone_restored(monkeypatch):
    yield
    monkeypatch.undo()
    time.tzset()


def test_key_columns_are_never_null():
    schema = stream_schema(COLUMNS, {"id"})["properties"]

    assert schema["id"] == {"type": ["string"]}
    assert schema["total"] == {"type": ["number", "null"]}
    assert schema[OTHER]["type"] == ["object", "null"]
    assert OTHER not in stream_schema(COLUMNS, {"id"}, keeps_other=False)["properties"]


def test_rows_are_of_the_schema():
    projection = Projection("bills", COLUMNS, (), {"id", "total"})
    [row] = projection.rows([RECORD])

    assert projection.record_type.columns == ("id", "total")
    assert msgspec.to_builtins(row, builtin_types=(Decimal,)) == {
        "id": "7",
        "total": Decimal("1.50"),
    }


def test_columns_by_kind_name_the_kind_of_each():
    assert columns_by_kind(integer="id parent", string="name") == {
        "id": "integer",
        "parent": "integer",
        "name": "string",
    }


@pytest.mark.parametrize("column", COLUMNS)
def test_a_schema_says_the_kind_of_its_column(column):
    schema = stream_schema(COLUMNS, {"id"})["properties"][column.name]

    assert kind_of(schema) == column.kind


@pytest.mark.parametrize("value", ["R3CORD", "2026-13-01T00:00:00Z", 5, True])
def test_a_time_that_cannot_be_read_is_kept_and_the_column_is_null(value, caplog):
    record = RECORD | {"MetaData": {"Changed": value, "By": "x"}}

    assert _row(record) == _row(RECORD) | {
        "changed_at": None,
        OTHER: {"MetaData": {"Changed": value, "By": "x"}},
    }
    assert "'changed_at' of 'bills' cannot hold a value that the source sent" in caplog.text
    assert "R3CORD" not in caplog.text


def test_a_value_that_cannot_be_read_is_kept_also_within_what_is_ignored():
    record = RECORD | {"MetaData": {"Changed": "R3CORD"}}

    row = _row(record, ignored=[("MetaData",)])

    assert row[OTHER] == {"MetaData": {"Changed": "R3CORD"}}


def test_a_lenient_column_is_null_where_its_conversion_refuses_a_value():
    columns = [*COLUMNS, Column("tax", "number", ("Tax",), convert=Decimal, is_lenient=True)]

    row = _row(RECORD | {"Tax": "R3CORD"}, columns)

    assert row["tax"] is None
    assert row[OTHER] == {"Tax": "R3CORD"}


TYPED = [
    Column("name", "string", ("A", "value")),
    Column("number", "number", ("B", "value")),
    Column("count", "integer", ("C",)),
    Column("is_open", "boolean", ("D",)),
    Column("day", "date", ("E",)),
    Column("tags", "array", ("F",)),
]
TYPED_RECORD = {
    "A": {"value": "a"},
    "B": {"value": Decimal("1.50")},
    "C": 7,
    "D": True,
    "E": "2026-01-31",
    "F": [1],
}


@pytest.mark.parametrize(
    ("record", "column"),
    [
        ({"A": {"value": {"R3CORD": 1}}}, "name"),
        ({"A": {"value": ["R3CORD"]}}, "name"),
        ({"B": {"value": "R3CORD"}}, "number"),
        ({"B": {"value": "NaN"}}, "number"),
        ({"B": {"value": "1_000"}}, "number"),
        ({"B": {"value": True}}, "number"),
        ({"C": Decimal("12.5")}, "count"),
        ({"C": True}, "count"),
        ({"D": "maybe"}, "is_open"),
        ({"D": 5}, "is_open"),
        ({"E": 5}, "day"),
        ({"F": {"R3CORD": 1}}, "tags"),
    ],
)
def test_a_value_of_another_kind_is_kept_and_the_column_is_null(record, column, caplog):
    assert _row(TYPED_RECORD | record, TYPED) == _row(TYPED_RECORD, TYPED) | {
        column: None,
        OTHER: record,
    }
    assert f"'{column}' of 'bills' cannot hold a value that the source sent" in caplog.text
    assert "R3CORD" not in caplog.text


@pytest.mark.parametrize(
    ("record", "column", "expected"),
    [
        ({"A": {"value": 7}}, "name", "7"),
        ({"A": {"value": Decimal("1.50")}}, "name", "1.50"),
        ({"A": {"value": True}}, "name", "true"),
        ({"B": {"value": "12.50"}}, "number", Decimal("12.50")),
        (
            {"B": {"value": "12345678901234567890.1234"}},
            "number",
            Decimal("12345678901234567890.1234"),
        ),
        ({"B": {"value": 3}}, "number", 3),
        ({"C": "12"}, "count", 12),
        ({"C": Decimal("12.0")}, "count", 12),
        ({"D": "true"}, "is_open", True),
    ],
)
def test_a_value_of_another_kind_is_converted_where_that_is_exact(record, column, expected):
    assert _row(TYPED_RECORD | record, TYPED) == _row(TYPED_RECORD, TYPED) | {column: expected}


def test_only_the_records_with_a_value_of_another_kind_lack_it():
    columns = [Column("count", "integer", ("C",)), Column("is_open", "boolean", ("D",))]
    projection = Projection("s", columns, (), {"count", "is_open", OTHER})
    records = [{"C": 1, "D": True}, {"C": "x", "D": 1}, {"C": True, "D": True}, {"D": True}]

    rows = [msgspec.to_builtins(row) for row in projection.rows(records)]

    assert [(row["count"], row["is_open"], row.get(OTHER)) for row in rows] == [
        (1, True, None),
        (None, True, {"C": "x"}),
        (None, True, {"C": True}),
        (None, True, None),
    ]


def test_a_computed_value_that_cannot_be_read_is_an_error():
    columns = [*COLUMNS, Column("tax", "number", ("Tax",), lambda record: Decimal(record["Tax"]))]

    with pytest.raises(VendorError, match="sent 'bills' a value that column tax cannot hold"):
        _row(RECORD | {"Tax": "R3CORD"}, columns)


def test_a_value_that_would_be_lost_is_one_error_without_the_value():
    columns = [Column("id", "string", ("Id",)), Column("at", "timestamp", ("Meta", "At"))]
    projection = Projection("s", columns, (), {"id", "at"})

    for meta in ({"At": "R3CORD"}, {"At": 5}):
        with pytest.raises(VendorError, match="sent 's' a value that column at cannot") as raised:
            projection.rows([{"Id": "1", "Meta": meta}])
        assert "R3CORD" not in str(raised.value)
