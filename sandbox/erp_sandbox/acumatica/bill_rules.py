"""What a bill must be to be saved (AP301000)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from erp_sandbox.acumatica import periods
from erp_sandbox.acumatica.amounts import ZERO
from erp_sandbox.acumatica.changing import RuleError
from erp_sandbox.acumatica.document_rules import UNRELEASED
from erp_sandbox.acumatica.draft import NEW
from erp_sandbox.acumatica.lookups import found, rate
from erp_sandbox.acumatica.payables import MAIN_LOCATION
from erp_sandbox.acumatica.seed_ledger import DEFAULT_SUBACCOUNT, NON_PROJECT

if TYPE_CHECKING:
    from erp_sandbox.acumatica.draft import Draft
    from erp_sandbox.acumatica.rows import Row

_DUE = timedelta(days=30)


def complete(draft: Draft) -> None:
    """Complete a bill and check it; the errors are in the draft."""
    if draft.before is not None and draft.before.values["Status"] not in UNRELEASED:
        draft.fail("The document is released and cannot be changed.")
        return
    _header(draft)
    for line in draft.lines("Details"):
        _line(draft, line)
    draft.check()
    values = draft.values
    lines = sum((line.values["Amount"] for line in draft.lines("Details")), ZERO)
    taxes = sum((tax.values.get("TaxAmount", ZERO) for tax in draft.lines("TaxDetails")), ZERO)
    values["TaxTotal"] = taxes
    values["Amount"] = values["Balance"] = lines + taxes
    # New documents are on hold unless the body says otherwise (AP101000).
    values.setdefault("Hold", True)
    values["Status"] = "On Hold" if values["Hold"] else "Balanced"
    if draft.before is None:
        values["ReferenceNbr"] = f"BILL-{draft.tenant.number():06d}"


def _header(draft: Draft) -> None:
    values = draft.values
    if values["Type"] == NEW:
        values["Type"] = "Bill"
    vendor = found(draft, "Vendor", "Vendor", "Vendor")
    if vendor is not None:
        if vendor.values["Status"] in {"Inactive", "On Hold"}:
            draft.fail(f"The vendor status is '{vendor.values['Status']}'.", "Vendor")
        values.setdefault("CurrencyID", vendor.values["CurrencyID"])
        if "Terms" in vendor.values:
            values.setdefault("Terms", vendor.values["Terms"])
        _reference(draft)
    found(draft, "Currency", "Currency", "CurrencyID")
    values.setdefault("CashAccount", draft.tenant.company.chart.code("bank"))
    for name in ("ApprovedForPayment", "IsTaxValid"):
        values.setdefault(name, False)
    values.setdefault("LocationID", MAIN_LOCATION)
    values.setdefault("Project", NON_PROJECT)
    values.setdefault("Date", draft.business_date)
    values.setdefault("DueDate", values["Date"] + _DUE)
    values.setdefault("BranchID", draft.branch)
    branch = draft.tenant.organization.branches.get(values["BranchID"])
    if branch is None:
        draft.fail("'Branch' cannot be found in the system.", "BranchID")
        return
    if not branch.active:
        draft.fail("Branch is inactive.", "BranchID")
    rate(draft, branch.currency, values.get("CurrencyID", ""), values["Date"])
    values.setdefault("PostPeriod", branch.calendar.period(values["Date"]))
    values["PostPeriod"] = values["PostPeriod"].replace("-", "")
    try:
        periods.check(draft.tenant, branch.code, values["PostPeriod"])
    except RuleError as error:
        draft.fail(str(error), "PostPeriod")


def _reference(draft: Draft) -> None:
    values = draft.values
    reference = values.get("VendorRef")
    if draft.tenant.preferences.duplicate_references or not reference:
        return
    for bill in draft.tenant.committed("Bill"):
        same = (bill.values["Vendor"], bill.values.get("VendorRef")) == (
            values["Vendor"],
            reference,
        )
        if same and bill.id != draft.row.id:
            draft.fail(f"Document with the vendor ref. {reference} already exists.", "VendorRef")


def _line(draft: Draft, line: Row) -> None:
    values = line.values
    values.setdefault("Branch", draft.values["BranchID"])
    if values["Branch"] not in draft.tenant.organization.branches:
        draft.fail("'Branch' cannot be found in the system.", "Branch", line)
    item = _item(draft, line)
    if item is not None:
        values.setdefault("Account", item.values.get("ExpenseAccount", "2050"))
        values.setdefault("TransactionDescription", item.values.get("Description"))
    account = found(draft, "Account", "Account", "Account", line)
    if account is not None and "Description" in account.values:
        values["Description"] = account.values["Description"]
    values.setdefault("Subaccount", DEFAULT_SUBACCOUNT)
    found(draft, "Subaccount", "Subaccount", "Subaccount", line)
    values.setdefault("Project", NON_PROJECT)
    tenant, currency = draft.tenant, draft.values.get("CurrencyID", "")
    values.setdefault("Qty", Decimal(1))
    cost = values.setdefault("UnitCost", values.get("ExtendedCost", values.get("Amount", ZERO)))
    values.setdefault("ExtendedCost", tenant.rounded(values["Qty"] * cost, currency))
    values.setdefault("Amount", values["ExtendedCost"])
    values["Amount"] = tenant.rounded(values["Amount"], currency)


def _item(draft: Draft, line: Row) -> Row | None:
    code = line.values.get("InventoryID")
    if not code:
        return None
    return draft.tenant.get("StockItem", code) or draft.tenant.get("NonStockItem", code)
