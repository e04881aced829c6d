"""Errors of the instance: rejected records, ended runs, and bodies of any shape."""

from __future__ import annotations

import json

import pytest
from singer_erp.acumatica.errors import INVALID, NO_SEAT, read_message
from singer_erp.errors import VendorError
from singer_erp.testing import odd_bodies, response_of
from target_acumatica.errors import rejection

_RECORD = {
    "id": "7c1e",
    "rowNumber": 1,
    "error": "Inserting  'GL Batch' record raised at least one error.",
    "Description": {"value": "Secret memo"},
    "Details": [
        {"id": "81aa", "Account": {"value": "99999", "error": "'Account' cannot be found"}}
    ],
}
_TEXT = (
    "Details[0].Account: 'Account' cannot be found; "
    "Inserting  'GL Batch' record raised at least one error."
)
_HTTP_ERROR = {
    "message": "An error has occurred.",
    "exceptionMessage": "No entity satisfies the condition.",
    "exceptionType": "PX.Api.ContractBased.NoEntitySatisfiesTheConditionException",
}
_WRAPPED = {
    "message": "An error has occurred.",
    "exceptionType": "PX.Api.ContractBased.OutcomeEntityHasErrorsException",
    "entity": _RECORD,
}


@pytest.mark.parametrize("status", [400, 422, 500])
def test_errors_of_any_shape_are_read(status):
    for body in odd_bodies(_RECORD, _HTTP_ERROR, _WRAPPED):
        message = read_message(response_of(body, status))
        assert isinstance(message.code, str | None), body[:200]
        assert isinstance(message.detail, str), body[:200]


@pytest.mark.parametrize(
    ("body", "status", "code", "detail"),
    [
        (_RECORD, 422, INVALID, _TEXT),
        (_WRAPPED, 422, "OutcomeEntityHasErrorsException", _TEXT),
        (_WRAPPED, 500, "OutcomeEntityHasErrorsException", _TEXT),
        (_HTTP_ERROR, 500, "NoEntitySatisfiesTheConditionException", "No entity satisfies the c"),
        ({"exceptionMessage": "API Login Limit"}, 500, NO_SEAT, "API Login Limit"),
        ({"error": "invalid_grant", "error_description": "x"}, 400, "invalid_grant", "x"),
    ],
)
def test_documented_errors_are_read(body, status, code, detail):
    message = read_message(response_of(json.dumps(body).encode(), status))

    assert message.code == code
    assert message.detail.startswith(detail)


def test_a_rejection_names_the_fields_and_quotes_no_text_of_the_record():
    error = VendorError("failed", code=INVALID, detail=f"{_TEXT}; Description: Secret memo is odd")

    outcome = rejection(error, ["Secret memo"])

    assert outcome.fields == ("Details[0].Account", "Description")
    assert outcome.reason is not None
    assert "Secret memo" not in outcome.reason


@pytest.mark.parametrize("end", ["", " Please review the errors."])
def test_a_rejection_names_the_form_whose_title_a_record_has(end):
    error = VendorError("failed", code=INVALID, detail=f"Description: Batch is odd; {_TEXT}{end}")

    outcome = rejection(error, ["Batch", "record raised"])

    assert outcome.reason == f"Description: … is odd; {_TEXT}{end}"


_ENDS = {
    "no rights": ({"no_rights": ["JournalTransaction"]}, "insufficient rights"),
    "no rights to subaccounts": ({"no_rights": ["Subaccount"]}, "Remove Subaccount from the lines"),
    "no setup": ({"no_setup": ["JournalTransaction"]}, "Save the form's settings in Acumatica"),
}


@pytest.mark.parametrize("case", _ENDS)
def test_what_keeps_every_journal_from_being_posted_ends_the_run(delivery, messages, case):
    limits, advice = _ENDS[case]
    delivery.sandbox.acumatica.set_limits(**limits)

    run = delivery.run(messages().journal("A").state())

    assert (run.code, run.states) == (1, [])
    assert advice in run.log
    assert delivery.dead_letters() == []
    assert delivery.sandbox.acumatica.sessions()["open"] == 0


def test_companies_that_the_user_may_not_see_are_known_by_their_ledgers(delivery, messages):
    delivery.sandbox.acumatica.set_limits(
        no_rights=["CompaniesStructure", "CompanyFinancialPeriod"]
    )
    input_ = messages().journal("A").journal("B", branch="NOWHERE")

    assert delivery.run(input_).code == 1
    assert {code for code, _ in delivery.rejects()} == {"UNKNOWN_BRANCH"}
    assert delivery.statuses() == {"Accrual A": ["Balanced"]}


@pytest.mark.parametrize(
    ("settings", "advice"),
    [
        ({"password": "wrong"}, "users get locked"),
        ({"endpoint_version": "17.200.001"}, "Choose one of: Default/"),
        ({"client_secret": None}, "Credentials are incomplete: `client_secret` missing"),
        ({"tenant": "Other"}, "Copy the client id with its @Tenant"),
    ],
)
def test_a_wrong_setting_ends_the_run_with_advice(module_delivery, messages, settings, advice):
    run = module_delivery.run(messages().journal("A"), **settings)

    assert run.code == 1
    assert advice in run.log


def test_a_token_field_that_the_form_does_not_have_posts_nothing(delivery, messages):
    run = delivery.run(messages().journal("A"), token_field="BatchModule.AttributeEXTREV")

    assert run.code == 1
    assert "has no field BatchModule.AttributeEXTREV (`token_field`)" in run.log
    assert delivery.journals() == {}


