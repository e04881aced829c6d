"""New records of ordinary business: documents, invoices, journals and suppliers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from erp_sandbox.company import names
from erp_sandbox.company.documents import DocumentKind, LineKind, Part, write
from erp_sandbox.company.journals import journal
from erp_sandbox.company.purchasing import purchase
from erp_sandbox.company.selling import sale
from erp_sandbox.oracle_fusion import activities, payables, receivables
from erp_sandbox.oracle_fusion.amounts import money
from erp_sandbox.oracle_fusion.billing import INCOMPLETE
from erp_sandbox.oracle_fusion.changing import changed, who
from erp_sandbox.oracle_fusion.directory import Directory
from erp_sandbox.oracle_fusion.documents import rows
from erp_sandbox.oracle_fusion.journals import Entry, Posting, enter, list_combinations
from erp_sandbox.oracle_fusion.keys import number
from erp_sandbox.oracle_fusion.pile import Pile
from erp_sandbox.oracle_fusion.posting import MANUAL
from erp_sandbox.oracle_fusion.rows import Row
from erp_sandbox.oracle_fusion.seed_parties import SUPPLIERS

if TYPE_CHECKING:
    from random import Random

    from erp_sandbox.company.desk import Desk
    from erp_sandbox.company.documents import Document
    from erp_sandbox.oracle_fusion.store import Pod

_BACK = 40  # days that a document may be older than its entry


def desk(pod: Pod, random: Random) -> Desk:
    """Return a desk for new documents of the company."""
    made = pod.company.desk()
    made.random = random
    made.written = pod.next("document", 0) - 1
    return made


def documents(pod: Pod, random: Random, count: int) -> int:
    """Enter purchases, sales and journals of the last weeks, all dated now.

    Returns:
        How many documents were entered.
    """
    at, writing = pod.timestamp(), desk(pod, random)
    last = min(at.date(), pod.company.profile.now.date())
    while len(writing.documents) < count:
        day = last - timedelta(days=random.randrange(_BACK))
        kind = random.choice((purchase, sale, None))
        if kind is None:
            journal(writing, day, pod.company.allocation_rules)
        else:
            kind(writing, day)
    for document in writing.documents:
        _date(pod, document)
    pile = Pile(pod, Directory(pod.company), exact=True)
    pile.add(writing.documents, writing.links)
    for row in rows(pile, writing.documents):
        pod.save(row)
    _add_to_accounts(pile)
    pod.next("document", writing.written - pod.next("document", 0) + 1)
    list_combinations(pod)
    return len(writing.documents)


def _date(pod: Pod, document: Document) -> None:
    """Date a document now: it is complete before anybody sees it."""
    at = pod.timestamp()
    document.header.created = document.header.modified = at
    for line in document.lines:
        line.modified = at


def _add_to_accounts(pile: Pile) -> None:
    """Add the documents of a pile to the accounts of their customers."""
    for made in activities.accounts(pile):
        if any(made.children.values()):
            account = pile.pod.latest(made.resource.name, made.key)
            children = {
                name: [*account.children.get(name, []), *found]
                for name, found in made.children.items()
            }
            pile.pod.save(changed(pile.pod, account, None, children))


def bill(pod: Pod, random: Random) -> Row:
    """Enter a bill that is not validated."""
    writing, today = desk(pod, random), pod.clock.now().date()
    writing.now = pod.clock.now()
    vendor = random.choice(writing.vendors)
    header = writing.header(
        DocumentKind.BILL, min(today, pod.company.profile.now.date()),
        legal_entity=vendor.legal_entity,
        currency=pod.organization.units[vendor.legal_entity].legal_entity.currency, party=vendor,
    )  # fmt: skip
    parts = [
        Part(
            LineKind.EXPENSE,
            random.choice(pod.company.chart.spending),
            random.randrange(10, 5_000) * 100,
            memo="Services",
        )
        for _ in range(random.choice((1, 2, 3)))
    ]
    document = write(header, pod.company.chart["payable"], parts)
    document.status = "pending_approval"
    pile = _single(pod, document)
    row = pod.save(payables.invoice(pile, document))
    pod.save(payables.hold(pile, document))
    list_combinations(pod)
    return row


def incomplete_invoice(pod: Pod, random: Random) -> Row:
    """Enter a receivables invoice that is not complete."""
    writing, today = desk(pod, random), pod.clock.now().date()
    writing.now = pod.clock.now()
    customer = random.choice(writing.customers)
    header = writing.header(
        DocumentKind.INVOICE, min(today, pod.company.profile.now.date()),
        legal_entity=customer.legal_entity,
        currency=pod.organization.units[customer.legal_entity].legal_entity.currency,
        party=customer,
    )  # fmt: skip
    amount = random.randrange(10, 5_000) * 100
    part = Part(LineKind.ITEM, pod.company.chart["service_sales"], -amount, memo="Services")
    document = write(header, pod.company.chart["receivable"], [part])
    row = receivables.invoice(_single(pod, document), document)
    list_combinations(pod)
    return pod.save(row.changed(None, {"InvoiceStatus": INCOMPLETE}))


def _single(pod: Pod, document: Document) -> Pile:
    """Return a pile with one document, dated now."""
    pod.next("document")
    _date(pod, document)
    pile = Pile(pod, Directory(pod.company), exact=True)
    pile.add([document], [])
    for line in document.lines:
        pile.combination(document, line)
    return pile


def batch(pod: Pod, random: Random) -> Row:
    """Enter a manual batch that is not posted."""
    units = [u for u in pod.organization.units.values() if not u.legal_entity.elimination]
    unit, day = random.choice(units), pod.clock.now().date()
    chart, entity = pod.company.chart, unit.legal_entity.number
    entries = []
    for place in range(random.choice((1, 1, 2))):
        amount = money(random.randrange(10, 9_000) * 100)
        debit = pod.combinations.text(
            entity, random.choice(chart.spending), random.choice((None, 2, 4))
        )
        credit = pod.combinations.text(entity, chart["accrued"])
        memo = random.choice(names.MEMOS) or "Accrual"
        lines = (Posting(debit, amount, amount, memo), Posting(credit, -amount, -amount, memo))
        name = f"Accrual {pod.next('accrual')}-{place}"
        entries.append(Entry(unit, day, unit.ledger.currency, MANUAL, "Accrual", name, lines))
    return enter(pod, *entries, status="U")


def supplier(pod: Pod, random: Random) -> Row:
    """Enter a supplier without sites."""
    index = 1_000_000 + pod.next("supplier")
    identity = number("supplier", index)
    values = {
        "SupplierId": identity,
        "SupplierPartyId": number("party", index),
        "Supplier": f"{names.company(random, index)} {index}",
        "SupplierNumber": f"VN{index}",
        "BusinessRelationship": "Prospective",
        "BusinessRelationshipCode": "PROSPECTIVE",
        "Status": "ACTIVE",
        "OneTimeSupplierFlag": False,
        **who(pod),
    }
    flexfield = SUPPLIERS.children["DFF"]
    children = {"DFF": [Row.of(flexfield, f"{identity}", {"SupplierId": identity})]}
    return pod.save(Row.of(SUPPLIERS, f"{identity}", values, children))


def grow(pod: Pod, count: int, lines: int) -> None:
    """Enter many plain accounted invoices fast, dated within some hours before now."""
    writing = pod.company.desk()
    writing.written = pod.next("document", 0) - 1
    day = min(pod.clock.now().date(), pod.company.profile.now.date())
    at, chart, vendors = pod.timestamp(), pod.company.chart, writing.vendors
    account, control = chart["supplies"], chart["payable"]
    template = writing.header(DocumentKind.BILL, day, legal_entity=1, currency=1, party=vendors[0])
    made = []
    first = pod.next("document", count)
    for index in range(count):
        cents = 1_000 + index % 9_000
        parts = [Part(LineKind.EXPENSE, account, cents)] * lines
        entered = at - timedelta(milliseconds=7 * (count - index))
        vendor = vendors[index % len(vendors)]
        header = replace(
            template,
            number=first + index,
            label=f"BILL-{first + index:06d}",
            created=entered,
            modified=entered,
            party=vendor.party,
            location=None,
        )
        made.append(write(header, control, parts))
    pile = Pile(pod, Directory(pod.company), exact=True)
    pile.documents = {document.header.number: document for document in made}
    pod.load(rows(pile, made))
    list_combinations(pod)
