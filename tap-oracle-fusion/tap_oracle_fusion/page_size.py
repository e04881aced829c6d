"""The number of records of a request: less where a page is too much for the pod."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

from singer_erp.http.retry import retry

from tap_oracle_fusion.errors import is_of_a_record, wants_smaller_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from singer_erp.errors import TransientError

T = TypeVar("T")

log = logging.getLogger(__name__)

# Halving the largest page until one record is left, and some tries with that one.
_TRIES = 13
_TRIES_OF_A_RECORD = 3
_PAGES_BEFORE_GROWTH = 8


class PageSize:
    """Halves the page on timeouts and failing records, and restores it later.

    Args:
        largest: Records of a page.
        sleep: Waits between tries.
    """

    def __init__(self, largest: int, sleep: Callable[[float], None]) -> None:
        self._largest = largest
        self._limit = largest
        self._sleep = sleep
        self._succeeded = 0

    def fetch(self, send: Callable[[int], T]) -> T:
        """Return the result of a request that is sent until it succeeds, with fewer records.

        Args:
            send: Sends the request once, with a number of records.

        Raises:
            ErpError: It was rejected, or the tries are exhausted.
        """
        failures = 0

        def on_retry(tries: int, seconds: float, error: TransientError) -> None:
            nonlocal failures
            failures += self._limit == 1 and is_of_a_record(error)
            if failures == _TRIES_OF_A_RECORD:
                raise error
            log.warning("Try %d failed, next in %.1f s: %s", tries, seconds, error)
            if wants_smaller_page(error) and self._limit > 1:
                self._set(self._limit // 2)
                log.info("Pages now have %d records", self._limit)

        found = retry(
            lambda: send(self._limit), max_tries=_TRIES, sleep=self._sleep, on_retry=on_retry
        )
        self._succeeded += 1
        if self._limit < self._largest and self._succeeded >= _PAGES_BEFORE_GROWTH:
            self._set(min(self._limit * 2, self._largest))
        return found

    def restore(self) -> None:
        """Return to the largest page: the record that failed is behind."""
        self._set(self._largest)

    def _set(self, limit: int) -> None:
        self._limit, self._succeeded = limit, 0
