"""Fields that refer to another record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.acumatica.entities import ENTITIES

if TYPE_CHECKING:
    from datetime import date

    from erp_sandbox.acumatica.draft import Draft
    from erp_sandbox.acumatica.rows import Row


def found(draft: Draft, entity: str, label: str, name: str, row: Row | None = None) -> Row | None:
    """Return the record that a required field refers to, active if it can be inactive.

    Args:
        draft: The record that is saved; gets the error.
        entity: The entity of the other record.
        label: The field's name on the form.
        name: The field.
        row: The line with the field, the record itself by default.
    """
    code = (row or draft.row).values.get(name)
    if not code:
        draft.fail(f"'{label}' cannot be empty.", name, row)
        return None
    other = draft.tenant.get(entity, code)
    if other is None:
        draft.fail(f"'{label}' cannot be found in the system.", name, row)
        return None
    if other.values.get("Active") is False:
        draft.fail(f"{label} is inactive.", name, row)
    (row or draft.row).values[name] = other.values[ENTITIES[entity].keys[0]]
    return other


def rate(draft: Draft, base: str, currency: str, day: date) -> None:
    """Check that the currency of a document has a rate on a day."""
    try:
        draft.tenant.organization.rate(base, currency, day)
    except LookupError as error:
        draft.fail(str(error), "CurrencyID" if "CurrencyID" in draft.entity.fields else "")
