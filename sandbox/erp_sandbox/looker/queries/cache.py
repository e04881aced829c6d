"""The result cache: a statement's rows until the caching policy of its model expires them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from erp_sandbox.core.clock import Clock

_AGE = timedelta(hours=1)
_ENTRIES = 200
LARGEST = 5000
"""Rows of the largest result that is cached; larger ones are streamed."""


@dataclass(frozen=True)
class _Entry:
    model: str
    ran_at: datetime
    rows: Sequence[Sequence[Any]]


class Cache:
    """The result cache of an instance.

    Args:
        clock: The sandbox's clock.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: str) -> tuple[datetime, Sequence[Sequence[Any]]] | None:
        """Return when a statement ran and its rows; None if they are not cached."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None or self._clock.now() - entry.ran_at > _AGE:
                return None
            return entry.ran_at, entry.rows

    def add(self, key: str, model: str, rows: Sequence[Sequence[Any]]) -> None:
        """Keep the rows of a statement."""
        with self._lock:
            self._entries[key] = _Entry(model, self._clock.now(), rows)
            while len(self._entries) > _ENTRIES:
                self._entries.popitem(last=False)

    def expire(self, model: str, before: datetime) -> None:
        """Drop the results of a model that ran before a time, as its datagroup says."""
        with self._lock:
            for key, entry in list(self._entries.items()):
                if entry.model == model and entry.ran_at <= before:
                    del self._entries[key]
