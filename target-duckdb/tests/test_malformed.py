from __future__ import annotations

import pytest

SCHEMA = {"id": {"type": "integer"}}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"type": "RECORD", "secret": hush}', "is not a Singer message"),
        (b'{"type": "RECORD", "stream": "x", "record": {"v": "hush"}}', "before the stream's"),
    ],
)
def test_malformed_line_is_named_and_nothing_is_loaded(warehouse, singer, line, reason):
    lines = [
        singer.schema("s", SCHEMA, ["id"]),
        singer.record("s", {"id": 1}),
        b"",
        line,
        singer.state({"id": 1}),
    ]
    outcome = warehouse.load(lines)
    assert (outcome.exit_code, outcome.states) == (1, [])
    [error] = outcome.errors
    assert "Line 4 of the input" in error
    assert reason in error
    assert "hush" not in error


def test_record_that_is_not_an_object_is_refused(warehouse, singer):
    lines = [singer.schema("s", SCHEMA), singer.raw_record("s", "[1]")]
    assert "should be a JSON object, got a JSON array" in warehouse.load(lines).errors[0]


def test_truncated_input_keeps_what_came_before(warehouse, singer):
    lines = [
        singer.schema("s", SCHEMA, ["id"]),
        singer.record("s", {"id": 1}),
        singer.state({"id": 1}),
        b'{"type": "RECORD", "stre',
    ]
    outcome = warehouse.load(lines, newline_at_end=False)
    assert (outcome.exit_code, outcome.states) == (1, [{"id": 1}])
    assert "ends in the middle of line 4" in outcome.errors[0]
    assert warehouse.rows("FROM s") == [(1,)]


def test_schema_without_properties_is_refused(warehouse, singer):
    no_properties = b'{"type":"SCHEMA","stream":"s","schema":{"type":"object"}}'
    assert "without `properties`" in warehouse.load([no_properties]).errors[0]
    assert "without properties" in warehouse.load([singer.schema("s", {})]).errors[0]
