"""What a journal must be to be saved (GL301000)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from erp_sandbox.acumatica import batches, periods
from erp_sandbox.acumatica.amounts import ZERO
from erp_sandbox.acumatica.calendars import MASTER
from erp_sandbox.acumatica.changing import RuleError
from erp_sandbox.acumatica.draft import NEW
from erp_sandbox.acumatica.field_rules import limit
from erp_sandbox.acumatica.lookups import found, rate
from erp_sandbox.acumatica.posting import batch_number
from erp_sandbox.acumatica.seed_ledger import DEFAULT_SUBACCOUNT, NON_PROJECT

if TYPE_CHECKING:
    from erp_sandbox.acumatica.draft import Draft
    from erp_sandbox.acumatica.rows import Row

UNBALANCED = "Batch is out of balance, please review."

_PERIOD = re.compile(r"(\d{2})-?(\d{4})")


def complete(draft: Draft) -> None:
    """Complete a journal and check it; the errors are in the draft."""
    if draft.before is not None and draft.before.values["Status"] not in batches.EDITABLE:
        status = draft.before.values["Status"]
        draft.fail(f"A batch with the status {status} cannot be changed.")
        return
    _header(draft)
    for line in draft.lines("Details"):
        _line(draft, line)
    draft.check()
    _status(draft)
    draft.row = batches.completed(draft.tenant, draft.row, draft.lines("Details"))
    _balance(draft)
    draft.check()
    if draft.before is None:
        draft.values["BatchNbr"] = batch_number("GL", draft.tenant.number())


def _header(draft: Draft) -> None:
    values, organization = draft.values, draft.tenant.organization
    if draft.before is None and values["Module"] == NEW:
        values["Module"] = "GL"
    if values["Module"] != "GL":
        draft.fail("Only batches of the GL module can be entered.", "Module")
    values.setdefault("BranchID", draft.branch)
    branch = organization.branches.get(values["BranchID"])
    if branch is None:
        draft.fail("'Branch' cannot be found in the system.", "BranchID")
    elif not branch.active:
        draft.fail("Branch is inactive.", "BranchID")
    values.setdefault("LedgerID", branch.ledger if branch else "")
    ledger = found(draft, "Ledger", "Ledger", "LedgerID")
    if ledger is not None and branch is not None:
        companies = {line.values["Company"] for line in ledger.details["Companies"]}
        if branch.company not in companies:
            why = f"The {values['LedgerID']} ledger is not associated with the branch."
            draft.fail(why, "LedgerID")
        if ledger.values["Type"] not in {"Actual", "Statistical"}:
            draft.fail("Journals cannot be entered in a budget ledger.", "LedgerID")
        values.setdefault("CurrencyID", ledger.values["Currency"])
    found(draft, "Currency", "Currency", "CurrencyID")
    limit(draft, "Description", draft.tenant.preferences.description_length, draft.row)
    _dates(draft)
    currency = str(values.get("CurrencyID", ""))
    base = organization.base_currencies.get(values["LedgerID"], currency)
    rate(draft, base, currency, values["TransactionDate"])


def _dates(draft: Draft) -> None:
    values, sent = draft.values, draft.sent.values
    values.setdefault("TransactionDate", draft.business_date)
    branch = draft.tenant.organization.branches.get(values["BranchID"])
    if sent.get("TransactionDate") and not sent.get("PostPeriod"):
        values.pop("PostPeriod", None)
    default = (branch.calendar if branch else MASTER).period(values["TransactionDate"])
    values.setdefault("PostPeriod", default)
    match = _PERIOD.fullmatch(values["PostPeriod"])
    if match is None:
        draft.fail("'Post Period' cannot be found in the system.", "PostPeriod")
        return
    values["PostPeriod"] = "".join(match.groups())
    if branch is None:
        return
    try:
        periods.check(draft.tenant, branch.code, values["PostPeriod"])
    except RuleError as error:
        draft.fail(str(error), "PostPeriod")


def _line(draft: Draft, line: Row) -> None:
    values, header = line.values, draft.values
    values.setdefault("LineNbr", int(line.id[-8:], 16))
    values.setdefault("BranchID", header["BranchID"])
    branches = draft.tenant.organization.branches
    branch, own = branches.get(values["BranchID"]), branches.get(header["BranchID"])
    if branch is None:
        draft.fail("'Branch' cannot be found in the system.", "BranchID", line)
    elif not branch.active:
        draft.fail("Branch is inactive.", "BranchID", line)
    elif own is not None and branch.company != own.company:
        draft.fail("Inter-branch account mapping is not defined.", "BranchID", line)
    found(draft, "Account", "Account", "Account", line)
    values.setdefault("Subaccount", DEFAULT_SUBACCOUNT)
    found(draft, "Subaccount", "Subaccount", "Subaccount", line)
    _project(draft, line)
    currency = header.get("CurrencyID", "")
    for name in ("DebitAmount", "CreditAmount"):
        amount = values.setdefault(name, ZERO)
        # The form rounds to the currency's precision (unconfirmed).
        values[name] = draft.tenant.rounded(amount, currency)
    values.setdefault("Qty", Decimal("0.00"))
    if values["DebitAmount"] and values["CreditAmount"]:
        # Entering the credit clears the debit of the line (unconfirmed).
        values["DebitAmount"] = ZERO


def _project(draft: Draft, line: Row) -> None:
    values = line.values
    code = values.setdefault("Project", NON_PROJECT)
    values["IsNonPM"] = code == NON_PROJECT
    if code == NON_PROJECT:
        return
    project = found(draft, "Project", "Project", "Project", line)
    if project is not None and project.values.get("Status") != "Active":
        draft.fail("The project is not active.", "Project", line)
    task = values.get("ProjectTask")
    if task is None:
        draft.fail("'Project Task' cannot be empty.", "ProjectTask", line)
    elif draft.tenant.get("ProjectTask", code, task) is None:
        draft.fail("'Project Task' cannot be found in the system.", "ProjectTask", line)


def _status(draft: Draft) -> None:
    values, preferences = draft.values, draft.tenant.preferences
    values.setdefault("Hold", preferences.hold_on_entry)
    if values["Hold"]:
        values["Status"] = "On Hold"
    elif draft.before is None or draft.before.values["Status"] == "On Hold":
        values["Status"] = "Pending Approval" if preferences.approval else "Balanced"
    else:
        values["Status"] = draft.before.values["Status"]


def _balance(draft: Draft) -> None:
    ledger = draft.tenant.get("Ledger", draft.values["LedgerID"])
    statistical = ledger is not None and ledger.values["Type"] == "Statistical"
    if draft.values["Hold"] or statistical:
        return
    if batches.out_of_balance(draft.row) != 0:
        draft.fail(UNBALANCED)
    control = draft.row.custom.get("BatchModule.CuryControlTotal", ZERO)
    total = draft.row.custom["BatchModule.CuryDebitTotal"]
    if draft.tenant.preferences.control_totals and control != total:
        draft.fail("The batch is not balanced with its control total.")
