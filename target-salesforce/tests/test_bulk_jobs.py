"""Bulk jobs that end early: aborted by the run when it stops, or in the org by an admin."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest


@pytest.fixture
def customers(messages):
    """Ten customers and a state."""
    input_ = messages()
    for number in range(1, 11):
        input_.customer(number)
    return input_.state()


def _states(delivery):
    return [job["state"] for job in delivery.sandbox.salesforce.jobs()]


def test_a_job_aborted_in_the_org_stops_the_run(delivery, customers):
    delivery.sandbox.salesforce.set_limits(bulk_seconds=1000, bulk_batch_rows=4)

    def abort(_):
        delivery.sandbox.advance(1500)  # one of three batches is written
        delivery.sandbox.salesforce.mutate("abort_jobs")

    run = delivery.run(customers, bulk_threshold=1, on_wait=abort)

    assert (run.code, run.states) == (1, [])
    assert "was aborted in the org after 4 of 10 records. See Bulk Data Load Jobs" in run.log
    assert not any("composite" in path for _, path in delivery.writes())
    assert [row["action"] for row in delivery.audit()] == ["created"] * 4
    assert len(delivery.by_key("Account")) == 4

    delivery.sandbox.salesforce.set_limits(bulk_seconds=0)
    again = delivery.run(customers, bulk_threshold=1)

    assert (again.code, again.states) == (0, [{"run": 1}])
    assert "6 created, 0 updated, 4 unchanged" in again.log
    assert len(delivery.by_key("Account")) == 10


def test_a_signal_aborts_the_job(delivery, customers):
    delivery.sandbox.salesforce.set_limits(bulk_seconds=1000)

    run = delivery.run(
        customers, bulk_threshold=1, on_wait=lambda target: target.terminate(signal.SIGTERM)
    )

    assert (run.code, run.states) == (128 + signal.SIGTERM, [])
    assert _states(delivery) == ["Aborted"]
    assert delivery.run(customers).code == 0
    assert len(delivery.by_key("Account")) == 10


def test_sigterm_ends_a_process_during_an_upload(delivery, customers):
    delivery.sandbox.fault("slow", method="PUT", delay=900)
    path = delivery.folder / "config.json"
    path.write_text(json.dumps(delivery.config | {"bulk_threshold": 1}))
    with subprocess.Popen(
        [sys.executable, "-m", "target_salesforce", "--config", path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        process.stdin.write(customers.text().read())
        process.stdin.close()
        delivery.wait_for("PUT", "jobs/ingest/")
        process.terminate()

        assert (process.stdout.read(), process.wait(900)) == ("", 128 + signal.SIGTERM)

    assert _states(delivery) == ["Aborted"]


def test_a_run_that_fails_aborts_its_job(delivery, customers):
    delivery.sandbox.salesforce.set_limits(bulk_seconds=1000)
    delivery.sandbox.fault("status", method="GET", path="jobs/ingest/", status=403)

    run = delivery.run(customers, bulk_threshold=1)

    assert run.code == 1
    assert "403 REQUEST_LIMIT_EXCEEDED" in run.log
    assert _states(delivery) == ["Aborted"]


def test_a_job_that_cannot_be_aborted_is_named(delivery, customers):
    delivery.sandbox.salesforce.set_limits(bulk_seconds=1000)
    delivery.sandbox.fault("status", path="jobs/ingest/", status=403, after=2, times=None)

    run = delivery.run(customers, bulk_threshold=1)

    [job] = delivery.sandbox.salesforce.jobs()
    assert run.code == 1
    assert f"Bulk job {job['id']} could not be aborted" in run.log


def test_a_signal_ends_the_wait_for_a_throttled_request(delivery, messages):
    headers = {"Retry-After": "500"}
    delivery.sandbox.fault("status", path="composite", status=503, headers=headers, times=None)
    waits = []

    def terminate(target):
        waits.append(target)
        target.terminate(signal.SIGTERM)

    run = delivery.run(messages().customer(1).state(), on_wait=terminate)

    assert (run.code, run.states) == (128 + signal.SIGTERM, [])
    assert len(waits) == 1
