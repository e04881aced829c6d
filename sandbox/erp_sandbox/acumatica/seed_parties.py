"""Vendors of the company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.acumatica.amounts import milliseconds
from erp_sandbox.acumatica.rows import Row, Values, guid

if TYPE_CHECKING:
    from erp_sandbox.acumatica.store import Tenant
    from erp_sandbox.company import Company
    from erp_sandbox.company.model import Party


def fill(tenant: Tenant, company: Company) -> None:
    """Load the vendors."""
    tenant.load("Vendor", [_vendor(tenant, company, party) for party in company.vendors])


def _vendor(tenant: Tenant, company: Company, party: Party) -> Row:
    terms = {term.number: term.name for term in company.terms}
    modified = milliseconds(party.modified, party.party)
    values: Values = {
        "VendorID": party.code,
        "VendorName": party.name,
        "LegalName": party.name,
        "VendorClass": "DEFAULT",
        "Status": "Inactive" if party.inactive else "Active",
        "APAccount": "2000",
        "APSubaccount": "000000",
        "CurrencyID": tenant.organization.currencies[party.currency],
        "CreatedDateTime": milliseconds(party.created, party.party),
        "LastModifiedDateTime": modified,
    }
    if party.term:
        values["Terms"] = terms[party.term]
    return Row(guid(tenant.name, "Vendor", party.code), values, modified=modified)
