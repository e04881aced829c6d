"""Activities of customer accounts: applications, payment schedules and adjustments."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from erp_sandbox.company.documents import DocumentKind
from erp_sandbox.oracle_fusion.amounts import ZERO, milliseconds, money
from erp_sandbox.oracle_fusion.keys import number
from erp_sandbox.oracle_fusion.receivables import balance, installment_id
from erp_sandbox.oracle_fusion.resources import RESOURCES
from erp_sandbox.oracle_fusion.rows import Row, filled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from erp_sandbox.company.documents import Document, Link
    from erp_sandbox.company.model import Party
    from erp_sandbox.oracle_fusion.pile import Pile
    from erp_sandbox.oracle_fusion.rows import Record, Values

ACTIVITIES = RESOURCES["receivablesCustomerAccountActivities"]
_BILLED = {DocumentKind.INVOICE: "Invoice", DocumentKind.CREDIT_MEMO: "Credit Memo"}


def accounts(pile: Pile) -> Iterator[Row]:
    """Yield the account of every customer."""
    documents: dict[int, list[Document]] = {}
    for document in pile.documents.values():
        if document.header.party_kind == "customer":
            documents.setdefault(document.header.party or 0, []).append(document)
    for customer in pile.pod.company.customers:
        yield account(pile, customer, documents.get(customer.party, []))


def account(pile: Pile, customer: Party, documents: list[Document]) -> Row:
    """Return the account of a customer with these documents."""
    identity = number("account", customer.party)
    unit = pile.pod.organization.units[customer.legal_entity]
    changes = [customer.modified, *(document.header.modified for document in documents)]
    modified = pile.dated(max(changes), customer.party)
    return Row(
        ACTIVITIES,
        f"{identity}",
        identity,
        modified,
        partial(_account, pile, customer, documents, modified),
        business_unit=unit.name,
        ledger=unit.ledger.name,
    )


def _account(pile: Pile, customer: Party, documents: list[Document], modified: datetime) -> Record:
    billed = [document for document in documents if document.header.kind in _BILLED]
    open_amount = sum((balance(document) for document in billed), ZERO)
    values = {
        "AccountId": number("account", customer.party),
        "CustomerId": number("party", customer.party),
        "AccountNumber": customer.code,
        "CustomerName": customer.name,
        "TotalOpenReceivablesForAccount": open_amount,
        "TotalTransactionsDueForAccount": open_amount,
        "CreatedBy": "CUSTOMER.ADMIN",
        "CreationDate": milliseconds(customer.created, customer.party),
        "LastUpdatedBy": "CUSTOMER.ADMIN",
        "LastUpdateDate": modified,
    }
    children: dict[str, list[Row]] = {
        "standardReceiptApplications": [],
        "creditMemoApplications": [],
        "transactionPaymentSchedules": [_schedule(pile, document) for document in billed],
        "transactionAdjustments": [
            adjustment(pile, document) for document in billed if _waits(document)
        ],
    }
    for document in documents:
        for place, (paid, link) in enumerate(pile.applied(document), start=1):
            if link.next == document.header.number:
                name, row = _application(pile, document, paid, link, place)
                children[name].append(row)
    return values, children


def _application(
    pile: Pile, paying: Document, paid: Document, link: Link, place: int
) -> tuple[str, Row]:
    header = paying.header
    memo = header.kind is DocumentKind.CREDIT_MEMO
    identity = number("application", header.number * 100 + place)
    values = filled(
        ApplicationId=identity,
        ApplicationAmount=money(link.cents),
        ApplicationDate=header.date,
        AccountingDate=header.date,
        ApplicationStatus="Applied",
        BusinessUnit=pile.unit(paying).name,
        EnteredCurrency=pile.currency(paying),
        IsLatestApplication="Yes",
        ReferenceTransactionId=number("transaction", paid.header.number),
        ReferenceTransactionNumber=paid.header.label,
        ReferenceTransactionStatus="Open" if paid.left else "Closed",
        ReferenceInstallmentId=installment_id(paid),
        CreditMemoId=number("transaction", header.number) if memo else None,
        CreditMemoNumber=header.label if memo else None,
        StandardReceiptId=None if memo else number("receipt", header.number),
        StandardReceiptNumber=None if memo else header.label,
        **pile.who(paying, link.at),
    )
    name = "creditMemoApplications" if memo else "standardReceiptApplications"
    return name, Row.of(ACTIVITIES.children[name], f"{identity}", values)


def _schedule(pile: Pile, document: Document) -> Row:
    header, first = document.header, document.lines[0]
    identity = installment_id(document)
    due = header.due or header.date
    late = (pile.pod.company.profile.now.date() - due) // timedelta(days=1)
    values = filled(
        InstallmentId=identity,
        InstallmentNumber=1,
        InstallmentStatus="Open" if document.left else "Closed",
        TransactionId=number("transaction", header.number),
        TransactionNumber=header.label,
        TransactionClass=_BILLED[header.kind],
        TransactionType=_BILLED[header.kind],
        TransactionDate=header.date,
        AccountingDate=header.date,
        PaymentScheduleDueDate=due,
        PaymentDaysLate=max(late, 0) if document.left else 0,
        TotalBalanceAmount=balance(document),
        TotalOriginalAmount=money(first.cents),
        EnteredCurrency=pile.currency(document),
        BusinessUnit=pile.unit(document).name,
        **pile.who(document, first.modified),
    )
    spec = ACTIVITIES.children["transactionPaymentSchedules"]
    return Row.of(spec, f"{identity}", values)


def _waits(document: Document) -> bool:
    """Return whether an adjustment of the invoice waits for an approval."""
    return document.header.kind is DocumentKind.INVOICE and document.header.number % 13 == 0


def adjustment(pile: Pile, document: Document) -> Row:
    """Return an adjustment that is not approved: it changes no balance."""
    header = document.header
    identity = number("adjustment", header.number)
    values: Values = {
        "AdjustmentId": identity,
        "AdjustmentNumber": f"ADJ-{header.number}",
        "AdjustmentType": "Invoice adjustment",
        "AdjustmentReason": "Small amount",
        "AdjustmentStatus": "Pending approval",
        "AdjustmentAmount": Decimal("-1.00"),
        "AdjustmentDate": header.date,
        "AccountingDate": header.date,
        "ReferenceTransactionId": number("transaction", header.number),
        "ReferenceTransactionNumber": header.label,
        "ReferenceInstallmentId": installment_id(document),
        "EnteredCurrency": pile.currency(document),
        "BusinessUnit": pile.unit(document).name,
        "ReceivablesActivity": "Write-off",
        **pile.who(document),
    }
    spec = ACTIVITIES.children["transactionAdjustments"]
    return Row.of(spec, f"{identity}", values)
