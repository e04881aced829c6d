"""Query parameters of the contract: the dialect, and the queries of an entity.

Values enter a filter only through `literal`; requests encodes the whole parameter, without which
the `+` of an offset would become a space.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from singer_erp.sync.listing import Part
from singer_erp.timestamps import format_timestamp

from tap_acumatica.columns import GUID
from tap_acumatica.streams.entity import FOLLOWED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from singer_erp.sync.known_keys import Key

    from tap_acumatica.streams import Entity


# Compared with other text, a field of these kinds is an error of its type ("$filter Parameter"; of
# OData 3, whose literal of an id is unconfirmed).
_PREFIXES = {GUID: "guid", "timestamp": "datetimeoffset", "date": "date"}


def literal(value: str | int | dt.datetime, kind: str = "string") -> str:
    """Return a value, text as a column of some kind has it, as a literal of a filter."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _PREFIXES.get(kind, "") + "'" + value.replace("'", "''") + "'"
    return f"datetimeoffset'{format_timestamp(value)}'"


_EVERYTHING = Part()


@dataclass(frozen=True)
class EntityQuery:
    """The requests that read one entity.

    Attributes:
        entity: What to read.
        key_kinds: Kind by field of its key.
        fields: Its fields to read.
        lines: Fields to read of its lines, by array.
        linked: Linked objects to read, by path.
        custom: Fields outside the contract to read, those of lines by path.
        follows: Whether records have a time of change.
        selects: Whether these are fewer fields than there are. `$select` is sent only then: a
            long list may not fit the query string.
        dropped: Fields and objects that the instance cannot read in lists.
    """

    entity: Entity
    key_kinds: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    linked: tuple[str, ...] = ()
    custom: tuple[str, ...] = ()
    follows: bool = False
    selects: bool = True
    dropped: frozenset[str] = frozenset()

    def page(self, part: Part, top: int | None = None) -> dict[str, str]:
        """Return the parameters that read the records of a part, in no order.

        Args:
            part: The part.
            top: Maximum records; None for all.
        """
        found = {
            "$filter": self._filter(part),
            "$expand": ",".join(self._left((*self.lines, *self.linked))),
            "$select": ",".join(self._selected) if self.selects or self.dropped else "",
            "$custom": ",".join(self._left(self.custom)),
            "$top": "" if top is None else str(top),
        }
        return {name: value for name, value in found.items() if value}

    def listing(self, part: Part, top: int | None) -> dict[str, str]:
        """Return the parameters that list keys and times of the records of a part."""
        return EntityQuery(self.entity, self.key_kinds, follows=self.follows).page(part, top)

    def of_keys(self, keys: Sequence[Key]) -> dict[str, str]:
        """Return the parameters that read the records with some keys."""
        return self.page(_EVERYTHING) | {"$filter": " or ".join(map(self._equals, keys))}

    def without(self, names: Collection[str]) -> EntityQuery:
        """Return the query without some fields and objects."""
        return replace(self, dropped=self.dropped | frozenset(names))

    def matching(self, name: str) -> set[str]:
        """Return the fields and objects of the query that a message calls by a name.

        It may name a field of a line without its array. Keys cannot be done without.
        """
        of_lines = [f"{array}/{one}" for array, names in self.lines.items() for one in names]
        every = {*self.fields, *of_lines, *self.lines, *self.linked, *self.custom}
        every -= {*self._needed, *self.dropped}
        exact = {one for one in every if one == name}
        return exact or {one for one in every if one.rpartition("/")[2] == name}

    @property
    def _needed(self) -> tuple[str, ...]:
        """Fields that every record must have."""
        return (*self.entity.keys, FOLLOWED) if self.follows else self.entity.keys

    @property
    def _selected(self) -> list[str]:
        names = [*self._needed, *self.fields]
        for array, fields in self.lines.items():
            names += [f"{array}/{name}" for name in fields]
        return self._left((*names, *self.linked))

    def _left(self, names: Iterable[str]) -> list[str]:
        """Return names without those that are dropped, and without what is within them."""
        return [
            name
            for name in dict.fromkeys(names)
            if not any(f"{name}/".startswith(f"{dropped}/") for dropped in self.dropped)
        ]

    def _equals(self, key: Key) -> str:
        pairs = zip(self.entity.keys, key, strict=True)
        return "(" + " and ".join(self._compared(name, "eq", value) for name, value in pairs) + ")"

    def _filter(self, part: Part) -> str:
        key, window = self.entity.keys[-1], part.window
        bounds = (
            (FOLLOWED, "ge", window.start),
            (FOLLOWED, "lt", window.end),
            (key, "gt", part.after),
            (key, "le", part.up_to),
        )
        return " and ".join(
            self._compared(name, operator, value)
            for name, operator, value in bounds
            if value is not None
        )

    def _compared(self, name: str, operator: str, value: str | int | dt.datetime) -> str:
        return f"{name} {operator} {literal(value, self.key_kinds.get(name, ''))}"
