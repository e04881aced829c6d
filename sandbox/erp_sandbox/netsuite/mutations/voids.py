"""Voiding transactions by reversing journals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.company.documents import Document, DocumentKind, Line, LineKind, Link, LinkKind
from erp_sandbox.netsuite import vocabulary as words
from erp_sandbox.netsuite.mutations import parts, payments, transactions
from erp_sandbox.netsuite.mutations.writer import MutationError, Row, cents

if TYPE_CHECKING:
    from erp_sandbox.netsuite.mutations.writer import Writer


def void(writer: Writer, number: int) -> Row:
    """Void a transaction: it stays with `voided`, and a journal reverses its postings.

    Payments and credits applied to it (or that it was applied to) are unapplied first. Its open
    amount is settled by the journal.

    Raises:
        MutationError: It is voided already, does not post, or is itself a reversal.
    """
    head = parts.header(writer, number)
    if head["voided"] or not head["posting"] or head["isreversal"]:
        raise MutationError(f"Transaction {number} cannot be voided: voided, reversal or unposted.")
    touched = payments.unlink(writer, number, kinds=("Payment",))
    head = parts.header(writer, number)
    journal, settled = _reversal(writer, head)
    links = [_void_link(journal, head, settled)] if settled is not None else []
    transactions.post(writer, journal, links)
    now, reversing = writer.now, journal.header.number
    writer.update("transaction", {"isreversal": True, "reversal": number}, "id = ?", reversing)
    values: Row = {"voided": True, "status": "V", "reversal": reversing, "lastmodifieddate": now}
    writer.update("transaction", values | {"closedate": now.date()}, "id = ?", number)
    if settled is not None:
        payments.settle_whole(writer, head)
    return {"record": "transaction", "id": number, "journal": reversing, "touched": touched}


def _reversal(writer: Writer, head: Row) -> tuple[Document, Line | None]:
    """Return a journal with every posting of the transaction reversed, and its settling line."""
    values: Row = {
        "subsidiary": head["subsidiary"],
        "currency": head["currency"],
        "memo": f"VOID {head['tranid']}",
    }
    header = transactions.new_header(writer, DocumentKind.JOURNAL, values)
    header.party = head["entity"]
    rows = writer.many(
        "select l.id, l.foreignamount, l.accountinglinetype, l.department, l.class, l.location,"
        " a.account, a.amount from transactionline l join transactionaccountingline a"
        " on a.transaction = l.transaction and a.transactionline = l.id and a.accountingbook = 1"
        " where l.transaction = ? order by l.id",
        head["id"],
    )
    settled = None
    lines = []
    for number, row in enumerate(rows):
        line = Line(
            number,
            LineKind.JOURNAL,
            row["account"],
            -cents(row["foreignamount"]),
            -cents(row["amount"]),
            header.created,
            department=row["department"],
            class_=row["class"],
            location=row["location"],
            party=head["entity"],
        )
        lines.append(line)
        if row["accountinglinetype"] in payments.SETTLING:
            settled = line
    return Document(header, lines, "done"), settled


def _void_link(journal: Document, head: Row, settled: Line) -> Link:
    kind = words.KIND_OF_TYPE[head["type"]]
    link = Link(
        previous=head["id"],
        previous_line=payments.settling_line(kind),
        previous_kind=kind,
        next=journal.header.number,
        next_line=settled.number,
        next_kind=DocumentKind.JOURNAL,
        kind=LinkKind.PAYMENT,
        cents=abs(settled.cents),
        at=journal.header.created,
    )
    if payments.owes(kind):
        return link
    return link._replace(
        previous=link.next,
        previous_line=link.next_line,
        previous_kind=link.next_kind,
        next=link.previous,
        next_line=link.previous_line,
        next_kind=link.previous_kind,
    )
