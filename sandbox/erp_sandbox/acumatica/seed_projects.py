"""Projects for some customers of the company."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from erp_sandbox.acumatica.amounts import ZERO, milliseconds
from erp_sandbox.acumatica.entities import ENTITIES
from erp_sandbox.acumatica.rows import Row, Values, guid, part_guid
from erp_sandbox.acumatica.seed_ledger import set_up

if TYPE_CHECKING:
    from erp_sandbox.acumatica.store import Tenant

_EVERY = 8  # one customer of so many has a project
_TASKS = {"PLAN": "Planning", "BUILD": "Delivery"}


def fill(tenant: Tenant) -> None:
    """Load the projects and their tasks."""
    start = set_up(tenant.company)
    for number, party in enumerate(tenant.company.customers[::_EVERY], start=1):
        modified = milliseconds(start + timedelta(days=number * 9, hours=number % 7), number)
        code = f"PR{number:05d}"
        active = number % 4 != 0
        values: Values = {
            "ProjectID": code,
            "Description": f"Roll-out {number}",
            "Customer": party.code,
            "Status": "Active" if active else "Completed",
            "Hold": False,
            "LastModifiedDateTime": modified,
        }
        values |= dict.fromkeys(("Assets", "Expenses", "Income", "Liabilities"), ZERO)
        tenant.load("Project", [_row(tenant, "Project", values, code)])
        for task, description in _TASKS.items():
            values = {
                "ProjectID": code,
                "ProjectTaskID": task,
                "Description": description,
                "Status": "Active" if active else "Completed",
                "Default": task == "PLAN",
                "LastModifiedDateTime": modified,
            }
            tenant.load("ProjectTask", [_row(tenant, "ProjectTask", values, code, task)])


def _row(tenant: Tenant, entity: str, values: Values, *key: str) -> Row:
    row = Row(guid(tenant.name, entity, *key), values, modified=values["LastModifiedDateTime"])
    row.details = {name: [] for name in ENTITIES[entity].details}
    row.linked = {name: Row(part_guid(row.id, name), {}) for name in ENTITIES[entity].linked}
    return row
