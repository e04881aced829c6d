"""Receivables invoices, credit memos and receipts of the company's documents."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from erp_sandbox.company.documents import LineKind
from erp_sandbox.oracle_fusion.amounts import ZERO, money, quantity
from erp_sandbox.oracle_fusion.keys import number
from erp_sandbox.oracle_fusion.resources import RESOURCES
from erp_sandbox.oracle_fusion.rows import Row, filled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from erp_sandbox.company.documents import Document, Line
    from erp_sandbox.oracle_fusion.pile import Pile
    from erp_sandbox.oracle_fusion.resources import Resource
    from erp_sandbox.oracle_fusion.rows import Children, Record, Values

INVOICES = RESOURCES["receivablesInvoices"]
MEMOS = RESOURCES["receivablesCreditMemos"]
RECEIPTS = RESOURCES["standardReceipts"]
INSTALLMENTS = INVOICES.children["receivablesInvoiceInstallments"]
_CLASSES = {LineKind.ITEM: "REV", LineKind.TAX: "TAX"}


def balance(document: Document) -> Decimal:
    """Return the open amount of an invoice, that of a credit memo is negative."""
    return money(document.left or 0).copy_sign(document.lines[0].cents)


def _lazy(
    resource: Resource, kind: str, build: Callable[[Pile, Document], Record]
) -> Callable[[Pile, Document], Row]:
    def row(pile: Pile, document: Document) -> Row:
        header, unit = document.header, pile.unit(document)
        identity = number(kind, header.number)
        return Row(
            resource,
            f"{identity}",
            identity,
            pile.dated(header.modified, header.number),
            partial(build, pile, document),
            business_unit=unit.name,
            ledger=unit.ledger.name,
        )

    return row


def _billed(pile: Pile, document: Document) -> Values:
    """Return what invoices and credit memos have in common."""
    header, unit, party = document.header, pile.unit(document), pile.directory
    return filled(
        CustomerTransactionId=number("transaction", header.number),
        TransactionNumber=header.label,
        TransactionSource="Manual",
        TransactionDate=header.date,
        AccountingDate=header.date,
        BusinessUnit=unit.name,
        LegalEntityIdentifier=f"{unit.legal_entity_id}",
        BillToCustomerName=party.name(header.party),
        BillToCustomerNumber=party.code(header.party),
        BillToSite=party.site(header.party),
        BillToPartyId=number("party", header.party or 0),
        InvoiceCurrencyCode=pile.currency(document),
        EnteredAmount=money(document.lines[0].cents),
        CrossReference=header.reference,
        Comments=header.memo or None,
        DefaultTaxationCountry=unit.legal_entity.country,
        **pile.conversion(document),
        **pile.who(document),
    )


def _invoice(pile: Pile, document: Document) -> Record:
    header = document.header
    identity = number("transaction", header.number)
    values = _billed(pile, document) | filled(
        TransactionType="Invoice",
        DueDate=header.due or header.date,
        BillingDate=header.date,
        InvoiceBalanceAmount=balance(document),
        FreightAmount=ZERO,
        InvoiceStatus="Complete",
        PaymentTerms=pile.directory.terms.get(header.term or 0),
        ShipToCustomerName=pile.directory.name(header.party),
        ShipToCustomerNumber=pile.directory.code(header.party),
        PrintOption="Yes",
        InvoicePrinted="No",
    )
    key: Values = {"CustomerTransactionId": identity}
    channel = {"salesChannel": ("Web", "Field")[header.number % 2]} if header.number % 3 else {}
    fields = {
        "receivablesInvoiceGdf": key | ({"einvoice": "Y"} if header.number % 5 == 0 else {}),
        "receivablesInvoiceTransactionDFF": key | channel,
    }
    children = {
        "receivablesInvoiceLines": _lines(pile, document, INVOICES, "receivablesInvoiceLines"),
        "receivablesInvoiceDistributions": list(
            _distributions(
                pile, document, INVOICES.children["receivablesInvoiceDistributions"],
                "InvoiceLineNumber",
            )
        ),
        "receivablesInvoiceInstallments": [_installment(pile, document)],
        **{
            name: [Row.of(INVOICES.children[name], f"{identity}", segments)]
            for name, segments in fields.items()
        },
    }  # fmt: skip
    return values, children


def _memo(pile: Pile, document: Document) -> Record:
    values = _billed(pile, document) | {
        "TransactionType": "Credit Memo",
        "CreditMemoBalanceAmount": balance(document),
        "CreditMemoStatus": "Complete",
        "CreditReason": "Return",
    }
    children = {
        "receivablesCreditMemoLines": _lines(pile, document, MEMOS, "receivablesCreditMemoLines"),
        "receivablesCreditMemoDistributions": list(
            _distributions(
                pile, document, MEMOS.children["receivablesCreditMemoDistributions"],
                "CreditMemoLineNumber",
            )
        ),
    }  # fmt: skip
    return values, children


def sold(document: Document) -> list[Line]:
    """Return the lines of a document that its invoice or credit memo shows."""
    return [line for line in document.lines[1:] if line.kind is LineKind.ITEM]


def _lines(pile: Pile, document: Document, resource: Resource, name: str) -> list[Row]:
    spec, made = resource.children[name], []
    tax_lines = spec.children.get("receivablesInvoiceLineTaxLines")
    tax = sum(line.cents for line in document.lines if line.kind is LineKind.TAX)
    for place, line in enumerate(sold(document), start=1):
        identity = number("transaction_line", document.header.number * 100 + place)
        item = pile.directory.items.get(line.item or 0)
        values = filled(
            CustomerTransactionLineId=identity,
            LineNumber=place,
            Description=line.memo or (item.name if item else None),
            ItemNumber=item.code if item else None,
            LineAmount=money(-line.cents),
            Quantity=-quantity(line.quantity) if line.cents < 0 else quantity(line.quantity),
            UnitSellingPrice=money(line.price or 0),
            UnitOfMeasure="Each",
            TaxClassificationCode="STANDARD" if tax else None,
            **pile.who(document, line.modified),
        )
        below: Children = {}
        if tax_lines and tax and place == 1:
            below["receivablesInvoiceLineTaxLines"] = [
                _tax_line(pile, document, tax_lines, identity, tax)
            ]
        made.append(Row.of(spec, f"{identity}", values, below))
    return made


def _tax_line(pile: Pile, document: Document, spec: Resource, identity: int, tax: int) -> Row:
    who = pile.who(document)
    net = -sum(line.cents for line in sold(document))
    values = filled(
        CustomerTransactionLineId=identity,
        DetailedTaxLineNumber=1,
        TaxAmount=money(-tax),
        TaxableAmount=money(net),
        TaxRegimeCode=f"{pile.unit(document).legal_entity.country} VAT",
        TaxRateCode="STANDARD",
        CreationDate=who["CreationDate"],
        LastUpdateDate=who["LastUpdateDate"],
    )
    return Row.of(spec, f"{identity}", values)


def _distributions(
    pile: Pile, document: Document, spec: Resource, line_number: str
) -> Iterator[Row]:
    places = {line.number: place for place, line in enumerate(sold(document), start=1)}
    for line in document.lines:
        if line.number and line.kind not in _CLASSES:
            continue
        identity = number("transaction_distribution", document.header.number * 100 + line.number)
        sign = -1 if line.number else 1
        values = filled(
            DistributionId=identity,
            AccountClass=_CLASSES.get(line.kind, "REC"),
            AccountCombination=pile.combination(document, line),
            Amount=money(sign * line.cents),
            AccountedAmount=money(sign * line.base_cents),
            Percent=quantity(100_000),
            **pile.who(document, line.modified),
        )
        if line.number in places:
            values[line_number] = places[line.number]
        yield Row.of(spec, f"{identity}", values)


def installment_id(document: Document) -> int:
    """Return the id of the only installment of an invoice or credit memo."""
    return number("installment", document.header.number)


def _installment(pile: Pile, document: Document) -> Row:
    header, first = document.header, document.lines[0]
    values = filled(
        InstallmentId=installment_id(document),
        InstallmentSequenceNumber=1,
        InstallmentDueDate=header.due or header.date,
        OriginalAmount=money(first.cents),
        InstallmentBalanceDue=balance(document),
        AccountedBalanceDue=money(document.left_base or 0),
        InstallmentStatus="Open" if document.left else "Closed",
        InstallmentClass="Invoice",
        InstallmentClosedDate=document.closed,
        ExcludeFromCollections="No",
        **pile.who(document, first.modified),
    )
    return Row.of(INSTALLMENTS, f"{installment_id(document)}", values)


def _receipt(pile: Pile, document: Document) -> Record:
    header, unit, party = document.header, pile.unit(document), pile.directory
    identity = number("receipt", header.number)
    values = filled(
        StandardReceiptId=identity,
        ReceiptNumber=header.label,
        Amount=money(document.lines[0].cents),
        AccountedAmount=money(document.lines[0].base_cents),
        UnappliedAmount=money(document.left or 0),
        Currency=pile.currency(document),
        BusinessUnit=unit.name,
        ReceiptDate=header.date,
        AccountingDate=header.date,
        MaturityDate=header.date,
        ReceiptMethod="Electronic",
        CustomerName=party.name(header.party),
        CustomerAccountNumber=party.code(header.party),
        CustomerSite=party.site(header.party),
        State="Cleared",
        Status="Unapplied" if document.left else "Applied",
        StructuredPaymentReference=header.reference,
        Comments=header.memo or None,
        **pile.conversion(document),
        **pile.who(document),
    )
    key: Values = {"StandardReceiptId": identity}
    flexfield = key | ({"lockbox": "LB-1"} if header.number % 3 == 0 else {})
    children = {
        "remittanceReferences": [
            _reference(pile, document, header.reference)
        ] if header.reference else [],
        "standardReceiptDFF": [
            Row.of(RECEIPTS.children["standardReceiptDFF"], f"{identity}", flexfield)
        ],
    }  # fmt: skip
    return values, children


def _reference(pile: Pile, document: Document, reference: str) -> Row:
    spec = RECEIPTS.children["remittanceReferences"]
    identity = number("reference", document.header.number)
    values = filled(
        RemittanceReferenceId=identity,
        ReceiptMatchBy="Transaction Number",
        ReferenceNumber=reference,
        ReferenceAmount=money(document.lines[0].cents),
        **pile.who(document),
    )
    return Row.of(spec, f"{identity}", values)


invoice = _lazy(INVOICES, "transaction", _invoice)
credit_memo = _lazy(MEMOS, "transaction", _memo)
receipt = _lazy(RECEIPTS, "receipt", _receipt)
