"""Bills, checks and purchase orders of the company's documents."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from erp_sandbox.acumatica.amounts import ZERO, money, quantity, rate
from erp_sandbox.acumatica.pile import TYPES
from erp_sandbox.acumatica.rows import Row, Values, filled, lines, part_guid
from erp_sandbox.acumatica.seed_ledger import NON_PROJECT, subaccount
from erp_sandbox.company.documents import DocumentKind, LineKind
from erp_sandbox.company.model import ItemKind

if TYPE_CHECKING:
    from erp_sandbox.acumatica.pile import Pile
    from erp_sandbox.company.documents import Document, Line

MAIN_LOCATION = "MAIN"
WAREHOUSE = "WHOLESALE"

_LINES = frozenset({LineKind.ITEM, LineKind.EXPENSE})
_ORDER_STATUS = {
    "pending": "Open",
    "pending_approval": "Pending Approval",
    "received": "Open",
    "partial": "Open",
    "done": "Closed",
}
_PROMISED = timedelta(days=14)


def status(document: Document) -> str:
    """Return the status of a document that can be settled."""
    if document.status == "pending_approval":
        return "Pending Approval"
    return "Open" if document.left else "Closed"


def base_amounts(document: Document) -> Values:
    """Return the original amount and the balance in base currency, which are custom fields."""
    return {
        "Document.OrigDocAmt": abs(money(document.lines[0].base_cents)),
        "Document.DocBal": money(document.left_base or 0),
    }


def tax_lines(document: Document, net: int, sign: int) -> list[Values]:
    """Return the tax lines of a bill or invoice of this net amount."""
    return [
        {
            "TaxID": "VAT",
            "TaxRate": money(sign * line.cents * 10_000 // net) if net else ZERO,
            "TaxableAmount": money(net),
            "TaxAmount": money(sign * line.cents),
        }
        for line in document.lines
        if line.kind is LineKind.TAX
    ]


def bill(pile: Pile, document: Document) -> Row:
    """Return the bill of a vendor bill or an expense report, or the adjustment of a credit."""
    header, type_ = document.header, TYPES[document.header.kind]
    sign = -1 if type_ == "Debit Adj." else 1
    charged = [line for line in document.lines[1:] if line.kind in _LINES]
    net = sign * sum(line.cents for line in charged)
    taxes = tax_lines(document, net, sign)
    values = filled(
        Type=type_,
        ReferenceNbr=header.label,
        Vendor=pile.directory.parties[header.party or 0],
        VendorRef=header.reference,
        LocationID=MAIN_LOCATION,
        Date=header.date,
        PostPeriod=pile.branch(document).calendar.period(header.date),
        DueDate=header.due,
        Terms=pile.directory.terms.get(header.term or 0),
        CurrencyID=pile.tenant.organization.currencies[header.currency],
        Amount=abs(money(document.lines[0].cents)),
        Balance=money(document.left or 0),
        TaxTotal=sum((line["TaxAmount"] for line in taxes), ZERO),
        IsTaxValid=False,
        CashAccount=pile.tenant.company.chart.code("bank"),
        BranchID=pile.branch(document).code,
        Project=NON_PROJECT,
        Description=header.memo or None,
        Status=status(document),
        Hold=False,
        ApprovedForPayment=False,
    )
    row = pile.row("Bill", document, type_, values)
    row.custom = base_amounts(document)
    entries = [_bill_line(pile, document, line, sign) for line in charged]
    row.details = {
        "Details": lines(row.id, "Details", entries),
        "Applications": lines(row.id, "Applications", _applications(pile, document)),
        "TaxDetails": lines(row.id, "TaxDetails", taxes),
    }
    return row


def _bill_line(pile: Pile, document: Document, line: Line, sign: int) -> Values:
    account = pile.directory.accounts[line.account]
    item = pile.directory.items.get(line.item or 0)
    amount = money(sign * line.cents)
    order = pile.documents.get(line.source[0]) if line.source else None
    return filled(
        Account=account.code,
        Description=account.name,
        Subaccount=subaccount(line.department, line.class_, line.location),
        Branch=pile.branch(document).code,
        InventoryID=item.code if item else None,
        TransactionDescription=line.memo or None,
        Qty=abs(quantity(line.quantity)) if item else Decimal("1.000"),
        UOM="EA" if item else None,
        UnitCost=money(line.price) if line.price else amount,
        ExtendedCost=amount,
        Amount=amount,
        TaxCategory="TAXABLE" if document.header.kind is DocumentKind.BILL else "EXEMPT",
        Project=NON_PROJECT,
        NonBillable=True,
        CalculateDiscountsOnImport=False,
        POOrderType="Normal" if order else None,
        POOrderNbr=order.header.label if order else None,
        POLine=line.source[1] if order and line.source else None,
    )


def _applications(pile: Pile, document: Document) -> list[Values]:
    return [
        {
            "DocType": TYPES[other.header.kind],
            "ReferenceNbr": other.header.label,
            "AmountPaid": money(link.cents),
            "Balance": money(other.left or 0),
            "Status": status(other),
        }
        for other, link in pile.applied(document)
    ]


def check(pile: Pile, document: Document) -> Row:
    """Return the check of a bill payment."""
    header, type_ = document.header, TYPES[document.header.kind]
    values = filled(
        Type=type_,
        ReferenceNbr=header.label,
        Vendor=pile.directory.parties[header.party or 0],
        ApplicationDate=header.date,
        CashAccount=pile.directory.accounts[document.lines[0].account].code,
        CurrencyID=pile.tenant.organization.currencies[header.currency],
        Description=header.memo or None,
        Hold=False,
        PaymentAmount=abs(money(document.lines[0].cents)),
        UnappliedBalance=money(document.left or 0),
        PaymentMethod="CHECK",
        PaymentRef=f"{header.number:06d}",
        Status=status(document),
    )
    row = pile.row("Check", document, type_, values)
    row.custom = base_amounts(document) | {"Document.CuryDocBal": money(document.left or 0)}
    history = [
        filled(
            DocType=TYPES[paid.header.kind],
            ReferenceNbr=paid.header.label,
            VendorRef=paid.header.reference,
            AmountPaid=money(link.cents),
            Balance=money(paid.left or 0),
            CashDiscountBalance=ZERO,
            CashDiscountTaken=ZERO,
        )
        for paid, link in pile.applied(document)
    ]
    row.details = {"Details": [], "History": lines(row.id, "History", history)}
    return row


def purchase_order(pile: Pile, document: Document) -> Row:
    """Return a purchase order."""
    header = document.header
    branch = pile.branch(document)
    total = abs(money(document.lines[0].cents))
    order_rate = rate(header.rate)
    values = filled(
        Type="Normal",
        OrderNbr=header.label,
        VendorID=pile.directory.parties[header.party or 0],
        VendorRef=header.reference,
        Branch=branch.code,
        Location=MAIN_LOCATION,
        Date=header.date,
        PromisedOn=header.date + _PROMISED,
        CurrencyID=pile.tenant.organization.currencies[header.currency],
        BaseCurrencyID=branch.currency,
        CurrencyRate=order_rate,
        CurrencyReciprocalRate=(1 / order_rate).quantize(Decimal("1.00000000")),
        CurrencyRateTypeID="SPOT",
        CurrencyEffectiveDate=header.date.replace(day=1),
        ControlTotal=total,
        LineTotal=total,
        TaxTotal=ZERO,
        OrderTotal=total,
        IsTaxValid=False,
        Terms=pile.directory.terms.get(header.term or 0),
        Owner=pile.directory.parties[header.created_by],
        Project=NON_PROJECT,
        Description=header.memo or None,
        Status=_ORDER_STATUS[document.status],
        Hold=False,
    )
    row = pile.row("PurchaseOrder", document, "Normal", values)
    entries = [_order_line(pile, document, line) for line in document.lines[1:]]
    row.details = {"Details": lines(row.id, "Details", entries), "TaxDetails": []}
    shipping = {"ShippingDestinationType": "Branch", "ShipTo": branch.code, "Warehouse": WAREHOUSE}
    row.linked = {
        "ShippingInstructions": Row(
            part_guid(row.id, "ShippingInstructions"),
            shipping,
            linked={
                name: Row(part_guid(row.id, name), {})
                for name in ("ShipToAddress", "ShipToContact")
            },
        )
    }
    return row


def _order_line(pile: Pile, document: Document, line: Line) -> Values:
    header = document.header
    item = pile.directory.items[line.item or 0]
    account = pile.directory.accounts[line.account]
    received = abs(quantity(line.received))
    cost = money(line.price or 0)
    stock = item.kind is ItemKind.INVENTORY
    values = filled(
        LineNbr=line.number,
        OrderType="Normal",
        OrderNbr=header.label,
        LineType="Goods for IN" if stock else "Non-Stock",
        InventoryID=item.code,
        WarehouseID=WAREHOUSE if stock else None,
        LineDescription=line.memo or item.name,
        Description=account.name,
        OrderQty=abs(quantity(line.quantity)),
        OrderedQty=abs(quantity(line.billed)),
        QtyOnReceipts=received,
        ReceivedAmount=(received * cost).quantize(ZERO),
        UOM="EA",
        UnitCost=cost,
        ExtendedCost=abs(money(line.cents)),
        Account=account.code,
        Subaccount=subaccount(line.department, line.class_, line.location),
        BranchID=pile.branch(document).code,
        Project=NON_PROJECT,
        Promised=header.date + _PROMISED,
        Requested=header.date,
        Completed=line.received == line.quantity,
        TaxCategory="TAXABLE",
    )
    return values | {"Cancelled": False}
