"""From purchase order to paid bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.company import names, organization
from erp_sandbox.company.documents import DocumentKind, LineKind, Link, LinkKind, Part, write
from erp_sandbox.company.model import ItemKind
from erp_sandbox.company.money import QUANTITY_ONE, convert, rounded
from erp_sandbox.company.settlement import apply

if TYPE_CHECKING:
    from datetime import date

    from erp_sandbox.company.desk import Desk
    from erp_sandbox.company.documents import Document, Header
    from erp_sandbox.company.model import Party

_ACTIVE_DEPARTMENTS = (None, *(d.number for d in organization.DEPARTMENTS if not d.inactive))


def purchase(desk: Desk, day: date) -> None:
    """Add one purchase: optional order and receipt, one to three bills, optional payment."""
    random = desk.random
    vendor = random.choice(desk.vendors)
    bills: list[Document] = []
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        ordered = random.random() < 0.35  # noqa: PLR2004 - a third is ordered first
        bill = _ordered(desk, vendor, day) if ordered else _direct(desk, vendor, day)
        if bill:
            bills.append(bill)
    _settle(desk, vendor, bills)


def _direct(desk: Desk, vendor: Party, day: date) -> Document:
    parts = [_expense(desk, vendor) for _ in range(desk.random.choice((1, 1, 2, 3)))]
    if desk.random.random() < 0.3:  # noqa: PLR2004 - some bills mix expenses and items
        parts.append(_item(desk, vendor, billed=True))
    return _bill(desk, vendor, day, parts)


def _ordered(desk: Desk, vendor: Party, day: date) -> Document | None:
    random = desk.random
    count = random.choice((1, 2, 3, 4))
    parts = [_item(desk, vendor, billed=False) for _ in range(count)]
    order = _write(desk, DocumentKind.PURCHASE_ORDER, vendor, day, "purchase_orders", parts)
    order.status = random.choice(("pending", "pending", "pending", "pending_approval"))
    for line in order.lines[1:]:
        line.billed = line.received = 0
    desk.done(order)
    received = desk.days_later(order.header.date, 2, 15)
    if order.status == "pending_approval" or not received:
        return None
    receipt = _receipt(desk, vendor, order, received) if random.random() < 0.5 else None  # noqa: PLR2004
    billed = desk.days_later(received, 0, 12)
    return _bill_order(desk, vendor, order, receipt, billed) if billed else None


def _receipt(desk: Desk, vendor: Party, order: Document, day: date) -> Document:
    accrued = desk.chart["received_not_billed"]
    goods = [
        Part(LineKind.STOCK, line.account, line.cents, line.item, line.quantity, line.price,
             source=(order.header.number, line.number))
        for line in order.lines[1:]
    ]  # fmt: skip
    receipt = write(_header(desk, DocumentKind.ITEM_RECEIPT, vendor, day), accrued, goods)
    receipt.status = "done"
    desk.done(receipt)
    for line, source in zip(receipt.lines[1:], order.lines[1:], strict=True):
        source.received = source.quantity
        desk.links.append(_link(order, source.number, receipt, line.number, LinkKind.RECEIPT))
    order.status = "received"
    return receipt


def _bill_order(
    desk: Desk, vendor: Party, order: Document, receipt: Document | None, day: date
) -> Document:
    chosen = order.lines[1:]
    partial = len(chosen) > 1 and desk.random.random() < 0.25  # noqa: PLR2004
    chosen = chosen[:-1] if partial else chosen
    accrued = desk.chart["received_not_billed"]
    parts = [
        Part(LineKind.ITEM, accrued if receipt else line.account, line.cents, line.item,
             line.quantity, line.price, line.department, line.class_, line.location, None,
             line.memo, (order.header.number, line.number))
        for line in chosen
    ]  # fmt: skip
    bill = _bill(desk, vendor, day, parts)
    for line, source in zip(bill.lines[1:], chosen, strict=False):
        source.billed = source.quantity
        source.modified = bill.header.created
        desk.links.append(_link(order, source.number, bill, line.number, LinkKind.BILLING))
    order.status = "partial" if partial else "done"
    order.closed = None if partial else bill.header.date
    order.header.modified = max(order.header.modified, bill.header.created)
    return bill


def _bill(desk: Desk, vendor: Party, day: date, parts: list[Part]) -> Document:
    entity = desk.entities[vendor.legal_entity]
    if entity.tax_on_purchases and entity.tax_percent:
        net = sum(part.cents for part in parts)
        tax = rounded(net * entity.tax_percent // 100, desk.steps[vendor.currency])
        parts = [*parts, Part(LineKind.TAX, desk.chart["input_tax"], tax)]
    bill = _write(desk, DocumentKind.BILL, vendor, day, "payable", parts)
    if desk.random.random() < 0.03:  # noqa: PLR2004 - a few wait for approval
        bill.status = "pending_approval"
    desk.done(bill)
    return bill


def _settle(desk: Desk, vendor: Party, bills: list[Document]) -> None:
    random = desk.random
    payable = [bill for bill in bills if bill.status == "open"]
    if payable and random.random() < 0.12:  # noqa: PLR2004 - something went back
        _credit(desk, vendor, payable[0])
    due = [bill for bill in payable if bill.left]
    last = max((bill.header.date for bill in due), default=None)
    paid = desk.days_later(last, 5, 45) if last else None
    if not paid or random.random() < 0.15:  # noqa: PLR2004 - some stay unpaid
        return
    amounts = [bill.left or 0 for bill in due]
    if random.random() < 0.2:  # noqa: PLR2004 - a part payment of the last bill
        amounts[-1] = rounded(amounts[-1] // 2, desk.steps[vendor.currency])
    amounts = [amount for amount in amounts if amount]
    if amounts:
        _pay(desk, vendor, due, amounts, paid)


def _pay(desk: Desk, vendor: Party, bills: list[Document], amounts: list[int], day: date) -> None:
    extra = 25_00 * desk.steps[vendor.currency] if desk.random.random() < 0.04 else 0  # noqa: PLR2004 - overpaid
    total = sum(amounts) + extra
    part = Part(LineKind.SETTLEMENT, desk.chart["payable"], total, party=vendor.party)
    payment = _write(desk, DocumentKind.BILL_PAYMENT, vendor, day, "bank", [part])
    at, difference = payment.header.created, desk.chart["exchange_difference"]
    for bill, amount in zip(bills, amounts, strict=False):
        desk.links.append(apply(bill, payment, amount, at, difference))
        if desk.random.random() < 0.5:  # noqa: PLR2004 - the bill's own timestamp does not always move
            bill.header.modified = max(bill.header.modified, at)
        bill.lines[0].modified = at
    desk.done(payment)


def _credit(desk: Desk, vendor: Party, bill: Document) -> None:
    day = desk.days_later(bill.header.date, 1, 10)
    first = bill.lines[1]
    amount = min(rounded(first.cents // 4, desk.steps[vendor.currency]), bill.left or 0)
    if not day or amount <= 0:
        return
    part = Part(LineKind.EXPENSE, desk.random.choice(desk.chart.spending), -amount, memo="Return")
    credit = _write(desk, DocumentKind.VENDOR_CREDIT, vendor, day, "payable", [part])
    if desk.random.random() < 0.7:  # noqa: PLR2004 - the others wait to be used
        difference = desk.chart["exchange_difference"]
        desk.links.append(apply(bill, credit, amount, credit.header.created, difference))
    desk.done(credit)


def _expense(desk: Desk, vendor: Party) -> Part:
    random = desk.random
    cents = rounded(random.randrange(10_00, 9_000_00), desk.steps[vendor.currency])
    return Part(
        LineKind.EXPENSE,
        vendor.account or random.choice(desk.chart.spending),
        cents,
        department=random.choice(_ACTIVE_DEPARTMENTS),
        class_=random.choice((None, None, 1, 2, 4)),
        location=desk.place(vendor.legal_entity),
        memo=random.choice(names.MEMOS),
    )


def _item(desk: Desk, vendor: Party, *, billed: bool) -> Part:
    random = desk.random
    item = random.choice(desk.items)
    step = desk.steps[vendor.currency]
    # Costs are kept in the group's currency; dear currencies pay fewer units of themselves.
    price = max(step, convert(item.cost * 100 if step > 1 else item.cost, 1_000_000, step))
    units = random.randrange(1, 40)
    stock = item.kind is ItemKind.INVENTORY
    return Part(
        LineKind.ITEM,
        desk.chart["inventory"] if stock else item.expense_account,
        price * units,
        item.number,
        units * QUANTITY_ONE,
        price,
        random.choice(_ACTIVE_DEPARTMENTS),
        item.class_,
        desk.place(vendor.legal_entity),
        memo=item.name if billed or random.random() < 0.5 else None,  # noqa: PLR2004
    )


def _header(desk: Desk, kind: DocumentKind, vendor: Party, day: date) -> Header:
    return desk.header(
        kind, day, legal_entity=vendor.legal_entity, currency=vendor.currency, party=vendor
    )


def _write(  # noqa: PLR0913, PLR0917 - a document's facts
    desk: Desk, kind: DocumentKind, vendor: Party, day: date, role: str, parts: list[Part]
) -> Document:
    return write(_header(desk, kind, vendor, day), desk.chart[role], parts)


def _link(
    previous: Document, line: int, following: Document, next_line: int, kind: LinkKind
) -> Link:
    head, tail = previous.header, following.header
    cents = abs(following.lines[next_line].cents)
    return Link(
        head.number, line, head.kind, tail.number, next_line, tail.kind, kind, cents, tail.created
    )
