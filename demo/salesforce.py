"""NetSuite's customers, contacts and vendors to a Salesforce org."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from demo.pipeline import DELIVERING, MELTANO, run_job
from demo.settings import ROOT, DemoError, Marker, environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from erp_sandbox.netsuite.client import NetSuiteControl
    from erp_sandbox.salesforce.client import SalesforceControl

_JOB = "netsuite-to-salesforce"
_OBJECTS = {"Account": ("customer", "vendor"), "Contact": ("contact",)}


class SalesforceDelivery:
    """NetSuite's customers, contacts and vendors to an org.

    Args:
        netsuite: The account's control.
        org: The org's control.
    """

    def __init__(self, netsuite: NetSuiteControl, org: SalesforceControl) -> None:
        self._netsuite = netsuite
        self._org = org
        self._delivered = Marker(_JOB)

    def deliver(self) -> bool:
        """Set up the org, run the job twice and print the outcomes; return whether all tie out.

        In later demos records are changed first.

        Raises:
            DemoError: The setup or the job failed.
        """
        print()
        for change in _edit_entities(self._netsuite) if self._delivered.exists() else ():
            print(f"  {change}")
        variables = environment(self._netsuite.environment() | self._org.environment())
        with self._delivered.when_done():
            _set_up(variables)
            first = run_job(variables, _JOB, stages=DELIVERING).delivered
            second = run_job(variables, _JOB, stages=DELIVERING).delivered
        names = ("at source", "in the org", "created", "updated", "unchanged", "sent again")
        print(f"\n{'Salesforce':<16}" + "".join(f"{name:>12}" for name in names))
        passed = True
        for obj, tables in _OBJECTS.items():
            counted = " + ".join(f"(select count(*) from {table})" for table in tables)
            source = int(self._netsuite.truth(f"select {counted} as n")[0]["n"])
            delivered = sum(1 for row in self._org.truth(obj) if row.get("NetSuite_Id__c"))
            outcomes, later = first.get(obj, {}), second.get(obj, {})
            sent_again = later.get("created", 0) + later.get("updated", 0)
            ties_out = source == delivered and sent_again == 0 and not outcomes.get("rejected")
            counts = (outcomes.get(name, 0) for name in names[2:5])
            figures = [source, delivered, *counts, sent_again]
            mark = "" if ties_out else "  <--"
            print(f"  {obj:<14}" + "".join(f"{figure:>12,}" for figure in figures) + mark)
            passed = passed and ties_out
        return passed


def _edit_entities(netsuite: NetSuiteControl) -> list[str]:
    """Change a customer, its address, a contact and a vendor; return a description of each."""
    [customer] = netsuite.truth(
        "select id, defaultbillingaddress as address from customer where defaultbillingaddress is "
        "not null order by id limit 1"
    )
    [contact] = netsuite.truth(
        "select c.id, (select max(id) from customer where id <> c.company) as company from contact "
        "c join customer p on p.id = c.company order by c.id limit 1"
    )
    [vendor] = netsuite.truth("select id from vendor order by id limit 1")

    def change(record: str, key: str, number: int, **values: object) -> None:
        netsuite.mutate("change", record=record, key={key: number}, values=values)

    change("customer", "id", customer["id"], companyname="Renamed Between Runs")
    change("contact", "id", contact["id"], company=contact["company"])
    change("customeraddressbookentityaddress", "nkey", customer["address"], addr1="1 New Street")
    change("vendor", "id", vendor["id"], phone="+1 555 0100")
    return [
        f"Customer {customer['id']} was renamed, and its billing address changed",
        f"Contact {contact['id']} moved to customer {contact['company']}",
        f"Vendor {vendor['id']} has a new phone number",
    ]


def _set_up(environment: Mapping[str, str]) -> None:
    """Create the external id fields with `target-salesforce setup`, if they do not exist."""
    done = subprocess.run(  # noqa: S603  # fixed command
        [*MELTANO, "invoke", "target-salesforce", "setup"],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DemoError(
            f"`target-salesforce setup` failed (exit code {done.returncode}).\n\n{done.stderr}"
        )
    print("target-salesforce setup\n  " + done.stdout.strip().replace("\n", "\n  "))
