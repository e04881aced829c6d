"""A tap as a process, ended by signals."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading

import pytest
from singer_erp.plugin.shutdown import SignalHold

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


@pytest.fixture
def held():
    """A hold, and the signals that it did not defer."""
    hold, handled = SignalHold(), []

    def handle(number, _frame):
        if not hold.defers(number):
            handled.append(number)

    before = signal.signal(signal.SIGUSR1, handle)
    yield hold, handled
    signal.signal(signal.SIGUSR1, before)


def test_a_signal_waits_for_the_end_of_a_section(held):
    hold, handled = held
    with hold.section():
        os.kill(os.getpid(), signal.SIGUSR1)
        assert handled == []

    assert handled == [signal.SIGUSR1]


def test_a_signal_waits_for_the_end_of_the_outermost_section(held):
    hold, handled = held
    with hold.section():
        with hold.section():
            os.kill(os.getpid(), signal.SIGUSR1)
        assert handled == []
        with hold.released():
            assert handled == [signal.SIGUSR1]
            os.kill(os.getpid(), signal.SIGUSR1)
            assert len(handled) == 2
        os.kill(os.getpid(), signal.SIGUSR1)
        assert len(handled) == 2

    assert len(handled) == 3


def test_a_signal_waits_for_the_sections_of_all_threads(held):
    hold, handled = held
    entered, left = threading.Event(), threading.Event()

    def work():
        with hold.section():
            entered.set()
            left.wait(900)

    worker = threading.Thread(target=work)
    worker.start()
    entered.wait(900)
    with hold.section():
        os.kill(os.getpid(), signal.SIGUSR1)
    assert handled == []

    left.set()
    worker.join()
    assert handled == [signal.SIGUSR1]


@pytest.mark.parametrize("nested", [True, False])
def test_a_wait_within_a_section_can_be_interrupted(held, nested):
    hold, handled = held
    with hold.section() if nested else contextlib.nullcontext():
        with hold.released():
            os.kill(os.getpid(), signal.SIGUSR1)
        assert handled == [signal.SIGUSR1]
        os.kill(os.getpid(), signal.SIGUSR1)
        assert len(handled) == (1 if nested else 2)

    assert len(handled) == 2
