"""GL batches of the company's documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.acumatica.amounts import ZERO, debit_credit, milliseconds, period_id, quantity
from erp_sandbox.acumatica.rows import Row, Values, guid, lines
from erp_sandbox.acumatica.seed_ledger import NON_PROJECT, subaccount
from erp_sandbox.company.documents import DocumentKind, LineKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from erp_sandbox.acumatica.store import Tenant
    from erp_sandbox.company import Company
    from erp_sandbox.company.documents import Document, Line
    from erp_sandbox.company.model import Account

_MODULES = {
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


class Poster:
    """The writer of batches.

    Args:
        tenant: The tenant that gets them.
        company: The company that the documents are of.
    """

    def __init__(self, tenant: Tenant, company: Company) -> None:
        self._tenant = tenant
        self._accounts: dict[int, Account] = {a.number: a for a in company.chart.accounts}
        self._items = {item.number: item.code for item in company.items}
        self._parties = {
            **{party.party: party.code for party in (*company.vendors, *company.customers)},
            **{employee.party: f"E{employee.party:05d}" for employee in company.employees},
        }

    def batches(self, document: Document) -> Iterator[Row]:
        """Yield the posted batches of a document: cost of goods sold has one of its own."""
        if not document.posts:
            return
        module = self._module(document)
        stock = [line for line in document.lines if line.kind in _OF_STOCK]
        if module == "IN" or not stock:
            yield self._batch(document, module, document.lines)
            return
        yield self._batch(document, module, [x for x in document.lines if x not in stock])
        yield self._batch(document, "IN", stock)

    def _module(self, document: Document) -> str:
        module = _MODULES[document.header.kind]
        cash = any(self._accounts[line.account].kind == "bank" for line in document.lines)
        return "CA" if module == "GL" and cash else module

    def _batch(self, document: Document, module: str, posted: Iterable[Line]) -> Row:
        header, tenant = document.header, self._tenant
        number = f"{module}{header.number:08d}"
        row_id = guid(tenant.name, "JournalTransaction", module, number)
        branch = tenant.organization.branch(header.legal_entity, header.location)
        modified = milliseconds(header.modified, header.number)
        row = Row(
            row_id,
            {
                "Module": module,
                "BatchNbr": number,
                "BranchID": branch.code,
                "LedgerID": branch.ledger,
                "CurrencyID": tenant.organization.currencies[header.currency],
                "Description": header.memo,
                "Hold": False,
                "PostPeriod": period_id(header.date),
                "Status": "Posted",
                "TransactionDate": header.date,
                "CreatedDateTime": milliseconds(header.created, header.number),
                "LastModifiedDateTime": modified,
            },
            modified=modified,
        )
        if not header.memo:
            del row.values["Description"]
        entries = [
            self._line(document, line, number, branch.code)
            for number, line in enumerate(posted, start=1)
        ]
        row.details["Details"] = lines(row_id, "Details", entries)
        row.custom = header_custom(row, "Normal")
        return row

    def _line(
        self, document: Document, line: Line, number: int, branch: str
    ) -> tuple[Values, Values]:
        header, account = document.header, self._accounts[line.account]
        debit, credit = debit_credit(line.cents)
        base_debit, base_credit = debit_credit(line.base_cents)
        values: Values = {
            "LineNbr": number,
            "BranchID": branch,
            "Account": account.code,
            "Description": account.name,
            "Subaccount": subaccount(line.department, line.class_, line.location),
            "DebitAmount": debit,
            "CreditAmount": credit,
            "Qty": abs(quantity(line.quantity)),
            "ReferenceNbr": header.label,
            "Project": NON_PROJECT,
            "IsNonPM": True,
            "NonBillable": False,
        }
        if memo := line.memo or header.memo:
            values["TransactionDescription"] = memo
        if party := self._parties.get(line.party or header.party or 0):
            values["VendorOrCustomer"] = party
        custom: Values = {
            "GLTranModuleBatNbr.DebitAmt": base_debit,
            "GLTranModuleBatNbr.CreditAmt": base_credit,
            "GLTranModuleBatNbr.TranDate": header.date,
            "GLTranModuleBatNbr.FinPeriodID": period_id(header.date),
            "GLTranModuleBatNbr.TranPeriodID": period_id(header.date),
        }
        if line.item:
            custom["GLTranModuleBatNbr.InventoryID"] = self._items[line.item]
            values["UOM"] = "EA"
        return values, custom


def header_custom(row: Row, batch_type: str) -> Values:
    """Return the fields of a batch outside the contract."""
    entries = row.details["Details"]
    return {
        "BatchModule.BatchType": batch_type,
        "BatchModule.AutoReverse": False,
        "BatchModule.CuryDebitTotal": sum((x.values["DebitAmount"] for x in entries), ZERO),
        "BatchModule.CuryCreditTotal": sum((x.values["CreditAmount"] for x in entries), ZERO),
        "BatchModule.CuryControlTotal": ZERO,
    }
