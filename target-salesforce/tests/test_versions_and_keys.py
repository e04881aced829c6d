"""One outcome for each record: older versions, equal keys, missing keys."""

from __future__ import annotations

import io
import json
from urllib.parse import quote_plus

import pytest
from target_salesforce.schema import Field
from target_salesforce.soql import key_lists, literal

_OLD, _NEW, _NEWEST = "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"


def _actions(delivery):
    return [(row["source_key"], row["action"]) for row in delivery.audit()]


@pytest.fixture
def replay(delivery):
    """Send the dead letters of all runs again."""

    def replay(**settings):
        lines = [json.dumps(line) + "\n" for line in delivery.dead_letters()]
        return delivery.run(io.StringIO("".join(lines)), **settings)

    return replay


@pytest.fixture
def dead_letter(delivery, messages):
    """Reject a version of customer 1 by a validation rule that is removed afterwards."""

    def reject(version):
        rule = {"sobject": "Account", "field": "Phone", "value": "0", "message": "No"}
        delivery.sandbox.salesforce.mutate("add_validation_rule", **rule)
        record = messages().customer(1, phone="0", lastmodifieddate=version)
        assert delivery.run(record, on_reject="dead_letter").code == 0
        delivery.sandbox.salesforce.mutate("clear_rules")

    return reject


def test_a_replayed_dead_letter_does_not_overwrite_newer_data(
    delivery, messages, replay, dead_letter
):
    dead_letter(_OLD)
    delivery.run(messages().customer(1, phone="new", lastmodifieddate=_NEW))

    run = replay()

    assert run.code == 0
    assert delivery.by_key("Account")["1"]["Phone"] == "new"
    assert "Account: 1 older than what was sent before: not sent" in run.log
    assert "0 created, 0 updated, 0 unchanged, 0 rejected, 0 deferred, 1 superseded" in run.log
    assert _actions(delivery)[-1] == ("1", "superseded")


def test_a_dead_letter_is_compared_with_unchanged_versions_too(
    delivery, messages, replay, dead_letter
):
    delivery.run(messages().customer(1, phone="1", lastmodifieddate=_OLD))
    dead_letter(_NEW)
    delivery.run(messages().customer(1, phone="1", lastmodifieddate=_NEWEST))

    replay()

    assert delivery.by_key("Account")["1"]["Phone"] == "1"


def test_force_update_sends_older_versions(delivery, messages, replay, dead_letter):
    dead_letter(_OLD)
    delivery.run(messages().customer(1, phone="new", lastmodifieddate=_NEW))

    replay(force_update=True)

    assert delivery.by_key("Account")["1"]["Phone"] == "0"


def test_the_newest_of_several_versions_in_the_input_is_sent(delivery, messages):
    input_ = messages().customer(1, phone="new", lastmodifieddate=_NEW)

    delivery.run(input_.customer(1, phone="old", lastmodifieddate=_OLD))

    assert delivery.by_key("Account")["1"]["Phone"] == "new"
    assert sorted(_actions(delivery)) == [("1", "created"), ("1", "superseded")]


def test_every_record_without_a_key_is_rejected(delivery, messages):
    input_ = messages().customer(None).customer(None).customer("  ").customer(4).state()

    run = delivery.run(input_, on_reject="dead_letter")

    letters = [line for line in delivery.dead_letters() if line["type"] == "RECORD"]
    assert run.code == 0
    assert "1 created, 0 updated, 0 unchanged, 3 rejected" in run.log
    assert [line["rejected"]["code"] for line in letters] == ["MISSING_ARGUMENT"] * 3
    assert [action for _, action in _actions(delivery)].count("rejected") == 3


