import io
import json
import sys
from decimal import Decimal
from types import SimpleNamespace

import pytest
from singer_erp.messages.writer import BUFFER_BYTES, BufferedWriter
from singer_sdk.singerlib import ActivateVersionMessage, RecordMessage, SchemaMessage, StateMessage


class Out(io.BytesIO):
    """Standard output that records each write."""

    on_write = staticmethod(lambda: None)

    def __init__(self):
        super().__init__()
        self.writes = []

    def write(self, data):
        self.writes.append(bytes(data))
        self.on_write()
        return len(data)


@pytest.fixture
def catch_output(monkeypatch):
    """Replace standard output within the test; pytest changes it between phases."""

    def catch():
        out = Out()
        monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
        return out

    return catch


def _record(number):
    return RecordMessage(stream="s", record={"id": number})


def test_records_wait_for_the_next_other_message(catch_output):
    out = catch_output()
    writer = BufferedWriter()
    writer.write_message(_record(1))
    writer.write_lines(b'{"lines":2}\n{"lines":3}\n')
    assert out.writes == []

    writer.write_message(StateMessage(value={"x": 1}))

    lines = b"".join(out.writes).splitlines()
    assert [json.loads(line) for line in lines] == [
        {"type": "RECORD", "stream": "s", "record": {"id": 1}},
        {"lines": 2},
        {"lines": 3},
        {"type": "STATE", "value": {"x": 1}},
    ]


@pytest.mark.parametrize(
    "message",
    [
        SchemaMessage("s", {"properties": {}}, ["id"]),
        StateMessage(value={}),
        ActivateVersionMessage(stream="s", version=1),
    ],
)
def test_messages_other_than_records_are_flushed_at_once(message, catch_output):
    out = catch_output()
    BufferedWriter().write_message(message)

    assert len(out.writes) == 1


def test_a_full_buffer_is_written_in_whole_lines(catch_output):
    out = catch_output()
    writer = BufferedWriter()
    line = b"x" * 999 + b"\n"
    for _ in range(BUFFER_BYTES // 1000 + 1):
        writer.write_lines(line)

    [written] = out.writes
    assert len(written) >= BUFFER_BYTES
    assert written.endswith(b"\n")


def test_flush_writes_what_is_buffered(catch_output):
    out = catch_output()
    writer = BufferedWriter()
    writer.write_lines(b"x\n")
    writer.flush()

    assert out.writes == [b"x\n"]


def test_numbers_keep_their_digits():
    message = RecordMessage(stream="s", record={"amount": Decimal("12345678901234567.890")})

    assert b'"amount":12345678901234567.890}' in BufferedWriter().serialize_message(message)


def test_an_action_runs_at_once_when_no_write_is_in_progress():
    done = []
    BufferedWriter().when_idle(lambda: done.append(True))

    assert done == [True]


def test_an_action_during_a_write_runs_after_it_and_once(catch_output):
    out = catch_output()
    writer = BufferedWriter()

    def write_last_state():
        writer.write_message(StateMessage(value={"last": True}))

    def interrupt():
        out.on_write = lambda: None
        assert writer.busy
        writer.when_idle(write_last_state)
        assert len(out.writes) == 1, "not within the line under way"

    out.on_write = interrupt
    writer.write_lines(b"x\n", flush=True)
    writer.write_lines(b"y\n", flush=True)

    assert out.writes == [b"x\n", b'{"type":"STATE","value":{"last":true}}\n', b"y\n"]


def test_no_action_runs_after_a_failed_write(catch_output):
    out = catch_output()
    writer = BufferedWriter()
    done = []

    def fail():
        raise BrokenPipeError

    out.on_write = fail
    with pytest.raises(BrokenPipeError):
        writer.write_lines(b"x\n", flush=True)
    writer.when_idle(lambda: done.append(True))

    assert done == [], "half a line may be written: nothing can follow it"
