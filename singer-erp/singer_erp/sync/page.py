"""The page: what travels from a vendor's response to the Singer output."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from singer_erp.messages.records import Record, RecordType
    from singer_erp.sync.known_keys import Key

Position = tuple[Any, ...]
"""The key or timestamp up to which everything was read."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the state may hold once a page is written.

    Attributes:
        position: Everything up to here was read; None when a sync cannot resume after the page.
        vendor_time: The vendor's clock when it responded, aware UTC, where the response says it.
        records: Records created before the sync started, for entities that are counted: those up
            to the position that no earlier position covers; without a position all the others. Of
            changes: all there are. None if their number is not known.
        seen: Version and timestamp by id of records that webhook events brought.
        keys: Keys of the records, where deletions are found by comparing them.
        listed: Keys of records that are on later pages.
    """

    position: Position | None = None
    vendor_time: dt.datetime | None = None
    records: int | None = None
    seen: Mapping[str, tuple[int, dt.datetime]] = field(default_factory=dict)
    keys: Sequence[Key] = ()
    listed: Sequence[Key] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Records of one response, for one stream or for sibling streams.

    Attributes:
        rows: Records with their type; one entry per stream that has records in the response.
        extracted_at: When the response arrived, aware UTC.
        request_id: The vendor's id of the request, for the audit log.
        checkpoint: What the state may hold once the page is written.
        version: Table version the records carry; None where rows are upserted without one.
        activates: Whether every record of the version is written with this page.
        save: Saves the progress in the state; called once the page is written.
        persists: Whether the state is written at once, before any further record.
        ends: Whether a sync ends with this page: the next one starts from what it saves.
    """

    rows: Sequence[tuple[RecordType, Sequence[Record]]]
    extracted_at: dt.datetime
    request_id: str | None = None
    checkpoint: Checkpoint = Checkpoint()
    version: int | None = None
    activates: bool = False
    save: Callable[[], object] = field(default=lambda: None)
    persists: bool = False
    ends: bool = False
