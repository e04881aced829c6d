"""Releases and corrections that do not end: one journal is rejected by name, and not the run."""

from __future__ import annotations

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
