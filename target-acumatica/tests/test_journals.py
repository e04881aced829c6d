"""Journals from flat rows: lines, status, tokens, and nothing twice."""

from __future__ import annotations

from decimal import Decimal

import pytest

_STATUS = {"hold": "On Hold", "balanced": "Balanced", "released": "Posted"}


@pytest.mark.parametrize("post_as", _STATUS)
def test_rows_of_one_key_are_one_journal_in_the_status_that_is_set(delivery, messages, post_as):
    input_ = messages().journal("A", "125.50").journal("B", "1").state(7)

    run = delivery.run(input_, post_as=post_as)
    delivery.sandbox.clear_journal()
    again = delivery.run(input_, post_as=post_as)

    assert (run.code, run.states) == (0, [{"run": 7}])
    assert "JournalTransaction: 2 created, 0 updated, 0 unchanged, 0 rejected" in run.log
    assert delivery.statuses() == {"Accrual A": [_STATUS[post_as]], "Accrual B": [_STATUS[post_as]]}
    assert delivery.amounts("Accrual A") == [
        ("6000", Decimal("125.50"), Decimal(0)),
        ("2000", Decimal(0), Decimal("125.50")),
    ]
    assert "0 created, 0 updated, 2 unchanged" in again.log
    assert delivery.requests("PUT") == delivery.requests("GET", "/JournalTransaction?") == []


def test_every_column_of_a_journal_arrives(delivery, messages):
    fields = {
        "BranchID": "branch",
        "LedgerID": "'actual'",
        "CurrencyID": "'usd'",
        "TransactionDate": "date",
        "PostPeriod": "'08-2026'",
        "Description": "memo",
        "BatchModule.UsrSource": "'looker'",
    }
    line = {
        "BranchID": "branch",
        "Account": "account",
        "Subaccount": "sub[:2] + '-' + sub[2:]",
        "DebitAmount": "amount if '-' not in amount else None",
        "CreditAmount": "amount[1:] if '-' in amount else None",
        "TransactionDescription": "text",
        "ReferenceNbr": "'R' + str(id)",
        "Project": "'X'",
        "Qty": "2.5",
        "UOM": "'EA'",
    }
    mapping = {
        "object": "JournalTransaction",
        "key": "batch",
        "fields": fields,
        "lines": {"Details": line},
    }

    run = delivery.run(messages().journal("A", "10.25"), mappings={"accruals": mapping})

    assert run.code == 0, run.log
    [batch] = delivery.journals()["Accrual A"]
    assert {name: batch[name] for name in ("BranchID", "LedgerID", "CurrencyID", "PostPeriod")} == {
        "BranchID": "HEADOFFICE",
        "LedgerID": "ACTUAL",
        "CurrencyID": "USD",
        "PostPeriod": "082026",
    }
    assert batch["TransactionDate"].startswith("2026-09-20")
    assert batch["custom"]["BatchModule.UsrSource"] == "looker"
    first = batch["Details"][0]
    expected = {
        "BranchID": "HEADOFFICE",
        "Account": "6000",
        "Subaccount": "000000",
        "DebitAmount": Decimal("10.25"),
        "CreditAmount": Decimal(0),
        "TransactionDescription": "Line 1",
        "ReferenceNbr": "R1",
        "Project": "X",
        "Qty": Decimal("2.5"),
        "UOM": "EA",
    }
    assert {name: first[name] for name in expected} == expected


def test_the_description_takes_the_token_where_the_form_has_no_field_for_it(delivery, messages):
    delivery.sandbox.acumatica.mutate("preferences", external_reference=False)

    settings = {"token_field": "Description", "post_as": "released"}
    run = delivery.run(messages().journal("A"), **settings)

    assert run.code == 0, run.log
    [batch] = delivery.journals()["Accrual A"]
    assert batch["Description"].startswith("Accrual A [serp:")
    assert delivery.run(messages().journal("A"), force_update=True, **settings).code == 0
    assert delivery.statuses() == {"Accrual A": ["Posted"]}


def test_a_journal_is_found_by_its_token_without_the_audit_log(delivery, messages):
    input_ = messages().journal("A").journal("B")
    delivery.run(input_, post_as="balanced")
    other = f"sqlite:///{delivery.folder}/other.sqlite"

    run = delivery.run(input_, post_as="released", audit_url=other)
    again = delivery.run(input_, post_as="released", force_update=True, audit_url=other)

    assert "0 created, 2 updated, 0 unchanged" in run.log
    assert "0 created, 0 updated, 2 unchanged" in again.log
    assert delivery.statuses() == {"Accrual A": ["Posted"], "Accrual B": ["Posted"]}


