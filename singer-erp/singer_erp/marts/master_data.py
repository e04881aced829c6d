"""The master data check: what the warehouse and the ERPs do not have alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from singer_erp.marts.warehouse import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Collection

    from singer_erp.marts.warehouse import Marts

FINDINGS = (
    "missing_in_erp",
    "inactive_in_erp",
    "named_otherwise",
    "missing_in_warehouse",
    "inactive_in_warehouse",
)
MEMBER_TYPES = ("vendor", "account", "cost_center")
_COLUMNS = (
    *("source_system", "source_account", "finding", "member_type", "member_number", "erp_status"),
    *("erp_name", "warehouse_status", "warehouse_name", "last_used_date", "member_key"),
)


def read_findings(
    marts: Marts,
    sources: Collection[str],
    findings: Collection[str],
    member_types: Collection[str],
) -> list[dict[str, Any]]:
    """Return the rows of the mart `master_data_check`.

    Args:
        marts: The marts.
        sources: ERPs, as in `source_system`; all if there is none.
        findings: Kinds of findings; all if there is none.
        member_types: Types of members; all if there is none.

    Raises:
        WarehouseError: The mart has not been built.
    """
    mart = marts.table("master_data_check", *_COLUMNS)
    query = sa.select(mart).order_by(*(mart.c[name] for name in _COLUMNS[:5]), mart.c.member_key)
    rows = marts.read(query, [mart.name])
    if rows is None:
        raise WarehouseError(
            f"The warehouse has no {marts.schema}.master_data_check",
            "Check `--warehouse` and `--schema`, and build the marts",
        )
    chosen = {"source_system": sources, "finding": findings, "member_type": member_types}
    return [
        row
        for row in rows
        if all(not values or row[name] in values for name, values in chosen.items())
    ]
