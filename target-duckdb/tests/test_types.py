# ruff: noqa: DTZ001 - TIMESTAMP columns hold naive UTC

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from target_duckdb.decode import RecordDecoder
from target_duckdb.errors import ValueRefusedError
from target_duckdb.schema import columns_for_schema

STREAM = "s"


@pytest.mark.parametrize("config", [{}, {"validate_records": True}], ids=["bulk", "validated"])
def test_every_type_has_its_exact_column_and_value(warehouse, data, config):
    assert warehouse.load(data("every_type"), **config).exit_code == 0
    assert warehouse.types("every") == {
        "integer": "BIGINT",
        "number": "DECIMAL(38,9)",
        "boolean": "BOOLEAN",
        "string": "VARCHAR",
        "date": "DATE",
        "datetime": "TIMESTAMP",
        "time": "TIME",
        "sdk_decimal": "DECIMAL(38,9)",
        "sql_decimal": "DECIMAL(12,2)",
        "object": "JSON",
        "array": "JSON",
        "anything": "JSON",
        "whole_or_not": "DECIMAL(38,9)",
        "id_or_code": "VARCHAR",
        "mixed": "JSON",
        "any_of": "TIMESTAMP",
        "one_of": "JSON",
    }
    first, second, third = warehouse.rows("FROM every")
    assert first[:9] == (
        9223372036854775807,
        Decimal("12345678901234567.89"),
        True,
        "",
        dt.date(2024, 2, 29),
        dt.datetime(2024, 3, 30, 21, 0, 0, 123456),
        dt.time(23, 59, 59),
        Decimal("0.10"),
        Decimal("-1234567890.12"),
    )
    parsed = [json.loads(text, parse_float=Decimal) for text in first[9:12]]
    assert parsed == [
        {"amount": Decimal("12345678901234567.89")},
        [Decimal("1.10"), None],
        Decimal("0.30"),
    ]
    assert first[12:14] == (Decimal(7), "7")
    assert json.loads(first[14]) == "text"
    assert first[15] == dt.datetime(2024, 1, 1)
    assert json.loads(first[16]) == [1]
    assert second[1] == Decimal("-0.000000001")
    assert second[3] == 'quo"te, line\nfeed \0 \u20ac \U0001f600'
    assert second[5] == dt.datetime(2024, 1, 1)
    assert second[12:14] == (Decimal("0.5"), "A-7")
    assert third == (None,) * 17


UNUSUAL = [
    ({"type": "integer"}, "1.0", 1),
    ({"type": "integer"}, "1E3", 1000),
    ({"type": "integer"}, "-9223372036854775808", -(2**63)),
    ({"type": "number"}, '"0.1"', Decimal("0.1")),
    ({"type": "number"}, "1.50000000000000000", Decimal("1.5")),
    ({"type": "number"}, "1e-9", Decimal("0.000000001")),
    ({"type": "number"}, "99999999999999999999999999999", Decimal("9" * 29)),
    ({"type": "string", "format": "date-time"}, '"2024-01-01"', dt.datetime(2024, 1, 1)),
    (
        {"type": "string", "format": "date-time"},
        '"2024-01-01T00:00:00.1234567Z"',
        dt.datetime(2024, 1, 1, 0, 0, 0, 123456),
    ),
    (
        {"type": "string", "format": "date-time"},
        '"0001-01-01T00:00:00Z"',
        dt.datetime(1, 1, 1),
    ),
    ({"type": "string", "format": "time"}, '"23:30:00-01:00"', dt.time(0, 30)),
    ({"enum": ["open", "paid"]}, '"open"', "open"),
    ({"type": ["boolean", "string"]}, "true", "true"),
    ({"type": ["number", "string"]}, "1.10", "1.10"),
    ({"type": ["string", "object"], "format": "date"}, '"x"', '"x"'),
]


def test_unusual_spellings_are_read_exactly(warehouse, singer):
    properties = {f"v{number}": prop for number, (prop, _, _) in enumerate(UNUSUAL)}
    fields = [f'"v{number}":{text}' for number, (_, text, _) in enumerate(UNUSUAL)]
    record = singer.raw_record(STREAM, f"{{{','.join(fields)}}}")
    assert warehouse.load([singer.schema(STREAM, properties), record]).exit_code == 0
    assert warehouse.rows(f"FROM {STREAM}") == [tuple(stored for _, _, stored in UNUSUAL)]


