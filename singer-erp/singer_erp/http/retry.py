"""Retries through backoff: full jitter, or the wait that the vendor names."""

from __future__ import annotations

import datetime as dt
import email.utils
import time
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import backoff

from singer_erp.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

T = TypeVar("T")

MAX_TRIES = 7
MAX_WAIT_SECONDS = 60.0
# A longer Retry-After is a quota: waiting for its end would hold the run for hours.
MAX_RETRY_AFTER_SECONDS = 600.0
# All waits of one request together.
MAX_TOTAL_WAIT_SECONDS = 900.0


def retry(
    call: Callable[[], T],
    *,
    on: type[TransientError] = TransientError,
    max_tries: int = MAX_TRIES,
    sleep: Callable[[float], None] = time.sleep,
    on_retry: Callable[[int, float, TransientError], None] = lambda *_: None,
) -> T:
    """Call until the call succeeds, fails permanently, or tries or time are exhausted.

    The waits of one call take fifteen minutes at most, whatever the vendor names.

    Args:
        call: What to try.
        on: The errors to retry.
        max_tries: Maximum tries, including the first.
        sleep: Waits between tries; tests pass their own.
        on_retry: Called before each wait with the number of the failed try, the seconds to wait
            and the error.

    Raises:
        TransientError: The last try failed as well.
    """
    waits = partial(_waits, sleep, on_retry)
    decorate = backoff.on_exception(waits, on, max_tries=max_tries, jitter=None, logger=None)
    return decorate(call)()


def _waits(
    sleep: Callable[[float], None], on_retry: Callable[[int, float, TransientError], None]
) -> Generator[float, TransientError, None]:
    """Wait before each retry, then yield zero: backoff itself can only wait by `time.sleep`."""
    limits = exponential_waits(max_value=MAX_WAIT_SECONDS)
    error = yield 0.0
    tries, total = 0, 0.0
    while True:
        tries += 1
        seconds = _seconds(error, backoff.full_jitter(next(limits)))
        total += seconds
        if total > MAX_TOTAL_WAIT_SECONDS:
            raise error
        on_retry(tries, seconds, error)
        sleep(seconds)
        error = yield 0.0


def exponential_waits(
    initial: float = 1.0, *, base: float = 2.0, max_value: float | None = None
) -> Iterator[float]:
    """Return waits in seconds without end, each longer by a factor of `base` up to `max_value`."""
    waits = backoff.expo(base=base, factor=initial, max_value=max_value)
    waits.send(None)
    return waits


def _seconds(error: TransientError, jittered: float) -> float:
    if error.retry_after is None:
        return jittered
    return error.retry_after + min(jittered, 1.0)


def retry_after(value: str | None, now: dt.datetime | None = None) -> float | None:
    """Return the seconds of a `Retry-After` header, or None if it has no usable value.

    Args:
        value: The header: delta seconds or an HTTP date (RFC 9110, section 10.2.3).
        now: Current time, for dates.
    """
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            at = email.utils.parsedate_to_datetime(value)
        except ValueError:
            return None
        at = at.replace(tzinfo=at.tzinfo or dt.UTC)  # obsolete HTTP date formats have no zone
        seconds = (at - (now or dt.datetime.now(dt.UTC))).total_seconds()
    return seconds if 0 <= seconds < float("inf") else None
