"""Lost and unclear responses, and two targets at once: looked up before anything is repeated."""

from __future__ import annotations

import io
import signal
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from urllib.parse import unquote

import pytest
from singer_erp.delivery.dry_run import UnrecordedRun
from singer_erp.delivery.records import Row, WriteAction
from target_acumatica.posting import Posting
from target_acumatica.target import TargetAcumatica

_JOURNAL = "JournalTransaction"
_CREATE = {"method": "PUT", "path": rf"/{_JOURNAL}(\?|$)"}
_RELEASE = {"method": "POST", "path": "/ReleaseJournalTransaction$"}
_FAULTS = {
    "the response to a create is lost": ("drop_response", _CREATE, {}),
    "the response to a create is cut": ("truncate", _CREATE, {}),
    "the create is lost": ("reset", _CREATE, {}),
    "a gateway fails at the create": ("html", _CREATE, {"status": 502}),
    "the response to a release is lost": ("drop_response", _RELEASE, {}),
    "the release is lost": ("reset", _RELEASE, {}),
    "the release fails without a reason": ("status", _RELEASE, {"status": 500}),
    "the license declines the create": ("status", _CREATE, {"status": 429}),
    "the session ends before the create": ("status", _CREATE, {"status": 401}),
}


@pytest.mark.parametrize("case", _FAULTS)
def test_nothing_is_posted_twice_after_a_lost_response(delivery, messages, case):
    kind, match, more = _FAULTS[case]
    delivery.sandbox.fault(kind, **match, **more)

    run = delivery.run(messages().journal("A").journal("B").state(), post_as="released")

    assert any(entry.get("fault") for entry in delivery.requests())
    assert (run.code, run.states) == (0, [{"run": 1}]), run.log
    assert delivery.statuses() == {"Accrual A": ["Posted"], "Accrual B": ["Posted"]}
    assert delivery.sandbox.acumatica.sessions()["open"] == 0


def test_a_duplicate_that_another_run_left_is_deleted_before_the_release(delivery, messages):
    delivery.run(messages().journal("A"), post_as="balanced")
    [batch] = delivery.journals()["Accrual A"]
    _copy(delivery, batch)
    assert delivery.statuses() == {"Accrual A": ["Balanced", "Balanced"]}

    run = delivery.run(messages().journal("A"), post_as="released", force_update=True)

    assert run.code == 0, run.log
    assert delivery.statuses() == {"Accrual A": ["Posted"]}
    assert delivery.journals()["Accrual A"][0]["BatchNbr"] == batch["BatchNbr"]


def test_a_create_that_is_carried_out_late_leaves_one_journal(delivery, messages):
    delivery.sandbox.fault("reset", **_CREATE)
    waits = []

    def on_wait(seconds):
        waits.append(seconds)
        if len(waits) == 2:  # while it is released
            _copy(delivery, delivery.journals()["Accrual A"][0])

    run = delivery.run(messages().journal("A"), post_as="released", on_wait=on_wait)

    assert run.code == 0, run.log
    assert len(delivery.requests("DELETE")) == 1
    assert delivery.statuses() == {"Accrual A": ["Posted"]}


def test_a_copy_that_a_user_has_changed_is_not_deleted(delivery, messages):
    delivery.run(messages().journal("A"), post_as="balanced")
    [batch] = delivery.journals()["Accrual A"]
    _copy(delivery, batch, amount=7)

    run = delivery.run(messages().journal("A"), post_as="released", force_update=True)

    assert run.code == 1
    assert delivery.rejects()[0][0] == "DUPLICATE"
    assert delivery.statuses() == {"Accrual A": ["Balanced", "Balanced"]}


