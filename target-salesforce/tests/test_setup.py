"""`setup` makes the hidden key, once."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from target_salesforce.target import TargetSalesforce


@pytest.fixture
def command(bare):
    """Run the command line; returns exit code and output."""

    def run(*arguments):
        path = bare.folder / "config.json"
        path.write_text(json.dumps(bare.config))
        result = CliRunner().invoke(TargetSalesforce.cli, [*arguments, "--config", str(path)])
        return result.exit_code, result.output

    return run


def test_check_prints_the_plan_and_changes_nothing(bare, command):
    code, output = command("setup", "--check")

    assert code == 1
    assert "would create field Account.NetSuite_Id__c" in output
    assert "would assign NetSuite_Integration to this user" in output
    assert bare.writes() == []


def test_setup_makes_an_org_ready_and_does_nothing_the_second_time(bare, command, messages):
    assert command("setup")[0] == 0
    bare.sandbox.clear_journal()

    code, output = command("setup")

    assert code == 0
    assert "is ready" in output
    assert bare.writes() == []
    assert command("setup", "--check")[0] == 0
    assert bare.run(messages().customer(1).contact(2, 1)).code == 0


def test_setup_goes_on_where_it_was_interrupted(bare, command, messages):
    bare.sandbox.fault("status", path="FieldPermissions", method="POST", status=400, after=1)
    assert command("setup")[0] == 1

    assert command("setup")[0] == 0
    assert bare.run(messages().customer(1).contact(2, 1)).code == 0


def test_an_org_that_is_not_ready_says_so(bare, messages):
    run = bare.run(messages().customer(1).state())

    assert (run.code, run.states) == (1, [])
    assert "Account has no field NetSuite_Id__c that this user can see" in run.log
    assert "target-salesforce setup" in run.log


def test_a_field_taken_from_the_user_is_named(delivery, messages):
    delivery.sandbox.salesforce.mutate("revoke_access", sobject="Account", field="NetSuite_Id__c")

    assert "Account has no field NetSuite_Id__c" in delivery.run(messages().customer(1)).log


def test_a_mapped_field_the_org_lacks_is_named(delivery, messages):
    own = {"customers": {"fields": {"Rank__c": "entityid"}}}

    run = delivery.run(messages().customer(1), mappings=own)

    assert "Account has no field Rank__c" in run.log
    assert delivery.writes() == []
