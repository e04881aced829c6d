"""Records decoded into structs of the names that columns take, faster than into dictionaries.

A shape knows every name that its records have, so that nothing is lost: a record with another
name, or with a value where an object is expected, does not fit. Read such records as dictionaries;
`Projection.rows` keeps what no column takes.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, TypeGuard

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from singer_erp.messages.taken import Path


class Shaped(msgspec.Struct, frozen=True, gc=False):
    """A record or an object within one; an absent value is None."""

    # Names of vendors need not be names of Python, as `files:put`.
    attributes: ClassVar[dict[str, str]]

    def __getitem__(self, name: str) -> Any:
        """Return the value of a name, which is one of the shape's."""
        return getattr(self, self.attributes[name])

    get = __getitem__


def are_shaped(records: Sequence[Any]) -> TypeGuard[Sequence[Shaped]]:
    """Return whether all records have a shape."""
    return all(issubclass(type_, Shaped) for type_ in set(map(type, records)))


def as_builtins(value: Any) -> Any:
    """Return records, or what is within them, as dictionaries; without what was skipped."""
    if isinstance(value, list):
        return list(map(as_builtins, value))
    if not isinstance(value, Shaped):
        return value
    found = ((name, getattr(value, attribute)) for name, attribute in value.attributes.items())
    return {name: as_builtins(one) for name, one in found if not isinstance(one, msgspec.Raw)}


class Shape:
    """The names of an object, and those of the objects within it.

    Args:
        name: Name of the struct.
        paths: Paths of what is taken. What is below the end of a path is taken as it is.
        ignored: Names whose values are skipped, but for what is taken of them.
        types: Types of values, by name. Default: any.
        required: Names without which a record does not fit.
        is_open: Whether other names are skipped.

    Attributes:
        struct: The type to decode.
        array: The type of an array of it.
    """

    def __init__(  # noqa: PLR0913  # what a name may be
        self,
        name: str,
        paths: Iterable[Path],
        *,
        ignored: Iterable[str] = (),
        types: Mapping[str, Any] | None = None,
        required: Collection[str] = (),
        is_open: bool = False,
    ) -> None:
        below: dict[str, list[Path]] = {}
        for first, *rest in paths:
            below.setdefault(first, []).append(tuple(rest))
        ignored = set(ignored)
        self._objects = {
            first: Shape(f"{name}_{position}", rest, is_open=is_open or first in ignored)
            for position, (first, rest) in enumerate(below.items())
            if () not in rest
        }
        of_values: dict[str, Any] = dict.fromkeys(below, Any)
        of_values |= {first: shape.struct | None for first, shape in self._objects.items()}
        of_values |= dict.fromkeys(sorted(ignored - below.keys()), msgspec.Raw)
        of_values |= types or {}
        self._attributes = {first: f"c{position}" for position, first in enumerate(of_values)}
        struct: Any = msgspec.defstruct(
            name,
            [
                (self._attributes[first], type_)
                if first in required
                else (self._attributes[first], type_, self._absent(first))
                for first, type_ in of_values.items()
            ],
            bases=(Shaped,),
            rename={attribute: first for first, attribute in self._attributes.items()},
            namespace={"attributes": self._attributes},
            kw_only=True,
            forbid_unknown_fields=not is_open,
        )
        self.struct: Any = struct
        self.array: Any = list[struct]

    def values(self, records: Sequence[Any], path: Path) -> Sequence[Any]:
        """Return what records have at a path, at the speed of C if no object on the way is None."""
        attributes = self._attributes_of(path)
        try:
            return list(map(attrgetter(".".join(attributes)), records))
        except AttributeError:
            found = records
            for attribute in attributes:
                found = [None if one is None else getattr(one, attribute) for one in found]
            return found

    def getter(self, paths: Sequence[Path]) -> Callable[[Any], tuple[Any, ...]]:
        """Return a function that returns what a record has at several paths.

        It raises AttributeError if an object on the way is None.
        """
        names = [".".join(self._attributes_of(path)) for path in paths]
        if len(names) > 1:
            return attrgetter(*names)
        return lambda record: tuple(attrgetter(name)(record) for name in names)

    def _attributes_of(self, path: Path) -> list[str]:
        attributes, shape = [], self
        for name in path:
            attributes.append(shape._attributes[name])
            shape = shape._objects.get(name, shape)
        return attributes

    def _absent(self, name: str) -> Any:
        """Return what stands for an absent value: an object without values stands for one."""
        return self._objects[name].struct() if name in self._objects else None
