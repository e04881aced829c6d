"""Journals that change after they were sent: replaced, reversed, or an error; never silently."""

from __future__ import annotations

import json
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


@pytest.mark.parametrize("post_as", ["hold", "balanced", "released"])
def test_a_correction_that_is_rejected_leaves_the_journal_as_it_was(delivery, messages, post_as):
    settings = _with_projects(delivery) | {"post_as": post_as, "on_correction": "reverse"}
    old = messages().journal("A", "10", total="X")
    delivery.run(old, **settings)
    before = delivery.journals()

    rejected = delivery.run(messages().journal("A", "12", total="NOPE").state(), **settings)
    again = delivery.run(old.state(), **settings)

    assert (rejected.code, rejected.states) == (1, [])
    assert delivery.rejects()[0][0] == "Validation"
    assert delivery.journals() == before
    assert "0 created, 0 updated, 1 unchanged" in again.log


def test_a_reversal_that_is_rejected_leaves_no_draft(delivery, messages):
    settings = {"post_as": "released", "on_correction": "reverse"}
    delivery.run(messages().journal("A", "10"), **settings)
    before = delivery.journals()
    delivery.sandbox.acumatica.mutate("period", period="092026", status="Closed")

    run = delivery.run(messages().journal("A", "12", date="2026-10-05"), **settings)

    assert run.code == 1
    assert delivery.journals() == before


@pytest.mark.parametrize("post_as", ["balanced", "released"])
def test_a_draft_that_a_killed_run_left_is_deleted(delivery, messages, post_as):
    """The first run stops before the old batch is deleted or reversed."""
    settings = {"post_as": post_as, "on_correction": "reverse"}
    old = messages().journal("A", "10")
    delivery.run(old, **settings)
    before = delivery.journals()
    match = {"method": "DELETE", "status": 503, "times": None}
    if post_as == "released":
        match |= {"method": "PUT", "path": r"/JournalTransaction(\?|$)", "after": 1}
    delivery.sandbox.fault("status", **match)
    stopped = delivery.run(messages().journal("A", "12"), **settings)
    left = [row["Status"] for rows in delivery.journals().values() for row in rows]
    delivery.sandbox.clear_faults()

    back = delivery.run(old, **settings)

    assert (stopped.code, back.code) == (1, 0)
    assert sorted(left) == sorted(["On Hold", "Balanced" if post_as == "balanced" else "Posted"])
    assert delivery.journals() == before


def test_a_correction_whose_release_fails_is_not_unchanged(delivery, messages):
    old = messages().journal("A", "10")
    delivery.run(old)
    delivery.sandbox.acumatica.mutate("preferences", failing_releases=99)

    failed = delivery.run(messages().journal("A", "12"), post_as="released")
    again = delivery.run(old)

    assert (failed.code, again.code) == (1, 0)
    assert [amount for _, amount, _ in delivery.amounts("Accrual A")] == [Decimal(10), Decimal(0)]


@pytest.mark.parametrize(
    ("field", "value", "default"),
    [("CurrencyID", "EUR", "USD"), ("PostPeriod", "082026", "092026")],
)
def test_a_field_that_the_source_clears_is_a_change(delivery, messages, field, value, default):
    mapping = delivery.config["mappings"]["accruals"]
    fields = mapping["fields"] | {field: "total"}
    settings = {"mappings": {"accruals": mapping | {"fields": fields}}}
    delivery.run(messages().journal("A", total=value), **settings)

    cleared = delivery.run(messages().journal("A"), **settings)
    again = delivery.run(messages().journal("A"), force_update=True, **settings)

    assert "0 created, 1 updated, 0 unchanged" in cleared.log
    assert "0 created, 0 updated, 1 unchanged" in again.log
    [batch] = delivery.journals()["Accrual A"]
    assert batch[field] == default


@pytest.mark.parametrize("post_as", ["balanced", "released"])
@pytest.mark.parametrize(
    ("field", "column", "value", "default"),
    [
        ("Subaccount", "sub", "010000", "000000"),
        ("Project", "total", "PROJECT", "X"),
        ("TransactionDescription", "text", "Hosting", None),
        ("ReferenceNbr", "total", "R-1", None),
    ],
)
def test_a_field_of_lines_that_the_source_clears_is_a_change(
    delivery, messages, post_as, field, column, value, default
):
    mapping = delivery.config["mappings"]["accruals"]
    lines = mapping["lines"]["Details"] | {field: column}
    if field == "Project":
        project, task = _project(delivery)
        value, lines["ProjectTask"] = project, f"{task!r} if total else None"
    settings = {"mappings": {"accruals": mapping | {"lines": {"Details": lines}}}}
    settings |= {"post_as": post_as, "on_correction": "reverse"}
    first = delivery.run(messages().journal("A", **{column: value}), **settings)
    assert first.code == 0, first.log

    cleared = delivery.run(messages().journal("A", **{column: None}), **settings)
    again = delivery.run(messages().journal("A", **{column: ""}), force_update=True, **settings)

    assert "0 created, 1 updated, 0 unchanged" in cleared.log
    assert "0 created, 0 updated, 1 unchanged" in again.log
    newest = max(delivery.journals()["Accrual A"], key=lambda batch: batch["BatchNbr"])
    assert [line.get(field) for line in newest["Details"]] == [default] * 2
    batches = [batch for rows in delivery.journals().values() for batch in rows]
    assert len(batches) == (1 if post_as == "balanced" else 3)


