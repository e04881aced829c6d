"""`singer-erp replay`: dead letters that are sent again, documents with all their lines."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from singer_erp.cli import main


def _schema(stream="s", *columns):
    properties = {column: {} for column in columns}
    return {
        "type": "SCHEMA",
        "stream": stream,
        "schema": {"properties": properties},
        "key_properties": [],
    }


def _letter(id_, code="A", *, stream="s", key=None, obj="Journal", gone=()):
    """Return a dead letter: of a line, if it has the key of a document."""
    rejected = {"code": code, "reason": "why", "fields": []}
    if key is not None:
        rejected["document"] = {"object": obj, "key": key, "gone": gone}
    record = {"type": "RECORD", "stream": stream, "record": {"id": id_}}
    return record | {"rejected": rejected}


@pytest.fixture
def write(tmp_path):
    """Write a dead-letter file and return its path."""

    def write(*messages, name="dead-letters.jsonl"):
        path = tmp_path / name
        path.write_text("".join(json.dumps(message) + "\n" for message in messages))
        return str(path)

    return write


@pytest.fixture
def replay():
    def replay(*arguments):
        result = CliRunner().invoke(main, ["replay", *arguments])
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.output.splitlines()]

    return replay


def _ids(messages):
    return [message["record"]["id"] for message in messages if message["type"] == "RECORD"]


def test_messages_are_printed_to_the_digit_without_the_reasons(tmp_path):
    schema = b'{"type":"SCHEMA","stream":"s","schema":{"properties":{}},"key_properties":[]}\n'
    record = b'{"type":"RECORD","stream":"s","record":{"amount":1.10,"rejected":2}}\n'
    path = tmp_path / "dead-letters.jsonl"
    path.write_bytes(schema + record[:-2] + b',"rejected":{"code":"A","reason":"why"}}\n')

    assert CliRunner().invoke(main, ["replay", str(path)]).output_bytes == schema + record


def test_a_code_selects_records_one_by_one(write, replay):
    """Also lines in files of earlier versions, which do not name the document."""
    path = write(_schema(), _letter(1), _letter(2, "B"), _letter(3), _letter(4, "B"))

    assert _ids(replay(path)) == [1, 2, 3, 4]
    assert _ids(replay(path, "--code", "B")) == [2, 4]


def test_a_code_selects_all_lines_of_a_document(write, replay):
    path = write(
        *(_schema(), _letter(1, "MAPPING", key="a"), _letter(2, "CLOSED", key="b")),
        *(_schema("t"), _letter(3, "INCOMPLETE", stream="t", key="a")),
        _letter(4, "MAPPING", stream="t", key="b", obj="Bill"),
    )

    assert _ids(replay(path, "--code", "INCOMPLETE")) == [1, 3]
    assert _ids(replay(path, "--code", "MAPPING")) == [1, 3, 4]
    assert _ids(replay(path, "--code", "CLOSED")) == [2]


@pytest.mark.parametrize("code", ["MAPPING", "INCOMPLETE", "CLOSED"])
def test_a_line_of_an_unknown_document_is_selected_with_all_it_may_belong_to(write, replay, code):
    path = write(
        *(_schema(), _letter(1, "MAPPING", key=""), _letter(2, "INCOMPLETE", key="a")),
        *(_letter(3, "CLOSED", stream="t", key="b"), _letter(4, "OTHER", key="a", obj="Bill")),
    )

    assert _ids(replay(path, "--code", code)) == [1, 2, 3]
    assert _ids(replay(path, "--code", "OTHER")) == [4]


def test_each_record_follows_its_own_schema_message(write, replay):
    narrow, wide, other = _schema(), _schema("s", "more"), _schema("t")
    path = write(narrow, _letter(1), other, _letter(2, stream="t"), wide, _letter(3), _letter(4))

    types = [(line["type"], line["stream"]) for line in replay(path)]

    assert types == [(t, s) for s in "sts" for t in ("SCHEMA", "RECORD")] + [("RECORD", "s")]
    assert replay(path, "--code", "none") == []
    assert replay(write(narrow, wide, _letter(1)))[0] == wide


def test_a_line_keeps_what_its_document_has_no_records_of(write, replay):
    letter = _letter(1, key="a", gone=["t"])

    assert replay(write(_schema(), letter))[1] == letter | {
        "rejected": {"document": {"object": "Journal", "key": "a", "gone": ["t"]}}
    }
