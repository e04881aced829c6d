"""The `$metadata` document of an OData interface."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from erp_sandbox.acumatica.odata_sets import EntitySet

_DOCUMENT = """<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
<edmx:DataServices>
<Schema Namespace="PX.Data" xmlns="http://docs.oasis-open.org/odata/ns/edm">
{types}
</Schema>
<Schema Namespace="Default" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityContainer Name="Default">
{sets}
</EntityContainer>
</Schema>
</edmx:DataServices>
</edmx:Edmx>
"""


def metadata(sets: Mapping[str, EntitySet]) -> Response:
    """Return the document of an interface.

    Args:
        sets: Its sets by name.
    """
    types = [_type(name, found) for name, found in sets.items()]
    entity_sets = [
        f"<EntitySet Name={quoteattr(name)} EntityType={quoteattr(f'PX.Data.{name}')} />"
        for name in sets
    ]
    body = _DOCUMENT.format(types="\n".join(types), sets="\n".join(entity_sets))
    return Response(body, media_type="application/xml")


def _type(name: str, found: EntitySet) -> str:
    keys = "".join(f"<PropertyRef Name={quoteattr(key)} />" for key in found.keys)
    properties = "".join(
        f"<Property Name={quoteattr(column)} Type={quoteattr(one.kind)} />"
        for column, one in found.columns.items()
    )
    return f"<EntityType Name={quoteattr(name)}><Key>{keys}</Key>{properties}</EntityType>"
