"""The links between lines of transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.netsuite.mutations.writer import MutationError, Row, cents
from erp_sandbox.netsuite.storage import money

if TYPE_CHECKING:
    from erp_sandbox.netsuite.mutations.writer import Writer


def apply(writer: Writer, bill: Row, paying: Row, line: int, amount: int) -> None:
    """Add to (or, if negative, subtract from) what a payment's line is applied to a bill.

    Raises:
        MutationError: More would be unapplied than was applied.
    """
    key: Row = {
        "previousdoc": bill["id"],
        "previousline": 0,
        "nextdoc": paying["id"],
        "nextline": line,
        "linktype": "Payment",
    }
    present = writer.one(
        "select foreignamount from nexttransactionlinelink where previousdoc = ? and nextdoc = ?"
        " and linktype = 'Payment'",
        bill["id"],
        paying["id"],
    )
    if present:
        drop(writer, key)
        amount += cents(present["foreignamount"])
    if amount < 0:
        raise MutationError(f"{paying['tranid']} is not applied to {bill['tranid']}.")
    if amount:
        types = {"previoustype": bill["type"], "nexttype": paying["type"]}
        facts = {"foreignamount": money(amount), "lastmodifieddate": writer.now}
        writer.insert("nexttransactionlinelink", key | types | facts)


def drop(writer: Writer, key: Row) -> None:
    """Remove a link, without a trace."""
    names = ("previousdoc", "previousline", "nextdoc", "nextline", "linktype")
    where = " and ".join(f"{name} = ?" for name in names)
    writer.run(f"delete from nexttransactionlinelink where {where}", *(key[n] for n in names))


def unbill(writer: Writer, link: Row) -> None:
    """Return a billed or received order line to the order."""
    now, order = writer.now, link["previousdoc"]
    column = "quantitybilled" if link["linktype"] == "OrdBill" else "quantityshiprecv"
    writer.update(
        "transactionline",
        {column: 0, "isclosed": False, "linelastmodifieddate": now},
        "transaction = ? and id = ?",
        order,
        link["previousline"],
    )
    status = {"status": "B", "closedate": None, "lastmodifieddate": now}
    writer.update("transaction", status, "id = ?", order)
    writer.run(
        "update transactionline set createdfrom = null, createdpo = null,"
        " linelastmodifieddate = ? where transaction = ? and createdfrom = ?",
        now,
        link["nextdoc"],
        order,
    )
    drop(writer, link)
