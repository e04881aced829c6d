"""Plans that run once: copies, deliveries and their outcomes."""

from __future__ import annotations

import json
import shutil

import pytest
from erp_sandbox.looker.sample.warehouse import PROJECT
from looker_sdk import error, models40

MAIL = {"type": "email", "address": "cfo@example.com"}
S3 = {
    "type": "s3",
    "address": "s3://finance-exports/ap/",
    "parameters": '{"access_key_id": "AKIA", "region": "us-east-1"}',
    "secret_parameters": '{"secret_access_key": "s3-secret"}',
}
SFTP = {
    "type": "sftp",
    "address": "sftp://files.example.com/ap/",
    "parameters": '{"username": "ap"}',
    "secret_parameters": '{"password": "sftp-secret"}',
}


@pytest.fixture
def everywhere(destination):
    """One destination of each type."""
    return [destination(), destination(**MAIL), destination(**S3), destination(**SFTP)]


def test_a_plan_runs_once_and_is_delivered_everywhere(
    sdk, plan, everywhere, outcomes, sandbox, inbox
):
    body = plan(crontab=..., scheduled_plan_destination=everywhere)
    made = sdk.scheduled_plan_run_once(body)
    assert (made.run_once, made.next_run_at) == (True, None)
    assert outcomes(made.id) == [("success", None)]
    assert [sent["type"] for sent in sandbox.looker.outbox()] == ["webhook", "email", "s3", "sftp"]
    files = [path for path in inbox.rglob("*") if path.is_file()]
    assert sorted(path.relative_to(inbox).parts[0] for path in files) == [
        "mail",
        "s3",
        "sftp",
        "webhooks",
    ]
    assert sdk.scheduled_plan(made.id).last_run_at is not None
    assert made.id in {found.id for found in sdk.all_scheduled_plans()}


def test_a_copy_runs_with_the_secrets_of_the_plan(sdk, plan, destination, outcomes, sandbox):
    sandbox.looker.set_receivers(s3_keys={"AKIA": "s3-secret"})
    original = sdk.create_scheduled_plan(plan(scheduled_plan_destination=[destination(**S3)]))
    copy = sdk.scheduled_plan_run_once_by_id(original.id)
    assert copy.id != original.id
    assert (copy.run_once, copy.name, copy.look_id) == (True, original.name, original.look_id)
    assert outcomes(copy.id) == [("success", None)]
    assert outcomes(original.id) == []
    assert sdk.scheduled_plan(original.id) == original


def test_changes_apply_to_the_copy_only(sdk, plan, destination, outcomes, sandbox):
    original = sdk.create_scheduled_plan(plan(scheduled_plan_destination=[destination(**MAIL)]))
    changes = models40.WriteScheduledPlan(
        name="Again", scheduled_plan_destination=[destination(format="json")]
    )
    copy = sdk.scheduled_plan_run_once_by_id(original.id, changes)
    assert outcomes(copy.id) == [("success", None)]
    [sent] = sandbox.looker.outbox()
    assert (sent["type"], sent["plan_name"], sent["format"]) == ("webhook", "Again", "json")
    assert sdk.scheduled_plan(original.id) == original


def test_a_destination_that_refuses_does_not_stop_the_others(
    sdk, plan, everywhere, outcomes, sandbox
):
    sandbox.looker.set_receivers(
        refused_mailboxes=["cfo@example.com"], denied_buckets=["finance-exports"]
    )
    made = sdk.scheduled_plan_run_once(plan(scheduled_plan_destination=everywhere))
    [(status, detail)] = outcomes(made.id)
    assert status == "failure"
    assert detail == (
        "email cfo@example.com: 550 5.1.1 <cfo@example.com>: Recipient address rejected: mailbox "
        "unavailable; s3 s3://finance-exports/ap/: AccessDenied: Access Denied"
    )
    sent = {sent["type"]: sent["status"] for sent in sandbox.looker.outbox()}
    assert sent == {"webhook": "success", "email": "failure", "s3": "failure", "sftp": "success"}


def test_only_the_failed_destination_is_delivered_again(
    sdk, plan, destination, everywhere, outcomes, sandbox
):
    first = sdk.scheduled_plan_run_once(plan(scheduled_plan_destination=everywhere))
    outcomes(first.id)
    sandbox.looker.rekey_sftp()
    second = sdk.scheduled_plan_run_once_by_id(first.id)
    [(status, detail)] = outcomes(second.id)
    assert status == "failure"
    assert detail == "sftp sftp://files.example.com/ap/: The host key of the server has changed"
    sandbox.looker.trust_sftp()
    changes = models40.WriteScheduledPlan(scheduled_plan_destination=[destination(**SFTP)])
    third = sdk.scheduled_plan_run_once_by_id(second.id, changes)
    assert outcomes(third.id) == [("success", None)]
    assert [sent["type"] for sent in sandbox.looker.outbox()].count("email") == 2


