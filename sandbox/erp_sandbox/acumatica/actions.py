"""The actions of `mutate`: what people do in a tenant."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from erp_sandbox.acumatica import batches, entering, periods, settling
from erp_sandbox.acumatica.calendars import MASTER
from erp_sandbox.acumatica.changing import changed
from erp_sandbox.acumatica.entities import ENTITIES, FieldType
from erp_sandbox.acumatica.preferences import Preferences
from erp_sandbox.acumatica.story import Story

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from erp_sandbox.acumatica.entities import Field
    from erp_sandbox.acumatica.rows import Row
    from erp_sandbox.acumatica.store import Tenant

Touched = dict[str, Any]
_JOURNAL = "JournalTransaction"


def change(  # noqa: PLR0913 - the arguments of the action
    tenant: Tenant,
    *,
    entity: str,
    id: str,  # noqa: A002 - the name of the property
    values: Mapping[str, Any],
    late: float = 0,
    milliseconds: int = 0,
) -> Touched:
    """Change fields of a record; `late` is in seconds until its transaction commits."""
    row = _row(tenant, entity, id)
    contract = ENTITIES[entity].fields
    if unknown := values.keys() - contract.keys():
        raise LookupError(f"{entity} has no {', '.join(sorted(unknown))}.")
    typed = {name: _typed(contract[name], value) for name, value in values.items()}
    with tenant.stamping(milliseconds=milliseconds, late=late):
        return _touched(tenant.save(entity, changed(tenant, row, typed)))


def touch(tenant: Tenant, *, entity: str, number: int, milliseconds: int = 0) -> Touched:
    """Give records of an entity one timestamp, as mass processing does."""
    rows = sorted(tenant.committed(entity), key=lambda row: row.id)[:number]
    with tenant.stamping(milliseconds=milliseconds):
        for row in rows:
            tenant.save(entity, changed(tenant, row))
    return {"number": len(rows)}


def delete(tenant: Tenant, *, entity: str, id: str) -> Touched:  # noqa: A002
    """Delete a record that nothing refers to; posted batches stay."""
    row = _row(tenant, entity, id)
    if entity == _JOURNAL:
        batches.delete(tenant, row)
    else:
        tenant.delete(entity, row)
    return {"id": row.id}


def documents(tenant: Tenant, *, number: int, seed: int = 0, late: float = 0) -> Touched:
    """Enter purchases, sales and journals of the last weeks, all with one timestamp."""
    with tenant.stamping(late=late):
        return {"number": entering.documents(tenant, Random(seed), number)}


def journal(tenant: Tenant, *, status: str = "Balanced", seed: int = 0, late: float = 0) -> Touched:
    """Enter a journal that is not released: `On Hold` or `Balanced`."""
    if status not in {"On Hold", "Balanced"}:
        raise ValueError(f"`status` is {status!r}; use On Hold or Balanced.")
    with tenant.stamping(late=late):
        row = entering.batch(tenant, Random(seed), status)
        return _touched(tenant.save(_JOURNAL, row))


def grow(tenant: Tenant, *, number: int, lines: int = 4, vendors: int = 0) -> Touched:
    """Enter many plain posted journals and vendors fast, with one timestamp."""
    entering.grow(tenant, number, lines, tenant.clock.now().date())
    for _ in range(vendors):
        tenant.save("Vendor", entering.party(tenant, Random(0), "Vendor"))
    return {"number": number, "vendors": vendors}


def release(tenant: Tenant, *, batch: str, late: float = 0) -> Touched:
    """Release a journal."""
    with tenant.stamping(late=late):
        return _touched(batches.release(tenant, _batch(tenant, batch)))


def post(tenant: Tenant, *, batch: str) -> Touched:
    """Post a released journal."""
    return _touched(batches.post(tenant, _batch(tenant, batch)))


def hold(tenant: Tenant, *, batch: str, on: bool = True) -> Touched:
    """Put a journal on hold, or take it off."""
    return _touched(batches.hold(tenant, _batch(tenant, batch), on=on))


def approve(tenant: Tenant, *, batch: str, approved: bool = True) -> Touched:
    """Approve or reject a journal."""
    return _touched(batches.approve(tenant, _batch(tenant, batch), approved=approved))


def reverse(tenant: Tenant, *, batch: str) -> Touched:
    """Reverse a posted journal with another one, today."""
    today = tenant.clock.now().date()
    return _touched(batches.reverse(tenant, _batch(tenant, batch), today))


def release_bill(tenant: Tenant, *, id: str) -> Touched:  # noqa: A002
    """Release a bill."""
    return _touched(settling.release_bill(tenant, _row(tenant, "Bill", id)))


def pay(tenant: Tenant, *, id: str, amount: str = "") -> Touched:  # noqa: A002
    """Pay a bill with a check; all of it unless an amount is given."""
    bill = _row(tenant, "Bill", id)
    paid = Decimal(amount) if amount else bill.values["Balance"]
    return _touched(settling.pay(tenant, bill, paid, tenant.clock.now().date()))


def collect(tenant: Tenant, *, id: str, amount: str = "") -> Touched:  # noqa: A002
    """Receive the payment of an invoice; all of it unless an amount is given."""
    invoice = _row(tenant, "Invoice", id)
    paid = Decimal(amount) if amount else invoice.values["Balance"]
    return _touched(settling.collect(tenant, invoice, paid, tenant.clock.now().date()))


def void(tenant: Tenant, *, id: str) -> Touched:  # noqa: A002
    """Void a check."""
    today = tenant.clock.now().date()
    return _touched(settling.void_check(tenant, _row(tenant, "Check", id), today))


def period(tenant: Tenant, *, period: str, status: str, company: str = "") -> Touched:
    """Give a financial period (`MMYYYY`) another status.

    Args:
        tenant: The tenant.
        period: The period of the company, or else of the master calendar.
        status: The status.
        company: Its company; all without one.
    """
    if status not in periods.STATUSES:
        raise ValueError(f"`status` is {status!r}; use one of {', '.join(periods.STATUSES)}.")
    years: list[tuple[Row | None, str]] = []
    for code, (branch, *_) in tenant.organization.companies.items():
        if company in {"", code}:
            own = period if company else branch.calendar.period(MASTER.start(period))
            years.append((tenant.get("CompanyFinancialPeriod", code, own[2:]), own))
    if not company:
        years.append((tenant.get("FinancialPeriod", period[2:]), period))
    for year, own in years:
        if year is None:
            raise LookupError(f"There is no financial period {period}.")
        periods.set_status(tenant, year, own, status)
    return {"period": period}


def preferences(tenant: Tenant, **values: Any) -> Touched:
    """Change how the tenant is set up; see `erp_sandbox.acumatica.preferences`."""
    known = {field.name for field in fields(Preferences)}
    if unknown := values.keys() - known:
        raise LookupError(f"There is no preference {', '.join(sorted(unknown))}.")
    for name, value in values.items():
        setattr(tenant.preferences, name, value)
    return values


def random_history(
    tenant: Tenant, *, steps: int, seed: int = 0, late_seconds: float = 0
) -> Touched:
    """Carry out a random history of entries, changes, releases, reversals, voids and deletions."""
    return {"steps": dict(sorted(Story(tenant, seed, late_seconds).run(steps).items()))}


ACTIONS: dict[str, Callable[..., Touched]] = {
    "change": change,
    "touch": touch,
    "delete": delete,
    "documents": documents,
    "journal": journal,
    "grow": grow,
    "release": release,
    "post": post,
    "hold": hold,
    "approve": approve,
    "reverse": reverse,
    "release_bill": release_bill,
    "pay": pay,
    "collect": collect,
    "void": void,
    "period": period,
    "preferences": preferences,
    "random": random_history,
}


def _row(tenant: Tenant, entity: str, row_id: str) -> Row:
    if entity not in ENTITIES:
        raise LookupError(f"There is no entity {entity!r}.")
    row = tenant.by_id(entity, row_id)
    if row is None:
        raise LookupError(f"There is no {entity} {row_id}.")
    return row


def _batch(tenant: Tenant, number: str) -> Row:
    row = tenant.get(_JOURNAL, number[:2], number)
    if row is None:
        raise LookupError(f"There is no batch {number}.")
    return row


def _touched(row: Row) -> Touched:
    keys: Sequence[str] = ("BatchNbr", "Type", "ReferenceNbr", "Status", "VendorID")
    return {"id": row.id, **{name: row.values[name] for name in keys if name in row.values}}


def _typed(field: Field, value: Any) -> Any:
    """Return a JSON value as it is stored."""
    if value is None:
        return None
    if field.type is FieldType.DECIMAL:
        return Decimal(str(value))
    if field.type is FieldType.TIMESTAMP:
        at = datetime.fromisoformat(str(value))
        return date(at.year, at.month, at.day) if field.is_date else at
    return value
