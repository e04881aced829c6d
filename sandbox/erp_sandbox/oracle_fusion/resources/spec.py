"""What the tables of resources are made of."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FORMATS = {
    "integers": ("integer", "int64"),
    "numbers": ("number", None),
    "texts": ("string", None),
    "dates": ("string", "date"),
    "timestamps": ("string", "date-time"),
    "flags": ("boolean", None),
}


@dataclass(frozen=True)
class Attribute:
    """An attribute of a resource.

    Attributes:
        name: Its name; case matters.
        type: Its type in `describe`: `string`, `integer`, `number` or `boolean`.
        format: Its format in OpenAPI: `date`, `date-time`, `int64`, None for a plain one.
        queryable: Whether `q` and `orderBy` may use it.
        mandatory: Whether it is never null.
        precision: Digits of a number.
        scale: Digits after the point of a number.
        context: Whether it is the context of a flexfield.
    """

    name: str
    type: str
    format: str | None
    queryable: bool = True
    mandatory: bool = False
    precision: int | None = None
    scale: int | None = None
    context: bool = False


@dataclass(frozen=True)
class Finder:
    """A finder of a collection, with the names and types of its variables."""

    name: str
    variables: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Resource:
    """A resource, or a child of one.

    Attributes:
        name: Its name in the path.
        title: Its title in `describe`.
        keys: Attributes that identify an item among its siblings; none if the payload has no key.
        attributes: Its attributes by name.
        children: Its children by name.
        opaque: Whether the key in the path is a hash and not the value of `keys`.
        finders: Its finders, without `PrimaryKey`.
        flexfield: Whether it is a flexfield, with one item for each parent.
    """

    name: str
    title: str
    keys: tuple[str, ...]
    attributes: dict[str, Attribute]
    children: dict[str, Resource] = field(default_factory=dict)
    opaque: bool = False
    finders: tuple[Finder, ...] = ()
    flexfield: bool = False

    @cached_property
    def modified(self) -> str | None:
        """The name of the attribute with the time of the last change, if it has one."""
        names = (name for name in self.attributes if name.lower() == "lastupdatedate")
        return next(names, None)

    @cached_property
    def primary_key(self) -> Finder | None:
        """The finder `PrimaryKey`, if the payload has a key."""
        if not self.keys:
            return None
        found = tuple((name, self.attributes[name].type) for name in self.keys)
        return Finder("PrimaryKey", found)

    def with_segment(self, flexfield: str, segment: Attribute) -> Resource:
        """Return the resource with another segment of a flexfield."""
        found = self.children[flexfield]
        made = replace(found, attributes={**found.attributes, segment.name: segment})
        return replace(self, children={**self.children, flexfield: made})

    def walk(self, path: str = "") -> Iterator[tuple[str, Resource]]:
        """Yield this resource and all below it with their paths, such as `lines.schedules`."""
        yield path, self
        for name, child in self.children.items():
            yield from child.walk(f"{path}.{name}" if path else name)


def attributes(*, hidden: str = "", mandatory: str = "", **names: str) -> dict[str, Attribute]:
    """Return attributes by name.

    Args:
        hidden: Names that `q` and `orderBy` may not use.
        mandatory: Names that are never null.
        names: Names by kind: `integers`, `numbers`, `texts`, `dates`, `timestamps`, `flags`.
    """
    unqueryable, required = set(hidden.split()), set(mandatory.split())
    return {
        name: Attribute(
            name,
            *_FORMATS[kind],
            queryable=name not in unqueryable,
            mandatory=name in required,
            precision=18 if kind == "integers" else None,
        )
        for kind, listed in names.items()
        for name in listed.split()
    }


def resource(  # noqa: PLR0913 - the facts of a resource
    name: str,
    title: str,
    keys: str,
    fields: dict[str, Attribute],
    *children: Resource,
    opaque: bool = False,
    finders: tuple[Finder, ...] = (),
) -> Resource:
    """Return a resource; `keys` are the names of its key attributes."""
    below = {child.name: child for child in children}
    return Resource(name, title, tuple(keys.split()), fields, below, opaque, finders)


def flexfield(name: str, title: str, keys: str, **segments: str) -> Resource:
    """Return a flexfield of a parent with these keys; its segments differ for each tenant."""
    fields = attributes(integers=keys, mandatory=keys)
    fields["__FLEX_Context"] = Attribute("__FLEX_Context", "string", None, context=True)
    fields |= attributes(texts="__FLEX_Context_DisplayValue") | attributes(**segments)
    return Resource(name, title, tuple(keys.split()), fields, flexfield=True)


WHO = {"texts": "CreatedBy LastUpdatedBy LastUpdateLogin", "timestamps": "CreationDate"}
"""Attributes of who wrote a row, without the time of the last change."""
