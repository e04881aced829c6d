"""The items that the company buys and sells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.company import names
from erp_sandbox.company.model import Item, ItemKind

if TYPE_CHECKING:
    from erp_sandbox.company.parties import Surroundings


def items(place: Surroundings, count: int) -> tuple[Item, ...]:
    """Return a catalog: mostly stock, some supplies and services; one in eight is a variant."""
    kinds = (
        ItemKind.INVENTORY,
        ItemKind.INVENTORY,
        ItemKind.INVENTORY,
        ItemKind.NON_INVENTORY,
        ItemKind.SERVICE,
    )
    made: list[Item] = []
    for index in range(count):
        random, (created, modified) = place.random, place.timestamps()
        kind = kinds[index % len(kinds)]
        cost = random.randrange(100, 50_000)
        service = kind is ItemKind.SERVICE
        made.append(
            Item(
                number=index + 1,
                code=f"{kind[:3].upper()}-{index + 1:04d}",
                name=f"Consulting day {index}" if service else names.thing(random),
                kind=kind,
                parent=index - 4 if index % 8 == 7 else None,  # noqa: PLR2004
                cost=cost,
                price=cost * random.randrange(120, 260) // 100,
                income_account=place.chart["service_sales" if service else "product_sales"],
                expense_account=place.chart["supplies"],
                class_=random.choice((None, 1, 2, 3)) if not service else 4,
                created=created,
                modified=modified,
                inactive=random.random() < 0.04,  # noqa: PLR2004
            )
        )
    return tuple(made)
