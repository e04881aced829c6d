"""Bills and checks: entry, release, payment and voiding, with their batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.acumatica import batches, periods
from erp_sandbox.acumatica.amounts import ZERO, period_id
from erp_sandbox.acumatica.changing import RuleError, changed, new
from erp_sandbox.acumatica.rows import Row, Values, filled, part_guid
from erp_sandbox.acumatica.seed_ledger import DEFAULT_SUBACCOUNT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from erp_sandbox.acumatica.store import Tenant

_VOIDED = "Voided Payment"


def release_bill(tenant: Tenant, bill: Row) -> Row:
    """Release a bill or an adjustment, which posts its batch.

    Raises:
        RuleError: If it is not balanced, or its period is closed.
    """
    header = bill.values
    if header["Status"] != "Balanced":
        raise RuleError("Document Status is invalid for processing.")
    periods.check(tenant, header["BranchID"], header["PostPeriod"])
    sign = -1 if header["Type"] == "Debit Adj." else 1
    entries = [
        _entry(
            line.values["Account"], line.values["Subaccount"], sign * line.values["Amount"], bill
        )
        for line in bill.details["Details"]
    ]
    tax = header.get("TaxTotal", ZERO)
    if tax:
        account = tenant.company.chart.code("input_tax")
        entries.append(_entry(account, DEFAULT_SUBACCOUNT, sign * tax, bill))
    payable = tenant.company.chart.code("payable")
    entries.append(_entry(payable, DEFAULT_SUBACCOUNT, -sign * header["Amount"], bill))
    batch = _post(tenant, bill, header["Date"], entries)
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
    header = bill.values
    if header["Type"] != "Bill" or header["Status"] != "Open" or amount > header["Balance"]:
        raise RuleError("The amount is greater than the balance of the document.")
    periods.check(tenant, header["BranchID"], period_id(day))
    number = f"BP{tenant.number():06d}"
    check = new(
        tenant,
        "Check",
        filled(
            Type="Payment",
            ReferenceNbr=number,
            Vendor=header["Vendor"],
            ApplicationDate=day,
            CashAccount=header["CashAccount"],
            CurrencyID=header["CurrencyID"],
            Description=f"Payment of {header['ReferenceNbr']}",
            Hold=False,
            PaymentAmount=amount,
            UnappliedBalance=ZERO,
            PaymentMethod="CHECK",
            PaymentRef=number[2:],
            Status="Closed",
        ),
    )
    balance = header["Balance"] - amount
    settled = _settled(tenant, bill, amount, balance)
    batch = _payment_batch(tenant, bill, check, amount, settled)
    check.custom["Document.BatchNbr"] = batch.values["BatchNbr"]
    check.details["History"] = [_history(check, bill, amount, balance, 1)]
    tenant.save("Check", check)
    applied = Row(
        part_guid(bill.id, "Applications", len(bill.details["Applications"]) + 1),
        {
            "DocType": "Payment",
            "ReferenceNbr": number,
            "AmountPaid": amount,
            "Balance": ZERO,
            "Status": "Closed",
        },
    )
    applications = [*bill.details["Applications"], applied]
    _reopen(tenant, bill, balance, -settled, applications)
    return check


def void_check(tenant: Tenant, check: Row, day: date) -> Row:
    """Void a check: it stays, a voiding document reverses it, and its bills are open again.

    Raises:
        RuleError: If it is voided already, or the period is closed.
    """
    header = check.values
    batch = tenant.get("JournalTransaction", "AP", check.custom.get("Document.BatchNbr"))
    if header["Status"] == "Voided" or header["Type"] == _VOIDED or batch is None:
        raise RuleError("The payment cannot be voided.")
    periods.check(tenant, batch.values["BranchID"], period_id(day))
    reversal = tenant.save("JournalTransaction", batches.mirrored(tenant, batch, day))
    values = {**header, "Type": _VOIDED, "ApplicationDate": day, "Status": "Closed"}
    values["PaymentAmount"] = -header["PaymentAmount"]
    void = new(tenant, "Check", values)
    void.custom = {"Document.BatchNbr": reversal.values["BatchNbr"]}
    for number, line in enumerate(check.details["History"], start=1):
        bill = tenant.get("Bill", line.values["DocType"], line.values["ReferenceNbr"])
        amount = line.values["AmountPaid"]
        if bill is not None:
            applications = [
                application
                for application in bill.details["Applications"]
                if application.values["ReferenceNbr"] != header["ReferenceNbr"]
            ]
            balance = bill.values["Balance"] + amount
            settled = _settled(tenant, bill, amount, bill.values["Amount"])
            if len(check.details["History"]) == 1:
                settled = _base(_line_of(batch, tenant.company.chart.code("payable")))
            _reopen(tenant, bill, balance, settled, applications)
            void.details["History"].append(_history(void, bill, -amount, balance, number))
    tenant.save("Check", void)
    return tenant.save("Check", changed(tenant, check, {"Status": "Voided"}))


def _post(tenant: Tenant, bill: Row, day: date, entries: Sequence[Values]) -> Row:
    batch = _batch_header(tenant, bill, day)
    if "Description" in bill.values:
        batch["Description"] = bill.values["Description"]
    return tenant.save("JournalTransaction", batches.entered(tenant, batch, entries, "AP"))


def _payment_batch(tenant: Tenant, bill: Row, check: Row, amount: Decimal, settled: Decimal) -> Row:
    """Post a payment: the payable leaves at the rate of the bill, the difference is realized."""
    day, currency = check.values["ApplicationDate"], check.values["CurrencyID"]
    organization = tenant.organization
    base = organization.branches[bill.values["BranchID"]].currency
    paid = organization.rounded(amount * organization.rate(base, currency, day), base)
    entries = [
        _entry(tenant.company.chart.code("payable"), DEFAULT_SUBACCOUNT, amount, check),
        _entry(check.values["CashAccount"], DEFAULT_SUBACCOUNT, -amount, check),
    ]
    amounts = [settled, -paid]
    if paid != settled:
        entries.append(
            _entry(
                tenant.company.chart.code("exchange_difference"), DEFAULT_SUBACCOUNT, ZERO, check
            )
        )
        amounts.append(paid - settled)
    header = _batch_header(tenant, bill, day)
    batch = batches.entered(tenant, header, entries, "AP", amounts)
    return tenant.save("JournalTransaction", batch)


def _batch_header(tenant: Tenant, bill: Row, day: date) -> Values:
    branch = tenant.organization.branches[bill.values["BranchID"]]
    return {
        "BranchID": branch.code,
        "LedgerID": branch.ledger,
        "CurrencyID": bill.values["CurrencyID"],
        "Hold": False,
        "Status": "Posted",
        "TransactionDate": day,
        "PostPeriod": period_id(day),
    }


def _entry(account: str, subaccount: str, amount: Decimal, document: Row) -> Values:
    return {
        "Account": account,
        "Subaccount": subaccount,
        "DebitAmount": max(amount, ZERO),
        "CreditAmount": max(-amount, ZERO),
        "ReferenceNbr": document.values["ReferenceNbr"],
        "VendorOrCustomer": document.values["Vendor"],
    }


def _settled(tenant: Tenant, bill: Row, amount: Decimal, left: Decimal) -> Decimal:
    """Return an amount of a bill in base currency, at the rate that the bill was booked at."""
    header, custom = bill.values, bill.custom
    if left == 0:
        settled: Decimal = custom["Document.DocBal"]
        return settled
    base = tenant.organization.branches[header["BranchID"]].currency
    share = custom["Document.OrigDocAmt"] * amount / header["Amount"]
    return tenant.organization.rounded(share, base)


def _reopen(
    tenant: Tenant, bill: Row, balance: Decimal, base: Decimal, applications: Sequence[Row]
) -> None:
    """Store a bill with another balance; `base` is added to the balance in base currency."""
    values = {"Balance": balance, "Status": "Open" if balance else "Closed"}
    left = bill.custom["Document.DocBal"] + base
    if balance == bill.values["Amount"]:
        left = bill.custom["Document.OrigDocAmt"]
    custom = {**bill.custom, "Document.DocBal": left}
    details = {**bill.details, "Applications": list(applications)}
    tenant.save("Bill", changed(tenant, bill, values, custom=custom, details=details))


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
    amount: Decimal = (
        line.custom["GLTranModuleBatNbr.DebitAmt"] - line.custom["GLTranModuleBatNbr.CreditAmt"]
    )
    return amount
