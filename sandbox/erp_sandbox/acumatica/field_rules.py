"""Values that fields accept: those of drop-down lists, and texts up to a length."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from erp_sandbox.acumatica.draft import NEW

if TYPE_CHECKING:
    from erp_sandbox.acumatica.draft import Draft
    from erp_sandbox.acumatica.entities import Shape
    from erp_sandbox.acumatica.rows import Row

_DEBTS = ("Invoice", "Debit Memo", "Credit Memo", "Overdue Charge", "Credit WO")
_BILLS = ("Bill", "Credit Adj.", "Debit Adj.", "Prepayment")
_LISTS: dict[str, dict[str, tuple[str, ...]]] = {
    "Account": {
        "Type": ("Asset", "Liability", "Income", "Expense"),
        "PostOption": ("Summary", "Detail"),
    },
    "Bill": {"Type": _BILLS},
    "Check": {"Type": ("Payment", "Check", "Prepayment", "Refund", "Debit Adj.")},
    "CheckDetail": {"DocType": _BILLS},
    "Customer": {
        "Status": ("Active", "On Hold", "Credit Hold", "Inactive", "One-Time"),
        "StatementType": ("Open Item", "Balance Brought Forward"),
    },
    "Invoice": {"Type": _DEBTS},
    "Ledger": {"Type": ("Actual", "Budget", "Reporting", "Statistical")},
    "NonStockItem": {
        "ItemStatus": ("Active", "No Sales", "No Purchases", "No Request", "Inactive"),
        "ItemType": ("Non-Stock Item", "Labor", "Service", "Charge", "Expense"),
    },
    "Payment": {"Type": ("Payment", "Credit Memo", "Prepayment", "Refund")},
    "PaymentDetail": {"DocType": _DEBTS},
    "PurchaseOrder": {"Type": ("Normal", "Drop-Ship", "Blanket", "Standard")},
    "StockItem": {
        "ItemStatus": ("Active", "No Sales", "No Purchases", "No Request", "Inactive"),
        "ItemType": ("Finished Good", "Component Part", "Subassembly"),
        "ValuationMethod": ("Standard", "Average", "FIFO", "Specific"),
    },
    "Vendor": {
        "Status": ("Active", "On Hold", "Hold Payments", "Inactive", "One-Time"),
        "PaymentBy": ("Due Date", "Discount Date"),
        "ReceiptAction": ("Accept", "Reject", "Accept but Warn"),
        "TaxCalculationMode": ("Tax Settings", "Gross", "Net"),
    },
}
"""The values of drop-down lists, by shape and field."""

_LENGTHS: dict[str, dict[str, int]] = {
    "Account": {"AccountCD": 10, "Description": 60},
    "Bill": {"VendorRef": 40},
    "Currency": {"CurrencyID": 5},
    "Customer": {"CustomerID": 30, "CustomerName": 255},
    "JournalTransactionDetail": {"ReferenceNbr": 15, "TransactionDescription": 256},
    "Ledger": {"LedgerID": 10, "Description": 60},
    "NonStockItem": {"InventoryID": 30, "Description": 256},
    "Project": {"ProjectID": 30, "Description": 255},
    "ProjectTask": {"ProjectTaskID": 30, "Description": 250},
    "StockItem": {"InventoryID": 30, "Description": 256},
    "Vendor": {"VendorID": 30, "VendorName": 255},
    "VendorClass": {"ClassID": 10},
}
"""The longest texts, by shape and field (unconfirmed)."""

_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def check(draft: Draft) -> None:
    """Check the fields of a record and of its lines."""
    _check_row(draft, draft.row, draft.entity)
    for part, shape in draft.entity.details.items():
        for line in draft.row.details.get(part, ()):
            _check_row(draft, line, shape)


def limit(draft: Draft, name: str, length: int, row: Row) -> None:
    """Refuse or truncate a text that is too long; a key is never truncated (unconfirmed)."""
    text = row.values.get(name) or ""
    if len(text) <= length:
        return
    is_key = row is draft.row and name in draft.entity.keys
    if is_key or draft.tenant.preferences.too_long == "reject":
        draft.fail("The value is too long.", name, row)
    else:
        row.values[name] = text[:length]


def _check_row(draft: Draft, row: Row, shape: Shape) -> None:
    for name, options in _LISTS.get(shape.name, {}).items():
        if row.values.get(name) not in {None, NEW, *options}:
            label = _WORDS.sub(" ", name)
            draft.fail(f"'{label}' has a value that is not in the list.", name, row)
    for name, length in _LENGTHS.get(shape.name, {}).items():
        limit(draft, name, length, row)
