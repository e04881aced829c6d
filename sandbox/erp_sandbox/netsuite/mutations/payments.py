"""Applying payments and credits to bills and invoices, and unapplying them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.company.documents import DocumentKind
from erp_sandbox.company.settlement import SETTLES, Balance, booked
from erp_sandbox.netsuite import vocabulary as words
from erp_sandbox.netsuite.mutations import links, parts
from erp_sandbox.netsuite.mutations.writer import MutationError, Row, cents
from erp_sandbox.netsuite.storage import money

if TYPE_CHECKING:
    from erp_sandbox.netsuite.mutations.writer import Writer

SETTLING = frozenset({"ACCTSPAY", "ACCTSREC"})
"""`accountinglinetype` of the line that settles or is settled."""


def owes(kind: DocumentKind) -> bool:
    """Return whether documents of that kind are settled by others."""
    return kind in {DocumentKind.BILL, DocumentKind.INVOICE, DocumentKind.EXPENSE_REPORT}


def settling_line(kind: DocumentKind) -> int:
    """Return the document's line that settles or is settled."""
    return 1 if kind in {DocumentKind.BILL_PAYMENT, DocumentKind.CUSTOMER_PAYMENT} else 0


def _kind(head: Row) -> DocumentKind:
    return words.KIND_OF_TYPE[head["type"]]


def balance(writer: Writer, head: Row) -> tuple[Balance, int]:
    """Return a document's open side, and the base amount of what it settled (payments only).

    The base total of a payment or credit is what its other lines come to, exchange differences
    aside: its settling line itself follows the items it settles.
    """
    kind = words.KIND_OF_TYPE[head["type"]]
    line = settling_line(kind)
    rows = writer.many(
        "select l.id, l.foreignamount, l.isfxvariance, a.amount, a.amountlinked"
        " from transactionline l join transactionaccountingline a on a.transaction = l.transaction"
        " and a.transactionline = l.id and a.accountingbook = 1 where l.transaction = ?",
        head["id"],
    )
    row = next((row for row in rows if row["id"] == line), None)
    others = sum(row["amount"] for row in rows if row["id"] != line and not row["isfxvariance"])
    left = head["foreignamountunpaid" if owes(kind) else "foreignpaymentamountunused"]
    if row is None or left is None:
        raise MutationError(f"{head['tranid']} is not a document that is paid or pays.")
    entity = next(e for e in writer.company.legal_entities if e.number == head["subsidiary"])
    base_total = row["amount"] if owes(kind) else others
    return (
        Balance(
            abs(cents(row["foreignamount"])),
            abs(cents(base_total)),
            cents(left),
            int(head["exchangerate"].scaleb(6)),
            writer.company.steps[entity.currency],
        ),
        cents(row["amountlinked"] or 0),
    )


def apply(writer: Writer, item: int, payment: int, amount: int, *, move_header: bool) -> Row:
    """Return apply part of a payment or credit to a bill or invoice.

    The item's line, accounting lines and the link are timestamped; the item's header only if
    `move_header`, because the vendor does not always move it.

    Args:
        writer: Does the writing.
        item: The bill or invoice.
        payment: The payment or credit, of the same entity and currency.
        amount: Hundredths; negative unapplies.
        move_header: Whether the item's own timestamp moves.

    Raises:
        MutationError: The two do not go together, or the amount is not open on both.
    """
    bill, paying = parts.header(writer, item), parts.header(writer, payment)
    _match(bill, paying)
    bill_before, _ = balance(writer, bill)
    before, linked = balance(writer, paying)
    try:
        bill_after, after = bill_before.less(amount), before.less(amount)
    except ValueError as error:
        raise MutationError(str(error)) from error
    linked += bill_before.left_base - bill_after.left_base
    _set_item(writer, bill, bill_after, move_header=move_header)
    _set_payment(writer, paying, after, linked)
    links.apply(writer, bill, paying, settling_line(_kind(paying)), amount)
    return {"record": "transaction", "document": item, "payment": payment}


def take_back(writer: Writer, item: int, payment: int, *, move_header: bool) -> Row:
    """Unapply a payment from a document entirely.

    Raises:
        MutationError: The payment is not applied to the document.
    """
    link = writer.one(
        "select foreignamount from nexttransactionlinelink where previousdoc = ? and nextdoc = ?"
        " and linktype = 'Payment'",
        item,
        payment,
    )
    if link is None:
        raise MutationError(f"Transaction {payment} is not applied to {item}.")
    return apply(writer, item, payment, -cents(link["foreignamount"]), move_header=move_header)


def settle_whole(writer: Writer, head: Row) -> None:
    """Mark a voided document as having nothing open."""
    kind = words.KIND_OF_TYPE[head["type"]]
    now, (open_, linked) = writer.now, balance(writer, head)
    used = money(open_.total)
    if owes(kind):
        _set_item(writer, head, open_._replace(left=0), move_header=True)
        values: Row = {"status": "V"}
    else:
        values = {"status": "V", "foreignpaymentamountused": used, "foreignpaymentamountunused": 0}
        writer.update(
            "transactionaccountingline",
            {
                "paymentamountused": money(open_.base_total),
                "paymentamountunused": 0,
                "amountlinked": money(linked + open_.left_base),
                "lastmodifieddate": now,
            },
            "transaction = ? and transactionline = ?",
            head["id"],
            settling_line(kind),
        )
    writer.update("transaction", values, "id = ?", head["id"])


