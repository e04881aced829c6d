"""What payments settle, at the exchange rates of the documents they settle.

A payment relieves receivables or payables by what the settled documents posted there; the
difference from the payment's own rate is an exchange gain or loss. What is left of a document is
rounded, so that the last application takes the last cent (unconfirmed).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from erp_sandbox.quickbooks.money import ZERO, Money, converted
from erp_sandbox.quickbooks.rows import ref

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from erp_sandbox.quickbooks.rows import Record, Row, Rows

# The entities behind the types of linked transactions.
_ENTITIES = {
    "BillPaymentCheck": "BillPayment",
    "BillPaymentCreditCard": "BillPayment",
    "Check": "Purchase",
    "Expense": "Purchase",
    "CreditCardCredit": "Purchase",
}
_TYPES = {"Accounts Receivable", "Accounts Payable"}
PAYMENTS = ("Payment", "BillPayment")


@dataclass(frozen=True)
class Application:
    """A part of a document that a payment settles, or of a credit that it uses.

    Attributes:
        document: The document.
        money: What it takes from receivables or payables: with the sign of the document's own
            posting.
    """

    document: Row
    money: Money


def linked(rows: Rows, link: Record) -> Row | None:
    """Return the record that a link names, None if there is none."""
    name = str(_ENTITIES.get(link["TxnType"], link["TxnType"]))
    return rows.get(name, {}).get(link["TxnId"])


def party_of(record: Record) -> str | None:
    """Return the customer or vendor of a document."""
    return ref(record, "CustomerRef") or ref(record, "VendorRef") or ref(record, "EntityRef")


def owed(rows: Rows, document: Row, party: str | None) -> Money:
    """Return what a document posts to receivables or payables: debits are positive."""
    record = document.values
    name = document.entity.name
    if name == "Invoice":
        return converted(record["TotalAmt"], record) - converted(record.get("Deposit", 0), record)
    if name in {"CreditMemo", "Bill"}:
        return -converted(record["TotalAmt"], record)
    if name == "VendorCredit":
        return converted(record["TotalAmt"], record)
    total = Money()
    for whose, _, money in control_lines(rows, document):
        if whose == party:
            total += money
    return total


def control_lines(rows: Rows, row: Row) -> Iterator[tuple[str | None, str, Money]]:
    """Yield party, account and amount of a transaction's lines on receivables and payables."""
    record = row.values
    for line in record.get("Line", []):
        name = line.get("DetailType", "")
        detail = line.get(name) or {}
        account = str(ref(detail, "AccountRef"))
        if account not in rows["Account"]:
            continue
        if rows["Account"][account].values["AccountType"] not in _TYPES:
            continue
        money = converted(line["Amount"], record)
        entity = detail.get("Entity") or {}
        whose = ref(entity, "EntityRef") or entity.get("value") or party_of(record)
        credited = row.entity.name == "Deposit" or bool(record.get("Credit"))
        if detail.get("PostingType", "Credit" if credited else "Debit") == "Credit":
            money = -money
        yield whose, account, money


def applications(rows: Rows, payment: Row) -> list[Application]:
    """Return what a payment settles, by document."""
    documents = {
        document.key: document
        for line in payment.values.get("Line", [])
        for link in line.get("LinkedTxn", [])
        if (document := linked(rows, link)) is not None
    }
    return [_application(rows, payment, document) for document in documents.values()]


def _application(rows: Rows, payment: Row, document: Row) -> Application:
    total = owed(rows, document, party_of(payment.values))
    sign = -1 if total.amount < 0 else 1
    left = after = total
    for row in _payments(rows, document, payment):
        left, after = (
            after,
            _left(total, after.amount - sign * _amount(rows, row, document), document),
        )
        if row is payment:
            break
    return Application(document, left - after)


def _left(total: Money, amount: Decimal, document: Row) -> Money:
    """Return what is left of a document; what is settled in full leaves no cent."""
    if not amount:
        return Money()
    return total if amount == total.amount else converted(amount, document.values)


def _payments(rows: Rows, document: Row, payment: Row) -> list[Row]:
    """Return the payments of a document and this one, by the later date of the two."""
    ids = {link["TxnId"] for link in document.values.get("LinkedTxn", [])} - {payment.id}
    others = [rows[name][i] for name in PAYMENTS for i in ids if i in rows[name]]
    day = document.values["TxnDate"]
    return sorted(
        [payment, *others],
        key=lambda row: (max(day, row.values["TxnDate"]), f"{row.entity.name}-{row.id}-"),
    )


def _amount(rows: Rows, payment: Row, document: Row) -> Decimal:
    """Return what a payment applies to a document."""
    return sum(
        (
            line["Amount"]
            for line in payment.values.get("Line", [])
            for link in line.get("LinkedTxn", [])
            if linked(rows, link) is document
        ),
        ZERO,
    )
