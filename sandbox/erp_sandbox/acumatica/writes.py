"""Creating, updating and deleting records through the API."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from erp_sandbox.acumatica import (
    batches,
    bill_rules,
    deleting,
    document_rules,
    field_rules,
    journal_rules,
    master_rules,
    references,
    settling,
)
from erp_sandbox.acumatica.bodies import Sent, decoded
from erp_sandbox.acumatica.changing import MODIFIED, RuleError, same
from erp_sandbox.acumatica.draft import NEW, Draft, merged
from erp_sandbox.acumatica.entities import ENTITIES
from erp_sandbox.acumatica.errors import ApiError, OperationError, no_record
from erp_sandbox.acumatica.query import matching

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from erp_sandbox.acumatica.entities import Entity
    from erp_sandbox.acumatica.quirks import Quirks
    from erp_sandbox.acumatica.rows import Row, Values
    from erp_sandbox.acumatica.store import Tenant

API_WRITE = "api_write"
"""The name of a write in the history."""

_RULES: dict[str, Callable[[Draft], None]] = {
    "JournalTransaction": journal_rules.complete,
    "Bill": bill_rules.complete,
    "Invoice": document_rules.complete,
    "Payment": document_rules.complete,
    "Check": document_rules.complete,
    "PurchaseOrder": document_rules.complete,
    "Project": master_rules.project,
    "ProjectTask": master_rules.project_task,
    "Currency": master_rules.currency,
    "FinancialPeriod": master_rules.generated,
    "CompanyFinancialPeriod": master_rules.generated,
    "Vendor": master_rules.vendor,
    "Customer": master_rules.customer,
    "Account": master_rules.account,
    "Subaccount": master_rules.subaccount,
    "Ledger": master_rules.ledger,
    "StockItem": master_rules.item,
    "NonStockItem": master_rules.item,
}
_SYSTEM = frozenset({"CreatedDateTime", "NoteID", *MODIFIED})
_READ_ONLY = {
    "JournalTransaction": {"Status"},
    "JournalTransactionDetail": {"Description"},
    "Account": {"AccountID", "CashAccount", "ChartOfAccountsOrder"},
    "Subaccount": {"SubaccountID"},
    "Ledger": {"Branches", "Companies"},
    "Bill": {"Status", "Amount", "Balance", "TaxTotal"},
    "BillDetail": {"Description"},
    "Customer": {"BAccountID"},
    "Invoice": {"Status", "Amount", "Balance", "TaxTotal"},
    "Payment": {"Status", "AppliedToDocuments", "AppliedToOrders", "AvailableBalance"},
    "Check": {"Status", "UnappliedBalance"},
    "CheckDetail": {"Balance"},
    "PurchaseOrder": {
        "Status",
        "BaseCurrencyID",
        "CurrencyRate",
        "LineTotal",
        "OrderTotal",
        "TaxTotal",
    },
    "PurchaseOrderDetail": {"Description", "QtyOnReceipts", "ReceivedAmount"},
    "Project": {"Status", "Assets", "Expenses", "Income", "Liabilities"},
    "ProjectTask": {"Status"},
}
"""Fields that a body cannot change; what it says of them is ignored."""

ACTIONS: dict[str, Callable[[Tenant, Row], Row]] = {
    "ReleaseJournalTransaction": batches.release,
    "ReleaseBill": settling.release_bill,
    "VoidCheck": lambda tenant, row: settling.void_check(tenant, row, tenant.clock.now().date()),
}
"""What the actions of the entities do; the others do nothing."""


@dataclass(frozen=True)
class Write:
    """One write.

    Attributes:
        entity: The entity.
        method: `PUT`, `PATCH`, `DELETE`, or the name of an action.
        body: The body; for `DELETE` the keys or the id as a body has them.
        filter: `$filter` of the URL, "" without one.
        condition: `must_exist` (If-Match), `must_not_exist` (If-None-Match), or "".
        business_date: ISO date of the request, "" for today.
        branch: The branch of the request.
    """

    entity: str
    method: str
    body: str
    filter: str = ""
    condition: str = ""
    business_date: str = ""
    branch: str = ""


def write(tenant: Tenant, entity: Entity, given: Write, quirks: Quirks) -> Row:
    """Carry out a write; return the record, for `DELETE` as it was.

    Args:
        tenant: The tenant.
        entity: The entity as the endpoint has it.
        given: The write.
        quirks: How the site executes `$filter`.

    Raises:
        ApiError: If it fails; the tenant is as it was.
    """
    arguments = {"tenant": tenant.name, **{k: v for k, v in vars(given).items() if v}}
    with tenant.history.change(API_WRITE, arguments) as touched, tenant.all_or_nothing():
        row = _written(tenant, entity, given, quirks)
        touched["id"] = row.id
        return row


def repeat(tenant: Tenant, quirks: Quirks, **arguments: str) -> None:
    """Repeat a write of the history."""
    given = Write(**arguments)
    write(tenant, ENTITIES[given.entity], given, quirks)


def _written(tenant: Tenant, entity: Entity, given: Write, quirks: Quirks) -> Row:
    body = json.loads(given.body, parse_float=Decimal)
    if given.method in {"PUT", "PATCH"}:
        return _saved(tenant, entity, given, body, quirks)
    row = identified(tenant, entity, decoded(entity, body))
    if row is None or not quirks.visible([row], archived=True):
        raise no_record()
    try:
        if given.method == "DELETE":
            return deleting.delete(tenant, entity, row)
        with tenant.stamping(late=tenant.preferences.release_seconds):
            return ACTIONS[given.method](tenant, row)
    except RuleError as error:
        if given.method == "DELETE":
            raise ApiError(422, str(error)) from error
        raise OperationError(str(error)) from error


def _saved(
    tenant: Tenant, entity: Entity, given: Write, body: Mapping[str, Any], quirks: Quirks
) -> Row:
    strict = tenant.preferences.unknown_fields == "reject"
    sent = _writable(entity.name, decoded(entity, body, strict=strict))
    before = _target(tenant, entity, given, sent, quirks)
    if given.method == "PATCH" and before is None:
        raise ApiError(404, message="No entity satisfies the condition.")
    if given.condition == ("must_exist" if before is None else "must_not_exist"):
        raise ApiError(412, message="The precondition of the request is not met.")
    day = (
        date.fromisoformat(given.business_date)
        if given.business_date
        else tenant.clock.now().date()
    )
    row = merged(tenant, entity, before, sent)
    draft = Draft(tenant, entity, row, before, sent, day, given.branch)
    field_rules.check(draft)
    references.check(draft)
    _RULES.get(entity.name, _keyed)(draft)
    draft.check()
    if before is not None and same(before, draft.row):
        return before
    saved, at = draft.row, tenant.timestamp()
    saved.values |= {name: at for name in MODIFIED if name in saved.values}
    saved.modified = at if "LastModifiedDateTime" in saved.values else None
    return tenant.save(entity.name, saved)


def _keyed(draft: Draft) -> None:
    """Check that the keys of a record are given, or assign them; these have no other rules."""
    if draft.before is None:
        draft.values.update(_assigned(draft))
    for name in draft.entity.keys:
        if draft.values.get(name) in {None, NEW}:
            draft.fail(f"'{name}' cannot be empty.", name)


def _assigned(draft: Draft) -> Values:
    number = draft.tenant.number()
    if draft.entity.name == "Contact":
        return {"ContactID": 1_000_000 + number}
    return {}


def _target(tenant: Tenant, entity: Entity, given: Write, sent: Sent, quirks: Quirks) -> Row | None:
    if given.filter:
        seen = quirks.visible(tenant.committed(entity.name), archived=True)
        rows = matching(seen, entity, given.filter, quirks)
        if len(rows) > 1:
            # The response to several records is not documented (unconfirmed).
            raise ApiError(500, "More than one entity satisfies the condition.")
        return rows[0] if rows else None
    row = identified(tenant, entity, sent)
    if row is not None and not quirks.visible([row], archived=True):
        raise no_record()
    return row


def identified(tenant: Tenant, entity: Entity, sent: Sent) -> Row | None:
    """Return the record that a body names by its id or its keys, None if there is none."""
    row = tenant.by_id(entity.name, sent.id) if sent.id is not None else None
    return row or tenant.get(entity.name, *(sent.values.get(name) for name in entity.keys))


def _writable(shape: str, sent: Sent) -> Sent:
    """Return what was sent without the fields that cannot be written."""
    ignored = _SYSTEM | _READ_ONLY.get(shape, set())
    sent.values = {name: value for name, value in sent.values.items() if name not in ignored}
    sent.details = {part: lines for part, lines in sent.details.items() if part not in ignored}
    for part, lines in sent.details.items():
        inner = ENTITIES[shape].details[part].name if shape in ENTITIES else part
        sent.details[part] = [_writable(inner, line) for line in lines]
    return sent
