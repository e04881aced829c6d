"""Records that users deleted or merged in the org."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from target_salesforce.target import TargetSalesforce

_THRESHOLDS = pytest.mark.parametrize("threshold", [2000, 1], ids=["collections", "bulk"])


@pytest.fixture
def family(delivery, messages):
    """Input of two accounts, a child account and two contacts, which the org has."""
    input_ = messages().customer(1).customer(2).customer(3, parent=1)
    input_.contact(10, 1).contact(11, 2).state()
    assert delivery.run(input_).code == 0
    return input_


def _id(delivery, key, sobject="Account"):
    return delivery.by_key(sobject)[key]["Id"]


def _delete(delivery, key, *, purge=False):
    record_id = _id(delivery, key)
    delivery.sandbox.salesforce.mutate("delete", id=record_id)
    if purge:
        delivery.sandbox.salesforce.mutate("purge", sobject="Account", id=record_id)


def _merge(delivery, winner, loser):
    delivery.sandbox.salesforce.mutate("merge", sobject="Account", winner=winner, loser=loser)


def _assert_restored(delivery):
    accounts, contacts = delivery.by_key("Account"), delivery.by_key("Contact")
    assert set(accounts) == {"1", "2", "3"}
    assert accounts["3"]["ParentId"] == accounts["1"]["Id"]
    assert contacts["10"]["AccountId"] == accounts["1"]["Id"]
    assert contacts["11"]["AccountId"] == accounts["2"]["Id"]
    assert len(delivery.sandbox.salesforce.truth("Account")) == 3
    assert len(delivery.sandbox.salesforce.truth("Contact")) == 2


@_THRESHOLDS
def test_a_deleted_account_is_created_again_with_what_refers_to_it(delivery, family, threshold):
    _delete(delivery, "1")

    run = delivery.run(family, bulk_threshold=threshold)

    assert run.code == 0
    assert "Account: users have deleted 1 and merged 0 of the records" in run.log
    _assert_restored(delivery)
    delivery.sandbox.clear_journal()
    assert delivery.run(family).code == 0
    assert delivery.writes() == []


def test_what_refers_to_it_is_linked_again_when_the_tap_sends_it(delivery, messages, family):
    _delete(delivery, "1")
    delivery.run(messages().customer(1))
    assert delivery.by_key("Account")["3"]["ParentId"] is None

    delivery.run(messages().customer(3, parent=1).contact(10, 1))

    _assert_restored(delivery)


def test_a_deleted_account_that_is_not_in_the_input_is_reported(delivery, messages, family):
    _delete(delivery, "1")

    run = delivery.run(messages().customer(2))
    again = delivery.run(messages().customer(2))
    delivery.run(family)

    assert "run the tap with --full-refresh" in run.log
    assert "users have deleted" not in again.log
    _assert_restored(delivery)


def test_a_purged_account_is_found_by_the_comparison(delivery, family):
    _delete(delivery, "1", purge=True)
    delivery.run(family)
    assert "1" not in delivery.by_key("Account")

    run = delivery.run(family, compare_days=0)

    assert run.code == 0
    _assert_restored(delivery)


def test_the_comparison_can_be_run_by_hand(delivery, family):
    _delete(delivery, "1", purge=True)
    path = delivery.folder / "config.json"
    path.write_text(json.dumps(delivery.config))

    outputs = [
        CliRunner().invoke(TargetSalesforce.cli, ["compare", "--config", str(path)])
        for _ in range(2)
    ]

    lines = [output.stdout.splitlines() for output in outputs]
    assert lines[0][0] == (
        "Account: 3 sent before; since the last comparison users have deleted 1 and merged 0"
    )
    assert "2 sent before; since the last comparison users have deleted 0" in lines[1][0]
    assert delivery.run(family).code == 0
    _assert_restored(delivery)


def test_a_run_reads_the_recycle_bin_only_until_a_comparison_is_due(delivery, family):
    delivery.sandbox.clear_journal()

    delivery.run(family)

    paths = [entry["path"].split("?")[0] for entry in delivery.sandbox.journal()]
    assert len([path for path in paths if path.endswith("/queryAll")]) == 2
    assert not [path for path in paths if path.endswith("/query")]


def test_an_account_that_someone_created_in_its_place_is_updated(delivery, family):
    _delete(delivery, "1", purge=True)
    values = {"Name": "By hand", "NetSuite_Id__c": "1"}
    made = delivery.sandbox.salesforce.mutate("insert", sobject="Account", values=values)

    delivery.run(family, compare_days=0)

    account = delivery.by_key("Account")["1"]
    assert (account["Id"], account["Name"]) == (made["id"], "Customer 1")
    _assert_restored(delivery)


@_THRESHOLDS
def test_a_merge_into_a_record_with_a_key_is_followed(delivery, messages, family, threshold):
    two = _id(delivery, "2")
    _merge(delivery, two, _id(delivery, "1"))

    changed = messages().customer(1, phone="1").customer(2).customer(3, parent=1)
    changed.contact(10, 1, phone="5").contact(11, 2).contact(12, 1)
    run = delivery.run(changed, bulk_threshold=threshold)

    accounts, contacts = delivery.by_key("Account"), delivery.by_key("Contact")
    assert run.code == 0, run.log[-1000:]
    assert set(accounts) == {"2", "3"}
    assert accounts["2"]["Phone"] is None
    assert accounts["3"]["ParentId"] == two
    assert {row["AccountId"] for row in contacts.values()} == {two}
    assert contacts["10"]["Phone"] == "5"
    merged = [row for row in delivery.audit() if row["action"] == "merged"]
    assert [(row["source_key"], row["destination_id"]) for row in merged] == [("1", two)]


def test_successive_merges_are_followed_to_the_end(delivery, messages, family):
    three = _id(delivery, "3")
    _merge(delivery, _id(delivery, "2"), _id(delivery, "1"))
    delivery.run(messages().contact(10, 1, phone="1"))
    _merge(delivery, three, _id(delivery, "2"))

    run = delivery.run(messages().contact(10, 1, phone="2").contact(12, 2))

    assert run.code == 0, run.log[-1000:]
    assert {row["AccountId"] for row in delivery.by_key("Contact").values()} == {three}


def test_a_record_that_others_were_merged_into_receives_the_key(delivery, messages, family):
    values = {"Name": "By hand", "Site": "kept"}
    made = delivery.sandbox.salesforce.mutate("insert", sobject="Account", values=values)["id"]
    _merge(delivery, made, _id(delivery, "1"))

    run = delivery.run(family)

    account = delivery.by_key("Account")["1"]
    assert run.code == 0, run.log[-1000:]
    assert (account["Id"], account["Name"], account["Site"]) == (made, "Customer 1", "kept")
    _assert_restored(delivery)


def test_a_survivor_that_cannot_take_the_key_is_reported(delivery, family):
    values = {"Name": "By hand", "Site": "0"}
    made = delivery.sandbox.salesforce.mutate("insert", sobject="Account", values=values)["id"]
    rule = {"field": "Site", "value": "0", "message": "No"}
    delivery.sandbox.salesforce.mutate("add_validation_rule", sobject="Account", **rule)
    _merge(delivery, made, _id(delivery, "1"))

    run = delivery.run(family)

    assert run.code == 0
    assert "cannot take its key (FIELD_CUSTOM_VALIDATION_EXCEPTION)" in run.log
    assert delivery.by_key("Account")["1"]["Id"] != made


def test_a_merged_record_is_created_again_on_request(delivery, family):
    _merge(delivery, _id(delivery, "2"), _id(delivery, "1"))

    run = delivery.run(family, on_merge="create")

    assert run.code == 0
    _assert_restored(delivery)


def test_a_merge_before_the_first_delivery_of_an_audit_log_is_followed(delivery, family):
    _merge(delivery, _id(delivery, "2"), _id(delivery, "1"))
    (delivery.folder / "audit.sqlite").unlink()

    run = delivery.run(family)

    assert run.code == 0, run.log[-1000:]
    assert set(delivery.by_key("Account")) == {"2", "3"}


def test_children_of_a_deleted_record_say_what_to_do(delivery, messages, family):
    """Also in later runs, whose input has no account."""
    _delete(delivery, "1")

    codes = [delivery.run(messages().contact(10, 1, phone="1")).code for _ in range(2)]

    reasons = {line["rejected"]["reason"] for line in delivery.dead_letters()[1::2]}
    assert codes == [1, 1]
    [reason] = reasons
    assert reason == (
        "Foreign key external ID: 1 not found for field NetSuite_Id__c in entity Account. Users "
        "have deleted Account 1: run the tap with --full-refresh to create it again"
    )
