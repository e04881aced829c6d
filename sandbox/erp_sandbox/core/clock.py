"""The sandbox's time: real, shifted, or frozen."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Clock:
    """The vendor's clock.

    There are two times. `now()` is business time, of rows and access tokens; `advance` moves it.
    `wall()` is what the client's own clock should show: signed timestamps are checked against it,
    so a client needs no forged clock after an `advance`; only `drift` moves it.

    Args:
        frozen_at: An aware timestamp at which business time stands still until advanced.
        offset: How far business time runs ahead of real time.
    """

    def __init__(
        self, frozen_at: datetime | None = None, *, offset: timedelta = timedelta(0)
    ) -> None:
        self._frozen_at = None if frozen_at is None else _aware(frozen_at)
        self._offset = offset
        self._drift = timedelta(0)
        self._lock = threading.Lock()
        self._held = threading.local()

    @property
    def offset(self) -> timedelta:
        """How far business time runs ahead of real time (or of the frozen timestamp)."""
        return self._offset

    @property
    def frozen(self) -> bool:
        """Whether business time stands still between calls of `advance`."""
        return self._frozen_at is not None

    def now(self) -> datetime:
        """Return business time: aware UTC, whole seconds."""
        held: datetime | None = getattr(self._held, "at", None)
        if held is not None:
            return held
        with self._lock:
            base = self._frozen_at or datetime.now(UTC)
            return (base + self._offset).replace(microsecond=0)

    def wall(self) -> datetime:
        """Return real time as the vendor's servers see it: aware UTC."""
        return datetime.now(UTC) + self._drift

    def advance(self, seconds: float) -> None:
        """Move business time forward.

        Raises:
            ValueError: For a negative step; a vendor's clock does not run backwards.
        """
        if seconds < 0:
            raise ValueError(f"The clock cannot go back by {-seconds} s; advance by 0 or more.")
        with self._lock:
            self._offset += timedelta(seconds=seconds)

    def drift(self, seconds: float) -> None:
        """Put the vendor's wall clock this far ahead of the client's (negative: behind)."""
        self._drift = timedelta(seconds=seconds)

    @contextmanager
    def held_at(self, timestamp: datetime) -> Iterator[None]:
        """Stop business time for this thread, so that one change has one timestamp."""
        before = getattr(self._held, "at", None)
        self._held.at = _aware(timestamp).replace(microsecond=0)
        try:
            yield
        finally:
            self._held.at = before


def _aware(timestamp: datetime) -> datetime:
    if timestamp.tzinfo is None:
        raise ValueError(f"{timestamp.isoformat()} has no zone; give the clock an aware timestamp.")
    return timestamp.astimezone(UTC)
