"""One record in delivery, and its outcome."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec

from singer_erp.delivery.versions import is_older

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


class WriteAction(StrEnum):
    """The result of one write; the audit log stores these values."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    DEFERRED = "deferred"  # its parent is missing: a later run tries again
    SUPERSEDED = "superseded"  # the input or the destination has a later version
    MERGED = "merged"  # users merged it into another record, which keeps its own values
    SAVED = "saved"  # a step that follows the save, such as a release, is pending


@dataclass(frozen=True)
class Item:
    """A source record as it is written to one object of the destination.

    Attributes:
        object: The destination's object.
        key: External key, as text.
        part: The mapping that produced it; all parts of one key are sent together.
        stage: 0, or 1 for references that need every record of the object to exist.
        values: Fields to set; None clears a field.
        stream: The record's stream.
        source_key: Its key at the source; the external key for streams without key properties.
        source_version: Value of its replication key.
        extracted_at: `time_extracted` of its RECORD message.
        mapping: Digest of the mapping.
        message: JSON of the RECORD message, for the dead-letter file.
        number: Number of the RECORD message in the input.
        lines: Fields of the record's line in a document, by the document's field for lines; empty
            if the record has none.
        row_key: Values of the stream's key properties as JSON; None without any.
        line_key: Key of the line in its document; None for records that are not lines.
        rows: Number of records that its document has; None if it is not known.
        flaw: Why the record cannot be mapped, for lines: nothing of their document is sent.
        is_excluded: Whether the source row is deleted or filtered: no version of it is sent.
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
    number: int = 0
    lines: dict[str, dict[str, Any]] = field(default_factory=dict)
    row_key: str | None = None
    line_key: str | None = None
    rows: int | None = None
    flaw: str = ""
    is_excluded: bool = False

    @property
    def digest(self) -> str:
        """Digest of the values and the mapping; equal digests need no second write."""
        return digest({"mapping": self.mapping, "values": self.values})


def digest_of(items: Sequence[Item]) -> str:
    """Return the digest of one part of a key: of a record, or of a document in any order."""
    first = items[0]
    if first.line_key is None:
        return first.digest
    lines = sorted(digest(item.lines) for item in items)
    return digest({"mapping": first.mapping, "values": first.values, "lines": lines})


def version_of(items: Sequence[Item]) -> str | None:
    """Return the source version of one part of a key: the latest of its lines."""
    latest = items[0].source_version
    for item in items:
        if is_older(latest, item.source_version):
            latest = item.source_version
    return latest


def by_part(items: Iterable[Item]) -> dict[str, list[Item]]:
    """Return the items of one key by part: one, or the lines of a document."""
    parts: dict[str, list[Item]] = {}
    for item in items:
        parts.setdefault(item.part, []).append(item)
    return parts


@dataclass(frozen=True)
class Document:
    """The document that a rejected line belongs to, as its dead letter names it.

    Attributes:
        object: The destination's object.
        key: Its key, as the destination compares keys; "" if it is unknown.
        gone: Streams that it was last sent with and, as the input says, has no records of any more.
    """

    object: str
    key: str
    gone: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One write: the changed parts of one key.

    Attributes:
        key: External key, as text.
        values: Fields to set; where two parts set the same field, the later part wins.
        items: The parts; those of a document are its lines.
        lines: Lines of a document by each of its mapped fields for lines, in the order of the
            input.
        destination_id: Its id at the destination when it was confirmed last, if it was.
    """

    key: str
    values: dict[str, Any]
    items: tuple[Item, ...]
    lines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    destination_id: str | None = None

    @classmethod
    def of(cls, items: list[Item]) -> Row:
        """Merge the parts of one key."""
        values: dict[str, Any] = {}
        lines: dict[str, list[dict[str, Any]]] = {}
        for item in items:
            values |= item.values
            for name, line in item.lines.items():
                lines.setdefault(name, []).extend([line] if line else ())
        return cls(items[0].key, values, tuple(items), lines)


@dataclass(frozen=True)
class Outcome:
    """The destination's result for one row.

    Attributes:
        action: What was done with the row.
        destination_id: Its id at the destination, if known.
        code: The destination's error code.
        reason: The destination's error message.
        fields: Names of the invalid fields.
        parent_missing: Whether a record that the row refers to does not exist.
        request_id: The vendor's id of the request.
        job_id: The vendor's id of the job.
        preview: What a dry run would send, one line each.
        is_partial: Whether the destination was changed before it rejected the row: it no longer has
            what it confirmed last.
    """

    action: WriteAction
    destination_id: str | None = None
    code: str | None = None
    reason: str | None = None
    fields: tuple[str, ...] = ()
    parent_missing: bool = False
    request_id: str | None = None
    job_id: str | None = None
    preview: tuple[Mapping[str, Any], ...] = ()
    is_partial: bool = False


def rejected(code: str, reason: str, *fields: str, parent_missing: bool = False) -> Outcome:
    """Return the outcome of a rejected row."""
    return Outcome(
        WriteAction.REJECTED, code=code, reason=reason, fields=fields, parent_missing=parent_missing
    )


def references(values: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the fields that refer to other records, with object, external id and key."""
    for name, value in values.items():
        if isinstance(value, dict) and value.keys() == {"object", "external_id", "key"}:
            yield name, value


def digest(value: Any) -> str:
    """Return the SHA-256 of a value's JSON with sorted keys."""
    return hashlib.sha256(_SORTED.encode(value)).hexdigest()


_SORTED = msgspec.json.Encoder(decimal_format="string", order="sorted", enc_hook=str)
