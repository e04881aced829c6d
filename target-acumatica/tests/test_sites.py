"""Corrections on sites that differ: balancing entries, approval, responses with what was sent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from target_acumatica.destination import destination_name


def test_a_site_that_returns_only_what_was_sent_is_asked_for_the_rest(delivery, messages):
    delivery.sandbox.acumatica.set_limits(put_response="sent")
    settings = {"post_as": "released", "on_correction": "reverse"}

    runs = [delivery.run(messages().journal("A", amount), **settings) for amount in ("10", "12")]

    assert [run.code for run in runs] == [0, 0], delivery.rejects()
    statuses = delivery.statuses()
    assert statuses.pop("Accrual A") == ["Posted"] * 2
    assert [*statuses.values()] == [["Posted"]]


@pytest.mark.parametrize("on_correction", ["error", "reverse"])
def test_entries_that_balance_branches_are_no_change_of_a_posted_journal(
    delivery, messages, on_correction
):
    """Posting adds them where branches require balancing."""
    delivery.sandbox.acumatica.mutate("preferences", balancing_account="1500")
    lines = delivery.config["mappings"]["accruals"]
    details = lines["lines"]["Details"] | {"BranchID": "total"}
    settings = {
        "post_as": "released",
        "on_correction": on_correction,
        "mappings": {"accruals": lines | {"lines": {"Details": details}}},
    }

    def input_(amount):
        made = messages().line("A", "6000", amount, total="HEADOFFICE")
        return made.line("A", "2000", f"-{amount}", total="DOCK2")

    first = delivery.run(input_("10"), **settings)
    again = delivery.run(input_("10"), **settings, force_update=True)
    changed = delivery.run(input_("12"), **settings)

    assert (first.code, again.code) == (0, 0), again.log
    assert "0 created, 0 updated, 1 unchanged" in again.log
    assert changed.code == (1 if on_correction == "error" else 0)
    net = {}
    for batch in (one for rows in delivery.journals().values() for one in rows):
        for line in batch["Details"]:
            key = line["Account"], line["BranchID"]
            amount = line["DebitAmount"] - line["CreditAmount"]
            net[key] = net.get(key, 0) + amount
    amount = 10 if on_correction == "error" else 12
    assert net == {
        ("6000", "HEADOFFICE"): amount,
        ("1500", "HEADOFFICE"): -amount,
        ("2000", "DOCK2"): -amount,
        ("1500", "DOCK2"): amount,
    }


@pytest.mark.parametrize("post_as", ["balanced", "released"])
def test_rows_that_balance_branches_and_are_gone_are_a_correction(delivery, messages, post_as):
    """The instance adds no such lines: the first run has sent them."""
    mapping = delivery.config["mappings"]["accruals"]
    details = mapping["lines"]["Details"] | {"BranchID": "total"}
    settings = {
        "post_as": post_as,
        "mappings": {"accruals": mapping | {"lines": {"Details": details}}},
    }

    def input_(*, has_all):
        added = messages().line("A", "6000", "10", total="HEADOFFICE")
        added.line("A", "2000", "-10", total="DOCK2")
        if has_all:
            added.line("A", "6010", "-10", total="HEADOFFICE")
            added.line("A", "6010", "10", total="DOCK2")
        return added

    delivery.run(input_(has_all=True), **settings)
    run = delivery.run(input_(has_all=False), **settings)

    lines = len(delivery.amounts("Accrual A"))
    assert (run.code, lines) == ((0, 2) if post_as == "balanced" else (1, 4))


def test_a_batch_that_waits_for_approval_is_not_replaced_before_it(delivery, messages):
    """Acumatica changes and deletes batches that are on hold or balanced only."""
    control = delivery.sandbox.acumatica
    control.mutate("preferences", approval=True)
    delivery.run(messages().journal("A", "10"))

    run = delivery.run(messages().journal("A", "12"))
    [[batch]] = delivery.journals().values()
    control.mutate("approve", batch=batch["BatchNbr"])
    replay = delivery.run(delivery.dead_letter_text())

    assert (run.code, replay.code) == (1, 0)
    [(code, reason), _] = delivery.rejects()
    assert code == "NOT_REPLACED"
    assert "(Pending Approval) cannot be deleted: approve or delete it" in reason
    assert [amount for _, amount, _ in delivery.amounts("Accrual A")] == [Decimal(12), Decimal(0)]


@pytest.mark.parametrize(("one", "other"), [("Acme 1", "Acme-1"), ("Acme (EU)", "Acme-EU-")])
def test_two_tenants_of_a_site_have_different_names_in_the_audit_log(one, other):
    """Equal ones share what was confirmed: a journal of one is unchanged in the other."""
    url = "https://acme.acumatica.com"
    assert destination_name(url, one) != destination_name(url, other)
