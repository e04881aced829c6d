"""Writing new transactions, and removing and voiding old ones."""

from __future__ import annotations

from datetime import UTC, date
from typing import TYPE_CHECKING, Any

from erp_sandbox.company.columns import batch
from erp_sandbox.company.documents import (
    Document,
    DocumentKind,
    Header,
    LineKind,
    Link,
    Part,
    write,
)
from erp_sandbox.company.money import rounded
from erp_sandbox.netsuite import posting, seed_setup
from erp_sandbox.netsuite import vocabulary as words
from erp_sandbox.netsuite.mutations import parts, payments
from erp_sandbox.netsuite.mutations.writer import MutationError, Row, cents, native

if TYPE_CHECKING:
    from collections.abc import Sequence

    from erp_sandbox.netsuite.mutations.writer import Writer

PURCHASES = {
    DocumentKind.PURCHASE_ORDER,
    DocumentKind.ITEM_RECEIPT,
    DocumentKind.BILL,
    DocumentKind.BILL_PAYMENT,
    DocumentKind.VENDOR_CREDIT,
    DocumentKind.EXPENSE_REPORT,
}
CREDITS = {DocumentKind.VENDOR_CREDIT, DocumentKind.CREDIT_MEMO}
PAYMENTS = {DocumentKind.BILL_PAYMENT: "payable", DocumentKind.CUSTOMER_PAYMENT: "receivable"}

_CONTROL = {
    DocumentKind.PURCHASE_ORDER: "purchase_orders",
    DocumentKind.ITEM_RECEIPT: "received_not_billed",
    DocumentKind.BILL: "payable",
    DocumentKind.BILL_PAYMENT: "bank",
    DocumentKind.VENDOR_CREDIT: "payable",
    DocumentKind.SALES_ORDER: "sales_orders",
    DocumentKind.INVOICE: "receivable",
    DocumentKind.CUSTOMER_PAYMENT: "bank",
    DocumentKind.CREDIT_MEMO: "receivable",
    DocumentKind.JOURNAL: "accrued",
    DocumentKind.EXPENSE_REPORT: "payable",
}

_STATUS = {
    DocumentKind.PURCHASE_ORDER: "pending",
    DocumentKind.SALES_ORDER: "pending",
    DocumentKind.ITEM_RECEIPT: "done",
    DocumentKind.JOURNAL: "done",
}

_PREFIX = {kind: names.abbreviation for kind, names in words.TYPES.items()}
_DERIVED = {"entity", "trandate", "currency", "memo", "amount", "subsidiary", "otherrefnum"}
_LINE_FACTS = {"account", "amount", "memo", "department", "class", "location", "item", "quantity"}


def kind_of(record: str) -> DocumentKind | None:
    """Return the kind of document that a record type or type code names, or None."""
    known = words.KIND_OF_RECORD | words.KIND_OF_TYPE
    return known.get(record) or known.get(record.lower())


def create(
    writer: Writer, kind: DocumentKind, values: Row, lines: Sequence[Row] | None = None
) -> Row:
    """Write a new transaction with its lines and accounting lines.

    Args:
        writer: Does the writing.
        kind: The kind of document.
        values: `entity` (the first active one if absent), `trandate`, `currency`, `subsidiary`
            (journals), `memo`, `otherrefnum`, `amount` (payments, or when there are no lines),
            `approvalstatus` 1 for a bill that waits, and any other column of the header.
        lines: `account`, `amount` (positive in the document's ordinary direction; journals: debit
            positive), and any of memo, department, class, location, item, quantity.
    """
    header = new_header(writer, kind, values)
    chart = writer.company.chart
    if kind in PAYMENTS:
        amount = cents(values.get("amount", "100"))
        sign = 1 if kind is DocumentKind.BILL_PAYMENT else -1
        account = chart[PAYMENTS[kind]]
        written = [Part(LineKind.SETTLEMENT, account, sign * amount, party=header.party)]
    else:
        given = lines or [{"amount": values.get("amount", "100")}]
        written = [_part(writer, kind, header, line) for line in given]
    control_kind = LineKind.JOURNAL if kind is DocumentKind.JOURNAL else LineKind.CONTROL
    document = write(header, chart[_CONTROL[kind]], written, control_kind)
    document.status = _STATUS.get(kind, "open")
    if kind is DocumentKind.BILL and values.get("approvalstatus") == 1:
        document.status = "pending_approval"
    if not document.lines[0].cents:
        raise MutationError("A document needs an amount other than zero.")
    for line in document.lines[1:] if kind.endswith("order") else ():
        line.billed = line.received = 0
    post(writer, document)
    table = writer.table("transaction")
    extra = {name: value for name, value in values.items() if name not in _DERIVED}
    if extra:
        parts.refuse_protected(extra)
        checked = {name: native(_known(table, name), value) for name, value in extra.items()}
        writer.update("transaction", checked, "id = ?", header.number)
    return {"record": "transaction", "id": header.number}


