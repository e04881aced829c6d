"""How a run reads: the settings that all taps have."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_erp.timestamps import parse_timestamp

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class SyncOptions:
    """How a run reads.

    Attributes:
        page_size: Records of a page.
        max_concurrency: Requests in flight.
        lookback: Overlap that is read again before each bookmark.
        start: Records unchanged since are left out of the first sync; None for everything.
    """

    page_size: int
    max_concurrency: int
    lookback: dt.timedelta
    start: dt.datetime | None

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> SyncOptions:
        """Return the options that the settings describe."""
        start = config.get("start_date")
        return cls(
            page_size=config["page_size"],
            max_concurrency=config["max_concurrency"],
            lookback=dt.timedelta(seconds=config.get("lookback_seconds", 0)),
            start=parse_timestamp(start) if start else None,
        )

    @property
    def read_ahead(self) -> int:
        """Pages read ahead: one more than is in flight, so that no slot waits for the writer."""
        return self.max_concurrency + 1
