"""Query parameters: the row filter of framework versions 2 and later, and pages of a resource.

Values enter a filter only through `literal`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from singer_erp.timestamps import as_utc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

KeyValue = str | int
Filter = str


def literal(value: KeyValue | dt.datetime) -> str:
    """Return a value as a literal of a filter; quotes are doubled (unconfirmed)."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dt.datetime):
        # Without an offset it would be one of the pod's zone.
        value = as_utc(value).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return "'" + value.replace("'", "''") + "'"


def compare(name: str, operator: str, value: KeyValue | dt.datetime) -> Filter:
    """Return a condition."""
    return f"{name} {operator} {literal(value)}"


def one_of(name: str, values: Sequence[KeyValue]) -> Filter:
    """Return the condition that an attribute has one of some values."""
    return f"{name} in ({', '.join(map(literal, values))})"


def all_of(conditions: Iterable[Filter]) -> Filter:
    """Return the conjunction of conditions."""
    return " and ".join(conditions)


def any_of(conditions: Sequence[Filter]) -> Filter:
    """Return the disjunction of conditions, in parentheses where there are several."""
    return conditions[0] if len(conditions) == 1 else f"({' or '.join(conditions)})"


def after(names: Sequence[str], values: Sequence[Any]) -> Filter:
    """Return the condition that some attributes come after values, in their order."""
    (name, *names_left), (value, *values_left) = names, values
    if not names_left:
        return compare(name, ">", value)
    inner = after(names_left, values_left)
    return f"({compare(name, '>', value)} or ({compare(name, '=', value)} and {inner}))"


@dataclass(frozen=True)
class ResourceQuery:
    """The requests that read one resource, with the child resources that are selected.

    Attributes:
        expand: Child resources to read, by path.
        fields: Attributes to read by path of the child resource, the record's own at "". None
            where all are: a list of them may not fit the URL.
        has_links: Whether records need their links.
    """

    expand: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] | None = field(default=None)
    has_links: bool = False

    def page(
        self, conditions: Iterable[Filter], order: Sequence[str], limit: int, *, offset: int = 0
    ) -> dict[str, str]:
        """Return the parameters that read a page.

        Args:
            conditions: What its records meet.
            order: Attributes they are sorted by, `:desc` where the last come first: without
                them two pages have no common order.
            limit: Maximum records.
            offset: Records to skip.
        """
        found = {
            "q": all_of(conditions),
            "orderBy": ",".join(name if ":" in name else f"{name}:asc" for name in order),
            "limit": str(limit),
            "offset": str(offset) if offset else "",
        }
        if self.fields is not None:
            found["fields"] = ";".join(
                f"{path}:{','.join(names)}" if path else ",".join(names)
                for path, names in self.fields.items()
            )
        else:
            found["expand"] = ",".join(self.expand)
        found |= {"links": "self"} if self.has_links else {"onlyData": "true"}
        return {name: value for name, value in found.items() if value}
