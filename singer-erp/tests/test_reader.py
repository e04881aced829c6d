"""The reader of Singer messages: exact, in order, and precise about what is malformed."""

import io
from collections import Counter
from decimal import Decimal

import pytest
from singer_erp.messages.json import decode_json
from singer_erp.messages.reader import BlockReader, TruncatedInputError
from singer_sdk.singerlib.exceptions import InvalidInputLine

SCHEMA = b'{"type":"SCHEMA","stream":"s","schema":{"properties":{}},"key_properties":[]}\n'


class Handler:
    """Keeps every message."""

    def __init__(self):
        self.messages = []

    def process_records(self, stream, messages):
        self.messages.append((stream, [decode_json(message.record) for message in messages]))

    def process_schema(self, message):
        self.messages.append(message["type"])

    process_state = process_activate_version = process_batch = process_schema


@pytest.fixture
def handler():
    return Handler()


@pytest.fixture
def read(handler):
    def read(text):
        return BlockReader(handler).read(io.BytesIO(text))

    return read


def _record(stream, number):
    return b'{"type":"RECORD","stream":"%s","record":{"n":%s}}\n' % (stream, number)


def test_records_arrive_in_runs_of_one_stream_and_in_order(read, handler):
    state = b'{"type":"STATE","value":{}}\n'
    lines = [SCHEMA, _record(b"s", b"1"), _record(b"s", b"2"), state, _record(b"t", b"3")]
    counts = read(b"".join([*lines, _record(b"s", b"4")]))

    assert counts == Counter(RECORD=4, SCHEMA=1, STATE=1)
    assert handler.messages == [
        *("SCHEMA", ("s", [{"n": 1}, {"n": 2}]), "STATE", ("t", [{"n": 3}]), ("s", [{"n": 4}]))
    ]


def test_numbers_keep_their_digits(read, handler):
    read(_record(b"s", b"12345678901234567.890"))

    assert handler.messages == [("s", [{"n": Decimal("12345678901234567.890")}])]


def test_blank_lines_and_a_missing_last_newline_are_accepted(read, handler):
    read(b"\n" + SCHEMA + b"  \n" + _record(b"s", b"1").rstrip())

    assert handler.messages == ["SCHEMA", ("s", [{"n": 1}])]


def test_a_line_longer_than_a_block_is_read(read, handler):
    read(b'{"type":"RECORD","stream":"s","record":{"n":"%s"}}\n' % (b"x" * 3_000_000))

    [(_, [record])] = handler.messages
    assert len(record["n"]) == 3_000_000


@pytest.mark.parametrize(
    ("line", "reason"),
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
        (b'{"type": "RECORD", "stream": "s", "record": null}', "got a JSON null"),
        (b'{"type": "RECORD", "stream": "s", "record": ["hush"]}', "got a JSON array"),
        (b'{"type": "RECORD", "stream": "s", "record": {}, "version": -1}', "`$.version`"),
        (
            b'{"type": "RECORD", "stream": "s", "record": {}, "version": 9223372036854775808}',
            "`$.version`",
        ),
        (b'{"type": "STATE", "value": "hush"}', "`value` of a STATE message should be"),
        (b'{"type": "STATE", "value": {"hush": %s}}' % (b"9" * 5000), "more than 4,300 digits"),
        (b'{"type": "STATE", "value": {"hush": 1e%s}}' % (b"9" * 30), "an exponent beyond"),
        (b'{"type": "STATE", "value": %s}' % (b"[" * 5000 + b"]" * 5000), "nested too deeply"),
        (b'{"type": "RECORD", "stream": "s", "record": {"hush": "\\ud800"}}', "surrogate pair"),
        (b'{"type": "GREETING", "v": "hush"}', "unknown message type 'GREETING'"),
        (b'{"type": "RECORD", "stream": "s", "record": {"v": "\xff hush"}}', "it is not UTF-8"),
    ],
)
def test_a_malformed_line_is_named_without_its_contents(read, line, reason):
    with pytest.raises(InvalidInputLine) as refused:
        read(SCHEMA + _record(b"s", b"1") + b"\n" + line + b"\n" + _record(b"s", b"2"))

    assert "Line 4 of the input" in str(refused.value)
    assert reason in str(refused.value)
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize("line", [b'{"type": "RECORD", "stre', b'{"type": "STATE", "value": "\xe2'])
def test_a_truncated_line_follows_all_lines_before_it(read, handler, line):
    with pytest.raises(TruncatedInputError, match="ends in the middle of line 3"):
        read(SCHEMA + _record(b"s", b"1") + line)

    assert handler.messages == ["SCHEMA", ("s", [{"n": 1}])]
