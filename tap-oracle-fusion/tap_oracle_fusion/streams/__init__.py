"""The streams, as data: one `Resource` each with its child resources."""

from __future__ import annotations

from tap_oracle_fusion.streams.ledger import LEDGER
from tap_oracle_fusion.streams.payables import PAYABLES
from tap_oracle_fusion.streams.receivables import RECEIVABLES
from tap_oracle_fusion.streams.resource import Resource

RESOURCES: tuple[Resource, ...] = (*LEDGER, *PAYABLES, *RECEIVABLES)

__all__ = ["RESOURCES", "Resource"]