@pytest.mark.parametrize(
    ("prop", "text", "reason"),
    [
        ({"type": "integer"}, '"1"', "should be an integer, got a JSON string"),
        ({"type": "integer"}, "1.5", "should be an integer, got a number with a fraction"),
        ({"type": "integer"}, "true", "should be an integer, got a JSON boolean"),
        ({"type": "integer"}, "1" + "0" * 38, "has more than 38 digits"),
        ({"type": "number"}, "0.1234567891", "10 digits after the point"),
        ({"type": "number"}, "1e29", "more than 29 digits before the point"),
        ({"type": "number"}, "1e400", "more than 29 digits before the point"),
        ({"type": "number"}, '"NaN"', "should be a number, got a string of 3 characters"),
        ({"type": "number"}, '"ten"', "should be a number, got a string of 3 characters"),
        ({"type": "number"}, '"1_000"', "should be a number, got a string of 5 characters"),
        ({"type": "number"}, '"\u0661"', "should be a number, got a string of 1 characters"),
        ({"type": "number"}, "9" * 5000, "has more than 4,300 digits"),
        ({"type": "number"}, "1e" + "9" * 30, "has an exponent beyond all limits"),
        ({"type": "number"}, '"1e%s"' % ("9" * 30), "has an exponent beyond all limits"),
        ({"type": "integer"}, "9" * 5000, "has more than 4,300 digits"),
        ({"type": "integer"}, "1e400", "has more than 38 digits"),
        ({"type": "number"}, '""', "should be a number, got an empty string"),
        ({"type": "boolean"}, "1", "should be a boolean, got a JSON number"),
        ({"type": "string"}, "5", "should be a string, got a JSON number"),
        ({"type": "string", "format": "date"}, '"2024-02-30"', "should be a date"),
        ({"type": "string", "format": "date"}, '"0000-01-01"', "should be a date"),
        ({"type": "string", "format": "date-time"}, '"yesterday"', "should be a date-time"),
        (
            {"type": "string", "format": "date-time"},
            '"9999-12-31T23:59:59-05:00"',
            "years 1 to 9999",
        ),
        ({"type": "string", "format": "time"}, '"25:00:00"', "should be a time"),
        ({"type": "object"}, '"{}"', "should be object, got a JSON string"),
        ({"type": "array"}, "{}", "should be array, got a JSON object"),
        ({"type": ["integer", "string"]}, "[1]", "should be a single value"),
    ],
)
def test_wrong_value_is_refused_and_named(prop, text, reason):
    properties = {"id": {"type": "integer"}, "v": prop, "secret": {"type": "string"}}
    columns = columns_for_schema({"properties": properties}, decimal_scale=9)
    decoder = RecordDecoder(STREAM, columns, ["id"])
    with pytest.raises(ValueRefusedError) as refused:
        decoder.decode([b'{"id":1,"secret":"hush"}', b'{"id":42,"v":%s}' % text.encode()])
    assert "Stream 's', field 'v' of the record with id=42" in str(refused.value)
    assert reason in str(refused.value)
    assert "hush" not in str(refused.value)


def test_refused_value_fails_its_batch(warehouse, singer):
    properties = {"id": {"type": "integer"}, "secret": {"type": "string"}}
    lines = [
        singer.schema(STREAM, properties, ["id"]),
        singer.record(STREAM, {"id": 1, "secret": "hush"}),
        singer.record(STREAM, {"id": "two", "secret": "hush"}),
        singer.state({"id": 2}),
    ]
    outcome = warehouse.load(lines)
    assert (outcome.exit_code, outcome.states) == (1, [])
    [error] = outcome.errors
    assert "field 'id' of the record with id=two" in error
    assert "hush" not in error
    assert warehouse.rows(f"FROM {STREAM}") == []


def test_integers_beyond_64_bits_widen_the_column(warehouse, singer):
    wide = 10**37
    schema = singer.schema(STREAM, {"id": {"type": "integer"}, "n": {"type": "integer"}}, ["id"])
    records = [singer.record(STREAM, {"id": i, "n": n}) for i, n in enumerate([1, wide, -wide])]
    outcome = warehouse.load([schema, *records], batch_size_rows=1)
    assert "exceed 64 bits" in outcome.warnings[0]
    assert warehouse.types(STREAM)["n"] == "DECIMAL(38,0)"
    assert warehouse.rows(f"SELECT n FROM {STREAM} ORDER BY id") == [
        (Decimal(1),),
        (Decimal(wide),),
        (Decimal(-wide),),
    ]
    assert warehouse.load([schema, records[0]]).exit_code == 0


def test_decimal_scale_is_a_setting(warehouse, singer):
    lines = [
        singer.schema(STREAM, {"rate": {"type": "number"}}),
        singer.raw_record(STREAM, '{"rate":0.123456789012}'),
    ]
    assert warehouse.load(lines, decimal_scale=12).exit_code == 0
    assert warehouse.rows(f"FROM {STREAM}") == [(Decimal("0.123456789012"),)]


def test_field_without_property_is_reported_once(warehouse, singer):
    lines = [
        singer.schema(STREAM, {"id": {"type": "integer"}}, ["id"]),
        singer.record(STREAM, {"id": 1, "surprise": 1, "nothing": None}),
        singer.record(STREAM, {"id": 2, "surprise": 1}),
    ]
    assert warehouse.load(lines).warnings == [
        "Field 'surprise' is not in the schema and is not loaded",
    ]
