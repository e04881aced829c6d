"""New records of ordinary business: documents, journals, vendors and customers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from erp_sandbox.acumatica import batches
from erp_sandbox.acumatica.amounts import money
from erp_sandbox.acumatica.changing import new
from erp_sandbox.acumatica.directory import Directory
from erp_sandbox.acumatica.documents import records
from erp_sandbox.acumatica.rows import Row, Values, part_guid
from erp_sandbox.acumatica.seed_ledger import DEFAULT_SUBACCOUNT
from erp_sandbox.company import names
from erp_sandbox.company.journals import journal
from erp_sandbox.company.purchasing import purchase
from erp_sandbox.company.selling import sale

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    from erp_sandbox.acumatica.store import Tenant

_BACK = 40  # days that a document may be older than its entry


def documents(tenant: Tenant, random: Random, number: int) -> int:
    """Enter purchases, sales and journals of the last weeks, all stamped now.

    Returns:
        How many documents were entered.
    """
    company, at = tenant.company, tenant.timestamp()
    desk = company.desk()
    desk.random = random
    desk.written = tenant.number()
    last = min(at.date(), company.profile.now.date())
    while len(desk.documents) < number:
        day = last - timedelta(days=random.randrange(_BACK))
        kind = random.choice((purchase, sale, None))
        if kind is None:
            journal(desk, day, company.allocation_rules)
        else:
            kind(desk, day)
    for document in desk.documents:
        document.header.created = document.header.modified = at
        for line in document.lines:
            line.modified = at
    for _ in desk.documents:
        tenant.number()
    for entity, row in records(tenant, Directory(company), desk.documents, desk.links):
        row.values["LastModifiedDateTime"] = row.modified = at
        if "CreatedDateTime" in row.values:
            row.values["CreatedDateTime"] = at
        tenant.save(entity, row)
    return len(desk.documents)


def batch(tenant: Tenant, random: Random, status: str) -> Row:
    """Return a new journal that is not released; one on hold may be out of balance."""
    branch = random.choice([b for b in tenant.organization.branches.values() if b.active])
    day = tenant.clock.now().date()
    header: Values = {
        "BranchID": branch.code,
        "LedgerID": branch.ledger,
        "CurrencyID": branch.currency,
        "Description": random.choice(names.MEMOS) or "Accrual",
        "Hold": status == "On Hold",
        "Status": status,
        "TransactionDate": day,
        "PostPeriod": branch.calendar.period(day),
    }
    amount = money(random.randrange(10, 9_000) * 100)
    gap = money(100) if status == "On Hold" and random.random() < 0.5 else money(0)  # noqa: PLR2004
    entries = [
        {**_line("6040"), "DebitAmount": amount, "TransactionDescription": "Accrued"},
        {**_line("2100"), "CreditAmount": amount - gap},
    ]
    return batches.entered(tenant, header, entries)


def bill(tenant: Tenant, random: Random, vendor: Row, status: str) -> Row:
    """Return a new bill that is not released."""
    branch = random.choice([b for b in tenant.organization.branches.values() if b.active])
    day = tenant.clock.now().date()
    amounts = [money(random.randrange(10, 5_000) * 100) for _ in range(random.choice((1, 2, 3)))]
    total = sum(amounts, money(0))
    number = f"BILL-{tenant.number():06d}"
    row = new(
        tenant,
        "Bill",
        {
            "Type": "Bill",
            "ReferenceNbr": number,
            "Vendor": vendor.values["VendorID"],
            "VendorRef": f"R-{number[-6:]}",
            "LocationID": "MAIN",
            "Date": day,
            "PostPeriod": branch.calendar.period(day),
            "DueDate": day + timedelta(days=30),
            "CurrencyID": branch.currency,
            "Amount": total,
            "Balance": total,
            "TaxTotal": money(0),
            "IsTaxValid": False,
            "CashAccount": "1010",
            "BranchID": branch.code,
            "Project": "X",
            "Status": status,
            "Hold": status == "On Hold",
            "ApprovedForPayment": False,
        },
    )
    row.details["Details"] = [
        Row(part_guid(row.id, "Details", at), _bill_line(branch.code, amount))
        for at, amount in enumerate(amounts, start=1)
    ]
    return row


def party(tenant: Tenant, random: Random, entity: str) -> Row:
    """Return a new vendor or customer."""
    number = tenant.number()
    name = f"{names.company(random, number)} {number}"
    prefix = entity[0]
    row = new(
        tenant,
        entity,
        {
            f"{entity}ID": f"{prefix}N{number}",
            f"{entity}Name": name,
            f"{entity}Class": "DEFAULT",
            "Status": "Active",
            "CurrencyID": "USD",
            "Terms": "N30",
        },
    )
    contact = row.linked["MainContact"]
    contact.values |= {"DisplayName": name, "Email": f"books@{prefix.lower()}{number}.example"}
    address = {"City": "Oakland", "Country": "US"}
    contact.linked["Address"] = Row(part_guid(contact.id, "Address"), address)
    return row


def grow(tenant: Tenant, number: int, lines: int, day: date) -> None:
    """Enter plain posted journals fast, all stamped now."""
    branch = next(iter(tenant.organization.branches.values()))
    header: Values = {
        "BranchID": branch.code,
        "LedgerID": branch.ledger,
        "CurrencyID": branch.currency,
        "Description": "Bulk import",
        "Hold": False,
        "Status": "Posted",
        "TransactionDate": day,
        "PostPeriod": branch.calendar.period(day),
    }
    for index in range(number):
        amount = money(1_000 + index % 9_000)
        entries: list[Values] = [{**_line("6080"), "DebitAmount": amount} for _ in range(lines - 1)]
        entries.append({**_line("2100"), "CreditAmount": amount * (lines - 1)})
        tenant.save("JournalTransaction", batches.entered(tenant, header, entries))


def _line(account: str) -> Values:
    return {"Account": account, "Subaccount": DEFAULT_SUBACCOUNT}


def _bill_line(branch: str, amount: object) -> Values:
    return {
        **_line("6050"),
        "Branch": branch,
        "Amount": amount,
        "ExtendedCost": amount,
        "UnitCost": amount,
        "Qty": money(100),
        "TransactionDescription": "Services",
        "Project": "X",
    }
