"""The vendors, one line each. A vendor's package is imported when it is first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from erp_sandbox.core.client import VendorControl
    from erp_sandbox.core.vendor import Vendor

VENDORS = {
    "netsuite": "erp_sandbox.netsuite",
    "quickbooks": "erp_sandbox.quickbooks",
    "salesforce": "erp_sandbox.salesforce",
    "acumatica": "erp_sandbox.acumatica",
    "oracle_fusion": "erp_sandbox.oracle_fusion",
    "looker": "erp_sandbox.looker",
}
"""Packages by vendor, in the order in which they are served."""


def vendor_type(name: str) -> type[Vendor]:
    """Return the class of a vendor, `VENDOR` in its `vendor.py`.

    Raises:
        ValueError: If there is no vendor of that name.
    """
    found: type[Vendor] = import_module(f"{_package(name)}.vendor").VENDOR
    return found


def control_type(name: str) -> type[VendorControl]:
    """Return the control client of a vendor, `CONTROL` in its `client.py`.

    Raises:
        ValueError: If there is no vendor of that name.
    """
    found: type[VendorControl] = import_module(f"{_package(name)}.client").CONTROL
    return found


def _package(name: str) -> str:
    try:
        return VENDORS[name]
    except KeyError:
        raise ValueError(f"There is no vendor {name!r}. Use one of {', '.join(VENDORS)}.") from None
