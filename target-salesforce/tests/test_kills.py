"""The target's process killed at any moment: the next run completes what it began."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading

import pytest

_ACCOUNTS = 249
# Held up so long that the kill comes first.
_SECONDS = 30


@pytest.fixture
def killed(delivery, tmp_path):
    """Run the target as a process and kill it while a request is being answered."""

    def run(input_, **settings):
        path = tmp_path / "config.json"
        path.write_text(json.dumps(delivery.config | settings))
        with subprocess.Popen(
            [sys.executable, "-m", "target_salesforce", "--config", path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            process.stdin.write(input_.text().read())
            process.stdin.close()
            _wait_for_fault(delivery.sandbox)
            process.send_signal(signal.SIGKILL)
            return process.stdout.read(), process.wait()

    return run


def _wait_for_fault(sandbox):
    tick = threading.Event()
    for _ in range(600):
        if any(entry.get("fault") for entry in sandbox.journal()):
            return
        tick.wait(0.1)
    pytest.fail("the request to be killed at never came")


_REQUESTS = {
    "the first Collections call": (2000, "PATCH", "composite", 0),
    "the second Collections call": (2000, "PATCH", "composite", 1),
    "the job": (1, "POST", "jobs/ingest$", 0),
    "the PUT": (1, "PUT", "batches", 0),
    "UploadComplete": (1, "PATCH", "jobs/ingest", 0),
    "the first poll": (1, "GET", "jobs/ingest", 0),
    "the results": (1, "GET", "successfulResults", 0),
    "the second object's job": (1, "POST", "jobs/ingest$", 1),
}


@pytest.mark.parametrize("request_", _REQUESTS)
@pytest.mark.parametrize("fault", ["reset", "slow"], ids=["before", "after the work of"])
def test_a_killed_process_leaves_nothing_doubled_and_nothing_missing(
    delivery, messages, killed, fault, request_
):
    threshold, method, path, after = _REQUESTS[request_]
    input_ = messages()
    for number in range(1, _ACCOUNTS + 1):
        input_.customer(number, parent=1 if number > 1 else None)
    for number in range(1000, 1100):
        input_.contact(number, number - 900)
    input_.state()
    delivery.sandbox.fault(fault, method=method, path=path, after=after, delay=_SECONDS)

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
