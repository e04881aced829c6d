"""A stored record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from erp_sandbox.quickbooks.entities import Entity

Record = dict[str, Any]
Key = tuple[str, str]
"""Entity and id of a record."""


@dataclass
class Row:
    """A record with its timestamps.

    Attributes:
        entity: What it is.
        values: Its fields, `Id` among them; references without names.
        created: When it was made.
        updated: When it was last changed, or its balance was.
        token: Counts its edits.
    """

    entity: Entity
    values: Record
    created: datetime
    updated: datetime
    token: int = 0

    @property
    def id(self) -> str:
        """Its id, unique within the entity."""
        return str(self.values["Id"])

    @property
    def key(self) -> Key:
        """Its entity and id."""
        return self.entity.name, self.id


Rows = dict[str, dict[str, Row]]
"""All records, by entity and id."""


def ref(record: Record, name: str) -> str | None:
    """Return the id of a reference, None without it."""
    reference = record.get(name)
    return str(reference["value"]) if reference else None
