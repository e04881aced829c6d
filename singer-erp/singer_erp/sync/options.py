"""How a run reads: the settings that all taps have."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ConfigError
from singer_erp.timestamps import parse_timestamp

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_LOOKBACK = 10 * 366 * 86_400


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
        """Return the options that the settings describe.

        Raises:
            ConfigError: A setting is not valid.
        """
        start, lookback = config.get("start_date"), config.get("lookback_seconds", 0)
        if lookback > _LONGEST_LOOKBACK:
            raise ConfigError(
                f"`lookback_seconds` {lookback} is more than ten years",
                "Set it to hours or days; a full refresh reads everything",
            )
        return cls(
            page_size=config["page_size"],
            max_concurrency=config["max_concurrency"],
            lookback=dt.timedelta(seconds=lookback),
            start=parse_timestamp(start) if start else None,
        )

    @property
    def read_ahead(self) -> int:
        """Pages read ahead: one more than is in flight, so that no slot waits for the writer."""
        return self.max_concurrency + 1
