"""A target process that is killed during any request: the next run completes the delivery."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading

import pytest

_ACCOUNTS = 249
# The response is delayed until the process is dead.
_SECONDS = 900


@pytest.fixture
def killed(delivery, tmp_path):
    """Run the target as a process and kill it during a request."""

    def run(input_, **settings):
        path = tmp_path / "config.json"
        path.write_text(json.dumps(delivery.config | settings))
        temporary = tmp_path / "temporary"
        temporary.mkdir()
        with subprocess.Popen(
            [sys.executable, "-m", "target_salesforce", "--config", path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"TMPDIR": str(temporary), "SQLITE_TMPDIR": str(temporary)},
        ) as process:
            process.stdin.write(input_.text().read())
            process.stdin.close()
            _wait_for_fault(delivery.sandbox)
            process.send_signal(signal.SIGKILL)
            result = process.stdout.read(), process.wait()
        assert list(temporary.iterdir()) == []  # records would stay readable
        return result

    return run


def _wait_for_fault(sandbox):
    tick = threading.Event()
    for _ in range(9000):
        if any(entry.get("fault") for entry in sandbox.journal()):
            return
        tick.wait(0.1)
    pytest.fail("the request was never sent")


# The process dies after the work of these requests, before their response. A kill before a request
# leaves what a kill after the previous one does.
_REQUESTS = {
    "the first Collections call": (2000, "PATCH", "composite", 0),
    "the second Collections call": (2000, "PATCH", "composite", 1),
    "the job": (1, "POST", "jobs/ingest$", 0),
    "the upload": (1, "PUT", "batches", 0),
    "UploadComplete": (1, "PATCH", "jobs/ingest", 0),
    "the results": (1, "GET", "successfulResults", 0),
    "the second object's job": (1, "POST", "jobs/ingest$", 1),
}


@pytest.mark.parametrize("request_", _REQUESTS)
def test_a_killed_process_leaves_nothing_doubled_and_nothing_missing(
    delivery, messages, killed, request_
):
    threshold, method, path, after = _REQUESTS[request_]
    input_ = messages()
    for number in range(1, _ACCOUNTS + 1):
        input_.customer(number, parent=1 if number > 1 else None)
    for number in range(1000, 1100):
        input_.contact(number, number - 900)
    input_.state()
    delivery.sandbox.fault("slow", method=method, path=path, after=after, delay=_SECONDS)

    states, code = killed(input_, bulk_threshold=threshold)
    delivery.sandbox.clear_faults()
    run = delivery.run(input_, bulk_threshold=threshold)

    assert (states, code) == ("", -signal.SIGKILL)
    assert (run.code, run.states) == (0, [{"run": 1}])
    accounts, contacts = delivery.by_key("Account"), delivery.by_key("Contact")
    assert len(delivery.sandbox.salesforce.truth("Account")) == len(accounts) == _ACCOUNTS
    assert len(delivery.sandbox.salesforce.truth("Contact")) == len(contacts) == 100
    assert {row["ParentId"] for key, row in accounts.items() if key != "1"} == {accounts["1"]["Id"]}
    for number in range(1000, 1100):
        assert contacts[str(number)]["AccountId"] == accounts[str(number - 900)]["Id"]
