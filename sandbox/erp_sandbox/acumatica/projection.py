"""What a request returns of a record: `$select`, `$expand` and `$custom`."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from erp_sandbox.acumatica.entities import FieldType
from erp_sandbox.acumatica.errors import ApiError, unknown_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from erp_sandbox.acumatica.entities import Field, Shape
    from erp_sandbox.acumatica.rows import Row

FILES = "files"
_BINARY = {"GroupMask"}


@dataclass(frozen=True)
class CustomField:
    """A field that is read by its view.

    Attributes:
        field: The field.
        contract: Whether it is of the contract, too.
    """

    field: Field
    contract: bool

    def value(self, row: Row) -> Any:
        """Return its value in a record."""
        field = self.field
        return row.values.get(field.name) if self.contract else row.custom.get(field.path)


@dataclass(frozen=True)
class Projection:
    """What is returned of one level of a record.

    Attributes:
        fields: Fields of the contract, by name.
        custom: Other fields, by `View.Field`.
        details: What is returned of lines, by field.
        linked: What is returned of linked objects, by field.
        files: Whether attached files are listed.
    """

    fields: tuple[Field, ...] = ()
    custom: tuple[CustomField, ...] = ()
    details: Mapping[str, Projection] = field(default_factory=dict)
    linked: Mapping[str, Projection] = field(default_factory=dict)
    files: bool = False

    def views(self, view: str, prefix: str = "") -> Iterator[tuple[str, str]]:
        """Yield the paths of everything that is returned, each with its view.

        Args:
            view: The view of lines and linked objects.
            prefix: The path of this level, with a slash.
        """
        for one in self.fields:
            yield prefix + one.name, one.view
        for custom in self.custom:
            yield prefix + custom.field.path, custom.field.view
        for name, inner in (*self.details.items(), *self.linked.items()):
            yield prefix + name, view
            yield from inner.views(view, f"{prefix}{name}/")

    @cached_property
    def columns(self) -> tuple[tuple[str, bool], ...]:
        """The names of the fields, and whether each is a timestamp."""
        return tuple((one.name, one.type is FieldType.TIMESTAMP) for one in self.fields)


def projection(shape: Shape, query: Mapping[str, str]) -> Projection:
    """Return what a request returns.

    Args:
        shape: The entity.
        query: The query parameters.

    Raises:
        ApiError: 500, if a name is unknown.
    """
    select, expand, custom = (_paths(query.get(f"${name}", "")) for name in _PARAMETERS)
    return _level(shape, select, expand, custom)


_PARAMETERS = ("select", "expand", "custom")
_Paths = list[tuple[str, ...]]


def custom_field(shape: Shape, path: str) -> CustomField:
    """Return the field with a path such as `BatchModule.AutoReverse`.

    Raises:
        ApiError: 500, if there is none, or if it is binary.
    """
    if path.rpartition(".")[2] in _BINARY:
        text = "Unable to cast object of type 'System.Byte[]' to type 'System.String'."
        raise ApiError(500, text, "System.InvalidCastException")
    if path in shape.custom:
        return CustomField(shape.custom[path], contract=False)
    for known in shape.fields.values():
        if known.path == path:
            return CustomField(known, contract=True)
    raise unknown_field()


def _level(shape: Shape, select: _Paths, expand: _Paths, custom: _Paths) -> Projection:
    names = {path[0] for path in expand}
    if names - {FILES} - shape.details.keys() - shape.linked.keys():
        raise unknown_field()
    return Projection(
        _selected(shape, select),
        tuple(custom_field(shape, path[0]) for path in custom if len(path) == 1),
        {
            name: _inner(inner, name, select, expand, custom)
            for name, inner in shape.details.items()
            if name in names
        },
        {
            name: _inner(inner, name, select, expand, custom)
            for name, inner in shape.linked.items()
            if name in names
        },
        FILES in names,
    )


def _inner(shape: Shape, name: str, *parameters: _Paths) -> Projection:
    below = [
        [path[1:] for path in paths if path[0] == name and len(path) > 1] for paths in parameters
    ]
    return _level(shape, *below)


def _selected(shape: Shape, select: _Paths) -> tuple[Field, ...]:
    ordered = sorted(shape.fields)
    if not select:
        return tuple(shape.fields[name] for name in ordered)
    names = {path[0] for path in select}
    known = shape.fields.keys() | shape.details.keys() | shape.linked.keys() | _SYSTEM
    if names - known:
        raise unknown_field()
    return tuple(shape.fields[name] for name in ordered if name in names)


_SYSTEM = {"id", "rowNumber", "note", "custom", FILES}


def _paths(text: str) -> _Paths:
    parts: Iterable[str] = (part.strip() for part in text.split(","))
    return [tuple(part.split("/")) for part in parts if part]
