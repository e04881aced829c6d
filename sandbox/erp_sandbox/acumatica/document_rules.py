"""What invoices, payments, checks and purchase orders must be to be saved.

Their numbers come from numbering sequences, their statuses and totals from the forms (AR301000,
AR302000, AP302000, PO301000).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from erp_sandbox.acumatica import document_amounts, periods
from erp_sandbox.acumatica.changing import RuleError
from erp_sandbox.acumatica.draft import NEW
from erp_sandbox.acumatica.lookups import found, rate
from erp_sandbox.acumatica.payables import MAIN_LOCATION
from erp_sandbox.acumatica.seed_ledger import NON_PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable

    from erp_sandbox.acumatica.draft import Draft
    from erp_sandbox.acumatica.organization import Branch
    from erp_sandbox.acumatica.rows import Row

UNRELEASED = frozenset({"On Hold", "Balanced", "Pending Approval"})
"""Statuses of documents that can be changed and deleted."""

_DUE = timedelta(days=30)
_CURRENCY = "Document.CuryID"


class _Form(NamedTuple):
    party: str  # the entity of the vendor or customer
    party_field: str
    number: str
    prefix: str
    type: str  # of a new document
    branch: str
    date: str
    free: str  # status of a document that is not on hold
    amounts: Callable[[Draft, Row | None, str], None]


_FORMS = {
    "Invoice": _Form(
        party="Customer",
        party_field="Customer",
        number="ReferenceNbr",
        prefix="INV",
        type="Invoice",
        branch="LinkBranch",
        date="Date",
        free="Balanced",
        amounts=document_amounts.invoice,
    ),
    "Payment": _Form(
        party="Customer",
        party_field="CustomerID",
        number="ReferenceNbr",
        prefix="PMT",
        type="Payment",
        branch="BranchID",
        date="ApplicationDate",
        free="Balanced",
        amounts=document_amounts.payment,
    ),
    "Check": _Form(
        party="Vendor",
        party_field="Vendor",
        number="ReferenceNbr",
        prefix="BP",
        type="Payment",
        branch="",
        date="ApplicationDate",
        free="Balanced",
        amounts=document_amounts.check,
    ),
    "PurchaseOrder": _Form(
        party="Vendor",
        party_field="VendorID",
        number="OrderNbr",
        prefix="PO",
        type="Normal",
        branch="Branch",
        date="Date",
        free="Open",
        amounts=document_amounts.order,
    ),
}


def complete(draft: Draft) -> None:
    """Complete a document and check it; the errors are in the draft."""
    form, values = _FORMS[draft.entity.name], draft.values
    if draft.before is not None and draft.before.values["Status"] not in {*UNRELEASED, form.free}:
        draft.fail("The document is released and cannot be changed.")
        return
    if values["Type"] == NEW:
        values["Type"] = form.type
    party = _party(draft, form)
    values.setdefault(form.date, draft.business_date)
    branch = _branch(draft, form)
    currency = _currency(draft, party, branch)
    _defaults(draft, party)
    if branch is not None:
        _period(draft, form, branch)
    draft.check()
    form.amounts(draft, party, currency)
    draft.check()
    # New documents are on hold unless the body says otherwise (AR101000, AP101000, PO101000).
    values.setdefault("Hold", True)
    values["Status"] = "On Hold" if values["Hold"] else form.free
    if draft.before is None:
        values[form.number] = f"{form.prefix}{draft.tenant.number():06d}"


def _party(draft: Draft, form: _Form) -> Row | None:
    party = found(draft, form.party, form.party, form.party_field)
    if party is not None and party.values["Status"] in {"Inactive", "On Hold"}:
        why = f"The {form.party.lower()} status is '{party.values['Status']}'."
        draft.fail(why, form.party_field)
    return party


def _branch(draft: Draft, form: _Form) -> Branch | None:
    """Return the branch of a document; that of a check is not in the contract."""
    code = draft.branch
    if form.branch:
        code = draft.values.setdefault(form.branch, draft.branch)
    branch = draft.tenant.organization.branches.get(code)
    if branch is None:
        draft.fail("'Branch' cannot be found in the system.", form.branch)
    elif not branch.active:
        draft.fail("Branch is inactive.", form.branch)
    return branch


def _currency(draft: Draft, party: Row | None, branch: Branch | None) -> str:
    """Return the currency of a document, which is outside the contract of invoices."""
    default = party.values["CurrencyID"] if party else ""
    if "CurrencyID" in draft.entity.fields:
        currency = str(draft.values.setdefault("CurrencyID", default))
    else:
        currency = str(draft.row.custom.setdefault(_CURRENCY, default))
    if party is not None and branch is not None:
        rate(draft, branch.currency, currency, draft.values[_FORMS[draft.entity.name].date])
    return currency


def _defaults(draft: Draft, party: Row | None) -> None:
    """Fill the fields of the form that have the same default on all of them."""
    values, fields = draft.values, draft.entity.fields
    defaults = {
        "LocationID": MAIN_LOCATION,
        "Location": MAIN_LOCATION,
        "CustomerLocationID": MAIN_LOCATION,
        "Project": NON_PROJECT,
        "IsTaxValid": False,
        "BillToContactOverride": False,
        "ShipToContactOverride": False,
        "Terms": party.values.get("Terms") if party else None,
        "DueDate": values.get("Date", draft.business_date) + _DUE,
    }
    for name, default in defaults.items():
        if name in fields and default is not None:
            values.setdefault(name, default)


def _period(draft: Draft, form: _Form, branch: Branch) -> None:
    """Check the period of a document; orders have none, and payments do not show theirs."""
    values = draft.values
    if draft.entity.name == "PurchaseOrder":
        return
    name, period = form.date, branch.calendar.period(values[form.date])
    if "PostPeriod" in draft.entity.fields:
        name = "PostPeriod"
        period = values["PostPeriod"] = values.get(name, period).replace("-", "")
    try:
        periods.check(draft.tenant, branch.code, period)
    except RuleError as error:
        draft.fail(str(error), name)
