"""Changing, adding and removing the lines of transactions that nothing was applied to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.company.documents import DocumentKind
from erp_sandbox.company.money import convert, rounded
from erp_sandbox.netsuite import vocabulary as words
from erp_sandbox.netsuite.mutations import links, parts
from erp_sandbox.netsuite.mutations.transactions import direction
from erp_sandbox.netsuite.mutations.writer import MutationError, Row, cents, native
from erp_sandbox.netsuite.storage import money

if TYPE_CHECKING:
    from erp_sandbox.netsuite.mutations.writer import Writer

_PAYMENTS = {DocumentKind.BILL_PAYMENT, DocumentKind.CUSTOMER_PAYMENT}

_REMOVABLE = (
    "select l.id, l.item, l.quantity from transactionline l where l.transaction = ? and l.id > 0"
    " and not l.taxline and not l.iscogs and not l.isfxvariance"
    " and (l.accountinglinetype is distinct from 'ASSET' or l.hascostline) order by l.id"
)


def change(
    writer: Writer, row: Row, values: Row, *, timestamp: bool = True, move_header: bool = False
) -> Row:
    """Change a line: its amount or account with all that depends on it, or any plain column.

    Args:
        writer: Does the writing.
        row: The stored line.
        values: Columns to set. `foreignamount` keeps the line's ordinary direction when positive
            and moves the main line with it; `account` moves the accounting lines.
        timestamp: Whether the line's timestamp moves.
        move_header: Whether the header's timestamp moves too, which the vendor does not always do.
    """
    number, line = row["transaction"], row["id"]
    rest = dict(values)
    amount, account = rest.pop("foreignamount", None), rest.pop("account", None)
    parts.refuse_protected(rest)
    table = writer.table("transactionline")
    changed: Row = {}
    for name, value in rest.items():
        column = table.column(name)
        if column is None:
            raise MutationError(f"transactionline has no column {name!r}.")
        changed[name] = native(column, value)
    if timestamp:
        changed["linelastmodifieddate"] = writer.now
    if changed:
        where = "transaction = ? and id = ?"
        writer.update("transactionline", changed, where, number, line)
    if account is not None:
        _recode(writer, row, int(account))
    if amount is not None:
        _revalue(writer, row, amount)
    if move_header:
        touch_header(writer, number)
    return {"record": "transactionline", "id": row["uniquekey"], "transaction": number}


def add(writer: Writer, number: int, values: Row) -> Row:
    """Add a line, rebalance the transaction and update its timestamps.

    Args:
        writer: Does the writing.
        number: Transaction id.
        values: `account`, `amount` (positive in the document's ordinary direction; journals:
            debit positive), and plain columns such as memo, department or custom ones.
    """
    head = _editable(writer, number)
    kind = words.KIND_OF_TYPE[head["type"]]
    rest = dict(values)
    amount = direction(kind) * _rounded(writer, head, rest.pop("amount", "100"))
    account = int(rest.pop("account", writer.company.chart["supplies"]))
    table = writer.table("transactionline")
    parts.refuse_protected(rest)
    checked: Row = {}
    for name, value in rest.items():
        column = table.column(name)
        if column is None:
            raise MutationError(f"transactionline has no column {name!r}.")
        checked[name] = native(column, value)
    if kind in {DocumentKind.BILL, DocumentKind.EXPENSE_REPORT} and not checked.get("item"):
        checked["expenseaccount"] = account
    base = convert(amount, *_rate(writer, head))
    line = parts.add_line(writer, number, account=account, amount=amount, base=base, values=checked)
    retotal(writer, number)
    touch_header(writer, number)
    return {"record": "transaction", "id": number, "line": line}


def remove(writer: Writer, number: int, line: int | None) -> Row:
    """Remove a line, by default the last removable one; only the header's timestamp changes.

    A line that came from an order goes back to the order; the cost lines of a sold item go along.

    Raises:
        MutationError: It is the only line, or one that bookkeeping needs.
    """
    _editable(writer, number)
    candidates = writer.many(_REMOVABLE, number)
    if len(candidates) < 2:  # noqa: PLR2004 - one has to stay
        raise MutationError(f"Transaction {number} has no line to spare.")
    wanted = [row for row in candidates if line is None or row["id"] == line]
    if not wanted:
        raise MutationError(f"Line {line} of transaction {number} cannot be removed.")
    gone = wanted[-1]
    for link in writer.many(
        "select * from nexttransactionlinelink where (nextdoc = ? and nextline = ?)"
        " or (previousdoc = ? and previousline = ?)",
        number,
        gone["id"],
        number,
        gone["id"],
    ):
        if link["previousdoc"] == number:
            raise MutationError(f"Line {gone['id']} of transaction {number} was followed up.")
        links.unbill(writer, link)
    parts.drop_line(writer, number, gone["id"])
    _drop_costs(writer, number, gone)
    retotal(writer, number)
    touch_header(writer, number)
    return {"record": "transaction", "id": number, "line": gone["id"]}


def retotal(writer: Writer, number: int) -> None:
    """Balance the main line with the others, and update the header from it."""
    now = writer.now
    head = parts.header(writer, number)
    sums = writer.one(
        "select -sum(l.foreignamount) as total, sum(case when l.taxline then l.foreignamount end)"
        " as tax, -sum(a.amount) as base from transactionline l join transactionaccountingline a"
        " on a.transaction = l.transaction and a.transactionline = l.id and a.accountingbook = 1"
        " where l.transaction = ? and l.id > 0",
        number,
    )
    total, base = cents(sums["total"] if sums else 0), cents(sums["base"] if sums else 0)
    if not total:
        raise MutationError(f"Transaction {number} would come to nothing.")
    header: Row = {"foreigntotal": money(total), "taxtotal": sums["tax"] if sums else None}
    line: Row = {"foreignamount": money(total), "netamount": money(total)}
    line |= {
        "debitforeignamount": money(total) if total > 0 else None,
        "creditforeignamount": money(-total) if total < 0 else None,
        "linelastmodifieddate": now,
    }
    accounting = parts.signed(base) | {"lastmodifieddate": now}
    if head["foreignamountunpaid"] is not None:
        header["foreignamountunpaid"] = line["foreignamountunpaid"] = money(abs(total))
        accounting["amountunpaid"] = money(abs(base))
    if head["foreignpaymentamountunused"] is not None:
        header["foreignpaymentamountunused"] = money(abs(total))
        accounting["paymentamountunused"] = money(abs(base))
    writer.update("transaction", header, "id = ?", number)
    writer.update("transactionline", line, "transaction = ? and id = 0", number)
    where = "transaction = ? and transactionline = 0"
    writer.update("transactionaccountingline", accounting, where, number)


def touch_header(writer: Writer, number: int) -> None:
    """Set the header's timestamp to now."""
    writer.update("transaction", {"lastmodifieddate": writer.now}, "id = ?", number)


