"""Journals that change after they were sent: replaced, reversed, or an error; never silently."""

from __future__ import annotations

from decimal import Decimal

import pytest


@pytest.mark.parametrize("post_as", ["hold", "balanced"])
def test_a_journal_that_is_not_posted_is_replaced(delivery, messages, post_as):
    delivery.run(messages().journal("A", "10"), post_as=post_as)

    run = delivery.run(messages().journal("A", "12"), post_as=post_as)

    assert "0 created, 1 updated, 0 unchanged" in run.log
    assert [amount for _, amount, _ in delivery.amounts("Accrual A")] == [Decimal(12), Decimal(0)]


def test_a_posted_journal_that_changes_is_an_error_by_default(delivery, messages):
    delivery.run(messages().journal("A", "10"), post_as="released")

    run = delivery.run(messages().journal("A", "12").state(), post_as="released")

    assert (run.code, run.states) == (1, [])
    [(code, reason), _] = delivery.rejects()
    assert code == "ALREADY_POSTED"
    assert "set `on_correction` to reverse, or correct it in Acumatica" in reason
    assert delivery.statuses() == {"Accrual A": ["Posted"]}


def test_a_posted_journal_that_changes_is_reversed_and_posted_again(delivery, messages):
    def run(amount, **settings):
        result = delivery.run(
            messages().journal("A", amount), post_as="released", on_correction="reverse", **settings
        )
        assert result.code == 0, result.log
        return result

    run("10")
    run("12")
    last = run("10")
    again = run("10", force_update=True)

    assert "0 created, 1 updated" in last.log
    assert "0 created, 0 updated, 1 unchanged" in again.log
    statuses = delivery.statuses()
    assert statuses.pop("Accrual A") == ["Posted"] * 3
    assert [*statuses.values()] == [["Posted"]] * 2
    net = {}
    for rows in delivery.journals().values():
        for line in (line for row in rows for line in row["Details"]):
            amount = line["DebitAmount"] - line["CreditAmount"]
            net[line["Account"]] = net.get(line["Account"], Decimal(0)) + amount
    assert net == {"6000": Decimal(10), "2000": Decimal(-10)}


def test_a_reversal_into_a_closed_period_is_rejected_and_resumed(delivery, messages):
    control = delivery.sandbox.acumatica
    settings = {"post_as": "released", "on_correction": "reverse"}
    delivery.run(messages().journal("A", "10"), **settings)
    control.mutate("period", period="092026", status="Closed")

    closed = delivery.run(messages().journal("A", "12", date="2026-10-05"), **settings)
    control.mutate("period", period="092026", status="Open")
    replay = delivery.run(delivery.dead_letter_text(), **settings)

    assert (closed.code, replay.code) == (1, 0)
    assert sum(map(len, delivery.statuses().values())) == 3
    assert {status for rows in delivery.statuses().values() for status in rows} == {"Posted"}


def test_a_line_of_a_posted_journal_that_is_gone_is_a_correction(delivery, messages):
    input_ = messages().journal("A", "10").line("A", "6010", "5").line("A", "6010", "-5")
    delivery.run(input_, post_as="released")

    run = delivery.run(messages().journal("A", "10"), post_as="released")

    assert run.code == 1
    assert delivery.rejects()[0][0] == "ALREADY_POSTED"


def test_a_batch_that_a_user_posted_is_not_posted_again(delivery, messages):
    delivery.run(messages().journal("A", "10"), post_as="balanced")
    [batch] = delivery.journals()["Accrual A"]
    delivery.sandbox.acumatica.mutate("release", batch=batch["BatchNbr"])

    same = delivery.run(messages().journal("A", "10"), post_as="balanced", force_update=True)
    changed = delivery.run(messages().journal("A", "12"), post_as="balanced")

    assert (same.code, changed.code) == (0, 1)
    assert delivery.statuses() == {"Accrual A": ["Posted"]}
