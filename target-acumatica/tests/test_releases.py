"""Releases and corrections that do not end: one journal is rejected by name, and not the run."""

from __future__ import annotations

import pytest

_PUT = {"method": "PUT", "path": r"/JournalTransaction(\?|$)"}


def test_a_session_that_ends_during_a_release_does_not_end_the_run(delivery, messages):
    """Only the session that started the operation sees it; the journal is released anyway."""
    control = delivery.sandbox.acumatica
    control.mutate("preferences", operation_polls=3)
    waits = []

    def on_wait(seconds):
        waits.append(seconds)
        if len(waits) == 1:
            control.end_sessions()

    run = delivery.run(messages().journal("A").state(), post_as="released", on_wait=on_wait)

    assert delivery.statuses() == {"Accrual A": ["Posted"]}
    assert (run.code, run.states) == (0, [{"run": 1}]), run.log[-400:]


def test_a_release_that_takes_too_long_is_rejected_by_name(delivery, messages):
    delivery.sandbox.acumatica.mutate("preferences", release_seconds=10**6)

    run = delivery.run(messages().journal("A"), post_as="released", release_timeout_seconds=60)

    assert run.code == 1
    assert [code for code, _ in delivery.rejects()] == ["RELEASE_TIMEOUT"] * 2, run.log[-400:]


def test_a_draft_that_users_release_is_rejected_and_other_journals_are_posted(delivery, messages):
    """The run that left it was stopped after the old batch was deleted."""
    control = delivery.sandbox.acumatica
    delivery.run(messages().journal("A", "10"))
    delivery.sandbox.fault("status", status=503, after=1, times=None, **_PUT)
    stopped = delivery.run(messages().journal("A", "12"))
    delivery.sandbox.clear_faults()
    [draft] = delivery.journals()["Accrual A"]
    control.mutate("hold", batch=draft["BatchNbr"], on=False)
    control.mutate("release", batch=draft["BatchNbr"])

    run = delivery.run(messages().journal("A", "12").journal("B"), post_as="released")

    assert (stopped.code, run.code) == (1, 1)
    assert delivery.statuses() == {"Accrual A": ["Posted"], "Accrual B": ["Posted"]}
    assert draft["BatchNbr"] in delivery.rejects()[0][1]


def _stopped_reversal(delivery, messages):
    """A posted journal with the draft of its correction and a reversal that was not released."""
    settings = {"post_as": "released", "on_correction": "reverse"}
    delivery.run(messages().journal("A", "10"), **settings)
    match = {"method": "POST", "path": "/ReleaseJournalTransaction$", "times": None}
    delivery.sandbox.fault("status", status=503, **match)
    assert delivery.run(messages().journal("A", "12"), **settings).code == 1
    delivery.sandbox.clear_faults()


def test_no_reversal_is_posted_after_the_policy_was_changed_to_error(delivery, messages):
    """The source has the posted values again: nothing is to be corrected."""
    _stopped_reversal(delivery, messages)

    settings = {"post_as": "released", "on_correction": "error"}
    delivery.run(messages().journal("A", "10"), **settings)

    posted = [text for text, statuses in delivery.statuses().items() if "Posted" in statuses]
    assert posted == ["Accrual A"]


def test_a_dry_run_shows_the_reversal_that_a_stopped_run_has_left(delivery, messages):
    _stopped_reversal(delivery, messages)
    settings = {"post_as": "released", "on_correction": "reverse"}

    dry = delivery.run(messages().journal("A", "12"), dry_run=True, **settings)
    before = delivery.statuses()
    delivery.run(messages().journal("A", "12"), **settings)

    assert [*before.values()] == [["On Hold", "Posted"], ["Balanced"]]
    assert {status for rows in delivery.statuses().values() for status in rows} == {"Posted"}
    _, _, *lines = dry.output.strip().splitlines()
    assert len(lines) == 4, dry.output


@pytest.mark.parametrize("post_as", ["hold", "balanced"])
@pytest.mark.parametrize("on_correction", ["error", "reverse"])
def test_a_correction_that_users_have_yet_to_post_is_complete(
    delivery, messages, post_as, on_correction
):
    """The reversal and the new batch have the status that is asked for."""
    delivery.run(messages().journal("A", "10"), post_as="released")
    settings = {"post_as": post_as, "on_correction": "reverse"}
    assert delivery.run(messages().journal("A", "12"), **settings).code == 0
    before = delivery.journals()

    settings |= {"on_correction": on_correction, "force_update": True}
    dry = delivery.run(messages().journal("A", "12"), dry_run=True, **settings)
    run = delivery.run(messages().journal("A", "12"), **settings)

    assert (dry.code, run.code) == (0, 0), run.log
    assert all("0 created, 0 updated, 1 unchanged" in one.log for one in (dry, run))
    assert delivery.journals() == before


@pytest.mark.parametrize("post_as", ["hold", "balanced"])
def test_a_correction_that_is_not_posted_is_undone_with_its_reversal(delivery, messages, post_as):
    delivery.run(messages().journal("A", "10"), post_as="released")
    settings = {"post_as": post_as, "on_correction": "reverse"}
    delivery.run(messages().journal("A", "12"), **settings)

    dry = delivery.run(messages().journal("A", "10"), dry_run=True, **settings)
    run = delivery.run(messages().journal("A", "10"), **settings)

    assert all("0 created, 1 updated, 0 unchanged" in one.log for one in (dry, run)), run.log
    assert delivery.statuses() == {"Accrual A": ["Posted"]}
    assert delivery.amounts("Accrual A")[0] == ("6000", 10, 0)
