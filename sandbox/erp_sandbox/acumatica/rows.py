"""Records with their details and linked objects, as the store keeps them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, UUID, uuid5

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

Values = dict[str, Any]
"""Values by field: text, `Decimal`, `bool`, `int`, `date`, aware `datetime`; null is absent."""

Key = tuple[Any, ...]
"""The values of an entity's key fields."""


@dataclass(slots=True, eq=False)
class Row:
    """A record, a detail line or a linked object.

    A stored row is never changed: a change stores another row with the same id.

    Attributes:
        id: Its GUID, which is also its NoteID.
        values: Its fields by name.
        details: Its lines by field, in their order.
        linked: Its linked objects by field.
        custom: Its fields outside the contract by `View.Field`.
        modified: When it was last changed.
        visible_from: When the transaction that wrote it commits, None if it has.
        previous: The row that is seen until then, None if there is none.
        note: Its note.
        numbered: The highest number of a line that it had when it was last changed.
    """

    id: str
    values: Values
    details: dict[str, list[Row]] = field(default_factory=dict)
    linked: dict[str, Row] = field(default_factory=dict)
    custom: Values = field(default_factory=dict)
    modified: datetime | None = None
    visible_from: datetime | None = None
    previous: Row | None = None
    note: str = ""
    numbered: int = 0

    @property
    def last_line(self) -> int:
        """The highest number that a line of it ever had: numbers are not given again."""
        used = (int(line.id[-8:], 16) for lines in self.details.values() for line in lines)
        return max((self.numbered, *used))


@dataclass(frozen=True)
class Deletion:
    """A deleted record.

    Attributes:
        entity: Its entity.
        row: The record as it was.
        at: When it was deleted.
    """

    entity: str
    row: Row
    at: datetime


@dataclass(frozen=True)
class Change:
    """A change that push notifications report.

    Attributes:
        entity: The entity of the record.
        before: The record before, None if it was inserted.
        after: The record after, None if it was deleted.
        at: When it was committed.
    """

    entity: str
    before: Row | None
    after: Row | None
    at: datetime


def guid(*names: object) -> str:
    """Return the GUID of a record with these names."""
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, names))))


def is_guid(value: object) -> bool:
    """Return whether a value is the text of a GUID."""
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


def part_guid(owner: str, part: str, number: int = 0) -> str:
    """Return the GUID of a linked object, or of a line by its number."""
    return f"{owner[:24]}{zlib.crc32(part.encode()) & 0xFFFF:04x}{number:08x}"


def lines(owner: str, part: str, entries: Iterable[Values]) -> list[Row]:
    """Return new lines with these fields."""
    return [
        Row(part_guid(owner, part, number), values)
        for number, values in enumerate(entries, start=1)
    ]


def filled(**values: Any) -> Values:
    """Return the values that are not None: null fields are absent."""
    return {name: value for name, value in values.items() if value is not None}
