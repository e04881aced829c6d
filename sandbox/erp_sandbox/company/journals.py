"""Journals: payroll, depreciation, accruals, loans and the monthly allocation of overhead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.company.documents import DocumentKind, LineKind, Part, write
from erp_sandbox.company.money import rounded, shares

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from erp_sandbox.company.desk import Desk
    from erp_sandbox.company.model import AllocationRule, LegalEntity, Party


def journal(desk: Desk, day: date, rules: tuple[AllocationRule, ...]) -> None:
    """Add one journal of a random kind in the books of a random legal entity."""
    homes = [entity for entity in desk.entities.values() if not entity.elimination]
    entity = desk.random.choice(homes)
    writers: tuple[Callable[[], None], ...] = (
        lambda: _payroll(desk, entity, day),
        lambda: _depreciation(desk, entity, day),
        lambda: _accrual(desk, entity, day),
        lambda: _loan(desk, entity, day),
        lambda: _allocation(desk, entity, day, rules),
    )
    desk.random.choice(writers)()


def opening_balance(desk: Desk, day: date, parties: Sequence[Party]) -> None:
    """Add a journal that owes one of some vendors, or charges one of some customers.

    The party is on the line of the control account: a journal has none itself.
    """
    party = desk.random.choice(parties)
    amount = rounded(desk.random.randrange(50_00, 5_000_00), desk.steps[party.currency])
    owed = parties is desk.vendors
    control = desk.chart["payable" if owed else "receivable"]
    part = Part(LineKind.JOURNAL, control, -amount if owed else amount, party=party.party)
    header = desk.header(
        DocumentKind.JOURNAL,
        day,
        legal_entity=party.legal_entity,
        currency=party.currency,
        memo="Opening balance",
    )
    written = write(header, desk.chart["accrued"], [part], LineKind.JOURNAL)
    written.status = "done"
    desk.done(written)


def _payroll(desk: Desk, entity: LegalEntity, day: date) -> None:
    parts = [
        Part(LineKind.JOURNAL, desk.chart["salaries"], _draw(desk, entity), department=department)
        for department in (2, 4, 6, 7)
    ]
    _post(desk, entity, day, "payroll_due", parts, "Payroll")


def _depreciation(desk: Desk, entity: LegalEntity, day: date) -> None:
    part = Part(LineKind.JOURNAL, desk.chart["depreciation"], _draw(desk, entity), department=6)
    _post(desk, entity, day, "depreciated", [part], "Depreciation of the month")


def _accrual(desk: Desk, entity: LegalEntity, day: date) -> None:
    account = desk.random.choice(desk.chart.spending)
    part = Part(LineKind.JOURNAL, account, _draw(desk, entity), memo="Accrual\nreverses next month")
    _post(desk, entity, day, "accrued", [part], "Month-end accrual")


def _loan(desk: Desk, entity: LegalEntity, day: date) -> None:
    amount = _draw(desk, entity)
    interest = rounded(amount // 20, desk.steps[entity.currency])
    parts = [
        Part(LineKind.JOURNAL, desk.chart["loan"], amount),
        Part(LineKind.JOURNAL, desk.chart["interest"], interest),
    ]
    _post(desk, entity, day, "bank", parts, None)


def _allocation(
    desk: Desk, entity: LegalEntity, day: date, rules: tuple[AllocationRule, ...]
) -> None:
    rule = next(rule for rule in rules if rule.legal_entity == entity.number)
    departments, weights = zip(*rule.weights, strict=True)
    amounts = shares(_draw(desk, entity), weights, desk.steps[entity.currency])
    parts = [
        Part(LineKind.JOURNAL, rule.pool_account, cents, department=department)
        for department, cents in zip(departments, amounts, strict=True)
        if cents
    ]
    _post(desk, entity, day, "overhead", parts, "Allocation of overhead by headcount")


def _draw(desk: Desk, entity: LegalEntity) -> int:
    return rounded(desk.random.randrange(500_00, 40_000_00), desk.steps[entity.currency])


def _post(  # noqa: PLR0913, PLR0917 - a journal's facts
    desk: Desk, entity: LegalEntity, day: date, role: str, parts: list[Part], memo: str | None
) -> None:
    header = desk.header(
        DocumentKind.JOURNAL, day, legal_entity=entity.number, currency=entity.currency, memo=memo
    )
    written = write(header, desk.chart[role], parts, LineKind.JOURNAL)
    written.status = "done"
    desk.done(written)
