"""What a list of the API is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from singer_erp.messages.taken import Path


@dataclass(frozen=True)
class Child:
    """Objects within those of a list, and the stream that they become.

    Attributes:
        stream: Name of the stream.
        member: Name of their array.
        keys: Columns that identify one.
        columns: Kind by name.
        parent: Name in the object above by column.
    """

    stream: str
    member: str
    keys: tuple[str, ...]
    columns: Mapping[str, str] = field(repr=False)
    parent: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Listing:
    """One list of the API, its stream and its child streams.

    Attributes:
        stream: Name of the stream.
        path: Path of the list.
        keys: Columns that identify an object.
        columns: Kind by name.
        nested: Path by column, of values within objects.
        children: Objects within that become streams.
        parameters: Query parameters.
        has_pages: Whether it takes `limit`, `offset` and `sorts`.
        has_deleted: Whether soft-deleted objects are listed with `deleted=true`.
        seconds: Columns that are UNIX seconds.
        within: What is read of a JSON column, where it holds objects.
    """

    stream: str
    path: str
    keys: tuple[str, ...]
    columns: Mapping[str, str] = field(repr=False)
    nested: Mapping[str, Path] = field(default_factory=dict, repr=False)
    children: tuple[Child, ...] = ()
    parameters: Mapping[str, object] = field(default_factory=dict)
    has_pages: bool = False
    has_deleted: bool = False
    seconds: tuple[str, ...] = ()
    within: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def streams(self) -> tuple[str, ...]:
        """Names of its streams."""
        return (self.stream, *(child.stream for child in self.children))
