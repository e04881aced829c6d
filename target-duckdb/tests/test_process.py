"""What only a process of its own can show: exit codes, kills, locks."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import duckdb
import pytest

SCHEMA = {"id": {"type": "integer"}, "v": {"type": "string"}}


def send(process, lines):
    process.stdin.write(b"".join(line + b"\n" for line in lines))
    process.stdin.flush()


def lines_of(singer, start, end, *, every=10):
    yield singer.schema("s", SCHEMA, ["id"])
    for i in range(start, end):
        yield singer.record("s", {"id": i, "v": f"value {i}"})
        if (i + 1) % every == 0:
            yield singer.state({"next": i + 1})


def test_kill_between_and_inside_batches_then_rerun_is_complete(warehouse, singer, start):
    process = start(filepath=str(warehouse.path), batch_size_rows=10)
    send(process, lines_of(singer, 0, 100))
    committed = json.loads(process.stdout.readline())["next"]
    send(process, lines_of(singer, 100, 2_000))
    process.kill()
    assert process.wait() == -signal.SIGKILL
    # The kill may strike inside a commit: the file must open and hold at least what was reported.
    [(count,)] = warehouse.rows("SELECT count(*) FROM s")
    assert count >= committed
    warehouse.load(list(lines_of(singer, committed, 2_000)))
    rows = warehouse.rows("SELECT count(*), count(DISTINCT id), min(v), max(id) FROM s")
    assert rows == [(2_000, 2_000, "value 0", 1_999)]


@pytest.mark.parametrize(
    ("signum", "code"),
    [(signal.SIGTERM, 143), (signal.SIGINT, 130)],
)
def test_signal_ends_between_batches_with_its_exit_code(warehouse, singer, start, signum, code):
    process = start(filepath=str(warehouse.path), batch_size_rows=10)
    send(process, lines_of(singer, 0, 21))
    states = [json.loads(process.stdout.readline())]
    process.send_signal(signum)
    output, told = process.communicate(timeout=60)
    states += map(json.loads, output.splitlines())
    assert process.returncode == code
    assert f"Stopped by signal {signum.value}".encode() in told
    assert b"Traceback" not in told
    [(count,)] = warehouse.rows("SELECT count(*) FROM s")
    assert count >= states[-1]["next"]


def test_locked_file_is_one_clear_error(warehouse, singer, start):
    warehouse.load(list(lines_of(singer, 0, 10)))
    holder = duckdb.connect(str(warehouse.path))
    process = start(filepath=str(warehouse.path))
    output, told = process.communicate(b"\n".join(lines_of(singer, 10, 20)), timeout=60)
    holder.close()
    errors = [line for line in told.decode().splitlines() if "ERROR" in line]
    assert (process.returncode, output, len(errors)) == (1, b"", 1)
    assert f"The database {warehouse.path} is in use by python" in errors[0]
    assert "process id" in errors[0]
    assert "Traceback" not in told.decode()
    assert warehouse.rows("SELECT count(*) FROM s") == [(10,)]


def test_about_needs_no_config():
    command = [sys.executable, "-m", "target_duckdb", "--about", "--format=json"]
    about = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert about["name"] == "target-duckdb"
    assert {"activate-version", "batch", "hard-delete"} <= set(about["capabilities"])
    undescribed = [k for k, v in about["settings"]["properties"].items() if not v["description"]]
    assert undescribed == []
