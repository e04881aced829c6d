"""Journals that are in Acumatica, and could not be entered there any more."""

from __future__ import annotations

import pytest


def _close(delivery, what):
    control = delivery.sandbox.acumatica
    if what == "period":
        control.mutate("period", period="092026", status="Closed")
        return
    [account] = [row for row in control.truth("Account") if row["AccountCD"] == "6000"]
    control.mutate("change", entity="Account", id=account["id"], values={"Active": False})


@pytest.mark.parametrize("what", ["period", "account"])
def test_a_posted_journal_is_unchanged_after_its_period_was_closed(delivery, messages, what):
    input_ = messages().journal("A").state()
    delivery.run(input_, post_as="released")
    _close(delivery, what)

    other = f"sqlite:///{delivery.folder}/other.sqlite"
    run = delivery.run(input_, post_as="released", audit_url=other)

    assert (run.code, run.states, delivery.rejects()) == (0, [{"run": 1}], [])
    assert "0 created, 0 updated, 1 unchanged" in run.log


@pytest.mark.parametrize("what", ["period", "account"])
def test_a_run_that_was_stopped_after_the_release_is_completed(delivery, messages, what):
    """The first run ends before it records that the journal is posted."""
    input_ = messages().journal("A").state()
    match = {"method": "GET", "path": r"/JournalTransaction\?", "after": 4, "times": None}
    delivery.sandbox.fault("status", status=503, **match)
    stopped = delivery.run(input_, post_as="released")
    statuses = delivery.statuses()
    delivery.sandbox.clear_faults()
    _close(delivery, what)

    run = delivery.run(input_, post_as="released")

    assert (stopped.code, stopped.states, statuses) == (1, [], {"Accrual A": ["Posted"]})
    assert (run.code, run.states, delivery.rejects()) == (0, [{"run": 1}], [])
