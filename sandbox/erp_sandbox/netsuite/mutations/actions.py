"""The actions of the control surface: their names, arguments and defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.company.settlement import SETTLES
from erp_sandbox.netsuite import vocabulary as words
from erp_sandbox.netsuite.mutations import (
    bulk,
    fields,
    lines,
    parts,
    payments,
    records,
    transactions,
    voids,
)
from erp_sandbox.netsuite.mutations.writer import MutationError, Row, cents
from erp_sandbox.netsuite.storage import money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from erp_sandbox.netsuite.mutations.writer import Writer


def create(
    writer: Writer,
    record: str,
    values: Row | None = None,
    lines: Sequence[Row] | None = None,
) -> Row:
    """Add a record or transaction: record, values, and for transactions lines."""
    kind = transactions.kind_of(record)
    if kind is not None:
        return transactions.create(writer, kind, values or {}, lines)
    if record == "transaction":
        raise MutationError("Say which: vendorbill, invoice, journalentry, ...")
    return records.create(writer, record, values or {})


def change(  # noqa: PLR0913 - the action's arguments
    writer: Writer,
    record: str,
    id: int | None = None,  # noqa: A002 - the argument's public name
    values: Row | None = None,
    *,
    key: Row | None = None,
    timestamp: bool = True,
    move_header: bool = False,
) -> Row:
    """Set columns: record, id (or key), values, timestamp (default true), move_header (lines).

    `timestamp=false` keeps the row's timestamp; `move_header=true` changes the header's too.
    """
    values, name = values or {}, _table(record)
    if name == "transactionline":
        row = _line(writer, id, key)
        return lines.change(writer, row, values, timestamp=timestamp, move_header=move_header)
    named = _key(writer, name, id, key)
    if name == "transaction":
        rest = dict(values)
        if rest.get("approvalstatus") == 2 and named == {"id": id}:  # noqa: PLR2004 - approved
            transactions.approve(writer, int(named["id"]))
        parts.refuse_protected(rest)
        return records.change(writer, name, named, rest, timestamp=timestamp)
    if name in {"transactionaccountingline", "nexttransactionlinelink"}:
        parts.refuse_bookkeeping(writer, name, values)
    return records.change(writer, name, named, values, timestamp=timestamp)


def delete(
    writer: Writer,
    record: str,
    id: int,  # noqa: A002 - the argument's public name
    *,
    cascade: bool = False,
) -> Row:
    """Delete for good: record, id, cascade (unlink first, default false)."""
    name = _table(record)
    if name == "transaction":
        return transactions.delete(writer, int(id), cascade=cascade)
    if name in {"transactionline", "transactionaccountingline", "nexttransactionlinelink"}:
        raise MutationError("Use remove_line and unapply_payment for parts of transactions.")
    return records.delete(writer, name, int(id))


def void(writer: Writer, id: int) -> Row:  # noqa: A002 - the argument's public name
    """Void a transaction by a reversing journal: id."""
    return voids.void(writer, int(id))


def add_line(writer: Writer, transaction: int, values: Row | None = None) -> Row:
    """Add a line and rebalances: transaction, values (account, amount, memo, ...)."""
    return lines.add(writer, int(transaction), values or {})


def remove_line(writer: Writer, transaction: int, line: int | None = None) -> Row:
    """Remove a line without a trace and rebalance: transaction, line (default the last)."""
    return lines.remove(writer, int(transaction), line)


def apply_payment(  # noqa: PLR0913 - the action's arguments
    writer: Writer,
    document: int | None = None,
    payment: int | None = None,
    amount: Any = None,
    *,
    documents: Sequence[int] | None = None,
    move_header: bool = False,
) -> Row:
    """Pay: documents, payment (default a new one), amount (default all), move_header."""
    chosen = list(documents or ([document] if document is not None else []))
    if not chosen:
        found = writer.one(
            "select id from transaction where foreignamountunpaid > 0 and posting and not voided"
            " order by id limit 1"
        )
        if found is None:
            raise MutationError("Nothing is open.")
        chosen = [found["id"]]
    return pay(writer, chosen, payment, amount, move_header=move_header)


def unapply_payment(
    writer: Writer,
    document: int | None = None,
    payment: int | None = None,
    *,
    move_header: bool = False,
) -> Row:
    """Unapply a payment: document and/or payment (default the first link found)."""
    link = writer.one(
        "select k.previousdoc, k.nextdoc from nexttransactionlinelink k join transaction p"
        " on p.id = k.previousdoc join transaction n on n.id = k.nextdoc"
        " where k.linktype = 'Payment' and not p.voided and not n.voided"
        " and k.previousdoc = coalesce(?, k.previousdoc) and k.nextdoc = coalesce(?, k.nextdoc)"
        " order by k.previousdoc, k.nextdoc limit 1",
        document,
        payment,
    )
    if link is None:
        raise MutationError("There is no such application of a payment.")
    return payments.take_back(writer, link["previousdoc"], link["nextdoc"], move_header=move_header)


def backdate(  # noqa: PLR0913 - the action's arguments
    writer: Writer,
    record: str,
    id: int | None = None,  # noqa: A002 - the argument's public name
    seconds: int = 60,
    *,
    key: Row | None = None,
    lines: bool = True,
) -> Row:
    """Backdate a timestamp: record, id (or key), seconds, lines (of a transaction too)."""
    name = _table(record)
    if name == "transactionline" and key is None:
        key = {"uniquekey": id}
    return bulk.backdate(writer, name, _key(writer, name, id, key), seconds, lines=lines)


def touch(writer: Writer, record: str, rows: int = 5000, seconds: int = 0) -> Row:
    """Set many rows to one timestamp: record, rows, seconds (before now)."""
    return bulk.touch(writer, _table(record), rows, seconds)


def grow(writer: Writer, record: str = "transaction", rows: int = 1000) -> Row:
    """Return append valid rows fast: record (transaction, transactionline, customer, ...), rows."""
    return bulk.grow(writer, _table(record), rows)


def break_column(writer: Writer, record: str, column: str, *, broken: bool = True) -> Row:
    """Make queries that name a column fail with a 500: record, column, broken."""
    return fields.break_column(writer, record, column, broken=broken)


def hide_column(writer: Writer, record: str, column: str, *, hidden: bool = True) -> Row:
    """Make a column respond with NOT_EXPOSED: record, column, hidden."""
    return fields.hide_column(writer, record, column, hidden=hidden)


def refuse_utc(writer: Writer, record: str, column: str, *, refused: bool = True) -> Row:
    """Make SYS_EXTRACT_UTC refuse a datetime column: record, column, refused."""
    return fields.refuse_utc(writer, record, column, refused=refused)


def add_custom_field(  # noqa: PLR0913 - the action's arguments
    writer: Writer,
    record: str,
    name: str,
    kind: str = "text",
    *,
    references: str | None = None,
    value: Any = None,
) -> Row:
    """Add a custom column: record, name, kind, references, value (of existing rows)."""
    return fields.add_custom_field(
        writer, _table(record), name, kind=kind, references=references, value=value
    )


def remove_custom_field(writer: Writer, record: str, name: str) -> Row:
    """Remove a custom column: record, name."""
    return fields.remove_custom_field(writer, _table(record), name)


def pay(
    writer: Writer,
    documents: Sequence[int],
    payment: int | None,
    amount: Any,
    *,
    move_header: bool,
) -> Row:
    """Settle documents of one entity and currency with a payment, a new one by default.

    Args:
        writer: Does the writing.
        documents: Bills, or invoices.
        payment: An existing payment or credit.
        amount: For a single document: how much, the whole open amount if None.
        move_header: Whether the documents' own timestamps move.
    """
    heads = [parts.header(writer, number) for number in documents]
    open_ = [cents(head["foreignamountunpaid"] or 0) for head in heads]
    if amount is not None:
        if len(heads) > 1:
            raise MutationError("An amount goes with a single document.")
        open_ = [cents(amount)]
    if payment is None:
        payment = _new_payment(writer, heads[0], sum(open_))
    else:
        unused = parts.header(writer, payment)["foreignpaymentamountunused"] or 0
        open_ = [min(cents(unused), open_[0])] if amount is None and len(heads) == 1 else open_
    for head, part in zip(heads, open_, strict=True):
        if part <= 0:
            raise MutationError(f"{head['tranid']} has nothing open.")
        payments.apply(writer, head["id"], payment, part, move_header=move_header)
    return {"record": "transaction", "documents": list(documents), "payment": payment}


def _new_payment(writer: Writer, head: Row, amount: int) -> int:
    kind = next(
        pays
        for pays, settled in SETTLES.items()
        if pays in transactions.PAYMENTS and words.KIND_OF_TYPE[head["type"]] in settled
    )
    values: Row = {name: head[name] for name in ("entity", "currency", "subsidiary")}
    values["amount"] = str(money(amount))
    return int(transactions.create(writer, kind, values)["id"])


def _table(record: str) -> str:
    return "transaction" if transactions.kind_of(record) else record.lower()


def _key(writer: Writer, name: str, number: int | None, key: Row | None) -> Row:
    if key is not None:
        return key
    table = writer.table(name)
    if number is None or len(table.key) != 1:
        raise MutationError(f"Name the row by key: {', '.join(table.key)}.")
    return {table.key[0]: number}


def _line(writer: Writer, number: int | None, key: Row | None) -> Row:
    wanted = key or {"uniquekey": number}
    if set(wanted) not in ({"uniquekey"}, {"transaction", "id"}):
        raise MutationError("Name a line by uniquekey, or by transaction and id.")
    where = " and ".join(f'"{name}" = ?' for name in wanted)
    found = writer.one(
        "select id, transaction, uniquekey, mainline, isfxvariance, iscogs from transactionline"
        f" where {where}",
        *wanted.values(),
    )
    if found is None:
        raise MutationError(f"There is no line {wanted}.")
    return found
