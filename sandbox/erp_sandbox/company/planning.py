"""The budget, and the rules by which overhead is allocated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.company.model import AllocationRule, BudgetLine
from erp_sandbox.company.money import rounded

if TYPE_CHECKING:
    from random import Random

    from erp_sandbox.company.chart import Chart
    from erp_sandbox.company.model import LegalEntity, Period

_DEPARTMENTS = (2, 4, 6, 7)


def allocation_rules(
    random: Random, chart: Chart, entities: tuple[LegalEntity, ...]
) -> tuple[AllocationRule, ...]:
    """Return one rule per legal entity: overhead of the administration, by headcount."""
    return tuple(
        AllocationRule(
            legal_entity=entity.number,
            pool_account=chart["overhead"],
            from_department=1,
            weights=tuple((department, random.randrange(1, 30)) for department in _DEPARTMENTS),
        )
        for entity in entities
        if not entity.elimination
    )


def budget(
    random: Random,
    chart: Chart,
    entities: tuple[LegalEntity, ...],
    months: tuple[Period, ...],
    steps: dict[int, int],
) -> tuple[BudgetLine, ...]:
    """Return every legal entity's plan of spending accounts and sales by department and month."""
    accounts = (*chart.spending, chart["salaries"], chart["product_sales"])
    lines: list[BudgetLine] = []
    for entity in entities:
        if entity.elimination:
            continue
        for account in accounts:
            plan = random.randrange(1_000_00, 30_000_00)
            lines.extend(
                BudgetLine(
                    entity.number,
                    account,
                    department,
                    month.number,
                    rounded(plan * (95 + index % 12) // 100, steps[entity.currency]),
                )
                for department in _DEPARTMENTS
                for index, month in enumerate(months)
            )
    return tuple(lines)
