"""Codes that fields refer to and that the endpoint has no entity for, such as tax zones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.acumatica.directory import Directory
from erp_sandbox.acumatica.seed_ledger import ACCOUNT_CLASSES, NON_PROJECT
from erp_sandbox.acumatica.seed_parties import class_id
from erp_sandbox.company.organization import CUSTOMER_CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from erp_sandbox.acumatica.store import Tenant


def _customer_classes(_: Tenant) -> list[str]:
    numbers = range(1, len(CUSTOMER_CATEGORIES) + 1)
    return [class_id(CUSTOMER_CATEGORIES, number) for number in (None, *numbers)]


def _tax_zones(tenant: Tenant) -> set[str]:
    parties = (*tenant.company.vendors, *tenant.company.customers)
    return {f"{party.country}VAT" for party in parties}


_FIXED = {
    "AccountClass": ACCOUNT_CLASSES,
    "AccountGroup": ("ACCG01", "ACCG02"),
    "CostCode": ("0000",),
    "ItemClass": ("STOCK", "NONSTOCK"),
    "Location": ("MAIN",),
    "NonProject": (NON_PROJECT,),
    "PaymentMethod": ("CHECK", "ACH", "WIRE"),
    "RateType": ("SPOT",),
    "TaxCategory": ("TAXABLE", "EXEMPT"),
    "Unit": ("EA", "HOUR", "KG"),
    "Warehouse": ("WHOLESALE",),
}
_OF_TENANT: dict[str, Callable[[Tenant], Iterable[str]]] = {
    "Branch": lambda tenant: tenant.organization.branches,
    "CustomerClass": _customer_classes,
    "TaxZone": _tax_zones,
    "Terms": lambda tenant: Directory(tenant.company).terms.values(),
}


def code(tenant: Tenant, kind: str, given: str) -> str | None:
    """Return a code of a kind as it was set up, None if it was not; case makes no difference."""
    codes = _FIXED[kind] if kind in _FIXED else _OF_TENANT[kind](tenant)
    return {one.casefold(): one for one in codes}.get(given.strip().casefold())
