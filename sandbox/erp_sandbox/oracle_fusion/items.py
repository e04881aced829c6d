"""Rows as JSON: values by framework version, links, and expanded children."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from erp_sandbox.oracle_fusion.query import Selection
    from erp_sandbox.oracle_fusion.resources import Attribute, Resource
    from erp_sandbox.oracle_fusion.rows import Row

CHILD_COLLECTIONS = 3
"""The framework version from which on expanded children are collections."""
_TEXT_NUMBERS = 9
_LONG_ID = 18
_PROCUREMENT = {"suppliers", "purchaseOrders"}


@dataclass(frozen=True)
class Style:
    """How the rows of one request are written.

    Attributes:
        version: The framework version.
        url: The URL of the resources, as links have it.
        links: The relations that are returned, None for all.
        nested: Rows of an expanded child at most.
        omitted: Children that are left out although they are expanded.
    """

    version: int
    url: str
    links: frozenset[str] | None
    nested: int
    omitted: frozenset[str] = frozenset()


class Writer:
    """Writes rows of a resource or of a child.

    Args:
        resource: The resource.
        selection: What is returned of it.
        style: How rows are written.
        root: The name of the resource at the top.
    """

    def __init__(
        self, resource: Resource, selection: Selection, style: Style, root: str = ""
    ) -> None:
        self._resource = resource
        self._style = style
        chosen = selection.attributes
        self._is_whole = chosen is None
        # Attributes without a value are null.
        self._nulls: dict[str, Any] = dict.fromkeys(
            resource.attributes if chosen is None else chosen
        )
        top = root or resource.name
        self._converted = [
            (name, convert)
            for name in self._nulls
            if (convert := _conversion(resource.attributes[name], style.version, top))
        ]
        self._children = {
            name: Writer(resource.children[name], inner, style, top)
            for name, inner in selection.children.items()
            if name not in style.omitted
        }

    def item(self, row: Row, path: str) -> dict[str, Any]:
        """Return one row as JSON values.

        Args:
            row: The row.
            path: Path of its collection, below the URL of the resources.
        """
        values = row.values
        item = (
            {**self._nulls, **values}
            if self._is_whole
            else {name: values.get(name) for name in self._nulls}
        )
        for name, convert in self._converted:
            if item[name] is not None:
                item[name] = convert(item[name])
        own = f"{path}/{row.key}"
        if self._children:
            children = row.children
            for name, writer in self._children.items():
                rows = children.get(name, [])
                item[name] = writer.nested(rows, f"{own}/child/{name}")
        if self._style.links != frozenset():
            item["links"] = self._links(row, path, own)
        return item

    def nested(self, rows: list[Row], path: str) -> Any:
        """Return an expanded child; rows behind the limit are truncated."""
        most = self._style.nested
        items = [self.item(row, path) for row in rows[:most]]
        if self._style.version < CHILD_COLLECTIONS:
            return items
        return {
            "items": items,
            "count": len(items),
            "hasMore": len(rows) > most,
            "limit": most,
            "offset": 0,
            "links": self.collection_links(path),
        }

    def collection_links(self, path: str) -> list[dict[str, Any]]:
        """Return the links of a collection."""
        return [
            {
                "rel": "self",
                "href": f"{self._style.url}/{path}",
                "name": self._resource.name,
                "kind": "collection",
            }
        ]

    def _links(self, row: Row, path: str, own: str) -> list[dict[str, Any]]:
        wanted, url, name = self._style.links, self._style.url, self._resource.name
        parent = path.rpartition("/child/")[0]
        found: list[dict[str, Any]] = [
            {
                "rel": "self",
                "href": f"{url}/{own}",
                "name": name,
                "kind": "item",
                "properties": {"changeIndicator": change_indicator(row)},
            },
            {"rel": "canonical", "href": f"{url}/{own}", "name": name, "kind": "item"},
        ]
        if parent:
            name = parent.split("/")[-2]
            found.append({"rel": "parent", "href": f"{url}/{parent}", "name": name, "kind": "item"})
        if wanted is None or "child" in wanted:
            found += [
                {"rel": "child", "href": f"{url}/{own}/child/{one}", "name": one}
                | {"kind": "collection"}
                for one in self._resource.children
            ]
        return [link for link in found if wanted is None or link["rel"] in wanted]


def change_indicator(row: Row) -> str:
    """Return what a change of the row changes."""
    text = f"{row.key}{row.modified}".encode()
    return f"ACED0005737200136A6176612E7574696C{zlib.crc32(text):08X}"


@lru_cache(maxsize=4096)
def timestamp(value: datetime) -> str:
    """Return a timestamp in UTC; its fraction is dropped when it is zero."""
    return value.isoformat(timespec="milliseconds" if value.microsecond else "seconds")


def _conversion(attribute: Attribute, version: int, root: str) -> Callable[[Any], Any] | None:
    if attribute.format == "date-time":
        return timestamp
    if version < _TEXT_NUMBERS or attribute.type not in {"integer", "number"}:
        return None
    is_long = attribute.type == "integer" and (attribute.precision or 0) >= _LONG_ID
    return str if is_long or root in _PROCUREMENT else None
