"""Exit codes, kills and locks, which need a process."""

from __future__ import annotations

import json
import signal

import pytest
from click.testing import CliRunner
from target_duckdb.target import TargetDuckDB

SCHEMA = {"id": {"type": "integer"}, "v": {"type": "string"}}


@pytest.fixture
def start_target(start, warehouse, tmp_path):
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"filepath": str(warehouse.path), "batch_size_rows": 10}))

    def begin():
        return start("-m", "target_duckdb", "--config", str(config))

    return begin


def send(process, lines):
    process.stdin.write(b"".join(line + b"\n" for line in lines))
    process.stdin.flush()


def lines_of(singer, start, end, *, every=10):
    yield singer.schema("s", SCHEMA, ["id"])
    for i in range(start, end):
        yield singer.record("s", {"id": i, "v": f"value {i}"})
        if (i + 1) % every == 0:
            yield singer.state({"next": i + 1})


def test_kill_between_and_inside_batches_then_rerun_is_complete(warehouse, singer, start_target):
    process = start_target()
    send(process, lines_of(singer, 0, 100))
    committed = json.loads(process.stdout.readline())["next"]
    send(process, lines_of(singer, 100, 2_000))
    process.kill()
    assert process.wait() == -signal.SIGKILL
    # The kill may interrupt a commit: the file must open and hold at least the rows of the state.
    [(count,)] = warehouse.rows("SELECT count(*) FROM s")
    assert count >= committed
    warehouse.load(list(lines_of(singer, committed, 2_000)))
    rows = warehouse.rows("SELECT count(*), count(DISTINCT id), min(v), max(id) FROM s")
    assert rows == [(2_000, 2_000, "value 0", 1_999)]


@pytest.mark.parametrize(
    ("signum", "code"),
    [(signal.SIGTERM, 143), (signal.SIGINT, 130)],
)
def test_signal_ends_between_batches_with_its_exit_code(
    warehouse, singer, start_target, signum, code
):
    process = start_target()
    send(process, lines_of(singer, 0, 21))
    states = [json.loads(process.stdout.readline())]
    process.send_signal(signum)
    output, log = process.communicate(timeout=900)
    states += map(json.loads, output.splitlines())
    assert process.returncode == code
    assert f"Stopped by signal {signum.value}".encode() in log
    assert b"Traceback" not in log
    [(count,)] = warehouse.rows("SELECT count(*) FROM s")
    assert count >= states[-1]["next"]


def test_locked_file_is_one_clear_error(warehouse, singer, start):
    warehouse.load(list(lines_of(singer, 0, 10)))
    holder = start(
        "-c", f"import duckdb\nc = duckdb.connect({str(warehouse.path)!r})\ninput('held')"
    )
    assert holder.stdout.read(len("held")) == b"held"

    outcome = warehouse.load(list(lines_of(singer, 10, 20)))

    holder.communicate(b"\n", timeout=900)
    assert (outcome.exit_code, outcome.states) == (1, [])
    [error] = outcome.errors
    assert f"The database {warehouse.path} is in use by python" in error
    assert f"process id {holder.pid}" in error
    assert warehouse.rows("SELECT count(*) FROM s") == [(10,)]


def test_about_names_the_capabilities():
    result = CliRunner().invoke(TargetDuckDB.cli, ["--about", "--format=json"])
    capabilities = json.loads(result.stdout)["capabilities"]
    assert {"activate-version", "batch", "hard-delete"} <= set(capabilities)


@pytest.mark.parametrize("closing", ["pipe", "descriptor"])
def test_closed_output_is_one_clear_error(warehouse, singer, start, tmp_path, closing):
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"filepath": str(warehouse.path)}))
    begin = "import os, sys; os.close(1); " if closing == "descriptor" else ""
    run = "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    process = start(
        "-c", f"import os, sys; {begin}{run}", "-m", "target_duckdb", "--config", config
    )
    process.stdout.close()
    send(process, lines_of(singer, 0, 10))
    process.stdin.close()
    log = process.stderr.read().decode()
    assert process.wait(timeout=900) == 1
    assert "The state cannot be written to standard output" in log
    assert "Traceback" not in log
    assert "Exception ignored" not in log
    process.stdin = process.stdout = None
    assert warehouse.rows("SELECT count(*) FROM s") == [(10,)]
