"""What a run requests of a source that reports changes, and what its reader has to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from singer_erp.sync.page import Page


class Method(Enum):
    """How a source reports what has changed."""

    FEED = auto()
    """A feed names changed and deleted records."""
    COUNT = auto()
    """A filter finds changed records, and the number of records shows deletions."""
    NONE = auto()
    """Not at all: everything is read in each run."""


class Access(Enum):
    """What a request reads."""

    FULL = auto()
    CHANGES = auto()
    EVENTS = auto()


class FeedGapError(Exception):
    """The source did not report every change; the message says why."""


@dataclass(frozen=True)
class Request:
    """What a run reads of one partition of an entity.

    Attributes:
        entity: The entity.
        partition: The partition's id.
        access: What is read.
        since: Changes from this timestamp on; of a full refresh: records changed since, None for
            all.
        after: Position to resume after; None for the start.
        started_at: When the full refresh started, once it has.
        records: Records created before `since`, as far as their number is known.
        unchanged_since: Records unchanged since were never read; None if all were.
        last_event: Number of the last webhook delivery that was read.
        seen: Version and timestamp by id of what webhook events brought since.
    """

    entity: str
    partition: str
    access: Access
    since: dt.datetime | None = None
    after: tuple[object, ...] | None = None
    started_at: dt.datetime | None = None
    records: int | None = None
    unchanged_since: dt.datetime | None = None
    last_event: int = 0
    seen: Mapping[str, tuple[int, dt.datetime]] = field(default_factory=dict, compare=False)


class FeedReader(Protocol):
    """Reads the entities of one partition."""

    def read(self, request: Request) -> Iterator[Page]:
        """Yield the pages of a request.

        Raises:
            FeedGapError: The changes are incomplete.
        """
