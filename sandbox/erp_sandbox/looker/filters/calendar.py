"""Periods around a moment, in the week and fiscal year of a model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPANS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_MONTHS = {"month": 1, "quarter": 3, "fiscal quarter": 3, "year": 12, "fiscal year": 12}
_BELOW = {
    "second": {"microsecond": 0},
    "minute": {"second": 0, "microsecond": 0},
    "hour": {"minute": 0, "second": 0, "microsecond": 0},
    "day": {"hour": 0, "minute": 0, "second": 0, "microsecond": 0},
}


@dataclass(frozen=True)
class Calendar:
    """The time that relative filters refer to.

    Attributes:
        now: The present, without a zone, in the time zone of the query.
        week_start: The first day of the week, from 0 for Monday.
        fiscal_offset: Months from January to the first month of the fiscal year.
    """

    now: datetime
    week_start: int = 0
    fiscal_offset: int = 0

    def start(self, unit: str, moment: datetime | None = None) -> datetime:
        """Return the start of the period that contains a moment (now, if it is None)."""
        moment = moment or self.now
        if unit in _BELOW:
            return moment.replace(**_BELOW[unit])  # type: ignore[arg-type]
        day = moment.replace(**_BELOW["day"])  # type: ignore[arg-type]
        if unit == "week":
            return day - timedelta(days=(day.weekday() - self.week_start) % 7)
        months = _MONTHS[unit]
        offset = self.fiscal_offset if unit.startswith("fiscal ") else 0
        index = day.year * 12 + day.month - 1 - offset
        return _month(index - index % months + offset)

    def add(self, moment: datetime, count: int, unit: str) -> datetime:
        """Return a moment some units later, or earlier if the count is negative."""
        if unit in _SPANS:
            return moment + count * _SPANS[unit]
        index = moment.year * 12 + moment.month - 1 + count * _MONTHS[unit]
        first = _month(index)
        last_day = (_month(index + 1) - timedelta(days=1)).day
        return moment.replace(year=first.year, month=first.month, day=min(moment.day, last_day))

    def fiscal_year(self, year: int) -> datetime:
        """Return the first day of a fiscal year."""
        return _month(year * 12 + self.fiscal_offset)

    def latest(self, weekday: int) -> datetime:
        """Return the latest such day of the week, which may be today."""
        today = self.start("day")
        return today - timedelta(days=(today.weekday() - weekday) % 7)


def _month(index: int) -> datetime:
    return datetime(index // 12, index % 12 + 1, 1)  # noqa: DTZ001 - wall time of the query's zone
