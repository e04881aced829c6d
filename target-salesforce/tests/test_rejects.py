"""Rejected records: reported with a reason, written as dead letters, never silent."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from click.testing import CliRunner
from singer_erp.cli import main


def test_a_rejected_record_fails_the_run_and_keeps_the_state(delivery, messages):
    run = delivery.run(messages().customer(1).contact(10, 99).state())

    assert run.code == 1
    assert run.states == []
    assert "1 record was rejected; the state is unchanged" in run.log
    assert set(delivery.by_key("Account")) == {"1"}


def test_dead_letters_are_delivered_once_their_parents_exist(delivery, messages):
    delivery.run(messages().contact(10, 99).state(), on_reject="dead_letter")
    dead_letters = delivery.dead_letters()
    assert dead_letters[1]["rejected"]["code"] == "INVALID_FIELD"
    delivery.run(messages().customer(99))

    run = delivery.run(io.StringIO("".join(json.dumps(line) + "\n" for line in dead_letters)))

    assert run.code == 0
    account = delivery.by_key("Account")["99"]["Id"]
    assert delivery.by_key("Contact")["10"]["AccountId"] == account


def test_the_latest_of_several_dead_letters_is_delivered(delivery, messages):
    """`singer-erp replay` takes all files, whose names say nothing of their order."""
    rule = {"sobject": "Account", "field": "Phone", "value": "0", "message": "No"}
    delivery.sandbox.salesforce.mutate("add_validation_rule", **rule)
    for name in ("First", "Second", "Third"):
        delivery.run(messages().customer(1, companyname=name, phone="0"))
    delivery.sandbox.salesforce.mutate("clear_rules")
    files = sorted(map(str, (delivery.folder / "dead-letters").glob("target-salesforce-*.jsonl")))

    replayed = CliRunner().invoke(main, ["replay", *files])
    run = delivery.run(io.StringIO(replayed.output))

    assert (len(files), run.code) == (3, 0)
    assert delivery.by_key("Account")["1"]["Name"] == "Third"


def test_deferred_children_are_retried_in_the_next_run(delivery, messages):
    first = delivery.run(messages().contact(10, 99).state(), on_missing_parent="defer")
    second = delivery.run(messages().customer(99).state(2), on_missing_parent="defer")

    assert (first.code, first.states) == (0, [{"run": 1}])
    assert "1 deferred" in first.log
    assert [row["action"] for row in delivery.audit() if row["source_key"] == "10"] == [
        "deferred",
        "created",
    ]
    assert second.states == [{"run": 2}]
    assert delivery.by_key("Contact")["10"]["AccountId"] == delivery.by_key("Account")["99"]["Id"]
    assert not list((delivery.folder / "dead-letters").glob("*deferred*"))


@pytest.mark.parametrize("has_parent", [True, False])
def test_deferred_children_are_not_forgotten_when_the_setting_changes(
    delivery, messages, has_parent
):
    """They are delivered, or rejected with a dead letter: the state is beyond them."""
    delivery.run(messages().contact(10, 99).state(), on_missing_parent="defer")
    input_ = messages().customer(99 if has_parent else 98).state(2)

    dry = delivery.run(input_, dry_run=True)
    run = delivery.run(input_)

    assert dry.code == 0
    assert run.code == (0 if has_parent else 1)
    assert ("10" in delivery.by_key("Contact")) is has_parent
    letters = (delivery.folder / "dead-letters").glob("*.jsonl")
    assert [path.name.endswith("deferred.jsonl") for path in letters] == [False] * (not has_parent)


def test_children_deferred_by_version_0_1_0_are_retried(delivery, messages):
    delivery.run(messages().contact(10, 99), on_missing_parent="defer")
    [path] = (delivery.folder / "dead-letters").glob("*-deferred.jsonl")
    path.rename(path.with_name(path.name.replace("-deferred", "-held")))

    delivery.run(messages().contact(11, 99), on_missing_parent="defer")
    run = delivery.run(messages().customer(99), on_missing_parent="defer")

    assert run.code == 0
    assert set(delivery.by_key("Contact")) == {"10", "11"}
    assert not list((delivery.folder / "dead-letters").glob("*.jsonl"))


def test_more_rejects_than_max_rejects_fail_the_run(delivery, messages):
    input_ = messages().contact(10, 98).contact(11, 99).state()

    run = delivery.run(input_, on_reject="dead_letter", max_rejects=1)

    assert (run.code, run.states) == (1, [])


@pytest.mark.parametrize("threshold", [2000, 1])
@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"companyname": "x" * 300}, "Name", "STRING_TOO_LONG"),
        ({"companyname": None, "entityid": None}, "Name", "REQUIRED_FIELD_MISSING"),
        ({"url": "x" * 256}, "Website", "STRING_TOO_LONG"),
        ({"id": None}, "NetSuite_Id__c", "MISSING_ARGUMENT"),
    ],
)
def test_an_invalid_value_rejects_one_record_and_names_its_field(
    delivery, messages, values, field, code, threshold
):
    input_ = messages().customer(1).customer(2, **values).customer(3)

    run = delivery.run(input_, bulk_threshold=threshold)

    assert run.code == 1
    assert {"1", "3"} <= set(delivery.by_key("Account"))
    [reject] = [line for line in delivery.dead_letters() if line["type"] == "RECORD"]
    assert reject["rejected"]["code"] == code
    assert reject["rejected"]["fields"] == [field]
    assert "x" * 50 not in reject["rejected"]["reason"]


def test_a_validation_rule_rejects_with_the_orgs_message(delivery, messages):
    rule = {"field": "Phone", "value": "0", "message": "No zeros, please"}
    delivery.sandbox.salesforce.mutate("add_validation_rule", sobject="Account", **rule)

    delivery.run(messages().customer(1, phone="0").customer(2))

    [reject] = [line for line in delivery.dead_letters() if line["type"] == "RECORD"]
    rejected_at = dt.datetime.fromisoformat(reject["rejected"].pop("rejected_at"))
    assert rejected_at.tzinfo is not None
    assert reject["rejected"] == {
        "code": "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        "reason": "No zeros, please",
        "fields": ["Phone"],
        "action": "rejected",
    }


@pytest.mark.parametrize("threshold", [2000, 1])
@pytest.mark.parametrize(("allow", "code"), [(False, 1), (True, 0)])
def test_duplicates_are_saved_only_with_allow_duplicates(
    delivery, messages, allow, code, threshold
):
    delivery.sandbox.salesforce.mutate("add_duplicate_rule", sobject="Account", field="Phone")
    delivery.sandbox.salesforce.mutate(
        "insert", sobject="Account", values={"Name": "By hand", "Phone": "1"}
    )

    run = delivery.run(
        messages().customer(1, phone="1"), allow_duplicates=allow, bulk_threshold=threshold
    )

    assert run.code == code
    assert ("1" in delivery.by_key("Account")) is allow


@pytest.mark.parametrize("threshold", [2000, 1])
def test_locked_rows_are_retried_alone(delivery, messages, threshold):
    delivery.run(messages().customer(1).customer(2))
    delivery.sandbox.salesforce.mutate("lock", sobject="Account", key="1", times=3)

    run = delivery.run(
        messages().customer(1, phone="7").customer(2, phone="8"), bulk_threshold=threshold
    )

    assert run.code == 0
    assert {row["Phone"] for row in delivery.by_key("Account").values()} == {"7", "8"}
