"""From sales order to paid invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.company import names
from erp_sandbox.company.documents import DocumentKind, LineKind, Link, LinkKind, Part, write
from erp_sandbox.company.model import ItemKind
from erp_sandbox.company.money import QUANTITY_ONE, rounded
from erp_sandbox.company.settlement import apply

if TYPE_CHECKING:
    from datetime import date

    from erp_sandbox.company.desk import Desk
    from erp_sandbox.company.documents import Document, Header
    from erp_sandbox.company.model import Item, Party

_SALES_DEPARTMENTS = (4, 5, None)


def sale(desk: Desk, day: date) -> None:
    """Add one sale: optional order, one or two invoices, optional credit and payment."""
    random = desk.random
    customer = random.choice(desk.customers)
    invoices: list[Document] = []
    for _ in range(random.choice((1, 1, 2))):
        ordered = random.random() < 0.3  # noqa: PLR2004 - a third is ordered first
        made = _ordered(desk, customer, day) if ordered else _direct(desk, customer, day)
        if made:
            invoices.append(made)
    if invoices and random.random() < 0.12:  # noqa: PLR2004 - something came back
        _credit(desk, customer, invoices[0])
    _collect(desk, customer, [invoice for invoice in invoices if invoice.left])


def _direct(desk: Desk, customer: Party, day: date) -> Document:
    sold = [_sold(desk, customer) for _ in range(desk.random.choice((1, 2, 3)))]
    return _invoice(desk, customer, day, sold)


def _ordered(desk: Desk, customer: Party, day: date) -> Document | None:
    sold = [_sold(desk, customer) for _ in range(desk.random.choice((1, 2, 3)))]
    order = write(
        _header(desk, DocumentKind.SALES_ORDER, customer, day),
        desk.chart["sales_orders"],
        [part for part, _ in sold],
    )
    order.status = "pending"
    for line in order.lines[1:]:
        line.billed = line.received = 0
    desk.done(order)
    billed = desk.days_later(order.header.date, 1, 20)
    if not billed:
        return None
    number = order.header.number
    parts = [
        (part._replace(source=(number, index)), item)
        for index, (part, item) in enumerate(sold, start=1)
    ]
    invoice = _invoice(desk, customer, billed, parts)
    for line, source in zip(invoice.lines[1:], order.lines[1:], strict=False):
        source.billed = source.received = source.quantity
        source.modified = invoice.header.created
        head = invoice.header
        desk.links.append(
            Link(number, source.number, DocumentKind.SALES_ORDER, head.number, line.number,
                 head.kind, LinkKind.BILLING, abs(line.cents), head.created)
        )  # fmt: skip
    order.status, order.closed = "done", invoice.header.date
    order.header.modified = max(order.header.modified, invoice.header.created)
    return invoice


def _invoice(desk: Desk, customer: Party, day: date, sold: list[tuple[Part, Item]]) -> Document:
    header = _header(desk, DocumentKind.INVOICE, customer, day)
    parts = [part for part, _ in sold]
    percent = desk.entities[customer.legal_entity].tax_percent
    if percent:
        net = sum(part.cents for part in parts)
        tax = rounded(net * percent // 100, desk.steps[customer.currency])
        parts.append(Part(LineKind.TAX, desk.chart["output_tax"], tax))
    for part, item in sold:
        if item.kind is ItemKind.INVENTORY:
            parts.extend(_cost(desk, customer, part, item))
    invoice = write(header, desk.chart["receivable"], parts)
    desk.done(invoice)
    return invoice


def _cost(desk: Desk, customer: Party, part: Part, item: Item) -> tuple[Part, Part]:
    step = desk.steps[customer.currency]
    cents = _amount(item.cost, step) * abs(part.quantity or 0) // QUANTITY_ONE
    return (
        Part(LineKind.COST, desk.chart["cost_of_sales"], cents, item.number),
        Part(LineKind.STOCK, desk.chart["inventory"], -cents, item.number, part.quantity),
    )


def _collect(desk: Desk, customer: Party, invoices: list[Document]) -> None:
    random = desk.random
    last = max((invoice.header.date for invoice in invoices), default=None)
    paid = desk.days_later(last, 3, 60) if last else None
    if not paid or random.random() < 0.2:  # noqa: PLR2004 - some never pay
        return
    amounts = [invoice.left or 0 for invoice in invoices]
    if random.random() < 0.2:  # noqa: PLR2004 - a part payment
        amounts[-1] = rounded(amounts[-1] * 2 // 3, desk.steps[customer.currency])
    amounts = [amount for amount in amounts if amount]
    if not amounts:
        return
    prepaid = 100_00 if random.random() < 0.04 else 0  # noqa: PLR2004 - more than was due
    part = Part(
        LineKind.SETTLEMENT, desk.chart["receivable"], -sum(amounts) - prepaid, party=customer.party
    )
    header = _header(desk, DocumentKind.CUSTOMER_PAYMENT, customer, paid)
    payment = write(header, desk.chart["bank"], [part])
    for invoice, amount in zip(invoices, amounts, strict=False):
        _apply(desk, invoice, payment, amount)
    desk.done(payment)


def _credit(desk: Desk, customer: Party, invoice: Document) -> None:
    day = desk.days_later(invoice.header.date, 1, 15)
    amount = rounded(-invoice.lines[1].cents // 3, desk.steps[customer.currency])
    if not day or amount <= 0:
        return
    part = Part(
        LineKind.ITEM,
        desk.chart["returns"],
        amount,
        invoice.lines[1].item,
        QUANTITY_ONE,
        amount,
        memo="Goodwill «Kulanz»",
    )
    header = _header(desk, DocumentKind.CREDIT_MEMO, customer, day)
    credit = write(header, desk.chart["receivable"], [part])
    if desk.random.random() < 0.7:  # noqa: PLR2004 - the others wait to be used
        _apply(desk, invoice, credit, amount)
    desk.done(credit)


def _apply(desk: Desk, invoice: Document, payment: Document, amount: int) -> None:
    at, difference = payment.header.created, desk.chart["exchange_difference"]
    desk.links.append(apply(invoice, payment, amount, at, difference))
    invoice.lines[0].modified = at
    if desk.random.random() < 0.5:  # noqa: PLR2004 - the header's timestamp does not always move
        invoice.header.modified = max(invoice.header.modified, at)


def _sold(desk: Desk, customer: Party) -> tuple[Part, Item]:
    random = desk.random
    item = random.choice(desk.items)
    price = _amount(item.price, desk.steps[customer.currency])
    units = random.randrange(1, 25)
    part = Part(
        LineKind.ITEM,
        item.income_account,
        -price * units,
        item.number,
        -units * QUANTITY_ONE,
        price,
        random.choice(_SALES_DEPARTMENTS),
        item.class_,
        desk.place(customer.legal_entity),
        memo=random.choice(names.MEMOS),
    )
    return part, item


def _amount(cents: int, step: int) -> int:
    return cents * step if step > 1 else cents


def _header(desk: Desk, kind: DocumentKind, customer: Party, day: date) -> Header:
    return desk.header(
        kind, day, legal_entity=customer.legal_entity, currency=customer.currency, party=customer
    )
