"""Batches that users edit, reverse or delete in Acumatica: a journal never counts twice."""

from __future__ import annotations

import re
from itertools import chain

import pytest

_SETTINGS = {"post_as": "released", "on_correction": "reverse"}
_FIRST, _CORRECTION, _REVERSAL = r"[0-9a-f]{16}\]", r"\.2\]", r"\.1r\]"


def _batch(delivery, end):
    """The only batch whose description has an end, a regular expression."""
    rows = chain(*delivery.journals().values())
    [batch] = [row for row in rows if re.search(f"{end}$", row["Description"])]
    return batch


def _edit(delivery, end, text):
    """Change the only description with an end, as a user does."""
    batch = _batch(delivery, end)
    values = {"Description": text}
    control = delivery.sandbox.acumatica
    control.mutate("change", entity="JournalTransaction", id=batch["id"], values=values)
    return batch["BatchNbr"]


def _rejects(delivery, input_, **settings):
    """Code and reason of a journal that is rejected, as the dry run says."""
    before = delivery.journals()
    dry = delivery.run(input_, dry_run=True, **settings)
    run = delivery.run(input_.state(), **settings)
    code, reason = delivery.rejects()[0]
    assert (dry.code, run.code, run.states) == (1, 1, []), run.log
    assert f"would be rejected by JournalTransaction: {code}" in dry.log
    assert delivery.journals() == before
    return code, reason


def _reversed(delivery, batch, status):
    """Reverse a batch as a user does."""
    control = delivery.sandbox.acumatica
    made = control.mutate("reverse", batch=batch["BatchNbr"])
    values = {"Status": status}
    control.mutate("change", entity="JournalTransaction", id=made["id"], values=values)
    return made


@pytest.mark.parametrize("post_as", ["balanced", "released"])
@pytest.mark.parametrize("amount", ["12", "15"])
@pytest.mark.parametrize("end", [_CORRECTION, _REVERSAL])
def test_a_tag_that_a_user_removes_is_no_second_journal(delivery, messages, end, amount, post_as):
    delivery.run(messages().journal("A", "10"), **_SETTINGS)
    [first] = delivery.journals()["Accrual A"]
    settings = _SETTINGS | {"post_as": post_as}
    delivery.run(messages().journal("A", "12"), **settings)
    number = _edit(delivery, end, "Accrual A, corrected")

    input_ = messages().journal("A", amount)
    code, reason = _rejects(delivery, input_, force_update=True, **settings)

    assert code == "DUPLICATE"
    assert f"{first['BatchNbr']}, {number}. Restore a tag that was changed" in reason


def test_a_correction_without_its_tag_that_is_not_posted_is_saved_again(delivery, messages):
    """Nothing is lost: it is what the run posts."""
    delivery.run(messages().journal("A", "10"), **_SETTINGS)
    delivery.run(messages().journal("A", "12", memo="B"), on_correction="reverse")
    _edit(delivery, _CORRECTION, "B")

    input_ = messages().journal("A", "12", memo="B")
    run = delivery.run(input_, on_correction="reverse", force_update=True)

    assert run.code == 0, run.log
    assert sorted(chain(*delivery.statuses().values())) == ["Balanced", "Balanced", "Posted"]


_TAGGED = _SETTINGS | {"token_field": "Description"}


def _all(delivery):
    """Status of the batches that the target, or a user, made of a journal."""
    rows = delivery.sandbox.acumatica.truth("JournalTransaction")
    return [row["Status"] for row in rows if "Accrual A" in (row["Description"] or "")]


@pytest.mark.parametrize("corrections", [0, 1])
def test_a_journal_whose_token_a_user_removes_is_not_posted_again(delivery, messages, corrections):
    """The audit log has the number of its batch."""
    delivery.run(messages().journal("A", "10"), **_TAGGED)
    if corrections:
        delivery.run(messages().journal("A", "12"), **_TAGGED)
    number = _edit(delivery, _CORRECTION if corrections else _FIRST, "Accrual A, February")

    code, reason = _rejects(delivery, messages().journal("A", "15"), **_TAGGED)

    assert code == "TOKEN_REMOVED"
    assert f"was saved as batch {number} (Posted), whose token [serp:" in reason
    assert _all(delivery) == ["Posted"] * (1 + corrections)


def test_a_first_batch_whose_tag_a_user_removes_is_missed(delivery, messages):
    delivery.run(messages().journal("A", "10"), **_TAGGED)
    delivery.run(messages().journal("A", "12"), **_TAGGED)
    _edit(delivery, _FIRST, "Accrual A, February")

    code, reason = _rejects(delivery, messages().journal("A", "15"), **_TAGGED)

    assert code == "TOKEN_REMOVED"
    assert reason.startswith("No batch has the tag [serp:")


