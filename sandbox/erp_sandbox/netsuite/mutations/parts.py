"""The parts of a transaction: its header, its lines, and columns that cannot be set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.netsuite.mutations.writer import MutationError, Row
from erp_sandbox.netsuite.storage import money

if TYPE_CHECKING:
    from collections.abc import Iterable

    from erp_sandbox.netsuite.mutations.writer import Writer

_PROTECTED = frozenset(
    {
        "id", "type", "recordtype", "subsidiary", "currency", "exchangerate", "foreigntotal",
        "foreignamountpaid", "foreignamountunpaid", "foreignpaymentamountused",
        "foreignpaymentamountunused", "posting", "voided", "reversal", "isreversal", "status",
        "transaction", "uniquekey", "mainline", "netamount", "debitforeignamount",
        "creditforeignamount", "linesequencenumber",
    }
)  # fmt: skip


_HEADER = (
    "id, type, tranid, trandisplayname, transactionnumber, trandate, status, approvalstatus,"
    " posting, voided, isreversal, entity, subsidiary, currency, exchangerate, foreigntotal,"
    " foreignamountpaid, foreignamountunpaid, foreignpaymentamountused,"
    " foreignpaymentamountunused, billingaddress, shippingaddress"
)


def refuse_protected(values: Iterable[str]) -> None:
    """Reject columns that only postings may change.

    Raises:
        MutationError: One of the columns is such.
    """
    found = sorted(_PROTECTED & set(values))
    if found:
        raise MutationError(f"{', '.join(found)} follows from the lines and payments.")


def refuse_bookkeeping(writer: Writer, table: str, values: Iterable[str]) -> None:
    """Reject all but custom columns and timestamps of accounting lines and links.

    Raises:
        MutationError: Another column is named.
    """
    timestamp = writer.table(table).timestamp
    found = sorted(name for name in values if name != timestamp and not name.startswith("cust"))
    if found:
        raise MutationError(f"{table}.{', '.join(found)} follows from lines and payments.")


def header(writer: Writer, number: int) -> Row:
    """Return the columns of a transaction's header that postings need.

    Raises:
        MutationError: There is no such transaction.
    """
    found = writer.one(f"select {_HEADER} from transaction where id = ?", number)
    if found is None:
        raise MutationError(f"There is no transaction {number}.")
    return found


def signed(base: int) -> Row:
    """Return the amount columns of an accounting line from hundredths, debit positive."""
    return {
        "amount": money(base),
        "netamount": money(base),
        "debit": money(base) if base > 0 else None,
        "credit": money(-base) if base < 0 else None,
    }


def drop_line(writer: Writer, number: int, line: int) -> None:
    """Remove a line and its accounting lines, without a trace."""
    writer.delete("transactionline", "transaction = ? and id = ?", number, line)
    writer.run(
        "delete from transactionaccountingline where transaction = ? and transactionline = ?",
        number,
        line,
    )


def add_line(  # noqa: PLR0913 - a line's facts
    writer: Writer, number: int, *, account: int, amount: int, base: int, values: Row
) -> int:
    """Add a line and its accounting lines in every book the transaction is kept in.

    Args:
        writer: Does the writing.
        number: Transaction id.
        account: Account in the primary book.
        amount: Hundredths of the document's currency, debit positive.
        base: The same in base currency.
        values: Further columns of the line.

    Returns:
        The line's number within the transaction.
    """
    main = writer.one(
        "select l.*, (select max(id) from transactionline m where m.transaction = l.transaction)"
        " as last from transactionline l where l.transaction = ? and l.id = 0",
        number,
    )
    if main is None:
        raise MutationError(f"Transaction {number} has no main line.")
    now, line = writer.now, int(main["last"]) + 1
    flags = {
        column.name: False
        for column in writer.account.tables["transactionline"].columns
        if column.name in main and main[column.name] is not None and column.kind == "boolean"
    }
    row = flags | {
        "id": line,
        "transaction": number,
        "uniquekey": writer.number("transactionline", "uniquekey"),
        "linesequencenumber": line,
        "linelastmodifieddate": now,
        "linecreateddate": now,
        "subsidiary": main["subsidiary"],
        "documentnumber": main["documentnumber"],
        "foreignamount": money(amount),
        "netamount": money(amount),
        "debitforeignamount": money(amount) if amount > 0 else None,
        "creditforeignamount": money(-amount) if amount < 0 else None,
    }
    writer.insert("transactionline", row | values)
    for book in writer.many(
        "select accountingbook, exchangerate, posting, processedbyrevcommit"
        " from transactionaccountingline where transaction = ? and transactionline = 0"
        " order by accountingbook",
        number,
    ):
        in_book = mapped(writer, account, book["accountingbook"])
        keys = {"transaction": number, "transactionline": line, "account": in_book}
        writer.insert(
            "transactionaccountingline", book | signed(base) | keys | {"lastmodifieddate": now}
        )
    return line


def mapped(writer: Writer, account: int, book: int) -> int:
    """Return the account that stands for this one in a book."""
    found = writer.one("select target from staged_mapping where source = ?", account)
    return int(found["target"]) if found and book > 1 else account
