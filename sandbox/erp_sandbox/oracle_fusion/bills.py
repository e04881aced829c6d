"""Payables: validation, cancellation and payment of invoices, and voiding of payments."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from erp_sandbox.oracle_fusion.amounts import ONE, ZERO
from erp_sandbox.oracle_fusion.changing import USER, RuleError, changed, every, who
from erp_sandbox.oracle_fusion.journals import Entry, Posting, enter
from erp_sandbox.oracle_fusion.keys import number
from erp_sandbox.oracle_fusion.payables import METHOD, flexfield_row, paid_status
from erp_sandbox.oracle_fusion.payments import PAYMENTS, RELATED
from erp_sandbox.oracle_fusion.rows import Row, Values, filled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from erp_sandbox.oracle_fusion.organization import Unit
    from erp_sandbox.oracle_fusion.store import Pod

_VOIDED = "Voided"


def unit_of(pod: Pod, row: Row) -> Unit:
    """Return the business unit of a record."""
    units = pod.organization.units.values()
    return next(unit for unit in units if unit.name == row.business_unit)


def in_ledger(pod: Pod, unit: Unit, amount: Decimal, rate: Decimal) -> Decimal:
    """Return an amount in ledger currency."""
    step = Decimal(pod.organization.steps[unit.ledger.currency]).scaleb(-2)
    return (amount * rate).quantize(step).quantize(ZERO)


def bank(pod: Pod, unit: Unit) -> str:
    """Return the combination of the bank account of a business unit."""
    return pod.combinations.text(unit.legal_entity.number, pod.company.chart["bank"])


def validate(pod: Pod, invoice: Row) -> Row:
    """Validate and account for an invoice, which posts its journal.

    Raises:
        RuleError: If it is validated or canceled, or the period is not open.
    """
    values = invoice.values
    if values["ValidationStatus"] == "Validated" or values["CanceledFlag"]:
        raise RuleError("The invoice cannot be validated.")
    _post(pod, invoice, values["AccountingDate"], ONE, "Purchase Invoices")
    lines = _lines(pod, invoice, {"ApprovalStatus": "Approved"}, {"AccountingStatus": "Accounted"})
    status = {
        "ValidationStatus": "Validated",
        "ApprovalStatus": "Manually approved",
        "AccountingStatus": "Accounted",
    }
    return pod.save(changed(pod, invoice, status, {"invoiceLines": lines}))


def cancel(pod: Pod, invoice: Row, day: date) -> Row:
    """Cancel an invoice: it stays, its amounts are zero, and its journal is reversed.

    Raises:
        RuleError: If it is canceled or paid, or the period is not open.
    """
    values = invoice.values
    if values["CanceledFlag"] or values["AmountPaid"]:
        raise RuleError("The invoice cannot be canceled.")
    if values["AccountingStatus"] == "Accounted":
        _post(pod, invoice, day, -ONE, "Invoice cancellation")
    own = {"LineAmount": ZERO, "BaseAmount": None, "CanceledFlag": True}
    below = {
        "DistributionAmount": ZERO,
        "BaseAmount": None,
        "CanceledFlag": True,
        "ReversedFlag": True,
    }
    children = {
        "invoiceLines": _lines(pod, invoice, own, below),
        "invoiceInstallments": every(
            pod, invoice, "invoiceInstallments",
            lambda _: {"GrossAmount": ZERO, "UnpaidAmount": ZERO},
        ),
    }  # fmt: skip
    made: Values = {
        "CanceledFlag": True,
        "CanceledDate": day,
        "CanceledBy": USER,
        "InvoiceAmount": ZERO,
        "BaseAmount": None,
    }
    return pod.save(changed(pod, invoice, made, children))


def _lines(pod: Pod, invoice: Row, values: Values, distribution: Values) -> list[Row]:
    """Return the lines of an invoice with other values, and those of their distributions."""
    return [
        changed(
            pod,
            line,
            values,
            {
                "invoiceDistributions": every(
                    pod, line, "invoiceDistributions", lambda _: distribution
                )
            },
        )
        for line in invoice.children["invoiceLines"]
    ]


def _post(pod: Pod, invoice: Row, day: date, sign: Decimal, category: str) -> None:
    """Post the distributions of an invoice against its liability."""
    values, unit = invoice.values, unit_of(pod, invoice)
    lines = []
    for line in invoice.children["invoiceLines"]:
        for distribution in line.children["invoiceDistributions"]:
            given = distribution.values
            amount: Decimal = given["DistributionAmount"]
            base = given.get("BaseAmount") or amount
            combination = given["DistributionCombination"]
            lines.append(Posting(combination, sign * amount, sign * base, given.get("Description")))
    entered = sum((line.entered for line in lines), ZERO)
    accounted = sum((line.accounted for line in lines), ZERO)
    lines.append(Posting(values["LiabilityDistribution"], -entered, -accounted))
    enter(
        pod,
        Entry(
            unit,
            day,
            values["InvoiceCurrency"],
            "Payables",
            category,
            f"{values['InvoiceNumber']} {category}",
            lines,
            values.get("ConversionRate", ONE),
        ),
    )


def pay(pod: Pod, invoice: Row, amount: Decimal, day: date) -> Row:
    """Pay part of an invoice with a payment of its own.

    Raises:
        RuleError: If it is not validated, less is open, or the period is not open.
    """
    values, unit = invoice.values, unit_of(pod, invoice)
    left = values["InvoiceAmount"] - values["AmountPaid"]
    if values["AccountingStatus"] != "Accounted" or not ZERO < amount <= left:
        raise RuleError("The invoice cannot be paid with this amount.")
    index = pod.next("document")
    identity, currency = number("payment", index), values["InvoiceCurrency"]
    base = _post_payment(pod, invoice, amount, day, f"{index} Payments")
    foreign = currency != unit.ledger.currency
    author = who(pod)
    made = filled(
        CheckId=identity,
        PaymentId=index,
        PaymentNumber=index,
        PaymentReference=index,
        PaymentAmount=amount,
        PaymentCurrency=currency,
        PaymentBaseAmount=base if foreign else None,
        PaymentBaseCurrency=unit.ledger.currency if foreign else None,
        PaymentDate=day,
        AccountingDate=day,
        PaymentType="Quick",
        PaymentStatus="Negotiable",
        AccountingStatus="Accounted",
        ReconciledFlag=False,
        LegalEntity=values["LegalEntity"],
        BusinessUnit=unit.name,
        ProcurementBU=unit.name,
        Payee=values["Supplier"],
        PayeeSite=values.get("SupplierSite"),
        SupplierNumber=values["SupplierNumber"],
        **METHOD,
        **{name: values.get(name) for name in ("ConversionRate", "ConversionRateType")},
        **author,
    )
    related = filled(
        InvoicePaymentId=number("invoice_payment", index * 100 + 1),
        CheckId=identity,
        InvoiceId=values["InvoiceId"],
        InvoiceBusinessUnit=unit.name,
        InvoiceNumber=values["InvoiceNumber"],
        InstallmentNumber=1,
        AmountPaidPaymentCurrency=amount,
        AmountPaidInvoiceCurrency=amount,
        InvoiceAmount=values["InvoiceAmount"],
        InvoicePaymentAmount=amount,
        InvoicePaymentStatus="Negotiable",
        DiscountLost=ZERO,
        DiscountTaken=ZERO,
        InvoiceCurrency=currency,
        **author,
    )
    children = {
        "relatedInvoices": [Row.of(RELATED, f"{related['InvoicePaymentId']}", related)],
        "paymentDff": [flexfield_row("payablesPayments", "paymentDff", {"CheckId": identity})],
        "paymentGdf": [flexfield_row("payablesPayments", "paymentGdf", {"CheckId": identity})],
    }
    _set_paid(pod, invoice, values["AmountPaid"] + amount)
    return pod.save(
        Row.of(
            PAYMENTS, f"{identity}", made, children,
            business_unit=unit.name, ledger=unit.ledger.name,
        )
    )  # fmt: skip


def _post_payment(pod: Pod, invoice: Row, amount: Decimal, day: date, name: str) -> Decimal:
    """Post a payment, a voided one with a negative amount; return it in ledger currency."""
    values, unit = invoice.values, unit_of(pod, invoice)
    rate = values.get("ConversionRate", ONE)
    base = in_ledger(pod, unit, amount, rate)
    lines = (
        Posting(values["LiabilityDistribution"], amount, base),
        Posting(bank(pod, unit), -amount, -base),
    )
    currency = values["InvoiceCurrency"]
    enter(pod, Entry(unit, day, currency, "Payables", "Payments", name, lines, rate))
    return base


def _set_paid(pod: Pod, invoice: Row, paid: Decimal) -> Row:
    """Store an invoice with another paid amount."""
    total = invoice.values["InvoiceAmount"]
    installments = every(
        pod, invoice, "invoiceInstallments", lambda _: {"UnpaidAmount": total - paid}
    )
    status = {"AmountPaid": paid, "PaidStatus": paid_status(total, paid)}
    return pod.save(changed(pod, invoice, status, {"invoiceInstallments": installments}))


def void(pod: Pod, payment: Row, day: date) -> Row:
    """Void a payment: it stays, its journal is reversed, and its invoices are open again.

    Raises:
        RuleError: If it is voided already, pays nothing, or the period is not open.
    """
    if payment.values["PaymentStatus"] == _VOIDED:
        raise RuleError("The payment is already voided.")
    if not payment.values["PaymentAmount"]:
        raise RuleError("The payment only applies a credit.")
    paid = list(_paid(pod, payment))
    if len(paid) < len(payment.children["relatedInvoices"]):
        raise RuleError("An invoice of the payment is being changed.")
    name = payment.values.get("VoucherNumber") or payment.values["PaymentNumber"]
    # What was paid too much is on no invoice, and goes back with the last of them.
    rest = payment.values["PaymentAmount"]
    for left, (invoice, related) in enumerate(paid, start=1 - len(paid)):
        amount = related.values["AmountPaidInvoiceCurrency"]
        rest -= amount
        _post_payment(pod, invoice, -amount - (0 if left else rest), day, f"{name} Payments")
        _set_paid(pod, invoice, invoice.values["AmountPaid"] - amount)
    children = every(pod, payment, "relatedInvoices", lambda _: {"InvoicePaymentStatus": _VOIDED})
    values = {"PaymentStatus": _VOIDED, "VoidDate": day, "VoidAccountingDate": day}
    return pod.save(changed(pod, payment, values, {"relatedInvoices": children}))


def _paid(pod: Pod, payment: Row) -> Iterator[tuple[Row, Row]]:
    related = {row.values["InvoiceId"]: row for row in payment.children["relatedInvoices"]}
    for invoice in pod.committed("invoices"):
        if invoice.identity in related:
            yield invoice, related[invoice.identity]


def clear(pod: Pod, payment: Row, day: date) -> Row:
    """Clear a payment at the bank, which changes nothing else.

    Raises:
        RuleError: If it is voided or cleared.
    """
    values = payment.values
    if values["PaymentStatus"] != "Negotiable":
        raise RuleError("The payment cannot be cleared.")
    made = {
        "PaymentStatus": "Cleared",
        "ReconciledFlag": True,
        "ClearingDate": day,
        "ClearingAmount": values["PaymentAmount"],
    }
    return pod.save(changed(pod, payment, made))


def delete(pod: Pod, invoice: Row) -> None:
    """Delete an invoice that was never validated, which leaves no trace.

    Raises:
        RuleError: If it was validated.
    """
    if invoice.values["AccountingStatus"] != "Unaccounted":
        raise RuleError("The invoice was validated and cannot be deleted.")
    name = invoice.values["InvoiceNumber"]
    for hold in list(pod.committed("invoiceHolds")):
        if hold.values["InvoiceNumber"] == name:
            pod.delete(hold)
    pod.delete(invoice)


def remove_line(pod: Pod, invoice: Row) -> Row:
    """Remove the last line of an invoice, whose amount is less by that of the line.

    Raises:
        RuleError: If it was validated, or has no other line.
    """
    *kept, last = invoice.children["invoiceLines"]
    if invoice.values["AccountingStatus"] != "Unaccounted" or not kept:
        raise RuleError("The line cannot be removed.")
    total = invoice.values["InvoiceAmount"] - last.values["LineAmount"]
    amounts = {"GrossAmount": total, "UnpaidAmount": total}
    installments = every(pod, invoice, "invoiceInstallments", lambda _: amounts)
    children = {"invoiceLines": kept, "invoiceInstallments": installments}
    values: Values = {"InvoiceAmount": total}
    if "BaseAmount" in invoice.values:
        base = last.values.get("BaseAmount", ZERO)
        values["BaseAmount"] = invoice.values["BaseAmount"] - base
    return pod.save(changed(pod, invoice, values, children))
