from __future__ import annotations

import pytest

SCHEMA = {"id": {"type": "integer"}}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b'{"type": "RECORD", "secret": hush}', "is not a Singer message"),
        (b"Traceback (most recent call last): hush", "is not a Singer message"),
        (b'"hush"', "is not a Singer message"),
        (b'{"stream": "s", "record": {"v": "hush"}}', "missing required field `type`"),
        (b'{"type": 7, "v": "hush"}', "`$.type`"),
        (b'{"type": "RECORD", "record": {"v": "hush"}}', "RECORD message without `stream`"),
        (b'{"type": "RECORD", "stream": "s", "v": "hush"}', "RECORD message without `record`"),
        (b'{"type": "SCHEMA", "stream": "t", "v": "hush"}', "SCHEMA message without `schema`"),
        (b'{"type": "STATE", "v": "hush"}', "STATE message without `value`"),
        (b'{"type": "ACTIVATE_VERSION", "stream": "s"}', "without `version`"),
        (b'{"type": "BATCH", "stream": "s"}', "without `encoding`"),
        (b'{"type": "GREETING", "v": "hush"}', "unknown message type 'GREETING'"),
        (b'{"type": "RECORD", "stream": "x", "record": {"v": "hush"}}', "before the stream's"),
        (b'{"type": "RECORD", "stream": "s", "record": {"v": "\xff hush"}}', "it is not UTF-8"),
    ],
)
def test_malformed_line_is_named_and_nothing_is_loaded(warehouse, singer, line, told):
    lines = [
        singer.schema("s", SCHEMA, ["id"]),
        singer.record("s", {"id": 1}),
        b"",
        line,
        singer.state({"id": 1}),
    ]
    outcome = warehouse.load(lines)
    assert outcome.exit_code == 1
    assert len(outcome.errors) == 1
    assert "Line 4 of the input" in outcome.errors[0]
    assert told in outcome.errors[0]
    assert "hush" not in outcome.errors[0]
    assert outcome.states == []


def test_record_that_is_no_object_is_refused(warehouse, singer):
    lines = [singer.schema("s", SCHEMA), singer.raw_record("s", "[1]")]
    assert "should be a JSON object, got a JSON array" in warehouse.load(lines).errors[0]


def test_blank_lines_and_a_missing_last_newline_are_fine(warehouse, singer):
    lines = [b"", singer.schema("s", SCHEMA), b"  ", singer.record("s", {"id": 1})]
    assert warehouse.load(lines, newline_at_end=False).exit_code == 0
    assert warehouse.rows("FROM s") == [(1,)]


@pytest.mark.parametrize("cut", [b'{"type": "RECORD", "stre', b'{"type": "STATE", "value": "\xe2'])
def test_input_cut_short_keeps_what_came_before(warehouse, singer, cut):
    lines = [
        singer.schema("s", SCHEMA, ["id"]),
        singer.record("s", {"id": 1}),
        singer.state({"id": 1}),
        cut,
    ]
    outcome = warehouse.load(lines, newline_at_end=False)
    assert (outcome.exit_code, outcome.states) == (1, [{"id": 1}])
    assert "ends in the middle of line 4" in outcome.errors[0]
    assert warehouse.rows("FROM s") == [(1,)]


def test_schema_without_properties_is_refused(warehouse, singer):
    no_properties = b'{"type":"SCHEMA","stream":"s","schema":{"type":"object"}}'
    assert "without `properties`" in warehouse.load([no_properties]).errors[0]
    assert "without properties" in warehouse.load([singer.schema("s", {})]).errors[0]