def _copy(delivery, batch, amount=None):
    """Create a batch as another run, or a user, does."""
    target = TargetAcumatica(config=delivery.config)
    lines = [
        {
            name: {"value": str(amount) if amount and line[name] else str(line[name])}
            if name.endswith("Amount")
            else {"value": line[name]}
            for name in (
                "Account",
                "Subaccount",
                "TransactionDescription",
                "DebitAmount",
                "CreditAmount",
            )
        }
        for line in batch["Details"]
    ]
    names = ("Module", "BranchID", "LedgerID", "TransactionDate", "Description", "Hold")
    token = batch["custom"]["BatchModule.AttributeEXTREF"]
    body = {name: {"value": batch[name]} for name in names} | {
        "Details": lines,
        "custom": {
            "BatchModule": {"AttributeEXTREF": {"type": "CustomStringField", "value": token}}
        },
    }
    try:
        target.site.put(_JOURNAL, lambda response: response, {}, body)
    finally:
        target.close()


def test_a_signal_ends_a_release_and_the_session_and_the_next_run_resumes(delivery, messages):
    text = messages().journal("A").journal("B").state().text()
    target = TargetAcumatica(
        config=delivery.config | {"post_as": "released"},
        sleep=lambda _: target.terminate(signal.SIGTERM),
    )

    code = target.run(io.StringIO(text))
    sessions = delivery.sandbox.acumatica.sessions()
    run = delivery.run(text, post_as="released")

    assert (code, sessions["open"]) == (128 + signal.SIGTERM, 0)
    assert (run.code, run.states) == (0, [{"run": 1}])
    assert delivery.statuses() == {"Accrual A": ["Posted"], "Accrual B": ["Posted"]}


@pytest.mark.histories(1)
@pytest.mark.parametrize("audit", ["other.sqlite", "audit.sqlite"], ids=["apart", "shared"])
def test_two_targets_at_once_post_each_journal_once(delivery, messages, tmp_path, seed, audit):
    delivery.sandbox.acumatica.set_limits(api_users=2, latency=0.02 + seed * 0.013)
    input_ = messages()
    for batch in "ABC":
        input_.journal(batch)
    other = {"audit_url": f"sqlite:///{tmp_path}/{audit}"}
    configs = [delivery.config | {"post_as": "released"} | more for more in ({}, other)]

    def run(config):
        target = TargetAcumatica(config=config, sleep=lambda _: None)
        return target.run(io.StringIO(input_.text()))

    with ThreadPoolExecutor(2) as pool:
        codes = [*pool.map(run, configs)]

    assert delivery.statuses() == {f"Accrual {batch}": ["Posted"] for batch in "ABC"}
    assert codes == [0, 0], delivery.rejects()


def test_a_create_whose_response_was_lost_is_settled_once(delivery, messages):
    """What is sent afterwards does not look it up again."""
    target = TargetAcumatica(config=delivery.config, sleep=lambda _: None)
    try:
        target.process_lines(io.StringIO(messages().journal("A").journal("B").text()))
        first, second = (Row.of(items) for items in target.outbox.groups(_JOURNAL, 0))
        delivery.sandbox.fault("drop_response", **_CREATE)
        for row in (first, second):
            delivery.sandbox.clear_journal()
            [(_, outcome)] = chain(*target.destination.send(_JOURNAL, 1, [row], UnrecordedRun()))
            assert outcome.action is WriteAction.CREATED
    finally:
        target.close()

    [batch] = delivery.journals()["Accrual A"]
    token = batch["custom"]["BatchModule.AttributeEXTREF"]
    assert delivery.requests("GET", f"/{_JOURNAL}?")
    assert not [entry for entry in delivery.requests() if token in unquote(entry["path"])]


@pytest.mark.parametrize("post_as", ["balanced", "released"])
def test_two_targets_at_once_reverse_a_journal_once(delivery, messages, monkeypatch, post_as):
    """The other target runs in full between the lookup and the reversal."""
    settings = {"on_correction": "reverse", "post_as": post_as}
    delivery.run(messages().journal("A", "10"), on_correction="reverse", post_as="released")
    delivery.sandbox.acumatica.set_limits(api_users=3)
    other = delivery.config | settings | {"audit_url": f"sqlite:///{delivery.folder}/other.sqlite"}
    real = Posting._reverse
    codes = []

    def reverse(self, *args):
        if not codes:
            codes.append(None)
            target = TargetAcumatica(config=other, sleep=lambda _: None)
            codes[0] = target.run(io.StringIO(messages().journal("A", "12").text()))
        return real(self, *args)

    monkeypatch.setattr(Posting, "_reverse", reverse)
    run = delivery.run(messages().journal("A", "12").state(), **settings)

    assert (codes, run.code) == ([0], 0), run.log
    batches = [batch for rows in delivery.journals().values() for batch in rows]
    assert len(batches) == 3
    expected = "Posted" if post_as == "released" else "Balanced"
    assert [batch["Status"] for batch in batches].count(expected) >= 2


