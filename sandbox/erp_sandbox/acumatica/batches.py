"""GL batches: their lines and totals, release, reversal and deletion."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from erp_sandbox.acumatica import periods
from erp_sandbox.acumatica.amounts import ZERO
from erp_sandbox.acumatica.changing import RuleError, changed, new
from erp_sandbox.acumatica.posting import TRAN, batch_number, totals
from erp_sandbox.acumatica.rows import Row, Values, filled, part_guid
from erp_sandbox.acumatica.seed_ledger import DEFAULT_SUBACCOUNT, NON_PROJECT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from erp_sandbox.acumatica.store import Tenant

EDITABLE = frozenset({"On Hold", "Balanced"})
POSTED = frozenset({"Unposted", "Posted"})

_ENTITY = "JournalTransaction"


def entered(
    tenant: Tenant,
    header: Values,
    entries: Sequence[Values],
    module: str = "GL",
    base: Sequence[Decimal] | None = None,
) -> Row:
    """Return a new batch with these lines; its number is the next of the module.

    Args:
        tenant: The tenant.
        header: At least `BranchID`, `LedgerID`, `CurrencyID`, `TransactionDate`, `PostPeriod`,
            `Status` and `Hold`.
        entries: Lines with at least `Account`, `Subaccount`, `DebitAmount` and `CreditAmount`.
        module: The module that it is from.
        base: Debit less credit of each line in base currency; converted if it is not given.
    """
    number = batch_number(module, tenant.number())
    row = new(tenant, _ENTITY, {"Module": module, "BatchNbr": number, **header})
    rows = [
        Row(
            part_guid(row.id, "Details", at), {"BranchID": header["BranchID"], **one, "LineNbr": at}
        )
        for at, one in enumerate(entries, start=1)
    ]
    return completed(tenant, row, rows, base)


def completed(
    tenant: Tenant, row: Row, entries: Sequence[Row], base: Sequence[Decimal] | None = None
) -> Row:
    """Return a batch with these lines, and the fields that Acumatica derives from them."""
    rows = [
        _completed(tenant, row, line, amount)
        for line, amount in zip(entries, base or _converted(tenant, row, entries), strict=True)
    ]
    row = replace(row, details={**row.details, "Details": rows})
    status = row.values["Status"]
    row.custom = {
        "BatchModule.BatchType": "Normal",
        "BatchModule.AutoReverse": False,
        **row.custom,
        "BatchModule.Posted": status == "Posted",
        "BatchModule.Released": status in POSTED,
        **totals(row),
    }
    return row


def _completed(tenant: Tenant, batch: Row, line: Row, base: Decimal) -> Row:
    account = tenant.get("Account", line.values["Account"])
    values = {
        "DebitAmount": ZERO,
        "CreditAmount": ZERO,
        "Qty": ZERO,
        "Project": NON_PROJECT,
        "IsNonPM": True,
        "NonBillable": False,
        **line.values,
    }
    if account is not None and "Description" in account.values:
        values["Description"] = account.values["Description"]
    header = batch.values
    custom = {
        **line.custom,
        f"{TRAN}.DebitAmt": max(base, ZERO),
        f"{TRAN}.CreditAmt": max(-base, ZERO),
        f"{TRAN}.TranDate": header["TransactionDate"],
        f"{TRAN}.FinPeriodID": header["PostPeriod"],
        f"{TRAN}.TranPeriodID": periods.in_master_calendar(
            tenant, header["BranchID"], header["PostPeriod"]
        ),
    }
    return replace(line, values=values, custom=custom)


def _converted(tenant: Tenant, row: Row, entries: Sequence[Row]) -> list[Decimal]:
    """Return the lines in base currency; what rounding leaves over is in the last."""
    header, organization = row.values, tenant.organization
    currency = str(header["CurrencyID"])
    base = organization.base_currencies.get(header["LedgerID"], currency)
    rate = organization.rate(base, currency, header["TransactionDate"])
    amounts = [signed(line.values) for line in entries]
    converted = [tenant.rounded(amount * rate, base) for amount in amounts]
    if converted and sum(amounts) == 0:
        converted[-1] -= sum(converted)
    return converted


def _balancing(tenant: Tenant, row: Row) -> list[Row]:
    """Return the lines that balance each branch of a batch."""
    sums: dict[str, Decimal] = {}
    for line in row.details["Details"]:
        branch = line.values["BranchID"]
        sums[branch] = sums.get(branch, ZERO) + signed(line.values)
    first = row.last_line + 1
    return [
        Row(
            part_guid(row.id, "Details", number),
            {
                "LineNbr": number,
                "BranchID": branch,
                "Account": tenant.preferences.balancing_account,
                "Subaccount": DEFAULT_SUBACCOUNT,
                "DebitAmount": max(-amount, ZERO),
                "CreditAmount": max(amount, ZERO),
            },
        )
        for number, (branch, amount) in enumerate(
            ((branch, amount) for branch, amount in sums.items() if amount), start=first
        )
    ]


def signed(line: Values) -> Decimal:
    """Return debit less credit of a line."""
    amount: Decimal = line.get("DebitAmount", ZERO) - line.get("CreditAmount", ZERO)
    return amount


def out_of_balance(row: Row) -> Decimal:
    """Return debits less credits of a batch, in its currency."""
    return sum((signed(line.values) for line in row.details["Details"]), ZERO)


def release(tenant: Tenant, row: Row) -> Row:
    """Release a batch, which posts it unless that is done separately.

    Raises:
        RuleError: If its status or period does not allow it.
    """
    if row.values["Status"] != "Balanced":
        raise RuleError("Batch Status invalid for processing.")
    periods.check(tenant, row.values["BranchID"], row.values["PostPeriod"])
    status = "Posted" if tenant.preferences.auto_post else "Unposted"
    return _with_status(tenant, row, status)


def post(tenant: Tenant, row: Row) -> Row:
    """Post a released batch.

    Raises:
        RuleError: If it is not released, or posted already.
    """
    if row.values["Status"] != "Unposted":
        raise RuleError("Batch Status invalid for processing.")
    return _with_status(tenant, row, "Posted")


def hold(tenant: Tenant, row: Row, *, on: bool) -> Row:
    """Put a batch on hold, or take it off.

    Raises:
        RuleError: If it is released, or out of balance.
    """
    if row.values["Status"] in POSTED:
        raise RuleError("The batch is released and cannot be changed.")
    if not on and out_of_balance(row) != 0:
        raise RuleError("Batch is out of balance, please review.")
    free = "Pending Approval" if tenant.preferences.approval else "Balanced"
    return _with_status(tenant, row, "On Hold" if on else free)


def approve(tenant: Tenant, row: Row, *, approved: bool) -> Row:
    """Approve or reject a batch.

    Raises:
        RuleError: If it does not wait for an approval.
    """
    if row.values["Status"] != "Pending Approval":
        raise RuleError("The batch does not wait for an approval.")
    return _with_status(tenant, row, "Balanced" if approved else "Rejected")


def reverse(tenant: Tenant, row: Row, day: date) -> Row:
    """Enter and post the reversal of a posted batch.

    Args:
        tenant: The tenant.
        row: The batch.
        day: The date of the reversal.

    Raises:
        RuleError: If the batch is not posted, or the period is closed.
    """
    header = row.values
    if header["Status"] != "Posted":
        raise RuleError("Only a posted batch can be reversed.")
    periods.check(tenant, header["BranchID"], periods.of_day(tenant, header["BranchID"], day))
    made = mirrored(tenant, row, day)
    count = row.custom.get("BatchModule.ReverseCount", 0) + 1
    counted = {**row.custom, "BatchModule.ReverseCount": count}
    tenant.save(_ENTITY, changed(tenant, row, custom=counted))
    return tenant.save(_ENTITY, made)


def mirrored(tenant: Tenant, row: Row, day: date) -> Row:
    """Return a new posted batch with debits and credits exchanged, in both currencies."""
    header = row.values
    values = filled(
        **{name: header.get(name) for name in ("BranchID", "LedgerID", "CurrencyID")},
        Description=f"Reversal of {header['BatchNbr']}",
        Hold=False,
        Status="Posted",
        TransactionDate=day,
        PostPeriod=periods.of_day(tenant, header["BranchID"], day),
    )
    lines = row.details["Details"]
    entries = [
        {
            **line.values,
            "DebitAmount": line.values["CreditAmount"],
            "CreditAmount": line.values["DebitAmount"],
        }
        for line in lines
    ]
    base = [x.custom[f"{TRAN}.CreditAmt"] - x.custom[f"{TRAN}.DebitAmt"] for x in lines]
    made = entered(tenant, values, entries, header["Module"], base)
    made.custom |= {
        "BatchModule.OrigModule": header["Module"],
        "BatchModule.OrigBatchNbr": header["BatchNbr"],
    }
    return made


def delete(tenant: Tenant, row: Row) -> None:
    """Delete a batch that is not released.

    Raises:
        RuleError: If it is released.
    """
    if row.values["Status"] not in EDITABLE or row.values["Module"] != "GL":
        raise RuleError(f"A batch with the status {row.values['Status']} cannot be deleted.")
    tenant.delete(_ENTITY, row)


def _with_status(tenant: Tenant, row: Row, status: str) -> Row:
    if status == "Posted" and tenant.preferences.balancing_account:
        row = completed(tenant, row, [*row.details["Details"], *_balancing(tenant, row)])
    custom = {
        **row.custom,
        "BatchModule.Posted": status == "Posted",
        "BatchModule.Released": status in POSTED,
    }
    values = {"Status": status, "Hold": status == "On Hold"}
    return tenant.save(_ENTITY, changed(tenant, row, values, custom=custom))
