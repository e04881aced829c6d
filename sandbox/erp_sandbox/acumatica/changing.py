"""New records, and other versions of stored ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from erp_sandbox.acumatica.entities import ENTITIES
from erp_sandbox.acumatica.rows import Row, Values, guid, part_guid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from erp_sandbox.acumatica.store import Tenant

MODIFIED = ("LastModifiedDateTime", "LastModified")
"""Fields that hold when a record was last changed."""


class RuleError(ValueError):
    """A change that Acumatica refuses; the text is what the form says."""


def new(tenant: Tenant, entity: str, values: Values) -> Row:
    """Return a new record with empty lines and linked objects, stamped now."""
    contract, at = ENTITIES[entity], tenant.timestamp()
    key = [values[name] for name in contract.keys]
    row = Row(guid(tenant.name, entity, *key, tenant.number()), dict(values))
    for name in ("CreatedDateTime", *MODIFIED):
        if name in contract.fields:
            row.values[name] = at
    if "NoteID" in contract.fields:
        row.values["NoteID"] = row.id
    row.modified = row.values.get("LastModifiedDateTime")
    row.details = {name: [] for name in contract.details}
    row.linked = {name: Row(part_guid(row.id, name), {}) for name in contract.linked}
    return row


def changed(tenant: Tenant, row: Row, values: Values | None = None, **parts: Any) -> Row:
    """Return another version of a record, stamped now.

    Args:
        tenant: The tenant of the record.
        row: The record.
        values: Fields with other values; None removes a field, also one of when it was changed.
        parts: Other attributes of the row, such as `details`.
    """
    merged = {**row.values, **(values or {})}
    at = tenant.timestamp()
    merged |= {name: at for name in MODIFIED if name in row.values and merged[name] is not None}
    return replace(
        row,
        values={name: value for name, value in merged.items() if value is not None},
        modified=at if merged.get("LastModifiedDateTime") else None,
        visible_from=None,
        previous=None,
        **parts,
    )


def same(one: Row, other: Row) -> bool:
    """Return whether two versions of a record say the same; a PUT of equal values saves nothing."""
    return (
        (one.values, one.custom, one.note) == (other.values, other.custom, other.note)
        and _same_lines(one.details, other.details)
        and one.linked.keys() == other.linked.keys()
        and all(same(row, other.linked[name]) for name, row in one.linked.items())
    )


def _same_lines(one: Mapping[str, list[Row]], other: Mapping[str, list[Row]]) -> bool:
    return one.keys() == other.keys() and all(
        len(lines) == len(other[name])
        and all(a.id == b.id and same(a, b) for a, b in zip(lines, other[name], strict=True))
        for name, lines in one.items()
    )
