"""Lost responses, expired sessions, exhausted quotas: nothing is lost and nothing doubled."""

from __future__ import annotations

import pytest
from singer_erp.audit.tables import RUNS


@pytest.mark.parametrize("threshold", [2000, 1])
@pytest.mark.parametrize("fault", ["reset", "drop_response", "truncate", "html", "status"])
def test_failed_requests_are_retried_without_duplicates(delivery, messages, fault, threshold):
    path = "composite" if threshold > 1 else "ingest"
    delivery.sandbox.fault(fault, path=path, times=2)
    input_ = messages()
    for number in range(1, 30):
        input_.customer(number)

    run = delivery.run(input_, bulk_threshold=threshold)

    assert run.code == 0
    assert len(delivery.sandbox.salesforce.truth("Account")) == 29


def test_an_expired_session_is_renewed_once(delivery, messages):
    delivery.run(messages().customer(1))
    delivery.sandbox.fault("status", path="composite", status=401)
    delivery.sandbox.clear_journal()

    run = delivery.run(messages().customer(1, phone="2"))

    assert run.code == 0
    assert [path for _, path in delivery.calls()].count("/services/oauth2/token") == 2


def test_an_exhausted_daily_quota_fails_the_run_and_the_next_run_resumes(delivery, messages):
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
    assert [row["result"] for row in delivery.audit(RUNS)] == ["failed", "complete"]


def test_concurrency_errors_are_retried(delivery, messages):
    delivery.sandbox.salesforce.set_limits(concurrent_refusals=2)

    assert delivery.run(messages().customer(1)).code == 0


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("call_budget", 2, "`call_budget`"),
        ("api_usage_limit_percent", 50, "14000 of the org's 15000"),
    ],
)
def test_an_exhausted_budget_fails_the_run(delivery, messages, setting, value, message):
    delivery.sandbox.salesforce.set_limits(used=13999)

    run = delivery.run(
        messages().customer(1).contact(2, 1).state(),
        **{"api_usage_limit_percent": 100, setting: value},
    )

    assert (run.code, run.states) == (1, [])
    assert message in run.log


def test_rows_that_a_bulk_job_did_not_process_are_sent_by_collections(delivery, messages):
    delivery.sandbox.salesforce.set_limits(bulk_fail_after=5)
    input_ = messages()
    for number in range(1, 11):
        input_.customer(number)

    run = delivery.run(input_, bulk_threshold=1)

    assert run.code == 0
    assert len(delivery.sandbox.salesforce.truth("Account")) == 10


# Collections: two describes, two calls, two for the parents, one for the contact.
# Bulk: two describes, then six requests for the first of three jobs.
_FAILURES = [(2000, request) for request in range(1, 7)] + [(1, request) for request in range(1, 9)]


@pytest.mark.parametrize(("threshold", "request_"), _FAILURES)
def test_a_run_that_fails_at_any_request_is_completed_by_the_next(
    delivery, messages, threshold, request_
):
    input_ = messages()
    for number in range(1, 250):
        input_.customer(number, parent=1 if number > 1 else None)
    input_.contact(1000, 7).state()
    # The request is processed, its response is lost, and so are those of all retries.
    path = r"composite|ingest|describe"
    delivery.sandbox.fault("drop_response", path=path, times=None, after=request_)
    failed = delivery.run(input_, bulk_threshold=threshold, max_concurrency=1)
    assert any(entry.get("fault") for entry in delivery.sandbox.journal())
    delivery.sandbox.clear_faults()

    run = delivery.run(input_, bulk_threshold=threshold)

    assert (failed.code, failed.states) == (1, [])
    assert (run.code, run.states) == (0, [{"run": 1}])
    assert len(delivery.sandbox.salesforce.truth("Account")) == 249
    assert len(delivery.sandbox.salesforce.truth("Contact")) == 1
    accounts = delivery.by_key("Account")
    assert {row["ParentId"] for key, row in accounts.items() if key != "1"} == {accounts["1"]["Id"]}
