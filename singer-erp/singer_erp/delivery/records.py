"""One record on its way, and what became of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import msgspec


class Action(StrEnum):
    """What became of a record."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    HELD = "held"  # kept for a later run: its parent has not come yet


@dataclass(frozen=True)
class Item:
    """A source record as it goes to one object of the destination.

    Attributes:
        object: The destination's object.
        key: External key, as text.
        part: The mapping it comes from; several parts of one key are sent together.
        stage: 0, or 1 for what has to wait until all records of the object are there.
        values: Fields to set; None clears one.
        stream: The record's stream.
        source_key: Its key at the source.
        source_version: Value of its replication key.
        extracted_at: `time_extracted` of its RECORD message.
        mapping: Digest of the mapping.
        message: The RECORD message's JSON, for a dead letter.
    """

    object: str
    key: str
    part: str
    stage: int
    values: dict[str, Any]
    stream: str
    source_key: str
    source_version: str | None
    extracted_at: str | None
    mapping: str
    message: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """What is sent, as a digest: equal values, equal digest."""
        return digest({"mapping": self.mapping, "values": self.values})


@dataclass(frozen=True)
class Row:
    """What is sent for one key: the changed parts together.

    Attributes:
        key: External key, as text.
        values: Fields to set; of two parts with one field, the later part's.
        items: The parts.
    """

    key: str
    values: dict[str, Any]
    items: tuple[Item, ...]

    @classmethod
    def of(cls, items: list[Item]) -> Row:
        """The row of the parts of one key."""
        values: dict[str, Any] = {}
        for item in items:
            values |= item.values
        return cls(items[0].key, values, tuple(items))


@dataclass(frozen=True)
class Outcome:
    """What the destination said of one row.

    Attributes:
        action: What became of it.
        destination_id: Its id at the destination, if known.
        code: The destination's error code.
        reason: Why it was refused, in the destination's words.
        fields: Names of the fields at fault.
        parent_missing: Whether it failed because a record it refers to is not there.
    """

    action: Action
    destination_id: str | None = None
    code: str | None = None
    reason: str | None = None
    fields: tuple[str, ...] = ()
    parent_missing: bool = False


def rejected(code: str, reason: str, *fields: str, parent_missing: bool = False) -> Outcome:
    """The outcome of a row that was refused."""
    return Outcome(
        Action.REJECTED, code=code, reason=reason, fields=fields, parent_missing=parent_missing
    )


def digest(value: Any) -> str:
    """SHA-256 of a value's JSON, keys in order."""
    return hashlib.sha256(_in_order.encode(value)).hexdigest()


_in_order = msgspec.json.Encoder(decimal_format="string", order="sorted", enc_hook=str)
