"""What to do after the demo of each flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Guide:
    """What to do after the demo of a flow.

    Attributes:
        flow: The flow's name.
        systems: The systems whose settings it needs.
        page: The page that says how to set them up.
        record: Stream and key of a record in the audit log, if the demo always has it.
    """

    flow: str
    systems: str
    page: str
    record: str = ""


_GUIDES = (
    Guide("netsuite-to-warehouse", "NetSuite", "docs/netsuite.md", "customers 1"),
    Guide("quickbooks-to-warehouse", "QuickBooks Online", "docs/quickbooks.md"),
    Guide("acumatica-to-warehouse", "Acumatica", "docs/acumatica.md", "currencies Acme/USD"),
    Guide("oracle-fusion-to-warehouse", "Oracle Fusion", "docs/oracle-fusion.md"),
    Guide(
        "netsuite-to-salesforce",
        "NetSuite and Salesforce",
        "docs/netsuite-to-salesforce.md",
        "customers 1",
    ),
    Guide("looker-to-acumatica", "Looker and Acumatica", "docs/looker-to-acumatica.md"),
    Guide("looker-after-load", "Looker", "docs/looker-plans.md"),
)


def guide(flows: Sequence[str]) -> Guide:
    """Return what to do after the demo of flows; after that of all, the first guide."""
    return next((one for one in _GUIDES if [one.flow] == [*flows]), _GUIDES[0])
