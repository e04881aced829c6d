"""What a client can find out about a site: endpoints and the schemas of custom fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Iterable

    from erp_sandbox.acumatica.entities import Shape

BUILD = "26.100.0168"
_NO_ID = str(UUID(int=0))


def endpoints(site: str, names: Iterable[tuple[str, str]], *, wrapped: bool) -> Any:
    """Return the response of `GET /entity`.

    Args:
        site: The site's path.
        names: Names and versions of the endpoints.
        wrapped: Whether the build's version is part of it, as in newer releases.
    """
    listed = [
        {"name": name, "version": version, "href": f"{site}/entity/{name}/{version}/"}
        for name, version in names
    ]
    if not wrapped:
        return listed
    versions = {"acumaticaBuildVersion": BUILD, "databaseVersion": BUILD}
    return {"version": versions, "endpoints": listed}


def ad_hoc_schema(shape: Shape) -> dict[str, Any]:
    """Return the fields of an entity, its lines and linked objects that are not of the contract."""
    return {**_fields(shape), "_workflowActions": []}


def _fields(shape: Shape) -> dict[str, Any]:
    views: dict[str, Any] = {}
    for field in shape.custom.values():
        typed = {"type": f"Custom{field.type}Field", "value": None}
        views.setdefault(field.view, {})[field.column] = typed
    return {
        "id": _NO_ID,
        "rowNumber": 1,
        "note": None,
        **{name: {} for name in sorted(shape.fields)},
        **{name: [_fields(inner)] for name, inner in shape.details.items()},
        **{name: _fields(inner) for name, inner in shape.linked.items()},
        "custom": views,
    }
