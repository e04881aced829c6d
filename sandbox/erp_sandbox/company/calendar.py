"""Accounting periods, and timestamps within working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from erp_sandbox.company.model import FiscalCalendar, Period

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

_QUARTER = 3
_APRIL = 4
_DECEMBER = 12
_OPEN_MONTHS = 3  # months before the current one that are still open
_SATURDAY = 5


def month_start(day: date, months: int = 0) -> date:
    """Return the first day of the month `months` after that of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    return month_start(day, 1) - timedelta(days=1)


def periods(first: date, today: date) -> tuple[Period, ...]:
    """Return all years, quarters and months of the years of `first` to the one after `today`.

    Periods that ended more than three months ago are closed.
    """
    limit = month_start(today, -_OPEN_MONTHS)
    made: list[Period] = []

    def add(name: str, level: str, parent: int | None, start: date, end: date) -> int:
        closed = end < limit
        made.append(Period(len(made) + 1, name, level, parent, start, end, closed))
        return len(made)

    for year in range(first.year, today.year + 2):
        in_year = add(f"FY {year}", "year", None, date(year, 1, 1), date(year, 12, 31))
        for start_month in range(1, _DECEMBER, _QUARTER):
            start = date(year, start_month, 1)
            name = f"Q{start_month // _QUARTER + 1} {year}"
            end = month_end(month_start(start, 2))
            in_quarter = add(name, "quarter", in_year, start, end)
            for offset in range(_QUARTER):
                month = month_start(start, offset)
                add(f"{month:%b %Y}", "month", in_quarter, month, month_end(month))
    return tuple(made)


def standard_calendar(shared: Sequence[Period]) -> FiscalCalendar:
    """Return the calendar of the periods as they are made."""
    parents = {period.number: period.parent for period in shared}
    return FiscalCalendar(1, "Standard Fiscal Calendar", 1, parents)


def april_calendar(shared: Sequence[Period]) -> tuple[FiscalCalendar, tuple[Period, ...]]:
    """Return the calendar from April to March, and its own years and quarters."""
    made: list[Period] = []
    parents: dict[int, int | None] = {}

    def add(name: str, level: str, parent: int | None, start: date, closed: bool) -> int:  # noqa: FBT001
        number, length = len(shared) + len(made) + 1, 12 if level == "year" else _QUARTER
        end = month_end(month_start(start, length - 1))
        made.append(Period(number, name, level, parent, start, end, closed))
        parents[number] = parent
        return number

    for month in (period for period in shared if period.level == "month"):
        elapsed = (month.start.month - _APRIL) % 12
        year, quarter = month_start(month.start, -elapsed), elapsed // _QUARTER
        label = f"{year.year}/{(year.year + 1) % 100:02d}"
        names = {period.name: period.number for period in made}
        in_year = names.get(f"FY {label}") or add(f"FY {label}", "year", None, year, month.closed)
        name, start = f"Q{quarter + 1} {label}", month_start(year, quarter * _QUARTER)
        in_quarter = names.get(name) or add(name, "quarter", in_year, start, month.closed)
        parents[month.number] = in_quarter
    return FiscalCalendar(2, "April to March", _APRIL, parents), tuple(made)


def working_day(day: date) -> date:
    """Return that day, or the Friday before when it falls on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1))


def timestamp(random: Random, day: date, now: datetime) -> datetime:
    """Return a timestamp of that day in business hours (UTC), never after `now`.

    One in ten falls on a nightly job that timestamps everything with the same second.
    """
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    draw = random.random()
    if draw < 0.1:  # noqa: PLR2004 - the share of jobs
        return min(midnight + timedelta(hours=20), now)
    return min(midnight + timedelta(seconds=7 * 3600 + int(draw * 13 * 3600)), now)


def later_timestamp(random: Random, created: datetime, now: datetime) -> datetime:
    """Return when the record was last changed: half of them never after their creation.

    A good part was touched by the job that closes the month, all within one second.
    """
    draw = random.random()
    if draw < 0.5:  # noqa: PLR2004 - half
        return created
    if draw < 0.65:  # noqa: PLR2004 - the job's share
        close = datetime.combine(month_start(created.date(), 1), time(20), UTC)
        return close if close <= now else created
    day = created.date() + timedelta(days=random.randrange(60))
    return max(created, timestamp(random, day, now))
