"""What can be deleted: documents that are not released, and records that nothing refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.acumatica import batches, references
from erp_sandbox.acumatica.changing import RuleError
from erp_sandbox.acumatica.document_rules import UNRELEASED

if TYPE_CHECKING:
    from erp_sandbox.acumatica.entities import Entity
    from erp_sandbox.acumatica.rows import Row
    from erp_sandbox.acumatica.store import Tenant

_DOCUMENTS = frozenset({"Bill", "Check", "Invoice", "Payment", "PurchaseOrder"})


def delete(tenant: Tenant, entity: Entity, row: Row) -> Row:
    """Delete a record; return it as it was.

    Raises:
        RuleError: If it is released, or in use.
    """
    if entity.name == "JournalTransaction":
        batches.delete(tenant, row)
        return row
    if entity.name in _DOCUMENTS and row.values["Status"] not in UNRELEASED:
        raise RuleError("The document is released and cannot be deleted.")
    user = references.user(tenant, entity, row) or _user_of_year(tenant, entity, row)
    if user:
        code = row.values[entity.keys[-1]]
        raise RuleError(f"{entity.title} {code} cannot be deleted: a {user} refers to it.")
    tenant.delete(entity.name, row)
    return row


def _user_of_year(tenant: Tenant, entity: Entity, row: Row) -> str | None:
    """Return what uses a financial year: a company's calendar, or its batches."""
    year = row.values.get("FinancialYear")
    if entity.name == "FinancialPeriod":
        years = (one.values["FinancialYear"] for one in tenant.committed("CompanyFinancialPeriod"))
        return "CompanyFinancialPeriod" if year in years else None
    if entity.name != "CompanyFinancialPeriod":
        return None
    branches = {branch.code for branch in tenant.organization.companies[row.values["Company"]]}
    for batch in tenant.committed("JournalTransaction"):
        if batch.values["BranchID"] in branches and batch.values["PostPeriod"].endswith(year):
            return "JournalTransaction"
    return None
