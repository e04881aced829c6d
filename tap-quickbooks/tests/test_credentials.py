"""Stored credentials survive rotation, kills and concurrent taps."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from singer_erp.errors import AuthenticationError

SETTINGS = {
    "redirect_uri": "http://localhost:8765/callback",
    "request_timeout_seconds": 900,
    "max_concurrency": 1,
}


def test_runs_within_an_hour_share_one_token(sandbox, run):
    for _ in range(3):
        run(streams=["terms"])

    assert sandbox.quickbooks.limits()["refreshes"] == 1


def test_a_rotated_token_is_stored_from_run_to_run(sandbox, run, monkeypatch):
    real, day = time.time, 90_000
    for number in range(1, 6):
        monkeypatch.setattr(time, "time", lambda ahead=number * day: real() + ahead)
        sandbox.advance(day)
        assert run(streams=["terms"]).records("terms")

    assert sandbox.quickbooks.limits()["alive"]


def test_a_token_that_was_revoked_early_is_refreshed_once(sandbox, run):
    run(streams=["terms"])
    sandbox.quickbooks.expire_tokens()

    assert run(streams=["terms"]).records("terms")


def test_processes_that_refresh_concurrently_keep_the_credentials(sandbox, config, tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config))
    catalog = _catalog(path, tmp_path)
    command = [sys.executable, "-m", "tap_quickbooks", "--config", path, "--catalog", catalog]
    for _ in range(2):
        with ThreadPoolExecutor(4) as pool:
            runs = list(pool.map(lambda _: _run(command), range(4)))
        assert [run.returncode for run in runs] == [0] * 4, runs[0].stderr
        sandbox.quickbooks.expire_tokens()

    assert sandbox.quickbooks.limits()["alive"]


def test_a_process_killed_before_it_used_its_new_token_keeps_the_credentials(
    sandbox, config, tmp_path, run
):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config))
    catalog = _catalog(path, tmp_path)
    command = [sys.executable, "-m", "tap_quickbooks", "--config", path, "--catalog", catalog]
    for _ in range(4):
        sandbox.advance(90_000)  # each refresh rotates the value
        # The first call with the new token never arrives: the token was received and not used.
        sandbox.fault("reset", path="query", delay=30)
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as tap:
            _wait_for_fault(sandbox)
            tap.kill()
        sandbox.clear_faults()
        sandbox.clear_journal()

    assert run(streams=["terms"]).records("terms")
    assert sandbox.quickbooks.limits()["alive"]


def test_a_signal_while_a_token_is_refreshed_keeps_the_credentials(sandbox, config, tmp_path, run):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config))
    catalog = _catalog(path, tmp_path)
    run(streams=["terms"])
    sandbox.advance(90_000)  # the next refresh rotates the value
    sandbox.quickbooks.expire_tokens()
    sandbox.fault("slow", path="tokens", delay=1)
    command = [sys.executable, "-m", "tap_quickbooks", "--config", path, "--catalog", catalog]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as tap:
        _wait_for_fault(sandbox)
        tap.send_signal(signal.SIGTERM)
        tap.communicate(timeout=900)

    assert tap.returncode == 128 + signal.SIGTERM
    assert run(streams=["terms"]).records("terms")
    assert sandbox.quickbooks.limits()["alive"]


def _wait_for_fault(sandbox):
    tick = threading.Event()
    for _ in range(600):
        if any(entry.get("fault") for entry in sandbox.journal()):
            return
        tick.wait(0.05)
    pytest.fail("no first call")


def test_expired_credentials_name_the_command_to_run(sandbox, run, tmp_path):
    sandbox.advance(101 * 86_400)

    with pytest.raises(AuthenticationError, match="run `tap-quickbooks login`"):
        run(streams=["terms"])


def test_an_authorization_in_a_browser_is_stored_for_its_company_and_checked(
    sandbox, config, tmp_path
):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {name: value for name, value in config.items() if name != "refresh_token"}
    path = tmp_path / "config.json"
    path.write_text(json.dumps(settings | {"redirect_uri": f"http://localhost:{port}/callback"}))
    fetch = "import requests,sys; requests.get(sys.argv[1], timeout=20)"
    browser = {"BROWSER": f"{sys.executable} -c '{fetch}' %s &"}
    login = [sys.executable, "-m", "tap_quickbooks", "login", "--config", path]

    before = _run([*login, "--check"])
    done = _run(login, env=os.environ | browser)
    after = _run([*login, "--check"])

    assert (before.returncode, "Run `tap-quickbooks login`" in before.stderr) == (1, True)
    assert done.returncode == 0, done.stderr
    [realm] = config["realm_ids"]
    assert after.stdout.startswith(f"tap-quickbooks {realm}: valid; expire in 99 days unless used")
    assert re.search("182[45] days in any case", after.stdout)


def _catalog(config, folder):
    done = _run([sys.executable, "-m", "tap_quickbooks", "--config", config, "--discover"])
    catalog = json.loads(done.stdout)
    for stream in catalog["streams"]:
        for entry in stream["metadata"]:
            if not entry["breadcrumb"]:
                entry["metadata"]["selected"] = stream["tap_stream_id"] == "terms"
    path = folder / "catalog.json"
    path.write_text(json.dumps(catalog))
    return path


def _run(command, **more):
    return subprocess.run(command, capture_output=True, text=True, timeout=900, check=False, **more)


def test_rounds_of_kills_and_concurrent_refreshes_lose_no_token(sandbox, run, config):
    run(streams=["terms"])  # stores the credentials
    settings = json.dumps(config | SETTINGS) + "\n"
    command = [sys.executable, str(Path(__file__).parent / "data" / "refresh.py")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        for number in range(30):
            if number % 4 == 0:
                sandbox.advance(90_000)  # the value rotates
            else:
                sandbox.quickbooks.expire_tokens()
            process.stdin.write(settings)
            process.stdin.flush()
            assert json.loads(process.stdout.readline()) == [-signal.SIGKILL, 0, 0], number
            assert sandbox.quickbooks.limits()["alive"], number
        process.stdin.close()
