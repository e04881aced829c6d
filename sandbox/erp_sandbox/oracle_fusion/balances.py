"""The balances of `ledgerBalances`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from erp_sandbox.oracle_fusion.rows import Row
    from erp_sandbox.oracle_fusion.store import Pod


def find(pod: Pod, finder: str, variables: Mapping[str, str]) -> list[Row]:
    """Return the rows of a finder."""
    return []
