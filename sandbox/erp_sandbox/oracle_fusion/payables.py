"""Invoices and holds of the company's bills, credits and expense reports."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from erp_sandbox.company.documents import DocumentKind, LineKind
from erp_sandbox.oracle_fusion.amounts import ZERO, money, quantity
from erp_sandbox.oracle_fusion.keys import hashed, long_number, number
from erp_sandbox.oracle_fusion.resources import RESOURCES
from erp_sandbox.oracle_fusion.rows import Row, filled

if TYPE_CHECKING:
    from decimal import Decimal

    from erp_sandbox.company.documents import Document, Line
    from erp_sandbox.oracle_fusion.pile import Pile
    from erp_sandbox.oracle_fusion.rows import Children, Values

_TYPES = {
    DocumentKind.BILL: ("Standard", "Manual invoice entry"),
    DocumentKind.EXPENSE_REPORT: ("Payment request", "Expenses"),
    DocumentKind.VENDOR_CREDIT: ("Credit memo", "Manual invoice entry"),
}
INVOICES = RESOURCES["invoices"]
LINES = INVOICES.children["invoiceLines"]
DISTRIBUTIONS = LINES.children["invoiceDistributions"]
INSTALLMENTS = INVOICES.children["invoiceInstallments"]
HOLDS = RESOURCES["invoiceHolds"]

_CHARGED = {LineKind.ITEM: "Item", LineKind.EXPENSE: "Item", LineKind.TAX: "Tax"}
METHOD = {"PaymentMethod": "Electronic", "PaymentMethodCode": "EFT"}


def charged(document: Document) -> list[Line]:
    """Return the lines of a document that its invoice shows."""
    return [line for line in document.lines[1:] if line.kind in _CHARGED]


def paid_status(total: Decimal, paid: Decimal) -> str:
    """Return the paid status of an invoice."""
    if not paid:
        return "Unpaid"
    return "Paid" if paid == total else "Partially paid"


def invoice(pile: Pile, document: Document) -> Row:
    """Return the invoice of a bill, a credit or an expense report."""
    header, unit = document.header, pile.unit(document)
    identity = number("invoice", header.number)
    modified = pile.dated(header.modified, header.number)
    return Row(
        INVOICES,
        hashed(identity),
        identity,
        modified,
        (partial(_values, pile, document), partial(_children, pile, document)),
        business_unit=unit.name,
        ledger=unit.ledger.name,
        newest=modified if pile.exact else None,
    )


def _values(pile: Pile, document: Document) -> Values:
    header, unit, party = document.header, pile.unit(document), pile.directory
    kind, source = _TYPES[header.kind]
    total = money(-document.lines[0].cents)
    left = money(document.left or 0).copy_sign(total)
    approved = document.posts
    currency = pile.currency(document)
    orders = {line.source[0] for line in document.lines if line.source}
    return filled(
        InvoiceId=number("invoice", header.number),
        InvoiceNumber=header.label,
        VoucherNumber=f"{header.number}",
        DocumentSequence=header.number,
        InvoiceSource=source,
        InvoiceSourceCode=source.upper(),
        InvoiceType=kind,
        Supplier=party.name(header.party),
        SupplierNumber=party.code(header.party),
        SupplierSite=party.site(header.party),
        ProcurementBU=unit.name,
        BusinessUnit=unit.name,
        LegalEntity=unit.legal_entity.legal_name,
        LegalEntityIdentifier=f"{unit.legal_entity_id}",
        Party=party.name(header.party),
        InvoiceCurrency=currency,
        PaymentCurrency=currency,
        InvoiceAmount=total,
        AmountPaid=total - left,
        BaseAmount=_base(document, document.lines[0]),
        InvoiceDate=header.date,
        AccountingDate=header.date,
        TermsDate=header.date,
        ValidationStatus="Validated" if approved else "Not validated",
        ApprovalStatus="Manually approved" if approved else "Initiated",
        AccountingStatus="Accounted" if approved else "Unaccounted",
        PaidStatus=paid_status(total, total - left),
        CanceledFlag=False,
        PayAloneFlag=False,
        PaymentTerms=pile.directory.terms.get(header.term or 0),
        **METHOD,
        PayGroup="STANDARD",
        TaxationCountry=unit.legal_entity.country,
        LiabilityDistribution=pile.combination(document, document.lines[0]),
        PurchaseOrderNumber=_order(pile, min(orders)) if len(orders) == 1 else None,
        Description=header.memo or None,
        ReferenceKeyOne=header.reference,
        **pile.conversion(document),
        **pile.who(document),
        LastUpdateLogin=f"{header.number:032X}",
    )


def _children(pile: Pile, document: Document) -> Children:
    return {
        "invoiceLines": [
            _line(pile, document, line, place)
            for place, line in enumerate(charged(document), start=1)
        ],
        "invoiceInstallments": [_installment(pile, document)],
        **_flexfields(document),
    }


def _base(document: Document, line: Line) -> Decimal | None:
    """Return the amount of an invoice in ledger currency, which those in it do not have."""
    own = all(line.cents == line.base_cents for line in document.lines)
    sign = -1 if line.number == 0 else 1
    return None if own else money(sign * line.base_cents)


def _order(pile: Pile, order: int) -> str | None:
    found = pile.documents.get(order)
    return found.header.label if found else None


def _line(pile: Pile, document: Document, line: Line, place: int) -> Row:
    header = document.header
    facts = pile, document, line, place
    return Row(
        LINES,
        hashed(number("invoice", header.number), place),
        place,
        pile.dated(line.modified, header.number),
        (partial(_line_values, *facts), partial(_line_children, *facts)),
    )


def _line_values(pile: Pile, document: Document, line: Line, place: int) -> Values:
    header, item = document.header, pile.directory.items.get(line.item or 0)
    order = _order(pile, line.source[0]) if line.source else None
    return filled(
        LineNumber=place,
        LineType=_CHARGED[line.kind],
        LineAmount=money(line.cents),
        BaseAmount=_base(document, line),
        Description=line.memo or None,
        Quantity=abs(quantity(line.quantity)) if line.quantity else None,
        UOM="Each" if line.item else None,
        UnitPrice=money(line.price) if line.price else None,
        AccountingDate=header.date,
        ApprovalStatus="Approved" if document.posts else "Initiated",
        DiscardedFlag=False,
        CanceledFlag=False,
        TrackAsAssetFlag=False,
        PurchaseOrderNumber=order,
        PurchaseOrderLineNumber=line.source[1] if order and line.source else None,
        Item=item.code if item else None,
        ItemDescription=item.name if item else None,
        TaxRateCode="STANDARD" if line.kind is LineKind.TAX else None,
        **pile.who(document, line.modified),
    )


def _line_children(pile: Pile, document: Document, line: Line, place: int) -> Children:
    return {"invoiceDistributions": [_distribution(pile, document, line, place)]}


def _distribution(pile: Pile, document: Document, line: Line, place: int) -> Row:
    header = document.header
    identity = long_number("distribution", header.number * 100 + place)
    order = _order(pile, line.source[0]) if line.source else None
    values = filled(
        InvoiceDistributionId=identity,
        DistributionLineNumber=1,
        DistributionLineType="Recoverable tax" if line.kind is LineKind.TAX else "Item",
        DistributionAmount=money(line.cents),
        BaseAmount=_base(document, line),
        Description=line.memo or None,
        AccountingDate=header.date,
        AccountingStatus="Accounted" if document.posts else "Unaccounted",
        DistributionCombination=pile.combination(document, line),
        MatchedStatus="Matched" if order else "Not matched",
        CanceledFlag=False,
        ReversedFlag=False,
        TrackAsAssetFlag=False,
        PurchaseOrderNumber=order,
        PurchaseOrderLineNumber=line.source[1] if order and line.source else None,
        **pile.who(document, line.modified),
    )
    key = hashed(number("invoice", header.number), place, identity)
    return Row.of(DISTRIBUTIONS, key, values)


def _installment(pile: Pile, document: Document) -> Row:
    header, first = document.header, document.lines[0]
    total = money(-first.cents)
    values = filled(
        InstallmentNumber=1,
        DueDate=header.due or header.date,
        GrossAmount=total,
        UnpaidAmount=money(document.left or 0).copy_sign(total) if document.left else ZERO,
        PaymentMethod=METHOD["PaymentMethod"],
        PaymentPriority=99,
        HoldFlag=False,
        **pile.who(document, first.modified),
    )
    return Row.of(INSTALLMENTS, hashed(number("invoice", header.number), 1, 1), values)


def _flexfields(document: Document) -> dict[str, list[Row]]:
    """Return the flexfields: one invoice in three has segments, one in four a localization."""
    header = document.header
    identity = number("invoice", header.number)
    key: Values = {"InvoiceId": identity}
    descriptive = dict(key)
    if header.number % 3 == 0:
        descriptive |= filled(
            projectCode=f"P-{header.number % 90}",
            costBearer="Plant 4" if header.number % 2 else None,
            retainagePercent=quantity(header.number % 10_000) if header.number % 5 == 0 else None,
            serviceDate=header.date if header.number % 4 == 0 else None,
        )
    country = {"__FLEX_Context": "JEDE", "__FLEX_Context_DisplayValue": "Germany"}
    local = {**key, **country, "reportingCode": "4"} if header.number % 4 == 0 else key
    return {
        name: [flexfield_row("invoices", name, values)]
        for name, values in (("invoiceDff", descriptive), ("invoiceGdf", local))
    }


def flexfield_row(resource: str, name: str, values: Values) -> Row:
    """Return the only item of a flexfield."""
    flexfield = RESOURCES[resource].children[name]
    return Row.of(flexfield, f"{values[flexfield.keys[0]]}", values)


def hold(pile: Pile, document: Document) -> Row:
    """Return the hold of an invoice: of one that waits for approval, it is not released."""
    header, unit = document.header, pile.unit(document)
    identity = number("hold", header.number)
    who = pile.who(document)
    released = document.posts
    values = filled(
        HoldId=identity,
        InvoiceNumber=header.label,
        BusinessUnit=unit.name,
        Supplier=pile.directory.name(header.party),
        Party=pile.directory.name(header.party),
        HoldName="Amount" if released else "Approval",
        HoldReason="Invoice amount exceeded limit." if released else "Waits for approval.",
        HeldBy=who["CreatedBy"],
        HoldDate=who["CreationDate"],
        ReleaseName="Approved" if released else None,
        ReleaseReason="Hold approved" if released else None,
        ReleaseDate=who["LastUpdateDate"] if released else None,
        **who,
    )
    flexfield = flexfield_row("invoiceHolds", "invoiceHoldDff", {"HoldId": identity})
    return Row.of(
        HOLDS,
        f"{identity}",
        values,
        {flexfield.resource.name: [flexfield]},
        business_unit=unit.name,
        ledger=unit.ledger.name,
    )
