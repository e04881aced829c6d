"""A tap as a process, ended by signals."""

import json
import os
import signal
import subprocess
import sys

import pytest

BIG_PAGE = 20_000  # rows; far more than a pipe holds


@pytest.fixture
def start(ledger_path, tmp_path):
    processes = []

    def start(*, unbuffered=False, **config):
        path = tmp_path / "config.json"
        path.write_text(json.dumps(config))
        process = subprocess.Popen(
            [sys.executable, str(ledger_path), "--config", str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONUNBUFFERED": "1" if unbuffered else ""},
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()


def _read_until(process, kind):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if json.loads(line)["type"] == kind:
            return lines
    raise AssertionError(process.stderr.read())


def _end(process, number, lines):
    process.send_signal(number)
    output = b"".join(lines) + process.stdout.read()
    assert output.endswith(b"\n"), "half a line"
    process.wait(900)
    return [json.loads(line) for line in output.splitlines()], process.stderr.read().decode()


def test_a_signal_between_pages_ends_with_the_state_of_what_was_written(start):
    pages = ['[{"id":1},{"id":2}]', '[{"id":3}]', '[{"id":4}]']
    process = start(pages=pages, waits_before_page=2)
    lines = [*_read_until(process, "STATE"), *_read_until(process, "STATE")]

    messages, errors = _end(process, signal.SIGINT, lines)

    assert process.returncode == 130
    assert [m["record"]["id"] for m in messages if m["type"] == "RECORD"] == [1, 2, 3]
    assert messages[-1]["type"] == "STATE"
    assert messages[-1]["value"]["bookmarks"]["entries"]["pending"]["after"] == [3]
    assert "Traceback" not in errors
    assert "signal 2" in errors


@pytest.mark.parametrize("unbuffered", [False, True])
def test_a_signal_during_a_write_waits_for_its_end(unbuffered, start):
    rows = [{"id": number, "class": "x" * 50} for number in range(BIG_PAGE)]
    process = start(unbuffered=unbuffered, pages=['[{"id":0}]', json.dumps(rows)])
    lines = [*_read_until(process, "STATE"), *_read_until(process, "RECORD")]

    messages, errors = _end(process, signal.SIGTERM, lines)

    assert process.returncode == 143, errors
    records = [m["record"]["id"] for m in messages if m["type"] == "RECORD"]
    assert records == [0, *range(BIG_PAGE)]
    [state] = [m for m in messages if m["type"] == "STATE"]
    # The page is not complete in the state, so that the next run reads it again.
    assert state["value"]["bookmarks"]["entries"]["pending"]["after"] == [0]


def test_a_broken_pipe_is_a_failure(start):
    rows = [{"id": number} for number in range(BIG_PAGE)]
    process = start(pages=[json.dumps(rows)] * 3)
    _read_until(process, "RECORD")
    process.stdout.close()

    assert process.wait(900) != 0
