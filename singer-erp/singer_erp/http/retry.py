"""How long to wait before the next try."""

from __future__ import annotations

import datetime as dt
import email.utils

import tenacity

from singer_erp.errors import TransientError

MAX_WAIT_SECONDS = 60.0
# A longer Retry-After is a quota, not a pause: waiting it out would hold the run for hours.
MAX_RETRY_AFTER_SECONDS = 600.0

_full_jitter = tenacity.wait_random_exponential(multiplier=1.0, max=MAX_WAIT_SECONDS)


def wait_before_next(state: tenacity.RetryCallState) -> float:
    """The vendor's own wait when it names one, else full jitter on 1, 2, 4 … 60 s."""
    error = state.outcome.exception() if state.outcome else None
    jitter = float(_full_jitter(state))
    if isinstance(error, TransientError) and error.retry_after is not None:
        return error.retry_after + min(jitter, 1.0)
    return jitter


def retry_after(value: str | None, now: dt.datetime | None = None) -> float | None:
    """Seconds a `Retry-After` header asks to wait, or None when it says nothing usable.

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
        at = at.replace(tzinfo=at.tzinfo or dt.UTC)  # the older forms of HTTP dates carry no zone
        seconds = (at - (now or dt.datetime.now(dt.UTC))).total_seconds()
    return seconds if 0 <= seconds < float("inf") else None