def test_a_journal_that_is_found_complete_is_not_looked_up_again(delivery, messages):
    input_ = messages().journal("A")
    audit_url = f"sqlite:///{delivery.folder}/other.sqlite"

    delivery.run(input_)
    found = delivery.run(input_, audit_url=audit_url)
    delivery.sandbox.clear_journal()
    again = delivery.run(input_, audit_url=audit_url)

    assert "0 created, 0 updated, 1 unchanged" in found.log
    assert "0 created, 0 updated, 1 unchanged" in again.log
    assert delivery.requests("GET", "/JournalTransaction?") == []


@pytest.mark.parametrize("spelling", [7.0, "7"])
def test_a_journal_is_the_same_however_its_number_is_spelled(delivery, messages, spelling):
    for batch in (7, spelling):
        run = delivery.run(messages().journal(batch, memo="Accrual"))

    assert "0 created, 0 updated, 1 unchanged" in run.log
    assert delivery.statuses() == {"Accrual": ["Balanced"]}


def test_a_row_is_the_same_however_its_key_is_spelled(delivery, messages):
    input_ = messages().journal("A")
    for line in [*input_.lines[1:]]:
        input_.record("accruals", **line["record"] | {"id": float(line["record"]["id"])})

    delivery.run(input_)

    assert len(delivery.amounts("Accrual A")) == 2


def test_the_order_of_rows_and_repeated_lines_make_no_correction(delivery, messages):
    def rows(*numbers):
        input_ = messages()
        for number in numbers:
            sign = "-" if number > 2 else ""
            input_.line("A", "6000", f"{sign}5", id=number, text=f"Line {number % 2}")
        return input_

    delivery.run(rows(1, 2, 3, 4), post_as="released")
    other = f"sqlite:///{delivery.folder}/other.sqlite"

    run = delivery.run(rows(4, 2, 3, 1), post_as="released", audit_url=other)
    fewer = delivery.run(rows(4, 1), post_as="released", audit_url=other)

    assert "0 created, 0 updated, 1 unchanged" in run.log
    assert fewer.code == 1
    assert delivery.statuses() == {"Accrual A": ["Posted"]}


def test_a_journal_of_both_kinds_of_tokens_is_found(delivery, messages):
    control = delivery.sandbox.acumatica
    control.mutate("preferences", external_reference=False)
    delivery.run(messages().journal("A"), token_field="Description")
    control.mutate("preferences", external_reference=True)

    run = delivery.run(messages().journal("A"), force_update=True)

    assert "0 created, 0 updated, 1 unchanged" in run.log
    assert delivery.statuses() == {"Accrual A": ["Balanced"]}


def test_a_reversal_that_a_user_made_is_left_alone(delivery, messages):
    delivery.sandbox.acumatica.mutate("preferences", external_reference=False)
    delivery.run(messages().journal("A"), post_as="released", token_field="Description")
    [batch] = delivery.journals()["Accrual A"]
    made = delivery.sandbox.acumatica.mutate("reverse", batch=batch["BatchNbr"])
    copied = {"entity": "JournalTransaction", "values": {"Description": batch["Description"]}}
    delivery.sandbox.acumatica.mutate("change", id=made["id"], **copied)

    run = delivery.run(messages().journal("A"), post_as="released", force_update=True)

    assert run.code == 0, run.log
    assert delivery.statuses() == {"Accrual A": ["Posted", "Posted"]}


def test_a_journal_that_waits_for_approval_is_released_after_it(delivery, messages):
    control = delivery.sandbox.acumatica
    control.mutate("preferences", approval=True)

    balanced = delivery.run(messages().journal("A"), post_as="balanced")
    run = delivery.run(messages().journal("B"), post_as="released")
    for rows in delivery.journals().values():
        control.mutate("approve", batch=rows[0]["BatchNbr"])
    replay = delivery.run(delivery.dead_letter_text(), post_as="released")

    assert (balanced.code, run.code, replay.code) == (0, 1, 0)
    [(code, reason), _] = delivery.rejects()
    assert code == "NOT_RELEASED"
    assert reason.endswith("not released: approve it, and replay the dead letter")
    assert delivery.statuses() == {"Accrual A": ["Balanced"], "Accrual B": ["Posted"]}