def test_a_webhook_has_the_data_and_the_plan(sdk, plan, destination, outcomes, sandbox, look):
    both = [destination(format="csv"), destination(format="inline_json")]
    made = sdk.scheduled_plan_run_once(plan(scheduled_plan_destination=both))
    outcomes(made.id)
    attached, inline = (json.loads(sent["body"]) for sent in sandbox.looker.outbox())
    described = attached["scheduled_plan"]
    assert attached["type"] == "query"
    assert (described["scheduled_plan_id"], described["type"]) == (made.id, "Look")
    assert described["query_id"] == look.query_id
    assert described["url"].endswith(f"/looks/{look.id}")
    assert attached["attachment"]["mimetype"] == "text/csv"
    assert len(attached["attachment"]["data"].splitlines()) == len(inline["data"]) + 1
    assert attached["data"] is None
    assert inline["attachment"] is None


def test_inline_rows_can_be_a_text(sdk, plan, destination, sandbox):
    sandbox.looker.set_limits(inline_json_text=True)
    sdk.scheduled_plan_run_once(
        plan(scheduled_plan_destination=[destination(format="inline_json")])
    )
    sandbox.looker.wait_for_jobs()
    [sent] = sandbox.looker.outbox()
    assert isinstance(json.loads(json.loads(sent["body"])["data"]), list)


@pytest.mark.parametrize(
    ("condition", "unmet"), [("require_results", False), ("require_no_results", True)]
)
def test_a_condition_keeps_a_result_back(sdk, plan, outcomes, sandbox, condition, unmet):
    made = sdk.scheduled_plan_run_once(plan(**{condition: True}))
    assert outcomes(made.id) == [("success", "Conditions not met" if unmet else None)]
    assert bool(sandbox.looker.outbox()) is not unmet


def test_a_deleted_look_is_a_failure(sdk, plan, outcomes, sandbox, look):
    original = sdk.create_scheduled_plan(plan())
    sdk.update_look(look.id, models40.WriteLookWithQuery(deleted=True))
    with pytest.raises(error.SDKError, match="Validation Failed"):
        sdk.scheduled_plan_run_once_by_id(original.id)
    assert not sandbox.looker.outbox()


def test_a_body_with_an_id_is_not_found(sdk, plan):
    made = sdk.create_scheduled_plan(plan())
    with pytest.raises(error.SDKError, match="Not found"):
        sdk.post(f"/scheduled_plans/{made.id}/run_once", str, body={"id": made.id})


def test_runs_of_a_second_are_limited(sdk, plan, sandbox):
    made = sdk.create_scheduled_plan(plan())
    sandbox.looker.set_limits(run_once_per_second=0)
    with pytest.raises(error.SDKError, match="Too many"):
        sdk.scheduled_plan_run_once_by_id(made.id)


def test_a_state_folder_repeats_runs_without_delivering_again(
    start, connect, plan, destination, tmp_path
):
    folder = tmp_path / "state"
    sandbox = start(state_dir=folder)
    sdk = connect(sandbox)
    look = sdk.search_looks(limit=1, sorts="id")[0]
    body = plan(look_id=look.id)
    original = sdk.create_scheduled_plan(body)
    copy = sdk.scheduled_plan_run_once_by_id(original.id)
    sandbox.looker.wait_for_jobs()
    before = sandbox.looker.truth("scheduled_plans"), sandbox.looker.truth("scheduled_jobs")
    assert len(sandbox.looker.outbox()) == 1
    start.close()
    again = start(state_dir=folder)
    after = again.looker.truth("scheduled_plans"), again.looker.truth("scheduled_jobs")
    assert after == before
    assert not again.looker.outbox()
    assert connect(again).create_scheduled_plan(body).id not in {original.id, copy.id}


def test_a_job_that_a_restart_interrupted_is_a_failure(start, connect, plan, tmp_path):
    folder = tmp_path / "state"
    sandbox = start(state_dir=folder)
    sdk = connect(sandbox)
    look = sdk.search_looks(limit=1, sorts="id")[0]
    sdk.scheduled_plan_run_once(plan(look_id=look.id))
    sandbox.looker.wait_for_jobs()
    start.close()
    # As if the process had been killed before the job ended.
    path = folder / "looker.jsonl"
    kept = [line for line in path.read_text().splitlines(keepends=True) if "finish_job" not in line]
    path.write_text("".join(kept))
    again = start(state_dir=folder)
    connect(again).me()
    [job] = again.looker.truth("scheduled_jobs")
    assert (job["status"], job["status_detail"]) == ("failure", "The instance was restarted")


def test_a_state_folder_is_resumed_with_more_datagroups(start, connect, tmp_path):
    project, state = tmp_path / "project", tmp_path / "state"
    shutil.copytree(PROJECT, project)
    sandbox = start(state_dir=state, project=str(project))
    [before] = connect(sandbox).all_datagroups()
    start.close()
    model = project / "models" / "finance.model.lkml"
    model.write_text(f'{model.read_text()}\ndatagroup: daily {{ max_cache_age: "24 hours" }}\n')
    again = start(state_dir=state, project=str(project))
    found = {each.name: each.id for each in connect(again).all_datagroups()}
    assert found.keys() == {"finance_load", "daily"}
    assert found["finance_load"] == before.id
