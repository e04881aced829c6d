"""Requests whose response was lost: what the org has is unknown, and is sent again."""

from __future__ import annotations

import pytest

_THRESHOLDS = pytest.mark.parametrize("threshold", [2000, 1], ids=["collections", "bulk"])


def _actions(delivery, key="1"):
    return [row["action"] for row in delivery.audit() if row["source_key"] == key]


def _lose_responses(delivery, path=r"composite|successfulResults"):
    delivery.sandbox.fault("drop_response", path=path, times=None)


@_THRESHOLDS
def test_a_source_that_returns_to_what_was_confirmed_is_sent_again(delivery, messages, threshold):
    delivery.run(messages().customer(1, phone="A"))
    _lose_responses(delivery)
    lost = delivery.run(messages().customer(1, phone="B"), bulk_threshold=threshold)
    delivery.sandbox.clear_faults()
    assert delivery.by_key("Account")["1"]["Phone"] == "B"

    run = delivery.run(messages().customer(1, phone="A"))

    assert (lost.code, run.code) == (1, 0)
    assert delivery.by_key("Account")["1"]["Phone"] == "A"


def test_a_reference_that_may_have_been_set_is_cleared(delivery, messages):
    delivery.run(messages().customer(1).customer(2))
    _lose_responses(delivery)
    delivery.run(messages().customer(2, parent=1))
    delivery.sandbox.clear_faults()
    assert delivery.by_key("Account")["2"]["ParentId"] is not None

    delivery.run(messages().customer(2))

    assert delivery.by_key("Account")["2"]["ParentId"] is None


def test_a_refusal_after_a_lost_response_leaves_the_record_unknown(delivery, messages):
    delivery.run(messages().customer(1, phone="A"))
    _lose_responses(delivery)
    delivery.run(messages().customer(1, phone="B"))
    delivery.sandbox.clear_faults()
    delivery.run(messages().customer(1, phone="x" * 41))

    delivery.run(messages().customer(1, phone="A"))

    assert delivery.by_key("Account")["1"]["Phone"] == "A"


@_THRESHOLDS
def test_a_record_whose_creation_was_not_confirmed_is_reported_as_created(
    delivery, messages, threshold
):
    _lose_responses(delivery)
    delivery.run(messages().customer(1), bulk_threshold=threshold)
    delivery.sandbox.clear_faults()

    run = delivery.run(messages().customer(1), bulk_threshold=threshold)

    assert _actions(delivery) == ["created"]
    assert "1 created, 0 updated" in run.log


def test_a_retried_request_reports_what_the_first_one_did(delivery, messages):
    delivery.sandbox.fault("drop_response", path="composite/sobjects/Account", times=1)

    delivery.run(messages().customer(1))

    assert _actions(delivery) == ["created"]


def test_a_record_of_the_org_is_reported_as_updated(delivery, messages):
    values = {"Name": "By hand", "NetSuite_Id__c": "1"}
    delivery.sandbox.salesforce.mutate("insert", sobject="Account", values=values)
    delivery.sandbox.advance(60)

    delivery.run(messages().customer(1))

    assert _actions(delivery) == ["updated"]


def test_outcomes_name_the_request_or_the_job_and_the_user(delivery, messages, runs):
    delivery.run(messages().customer(1).contact(10, 1), bulk_threshold=1)
    delivery.run(messages().customer(2))

    rows = {row["source_key"]: row for row in delivery.audit()}
    assert rows["1"]["job_id"].startswith("750")
    assert rows["10"]["job_id"] != rows["1"]["job_id"]
    assert rows["2"]["request_id"]
    user = next(row for row in delivery.sandbox.salesforce.truth("User"))
    assert {row["user_id"] for row in delivery.audit(runs)} == {user["Id"][:15]}


def test_unchanged_records_are_counted(delivery, messages, runs):
    input_ = messages().customer(1).customer(2, parent=1).contact(10, 1)
    delivery.run(input_)
    delivery.run(input_)

    assert [row["unchanged"] for row in delivery.audit(runs)] == [0, 3]


def test_a_job_left_behind_ends_before_newer_values_are_sent(delivery, messages):
    delivery.run(messages().customer(1, phone="A"))
    delivery.sandbox.salesforce.set_limits(bulk_seconds=1000)
    delivery.sandbox.fault("status", path="jobs/ingest/", status=403, after=2, times=None)
    delivery.run(messages().customer(1, phone="B"), bulk_threshold=1)
    delivery.sandbox.clear_faults()

    run = delivery.run(
        messages().customer(1, phone="C"), on_wait=lambda _: delivery.sandbox.advance(2000)
    )

    assert run.code == 0
    assert [job["state"] for job in delivery.sandbox.salesforce.jobs()] == ["JobComplete"]
    delivery.sandbox.advance(5000)
    assert delivery.by_key("Account")["1"]["Phone"] == "C"


def test_a_job_left_behind_without_its_data_is_not_awaited(delivery, messages):
    delivery.sandbox.fault("status", path="jobs/ingest/", status=403, times=None)
    delivery.run(messages().customer(1), bulk_threshold=1)
    delivery.sandbox.clear_faults()

    run = delivery.run(messages().customer(1))

    assert run.code == 0
    assert [job["state"] for job in delivery.sandbox.salesforce.jobs()] == ["Open"]
