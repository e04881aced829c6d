"""The parts of an entity's contract, and the notation of its tables."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Self

_ATTRIBUTE = "Attribute"  # user-defined fields are named so, with the id of an attribute


class FieldType(StrEnum):
    """The type of a field; its schema is `{type}Value`, its custom form `Custom{type}Field`."""

    TEXT = "String"
    DECIMAL = "Decimal"
    TIMESTAMP = "DateTime"
    BOOLEAN = "Boolean"
    INTEGER = "Int"
    SHORT = "Short"
    LONG = "Long"
    GUID = "Guid"


@dataclass(frozen=True)
class Field:
    """A field of a contract.

    Attributes:
        name: Its name in the contract.
        type: Its type.
        view: The view of the screen it shows, "" without one.
        column: The field of the data access class it shows.
        is_date: Whether it is a business date: midnight, whatever the time zone.
        since: The first endpoint version that has it, "" for all.
    """

    name: str
    type: FieldType
    view: str
    column: str
    is_date: bool = False
    since: str = ""

    @property
    def path(self) -> str:
        """Its name in `$custom`."""
        return f"{self.view}.{self.column}"


@dataclass(frozen=True)
class Shape:
    """The schema of an object: a record, a detail line or a linked object.

    Attributes:
        name: The name of the schema.
        fields: Its scalar fields by name.
        details: The shapes of its detail lines by field.
        linked: The shapes of its linked objects by field.
        custom: Fields outside the contract by `View.Field`.
        keys: Fields that identify it, in the order of the URL; on lines the line number.
    """

    name: str
    fields: Mapping[str, Field]
    details: Mapping[str, Shape] = field(default_factory=dict)
    linked: Mapping[str, Shape] = field(default_factory=dict)
    custom: Mapping[str, Field] = field(default_factory=dict)
    keys: tuple[str, ...] = ()

    def at(self, version: str) -> Self:
        """Return the shape as an endpoint version has it."""
        return replace(
            self,
            fields={name: field for name, field in self.fields.items() if field.since <= version},
            details={name: shape.at(version) for name, shape in self.details.items()},
            linked={name: shape.at(version) for name, shape in self.linked.items()},
        )


@dataclass(frozen=True)
class Entity(Shape):
    """A top-level entity.

    Attributes:
        screen: The form it shows, such as `GL301000`.
        graph: The class of the form, as in `_links`.
        title: The name of a record in messages.
        dac: The data access class of the header.
        actions: Names of its actions.
        inquiry: Whether it is read with PUT and has no rows of its own.
    """

    screen: str = ""
    graph: str = ""
    title: str = ""
    dac: str = ""
    actions: tuple[str, ...] = ()
    inquiry: bool = False

    def without_user_fields(self) -> Self:
        """Return the entity where no user-defined field is added to its form."""
        own = {
            path: one for path, one in self.custom.items() if not one.column.startswith(_ATTRIBUTE)
        }
        return replace(self, custom=own)

    @property
    def view(self) -> str:
        """The view of its keys."""
        first = self.keys[0] if self.keys else next(iter(self.fields))
        return self.fields[first].view


def view(  # noqa: PLR0913 - one argument for each type
    view: str = "",
    *,
    text: str = "",
    decimal: str = "",
    timestamp: str = "",
    date: str = "",
    boolean: str = "",
    integer: str = "",
    short: str = "",
    long: str = "",
    guid: str = "",
    since: str = "",
) -> tuple[Field, ...]:
    """Return the fields of a view; `Name=Column` where the two differ."""
    columns = (
        (FieldType.TEXT, text, False),
        (FieldType.DECIMAL, decimal, False),
        (FieldType.TIMESTAMP, timestamp, False),
        (FieldType.TIMESTAMP, date, True),
        (FieldType.BOOLEAN, boolean, False),
        (FieldType.INTEGER, integer, False),
        (FieldType.SHORT, short, False),
        (FieldType.LONG, long, False),
        (FieldType.GUID, guid, False),
    )
    return tuple(
        Field(name, kind, view, column or name, is_date, since)
        for kind, names, is_date in columns
        for name, _, column in (entry.partition("=") for entry in names.split())
    )


def shape(
    name: str,
    *fields: Iterable[Field],
    custom: Iterable[Field] = (),
    details: Mapping[str, Shape] | None = None,
    linked: Mapping[str, Shape] | None = None,
    keys: str = "",
) -> Shape:
    """Return the shape of a line or a linked object."""
    return Shape(
        name, _by_name(fields), details or {}, linked or {}, _by_path(custom), tuple(keys.split())
    )


def entity(  # noqa: PLR0913 - the columns of the tables
    name: str,
    screen: str,
    graph: str,
    *fields: Iterable[Field],
    keys: str = "",
    title: str = "",
    dac: str = "",
    custom: Iterable[Field] = (),
    details: Mapping[str, Shape] | None = None,
    linked: Mapping[str, Shape] | None = None,
    actions: str = "",
) -> Entity:
    """Return an entity; without keys it is an inquiry."""
    return Entity(
        name,
        _by_name(fields),
        details or {},
        linked or {},
        _by_path(custom),
        tuple(keys.split()),
        screen=screen,
        graph=graph,
        title=title or name,
        dac=dac,
        actions=tuple(actions.split()),
        inquiry=not keys,
    )


def _by_name(groups: Iterable[Iterable[Field]]) -> dict[str, Field]:
    return {field.name: field for group in groups for field in group}


def _by_path(fields: Iterable[Field]) -> dict[str, Field]:
    return {field.path: field for field in fields}
