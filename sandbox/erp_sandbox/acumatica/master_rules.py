"""What vendors, customers, accounts, items, projects and currencies must be to be saved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from erp_sandbox.acumatica.amounts import ZERO
from erp_sandbox.acumatica.draft import NEW
from erp_sandbox.acumatica.lookups import found
from erp_sandbox.acumatica.seed_ledger import DEFAULT_SUBACCOUNT

if TYPE_CHECKING:
    from erp_sandbox.acumatica.draft import Draft

_PRECISIONS = range(5)
_SUBACCOUNT = re.compile(r"\d{6}")


def vendor(draft: Draft) -> None:
    """Complete a vendor and check it."""
    values = draft.values
    if draft.tenant.preferences.vendor_numbering and draft.before is None:
        values["VendorID"] = f"V{draft.tenant.number():06d}"
    _required(draft, "VendorID", "Vendor ID")
    _required(draft, "VendorName", "Vendor Name")
    values.setdefault("VendorClass", "DEFAULT")
    found(draft, "VendorClass", "Vendor Class", "VendorClass")
    values.setdefault("LegalName", values.get("VendorName"))
    values.setdefault("APAccount", draft.tenant.company.chart.code("payable"))
    values.setdefault("APSubaccount", DEFAULT_SUBACCOUNT)
    found(draft, "Account", "AP Account", "APAccount")
    found(draft, "Subaccount", "AP Sub.", "APSubaccount")
    _party(draft)


def customer(draft: Draft) -> None:
    """Complete a customer and check it."""
    values = draft.values
    _required(draft, "CustomerID", "Customer ID")
    _required(draft, "CustomerName", "Customer Name")
    values.setdefault("CustomerClass", "DEFAULT")
    values.setdefault("CreditLimit", ZERO)
    values.setdefault("BAccountID", 100_000 + draft.tenant.number())
    _party(draft)


def account(draft: Draft) -> None:
    """Complete an account and check it."""
    values = draft.values
    _required(draft, "AccountCD", "Account")
    _required(draft, "Type", "Type")
    values.setdefault("PostOption", "Detail")
    values.setdefault("AccountID", draft.tenant.number())
    for name in ("CashAccount", "RequireUnits", "Secured", "UseDefaultSubaccount"):
        values.setdefault(name, False)
    values.setdefault("Active", True)


def ledger(draft: Draft) -> None:
    """Complete a ledger and check it; its companies are linked on another form."""
    for name, label in (("LedgerID", "Ledger ID"), ("Type", "Type"), ("Currency", "Currency")):
        _required(draft, name, label)
    draft.values.setdefault("ConsolidationSource", False)


def subaccount(draft: Draft) -> None:
    """Complete a subaccount and check it: two digits of each segment."""
    values = draft.values
    _required(draft, "SubaccountCD", "Subaccount")
    if not _SUBACCOUNT.fullmatch(values["SubaccountCD"]):
        draft.fail("The subaccount does not have the segments of its mask.", "SubaccountCD")
    values.setdefault("SubaccountID", draft.tenant.number())
    values.setdefault("Active", True)
    values.setdefault("Secured", False)


def item(draft: Draft) -> None:
    """Complete a stock or non-stock item and check it."""
    values, stock = draft.values, draft.entity.name == "StockItem"
    _required(draft, "InventoryID", "Inventory ID")
    values.setdefault("ItemClass", "STOCK" if stock else "NONSTOCK")
    values.setdefault("ItemStatus", "Active")
    values.setdefault("ItemType", "Finished Good" if stock else "Non-Stock Item")
    values.setdefault("BaseUOM" if stock else "BaseUnit", "EA")
    values.setdefault("DefaultPrice", ZERO)
    for number, line in enumerate(draft.lines("VendorDetails"), start=1):
        vendor_row = found(draft, "Vendor", "Vendor ID", "VendorID", line)
        if vendor_row is not None:
            line.values["VendorName"] = vendor_row.values["VendorName"]
        line.values.setdefault("RecordID", number)
        if stock:
            line.values.setdefault("Active", True)
            line.values.setdefault("Location", "MAIN")


def project(draft: Draft) -> None:
    """Complete a project and check it; one on hold is in planning."""
    values = draft.values
    _required(draft, "ProjectID", "Project ID")
    for name in ("Assets", "Expenses", "Income", "Liabilities"):
        values.setdefault(name, ZERO)
    if values.setdefault("Hold", True):
        values["Status"] = "In Planning"
    elif values.get("Status", "In Planning") == "In Planning":
        values["Status"] = "Active"


def project_task(draft: Draft) -> None:
    """Complete a task and check it."""
    _required(draft, "ProjectID", "Project ID")
    _required(draft, "ProjectTaskID", "Task ID")
    draft.values.setdefault("Status", "In Planning")
    draft.values.setdefault("Default", False)


def currency(draft: Draft) -> None:
    """Complete a currency and check it; amounts are stored with four decimals."""
    values = draft.values
    _required(draft, "CurrencyID", "Currency ID")
    values.setdefault("DecimalPrecision", 2)
    if values["DecimalPrecision"] not in _PRECISIONS:
        draft.fail("'Decimal Precision' must be from 0 to 4.", "DecimalPrecision")
    values.setdefault("Active", True)
    values.setdefault("UseForAccounting", False)


def generated(draft: Draft) -> None:
    """Check that a year exists: years are generated, not entered (GL201000, GL201100)."""
    if draft.before is None:
        draft.fail("'Financial Year' cannot be found in the system.", "FinancialYear")


def _party(draft: Draft) -> None:
    values = draft.values
    values.setdefault("Status", "Active")
    values.setdefault("CurrencyID", "USD")
    found(draft, "Currency", "Currency", "CurrencyID")


def _required(draft: Draft, name: str, label: str) -> None:
    if draft.values.get(name) in {None, "", NEW}:
        draft.fail(f"'{label}' cannot be empty.", name)
