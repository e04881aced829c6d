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
        return result.exit_code, result.output

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
