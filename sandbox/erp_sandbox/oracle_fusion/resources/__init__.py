"""The resources of `fscmRestApi` with their attributes and children."""

from __future__ import annotations

from erp_sandbox.oracle_fusion.resources import (
    ledger,
    payables,
    procurement,
    receivables,
    reference,
)
from erp_sandbox.oracle_fusion.resources.spec import Attribute, Finder, Resource

__all__ = ["RESOURCES", "Attribute", "Finder", "Resource"]

RESOURCES: dict[str, Resource] = {
    resource.name: resource
    for resource in (
        *payables.RESOURCES,
        *procurement.RESOURCES,
        *receivables.RESOURCES,
        *ledger.RESOURCES,
        *reference.RESOURCES,
    )
}
"""The top-level resources by name."""
