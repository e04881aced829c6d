"""Lost answers, ended sessions, spent quotas, killed runs: nothing lost, nothing doubled."""

from __future__ import annotations

import pytest
from singer_erp.audit.tables import RUNS


@pytest.mark.parametrize("threshold", [2000, 1])
@pytest.mark.parametrize("fault", ["reset", "drop_response", "truncate", "html", "status"])
def test_a_failing_request_is_repeated_and_doubles_nothing(delivery, messages, fault, threshold):
    path = "composite" if threshold > 1 else "ingest"
    delivery.sandbox.fault(fault, path=path, times=2)
    input_ = messages()
    for number in range(1, 30):
        input_.customer(number)

    run = delivery.run(input_, bulk_threshold=threshold)

    assert run.code == 0
    assert len(delivery.sandbox.salesforce.truth("Account")) == 29


def test_an_ended_session_is_logged_in_again_once(delivery, messages):
    delivery.run(messages().customer(1))
    delivery.sandbox.fault("status", path="composite", status=401)
    delivery.sandbox.clear_journal()

    run = delivery.run(messages().customer(1, phone="2"))

    assert run.code == 0
    assert [path for _, path in delivery.calls()].count("/services/oauth2/token") == 2


def test_a_spent_daily_quota_ends_the_run_and_the_next_goes_on(delivery, messages):
    input_ = messages()
    for number in range(1, 1001):
        input_.customer(number)
    input_.state()
    delivery.sandbox.fault("status", path="composite", status=403, after=2, times=None)
    stopped = delivery.run(input_, max_concurrency=1)
    delivery.sandbox.clear_faults()
    delivery.sandbox.clear_journal()
    finished = delivery.run(input_)

    assert (stopped.code, stopped.states) == (1, [])
    assert "403 REQUEST_LIMIT_EXCEEDED" in stopped.log
    assert (finished.code, finished.states) == (0, [{"run": 1}])
    assert len(delivery.sandbox.salesforce.truth("Account")) == 1000
    assert len(delivery.writes()) == 3
    assert [row["result"] for row in delivery.ledger(RUNS)] == ["failed", "complete"]


def test_too_many_requests_at_once_are_waited_out(delivery, messages):
    delivery.sandbox.salesforce.set_limits(concurrent_refusals=2)

    assert delivery.run(messages().customer(1)).code == 0


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("call_budget", 2, "`call_budget`"),
        ("api_usage_limit_percent", 50, "14000 of the org's 15000"),
    ],
)
def test_a_budget_stops_the_run(delivery, messages, setting, value, told):
    delivery.sandbox.salesforce.set_limits(used=13999)

    run = delivery.run(
        messages().customer(1).contact(2, 1).state(),
        **{"api_usage_limit_percent": 100, setting: value},
    )

    assert (run.code, run.states) == (1, [])
    assert told in run.log


def test_rows_a_job_leaves_unprocessed_follow_by_collections(delivery, messages):
    delivery.sandbox.salesforce.set_limits(bulk_fail_after=5)
    input_ = messages()
    for number in range(1, 11):
        input_.customer(number)

    run = delivery.run(input_, bulk_threshold=1)

    assert run.code == 0
    assert len(delivery.sandbox.salesforce.truth("Account")) == 10


@pytest.mark.parametrize("threshold", [2000, 1])
@pytest.mark.parametrize("requests", range(1, 9))
def test_a_run_that_dies_at_any_request_is_completed_by_the_next(
    delivery, messages, threshold, requests
):
    input_ = messages()
    for number in range(1, 250):
        input_.customer(number, parent=1 if number > 1 else None)
    input_.contact(1000, 7).state()
    # The work is done, the answer never comes, and the run has no more tries.
    path = r"composite|ingest|describe"
    delivery.sandbox.fault("drop_response", path=path, times=None, after=requests)
    died = delivery.run(input_, bulk_threshold=threshold, max_concurrency=1)
    struck = [entry for entry in delivery.sandbox.journal() if entry.get("fault")]
    delivery.sandbox.clear_faults()

    run = delivery.run(input_, bulk_threshold=threshold)

    assert (died.code, died.states) == ((1, []) if struck else (0, [{"run": 1}]))
    assert (run.code, run.states) == (0, [{"run": 1}])
    assert len(delivery.sandbox.salesforce.truth("Account")) == 249
    assert len(delivery.sandbox.salesforce.truth("Contact")) == 1
    accounts = delivery.by_key("Account")
    assert {row["ParentId"] for key, row in accounts.items() if key != "1"} == {accounts["1"]["Id"]}
