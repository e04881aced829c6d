"""The actions of `mutate`: what people do in the pod."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from erp_sandbox.oracle_fusion import billing, bills, entering, journals, periods
from erp_sandbox.oracle_fusion.changing import changed, child_changed
from erp_sandbox.oracle_fusion.resources.spec import attributes
from erp_sandbox.oracle_fusion.story import Story

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from erp_sandbox.oracle_fusion.resources import Attribute
    from erp_sandbox.oracle_fusion.rows import Row
    from erp_sandbox.oracle_fusion.store import Pod

Touched = dict[str, Any]


def change(  # noqa: PLR0913 - the arguments of the action
    pod: Pod,
    *,
    resource: str,
    key: str,
    values: Mapping[str, Any],
    late: float = 0,
    milliseconds: int = 0,
) -> Touched:
    """Change attributes of a record; `late` is in seconds until its transaction commits."""
    row = _row(pod, resource, key)
    with pod.dating(milliseconds=milliseconds, late=late):
        return _touched(pod.save(changed(pod, row, _typed(row, values))))


def change_child(  # noqa: PLR0913 - the arguments of the action
    pod: Pod,
    *,
    resource: str,
    key: str,
    path: Sequence[Sequence[str]],
    values: Mapping[str, Any],
    late: float = 0,
    milliseconds: int = 0,
) -> Touched:
    """Change a child and not its parent; `path` has pairs of child and key."""
    row = _row(pod, resource, key)
    with pod.dating(milliseconds=milliseconds, late=late):
        return _touched(
            pod.save(
                child_changed(
                    row, _path(path), lambda item: changed(pod, item, _typed(item, values))
                )
            )
        )


def remove_child(
    pod: Pod, *, resource: str, key: str, path: Sequence[Sequence[str]], touch: bool = True
) -> Touched:
    """Remove a child; with `touch`, the record is changed with it."""
    row = child_changed(_row(pod, resource, key), _path(path), lambda _: None)
    return _touched(pod.save(changed(pod, row) if touch else row))


def touch(pod: Pod, *, resource: str, number: int, milliseconds: int = 0) -> Touched:
    """Give records of a resource one timestamp, as mass processing does."""
    rows = sorted(pod.committed(resource), key=lambda row: row.key)[:number]
    with pod.dating(milliseconds=milliseconds):
        for row in rows:
            pod.save(changed(pod, row))
    return {"number": len(rows)}


def deploy(  # noqa: PLR0913 - the arguments of the action
    pod: Pod,
    *,
    resource: str,
    flexfield: str,
    segment: str,
    kind: str = "texts",
    key: str = "",
    value: Any = None,
) -> Touched:
    """Deploy a flexfield with another segment (`texts`, `numbers`, `dates`), set in one record."""
    spec = pod.resource(resource)
    if spec is None or flexfield not in spec.children or not spec.children[flexfield].flexfield:
        raise LookupError(f"There is no flexfield {flexfield} of {resource}.")
    if kind not in {"texts", "numbers", "dates"}:
        raise ValueError(f"`kind` is {kind!r}; use texts, numbers or dates.")
    attribute = attributes(**{kind: segment})[segment]
    pod.resources[resource] = spec.with_segment(flexfield, attribute)
    if key:
        row = _row(pod, resource, key)
        made = [
            one.changed(None, {segment: _stored(attribute, value)})
            for one in row.children[flexfield]
        ]
        pod.save(changed(pod, row, None, {flexfield: made}))
    return {"segment": segment}


def delete(pod: Pod, *, resource: str, key: str) -> Touched:
    """Delete a record without a trace, as the resource allows it."""
    row = _row(pod, resource, key)
    checked: dict[str, Callable[[Pod, Row], None]] = {
        "invoices": bills.delete,
        "receivablesInvoices": billing.delete,
        "journalBatches": journals.delete,
    }
    if resource in checked:
        checked[resource](pod, row)
    else:
        pod.delete(row)
    return {"key": key}


def documents(pod: Pod, *, number: int, seed: int = 0, late: float = 0) -> Touched:
    """Enter purchases, sales and journals of the last weeks, all with one timestamp."""
    with pod.dating(late=late):
        return {"number": entering.documents(pod, Random(seed), number)}


def grow(pod: Pod, *, number: int, lines: int = 4) -> Touched:
    """Enter many plain accounted invoices fast."""
    entering.grow(pod, number, lines)
    return {"number": number}


def journal(pod: Pod, *, seed: int = 0, late: float = 0) -> Touched:
    """Enter a manual journal batch that is not posted."""
    with pod.dating(late=late):
        return _touched(entering.batch(pod, Random(seed)))


def bill(pod: Pod, *, seed: int = 0, late: float = 0) -> Touched:
    """Enter an invoice of a supplier that is not validated."""
    with pod.dating(late=late):
        return _touched(entering.bill(pod, Random(seed)))


def incomplete(pod: Pod, *, seed: int = 0) -> Touched:
    """Enter a receivables invoice that is not complete."""
    return _touched(entering.incomplete_invoice(pod, Random(seed)))


def post(pod: Pod, *, key: str, late: float = 0) -> Touched:
    """Post a journal batch."""
    with pod.dating(late=late):
        return _touched(journals.post(pod, _row(pod, "journalBatches", key)))


def reverse(pod: Pod, *, key: str) -> Touched:
    """Reverse a posted journal batch with another one, today."""
    return _touched(journals.reverse(pod, _row(pod, "journalBatches", key), _today(pod)))


def validate(pod: Pod, *, key: str) -> Touched:
    """Validate and account for an invoice."""
    return _touched(bills.validate(pod, _row(pod, "invoices", key)))


def cancel(pod: Pod, *, key: str) -> Touched:
    """Cancel an invoice that is not paid, today."""
    return _touched(bills.cancel(pod, _row(pod, "invoices", key), _today(pod)))


def pay(pod: Pod, *, key: str, amount: float | str, late: float = 0) -> Touched:
    """Pay part of an invoice today."""
    with pod.dating(late=late):
        row = _row(pod, "invoices", key)
        return _touched(bills.pay(pod, row, Decimal(str(amount)), _today(pod)))


def void(pod: Pod, *, key: str) -> Touched:
    """Void a payment today."""
    return _touched(bills.void(pod, _row(pod, "payablesPayments", key), _today(pod)))


def clear(pod: Pod, *, key: str) -> Touched:
    """Clear a payment at the bank today."""
    return _touched(bills.clear(pod, _row(pod, "payablesPayments", key), _today(pod)))


def complete(pod: Pod, *, key: str) -> Touched:
    """Complete a receivables invoice."""
    return _touched(billing.complete(pod, _row(pod, "receivablesInvoices", key)))


def collect(pod: Pod, *, key: str, amount: float | str, late: float = 0) -> Touched:
    """Receive part of a receivables invoice today."""
    with pod.dating(late=late):
        row = _row(pod, "receivablesInvoices", key)
        return _touched(billing.collect(pod, row, Decimal(str(amount)), _today(pod)))


def reverse_receipt(pod: Pod, *, key: str) -> Touched:
    """Reverse a receipt today."""
    return _touched(billing.reverse(pod, _row(pod, "standardReceipts", key), _today(pod)))


def period(pod: Pod, *, ledger: str, name: str, status: str, application: str = "GL") -> Touched:
    """Open or close a period of a ledger in `GL`, `AP` or `AR`: `O`, `C`, `P`, `F` or `N`."""
    if ledger not in pod.organization.ledgers:
        raise LookupError(f"There is no ledger {ledger!r}.")
    row = periods.status_of(pod, pod.organization.ledgers[ledger], name, application)
    return _touched(periods.set_status(pod, row, status))


def random_history(pod: Pod, *, steps: int, seed: int = 0, late_seconds: float = 0) -> Touched:
    """Carry out a random history of entries, changes, payments, voids, closes and deletions."""
    return {"steps": dict(sorted(Story(pod, seed, late_seconds).run(steps).items()))}


ACTIONS: dict[str, Callable[..., Touched]] = {
    "change": change,
    "change_child": change_child,
    "remove_child": remove_child,
    "touch": touch,
    "deploy": deploy,
    "delete": delete,
    "documents": documents,
    "grow": grow,
    "journal": journal,
    "bill": bill,
    "incomplete": incomplete,
    "post": post,
    "reverse": reverse,
    "validate": validate,
    "cancel": cancel,
    "pay": pay,
    "void": void,
    "clear": clear,
    "complete": complete,
    "collect": collect,
    "reverse_receipt": reverse_receipt,
    "period": period,
    "random": random_history,
}
"""The actions by name."""


def _today(pod: Pod) -> date:
    return pod.clock.now().date()


def _row(pod: Pod, resource: str, key: str) -> Row:
    if pod.resource(resource) is None:
        raise LookupError(f"There is no resource {resource!r}.")
    row = pod.row(resource, str(key))
    if row is None:
        raise LookupError(f"There is no {resource} {key}.")
    return row


def _path(path: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    return [(name, key) for name, key in path]


def _touched(row: Row) -> Touched:
    names = ("InvoiceNumber", "BatchName", "PaymentNumber", "ReceiptNumber", "Status")
    return {"key": row.key, **{name: row.values[name] for name in names if name in row.values}}


def _typed(row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return JSON values as they are stored."""
    known = row.resource.attributes
    if unknown := values.keys() - known.keys():
        raise LookupError(f"{row.resource.name} has no {', '.join(sorted(unknown))}.")
    return {name: _stored(known[name], value) for name, value in values.items()}


def _stored(attribute: Attribute, value: Any) -> Any:
    if value is None:
        return None
    if attribute.type == "number":
        return Decimal(str(value))
    if attribute.format == "date":
        return date.fromisoformat(str(value))
    return datetime.fromisoformat(str(value)) if attribute.format == "date-time" else value
