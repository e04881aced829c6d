"""What a company stores: records, stubs of deleted ones, and notices for webhooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from erp_sandbox.quickbooks.entities import Entity

Record = dict[str, Any]


@dataclass
class Row:
    """A record with its timestamps.

    Attributes:
        entity: What it is.
        values: Its fields, `Id` among them; references without names.
        created: When it was made.
        updated: When it was last changed, or its balance was.
        token: Counts its edits.
        merged: Whether it was merged into another record, which is final.
    """

    entity: Entity
    values: Record
    created: datetime
    updated: datetime
    token: int = 0
    merged: bool = False

    @property
    def id(self) -> str:
        """Its id, unique within the entity."""
        return str(self.values["Id"])


@dataclass(frozen=True)
class Stub:
    """A deleted transaction."""

    entity: Entity
    id: str
    at: datetime


@dataclass(frozen=True)
class Notice:
    """A change that webhooks notify of; changed balances are none."""

    realm_id: str
    entity: str
    id: str
    operation: str  # Create, Update, Delete, Void, Merge
    at: datetime
    loser: str | None = None