@pytest.mark.parametrize("threshold", [2000, 1])
def test_keys_that_differ_by_case_folding_only_are_two_records(delivery, messages, threshold):
    input_ = messages().customer("straße", phone="1").customer("STRASSE", phone="2")

    run = delivery.run(input_, bulk_threshold=threshold)

    accounts = delivery.by_key("Account")
    assert run.code == 0
    assert {key: row["Phone"] for key, row in accounts.items()} == {"straße": "1", "STRASSE": "2"}


def test_keys_that_the_org_takes_as_equal_are_one_record(delivery, messages):
    run = delivery.run(messages().customer("ab", phone="1").customer("AB", phone="2"))

    [account] = delivery.by_key("Account").values()
    assert run.code == 0
    assert account["Phone"] == "2"
    assert sorted(_actions(delivery)) == [("AB", "created"), ("ab", "superseded")]


@pytest.mark.parametrize(
    ("type_", "case_sensitive", "key", "normalized"),
    [
        ("string", False, " Ab ", "ab"),
        ("string", True, " Ab ", "Ab"),
        ("string", False, "STRAßE", "straße"),
        ("double", False, "1045.0", "1045"),
        ("double", False, "100", "100"),
        ("double", False, "x", "x"),
    ],
)
def test_the_key_field_decides_which_keys_are_equal(type_, case_sensitive, key, normalized):
    field = _key_field(type_, case_sensitive=case_sensitive)

    assert field.normalize(key) == normalized


@pytest.mark.parametrize(
    ("type_", "keys", "lists"),
    [
        ("string", ["O'Neil", "a\\b"], ["'O\\'Neil', 'a\\\\b'"]),
        ("double", ["7", "-1.50", "x", "1) OR (Id != null", ""], ["-1.50, 7"]),
        ("double", ["x"], []),
    ],
)
def test_keys_are_bound_as_literals_of_their_type(type_, keys, lists):
    assert [*key_lists(_key_field(type_), keys)] == lists


def test_lists_of_keys_fit_a_uri():
    keys = [f"{number:04d}" + "é" * 60 for number in range(200)]

    lists = [*key_lists(_key_field("string"), keys)]

    assert len(lists) > 1
    assert all(len(quote_plus(text)) < 16_000 for text in lists)
    assert ", ".join(lists) == ", ".join(literal(key) for key in keys)


def _key_field(type_, *, case_sensitive=False):
    flags = dict.fromkeys(
        (
            "nillable",
            "createable",
            "updateable",
            "external_id",
            "id_lookup",
            "unique",
            "defaulted_on_create",
            "restricted_picklist",
        ),
        True,
    )
    return Field("K__c", "K", type_, 64, case_sensitive=case_sensitive, **flags)


def test_a_stream_without_key_properties_leaves_every_reject(delivery, messages):
    input_ = messages()
    for number in range(1, 6):
        input_.contact(number, 99)
    input_.contact(6).state()
    input_.lines[0]["key_properties"] = []

    run = delivery.run(input_, on_reject="dead_letter")
    stopped = delivery.run(input_, on_reject="dead_letter", max_rejects=4)

    assert "5 records were rejected" in run.log
    assert (run.code, run.states) == (0, [{"run": 1}])
    assert (stopped.code, stopped.states) == (1, [])
    [first, _] = sorted((delivery.folder / "dead-letters").glob("*.jsonl"))
    records = [json.loads(line) for line in first.read_text().splitlines()][1:]
    assert {line["record"]["id"] for line in records} == {1, 2, 3, 4, 5}
    assert {row["source_key"] for row in delivery.audit()} == {"1", "2", "3", "4", "5", "6"}


def test_a_rejected_record_is_not_sent_in_part(delivery, messages):
    input_ = messages().customer(1).customer(2, parent=1)
    delivery.run(input_)

    invalid = messages().customer(1).customer(2, companyname="x" * 300)
    run = delivery.run(invalid, on_reject="dead_letter")

    assert "0 created, 0 updated, 1 unchanged, 1 rejected" in run.log
    assert delivery.by_key("Account")["2"]["ParentId"] is not None