@pytest.mark.parametrize("wait", [2, 3])
def test_a_reversal_that_is_carried_out_late_leaves_one(delivery, messages, wait):
    settings = {"post_as": "released", "on_correction": "reverse"}
    delivery.run(messages().journal("A", "10"), **settings)
    delivery.sandbox.fault("reset", after=1, **_CREATE)  # the draft is created first
    waits = []

    def on_wait(seconds):
        waits.append(seconds)
        if len(waits) == wait:
            [[reversal]] = [
                rows for text, rows in delivery.journals().items() if text.startswith("Reversal")
            ]
            _copy(delivery, reversal)

    run = delivery.run(messages().journal("A", "12").state(), on_wait=on_wait, **settings)

    assert len(waits) >= wait
    assert run.code == 0, run.log
    assert len(delivery.requests("DELETE")) == 1
    statuses = [status for rows in delivery.statuses().values() for status in rows]
    assert statuses == ["Posted"] * 3


_CORRECTED = {
    "the draft": ("reset", 0),
    "the response to the draft": ("drop_response", 0),
    "the reversal": ("reset", 1),
    "the response to the reversal": ("drop_response", 1),
    "the draft in its place": ("reset", 2),
    "the response to the draft in its place": ("drop_response", 2),
    "the end of the hold": ("reset", 3),
    "the response to the end of the hold": ("drop_response", 3),
}


@pytest.mark.parametrize("case", _CORRECTED)
def test_a_correction_counts_once_after_a_lost_response(delivery, messages, case):
    settings = {"post_as": "released", "on_correction": "reverse"}
    delivery.run(messages().journal("A", "10"), **settings)
    kind, after = _CORRECTED[case]
    delivery.sandbox.clear_journal()
    delivery.sandbox.fault(kind, after=after, **_CREATE)

    run = delivery.run(messages().journal("A", "12").state(), **settings)

    assert [entry for entry in delivery.requests("PUT") if entry.get("fault")]
    assert (run.code, run.states) == (0, [{"run": 1}]), run.log
    assert len(delivery.requests("DELETE")) == 0
    statuses = [status for rows in delivery.statuses().values() for status in rows]
    assert statuses == ["Posted"] * 3


def test_a_draft_that_is_saved_late_is_deleted(delivery, messages):
    """Its request was repeated, and the second one has taken the place of the old batch."""
    delivery.run(messages().journal("A", "10"))
    delivery.sandbox.fault("reset", **_CREATE)
    delivery.sandbox.fault("drop_response", after=1, **_CREATE)  # in its place
    waits = []

    def on_wait(seconds):
        waits.append(seconds)
        if len(waits) == 2:
            [batch] = delivery.journals()["Accrual A"]
            tag = f"[{batch['custom']['BatchModule.AttributeEXTREF']}.0]"
            late = batch | {"Description": f"Accrual A {tag}", "Hold": True}
            _copy(delivery, late)

    run = delivery.run(messages().journal("A", "12"), on_wait=on_wait)

    assert (run.code, len(waits)) == (0, 2), run.log
    assert delivery.statuses() == {"Accrual A": ["Balanced"]}
    assert delivery.amounts("Accrual A")[0] == ("6000", 12, 0)


