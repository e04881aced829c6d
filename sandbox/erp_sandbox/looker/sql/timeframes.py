"""Timeframes: what each one shows of a timestamp, and how its filters compare."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from erp_sandbox.looker.filters.calendar import WEEKDAYS
from erp_sandbox.looker.sql.query import QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from erp_sandbox.looker.sql.dialects import Dialect

_TEXT = {
    "month": "%Y-%m",
    "hour": "%Y-%m-%d %H",
    "minute": "%Y-%m-%d %H:%M",
    "second": "%Y-%m-%d %H:%M:%S",
    "time_of_day": "%H:%M",
    "day_of_week": "%A",
    "month_name": "%B",
}
_PARTS = {
    "hour_of_day": "HOUR",
    "day_of_month": "DAY",
    "day_of_year": "DOY",
    "week_of_year": "WEEK",
    "month_num": "MONTH",
    "year": "YEAR",
}
_MULTIPLE = re.compile(r"(hour|minute)(\d+)$")
NUMBERS = frozenset({*_PARTS, "day_of_week_index", "fiscal_month_num"}) - {"year"}
TEXTS = frozenset(
    {"time_of_day", "day_of_week", "month_name", "quarter_of_year", "fiscal_quarter_of_year"}
)
"""Timeframes that are filtered as numbers and as text; all others are filtered as dates."""


class Timeframes:
    """The timeframes of a model's week and fiscal year in a dialect."""

    def __init__(self, dialect: Dialect, model: Mapping[str, Any]) -> None:
        self._dialect = dialect
        self._fiscal_offset = fiscal_offset(model)
        self._week_start = week_start(model)

    def expression(self, timeframe: str, moment: str) -> str:
        """Return a timeframe of a timestamp without time zone.

        Raises:
            QueryError: If the timeframe is not known.
        """
        if timeframe in _TEXT:
            return self._dialect.formatted(moment, _TEXT[timeframe])
        if timeframe in _PARTS:
            return f"CAST(EXTRACT({_PARTS[timeframe]} FROM {moment}) AS INTEGER)"
        if match := _MULTIPLE.match(timeframe):
            return self._multiple(match[1], int(match[2]), moment)
        own = getattr(self, f"_{timeframe}", None)
        if own is None:
            raise QueryError(f"The timeframe {timeframe} is not supported.")
        return str(own(moment))

    def order(self, timeframe: str | None, moment: str) -> str | None:
        """Return what a timeframe is sorted by, if not by itself."""
        if timeframe == "day_of_week":
            return self._day_of_week_index(moment)
        if timeframe == "month_name":
            return self.expression("month_num", moment)
        return None

    def _multiple(self, unit: str, count: int, moment: str) -> str:
        above = {"hour": "day", "minute": "hour"}[unit]
        part = f"CAST(FLOOR(EXTRACT({unit.upper()} FROM {moment}) / {count}) AS INTEGER) * {count}"
        start = f"DATE_TRUNC('{above}', {moment}) + ({part}) * INTERVAL '1 {unit}'"
        return self._dialect.formatted(start, _TEXT[unit])

    def _time(self, moment: str) -> str:
        return f"DATE_TRUNC('second', {moment})"

    def _date(self, moment: str) -> str:
        return f"CAST({moment} AS DATE)"

    def _week(self, moment: str) -> str:
        days = self._week_start
        if days == 0:
            return f"CAST(DATE_TRUNC('week', {moment}) AS DATE)"
        shifted = f"{moment} - INTERVAL '{days} days'"
        return f"CAST(DATE_TRUNC('week', {shifted}) + INTERVAL '{days} days' AS DATE)"

    def _quarter(self, moment: str) -> str:
        return self._dialect.formatted(f"DATE_TRUNC('quarter', {moment})", "%Y-%m")

    def _quarter_of_year(self, moment: str) -> str:
        return f"'Q' || CAST(EXTRACT(QUARTER FROM {moment}) AS INTEGER)"

    def _day_of_week_index(self, moment: str) -> str:
        index = f"CAST(EXTRACT(ISODOW FROM {moment}) AS INTEGER)"
        return f"({index} + {6 - self._week_start}) % 7"

    def _fiscal(self, moment: str) -> str:
        return f"({moment} - INTERVAL '{self._fiscal_offset} months')"

    def _fiscal_year(self, moment: str) -> str:
        return self.expression("year", self._fiscal(moment))

    def _fiscal_month_num(self, moment: str) -> str:
        return self.expression("month_num", self._fiscal(moment))

    def _fiscal_quarter(self, moment: str) -> str:
        return self._quarter(self._fiscal(moment))

    def _fiscal_quarter_of_year(self, moment: str) -> str:
        return self._quarter_of_year(self._fiscal(moment))


def fiscal_offset(model: Mapping[str, Any]) -> int:
    """Return the months from January to the first month of a model's fiscal year."""
    return int(model.get("fiscal_month_offset", 0))


def week_start(model: Mapping[str, Any]) -> int:
    """Return the first day of a model's week, from 0 for Monday."""
    return WEEKDAYS.index(model.get("week_start_day", "monday"))
