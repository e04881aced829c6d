"""A random but reproducible history of ordinary business."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from erp_sandbox.oracle_fusion import billing, bills, entering, journals, periods
from erp_sandbox.oracle_fusion.amounts import ZERO
from erp_sandbox.oracle_fusion.changing import RuleError, changed, child_changed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from erp_sandbox.oracle_fusion.rows import Row, Values
    from erp_sandbox.oracle_fusion.store import Pod

_FRACTIONS = (0, 0, 120, 400, 913)
_CHILDREN = {
    "invoices": ("invoiceLines", "Description"),
    "purchaseOrders": ("lines", "Description"),
    "suppliers": ("sites", "Email"),
    "receivablesInvoices": ("receivablesInvoiceLines", "Description"),
}
"""A child of each resource whose rows change without their parent, with an attribute."""


class Story:
    """A random sequence of steps.

    Args:
        pod: The pod.
        seed: Same seed, same steps.
        late_seconds: The longest time from a change until it can be seen; 0 for none.
    """

    def __init__(self, pod: Pod, seed: int, late_seconds: float) -> None:
        self._pod = pod
        self._random = Random(seed)
        self._late = late_seconds

    def run(self, steps: int) -> Counter[str]:
        """Carry out steps, and return how often each was done; refused ones change nothing."""
        choices: tuple[Callable[[], object], ...] = (
            self._documents, self._documents, self._enter_bill, self._enter_batch,
            self._enter_supplier, self._enter_incomplete, self._validate, self._pay, self._pay,
            self._void, self._clear, self._cancel, self._delete_invoice, self._complete,
            self._delete_incomplete, self._collect, self._reverse_receipt, self._post, self._post,
            self._reverse, self._delete_batch, self._change_child, self._change_child,
            self._remove_line, self._remove_contact, self._rename, self._inactivate,
            self._flexfield, self._touch_together, self._period,
        )  # fmt: skip
        done: Counter[str] = Counter()
        for _ in range(steps):
            step = self._random.choice(choices)
            late = self._random.choice((0.0, 0.0, self._late * self._random.random()))
            with self._pod.dating(milliseconds=self._random.choice(_FRACTIONS), late=late):
                name = step.__name__.strip("_")
                try:
                    done[name if step() else "nothing"] += 1
                except RuleError:
                    done["refused"] += 1
        return done

    @property
    def _today(self) -> date:
        return min(self._pod.clock.now().date(), self._pod.company.profile.now.date())

    def _pick(self, resource: str, test: Callable[[Values], bool] = lambda _: True) -> Row | None:
        """Return a random record that passes a test, of those that no transaction changes."""
        rows = list(self._pod.committed(resource))
        self._random.shuffle(rows)
        return next((row for row in rows if test(row.values)), None)

    # Payables

    def _documents(self) -> int:
        return entering.documents(self._pod, self._random, self._random.choice((1, 1, 3)))

    def _enter_bill(self) -> Row:
        return entering.bill(self._pod, self._random)

    def _validate(self) -> Row | None:
        row = self._pick(
            "invoices",
            lambda values: (
                values["AccountingStatus"] == "Unaccounted" and not values["CanceledFlag"]
            ),
        )
        return row and bills.validate(self._pod, row)

    def _pay(self) -> Row | None:
        row = self._pick(
            "invoices",
            lambda values: (
                values["AccountingStatus"] == "Accounted"
                and values["InvoiceAmount"] > values["AmountPaid"]
            ),
        )
        if row is None:
            return None
        left = row.values["InvoiceAmount"] - row.values["AmountPaid"]
        return bills.pay(self._pod, row, self._part(left), self._today)

    def _part(self, amount: Decimal) -> Decimal:
        return min(amount, Decimal(100)) if self._random.random() < 0.3 else amount  # noqa: PLR2004

    def _void(self) -> Row | None:
        row = self._pick("payablesPayments", lambda values: values["PaymentStatus"] != "Voided")
        return row and bills.void(self._pod, row, self._today)

    def _clear(self) -> Row | None:
        row = self._pick("payablesPayments", lambda values: values["PaymentStatus"] == "Negotiable")
        return row and bills.clear(self._pod, row, self._today)

    def _cancel(self) -> Row | None:
        row = self._pick(
            "invoices", lambda values: not values["CanceledFlag"] and not values["AmountPaid"]
        )
        return row and bills.cancel(self._pod, row, self._today)

    def _delete_invoice(self) -> bool:
        row = self._pick("invoices", lambda values: values["AccountingStatus"] == "Unaccounted")
        if row is None:
            return False
        bills.delete(self._pod, row)
        return True

    # Receivables

    def _enter_incomplete(self) -> Row:
        return entering.incomplete_invoice(self._pod, self._random)

    def _incomplete(self) -> Row | None:
        return self._pick(
            "receivablesInvoices", lambda values: values["InvoiceStatus"] == billing.INCOMPLETE
        )

    def _complete(self) -> Row | None:
        row = self._incomplete()
        return row and billing.complete(self._pod, row)

    def _delete_incomplete(self) -> bool:
        row = self._incomplete()
        if row is None:
            return False
        billing.delete(self._pod, row)
        return True

    def _collect(self) -> Row | None:
        row = self._pick(
            "receivablesInvoices",
            lambda values: values["InvoiceBalanceAmount"] > ZERO,
        )
        if row is None:
            return None
        amount = self._part(row.values["InvoiceBalanceAmount"])
        return billing.collect(self._pod, row, amount, self._today)

    def _reverse_receipt(self) -> Row | None:
        row = self._pick("standardReceipts", lambda values: values["State"] != "Reversed")
        return row and billing.reverse(self._pod, row, self._today)

    # General Ledger

    def _enter_batch(self) -> Row:
        return entering.batch(self._pod, self._random)

    def _post(self) -> Row | None:
        row = self._pick("journalBatches", lambda values: values["Status"] == "U")
        return row and journals.post(self._pod, row)

    def _reverse(self) -> Row | None:
        row = self._pick(
            "journalBatches",
            lambda values: values["Status"] == "P" and values["UserJeSourceName"] == "Manual",
        )
        return row and journals.reverse(self._pod, row, self._today)

    def _delete_batch(self) -> bool:
        row = self._pick("journalBatches", lambda values: values["Status"] == "U")
        if row is None:
            return False
        journals.delete(self._pod, row)
        return True

    def _period(self) -> Row | None:
        """Close a past period of a ledger, or open it again."""
        row = self._pick(
            "accountingPeriodStatusLOV",
            lambda values: (
                values["EndDate"] < self._today.replace(day=1) and values["ClosingStatus"] in "OC"
            ),
        )
        if row is None:
            return None
        status = "C" if row.values["ClosingStatus"] == "O" else "O"
        return periods.set_status(self._pod, row, status)

    # Master data, and changes below a record

    def _enter_supplier(self) -> Row:
        return entering.supplier(self._pod, self._random)

    def _rename(self) -> Row | None:
        row = self._pick("suppliers")
        values = {"Supplier": f"Renamed {self._random.randrange(10_000)}"}
        return row and self._pod.save(changed(self._pod, row, values))

    def _inactivate(self) -> Row | None:
        row = self._pick("suppliers")
        if row is None:
            return None
        active = row.values["Status"] == "ACTIVE"
        values = {
            "Status": "INACTIVE" if active else "ACTIVE",
            "InactiveDate": self._today if active else None,
        }
        return self._pod.save(changed(self._pod, row, values))

    def _touch_together(self) -> int:
        """Change several suppliers within one transaction, as mass processing does."""
        rows = list(self._pod.committed("suppliers"))
        chosen = self._random.sample(rows, min(5, len(rows)))
        for row in chosen:
            self._pod.save(changed(self._pod, row, {"Alias": f"A{self._random.randrange(100)}"}))
        return len(chosen)

    def _flexfield(self) -> Row | None:
        """Change a segment of an invoice's flexfield; the invoice is changed with it."""
        row = self._pick("invoices")
        if row is None:
            return None
        [flexfield] = row.children["invoiceDff"]
        made = flexfield.changed(None, {"projectCode": f"P-{self._random.randrange(90)}"})
        return self._pod.save(changed(self._pod, row, None, {"invoiceDff": [made]}))

    def _change_child(self) -> Row | None:
        """Change a child; the time of change of its parent stays."""
        resource, (child, attribute) = self._random.choice(list(_CHILDREN.items()))
        row = self._pick(resource)
        if row is None or not row.children.get(child):
            return None
        key = self._random.choice(row.children[child]).key
        values = {attribute: f"changed {self._random.randrange(10_000)}"}
        made = child_changed(row, [(child, key)], lambda item: changed(self._pod, item, values))
        return self._pod.save(made)

    def _remove_line(self) -> Row | None:
        """Remove the last line of an invoice that is not validated."""
        row = self._pick("invoices", lambda values: values["AccountingStatus"] == "Unaccounted")
        return row and bills.remove_line(self._pod, row)

    def _remove_contact(self) -> Row | None:
        """Remove the last contact of a supplier."""
        row = self._pick("suppliers")
        if row is None or not row.children.get("contacts"):
            return None
        left = {"contacts": row.children["contacts"][:-1]}
        return self._pod.save(changed(self._pod, row, None, left))
