"""A random but reproducible history of ordinary business."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from erp_sandbox.acumatica import batches, entering, periods, settling
from erp_sandbox.acumatica.amounts import ZERO
from erp_sandbox.acumatica.changing import RuleError, changed
from erp_sandbox.acumatica.rows import Row, part_guid

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from erp_sandbox.acumatica.rows import Values
    from erp_sandbox.acumatica.store import Tenant

_FRACTIONS = (0, 0, 120, 400, 913)
_NAMES = {"Vendor": "VendorName", "Customer": "CustomerName"}
_MASTERS = {"StockItem": "Description", "NonStockItem": "Description", "Account": "Description"}


class Story:
    """A random sequence of steps.

    Args:
        tenant: The tenant that is changed.
        seed: Same seed on the same records at the same timestamp: the same history.
        late_seconds: The most seconds from a change until it commits.
    """

    def __init__(self, tenant: Tenant, seed: int, late_seconds: float) -> None:
        self._tenant = tenant
        self._random = Random(f"history:{seed}")
        self._late = late_seconds
        self._steps: tuple[tuple[int, Callable[[], Row | int | None]], ...] = (
            (16, self._documents),
            (8, self._enter_batch),
            (5, self._enter_bill),
            (5, self._enter_party),
            (8, self._rename),
            (4, self._touch_together),
            (4, self._inactivate),
            (8, self._edit_batch),
            (6, self._release_batch),
            (2, self._post_batch),
            (4, self._reverse_batch),
            (6, self._delete),
            (4, self._edit_bill),
            (5, self._release_bill),
            (5, self._pay),
            (5, self._collect),
            (4, self._void),
            (4, self._edit_order),
            (3, self._edit_contact),
            (2, self._period),
        )

    def run(self, steps: int) -> Counter[str]:
        """Carry out that many steps; return how often each kind happened.

        A step that the business does not allow does nothing.
        """
        done: Counter[str] = Counter()
        weights = [weight for weight, _ in self._steps]
        for _ in range(steps):
            step = self._random.choices([step for _, step in self._steps], weights)[0]
            late = self._random.uniform(1, self._late) if self._random.random() < 0.15 else 0  # noqa: PLR2004
            fraction = self._random.choice(_FRACTIONS)
            with self._tenant.stamping(milliseconds=fraction, late=late if self._late else 0):
                name = step.__name__.strip("_")
                try:
                    done[name if step() else "nothing"] += 1
                except RuleError:
                    done["refused"] += 1
        return done

    @property
    def _today(self) -> date:
        return self._tenant.clock.now().date()

    def _pick(self, entity: str, test: Callable[[Values], bool] = lambda _: True) -> Row | None:
        found = [row for row in self._tenant.committed(entity) if test(row.values)]
        found.sort(key=lambda row: row.id)
        return self._random.choice(found) if found else None

    def _documents(self) -> int:
        return entering.documents(self._tenant, self._random, self._random.choice((1, 1, 3)))

    def _enter_batch(self) -> Row:
        status = self._random.choice(("On Hold", "Balanced", "Balanced"))
        row = entering.batch(self._tenant, self._random, status)
        return self._tenant.save("JournalTransaction", row)

    def _enter_bill(self) -> Row | None:
        vendor = self._pick("Vendor", lambda values: values["Status"] == "Active")
        status = self._random.choice(("On Hold", "Balanced"))
        if vendor is None:
            return None
        return self._tenant.save("Bill", entering.bill(self._tenant, self._random, vendor, status))

    def _enter_party(self) -> Row:
        entity = self._random.choice(list(_NAMES))
        return self._tenant.save(entity, entering.party(self._tenant, self._random, entity))

    def _rename(self) -> Row | None:
        entity, name = self._random.choice([*_NAMES.items(), *_MASTERS.items()])
        row = self._pick(entity)
        return row and self._save(entity, row, {name: f"Renamed {self._random.randrange(10_000)}"})

    def _touch_together(self) -> int:
        """Change several vendors within one transaction, as mass processing does."""
        rows = sorted(self._tenant.committed("Vendor"), key=lambda row: row.id)
        chosen = self._random.sample(rows, min(5, len(rows)))
        for row in chosen:
            self._save("Vendor", row, {"Terms": self._random.choice(("N30", "N60", None))})
        return len(chosen)

    def _inactivate(self) -> Row | None:
        entity = self._random.choice(list(_NAMES))
        row = self._pick(entity)
        if row is None:
            return None
        status = "Active" if row.values["Status"] == "Inactive" else "Inactive"
        return self._save(entity, row, {"Status": status})

    def _edit_batch(self) -> Row | None:
        """Change, add or remove lines of a batch that is not released."""
        row = self._unreleased()
        if row is None:
            return None
        entries = list(row.details["Details"])
        kind = self._random.choice(("memo", "amount", "line"))
        values: Values = {}
        if kind == "memo":
            values["Description"] = f"Edited {self._random.randrange(10_000)}"
        elif kind == "amount":
            factor = self._random.choice((2, 3))
            entries = [_multiplied(line, factor) for line in entries]
        elif len(entries) > 2:  # noqa: PLR2004 - the two it was entered with
            entries.pop()
        else:
            entries.append(_empty(row))
        edited = changed(self._tenant, row, values)
        made = batches.completed(self._tenant, edited, entries)
        return self._tenant.save("JournalTransaction", made)

    def _release_batch(self) -> Row | None:
        row = self._pick("JournalTransaction", lambda values: values["Status"] == "Balanced")
        return row and batches.release(self._tenant, row)

    def _post_batch(self) -> Row | None:
        row = self._pick("JournalTransaction", lambda values: values["Status"] == "Unposted")
        return row and batches.post(self._tenant, row)

    def _reverse_batch(self) -> Row | None:
        row = self._pick(
            "JournalTransaction",
            lambda values: values["Status"] == "Posted" and values["Module"] == "GL",
        )
        return row and batches.reverse(self._tenant, row, self._today)

    def _delete(self) -> Row | None:
        entity = self._random.choice(("JournalTransaction", "JournalTransaction", "Bill", "Vendor"))
        if entity == "JournalTransaction":
            row = self._unreleased()
        elif entity == "Bill":
            row = self._pick("Bill", lambda values: values["Status"] in {"On Hold", "Balanced"})
        else:
            used = {row.values["Vendor"] for row in self._tenant.rows("Bill")}
            row = self._pick(
                "Vendor",
                lambda values: (
                    values["VendorID"].startswith("VN") and values["VendorID"] not in used
                ),
            )
        if row is not None:
            self._tenant.delete(entity, row)
        return row

    def _edit_bill(self) -> Row | None:
        """Remove the last line of a bill that is not released, or change its first line."""
        row = self._pick("Bill", lambda values: values["Status"] in {"On Hold", "Balanced"})
        if row is None:
            return None
        first, *rest = row.details["Details"]
        if rest and self._random.random() < 0.5:  # noqa: PLR2004
            rest.pop()
        else:
            amount = first.values["Amount"] + Decimal("1.25")
            first = replace(first, values={**first.values, "Amount": amount})
        tax = row.values.get("TaxTotal", ZERO)
        total = sum((line.values["Amount"] for line in (first, *rest)), tax)
        details = {**row.details, "Details": [first, *rest]}
        values: Values = {"Amount": total, "Balance": total}
        return self._tenant.save("Bill", changed(self._tenant, row, values, details=details))

    def _release_bill(self) -> Row | None:
        row = self._pick("Bill", lambda values: values["Status"] == "Balanced")
        return row and settling.release_bill(self._tenant, row)

    def _pay(self) -> Row | None:
        row = self._pick(
            "Bill", lambda values: values["Status"] == "Open" and values["Type"] == "Bill"
        )
        if row is None:
            return None
        return settling.pay(self._tenant, row, self._part(row), self._today)

    def _collect(self) -> Row | None:
        row = self._pick(
            "Invoice", lambda values: values["Status"] == "Open" and values["Type"] == "Invoice"
        )
        return row and settling.collect(self._tenant, row, self._part(row), self._today)

    def _part(self, item: Row) -> Decimal:
        """Return what is open of a bill or an invoice, or a part of it."""
        balance: Decimal = item.values["Balance"]
        return min(balance, Decimal(100)) if self._random.random() < 0.3 else balance  # noqa: PLR2004

    def _void(self) -> Row | None:
        row = self._pick("Check", lambda values: values["Type"] == "Payment")
        return row and settling.void_check(self._tenant, row, self._today)

    def _edit_order(self) -> Row | None:
        """Cancel or complete an order that is open, or change its first line."""
        row = self._pick("PurchaseOrder", lambda values: values["Status"] == "Open")
        if row is None:
            return None
        status = self._random.choice(("Open", "Canceled", "Completed"))
        first, *rest = row.details["Details"]
        first = replace(first, values={**first.values, "Promised": self._today})
        details = {**row.details, "Details": [first, *rest]}
        edited = changed(self._tenant, row, {"Status": status}, details=details)
        return self._tenant.save("PurchaseOrder", edited)

    def _edit_contact(self) -> Row | None:
        """Change the main contact of a vendor or customer; the header changes with it."""
        entity = self._random.choice(list(_NAMES))
        row = self._pick(entity)
        if row is None:
            return None
        contact = row.linked["MainContact"]
        phone = f"+1 555 {self._random.randrange(10_000):04d}"
        contact = replace(contact, values={**contact.values, "Phone1": phone})
        linked = {**row.linked, "MainContact": contact}
        return self._tenant.save(entity, changed(self._tenant, row, linked=linked))

    def _period(self) -> Row | None:
        """Close a past period of a company, or open it again."""
        row = self._pick("CompanyFinancialPeriod")
        if row is None:
            return None
        values = self._random.choice(row.details["Details"]).values
        if values["EndDate"] >= self._today:
            return None
        status = "Closed" if values["Status"] == "Open" else "Open"
        return periods.set_status(self._tenant, row, values["FinancialPeriodID"], status)

    def _unreleased(self) -> Row | None:
        return self._pick(
            "JournalTransaction",
            lambda values: values["Status"] in {"On Hold", "Balanced"} and values["Module"] == "GL",
        )

    def _save(self, entity: str, row: Row, values: Values) -> Row:
        return self._tenant.save(entity, changed(self._tenant, row, values))


def _multiplied(line: Row, factor: int) -> Row:
    amounts = {name: line.values[name] * factor for name in ("DebitAmount", "CreditAmount")}
    return replace(line, values={**line.values, **amounts})


def _empty(batch: Row) -> Row:
    """Return another line of a batch without an amount."""
    number = batch.last_line + 1
    values = {
        **batch.details["Details"][0].values,
        "LineNbr": number,
        "DebitAmount": ZERO,
        "CreditAmount": ZERO,
    }
    return Row(part_guid(batch.id, "Details", number), values)
