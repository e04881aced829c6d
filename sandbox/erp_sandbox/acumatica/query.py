"""Lists of records: `$filter`, `$top` and `$skip`, executed on the rows of a tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.acumatica import ranges
from erp_sandbox.acumatica.entities import FieldType
from erp_sandbox.acumatica.errors import ApiError, invalid_filter, unknown_field
from erp_sandbox.acumatica.filters import Value, condition
from erp_sandbox.acumatica.projection import custom_field
from erp_sandbox.acumatica.query_grammar import Custom, Path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from erp_sandbox.acumatica.entities import Entity, Shape
    from erp_sandbox.acumatica.quirks import Quirks
    from erp_sandbox.acumatica.ranges import Bound
    from erp_sandbox.acumatica.rows import Row

KINDS = {
    FieldType.TEXT: "Edm.String",
    FieldType.DECIMAL: "Edm.Decimal",
    FieldType.TIMESTAMP: "Edm.DateTimeOffset",
    FieldType.BOOLEAN: "Edm.Boolean",
    FieldType.INTEGER: "Edm.Int32",
    FieldType.SHORT: "Edm.Int16",
    FieldType.LONG: "Edm.Int64",
    FieldType.GUID: "Edm.Guid",
}
"""OData types by type of field."""


def run(rows: Iterable[Row], entity: Entity, query: Mapping[str, str], quirks: Quirks) -> list[Row]:
    """Return the rows of one page.

    Args:
        rows: All rows of the entity that the user may see.
        entity: The entity.
        query: The query parameters.
        quirks: The order of the site.

    Raises:
        ApiError: If a parameter is not valid.
    """
    skip, top = number(query, "$skip", 0), number(query, "$top", None)
    found = quirks.ordered(matching(rows, entity, query.get("$filter", ""), quirks), entity)
    return found[skip:] if top is None else found[skip or 0 : (skip or 0) + top]


def bounds(entity: Entity, query: Mapping[str, str]) -> list[Bound]:
    """Return the bounds of a `$filter`; none if what it matches is unpredictable.

    Raises:
        ApiError: If it is not valid.
    """
    text = query.get("$filter", "")
    resolver = _Resolver(entity)
    if text.strip():
        condition(text, resolver)
    return [] if resolver.unpredictable else ranges.bounds(text)


def matching(rows: Iterable[Row], entity: Entity, text: str, quirks: Quirks) -> list[Row]:
    """Return the rows that a `$filter` matches; all without one."""
    if not text.strip():
        return list(rows)
    resolver = _Resolver(entity)
    holds = condition(text, resolver)
    if resolver.unpredictable:
        return quirks.arbitrary(rows)
    return [row for row in rows if holds(row)]


def number(query: Mapping[str, str], name: str, default: int | None) -> int | None:
    """Return a number of the query.

    Raises:
        ApiError: 400 (unconfirmed), if it is negative or not a number.
    """
    text = query.get(name)
    if text is None or not text.strip():
        return default
    if not text.strip().isdecimal():
        why = f"The value '{text}' is not valid."
        raise ApiError(400, message="The request is invalid.", more={"modelState": {name: [why]}})
    return int(text)


class _Resolver:
    """Resolves the fields of a `$filter`.

    Args:
        shape: The entity.

    Attributes:
        unpredictable: Whether a field of lines was named, which Acumatica does not support.
    """

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self.unpredictable = False

    def __call__(self, name: Path | Custom) -> Value:
        if isinstance(name, Custom):
            return self._custom(name)
        shape, links = self._shape, name.names[:-1]
        for link in links:
            if link in shape.details:
                self.unpredictable = True
            inner = shape.details.get(link) or shape.linked.get(link)
            if inner is None:
                raise unknown_field()
            shape = inner
        field = shape.fields.get(name.names[-1])
        if field is None:
            raise unknown_field()
        key = field.name
        if not links:
            return Value(KINDS[field.type], lambda row: row.values.get(key), field.is_date)

        def read(row: Row) -> object:
            for link in links:
                linked = row.linked.get(link)
                if linked is None:
                    return None
                row = linked
            return row.values.get(key)

        return Value(KINDS[field.type], read, field.is_date)

    def _custom(self, name: Custom) -> Value:
        found = custom_field(self._shape, name.name)
        kind = KINDS[found.field.type]
        if kind != name.kind:
            raise invalid_filter(f"The field '{name.name}' has the type '{kind}'.")
        return Value(kind, found.value, found.field.is_date)