def unlink(writer: Writer, number: int, kinds: tuple[str, ...] = ()) -> list[int]:
    """Remove all links of a transaction; return the other transactions.

    Args:
        writer: Does the writing.
        number: Transaction id.
        kinds: Only links of these types; all if empty.
    """
    touched: list[int] = []
    for link in writer.many(
        "select * from nexttransactionlinelink where previousdoc = ? or nextdoc = ?"
        " order by previousdoc, previousline, nextdoc, nextline, linktype",
        number,
        number,
    ):
        if kinds and link["linktype"] not in kinds:
            continue
        before, after = link["previousdoc"], link["nextdoc"]
        touched.append(after if before == number else before)
        if link["linktype"] == "Payment":
            apply(writer, before, after, -cents(link["foreignamount"]), move_header=True)
        else:
            links.unbill(writer, link)
    return sorted(set(touched))


def _match(bill: Row, paying: Row) -> None:
    kinds = words.KIND_OF_TYPE
    if kinds[bill["type"]] not in SETTLES.get(kinds[paying["type"]], ()):
        raise MutationError(f"A {paying['type']} does not settle a {bill['type']}.")
    same = all(bill[name] == paying[name] for name in ("entity", "currency", "subsidiary"))
    if not same:
        raise MutationError("Both documents need the same entity, currency and subsidiary.")
    if not (bill["posting"] and paying["posting"]) or bill["voided"] or paying["voided"]:
        raise MutationError("Unposted and voided documents are not settled.")


def _set_item(writer: Writer, bill: Row, after: Balance, *, move_header: bool) -> None:
    now, number = writer.now, bill["id"]
    open_, paid = money(after.left), money(after.total - after.left)
    values: Row = {
        "foreignamountunpaid": open_,
        "foreignamountpaid": paid,
        "status": words.STATUS_LETTER[_kind(bill), "open" if after.left else "closed"],
        "closedate": None if after.left else now.date(),
    }
    if move_header:
        values["lastmodifieddate"] = now
    writer.update("transaction", values, "id = ?", number)
    writer.update(
        "transactionline",
        {
            "foreignamountunpaid": open_,
            "foreignamountpaid": paid,
            "linelastmodifieddate": now,
        },
        "transaction = ? and id = 0",
        number,
    )
    writer.update(
        "transactionaccountingline",
        {
            "amountunpaid": money(after.left_base),
            "amountpaid": money(after.base_total - after.left_base),
            "lastmodifieddate": now,
        },
        "transaction = ? and transactionline = 0",
        number,
    )


def _set_payment(writer: Writer, paying: Row, after: Balance, linked: int) -> None:
    now, number, kind = writer.now, paying["id"], words.KIND_OF_TYPE[paying["type"]]
    line = settling_line(kind)
    payment = kind in {DocumentKind.BILL_PAYMENT, DocumentKind.CUSTOMER_PAYMENT}
    letters = ("C", "C") if kind is DocumentKind.BILL_PAYMENT else ("B", "C")
    letters = letters if payment else ("A", "B")
    writer.update(
        "transaction",
        {
            "foreignpaymentamountused": money(after.total - after.left),
            "foreignpaymentamountunused": money(after.left),
            "status": letters[0 if after.left else 1],
            "closedate": None if after.left else now.date(),
            "lastmodifieddate": now,
        },
        "id = ?",
        number,
    )
    debit = kind in {DocumentKind.BILL_PAYMENT, DocumentKind.VENDOR_CREDIT}
    base = booked(after, linked)
    values = parts.signed(base if debit else -base) | {
        "amountlinked": money(linked),
        "paymentamountused": money(linked),
        "paymentamountunused": money(after.left_base),
        "lastmodifieddate": now,
    }
    where = "transaction = ? and transactionline = ?"
    writer.update("transactionaccountingline", values, where, number, line)
    timestamp = {"linelastmodifieddate": now}
    writer.update("transactionline", timestamp, "transaction = ? and id = ?", number, line)
    _square(writer, number)


def _square(writer: Writer, number: int) -> None:
    """Post the realized exchange difference on a line of its own, or remove that line."""
    gap = writer.one(
        "select coalesce(-sum(a.amount), 0) as base from transactionaccountingline a"
        " join transactionline l on l.transaction = a.transaction and l.id = a.transactionline"
        " where a.transaction = ? and a.accountingbook = 1 and not l.isfxvariance",
        number,
    )
    present = writer.one(
        "select id from transactionline where transaction = ? and isfxvariance", number
    )
    base = cents(gap["base"]) if gap else 0
    if present and not base:
        parts.drop_line(writer, number, present["id"])
    elif present:
        values = parts.signed(base) | {"lastmodifieddate": writer.now}
        where = "transaction = ? and transactionline = ?"
        writer.update("transactionaccountingline", values, where, number, present["id"])
    elif base:
        parts.add_line(
            writer,
            number,
            account=writer.company.chart["exchange_difference"],
            amount=0,
            base=base,
            values={"isfxvariance": True, "accountinglinetype": "FXVARIANCE"},
        )
