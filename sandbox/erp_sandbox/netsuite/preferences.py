"""Validates the preferences of the integration user."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from erp_sandbox.netsuite.suiteql.dates import DATE_FORMATS

if TYPE_CHECKING:
    from erp_sandbox.netsuite.catalog import Preferences


def checked(preferences: Preferences) -> Preferences:
    """Return the preferences, if the sandbox can render them.

    Raises:
        ValueError: For an unknown date format or time zone; lists the formats.
    """
    if preferences.date_format not in DATE_FORMATS:
        known = ", ".join(DATE_FORMATS)
        raise ValueError(f"Unknown date format {preferences.date_format!r}; use one of {known}.")
    try:
        ZoneInfo(preferences.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(
            f"Unknown time zone {preferences.time_zone!r}; use an IANA name such as Europe/Berlin."
        ) from error
    return preferences
