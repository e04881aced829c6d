"""`meltano run`: Accounts and Contacts equal NetSuite's after changes and killed runs."""

from __future__ import annotations

import pytest

# Several runs of Meltano: minutes on a slow machine.
pytestmark = pytest.mark.timeout(3600)

JOB = "netsuite-to-salesforce"
_ACCOUNTS = """
    select id, coalesce(companyname, altname, entityid) as name, parent, phone from customer
    union all select id, coalesce(companyname, altname, entityid), null, phone from vendor
"""
_CONTACTS = "select id, coalesce(lastname, entityid) as name, company, phone from contact"


def _assert_org_equals_netsuite(flow):
    accounts, contacts = flow.by_key("Account"), flow.by_key("Contact")
    expected_accounts = {str(row["id"]): row for row in flow.sandbox.netsuite.truth(_ACCOUNTS)}
    expected_contacts = {str(row["id"]): row for row in flow.sandbox.netsuite.truth(_CONTACTS)}
    assert set(accounts) == set(expected_accounts)
    assert set(contacts) == set(expected_contacts)
    for key, row in expected_accounts.items():
        assert (accounts[key]["Name"], accounts[key]["Phone"]) == (row["name"], row["phone"])
        assert accounts[key]["ParentId"] == _id(accounts, row["parent"])
    for key, row in expected_contacts.items():
        assert contacts[key]["LastName"] == row["name"]
        assert contacts[key]["AccountId"] == _id(accounts, row["company"])


def _id(accounts, key):
    return accounts[str(key)]["Id"] if key is not None else None


def _change_entities(flow):
    """Rename a customer, change a vendor's phone and a contact's company."""
    netsuite = flow.sandbox.netsuite

    def change(record, number, **values):
        netsuite.mutate("change", record=record, key={"id": number}, values=values)

    flow.sandbox.advance(3600)
    customers = [row["id"] for row in netsuite.truth("select id from customer order by id")]
    [vendor] = netsuite.truth("select min(id) as id from vendor")
    [contact] = netsuite.truth("select min(id) as id from contact where company is not null")
    change("customer", customers[0], companyname="Renamed")
    change("vendor", vendor["id"], phone="+49 30 1")
    change("contact", contact["id"], company=customers[1])


def test_killed_runs_are_completed_changes_update_existing_records_and_an_idle_run_writes_nothing(
    salesforce_flow,
):
    salesforce_flow.sandbox.netsuite.set_limits(latency=0.02)
    for program in ("tap-netsuite", "target-salesforce"):
        salesforce_flow.run_and_kill(program, "Beginning sync of 'customers'", JOB)
    salesforce_flow.run(JOB)
    _assert_org_equals_netsuite(salesforce_flow)
    before = {row["Id"] for row in salesforce_flow.by_key("Account").values()}

    _change_entities(salesforce_flow)
    salesforce_flow.run(JOB)

    _assert_org_equals_netsuite(salesforce_flow)
    assert {row["Id"] for row in salesforce_flow.by_key("Account").values()} == before
    salesforce_flow.org.clear_journal()
    salesforce_flow.run(JOB)
    assert salesforce_flow.writes() == []
