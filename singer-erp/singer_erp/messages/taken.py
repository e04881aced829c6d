"""What columns take of a vendor's record, and what is left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]
Path = tuple[str, ...]


class Taken:
    """The names of an object that columns take.

    Args:
        paths: Paths of what is taken, with all below.

    Attributes:
        names: The names of which all or a part is taken.
        parts: Of which a part is taken.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        below: dict[str, list[Path]] = {}
        for name, *rest in paths:
            below.setdefault(name, []).append(tuple(rest))
        self.names = frozenset(below)
        self.parts = {name: Taken(rest) for name, rest in below.items() if () not in rest}
        # Most objects have no other names than these, which is quickly seen.
        self._parts = [
            (name, part, frozenset() if part.parts else part.names)
            for name, part in self.parts.items()
        ]

    def rest(self, record: Json) -> Json:
        """Return what no path takes, nested as in the record."""
        # Most records have no other names than these.
        rest: Json = {}
        if not self.names.issuperset(record):
            rest = {name: record[name] for name in record.keys() - self.names}
        for name, part, whole in self._parts:
            inner = record.get(name)
            if inner is None or (type(inner) is dict and inner.keys() <= whole):
                continue
            # What is not an object is kept: the columns read an object that is not there.
            left = part.rest(inner) if isinstance(inner, dict) else inner
            if left or left is inner:
                rest[name] = left
        return dict(sorted(rest.items())) if len(rest) > 1 else rest
