"""How many requests may be in flight: as many as the vendor bears, and no more."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ANSWERS_BEFORE_GROWTH = 50


class ConcurrencyLimit:
    """A limit on requests in flight, shared by all streams of a run.

    It starts at the maximum, halves when the vendor throttles, and grows back by one after fifty
    answers in a row without a throttle: the vendor's slots belong to other integrations too.
    Requests that were in flight together and are refused together halve it once.

    Args:
        maximum: Upper bound; the setting `max_concurrency`.
    """

    def __init__(self, maximum: int) -> None:
        self.maximum = maximum
        self.current = maximum
        self._in_flight = 0
        self._answers = 0
        self._halvings = 0
        self._changed = threading.Condition()

    @contextlib.contextmanager
    def slot(self) -> Iterator[int]:
        """Hold one slot while a request is in flight; waits until one is free.

        Yields:
            How often the limit had been halved when the request began; for `throttled`.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._in_flight < self.current)
            self._in_flight += 1
            begun = self._halvings
        try:
            yield begun
        finally:
            with self._changed:
                self._in_flight -= 1
                self._changed.notify()

    def throttled(self, begun: int) -> int:
        """Note that the vendor throttled a request; returns the limit from now on.

        Args:
            begun: What its slot yielded: a request older than the last halving tells nothing new.
        """
        with self._changed:
            self._answers = 0
            if begun == self._halvings:
                self._halvings += 1
                self.current = max(1, self.current // 2)
            return self.current

    def answered(self) -> None:
        """Note an answer that was no throttle."""
        with self._changed:
            if self.current == self.maximum:
                return
            self._answers += 1
            if self._answers >= _ANSWERS_BEFORE_GROWTH:
                self._answers = 0
                self.current += 1
                self._changed.notify()
