"""Linked objects as structs of their names, which are those that a response has.

A vendor has four linked objects of some sixty fields, nearly all of them empty: as dictionaries,
they take most of the time of reading it.
"""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING, Any

import msgspec
from singer_erp.messages.shape import Shape

from tap_acumatica.schema import ENVELOPE_NAMES, SYSTEM, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

Json = dict[str, Any]


class LinkedShape:
    """The shape of linked objects that all have the same names.

    Args:
        name: Name of the struct.
        objects: Some of them.

    Attributes:
        struct: The type to decode.
    """

    def __init__(self, name: str, objects: Sequence[Json]) -> None:
        values = {one: [o[one] for o in objects] for one in objects[0] if one not in SYSTEM}
        plain_attributes = {one: f"c{position}" for position, one in enumerate(values)}
        others = [one for one, found in values.items() if not _are_envelopes(found)]
        within = {one: linked_shape(f"{name}_{one}", values[one]) for one in others}
        self._within = {plain_attributes[one]: shape for one, shape in within.items()}
        self._paths = [(one,) if one in within else (one, "value") for one in values]
        self._shape = Shape(
            name,
            self._paths,
            ignored=SYSTEM,
            types={one: shape.struct | None for one, shape in within.items() if shape},
            required=values,
        )
        self.struct: Any = self._shape.struct
        self._values = self._shape.getter(self._paths)
        self._plain = msgspec.defstruct(
            f"{name}_plain",
            [(attribute, Any) for attribute in plain_attributes.values()],
            rename={attribute: one for one, attribute in plain_attributes.items()},
            gc=False,
        )

    def plain(self, values: Sequence[Any]) -> list[Any]:
        """Return values with the objects of this shape without their envelopes."""
        objects = [value for value in values if isinstance(value, self.struct)]
        try:
            found = list(starmap(self._plain, map(self._values, objects)))
        except AttributeError:  # an envelope is null in some
            columns = [self._shape.values(objects, path) for path in self._paths]
            found = list(map(self._plain, *columns))
        for attribute, shape in self._within.items():
            inner = [getattr(one, attribute) for one in found]
            values_within = shape.plain(inner) if shape else map(plain, inner)
            for one, value in zip(found, values_within, strict=True):
                setattr(one, attribute, value)
        rest = iter(found)
        return [next(rest) if isinstance(value, self.struct) else value for value in values]


def linked_shape(name: str, values: Sequence[Any]) -> LinkedShape | None:
    """Return the shape of the objects among values; None if they have none in common."""
    found = [value for value in values if value is not None]
    objects = [value for value in found if isinstance(value, dict)]
    if not objects or len(objects) < len(found) or ENVELOPE_NAMES.issuperset(objects[0]):
        return None
    return LinkedShape(name, objects) if len(set(map(frozenset, objects))) == 1 else None


def _are_envelopes(values: Sequence[Any]) -> bool:
    return all(isinstance(value, dict) and {"value"}.issuperset(value) for value in values)
