"""Invoices and payments of the company's documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.acumatica.amounts import ZERO, money, quantity
from erp_sandbox.acumatica.payables import MAIN_LOCATION, base_amounts, status, tax_lines
from erp_sandbox.acumatica.pile import TYPES
from erp_sandbox.acumatica.rows import Row, Values, filled, lines, part_guid
from erp_sandbox.acumatica.seed_ledger import NON_PROJECT, subaccount
from erp_sandbox.company.documents import DocumentKind, LineKind

if TYPE_CHECKING:
    from erp_sandbox.acumatica.pile import Pile
    from erp_sandbox.company.documents import Document, Line, Link


def invoice(pile: Pile, document: Document) -> Row:
    """Return the invoice or credit memo of a document."""
    header, type_ = document.header, TYPES[document.header.kind]
    sign = 1 if type_ == "Credit Memo" else -1
    sold = [line for line in document.lines[1:] if line.kind is LineKind.ITEM]
    taxes = tax_lines(document, sign * sum(line.cents for line in sold), sign)
    values = filled(
        Type=type_,
        ReferenceNbr=header.label,
        Customer=pile.directory.parties[header.party or 0],
        CustomerOrder=header.reference,
        LocationID=MAIN_LOCATION,
        LinkARAccount=pile.directory.accounts[document.lines[0].account].code,
        LinkBranch=pile.branch(document).code,
        Date=header.date,
        DueDate=header.due,
        PostPeriod=pile.branch(document).calendar.period(header.date),
        Terms=pile.directory.terms.get(header.term or 0),
        Amount=abs(money(document.lines[0].cents)),
        Balance=money(document.left or 0),
        TaxTotal=sum((line["TaxAmount"] for line in taxes), ZERO),
        IsTaxValid=False,
        BillingPrinted=False,
        BillToContactOverride=False,
        ShipToContactOverride=False,
        Project=NON_PROJECT,
        Description=header.memo or None,
        Status=status(document),
        Hold=False,
        CreatedDateTime=pile.created(document),
    )
    row = pile.row("Invoice", document, type_, values)
    currency = pile.tenant.organization.currencies[header.currency]
    row.custom = {"Document.CuryID": currency, **base_amounts(document)}
    entries = [
        _invoice_line(pile, document, line, number, sign)
        for number, line in enumerate(sold, start=1)
    ]
    applied = _applications(pile, document)
    memo = document.header.kind is DocumentKind.CREDIT_MEMO
    row.details = {
        "Details": lines(row.id, "Details", entries),
        "TaxDetails": lines(row.id, "TaxDetails", taxes),
        "DiscountDetails": [],
        "ApplicationsDefault": [] if memo else lines(row.id, "ApplicationsDefault", applied),
        "ApplicationsCreditMemo": lines(row.id, "ApplicationsCreditMemo", applied) if memo else [],
    }
    row.linked = {
        name: Row(part_guid(row.id, name), {}) for name in ("BillToContact", "ShipToContact")
    }
    return row


def _invoice_line(pile: Pile, document: Document, line: Line, number: int, sign: int) -> Values:
    item = pile.directory.items.get(line.item or 0)
    amount = money(sign * line.cents)
    return filled(
        LineNbr=number,
        Account=pile.directory.accounts[line.account].code,
        Subaccount=subaccount(line.department, line.class_, line.location),
        Branch=pile.branch(document).code,
        InventoryID=item.code if item else None,
        TransactionDescription=line.memo or None,
        Qty=abs(quantity(line.quantity)),
        UOM="EA",
        UnitPrice=money(line.price or 0),
        ExtendedPrice=amount,
        DiscountAmount=ZERO,
        Amount=amount,
        TaxCategory="TAXABLE",
        CalculateDiscountsOnImport=False,
        LastModifiedDateTime=line.modified,
    )


def _applications(pile: Pile, document: Document) -> list[Values]:
    entries: list[Values] = []
    for other, link in pile.applied(document):
        common: Values = {
            "DocType": TYPES[other.header.kind],
            "ReferenceNbr": other.header.label,
            "AmountPaid": money(link.cents),
            "Balance": money(other.left or 0),
            "Status": status(other),
        }
        if document.header.kind is DocumentKind.CREDIT_MEMO:
            common |= _paid_document(pile, other)
        else:
            common |= {"CashDiscountTaken": ZERO, "PaymentDate": other.header.date}
        entries.append(common)
    return entries


def _paid_document(pile: Pile, paid: Document) -> Values:
    header = paid.header
    return filled(
        Customer=pile.directory.parties[header.party or 0],
        CustomerOrder=header.reference,
        Description=header.memo or None,
        PostPeriod=pile.branch(paid).calendar.period(header.date),
    )


def payment(pile: Pile, document: Document) -> Row:
    """Return the payment of a document, which may be a credit memo."""
    header, type_ = document.header, TYPES[document.header.kind]
    branch = pile.branch(document).code
    amount, left = abs(money(document.settling.cents)), money(document.left or 0)
    memo = document.header.kind is DocumentKind.CREDIT_MEMO
    account = pile.directory.accounts[document.lines[0].account].code
    values = filled(
        Type=type_,
        ReferenceNbr=header.label,
        CustomerID=pile.directory.parties[header.party or 0],
        CustomerLocationID=MAIN_LOCATION,
        ApplicationDate=header.date,
        Branch=branch,
        BranchID=branch,
        CashAccount=None if memo else account,
        CurrencyID=pile.tenant.organization.currencies[header.currency],
        PaymentAmount=amount,
        AppliedToDocuments=amount - left,
        AppliedToOrders=ZERO,
        AvailableBalance=left,
        PaymentMethod=None if memo else "CHECK",
        PaymentRef=header.reference,
        Description=header.memo or None,
        Status=status(document),
        Hold=False,
        IsCCPayment=False,
        IsNewCard=False,
        SaveCard=False,
    )
    row = pile.row("Payment", document, type_, values)
    values["NoteID"] = row.id
    row.custom = {"Document.CuryDocBal": left, **base_amounts(document)}
    history = [
        _application(pile, paid, link, number)
        for number, (paid, link) in enumerate(pile.applied(document), start=1)
    ]
    row.details = {
        "ApplicationHistory": lines(row.id, "ApplicationHistory", history),
        "DocumentsToApply": [],
        "Charges": [],
    }
    return row


def _application(pile: Pile, paid: Document, link: Link, number: int) -> Values:
    type_ = TYPES[paid.header.kind]
    paying = pile.documents[link.next].header
    return filled(
        AdjustmentNbr=number,
        AdjustedDocType=type_,
        AdjustedRefNbr=paid.header.label,
        AdjustingDocType=TYPES[paying.kind],
        AdjustingRefNbr=paying.label,
        ApplicationPeriod=pile.branch(paid).calendar.period(paying.date),
        AmountPaid=money(link.cents),
        Balance=money(paid.left or 0),
        BalanceWriteOff=ZERO,
        CashDiscountBalance=ZERO,
        CashDiscountTaken=ZERO,
        CurrencyID=pile.tenant.organization.currencies[paid.header.currency],
        Date=paid.header.date,
        DueDate=paid.header.due,
        DisplayDocType=type_,
        DisplayRefNbr=paid.header.label,
        AdjustsVAT=False,
        **_paid_document(pile, paid),
    )
