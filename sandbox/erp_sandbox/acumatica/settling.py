"""Bills and invoices: release, payment and voiding, with their batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.acumatica import batches, periods
from erp_sandbox.acumatica.amounts import ZERO
from erp_sandbox.acumatica.changing import RuleError, changed, new
from erp_sandbox.acumatica.open_items import OpenItem
from erp_sandbox.acumatica.payables import MAIN_LOCATION
from erp_sandbox.acumatica.posting import TRAN
from erp_sandbox.acumatica.rows import Row, Values, filled, part_guid

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from erp_sandbox.acumatica.store import Tenant

_VOIDED = "Voided Payment"


def release_bill(tenant: Tenant, bill: Row) -> Row:
    """Release a bill or an adjustment, which posts its batch.

    Raises:
        RuleError: If it is not balanced, or its period is closed.
    """
    header, item = bill.values, OpenItem(tenant, "Bill", bill)
    if header["Status"] != "Balanced":
        raise RuleError("Document Status is invalid for processing.")
    periods.check(tenant, header["BranchID"], header["PostPeriod"])
    sign = -1 if header["Type"] == "Debit Adj." else 1
    number = header["ReferenceNbr"]
    entries = [
        item.entry(
            line.values["Account"], sign * line.values["Amount"], number, line.values["Subaccount"]
        )
        for line in bill.details["Details"]
    ]
    tax = header.get("TaxTotal", ZERO)
    if tax:
        entries.append(item.entry(tenant.company.chart.code("input_tax"), sign * tax, number))
    entries.append(item.entry(item.control, -sign * header["Amount"], number))
    batch = item.post(entries, header["Date"])
    base = abs(_base(batch.details["Details"][-1]))
    custom = {
        **bill.custom,
        "Document.BatchNbr": batch.values["BatchNbr"],
        "Document.OrigDocAmt": base,
        "Document.DocBal": base,
    }
    return tenant.save("Bill", changed(tenant, bill, {"Status": "Open"}, custom=custom))


def pay(tenant: Tenant, bill: Row, amount: Decimal, day: date) -> Row:
    """Pay part of a bill with a check of its own, which is released.

    Raises:
        RuleError: If less is open, or the period is closed.
    """
    header, item = bill.values, OpenItem(tenant, "Bill", bill)
    _check_open(item, "Bill", amount, day)
    number = f"BP{tenant.number():06d}"
    check = new(
        tenant,
        "Check",
        {
            **_payment(item, number, amount, day),
            "Vendor": header["Vendor"],
            "CashAccount": header["CashAccount"],
            "UnappliedBalance": ZERO,
        },
    )
    _settle(item, check, amount)
    balance = header["Balance"] - amount
    check.details["History"] = [_history(check, bill, amount, balance, 1)]
    return tenant.save("Check", check)


def collect(tenant: Tenant, invoice: Row, amount: Decimal, day: date) -> Row:
    """Receive part of an invoice with a payment of its own, which is released.

    Raises:
        RuleError: If less is open, or the period is closed.
    """
    header, item = invoice.values, OpenItem(tenant, "Invoice", invoice)
    _check_open(item, "Invoice", amount, day)
    number = f"PMT{tenant.number():06d}"
    payment = new(
        tenant,
        "Payment",
        {
            **_payment(item, number, amount, day),
            "CustomerID": header["Customer"],
            "CustomerLocationID": MAIN_LOCATION,
            "Branch": item.branch,
            "BranchID": item.branch,
            "CashAccount": tenant.company.chart.code("bank"),
            "AppliedToDocuments": amount,
            "AppliedToOrders": ZERO,
            "AvailableBalance": ZERO,
            "IsCCPayment": False,
        },
    )
    _settle(item, payment, amount)
    application = filled(
        AdjustmentNbr=1,
        AdjustedDocType=header["Type"],
        AdjustedRefNbr=header["ReferenceNbr"],
        AdjustingDocType="Payment",
        AdjustingRefNbr=number,
        ApplicationPeriod=periods.of_day(tenant, item.branch, day),
        AmountPaid=amount,
        Balance=header["Balance"] - amount,
        CurrencyID=item.currency,
        Customer=header["Customer"],
        CustomerOrder=header.get("CustomerOrder"),
        Date=header["Date"],
        DisplayDocType=header["Type"],
        DisplayRefNbr=header["ReferenceNbr"],
        PostPeriod=header["PostPeriod"],
    )
    line = Row(part_guid(payment.id, "ApplicationHistory", 1), application)
    payment.details["ApplicationHistory"] = [line]
    return tenant.save("Payment", payment)


def void_check(tenant: Tenant, check: Row, day: date) -> Row:
    """Void a check: it stays, a voiding document reverses it, and its bills are open again.

    Raises:
        RuleError: If it is voided already, or the period is closed.
    """
    header = check.values
    batch = tenant.get("JournalTransaction", "AP", check.custom.get("Document.BatchNbr"))
    if header["Status"] == "Voided" or header["Type"] == _VOIDED or batch is None:
        raise RuleError("The payment cannot be voided.")
    branch = batch.values["BranchID"]
    periods.check(tenant, branch, periods.of_day(tenant, branch, day))
    reversal = tenant.save("JournalTransaction", batches.mirrored(tenant, batch, day))
    values = {**header, "Type": _VOIDED, "ApplicationDate": day, "Status": "Closed"}
    values |= {"PaymentAmount": -header["PaymentAmount"], "UnappliedBalance": ZERO}
    void = new(tenant, "Check", values)
    void.custom = {"Document.BatchNbr": reversal.values["BatchNbr"]}
    paid = check.details["History"]
    for number, line in enumerate(paid, start=1):
        bill = tenant.get("Bill", line.values["DocType"], line.values["ReferenceNbr"])
        if bill is None:
            continue
        item, amount = OpenItem(tenant, "Bill", bill), line.values["AmountPaid"]
        settled = item.in_base(amount, bill.values["Amount"])
        if len(paid) == 1:
            settled = _base(_line_of(batch, item.control))
        balance = bill.values["Balance"] + amount
        item.save(balance, settled, item.without(header["ReferenceNbr"]))
        void.details["History"].append(_history(void, bill, -amount, balance, number))
    tenant.save("Check", void)
    voided = {"Status": "Voided", "UnappliedBalance": ZERO}
    custom = {**check.custom, "Document.DocBal": ZERO, "Document.CuryDocBal": ZERO}
    return tenant.save("Check", changed(tenant, check, voided, custom=custom))


def _check_open(item: OpenItem, type_: str, amount: Decimal, day: date) -> None:
    header = item.row.values
    if header["Type"] != type_ or header["Status"] != "Open" or amount > header["Balance"]:
        raise RuleError("The amount is greater than the balance of the document.")
    periods.check(item.tenant, item.branch, periods.of_day(item.tenant, item.branch, day))


def _payment(item: OpenItem, number: str, amount: Decimal, day: date) -> Values:
    """Return what a check and a customer's payment have in common."""
    return {
        "Type": "Payment",
        "ReferenceNbr": number,
        "ApplicationDate": day,
        "CurrencyID": item.currency,
        "Description": f"Payment of {item.row.values['ReferenceNbr']}",
        "Hold": False,
        "PaymentAmount": amount,
        "PaymentMethod": "CHECK",
        "PaymentRef": number[-6:],
        "Status": "Closed",
    }


