"""Timestamps: aware, UTC, and one text format in state and records."""

from __future__ import annotations

import datetime as dt

from singer_erp.errors import ConfigError


def parse_timestamp(text: str) -> dt.datetime:
    """Parse an ISO 8601 date or date-time; without an offset it is taken as UTC.

    Returns:
        An aware timestamp in UTC.

    Raises:
        ConfigError: The text is not a date or date-time.
    """
    try:
        return as_utc(dt.datetime.fromisoformat(text))
    except (ValueError, TypeError, OverflowError):
        raise ConfigError(
            f"{text!r} is not an ISO 8601 date or date-time",
            "Write it like 2026-01-31 or 2026-01-31T13:05:00Z in `start_date` or the state file",
        ) from None


def as_utc(value: dt.datetime) -> dt.datetime:
    """Return a timestamp in UTC; without an offset it is taken as UTC."""
    if value.tzinfo is None:
        return value.replace(tzinfo=dt.UTC)
    return value.astimezone(dt.UTC)


def format_timestamp(value: dt.datetime) -> str:
    """Format a timestamp as UTC text: `2026-01-31T13:05:00Z`."""
    return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def utc_now() -> dt.datetime:
    """Return the current timestamp, aware, UTC."""
    return dt.datetime.now(dt.UTC)


def extracted_now() -> dt.datetime:
    """Return the timestamp a response is taken as extracted at: now, whole seconds, UTC."""
    return utc_now().replace(microsecond=0)
