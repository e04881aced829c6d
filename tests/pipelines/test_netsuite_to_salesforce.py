"""`meltano run`: Accounts and Contacts are the company's, also after edits and kills."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.timeout(900)

JOB = "netsuite-to-salesforce"
_ACCOUNTS = """
    select id, coalesce(companyname, altname, entityid) as name, parent, phone from customer
    union all select id, coalesce(companyname, altname, entityid), null, phone from vendor
"""
_CONTACTS = "select id, coalesce(lastname, entityid) as name, company, phone from contact"


def _assert_org_equals_company(flow):
    accounts, contacts = flow.by_key("Account"), flow.by_key("Contact")
    companies = {str(row["id"]): row for row in flow.sandbox.netsuite.truth(_ACCOUNTS)}
    people = {str(row["id"]): row for row in flow.sandbox.netsuite.truth(_CONTACTS)}
    assert set(accounts) == set(companies)
    assert set(contacts) == set(people)
    for key, row in companies.items():
        assert (accounts[key]["Name"], accounts[key]["Phone"]) == (row["name"], row["phone"])
        assert accounts[key]["ParentId"] == _id(accounts, row["parent"])
    for key, row in people.items():
        assert contacts[key]["LastName"] == row["name"]
        assert contacts[key]["AccountId"] == _id(accounts, row["company"])


def _id(accounts, key):
    return accounts[str(key)]["Id"] if key is not None else None


def _edit(flow):
    """A rename, a new phone and a move, as people make them."""
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


def test_edits_touch_the_existing_records_and_a_further_run_writes_nothing(salesforce_flow):
    salesforce_flow.run(JOB)
    _assert_org_equals_company(salesforce_flow)
    before = {row["Id"] for row in salesforce_flow.by_key("Account").values()}

    _edit(salesforce_flow)
    salesforce_flow.run(JOB)

    _assert_org_equals_company(salesforce_flow)
    assert {row["Id"] for row in salesforce_flow.by_key("Account").values()} == before
    salesforce_flow.org.clear_journal()
    salesforce_flow.run(JOB)
    assert salesforce_flow.writes() == []


@pytest.mark.parametrize("program", ["tap-netsuite", "target-salesforce"])
def test_a_run_killed_in_the_middle_is_completed_by_the_next(salesforce_flow, program):
    salesforce_flow.sandbox.netsuite.set_limits(latency=0.02)

    code = salesforce_flow.run_and_kill(program, "Beginning sync of 'customers'", JOB)
    salesforce_flow.run(JOB)

    assert code != 0
    _assert_org_equals_company(salesforce_flow)
