"""Payments of the company's bill payments."""

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


def _payment(pile: Pile, document: Document) -> Record:
    header, unit, party = document.header, pile.unit(document), pile.directory
    bank = document.lines[0]
    currency = pile.currency(document)
    foreign = bank.cents != bank.base_cents
    values = filled(
        CheckId=number("payment", header.number),
        PaymentId=header.number,
        PaymentNumber=header.number,
        PaymentReference=header.number,
        PaymentAmount=money(-bank.cents),
        PaymentCurrency=currency,
        PaymentBaseAmount=money(-bank.base_cents) if foreign else None,
        PaymentBaseCurrency=unit.ledger.currency if foreign else None,
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
        DisbursementBankAccountName=party.accounts[bank.account].name,
        **METHOD,
        VoucherNumber=header.label,
        **pile.conversion(document),
        **pile.who(document),
    )
    related = list(_related(pile, document))
    return values, {"relatedInvoices": related, **_payment_flexfields(document)}


def _related(pile: Pile, document: Document) -> Iterator[Row]:
    header = document.header
    for place, (bill, link) in enumerate(pile.applied(document), start=1):
        identity = number("invoice_payment", header.number * 100 + place)
        paid = money(link.cents)
        values = filled(
            InvoicePaymentId=identity,
            CheckId=number("payment", header.number),
            InvoiceId=number("invoice", bill.header.number),
            InvoiceBusinessUnit=pile.unit(bill).name,
            InvoiceNumber=bill.header.label,
            InstallmentNumber=1,
            AmountPaidPaymentCurrency=paid,
            AmountPaidInvoiceCurrency=paid,
            InvoiceAmount=money(-bill.lines[0].cents),
            InvoicePaymentAmount=paid,
            InvoicePaymentStatus="Negotiable",
            DiscountLost=ZERO,
            DiscountTaken=ZERO,
            InvoiceCurrency=pile.currency(bill),
            **pile.who(document, link.at),
        )
        yield Row.of(RELATED, f"{identity}", values)


def _payment_flexfields(document: Document) -> dict[str, list[Row]]:
    key: Values = {"CheckId": number("payment", document.header.number)}
    return {name: [flexfield_row("payablesPayments", name, key)] for name in _PAYMENT_FLEXFIELDS}