def test_a_batch_without_its_token_that_users_reversed_is_posted_again(delivery, messages):
    delivery.run(messages().journal("A", "10"), **_TAGGED)
    number = _edit(delivery, _FIRST, "Accrual A, February")
    delivery.sandbox.acumatica.mutate("reverse", batch=number)

    run = delivery.run(messages().journal("A", "12"), **_TAGGED)

    assert run.code == 0, run.log
    assert _all(delivery) == ["Posted", "Posted"]


def test_a_batch_that_users_delete_is_posted_again_when_it_changes(delivery, messages):
    delivery.run(messages().journal("A", "10").journal("B"), token_field="Description")
    [batch] = delivery.journals()["Accrual A"]
    delivery.sandbox.acumatica.mutate("delete", entity="JournalTransaction", id=batch["id"])
    delivery.sandbox.clear_journal()

    input_ = messages().journal("A", "12").journal("B")
    run = delivery.run(input_, token_field="Description", force_update=True)

    assert "1 created, 0 updated, 1 unchanged" in run.log
    assert len(delivery.requests("GET", f"/GL/{batch['BatchNbr']}")) == 1
    assert delivery.statuses() == {"Accrual A": ["Balanced"], "Accrual B": ["Balanced"]}


def _without_reversal(delivery, messages):
    """A posted journal, and its correction that is not, whose reversal a user has deleted."""
    delivery.run(messages().journal("A", "10"), **_SETTINGS)
    delivery.run(messages().journal("A", "12"), on_correction="reverse")
    [[made]] = [rows for text, rows in delivery.journals().items() if text.startswith("Reversal")]
    delivery.sandbox.acumatica.mutate("delete", entity="JournalTransaction", id=made["id"])


def test_a_correction_is_deleted_when_the_journal_is_as_before(delivery, messages):
    _without_reversal(delivery, messages)

    dry = delivery.run(messages().journal("A", "10"), dry_run=True, on_correction="reverse")
    run = delivery.run(messages().journal("A", "10").state(), on_correction="reverse")

    assert (run.code, run.states) == (0, [{"run": 1}]), run.log
    for log in (dry.log, run.log):
        assert "JournalTransaction: 0 created, 1 updated, 0 unchanged" in log
    assert delivery.statuses() == {"Accrual A": ["Posted"]}
    assert delivery.amounts("Accrual A")[0] == ("6000", 10, 0)


def test_a_correction_without_a_reversal_is_completed(delivery, messages):
    _without_reversal(delivery, messages)

    run = delivery.run(messages().journal("A", "12"), force_update=True, **_SETTINGS)

    assert run.code == 0, run.log
    assert [*chain(*delivery.statuses().values())] == ["Posted"] * 3


@pytest.mark.parametrize("amount", ["10", "15"])
def test_a_posted_correction_without_a_reversal_is_rejected(delivery, messages, amount):
    _without_reversal(delivery, messages)
    delivery.sandbox.acumatica.mutate("release", batch=_batch(delivery, _CORRECTION)["BatchNbr"])

    code, reason = _rejects(delivery, messages().journal("A", amount), **_SETTINGS)

    assert code == "DUPLICATE"
    assert "of which no batch is the reversal: restore its tag [serp:" in reason


@pytest.mark.parametrize("status", ["On Hold", "Balanced", "Pending Approval", "Posted"])
def test_a_journal_that_a_user_has_reversed_is_not_reversed_again(delivery, messages, status):
    delivery.run(messages().journal("A", "10"), **_SETTINGS)
    [batch] = delivery.journals()["Accrual A"]
    made = _reversed(delivery, batch, status)
    number = next(
        row["BatchNbr"]
        for row in delivery.sandbox.acumatica.truth("JournalTransaction")
        if row["id"] == made["id"]
    )

    run = delivery.run(messages().journal("A", "12").state(), **_SETTINGS)

    assert (run.code, run.states) == (1, [])
    code, reason = delivery.rejects()[0]
    assert code == "ALREADY_REVERSED"
    assert f"was reversed in Acumatica by batch {number} ({status})" in reason
    assert delivery.statuses() == {"Accrual A": ["Posted"]}


@pytest.mark.parametrize("status", ["Void", "Rejected"])
def test_a_reversal_that_will_not_be_posted_does_not_count(delivery, messages, status):
    delivery.run(messages().journal("A", "10"), **_SETTINGS)
    _reversed(delivery, delivery.journals()["Accrual A"][0], status)

    run = delivery.run(messages().journal("A", "12"), **_SETTINGS)

    assert run.code == 0, run.log
    assert "0 created, 1 updated" in run.log
