"""`setup` creates the hidden external id, once."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from target_salesforce.target import TargetSalesforce


@pytest.fixture
def command(new_org):
    """Run the command line and return the exit code and the output."""

    def run(*arguments):
        path = new_org.folder / "config.json"
        path.write_text(json.dumps(new_org.config))
        result = CliRunner().invoke(TargetSalesforce.cli, [*arguments, "--config", str(path)])
        return result.exit_code, result.output + new_org.caplog.text

    return run


def test_check_prints_the_missing_steps_and_changes_nothing(new_org, command):
    code, output = command("setup", "--check")

    assert code == 1
    assert "would create field Account.NetSuite_Id__c" in output
    assert "would assign NetSuite_Integration to this user" in output
    assert new_org.writes() == []


def test_setup_prepares_an_org_and_changes_nothing_the_second_time(new_org, command, messages):
    assert command("setup")[0] == 0
    new_org.sandbox.clear_journal()

    code, output = command("setup")

    assert code == 0
    assert "is ready" in output
    assert new_org.writes() == []
    assert command("setup", "--check")[0] == 0
    assert new_org.run(messages().customer(1).contact(2, 1)).code == 0


def test_an_interrupted_setup_is_resumed(new_org, command, messages):
    new_org.sandbox.fault("status", path="FieldPermissions", method="POST", status=400, after=1)
    assert command("setup")[0] == 1

    assert command("setup")[0] == 0
    assert new_org.run(messages().customer(1).contact(2, 1)).code == 0


def test_an_org_without_the_external_id_is_an_error(new_org, messages):
    run = new_org.run(messages().customer(1).state())

    assert (run.code, run.states) == (1, [])
    assert "Account has no field NetSuite_Id__c that this user can see" in run.log
    assert "target-salesforce setup" in run.log


def test_a_field_without_access_is_named(delivery, messages):
    delivery.sandbox.salesforce.mutate("revoke_access", sobject="Account", field="NetSuite_Id__c")

    assert "Account has no field NetSuite_Id__c" in delivery.run(messages().customer(1)).log


def test_a_mapped_field_that_the_org_does_not_have_is_named(delivery, messages):
    own = {"customers": {"fields": {"Rank__c": "entityid"}}}

    run = delivery.run(messages().customer(1), mappings=own)

    assert "Account has no field Rank__c" in run.log
    assert delivery.writes() == []


def test_a_key_that_is_no_external_id_is_a_problem(new_org, command):
    new_org.sandbox.salesforce.mutate("prepare", external_id=False)

    command("setup")
    code, output = command("setup", "--check")

    assert code == 1
    assert "problem: stream 'customers': Account.NetSuite_Id__c is not an external id" in output
    assert "is ready" not in output


def test_an_object_that_the_user_cannot_write_is_granted_by_the_permission_set(
    new_org, command, messages
):
    new_org.sandbox.salesforce.mutate("restrict_object", sobject="Contact")

    code, output = command("setup", "--check")
    assert code == 1
    assert "would let NetSuite_Integration read, create and edit Contact" in output
    assert "edit Account\n" not in output

    assert command("setup")[0] == 0
    assert command("setup", "--check")[0] == 0
    assert new_org.run(messages().customer(1).contact(2, 1)).code == 0


def test_a_field_that_the_user_cannot_write_is_a_problem(delivery, command):
    command("setup")
    delivery.sandbox.salesforce.mutate("revoke_access", sobject="Contact", field="NetSuite_Id__c")
    delivery.settings = {"mappings": {"customers": {"fields": {"Rank__c": "entityid"}}}}

    code, output = command("setup")

    assert code == 1
    assert "done: let NetSuite_Integration read and edit Contact.NetSuite_Id__c" in output
    assert "problem: stream 'customers': Account has no field Rank__c" in output
    assert "not ready: 1 problem. Solve what is listed" in output


def test_what_may_stop_a_delivery_is_a_note(delivery, command):
    delivery.sandbox.salesforce.mutate("add_duplicate_rule", sobject="Account", field="Phone")
    command("setup")

    code, output = command("setup", "--check")

    assert code == 0
    assert "note: the duplicate rule Account_Phone on Account rejects records" in output
    assert "of 15,000 API requests of 24 hours are used; runs stop at 90%" in output
    delivery.settings = {"allow_duplicates": True}
    assert "duplicate rule" not in command("setup", "--check")[1]


def test_full_storage_and_an_exhausted_quota_are_problems(delivery, command):
    command("setup")
    delivery.sandbox.salesforce.mutate("fill_storage")

    code, output = command("setup", "--check")
    assert code == 1
    assert "problem: the org's storage of 1,024 MB is full" in output

    delivery.sandbox.salesforce.set_limits(used=14_999)
    code, output = command("setup", "--check")
    assert code == 1
    assert "15000 of the org's 15000 API requests of 24 hours are used" in output