def post(writer: Writer, document: Document, links: Sequence[Link] = ()) -> None:
    """Write a finished document of the generator into the tables."""
    start = writer.reserve("transactionline", len(document.lines), "uniquekey")
    posting.write(writer.connection, batch([document], links), uniquekey=start)


def approve(writer: Writer, number: int) -> Row:
    """Approve a pending bill, which then posts.

    Raises:
        MutationError: It is not pending.
    """
    head = parts.header(writer, number)
    if head["posting"] or head["approvalstatus"] != 1 or head["type"] != "VendBill":
        raise MutationError(f"Transaction {number} is not a bill that waits for approval.")
    now = writer.now
    values: Row = {"approvalstatus": 2, "status": "A", "posting": True, "lastmodifieddate": now}
    writer.update("transaction", values, "id = ?", number)
    posted = {"posting": True, "lastmodifieddate": now}
    writer.update("transactionaccountingline", posted, "transaction = ?", number)
    return {"record": "transaction", "id": number}


def delete(writer: Writer, number: int, *, cascade: bool) -> Row:
    """Delete a transaction with its rows, and record the deletion twice.

    Args:
        writer: Does the writing.
        number: Transaction id.
        cascade: Unapply payments and links first instead of refusing.

    Raises:
        MutationError: Other transactions are linked to it and `cascade` is off.
    """
    head = parts.header(writer, number)
    linked = writer.many(
        "select * from nexttransactionlinelink where previousdoc = ? or nextdoc = ?", number, number
    )
    if linked and not cascade:
        raise MutationError(f"Transaction {number} is linked to others: pass cascade=true.")
    if head["voided"] or head["isreversal"]:
        raise MutationError(f"Transaction {number} is voided or a reversal, and stays.")
    touched = payments.unlink(writer, number)
    for table, column in (
        ("transactionline", "transaction"),
        ("transactionaccountingline", "transaction"),
        ("transaction", "id"),
    ):
        writer.delete(table, f'"{column}" = ?', number)
    for kind in ("billing", "shipping"):
        key = head[f"{kind}address"]
        writer.run(f"delete from transaction{kind}address where nkey = ?", key)
    _note_deletion(writer, head)
    return {"record": "transaction", "id": number, "deleted": True, "touched": touched}


def new_header(writer: Writer, kind: DocumentKind, values: Row) -> Header:
    """Return a numbered header at the rate and in the period of its day; see `create`."""
    company, now = writer.company, writer.now
    party = _party(writer, kind, values.get("entity"))
    subsidiary = int(values.get("subsidiary") or (party or {}).get("subsidiary") or 1)
    base = next(e.currency for e in company.legal_entities if e.number == subsidiary)
    currency = int(values.get("currency") or (party or {}).get("currency") or base)
    day = date.fromisoformat(str(values.get("trandate") or now.date()))
    number = writer.number("transaction")
    payable = kind in {DocumentKind.BILL, DocumentKind.INVOICE}
    return Header(
        number=number,
        kind=kind,
        label=f"{_PREFIX[kind]}{number:06d}",
        date=day,
        created=now.replace(tzinfo=UTC),
        modified=now.replace(tzinfo=UTC),
        created_by=1,
        legal_entity=subsidiary,
        currency=currency,
        rate=_rate(writer, base, currency, day),
        base_step=company.steps[base],
        period=_period(writer, day),
        party_kind=party["kind"] if party else None,
        party=party["id"] if party else None,
        due=day if payable else None,
        term=(party or {}).get("terms") if payable else None,
        memo=values.get("memo"),
        reference=values.get("otherrefnum"),
    )