def _settle(item: OpenItem, payment: Row, amount: Decimal) -> None:
    """Post a payment, and store the item that it pays."""
    balance = item.row.values["Balance"] - amount
    settled = item.in_base(amount, balance)
    batch = item.post_payment(payment, amount, settled)
    payment.custom |= {
        "Document.BatchNbr": batch.values["BatchNbr"],
        "Document.CuryDocBal": ZERO,
        "Document.DocBal": ZERO,
    }
    application = {
        "DocType": "Payment",
        "ReferenceNbr": payment.values["ReferenceNbr"],
        "AmountPaid": amount,
        "Balance": ZERO,
        "Status": "Closed",
    }
    if item.entity == "Invoice":
        day = payment.values["ApplicationDate"]
        application |= {"CashDiscountTaken": ZERO, "PaymentDate": day}
    item.save(balance, -settled, item.applied(application))


def _history(check: Row, bill: Row, amount: Decimal, balance: Decimal, number: int) -> Row:
    values = filled(
        DocType=bill.values["Type"],
        ReferenceNbr=bill.values["ReferenceNbr"],
        VendorRef=bill.values.get("VendorRef"),
        AmountPaid=amount,
        Balance=balance,
        CashDiscountBalance=ZERO,
        CashDiscountTaken=ZERO,
    )
    return Row(part_guid(check.id, "History", number), values)


def _line_of(batch: Row, account: str) -> Row:
    return next(line for line in batch.details["Details"] if line.values["Account"] == account)


def _base(line: Row) -> Decimal:
    amount: Decimal = line.custom[f"{TRAN}.DebitAmt"] - line.custom[f"{TRAN}.CreditAmt"]
    return amount
