"""`singer-erp replay`: dead letters that are sent again, documents with all their lines."""

from __future__ import annotations

import json
import os

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


def _letter(id_, code="A", *, stream="s", key=None, obj="Journal", gone=(), **more):
    """Return a dead letter: of a line, if it has the key of a document."""
    rejected = {"code": code, "reason": "why", "fields": []} | more
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


_OLD, _NEW = {"rejected_at": "2026-09-30T23:59:59Z"}, {"rejected_at": "2026-09-30T23:59:59.5Z"}


def test_files_are_printed_in_the_order_of_their_runs(write, replay):
    old = write(_schema(), _letter(1, **_OLD), _letter(2, **_OLD), name="b")
    new = write(_schema("s", "more"), _letter(1, **_NEW), name="a")
    os.utime(old, (4e9, 4e9))

    messages = replay(new, old)

    assert _ids(messages) == [1, 2, 1]
    assert messages[-2] == _schema("s", "more")


def test_files_of_earlier_versions_count_as_of_their_modification(write, replay):
    new, old = write(_schema(), _letter(1), name="a"), write(_schema(), _letter(2), name="b")
    os.utime(old, (1e9, 1e9))

    assert _ids(replay(new, old)) == [2, 1]
    assert _ids(replay(new, write(_schema(), _letter(3, **_OLD), name="c"))) == [3, 1]


def test_only_the_newest_rejection_of_a_document_is_printed(write, replay):
    """Also of its lines in streams that the newest file has no lines of."""
    old = write(
        *(_schema("t"), _letter(1, stream="t", key="a", **_OLD)),
        *(_schema(), _letter(2, key="a", **_OLD), _letter(3, key="b", **_OLD)),
        _letter(4, key="a", obj="Bill", **_OLD),
        name="a",
    )
    new = write(_schema(), _letter(5, "B", key="a", **_NEW), _letter(6, key="a", **_NEW), name="b")

    assert _ids(replay(new, old)) == [3, 4, 5, 6]
    assert _ids(replay(new, old, "--code", "A")) == [3, 4, 5, 6]
    assert _ids(replay(new, old, "--code", "B")) == [5, 6]
    assert _schema("t") not in replay(new, old)


def test_a_file_that_is_named_twice_doubles_no_lines(write, replay):
    path = write(_schema(), _letter(1, key="a", **_OLD), _letter(2, key="a", **_OLD))

    assert _ids(replay(path, path)) == [1, 2]


def test_lines_of_unknown_documents_are_printed_of_all_files(write, replay):
    old = write(_schema(), _letter(1, key="", **_OLD), _letter(2, key="a", **_OLD), name="a")
    new = write(_schema(), _letter(3, "B", key="", **_NEW), _letter(4, key="b", **_NEW), name="b")

    assert _ids(replay(old, new)) == _ids(replay(old, new, "--code", "B")) == [1, 2, 3, 4]


def test_deferred_lines_are_left_to_the_target_which_reads_their_file_itself(write, replay):
    rejected = write(_schema(), _letter(1, key="a", **_OLD), _letter(2, key="b", **_OLD), name="a")
    later = {"action": "deferred", **_NEW}
    deferred = write(_schema(), _letter(3, key="a", **later), _letter(4, **later), name="b")

    assert _ids(replay(rejected, deferred)) == [2, 4]
