"""`--dry-run`: the outcomes of a run, and nothing is written."""

from __future__ import annotations

import pytest


def test_a_dry_run_tells_creations_from_updates(delivery, messages):
    delivery.run(messages().customer(1, phone="1").customer(2).contact(10, 1))
    delivery.sandbox.clear_journal()

    run = delivery.run(
        messages().customer(1, phone="2").customer(2).customer(3, parent=4).customer(4)
        .contact(10, 2).contact(11, 4).contact(12, 2),
        dry_run=True,
    )  # fmt: skip

    assert run.code == 0
    assert "Dry run: Account: 2 created, 1 updated, 1 unchanged, 0 rejected" in run.log
    assert "Dry run: Contact: 2 created, 1 updated, 0 unchanged, 0 rejected" in run.log
    assert delivery.writes() == []


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (lambda m: m.contact(10, 99), "contacts 10 would be rejected by Contact: INVALID_FIELD"),
        (
            lambda m: m.customer(7, parent=99),
            "customers 7 would be rejected by Account: INVALID_FI",
        ),
        (
            lambda m: m.record("customer_billing_addresses", entity=99, city="Bonn"),
            "99 would be rejected by Account: REQUIRED_FIELD_MISSING Required fields are missing",
        ),
        (
            lambda m: m.customer(99, companyname="x" * 300).contact(10, 99),
            "contacts 10 would be rejected by Contact: INVALID_FIELD",
        ),
    ],
    ids=["orphan", "orphan of its own object", "address without account", "child of a reject"],
)
def test_a_dry_run_rejects_what_a_run_rejects(delivery, messages, record, reason):
    input_ = record(messages().customer(1).contact(11, 1))

    dry_run = delivery.run(input_, dry_run=True)
    run = delivery.run(input_)

    assert (dry_run.code, run.code) == (1, 1)
    assert reason in dry_run.log
    tallies = [line.partition("Account: ")[2] for line in dry_run.log.splitlines()]
    assert [t for t in tallies if t and t in run.log and "created" in t]


def test_a_dry_run_defers_what_a_run_defers(delivery, messages):
    run = delivery.run(messages().contact(10, 99), dry_run=True, on_missing_parent="defer")

    assert run.code == 0
    assert "contacts 10 would be deferred by Contact" in run.log
    assert "0 rejected, 1 deferred" in run.log
    assert delivery.dead_letters() == []


def test_a_dry_run_asks_for_many_keys_in_requests_that_fit(delivery, messages):
    input_ = messages()
    for number in range(600):
        input_.customer(number, id=f"{'ü' * 20}-{number}")

    run = delivery.run(input_, dry_run=True)

    queries = [e for e in delivery.sandbox.journal() if "/query?" in e["path"]]
    assert "600 created, 0 updated" in run.log
    assert len(queries) > 2
    assert max(len(entry["path"]) for entry in queries) < 16_384


def test_a_dry_run_logs_rejects_and_writes_nothing(delivery, messages):
    input_ = messages().customer(1).customer(2, companyname="x" * 300).state()

    run = delivery.run(input_, dry_run=True)

    assert run.code == 1
    assert run.states == []
    assert "customers 2 would be rejected by Account: STRING_TOO_LONG Name takes 255" in run.log
    assert delivery.writes() == []
    assert delivery.dead_letters() == []
    assert delivery.audit() == []
