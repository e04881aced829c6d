"""Purchase orders of the company."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from erp_sandbox.oracle_fusion.amounts import money, quantity
from erp_sandbox.oracle_fusion.keys import hashed, number
from erp_sandbox.oracle_fusion.resources import RESOURCES
from erp_sandbox.oracle_fusion.rows import Row, filled

if TYPE_CHECKING:
    from erp_sandbox.company.documents import Document, Line
    from erp_sandbox.oracle_fusion.pile import Pile
    from erp_sandbox.oracle_fusion.rows import Record, Values

ORDERS = RESOURCES["purchaseOrders"]
LINES = ORDERS.children["lines"]
SCHEDULES = LINES.children["schedules"]
DISTRIBUTIONS = SCHEDULES.children["distributions"]
_DFF = ORDERS.children["DFF"]

_STATUS = {
    "pending": ("Open", "OPEN"),
    "pending_approval": ("Pending Approval", "PENDING APPROVAL"),
    "received": ("Closed for Receiving", "CLOSED FOR RECEIVING"),
    "partial": ("Open", "OPEN"),
    "done": ("Closed", "CLOSED"),
}
_PROMISED = timedelta(days=14)


def purchase_order(pile: Pile, document: Document) -> Row:
    """Return a purchase order."""
    header, unit = document.header, pile.unit(document)
    identity = number("order", header.number)
    return Row(
        ORDERS,
        hashed(identity),
        identity,
        pile.dated(header.modified, header.number),
        partial(_order, pile, document),
        business_unit=unit.name,
        ledger=unit.ledger.name,
    )


def _order(pile: Pile, document: Document) -> Record:
    header, unit, party = document.header, pile.unit(document), pile.directory
    identity = number("order", header.number)
    currency = pile.currency(document)
    total = money(abs(document.lines[0].cents))
    status, code = _STATUS[document.status]
    values = filled(
        POHeaderId=identity,
        OrderNumber=header.label,
        Status=status,
        StatusCode=code,
        Revision=0,
        SoldToLegalEntityId=unit.legal_entity_id,
        SoldToLegalEntity=unit.legal_entity.legal_name,
        ProcurementBUId=unit.id,
        ProcurementBU=unit.name,
        RequisitioningBUId=unit.id,
        RequisitioningBU=unit.name,
        BillToBUId=unit.id,
        BillToBU=unit.name,
        BuyerId=number("party", header.created_by),
        Buyer=party.name(header.created_by),
        SupplierId=number("supplier", header.party or 0),
        Supplier=party.name(header.party),
        SupplierSiteId=number("site", header.party or 0),
        SupplierSite=party.site(header.party),
        CurrencyCode=currency,
        Currency=next(c.name for c in pile.pod.company.currencies if c.code == currency),
        Ordered=total,
        OrderedAmountBeforeAdjustments=total,
        Total=total,
        Description=header.memo or None,
        PaymentTerms=party.terms.get(header.term or 0),
        DocumentStyle="Purchase Order",
        DocumentStyleId=1,
        OrderDate=header.date,
        RequiresSignatureFlag=False,
        BuyerManagedTransportFlag=False,
        PayOnReceiptFlag=False,
        ConfirmingOrderFlag=False,
        ProgressPaymentFlag=False,
        ConsignmentTermsFlag=False,
        FrozenFlag=False,
        OverrideB2BCommunicationFlag=False,
        DefaultTaxationCountryCode=unit.legal_entity.country,
        **pile.who(document),
    )
    flexfield: Values = {"POHeaderId": identity}
    if header.number % 2:
        flexfield["budgetHolder"] = party.user(header.created_by)
    children = {
        "lines": [_line(pile, document, line) for line in document.lines[1:]],
        "DFF": [Row.of(_DFF, f"{identity}", flexfield)],
    }
    return values, children


def _line(pile: Pile, document: Document, line: Line) -> Row:
    header, item = document.header, pile.directory.items[line.item or 0]
    index = header.number * 100 + line.number
    identity = number("order_line", index)
    amount, closed = money(abs(line.cents)), line.billed == line.quantity
    values = filled(
        POLineId=identity,
        POHeaderId=number("order", header.number),
        LineNumber=line.number,
        LineTypeId=1,
        LineType="Goods",
        ItemId=number("reference", item.number),
        Item=item.code,
        Description=line.memo or item.name,
        Quantity=abs(quantity(line.quantity)),
        UOMCode="Ea",
        UOM="Each",
        Price=money(line.price or 0),
        Ordered=amount,
        Total=amount,
        CurrencyCode=pile.currency(document),
        Status="Closed" if closed else "Open",
        StatusCode="CLOSED" if closed else "OPEN",
        **pile.who(document, line.modified),
    )
    return Row.of(LINES, hashed(identity), values, {
        "schedules": [_schedule(pile, document, line, index)],
    })  # fmt: skip


def _schedule(pile: Pile, document: Document, line: Line, index: int) -> Row:
    header, identity = document.header, number("schedule", index)
    received = line.received == line.quantity
    values = filled(
        LineLocationId=identity,
        ScheduleNumber=1,
        Quantity=abs(quantity(line.quantity)),
        ReceivedQuantity=abs(quantity(line.received)),
        InvoicedQuantity=abs(quantity(line.billed)),
        Ordered=money(abs(line.cents)),
        Total=money(abs(line.cents)),
        DestinationType="Expense",
        Status="Closed for Receiving" if received else "Open",
        StatusCode="CLOSED FOR RECEIVING" if received else "OPEN",
        UOMCode="Ea",
        RequestedDeliveryDate=header.date + _PROMISED,
        PromisedDeliveryDate=header.date + _PROMISED,
        **pile.who(document, line.modified),
    )
    return Row.of(SCHEDULES, hashed(identity), values, {
        "distributions": [_distribution(pile, document, line, index)],
    })  # fmt: skip


def _distribution(pile: Pile, document: Document, line: Line, index: int) -> Row:
    identity = number("order_distribution", index)
    values = filled(
        PODistributionId=identity,
        DistributionNumber=1,
        Quantity=abs(quantity(line.quantity)),
        OrderedAmount=money(abs(line.cents)),
        POChargeAccount=pile.combination(document, line),
        DestinationType="Expense",
        UOM="Each",
        CurrencyCode=pile.currency(document),
        BudgetDate=document.header.date,
        **pile.who(document, line.modified),
    )
    return Row.of(DISTRIBUTIONS, hashed(identity), values, {})