def test_a_draft_that_a_user_released_is_not_posted_again(delivery, messages):
    settings = {"post_as": "released", "on_correction": "reverse"}
    delivery.run(messages().journal("A", "10"), **settings)
    [batch] = delivery.journals()["Accrual A"]
    tag = f"[{batch['custom']['BatchModule.AttributeEXTREF']}.0]"
    _copy(delivery, batch | {"Description": f"Accrual A {tag}"}, amount=12)
    for row in delivery.journals()["Accrual A"]:
        if row["Status"] == "Balanced":
            delivery.sandbox.acumatica.mutate("release", batch=row["BatchNbr"])

    run = delivery.run(messages().journal("A", "12").state(), **settings)

    assert (run.code, run.states) == (1, [])
    code, reason = delivery.rejects()[0]
    assert code == "DUPLICATE"
    assert "is a draft of a correction that cannot be deleted: delete or reverse it" in reason
    assert delivery.statuses() == {"Accrual A": ["Posted", "Posted"]}


def _other_run(delivery, messages, amount, **settings):
    config = delivery.config | {"audit_url": f"sqlite:///{delivery.folder}/other.sqlite"} | settings
    target = TargetAcumatica(config=config, sleep=lambda _: None)
    return target.run(io.StringIO(messages().journal("A", amount).text()))


@pytest.mark.parametrize("audit", ["other.sqlite", "audit.sqlite"], ids=["apart", "shared"])
def test_what_another_run_saved_with_other_values_is_not_deleted(delivery, messages, audit):
    """It creates the journal while this run waits after a lost request."""
    delivery.sandbox.acumatica.set_limits(api_users=3)
    delivery.sandbox.fault("reset", **_CREATE)
    url = f"sqlite:///{delivery.folder}/{audit}"
    codes = []

    def on_wait(_):
        codes.append(_other_run(delivery, messages, "12", audit_url=url) if not codes else None)

    run = delivery.run(messages().journal("A", "10").state(), on_wait=on_wait)
    again = _other_run(delivery, messages, "12", audit_url=url)

    assert (codes[0], run.code, run.states, again) == (0, 1, [], 0)
    code, reason = delivery.rejects()[0]
    assert code == "OTHER_VALUES"
    assert "Another run has saved other values in Details[0].DebitAmount" in reason
    assert delivery.amounts("Accrual A")[0] == ("6000", 12, 0)


def test_a_batch_with_other_values_is_not_taken_for_the_journal(delivery, messages, monkeypatch):
    """The other run creates its batch between the lookup and the request of this run."""
    delivery.sandbox.acumatica.set_limits(api_users=3)
    real = Posting.save
    codes = []

    def save(self, *args):
        if not codes:
            codes.append(None)
            codes[0] = _other_run(delivery, messages, "12")
        return real(self, *args)

    monkeypatch.setattr(Posting, "save", save)
    run = delivery.run(messages().journal("A", "10").state())

    assert (codes, run.code, run.states) == ([0], 1, [])
    assert delivery.rejects()[0][0] == "OTHER_VALUES"
    assert delivery.amounts("Accrual A")[0] == ("6000", 12, 0)


def test_a_page_instead_of_a_response_deletes_nothing(delivery, messages):
    """A gateway answers 200 with HTML: the old batch is still there, and stays the journal."""
    delivery.run(messages().journal("A", "10"))
    delivery.sandbox.fault("html", status=200, method="DELETE", times=None)

    run = delivery.run(messages().journal("A", "12").state())
    delivery.sandbox.clear_faults()
    again = delivery.run(messages().journal("A", "12").state())

    assert (run.code, run.states) == (1, [])
    assert (again.code, again.states) == (0, [{"run": 1}]), again.log
    assert delivery.statuses() == {"Accrual A": ["Balanced"]}
    assert delivery.amounts("Accrual A")[0] == ("6000", 12, 0)


def test_a_page_instead_of_a_status_releases_nothing(delivery, messages):
    delivery.sandbox.fault("html", status=200, method="POST", path="/ReleaseJournalTransaction$")

    run = delivery.run(messages().journal("A", "10").state(), post_as="released")

    assert (run.code, run.states) == (0, [{"run": 1}]), run.log
    assert delivery.statuses() == {"Accrual A": ["Posted"]}
