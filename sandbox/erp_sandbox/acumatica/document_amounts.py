"""Lines and totals of the documents that are entered by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from erp_sandbox.acumatica.amounts import ZERO
from erp_sandbox.acumatica.lookups import found
from erp_sandbox.acumatica.seed_ledger import DEFAULT_SUBACCOUNT

if TYPE_CHECKING:
    from erp_sandbox.acumatica.draft import Draft
    from erp_sandbox.acumatica.rows import Row


def invoice(draft: Draft, _: Row | None, currency: str) -> None:
    """Fill the lines and the totals of an invoice or a memo."""
    tenant, header = draft.tenant, draft.values
    header.setdefault("LinkARAccount", tenant.company.chart.code("receivable"))
    for line in draft.lines("Details"):
        values = line.values
        _line(draft, line, "SalesAccount")
        values.setdefault("Branch", header["LinkBranch"])
        values.setdefault("Qty", Decimal(1))
        price = values.setdefault(
            "UnitPrice", values.get("ExtendedPrice", values.get("Amount", ZERO))
        )
        values.setdefault("ExtendedPrice", tenant.rounded(values["Qty"] * price, currency))
        discount = values.setdefault("DiscountAmount", ZERO)
        amount = values.setdefault("Amount", values["ExtendedPrice"] - discount)
        values["Amount"] = tenant.rounded(amount, currency)
    header["TaxTotal"] = _sum(draft, "TaxDetails", "TaxAmount")
    header["Amount"] = header["Balance"] = _sum(draft, "Details", "Amount") + header["TaxTotal"]


def order(draft: Draft, _: Row | None, currency: str) -> None:
    """Fill the lines, the totals and the rate of a purchase order."""
    tenant, header = draft.tenant, draft.values
    base = tenant.organization.branches[header["Branch"]].currency
    header |= {
        "BaseCurrencyID": base,
        "CurrencyRate": tenant.organization.rate(base, currency, header["Date"]),
        "CurrencyEffectiveDate": header["Date"],
    }
    for line in draft.lines("Details"):
        values = line.values
        _line(draft, line, "ExpenseAccount")
        values.setdefault("BranchID", header["Branch"])
        cost = values.setdefault("UnitCost", ZERO)
        quantity = values.setdefault("OrderQty", ZERO)
        values.setdefault("ExtendedCost", tenant.rounded(quantity * cost, currency))
        values |= dict.fromkeys(("QtyOnReceipts", "ReceivedAmount"), ZERO)
        values |= {"Cancelled": False, "Completed": False}
    header["TaxTotal"] = _sum(draft, "TaxDetails", "TaxAmount")
    header["LineTotal"] = _sum(draft, "Details", "ExtendedCost")
    header["OrderTotal"] = header["LineTotal"] + header["TaxTotal"]
    header["ControlTotal"] = header["OrderTotal"]


def check(draft: Draft, vendor: Row | None, currency: str) -> None:
    """Fill the amounts of a check: what it pays, and what is not applied."""
    header, applied = draft.values, _applied(draft, "Details", "Bill", "Vendor")
    _paid_with(draft, vendor, applied, currency)
    header["UnappliedBalance"] = header["PaymentAmount"] - applied


def payment(draft: Draft, customer: Row | None, currency: str) -> None:
    """Fill the amounts of a customer's payment."""
    header, applied = draft.values, _applied(draft, "DocumentsToApply", "Invoice", "Customer")
    _paid_with(draft, customer, applied, currency)
    header["Branch"] = header["BranchID"]
    header |= {"AppliedToDocuments": applied, "AppliedToOrders": ZERO, "IsCCPayment": False}
    header["AvailableBalance"] = header["PaymentAmount"] - applied


def _line(draft: Draft, line: Row, account: str) -> None:
    """Fill the number and the accounts of a line; those of an item are its own."""
    values, tenant = line.values, draft.tenant
    if "LineNbr" in draft.entity.details["Details"].fields:
        values.setdefault("LineNbr", int(line.id[-8:], 16))
    code = values.get("InventoryID", "")
    item = tenant.get("StockItem", code) or tenant.get("NonStockItem", code)
    if item is not None and account in item.values:
        values.setdefault("Account", item.values[account])
    found(draft, "Account", "Account", "Account", line)
    values.setdefault("Subaccount", DEFAULT_SUBACCOUNT)
    found(draft, "Subaccount", "Subaccount", "Subaccount", line)


def _paid_with(draft: Draft, party: Row | None, applied: Decimal, currency: str) -> None:
    """Fill how a payment is made; without an amount it is what is applied."""
    header = draft.values
    known = party.values if party else {}
    bank = draft.tenant.company.chart.code("bank")
    header.setdefault("PaymentMethod", known.get("PaymentMethod", "CHECK"))
    header.setdefault("CashAccount", known.get("CashAccount", bank))
    amount = header.setdefault("PaymentAmount", applied)
    header["PaymentAmount"] = draft.tenant.rounded(amount, currency)
    if applied > header["PaymentAmount"] and not header.get("Hold", True):
        draft.fail("The document is out of the balance.")


def _applied(draft: Draft, part: str, entity: str, party: str) -> Decimal:
    """Return what a payment applies to open documents of its vendor or customer."""
    total = ZERO
    owner = draft.values.get(party, draft.values.get(f"{party}ID"))
    for line in draft.lines(part):
        values = line.values
        kind = values.setdefault("DocType", entity)
        paid = draft.tenant.get(entity, kind, values.get("ReferenceNbr"))
        if paid is None or paid.values[party] != owner or paid.values["Status"] != "Open":
            draft.fail("'Reference Nbr.' cannot be found in the system.", "ReferenceNbr", line)
            continue
        open_: Decimal = paid.values["Balance"]
        amount = values.setdefault("AmountPaid", open_)
        if amount > open_:
            why = "The amount is greater than the balance of the document."
            draft.fail(why, "AmountPaid", line)
        if "Balance" in draft.entity.details[part].fields:
            values["Balance"] = open_ - amount
        total += amount
    return total


def _sum(draft: Draft, part: str, name: str) -> Decimal:
    return sum((line.values.get(name, ZERO) for line in draft.lines(part)), ZERO)
