"""The actions of `mutate`: what people do in a company."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from erp_sandbox.quickbooks.entities import ENTITIES, Kind
from erp_sandbox.quickbooks.merges import MERGEABLE, can_merge
from erp_sandbox.quickbooks.seed_documents import Generator

if TYPE_CHECKING:
    from collections.abc import Callable

    from erp_sandbox.quickbooks.store import CompanyStore

Touched = dict[str, Any]
_VOIDABLE = ("Invoice", "SalesReceipt", "Payment", "BillPayment")


def change(company: CompanyStore, *, entity: str, id: str, values: Touched) -> Touched:  # noqa: A002
    """Change fields of a record."""
    return {"token": company.change(entity, id, _exact(values)).token}


def delete(company: CompanyStore, *, entity: str, id: str) -> Touched:  # noqa: A002
    """Delete a transaction for good."""
    return {"id": company.delete(entity, id).id}


def void(company: CompanyStore, *, entity: str, id: str) -> Touched:  # noqa: A002
    """Void a transaction."""
    return {"token": company.void(entity, id).token}


def set_active(company: CompanyStore, *, entity: str, id: str, active: bool) -> Touched:  # noqa: A002
    """Make a record of a list inactive, or active again."""
    return {"token": company.set_active(entity, id, active=active).token}


def merge(company: CompanyStore, *, entity: str, loser: str, winner: str) -> Touched:
    """Merge a record of a list into another."""
    company.merge(entity, loser, winner)
    return {"id": winner}


def documents(company: CompanyStore, *, number: int, seed: int = 0) -> Touched:
    """Enter documents of every kind, all now."""
    now = company.clock.now()
    with company.lock:
        Generator(company, seed).documents(number, now, now)
    return {"number": number}


def grow(company: CompanyStore, *, invoices: int, days: int = 300, seed: int = 0) -> Touched:
    """Enter plain invoices over the last days, a thousand at a time within a second."""
    now = company.clock.now()
    generator = Generator(company, seed)
    with company.lock:
        for n in range(invoices):
            generator.invoice(now - timedelta(days=days) * (1 - n / invoices))
    return {"number": invoices}


def tax_codes(company: CompanyStore, *, number: int) -> Touched:
    """Add tax codes."""
    for n in range(number):
        company.add("TaxCode", {"Name": f"Code {n}", "Active": True, "Taxable": False})
    return {"number": number}


def random_edits(
    company: CompanyStore, *, steps: int, seed: int = 0, merges: bool = False
) -> Touched:
    """Carry out a history of edits, deletions, voids and changes of what is active, or merges."""
    dice = random.Random(seed)
    generator = Generator(company, seed)
    done: list[str] = []
    for _ in range(steps):
        with company.lock:
            step = dice.choice((*_STEPS, _merge) if merges else _STEPS)
            done.append(step(company, generator, dice))
    return {"steps": done}


def _pick(company: CompanyStore, dice: random.Random, names: tuple[str, ...]) -> Any:
    filled = [name for name in names if company.rows[name]]
    rows = company.rows[dice.choice(filled)].values()
    return dice.choice([row for row in rows if not row.merged])


_TRANSACTIONS = tuple(e.name for e in ENTITIES.values() if e.kind is Kind.TRANSACTION)
_LISTS = ("Customer", "Vendor", "Item", "Class", "Department", "Term")


def _enter(company: CompanyStore, generator: Generator, _: random.Random) -> str:
    now = company.clock.now()
    generator.documents(2, now, now)
    return "enter"


def _edit_line(company: CompanyStore, _: Generator, dice: random.Random) -> str:
    """Change an amount on a bill, or remove a line."""
    row = _pick(company, dice, ("Bill", "Purchase", "VendorCredit"))
    lines = [dict(line) for line in row.values["Line"]]
    if len(lines) > 1 and dice.random() < 0.5:  # noqa: PLR2004
        lines.pop()
    else:
        lines[0]["Amount"] += Decimal("1.25")
    total = sum((line["Amount"] for line in lines), Decimal(0))
    values: Touched = {"Line": lines, "TotalAmt": total}
    if "Balance" in row.values:
        values["Balance"] = row.values["Balance"] + total - row.values["TotalAmt"]
    company.change(row.entity.name, row.id, values)
    return "edit"


def _delete(company: CompanyStore, _: Generator, dice: random.Random) -> str:
    row = _pick(company, dice, tuple(n for n in _TRANSACTIONS if not _pays(n)))
    if row.values.get("LinkedTxn"):
        return "nothing"  # the product asks to delete its payment first
    company.delete(row.entity.name, row.id)
    return f"delete {row.entity.name}"


def _void(company: CompanyStore, _: Generator, dice: random.Random) -> str:
    row = _pick(company, dice, ("Invoice", "SalesReceipt"))
    if row.values.get("LinkedTxn"):
        return "nothing"
    company.void(row.entity.name, row.id)
    return f"void {row.entity.name}"


def _toggle(company: CompanyStore, _: Generator, dice: random.Random) -> str:
    row = _pick(company, dice, _LISTS)
    company.set_active(row.entity.name, row.id, active=row.values.get("Active") is False)
    return "toggle"


def _rename(company: CompanyStore, _: Generator, dice: random.Random) -> str:
    row = _pick(company, dice, ("Customer", "Vendor"))
    company.change(row.entity.name, row.id, {"DisplayName": f"Renamed {dice.randrange(10_000)}"})
    return "rename"


def _merge(company: CompanyStore, _: Generator, dice: random.Random) -> str:
    """Merge two records of a list, accounts of one type only, while enough are left."""
    if dice.random() < 0.7:  # noqa: PLR2004  # rare
        return "nothing"
    name = dice.choice(MERGEABLE)
    rows = [row for row in company.rows[name].values() if row.values.get("Active")]
    pairs = [
        (loser, winner)
        for loser in rows
        for winner in rows
        if len(rows) > 2 and can_merge(name, loser.values, winner.values)  # noqa: PLR2004
    ]
    if not pairs:
        return "nothing"
    loser, winner = dice.choice(pairs)
    company.merge(name, loser.id, winner.id)
    return f"merge {name}"


def _pays(name: str) -> bool:
    return name in {"Payment", "BillPayment"}


_STEPS: tuple[Callable[[CompanyStore, Generator, random.Random], str], ...] = (
    _enter,
    _edit_line,
    _delete,
    _void,
    _toggle,
    _rename,
)
ACTIONS: dict[str, Callable[..., Touched]] = {
    "change": change,
    "delete": delete,
    "void": void,
    "set_active": set_active,
    "merge": merge,
    "documents": documents,
    "grow": grow,
    "tax_codes": tax_codes,
    "random": random_edits,
}


def _exact(value: Any) -> Any:
    """Convert floats to decimals, as they are stored."""
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, dict):
        return {name: _exact(entry) for name, entry in value.items()}
    return [_exact(entry) for entry in value] if isinstance(value, list) else value
