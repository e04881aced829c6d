"""GL batches of the company's documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.acumatica.amounts import ZERO, debit_credit, milliseconds, quantity
from erp_sandbox.acumatica.calendars import MASTER
from erp_sandbox.acumatica.rows import Row, Values, filled, guid, part_guid
from erp_sandbox.acumatica.seed_ledger import NON_PROJECT, subaccount
from erp_sandbox.company.documents import DocumentKind, LineKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from erp_sandbox.acumatica.directory import Directory
    from erp_sandbox.acumatica.store import Tenant
    from erp_sandbox.company.documents import Document, Line

MODULES = {
    DocumentKind.ITEM_RECEIPT: "IN",
    DocumentKind.BILL: "AP",
    DocumentKind.BILL_PAYMENT: "AP",
    DocumentKind.VENDOR_CREDIT: "AP",
    DocumentKind.EXPENSE_REPORT: "AP",
    DocumentKind.INVOICE: "AR",
    DocumentKind.CUSTOMER_PAYMENT: "AR",
    DocumentKind.CREDIT_MEMO: "AR",
    DocumentKind.JOURNAL: "GL",
}
_OF_STOCK = frozenset({LineKind.COST, LineKind.STOCK})
TRAN = "GLTranModuleBatNbr"


def batches(tenant: Tenant, directory: Directory, document: Document) -> Iterator[Row]:
    """Yield the posted batches of a document; the cost of goods sold has one of its own."""
    if not document.posts:
        return
    module = batch_module(directory, document)
    stock = [line for line in document.lines if line.kind in _OF_STOCK]
    if module == "IN" or not stock:
        yield _batch(tenant, directory, document, module, document.lines)
        return
    rest = [line for line in document.lines if line.kind not in _OF_STOCK]
    yield _batch(tenant, directory, document, module, rest)
    yield _batch(tenant, directory, document, "IN", stock)


def batch_module(directory: Directory, document: Document) -> str:
    """Return the module that a document is posted from; journals of cash are from CA."""
    module = MODULES[document.header.kind]
    cash = any(directory.accounts[line.account].kind == "bank" for line in document.lines)
    return "CA" if module == "GL" and cash else module


def batch_number(module: str, number: int) -> str:
    """Return the number of a batch."""
    return f"{module}{number:08d}"


def totals(row: Row) -> Values:
    """Return the totals of a batch, which are outside the contract."""
    entries = row.details["Details"]
    return {
        "BatchModule.CuryDebitTotal": sum((x.values["DebitAmount"] for x in entries), ZERO),
        "BatchModule.CuryCreditTotal": sum((x.values["CreditAmount"] for x in entries), ZERO),
        "BatchModule.DebitTotal": sum((x.custom[f"{TRAN}.DebitAmt"] for x in entries), ZERO),
        "BatchModule.CreditTotal": sum((x.custom[f"{TRAN}.CreditAmt"] for x in entries), ZERO),
    }


def _batch(
    tenant: Tenant, directory: Directory, document: Document, module: str, posted: Sequence[Line]
) -> Row:
    header = document.header
    number = batch_number(module, header.number)
    row_id = guid(tenant.name, "JournalTransaction", module, number)
    branch = tenant.organization.branch(header.legal_entity, header.location)
    modified = milliseconds(header.modified, header.number)
    values = filled(
        Module=module,
        BatchNbr=number,
        BranchID=branch.code,
        LedgerID=branch.ledger,
        CurrencyID=tenant.organization.currencies[header.currency],
        Description=header.memo or None,
        Hold=False,
        PostPeriod=branch.calendar.period(header.date),
        Status="Posted",
        TransactionDate=header.date,
        CreatedDateTime=milliseconds(header.created, header.number),
        LastModifiedDateTime=modified,
    )
    row = Row(row_id, values, modified=modified)
    row.details["Details"] = [
        _line(directory, document, line, row, number) for number, line in enumerate(posted, start=1)
    ]
    row.custom = {
        "BatchModule.BatchType": "Normal",
        "BatchModule.AutoReverse": False,
        "BatchModule.Posted": True,
        "BatchModule.Released": True,
        **totals(row),
    }
    return row


def _line(directory: Directory, document: Document, line: Line, batch: Row, number: int) -> Row:
    header, account = document.header, directory.accounts[line.account]
    debit, credit = debit_credit(line.cents)
    base_debit, base_credit = debit_credit(line.base_cents)
    values = filled(
        LineNbr=number,
        BranchID=batch.values["BranchID"],
        Account=account.code,
        Description=account.name,
        Subaccount=subaccount(line.department, line.class_, line.location),
        DebitAmount=debit,
        CreditAmount=credit,
        Qty=abs(quantity(line.quantity)),
        UOM="EA" if line.item else None,
        ReferenceNbr=header.label,
        TransactionDescription=line.memo or header.memo or None,
        VendorOrCustomer=directory.parties.get(line.party or header.party or 0),
        Project=NON_PROJECT,
        IsNonPM=True,
        NonBillable=False,
    )
    custom: Values = {
        f"{TRAN}.DebitAmt": base_debit,
        f"{TRAN}.CreditAmt": base_credit,
        f"{TRAN}.TranDate": header.date,
        f"{TRAN}.FinPeriodID": batch.values["PostPeriod"],
        f"{TRAN}.TranPeriodID": MASTER.period(header.date),
    }
    if line.item:
        custom[f"{TRAN}.InventoryID"] = directory.items[line.item].code
    return Row(part_guid(batch.id, "Details", number), values, custom=custom)