@pytest.mark.parametrize("part", ["fields", "lookups"])
def test_a_mapping_does_not_set_the_token_field(delivery, messages, part):
    mapping = delivery.config["mappings"]["accruals"]
    lookup = {"object": "Vendor", "external_id": "VendorID", "key": "batch"}
    value = "batch" if part == "fields" else lookup
    more = mapping.get(part, {}) | {"BatchModule.AttributeEXTREF": value}

    run = delivery.run(messages().journal("A"), mappings={"accruals": mapping | {part: more}})

    assert run.code == 1
    assert f"`mappings.accruals.{part}` sets BatchModule.AttributeEXTREF" in run.log
    assert delivery.journals() == {}


@pytest.mark.parametrize("name", ["accrual", "Accruals"])
def test_an_input_of_which_no_stream_has_a_mapping_ends_the_run(module_delivery, messages, name):
    mappings = {name: module_delivery.config["mappings"]["accruals"]}

    run = module_delivery.run(messages().journal("A").state(), mappings=mappings)

    assert (run.code, run.states) == (1, [])
    assert f"`mappings` has none of the streams with records: accruals. It has {name}" in run.log


def test_a_stream_without_a_mapping_next_to_another_is_skipped(module_delivery, messages):
    mappings = {"accruals": module_delivery.config["mappings"]["accruals"]}
    input_ = messages().journal("S").vendor("NEWCO").state()

    run = module_delivery.run(input_, mappings=mappings)

    assert (run.code, run.states) == (0, [{"run": 1}])
    assert "Stream 'vendors' has no mapping: its records are skipped" in run.log


def test_a_token_field_that_is_gone_ends_the_run_before_anything_is_posted(delivery, messages):
    """Without the audit log, too: the tokens of earlier runs were in it."""
    input_ = messages().journal("A").state()
    delivery.run(input_, post_as="released")
    before = delivery.sandbox.acumatica.truth("JournalTransaction")
    delivery.sandbox.acumatica.mutate("preferences", external_reference=False)
    lost = {"post_as": "released", "audit_url": f"sqlite:///{delivery.folder}/other.sqlite"}

    run = delivery.run(input_, **lost)
    dry = delivery.run(input_, dry_run=True, **lost)
    delivery.sandbox.acumatica.mutate("preferences", external_reference=True)
    again = delivery.run(input_, **lost)

    assert (run.code, run.states, dry.code) == (1, [], 1)
    assert "has no field BatchModule.AttributeEXTREF (`token_field`)" in run.log
    assert "set `token_field` to Description" in run.log
    assert (again.code, again.states) == (0, [{"run": 1}])
    after = delivery.sandbox.acumatica.truth("JournalTransaction")
    assert [row["BatchNbr"] for row in after] == [row["BatchNbr"] for row in before]


def test_a_form_without_the_token_field_is_used_once_descriptions_have_tokens(delivery, messages):
    delivery.sandbox.acumatica.mutate("preferences", external_reference=False)

    first = delivery.run(messages().journal("A"), token_field="Description")
    again = delivery.run(messages().journal("A").journal("B"), force_update=True)

    assert (first.code, again.code) == (0, 0), again.log
    assert delivery.statuses() == {"Accrual A": ["Balanced"], "Accrual B": ["Balanced"]}


def test_the_description_takes_the_token_where_the_setting_says_so(delivery, messages):
    run = delivery.run(messages().journal("A"), token_field="Description")

    assert run.code == 0, run.log
    [batch] = delivery.journals()["Accrual A"]
    assert batch["Description"].startswith("Accrual A [serp:")
    assert not batch["custom"].get("BatchModule.AttributeEXTREF")


def test_tokens_in_the_default_field_are_found_when_the_description_takes_them(delivery, messages):
    delivery.run(messages().journal("A", "10"), post_as="released")

    settings = {"token_field": "Description", "post_as": "released", "on_correction": "reverse"}
    same = delivery.run(messages().journal("A", "10"), force_update=True, **settings)
    changed = delivery.run(messages().journal("A", "12"), **settings)

    assert (same.code, changed.code) == (0, 0), changed.log
    assert "0 created, 0 updated, 1 unchanged" in same.log
    statuses = [status for rows in delivery.statuses().values() for status in rows]
    assert statuses == ["Posted"] * 3


def test_a_user_without_rights_to_journals_writes_vendors(delivery, messages):
    delivery.sandbox.acumatica.set_limits(no_rights=["JournalTransaction"])
    mappings = {"vendors": delivery.config["mappings"]["vendors"]}

    run = delivery.run(messages().vendor("NEWCO").state(), mappings=mappings)

    assert (run.code, run.states) == (0, [{"run": 1}]), run.log


def test_a_dead_letter_path_that_is_a_file_ends_the_run_before_anything_is_sent(delivery, messages):
    path = delivery.folder / "file"
    path.write_text("x")
    input_ = messages().journal("A").line("B", "6000", "1").state()

    run = delivery.run(input_, dead_letter_path=str(path))

    assert (run.code, run.states) == (1, [])
    assert f"`dead_letter_path` cannot be written to: {path}" in run.log
    assert delivery.journals() == {}


def test_a_dry_run_creates_no_folder_for_dead_letters(delivery, messages):
    path = delivery.folder / "folder"

    delivery.run(messages().line("B", "6000", "1"), dry_run=True, dead_letter_path=str(path))

    assert not path.exists()
