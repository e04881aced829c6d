"""What a resource is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLLOWED = ("LastUpdateDate", "lastUpdateDate")
"""Names of the attribute by which changes are found."""


@dataclass(frozen=True, eq=False)
class Resource:
    """One resource, its stream, and the child resources that become streams of their own.

    Attributes:
        name: In URLs; of a child: the name of its accessor.
        stream: Name of its stream.
        keys: Attributes that identify a record, of a child within its parent.
        children: Its child resources.
        link_key: Column that the key in the record's link becomes, where no attribute has it.
        order: Attributes by which pages of it are sorted; its keys by default.
        dated: Attribute with a date that every request must be limited by.
        is_followed: Whether changes are found by the time of change, where the resource has it.
    """

    name: str
    stream: str
    keys: tuple[str, ...]
    children: tuple[Resource, ...] = ()
    link_key: str = ""
    order: tuple[str, ...] = ()
    dated: str = ""
    is_followed: bool = True

    @property
    def sorted_by(self) -> tuple[str, ...]:
        """Attributes by which pages of it are sorted."""
        return self.order or self.keys

    def walk(self, *above: Resource) -> Iterator[tuple[Resource, ...]]:
        """Yield the path of the resource and of each below it, parents first."""
        path = (*above, self)
        yield path
        for child in self.children:
            yield from child.walk(*path)