def test_a_field_outside_the_contract_that_the_source_clears_is_a_change(delivery, messages):
    mapping = delivery.config["mappings"]["accruals"]
    fields = mapping["fields"] | {"BatchModule.UsrSource": "total"}
    settings = {"mappings": {"accruals": mapping | {"fields": fields}}}
    delivery.run(messages().journal("A", total="looker"), **settings)

    cleared = delivery.run(messages().journal("A"), **settings)

    assert "0 created, 1 updated, 0 unchanged" in cleared.log
    [batch] = delivery.journals()["Accrual A"]
    assert batch["custom"].get("BatchModule.UsrSource") is None


def test_what_acumatica_sets_by_itself_is_no_change(delivery, messages):
    """Without the audit log: what it sets is learned once, and not of each journal."""
    input_ = messages()
    for batch in "ABC":
        input_.journal(batch, sub=None)
    settings = {"post_as": "released", "audit_url": f"sqlite:///{delivery.folder}/other.sqlite"}
    delivery.run(input_, post_as="released")
    before = delivery.journals()
    delivery.sandbox.clear_journal()

    run = delivery.run(input_, **settings)

    assert run.code == 0, run.log
    assert "0 created, 0 updated, 3 unchanged" in run.log
    assert delivery.journals() == before
    assert len(delivery.requests("DELETE")) == 1


def test_a_posted_journal_with_a_field_that_the_source_clears_is_an_error(delivery, messages):
    delivery.run(messages().journal("A"), post_as="released")
    before = delivery.journals()

    run = delivery.run(messages().journal("A", text=None).state(), post_as="released")
    dry = delivery.run(messages().journal("A", text=None), post_as="released", dry_run=True)

    assert (run.code, run.states, dry.code) == (1, [], 1)
    assert delivery.rejects()[0][0] == "ALREADY_POSTED"
    assert "would be rejected by JournalTransaction: ALREADY_POSTED" in dry.log
    assert delivery.journals() == before


def test_lines_that_differ_in_a_cleared_field_are_matched_in_any_order(delivery, messages):
    def input_(*subaccounts):
        added = messages()
        for number, sub in subaccounts:
            added.line("A", "6000", "5", id=number, sub=sub, text=None)
        return added.line("A", "2000", "-10", id=3, text=None)

    delivery.run(input_((1, "010000"), (2, None)), post_as="released")
    other = f"sqlite:///{delivery.folder}/other.sqlite"

    run = delivery.run(input_((2, None), (1, "010000")), post_as="released", audit_url=other)

    assert run.code == 0, run.log
    assert "0 created, 0 updated, 1 unchanged" in run.log


def test_a_branch_of_lines_that_the_source_clears_is_a_change(delivery, messages):
    mapping = delivery.config["mappings"]["accruals"]
    lines = mapping["lines"]["Details"] | {"BranchID": "total"}
    settings = {"mappings": {"accruals": mapping | {"lines": {"Details": lines}}}}
    first = delivery.run(messages().journal("A", total="DOCK2"), **settings)
    assert first.code == 0, first.log

    cleared = delivery.run(messages().journal("A"), **settings)

    assert "0 created, 1 updated, 0 unchanged" in cleared.log
    [batch] = delivery.journals()["Accrual A"]
    assert {line["BranchID"] for line in batch["Details"]} == {"HEADOFFICE"}


def test_a_journal_whose_newest_line_was_deleted_is_corrected(delivery, messages):
    def input_(*rows):
        added = messages()
        for account, amount, changed in rows:
            added.line("A", account, amount, changed=changed)
        added.lines[0]["bookmark_properties"] = ["changed"]
        return added

    old = [("6000", "10", "2026-09-01"), ("2000", "-10", "2026-09-01")]
    new = [("6010", "5", "2026-09-05"), ("2000", "-5", "2026-09-05")]

    delivery.run(input_(*old, *new))
    delivery.run(input_(*old))

    assert [account for account, *_ in delivery.amounts("Accrual A")] == ["6000", "2000"]


def test_lines_that_are_deleted_at_the_source_are_left_out(delivery, messages):
    input_ = messages().journal("A", "10").journal("A", "5")
    first = json.loads(input_.text().splitlines()[1])["record"]
    input_.lines[0]["schema"]["properties"]["_sdc_deleted_at"] = {}
    for line in input_.lines[3:]:
        line["record"]["_sdc_deleted_at"] = "2026-09-21T00:00:00Z"
    deleted = messages().journal("A", "10")
    deleted.lines[0] = input_.lines[0]
    deleted.record("accruals", id=1, batch="A", _sdc_deleted_at="2026-09-21T00:00:00Z")
    deleted.line("A", first["account"], "10")

    delivery.run(input_)
    before = delivery.amounts("Accrual A")
    run = delivery.run(deleted, force_update=True)

    assert [(account, debit - credit) for account, debit, credit in before] == [
        ("6000", 10),
        ("2000", -10),
    ]
    assert run.code == 0
    assert [account for account, *_ in delivery.amounts("Accrual A")] == ["2000", "6000"]


def _with_projects(delivery):
    """Settings with `total` as the project of the lines."""
    mapping = delivery.config["mappings"]["accruals"]
    lines = mapping["lines"]["Details"] | {"Project": "total"}
    return {"mappings": {"accruals": mapping | {"lines": {"Details": lines}}}}


def _project(delivery):
    """An active project with a task."""
    control = delivery.sandbox.acumatica
    active = {row["ProjectID"] for row in control.truth("Project") if row["Status"] == "Active"}
    task = next(row for row in control.truth("ProjectTask") if row["ProjectID"] in active)
    return task["ProjectID"], task["ProjectTaskID"]
