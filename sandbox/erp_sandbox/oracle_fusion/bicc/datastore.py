"""Data stores that show a resource: its attributes are their columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from erp_sandbox.oracle_fusion.resources import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from erp_sandbox.oracle_fusion.resources import Attribute, Resource
    from erp_sandbox.oracle_fusion.rows import Row, Values
    from erp_sandbox.oracle_fusion.store import Pod

_TYPES = {"integer": "NUMERIC", "number": "NUMERIC", "boolean": "VARCHAR"}
_FORMATS = {"date": "DATE", "date-time": "TIMESTAMP"}
_HEADER_ID = "JeHeaderId"
"""What the key of a journal is called, which REST shows only in links."""
_CONTEXT = 2
"""Attributes of the context of a flexfield."""
_CLASSES = {"receivablesCreditMemos": "CM", "receivablesInvoices": "INV"}


@dataclass(frozen=True)
class Column:
    """A column of a data store."""

    name: str
    type: str
    primary_key: bool = False
    last_update: bool = False
    creation: bool = False


@dataclass(frozen=True)
class Record:
    """A row of a data store.

    Attributes:
        values: Values by column; null is absent.
        created: When it was created, None if it does not say.
        modified: When it was last changed, None if it does not say.
    """

    values: Values
    created: datetime | None
    modified: datetime | None


@dataclass(frozen=True)
class DataStore:
    """A view object that can be extracted.

    Attributes:
        key: Its name, from `FscmTopModelAM` to the name of the view object.
        prefix: What the names of its columns begin with.
        sources: Paths of the resources that it shows, such as `invoices.invoiceLines`.
        named: Other names of attributes, without the prefix.
    """

    key: str
    prefix: str
    sources: tuple[str, ...]
    named: dict[str, str] = field(default_factory=dict)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Its columns."""
        found: dict[str, Column] = {}
        for source in self.sources:
            for column in self._columns(_path(source)):
                found.setdefault(column.name, column)
        if len(self.sources) > 1:
            name = f"{self.prefix}Class"
            found[name] = Column(name, "VARCHAR")
        return tuple(found.values())

    def records(self, pod: Pod) -> Iterator[Record]:
        """Yield all rows; data security does not hide any."""
        for source in self.sources:
            path = _path(source)
            for row in pod.rows(path[0].name):
                yield from self._records(path, (), row)

    def _columns(self, path: tuple[Resource, ...]) -> Iterator[Column]:
        *above, own = path
        for resource in above:
            for name, attribute in _keys(resource):
                yield Column(self._name(name), _type(attribute), primary_key=True)
        keys = dict(_keys(own))
        if _HEADER_ID in keys:
            yield Column(self._name(_HEADER_ID), "VARCHAR", primary_key=True)
        for name, attribute in own.attributes.items():
            yield Column(
                self._name(name),
                _type(attribute),
                primary_key=name in keys,
                last_update=name == own.modified,
                creation=name.lower() == "creationdate",
            )
        for flexfield in _flexfields(own):
            for name, attribute in flexfield.attributes.items():
                if name not in flexfield.keys:
                    yield Column(self._segment(flexfield, name), _type(attribute))

    def _records(
        self, path: tuple[Resource, ...], above: tuple[Row, ...], row: Row
    ) -> Iterator[Record]:
        own, *below = path
        if below:
            for child in row.children.get(below[0].name, ()):
                yield from self._records(tuple(below), (*above, row), child)
            return
        names = self._names[own.name]
        values: Values = {}
        for parent in above:
            for name, _ in _keys(parent.resource):
                values[self._names[parent.resource.name][name]] = _key(parent, name)
        if not own.keys:
            values[names[_HEADER_ID]] = row.key
        given = row.values
        for name, value in given.items():
            values[names[name]] = value
        if self._flexible:
            values |= self._segments(row)
        if len(self.sources) > 1:
            top = above[0].resource if above else own
            values[f"{self.prefix}Class"] = _CLASSES.get(top.name, own.name)
        created = given.get("CreationDate", given.get("creationDate"))
        yield Record(values, created, row.modified)

    def _segments(self, row: Row) -> Values:
        found: Values = {}
        for flexfield in _flexfields(row.resource):
            names = self._names[flexfield.name]
            for segments in row.children.get(flexfield.name, ()):
                for name, value in segments.values.items():
                    if name in names:
                        found[names[name]] = value
        return found

    @cached_property
    def _flexible(self) -> bool:
        """Whether a flexfield has segments."""
        own = (_path(source)[-1] for source in self.sources)
        return any(
            len(flexfield.attributes) > len(flexfield.keys) + _CONTEXT
            for one in own
            for flexfield in _flexfields(one)
        )

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        """Columns by resource and attribute."""
        found: dict[str, dict[str, str]] = {}
        for source in self.sources:
            for one in _path(source):
                names = [*one.attributes, *(name for name, _ in _keys(one))]
                found[one.name] = {name: self._name(name) for name in names}
                for flexfield in _flexfields(one):
                    segments = [name for name in flexfield.attributes if name not in flexfield.keys]
                    found[flexfield.name] = {n: self._segment(flexfield, n) for n in segments}
        return found

    def _name(self, name: str) -> str:
        name = self.named.get(name, name).lstrip("_")
        return f"{self.prefix}{name[:1].upper()}{name[1:]}"

    def _segment(self, flexfield: Resource, name: str) -> str:
        """Return the column of a segment: descriptive ones are named by it (unconfirmed)."""
        if not name.startswith("__FLEX_Context"):
            return f"{name}_"
        local = "Global" if flexfield.name.lower().endswith("gdf") else ""
        suffix = "Name" if name.endswith("DisplayValue") else ""
        return f"{self.prefix}{local}AttributeCategory{suffix}"


def _path(source: str) -> tuple[Resource, ...]:
    """Return the resources from the top to a child."""
    first, *rest = source.split(".")
    found = [RESOURCES[first]]
    for name in rest:
        found.append(found[-1].children[name])
    return tuple(found)


def _keys(resource: Resource) -> Iterator[tuple[str, Attribute | None]]:
    """Yield the key attributes of a resource; the key of a journal is none of its attributes."""
    if not resource.keys:
        yield _HEADER_ID, None
    for name in resource.keys:
        yield name, resource.attributes[name]


def _key(row: Row, name: str) -> Any:
    return row.key if name == _HEADER_ID and not row.resource.keys else row.value(name)


def _flexfields(resource: Resource) -> list[Resource]:
    return [child for child in resource.children.values() if child.flexfield]


def _type(attribute: Attribute | None) -> str:
    if attribute is None:
        return "VARCHAR"
    return _FORMATS.get(attribute.format or "") or _TYPES.get(attribute.type, "VARCHAR")
