"""The date formats a NetSuite user can prefer, in every notation the sandbox needs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DateFormat:
    """One Date Format preference.

    Attributes:
        strftime: DuckDB/C notation that renders it, unpadded.
        mask: Oracle mask that reads it.
        pattern: Java notation, as the vendor's parse errors quote it.
    """

    strftime: str
    mask: str
    pattern: str


DATE_FORMATS: dict[str, DateFormat] = {
    "M/D/YYYY": DateFormat("%-m/%-d/%Y", "MM/DD/YYYY", "M/d/yyyy"),
    "D/M/YYYY": DateFormat("%-d/%-m/%Y", "DD/MM/YYYY", "d/M/yyyy"),
    "D.M.YYYY": DateFormat("%-d.%-m.%Y", "DD.MM.YYYY", "d.M.yyyy"),
    "YYYY-M-D": DateFormat("%Y-%-m-%-d", "YYYY-MM-DD", "yyyy-M-d"),
    "YYYY/M/D": DateFormat("%Y/%-m/%-d", "YYYY/MM/DD", "yyyy/M/d"),
    "D-Mon-YYYY": DateFormat("%-d-%b-%Y", "DD-MON-YYYY", "d-MMM-yyyy"),
}
"""Preference name to notations; the names are what `Preferences.date_format` takes."""