def party_tables(kind: DocumentKind) -> tuple[str, ...]:
    """Return the tables of a document's party: bill payments also reimburse employees."""
    if kind is DocumentKind.JOURNAL:
        return ()
    if kind is DocumentKind.EXPENSE_REPORT:
        return ("employee",)
    if kind is DocumentKind.BILL_PAYMENT:
        return ("vendor", "employee")
    return ("vendor",) if kind in PURCHASES else ("customer",)


def _party(writer: Writer, kind: DocumentKind, number: Any) -> Row | None:
    tables = party_tables(kind)
    chosen = "p.id = ?" if number else "? is null and not p.isinactive"
    for table in tables:
        facts = "p.terms, r.subsidiary" if table != "employee" else "null as terms, p.subsidiary"
        primary = f"left join {table}subsidiaryrelationship r on r.entity = p.id and r.isprimarysub"
        found = writer.one(
            f"select '{table}' as kind, p.id, p.currency, {facts} from {table} p"
            f" {primary if table != 'employee' else ''} where {chosen} order by p.id limit 1",
            number,
        )
        if found is not None:
            return found
    if tables:
        raise MutationError(f"There is no {tables[0]} {number}.")
    return None


def _part(writer: Writer, kind: DocumentKind, header: Header, line: Row) -> Part:
    unknown = set(line) - _LINE_FACTS
    if unknown:
        raise MutationError(f"A new line has no {', '.join(sorted(unknown))}.")
    company = writer.company
    sign = direction(kind)
    amount = rounded(cents(line.get("amount", "100")), company.steps[header.currency])
    item = line.get("item")
    default = "product_sales" if kind not in PURCHASES and kind != "journal" else "supplies"
    quantity = int(line.get("quantity", 1)) if item else None
    shape = LineKind.ITEM if item or kind not in PURCHASES else LineKind.EXPENSE
    shape = LineKind.JOURNAL if kind is DocumentKind.JOURNAL else shape
    return Part(
        shape,
        int(line.get("account") or company.chart[default]),
        sign * amount,
        item,
        sign * quantity * 1000 if quantity else None,
        amount // quantity if quantity else None,
        line.get("department"),
        line.get("class"),
        line.get("location"),
        memo=line.get("memo"),
    )


def direction(kind: DocumentKind) -> int:
    """Return the sign of an ordinary line of that kind of document: 1 for debit."""
    debit = kind in PURCHASES or kind is DocumentKind.JOURNAL
    return 1 if debit != (kind in CREDITS) else -1


def _rate(writer: Writer, base: int, currency: int, day: date) -> int:
    known = [
        rate for rate in writer.company.rates if rate.base == base and rate.currency == currency
    ]
    if not known:
        raise MutationError(f"There is no rate of currency {currency}.")
    earlier = [rate for rate in known if rate.effective <= day]
    return (earlier[-1] if earlier else known[0]).rate


def _period(writer: Writer, day: date) -> int:
    for month in writer.company.months:
        if month.start <= day <= month.end:
            return month.number
    raise MutationError(f"There is no accounting period for {day}.")


def _known(table: Any, name: str) -> Any:
    column = table.column(name)
    if column is None:
        raise MutationError(f"transaction has no column {name!r}.")
    return column


def _note_deletion(writer: Writer, head: Row) -> None:
    now = writer.now
    note = seed_setup.deletion("transaction", head["id"], head["trandisplayname"], 1, now)
    title = words.TYPES[words.KIND_OF_TYPE[head["type"]]].title
    writer.insert("deletedrecord", note | {"type": title, "scriptid": head["type"].upper()})
    writer.insert(
        "transactionhistory",
        {
            "internalid": writer.number("transactionhistory", "internalid"),
            "transaction": head["id"],
            "type": head["type"],
            "customtype": words.STANDARD,
            "action": "DELETE",
            "version": 1,
            "documentnumber": head["tranid"],
            "transactionnumber": head["transactionnumber"],
            "transactiondate": head["trandate"],
            "entity": head["entity"],
            "amount": head["foreigntotal"],
            "status": head["status"],
            "username": "controller@example.com",
            "datetime": now,
        },
    )
