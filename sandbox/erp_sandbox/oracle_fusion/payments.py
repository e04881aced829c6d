"""Payments of the company's bill payments, and those that apply vendor credits."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from erp_sandbox.oracle_fusion.amounts import ZERO, money
from erp_sandbox.oracle_fusion.keys import number
from erp_sandbox.oracle_fusion.payables import METHOD, flexfield_row
from erp_sandbox.oracle_fusion.resources import RESOURCES
from erp_sandbox.oracle_fusion.rows import Row, filled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from decimal import Decimal

    from erp_sandbox.company.documents import Document
    from erp_sandbox.oracle_fusion.pile import Pile
    from erp_sandbox.oracle_fusion.rows import Record, Values

PAYMENTS = RESOURCES["payablesPayments"]
RELATED = PAYMENTS.children["relatedInvoices"]
_PAYMENT_FLEXFIELDS = ("paymentDff", "paymentGdf")


def payment(pile: Pile, document: Document) -> Row:
    """Return the payment of a bill payment."""
    header, unit = document.header, pile.unit(document)
    identity = number("payment", header.number)
    return Row(
        PAYMENTS,
        f"{identity}",
        identity,
        pile.dated(header.modified, header.number),
        partial(_payment, pile, document),
        business_unit=unit.name,
        ledger=unit.ledger.name,
    )


def settlement(pile: Pile, document: Document) -> Row:
    """Return the payment of nothing that applies a vendor credit to bills."""
    header, unit = document.header, pile.unit(document)
    identity = number("payment", header.number)
    return Row(
        PAYMENTS,
        f"{identity}",
        identity,
        pile.dated(header.modified, header.number),
        partial(_settlement, pile, document),
        business_unit=unit.name,
        ledger=unit.ledger.name,
    )


def _settlement(pile: Pile, document: Document) -> Record:
    related = list(_related(pile, document))
    used = sum((row.values["AmountPaidInvoiceCurrency"] for row in related), ZERO)
    related.append(_related_row(pile, document, document, len(related) + 1, -used))
    values = _values(pile, document, PaymentAmount=ZERO)
    return values, {"relatedInvoices": related, **_payment_flexfields(document)}


def _payment(pile: Pile, document: Document) -> Record:
    unit, bank = pile.unit(document), document.lines[0]
    foreign = bank.cents != bank.base_cents
    values = _values(
        pile,
        document,
        PaymentAmount=money(-bank.cents),
        PaymentBaseAmount=money(-bank.base_cents) if foreign else None,
        PaymentBaseCurrency=unit.ledger.currency if foreign else None,
        DisbursementBankAccountName=pile.directory.accounts[bank.account].name,
    )
    related = list(_related(pile, document))
    return values, {"relatedInvoices": related, **_payment_flexfields(document)}


def _values(pile: Pile, document: Document, **amounts: object) -> Values:
    header, unit, party = document.header, pile.unit(document), pile.directory
    return filled(
        CheckId=number("payment", header.number),
        PaymentId=header.number,
        PaymentNumber=header.number,
        PaymentReference=header.number,
        PaymentCurrency=pile.currency(document),
        PaymentDate=header.date,
        AccountingDate=header.date,
        PaymentDescription=header.memo or None,
        PaymentType="Quick",
        PaymentStatus="Negotiable",
        AccountingStatus="Accounted",
        ReconciledFlag=False,
        LegalEntity=unit.legal_entity.legal_name,
        BusinessUnit=unit.name,
        ProcurementBU=unit.name,
        PaymentFunction="Supplier payment",
        Payee=party.name(header.party),
        PayeeSite=party.site(header.party),
        SupplierNumber=party.code(header.party),
        **METHOD,
        VoucherNumber=header.label,
        **amounts,
        **pile.conversion(document),
        **pile.who(document),
    )


def _related(pile: Pile, document: Document) -> Iterator[Row]:
    for place, (bill, link) in enumerate(pile.applied(document), start=1):
        yield _related_row(pile, document, bill, place, money(link.cents), link.at)


def _related_row(  # noqa: PLR0913, PLR0917 - the facts of a row
    pile: Pile,
    document: Document,
    invoice: Document,
    place: int,
    paid: Decimal,
    at: datetime | None = None,
) -> Row:
    header = document.header
    identity = number("invoice_payment", header.number * 100 + place)
    values = filled(
        InvoicePaymentId=identity,
        CheckId=number("payment", header.number),
        InvoiceId=number("invoice", invoice.header.number),
        InvoiceBusinessUnit=pile.unit(invoice).name,
        InvoiceNumber=invoice.header.label,
        InstallmentNumber=1,
        AmountPaidPaymentCurrency=paid,
        AmountPaidInvoiceCurrency=paid,
        InvoiceAmount=money(-invoice.lines[0].cents),
        InvoicePaymentAmount=paid,
        InvoicePaymentStatus="Negotiable",
        DiscountLost=ZERO,
        DiscountTaken=ZERO,
        InvoiceCurrency=pile.currency(invoice),
        **pile.who(document, at),
    )
    return Row.of(RELATED, f"{identity}", values)


def _payment_flexfields(document: Document) -> dict[str, list[Row]]:
    key: Values = {"CheckId": number("payment", document.header.number)}
    return {name: [flexfield_row("payablesPayments", name, key)] for name in _PAYMENT_FLEXFIELDS}
