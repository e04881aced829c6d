"""The query parameters of a GET request ("Supported Query Parameters")."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from erp_sandbox.oracle_fusion.errors import bad_query
from erp_sandbox.oracle_fusion.filters import queryable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from erp_sandbox.oracle_fusion.resources import Resource

DEFAULT_LIMIT = 25
_PARAMETERS = {
    *("limit", "offset", "q", "finder", "fields", "expand", "orderBy", "totalResults"),
    *("onlyData", "links", "dependency", "effectiveDate"),
}


@dataclass
class Selection:
    """What is returned of a resource.

    Attributes:
        attributes: Its attributes, None for all.
        children: What is returned of its children.
    """

    attributes: list[str] | None = None
    children: dict[str, Selection] = field(default_factory=dict)


@dataclass(frozen=True)
class Query:
    """The query parameters of a request.

    Attributes:
        limit: The page size.
        offset: Rows that are skipped.
        q: The filter, not parsed.
        finder: The finder with its variables, not parsed.
        order: Attributes, and whether they are descending.
        selection: The attributes and children that are returned.
        links: The relations that are returned, None for all.
        counted: Whether `totalResults` is returned.
    """

    limit: int
    offset: int
    q: str
    finder: str
    order: tuple[tuple[str, bool], ...]
    selection: Selection
    links: frozenset[str] | None
    counted: bool


def read(parameters: Mapping[str, str], resource: Resource) -> Query:
    """Return the query of a request.

    Raises:
        ApiError: 400, for a parameter that is not known or not valid.
    """
    for name in parameters:
        if name not in _PARAMETERS:
            raise bad_query(f"URL request parameter {name} cannot be used in this context.")
    links = parameters.get("links")
    relations = None if links is None else frozenset(links.replace(" ", "").split(","))
    only_data = _flag(parameters, "onlyData")
    return Query(
        limit=_number(parameters, "limit", DEFAULT_LIMIT),
        offset=_number(parameters, "offset", 0),
        q=parameters.get("q", "").strip(),
        finder=parameters.get("finder", "").strip(),
        order=_order(parameters.get("orderBy", ""), resource),
        selection=_selection(parameters, resource),
        links=frozenset() if only_data else relations,
        counted=_flag(parameters, "totalResults"),
    )


def _number(parameters: Mapping[str, str], name: str, default: int) -> int:
    text = parameters.get(name, str(default))
    if not text.isascii() or not text.isdecimal() or (name == "limit" and not int(text)):
        raise bad_query(f"The value of URL request parameter {name} is not valid.")
    return int(text)


def _flag(parameters: Mapping[str, str], name: str) -> bool:
    text = parameters.get(name, "false").lower()
    if text not in {"true", "false"}:
        raise bad_query(f"The value of URL request parameter {name} is not valid.")
    return text == "true"


def _order(text: str, resource: Resource) -> tuple[tuple[str, bool], ...]:
    found: list[tuple[str, bool]] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, direction = part.partition(":")
        if direction not in {"", "asc", "desc"}:
            raise bad_query(f"{direction} is not a direction of orderBy.", name)
        queryable(resource, (name,))
        found.append((name, direction == "desc"))
    return tuple(found)


def _selection(parameters: Mapping[str, str], resource: Resource) -> Selection:
    """Return what `fields` or `expand` select; `fields` wins over `expand`."""
    if "fields" in parameters:
        return _of_fields(parameters["fields"], resource)
    selection = Selection()
    for path in filter(None, parameters.get("expand", "").replace(" ", "").split(",")):
        if path == "all":
            for child in resource.children:
                selection.children.setdefault(child, Selection())
        else:
            _descend(selection, resource, path, None)
    return selection


def _of_fields(text: str, resource: Resource) -> Selection:
    """Return the selection of `A,B;child:C,D;child.grandchild:E`; without names, of links only."""
    selection = Selection([])
    for part in filter(None, text.replace(" ", "").split(";")):
        path, _, names = part.rpartition(":")
        inner, owner = _descend(selection, resource, path, []) if path else (selection, resource)
        inner.attributes = [*(inner.attributes or []), *names.split(",")]
        for name in names.split(","):
            if name not in owner.attributes:
                raise bad_query(f"Attribute {name} is not valid in fields.", name)
    return selection


def _descend(
    selection: Selection, resource: Resource, path: str, attributes: list[str] | None
) -> tuple[Selection, Resource]:
    """Add the children of a path; parents are implied."""
    for name in path.split("."):
        if name not in resource.children:
            raise bad_query(f"Child resource {name} was not found.", name)
        fresh = Selection(None if attributes is None else [])
        selection = selection.children.setdefault(name, fresh)
        resource = resource.children[name]
    return selection, resource
