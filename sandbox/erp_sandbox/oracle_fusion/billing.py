"""Receivables: completion and deletion of invoices, receipts and their reversal, adjustments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.oracle_fusion.activities import ACTIVITIES
from erp_sandbox.oracle_fusion.amounts import ONE, ZERO
from erp_sandbox.oracle_fusion.bills import bank, in_ledger, unit_of
from erp_sandbox.oracle_fusion.changing import RuleError, changed, every, who
from erp_sandbox.oracle_fusion.journals import Entry, Posting, enter
from erp_sandbox.oracle_fusion.keys import number
from erp_sandbox.oracle_fusion.receivables import RECEIPTS
from erp_sandbox.oracle_fusion.rows import Row, Values, filled

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from erp_sandbox.oracle_fusion.store import Pod

INCOMPLETE = "Incomplete"
_REVERSED = "Reversed"
_RESOURCE = "receivablesCustomerAccountActivities"


def account_of(pod: Pod, customer: str) -> Row:
    """Return the account of a customer by its number."""
    for row in pod.committed(_RESOURCE):
        if row.values["AccountNumber"] == customer:
            return row
    raise RuleError(f"The account of customer {customer} is being changed.")


def complete(pod: Pod, invoice: Row) -> Row:
    """Complete an invoice, which posts its journal and adds it to the customer's account.

    Raises:
        RuleError: If it is complete, or the period is not open.
    """
    values, unit = invoice.values, unit_of(pod, invoice)
    if values["InvoiceStatus"] != INCOMPLETE:
        raise RuleError("The invoice is already complete.")
    lines = [
        Posting(
            row.values["AccountCombination"],
            row.values["Amount"] * (1 if row.values["AccountClass"] == "REC" else -1),
            row.values["AccountedAmount"] * (1 if row.values["AccountClass"] == "REC" else -1),
        )
        for row in invoice.children["receivablesInvoiceDistributions"]
    ]
    name = f"{values['TransactionNumber']} Sales Invoices"
    day, currency = values["AccountingDate"], values["InvoiceCurrencyCode"]
    enter(pod, Entry(unit, day, currency, "Receivables", "Sales Invoices", name, lines))
    account = account_of(pod, values["BillToCustomerNumber"])
    schedules = account.children["transactionPaymentSchedules"]
    children = {"transactionPaymentSchedules": [*schedules, _schedule(pod, invoice)]}
    pod.save(changed(pod, account, None, children))
    return pod.save(changed(pod, invoice, {"InvoiceStatus": "Complete"}))


def _schedule(pod: Pod, invoice: Row) -> Row:
    values = invoice.values
    identity = invoice.children["receivablesInvoiceInstallments"][0].identity
    made = {
        "InstallmentId": identity,
        "InstallmentNumber": 1,
        "InstallmentStatus": "Open",
        "TransactionId": invoice.identity,
        "TransactionNumber": values["TransactionNumber"],
        "TransactionClass": "Invoice",
        "TransactionType": "Invoice",
        "TransactionDate": values["TransactionDate"],
        "AccountingDate": values["AccountingDate"],
        "PaymentScheduleDueDate": values["DueDate"],
        "PaymentDaysLate": 0,
        "TotalBalanceAmount": values["EnteredAmount"],
        "TotalOriginalAmount": values["EnteredAmount"],
        "EnteredCurrency": values["InvoiceCurrencyCode"],
        "BusinessUnit": invoice.business_unit,
        **who(pod),
    }
    return Row.of(ACTIVITIES.children["transactionPaymentSchedules"], f"{identity}", made)


def delete(pod: Pod, invoice: Row) -> None:
    """Delete an invoice that is not complete, which leaves no trace.

    Raises:
        RuleError: If it is complete.
    """
    if invoice.values["InvoiceStatus"] != INCOMPLETE:
        raise RuleError("A complete invoice cannot be deleted.")
    pod.delete(invoice)


def collect(pod: Pod, invoice: Row, amount: Decimal, day: date) -> Row:
    """Receive part of an invoice with a receipt of its own.

    Raises:
        RuleError: If it is not complete, less is open, or the period is not open.
    """
    values, unit = invoice.values, unit_of(pod, invoice)
    left = values["InvoiceBalanceAmount"]
    if values["InvoiceStatus"] != "Complete" or not ZERO < amount <= left:
        raise RuleError("The invoice cannot be settled with this amount.")
    account = account_of(pod, values["BillToCustomerNumber"])
    index = pod.next("document")
    identity, name = number("receipt", index), f"PMT{index:06d}"
    base = _post(pod, invoice, amount, day, name)
    made = filled(
        StandardReceiptId=identity,
        ReceiptNumber=name,
        Amount=amount,
        AccountedAmount=base,
        UnappliedAmount=ZERO,
        Currency=values["InvoiceCurrencyCode"],
        BusinessUnit=unit.name,
        ReceiptDate=day,
        AccountingDate=day,
        MaturityDate=day,
        ReceiptMethod="Electronic",
        CustomerName=values["BillToCustomerName"],
        CustomerAccountNumber=values["BillToCustomerNumber"],
        State="Cleared",
        Status="Applied",
        ConversionRate=values.get("ConversionRate"),
        **who(pod),
    )
    _apply(pod, invoice, account, left - amount, _application(pod, invoice, made, index))
    flexfield = RECEIPTS.children["standardReceiptDFF"]
    children = {flexfield.name: [Row.of(flexfield, f"{identity}", {"StandardReceiptId": identity})]}
    return pod.save(
        Row.of(
            RECEIPTS, f"{identity}", made, children,
            business_unit=unit.name, ledger=unit.ledger.name,
        )
    )  # fmt: skip


def _application(pod: Pod, invoice: Row, receipt: Values, index: int) -> Row:
    identity = number("application", index * 100 + 1)
    values = {
        "ApplicationId": identity,
        "ApplicationAmount": receipt["Amount"],
        "ApplicationDate": receipt["ReceiptDate"],
        "AccountingDate": receipt["ReceiptDate"],
        "ApplicationStatus": "Applied",
        "BusinessUnit": receipt["BusinessUnit"],
        "EnteredCurrency": receipt["Currency"],
        "IsLatestApplication": "Yes",
        "ReferenceTransactionId": invoice.identity,
        "ReferenceTransactionNumber": invoice.values["TransactionNumber"],
        "StandardReceiptId": receipt["StandardReceiptId"],
        "StandardReceiptNumber": receipt["ReceiptNumber"],
        **who(pod),
    }
    return Row.of(ACTIVITIES.children["standardReceiptApplications"], f"{identity}", values)


def _apply(
    pod: Pod, invoice: Row, account: Row, left: Decimal, application: Row | None = None
) -> None:
    """Store an invoice with another balance, and the account of its customer."""
    status = {"InstallmentStatus": "Open" if left else "Closed"}
    installments = every(
        pod, invoice, "receivablesInvoiceInstallments",
        lambda _: {**status, "InstallmentBalanceDue": left},
    )  # fmt: skip
    pod.save(
        changed(
            pod,
            invoice,
            {"InvoiceBalanceAmount": left},
            {"receivablesInvoiceInstallments": installments},
        )
    )
    schedules = [
        changed(pod, row, {**status, "TotalBalanceAmount": left})
        if row.values["TransactionId"] == invoice.identity
        else row
        for row in account.children["transactionPaymentSchedules"]
    ]
    applications = account.children["standardReceiptApplications"]
    if application:
        applications = [*applications, application]
    children = {
        "transactionPaymentSchedules": schedules,
        "standardReceiptApplications": applications,
    }
    pod.save(changed(pod, account, None, children))


def _post(pod: Pod, invoice: Row, amount: Decimal, day: date, name: str) -> Decimal:
    """Post a receipt, a reversed one with a negative amount; return it in ledger currency."""
    values, unit = invoice.values, unit_of(pod, invoice)
    rate = values.get("ConversionRate", ONE)
    base = in_ledger(pod, unit, amount, rate)
    receivable = next(
        row.values["AccountCombination"]
        for row in invoice.children["receivablesInvoiceDistributions"]
        if row.values["AccountClass"] == "REC"
    )
    lines = (Posting(bank(pod, unit), amount, base), Posting(receivable, -amount, -base))
    currency = values["InvoiceCurrencyCode"]
    enter(
        pod,
        Entry(unit, day, currency, "Receivables", "Receipts", f"{name} Receipts", lines, rate),
    )
    return base


def reverse(pod: Pod, receipt: Row, day: date) -> Row:
    """Reverse a receipt: it stays, and the invoices that it was applied to are open again.

    Raises:
        RuleError: If it is reversed already, or the period is not open.
    """
    values = receipt.values
    if values["State"] == _REVERSED:
        raise RuleError("The receipt is already reversed.")
    account = account_of(pod, values["CustomerAccountNumber"])
    applied = {
        row.values["ReferenceTransactionId"]: row.values["ApplicationAmount"]
        for row in account.children["standardReceiptApplications"]
        if row.values["StandardReceiptId"] == receipt.identity
    }
    invoices = [row for row in pod.committed("receivablesInvoices") if row.identity in applied]
    if len(invoices) < len(applied):
        raise RuleError("An invoice of the receipt is being changed.")
    for invoice in invoices:
        amount = applied[invoice.identity]
        _post(pod, invoice, -amount, day, values["ReceiptNumber"])
        account = pod.latest(_RESOURCE, account.key)
        _apply(pod, invoice, account, invoice.values["InvoiceBalanceAmount"] + amount)
    account = pod.latest(_RESOURCE, account.key)
    undone = {"ApplicationStatus": "Unapplied", "IsLatestApplication": "No"}
    applications = [
        changed(pod, row, undone) if row.values["StandardReceiptId"] == receipt.identity else row
        for row in account.children["standardReceiptApplications"]
    ]
    pod.save(changed(pod, account, None, {"standardReceiptApplications": applications}))
    made = {"State": _REVERSED, "Status": _REVERSED, "UnappliedAmount": ZERO}
    return pod.save(changed(pod, receipt, made))