def test_a_release_that_fails_is_tried_again_and_then_resumed(delivery, messages):
    control = delivery.sandbox.acumatica
    control.mutate("preferences", failing_releases=99)
    once = delivery.run(
        messages().journal("A"),
        post_as="released",
        on_wait=lambda _: control.mutate("preferences", failing_releases=0),
    )
    control.mutate("preferences", failing_releases=99)

    run = delivery.run(messages().journal("B"), post_as="released")
    control.mutate("preferences", failing_releases=0)
    replay = delivery.run(delivery.dead_letter_text(), post_as="released")

    assert (once.code, run.code, replay.code) == (0, 1, 0)
    assert "is saved and Balanced, not released: " in delivery.rejects()[0][1]
    assert delivery.statuses() == {"Accrual A": ["Posted"], "Accrual B": ["Posted"]}
    saved = [row["destination_id"] for row in delivery.audit() if row["action"] == "saved"]
    assert len(set(saved)) == 2


def test_several_sessions_post_in_parallel_and_are_signed_out(delivery, messages):
    input_ = messages()
    for number in range(6):
        input_.journal(f"J{number}")

    run = delivery.run(input_, post_as="released", max_concurrency=2)

    assert run.code == 0, run.log
    assert {*map(tuple, delivery.statuses().values())} == {("Posted",)}
    sessions = delivery.sandbox.acumatica.sessions()
    assert (sessions["open"], sessions["peak"]) == (0, 2)


def test_an_instance_that_does_not_keep_the_token_stops_the_run(delivery, messages):
    delivery.sandbox.acumatica.mutate("preferences", external_reference=False)

    run = delivery.run(
        messages().journal("A"), token_field="BatchModule.OrigBatchNbr", post_as="released"
    )

    assert run.code == 1
    assert "Posted" not in [status for rows in delivery.statuses().values() for status in rows]


def test_a_description_that_ends_like_a_tag_has_its_own_after_it(delivery, messages):
    memo = "Copy of [serp:0123456789abcdef]"
    input_ = messages().journal("A", memo=memo)

    run = delivery.run(input_, post_as="released")
    again = delivery.run(input_, post_as="released", force_update=True)

    assert (run.code, again.code) == (0, 0), run.log
    assert "0 created, 0 updated, 1 unchanged" in again.log
    assert delivery.statuses() == {"Copy of": ["Posted"]}
    assert delivery.journals()["Copy of"][0]["Description"].startswith(f"{memo} [serp:")


def test_codes_of_projects_are_saved_in_any_case(delivery, messages):
    control = delivery.sandbox.acumatica
    active = {row["ProjectID"] for row in control.truth("Project") if row["Status"] == "Active"}
    task = next(row for row in control.truth("ProjectTask") if row["ProjectID"] in active)
    mapping = delivery.config["mappings"]["accruals"]
    codes = {"Project": "total", "ProjectTask": repr(task["ProjectTaskID"].lower())}
    lines = {"Details": mapping["lines"]["Details"] | codes}
    settings = {"mappings": {"accruals": mapping | {"lines": lines}}}
    input_ = messages().journal("A", total=task["ProjectID"].lower())

    run = delivery.run(input_, **settings)
    again = delivery.run(input_, force_update=True, **settings)

    assert (run.code, again.code) == (0, 0), run.log
    assert "0 created, 0 updated, 1 unchanged" in again.log
    [batch] = delivery.journals()["Accrual A"]
    assert {line["Project"] for line in batch["Details"]} == {task["ProjectID"]}


def test_lines_without_different_fields_are_saved_as_they_were_sent(delivery, messages):
    """The line with more values fits the saved line of the other one too, which fits no other."""
    mapping = delivery.config["mappings"]["accruals"]
    lines = {"Details": mapping["lines"]["Details"] | {"Project": "total"}}
    input_ = messages().line("A", "6000", "5", sub=None, text="Hosting")
    input_.line("A", "6000", "5", sub="000000", text=None, total="X").line("A", "2000", "-10")

    run = delivery.run(input_, mappings={"accruals": mapping | {"lines": lines}})

    assert (run.code, delivery.rejects()) == (0, [])
    assert delivery.statuses() == {"Accrual A": ["Balanced"]}


def test_the_order_of_lines_without_different_fields_makes_no_correction(delivery, messages):
    rows = {
        1: ("6000", "5", {"sub": None, "text": "Hosting"}),
        2: ("6000", "5", {"sub": "000000", "text": None}),
        3: ("2000", "-10", {}),
    }

    def input_(*numbers):
        added = messages()
        for number in numbers:
            account, amount, values = rows[number]
            added.line("A", account, amount, **{"id": number, "text": "Both"} | values)
        return added

    settings = {"post_as": "released", "on_correction": "reverse"}
    delivery.run(input_(1, 2, 3), **settings)
    run = delivery.run(input_(2, 1, 3), force_update=True, **settings)

    assert run.code == 0, run.log
    assert delivery.statuses() == {"Accrual A": ["Posted"]}
