"""Records as structs: the rows of dictionaries where they fit, and no row where they do not."""

import json
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from singer_erp.http.bodies import UNREADABLE, ShapedJson, json_as
from singer_erp.messages.projection import NOT_OF_ITS_KIND, Column, Projection
from singer_erp.messages.records import OTHER
from singer_erp.messages.shape import Shape, Shaped, as_builtins
from singer_erp.testing import response_of
from singer_erp.timestamps import extracted_now

COLUMNS = [
    Column("id", "string", ("Id",)),
    Column("customer_id", "string", ("CustomerRef", "value")),
    Column("total", "number", ("Detail", "Sum", "Total")),
    Column("changed_at", "timestamp", ("MetaData", "Changed")),
    Column("lines", "json", ("Lines",)),
    Column("own", "number", ("custom", "Own", "value")),
]
IGNORED = [("links:self",), ("custom",)]
RECORD = {
    "Id": "7",
    "CustomerRef": {"value": "c"},
    "Detail": {"Sum": {"Total": Decimal("1.50")}},
    "MetaData": {"Changed": "2026-01-31T02:00:00-08:00"},
    "Lines": [{"a": Decimal("0.10")}],
    "links:self": ["x"],
    "custom": {"Own": {"type": "Number", "value": Decimal("2.0")}, "Other": 1},
}
PROJECTION = Projection("bills", COLUMNS, IGNORED, {column.name for column in COLUMNS} | {OTHER})
SHAPE = Shape("bill", PROJECTION.taken, ignored=[name for (name,) in PROJECTION.ignored])
_encode = msgspec.json.Encoder(decimal_format="number").encode
_decode = msgspec.json.Decoder(SHAPE.array, float_hook=Decimal).decode


def _lines(rows):
    lines = PROJECTION.record_type.lines(rows, extracted_now()).splitlines()
    return [json.loads(line, parse_float=Decimal)["record"] for line in lines]


def _rows(records):
    return PROJECTION.rows_of(len(records), lambda path: SHAPE.values(records, path))


def _shaped(*records):
    return _decode(_encode(records))


names = st.sampled_from(["Id", "value", "Sum", "Total", "Changed", "Own", "New", *RECORD])
scalars = st.none() | st.booleans() | st.integers(0, 9) | st.sampled_from(["", "x", "2026-01-01"])
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=3)
)
records = st.dictionaries(names, values, max_size=4).map(lambda some: RECORD | some)


@given(st.lists(records, max_size=3))
def test_records_that_fit_have_the_rows_of_dictionaries(some):
    try:
        shaped = _shaped(*some)
    except msgspec.ValidationError:
        return
    try:
        rows = _rows(shaped)
    except NOT_OF_ITS_KIND:
        rows = PROJECTION.rows(as_builtins(shaped))

    assert _lines(rows) == _lines(PROJECTION.rows(some))


def test_numbers_are_exact_and_absent_values_are_null():
    full, empty = _lines(_rows(_shaped(RECORD, {})))

    assert full == {
        "id": "7",
        "customer_id": "c",
        "total": Decimal("1.50"),
        "changed_at": "2026-01-31T10:00:00Z",
        "lines": [{"a": Decimal("0.10")}],
        "own": Decimal("2.0"),
    }
    assert set(empty.values()) == {None}


def test_an_object_that_is_null_in_one_record_hides_no_value_of_another():
    shaped = _shaped(RECORD, {"Detail": None}, {"Detail": {"Sum": None}}, RECORD)

    total = SHAPE.values(shaped, ("Detail", "Sum", "Total"))

    assert total == [Decimal("1.50"), None, None, Decimal("1.50")]


@pytest.mark.parametrize(
    "record",
    [
        {"New": None},
        {"CustomerRef": {"value": "c", "name": "C"}},
        {"Detail": {"Sum": {"Net": 1}}},
        {"Detail": {"Sum": 1}},
        {"CustomerRef": "c"},
    ],
)
def test_a_record_with_what_no_column_takes_does_not_fit(record):
    with pytest.raises(msgspec.ValidationError):
        _shaped(RECORD | record)


def test_a_required_name_must_be_there():
    decode = msgspec.json.Decoder(Shape("key", [("Id",), ("A",)], required=["Id"]).struct).decode

    assert decode(b'{"Id": null}')["Id"] is None
    with pytest.raises(msgspec.ValidationError):
        decode(b'{"A": 1}')


def test_an_open_shape_skips_other_names_at_any_depth():
    shape = Shape("part", [("A", "B", "value")], is_open=True)

    record = msgspec.json.decode(
        b'{"X": 1, "A": {"Y": 2, "B": {"value": 3, "Z": 4}}}', type=shape.struct
    )

    assert shape.values([record], ("A", "B", "value")) == [3]


def test_records_with_a_shape_become_dictionaries_again():
    [found] = as_builtins(_shaped(RECORD))

    ignored = {"links:self", "custom"}
    assert {n: v for n, v in found.items() if n not in ignored} == {
        n: v for n, v in RECORD.items() if n not in ignored
    }
    assert found["custom"] == {"Own": {"value": Decimal("2.0")}}


def _read(body, decode):
    return decode(response_of(_encode(body), 200))


def _is_shaped(found):
    return all(isinstance(record, Shaped) for record in found)


def test_bodies_are_dictionaries_from_the_first_that_does_not_fit():
    decode = ShapedJson(SHAPE.array, json_as(list[dict]))

    assert _is_shaped(_read([RECORD], decode))
    assert _read([RECORD | {"New": 1}], decode) == [RECORD | {"New": 1}]
    assert _read([RECORD], decode) == [RECORD]


def test_a_body_that_is_not_whole_is_a_dictionary_and_the_next_is_not():
    decode = ShapedJson(SHAPE.array, json_as(list[dict]), lambda found: len(found) < 2)

    assert _read([RECORD, RECORD], decode) == [RECORD, RECORD]
    assert _is_shaped(_read([RECORD], decode))


@pytest.mark.parametrize("body", [b"", b"<html/>", b"{}", b'[{"Id": ', b'["\xff"]'])
def test_a_body_that_cannot_be_read_says_nothing_of_the_next(body):
    decode = ShapedJson(SHAPE.array, json_as(list[dict]))

    with pytest.raises(UNREADABLE):
        decode(response_of(body, 200))
    assert _is_shaped(_read([RECORD], decode))