def _editable(writer: Writer, number: int) -> Row:
    head = parts.header(writer, number)
    if words.KIND_OF_TYPE[head["type"]] in _PAYMENTS:
        raise MutationError("The lines of payments follow from what they are applied to.")
    applied = head["foreignamountpaid"] or head["foreignpaymentamountused"]
    if head["voided"] or head["isreversal"] or applied:
        raise MutationError(f"Transaction {number} is voided, a reversal or partly settled.")
    return head


def _rate(writer: Writer, head: Row) -> tuple[int, int]:
    entity = next(e for e in writer.company.legal_entities if e.number == head["subsidiary"])
    return int(head["exchangerate"].scaleb(6)), writer.company.steps[entity.currency]


def _rounded(writer: Writer, head: Row, amount: object) -> int:
    return rounded(cents(amount), writer.company.steps[head["currency"]])


def _recode(writer: Writer, row: Row, account: int) -> None:
    _editable(writer, row["transaction"])
    if row["mainline"]:
        raise MutationError("The main line's account does not change.")
    for book in (1, 2):
        writer.update(
            "transactionaccountingline",
            {"account": parts.mapped(writer, account, book), "lastmodifieddate": writer.now},
            "transaction = ? and transactionline = ? and accountingbook = ?",
            row["transaction"],
            row["id"],
            book,
        )


def _revalue(writer: Writer, row: Row, amount: object) -> None:
    head = _editable(writer, row["transaction"])
    if row["mainline"] or row["isfxvariance"] or row["iscogs"]:
        raise MutationError("The amount of that line follows from other lines.")
    now = writer.now
    signed = direction(words.KIND_OF_TYPE[head["type"]]) * _rounded(writer, head, amount)
    base = convert(signed, *_rate(writer, head))
    writer.update(
        "transactionline",
        {
            "foreignamount": money(signed),
            "netamount": money(signed),
            "debitforeignamount": money(signed) if signed > 0 else None,
            "creditforeignamount": money(-signed) if signed < 0 else None,
        },
        "transaction = ? and id = ?",
        row["transaction"],
        row["id"],
    )
    writer.update(
        "transactionaccountingline",
        parts.signed(base) | {"lastmodifieddate": now},
        "transaction = ? and transactionline = ?",
        row["transaction"],
        row["id"],
    )
    retotal(writer, row["transaction"])


def _drop_costs(writer: Writer, number: int, gone: Row) -> None:
    if not gone["item"]:
        return
    cost = writer.one(
        "select l.id from transactionline l join transactionline s"
        " on s.transaction = l.transaction and s.id = l.id + 1"
        " where l.transaction = ? and l.iscogs and l.item = ? and s.quantity = ?"
        " order by l.id limit 1",
        number,
        gone["item"],
        gone["quantity"],
    )
    if cost:
        parts.drop_line(writer, number, cost["id"])
        parts.drop_line(writer, number, cost["id"] + 1)
