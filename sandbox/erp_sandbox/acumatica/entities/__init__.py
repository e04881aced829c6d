"""The contracts of the `Default` endpoints: entities, their fields, keys and forms."""

from __future__ import annotations

from functools import cache

from erp_sandbox.acumatica.entities import (
    inquiries,
    items,
    ledger,
    parties,
    parts,
    payables,
    projects,
    receivables,
)
from erp_sandbox.acumatica.entities.spec import Entity, Field, FieldType, Shape

__all__ = ["ENTITIES", "VERSIONS", "Entity", "Field", "FieldType", "Shape", "entities"]

VERSIONS = ("23.200.001", "24.200.001")
"""The versions of the `Default` endpoint."""

ENTITIES: dict[str, Entity] = {
    entity.name: entity
    for entity in (
        *ledger.ENTITIES,
        *inquiries.ENTITIES,
        *parties.ENTITIES,
        parts.CONTACT,
        *payables.ENTITIES,
        *receivables.ENTITIES,
        *items.ENTITIES,
        *projects.ENTITIES,
    )
}
"""All entities by name, with the fields of every version."""


@cache
def entities(version: str) -> dict[str, Entity]:
    """Return the entities as a version of the `Default` endpoint has them."""
    return {name: entity.at(version) for name, entity in ENTITIES.items()}
