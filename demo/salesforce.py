"""The second flow: the same account's customers, contacts and vendors into a Salesforce org."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from demo.pipeline import run_job
from demo.settings import DemoError, program

if TYPE_CHECKING:
    from collections.abc import Mapping

    from erp_sandbox.netsuite.client import NetSuiteControl
    from erp_sandbox.salesforce.client import SalesforceControl

JOB = "netsuite-to-salesforce"
_STAGES = (
    ("Running catalog discovery", "discovering streams and custom fields"),
    ("Beginning sync of", "extracting and delivering"),
)
_OBJECTS = {"Account": ("customer", "vendor"), "Contact": ("contact",)}


def edit_entities(netsuite: NetSuiteControl) -> list[str]:
    """A rename, a move, a new address and a new phone; returns them in words."""
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


def deliver(
    netsuite: NetSuiteControl, salesforce: SalesforceControl, environment: Mapping[str, str]
) -> bool:
    """Prepare the org, run the job twice and print what arrived; true if all ties out.

    Raises:
        DemoError: The org cannot be prepared, or the job failed.
    """
    _set_up(environment)
    first = run_job(environment, JOB, stages=_STAGES).delivered
    again = run_job(environment, JOB, stages=_STAGES).delivered
    names = ("at source", "in the org", "created", "updated", "unchanged", "sent again")
    print(f"\n{'Salesforce':<16}" + "".join(f"{name:>12}" for name in names))
    sound = True
    for obj, tables in _OBJECTS.items():
        counted = " + ".join(f"(select count(*) from {table})" for table in tables)
        source = int(netsuite.truth(f"select {counted} as n")[0]["n"])  # own names
        living = sum(1 for row in salesforce.truth(obj) if row.get("NetSuite_Id__c"))
        told, later = first.get(obj, {}), again.get(obj, {})
        resent = later.get("created", 0) + later.get("updated", 0)
        fine = source == living and resent == 0 and not told.get("rejected")
        figures = [source, living, *(told.get(name, 0) for name in names[2:5]), resent]
        mark = "" if fine else "  <--"
        print(f"  {obj:<14}" + "".join(f"{figure:>12,}" for figure in figures) + mark)
        sound = sound and fine
    return sound


def _set_up(environment: Mapping[str, str]) -> None:
    """`target-salesforce setup`: the hidden external id; does nothing the second time."""
    done = subprocess.run(  # noqa: S603  # our own command
        [program("target-salesforce"), "setup", "--config=ENV"],
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DemoError(f"The org cannot be prepared.{os.linesep}{done.stderr}")
    print("target-salesforce setup\n  " + done.stdout.strip().replace("\n", "\n  "))
