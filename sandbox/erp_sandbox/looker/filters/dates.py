"""Date filters, such as `2026-01 for 2 months`, `3 days ago` and `after 2026-01-31 00:00:00`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from lark import Lark, Transformer, v_args
from lark.exceptions import LarkError, VisitError

from erp_sandbox.looker.filters.calendar import WEEKDAYS
from erp_sandbox.looker.filters.conditions import Between, Condition, FilterError, IsNull, Term

if TYPE_CHECKING:
    from erp_sandbox.looker.filters.calendar import Calendar

_parser = Lark(
    r"""
    start: [term ("," term)*]
    ?term: span
        | NULL                               -> null
        | NOT_NULL                           -> not_null
        | BEFORE point                       -> before
        | AFTER point                        -> after
        | THIS UNIT "to"i UNIT               -> to_date
        | moment "to"i moment                -> until
        | start_of "for"i COUNT UNIT         -> lasting
    ?span: COUNT UNIT                        -> past
        | LAST COUNT UNIT                    -> last
        | COUNT UNIT direction               -> unit_away
        | relation UNIT                      -> related
        | moment                             -> on
        | YEAR                               -> year
        | MONTH                              -> month
        | QUARTER                            -> quarter
        | FISCAL_YEAR                        -> fiscal_year
        | FISCAL_QUARTER                     -> fiscal_quarter
        | WEEKDAY                            -> weekday
        | DAY                                -> day
    ?point: moment                           -> moment_point
        | COUNT UNIT                         -> units_ago
        | COUNT UNIT direction               -> units_away
        | relation UNIT                      -> related_start
        | WEEKDAY                            -> weekday_start
        | DAY                                -> day_start
    ?start_of: moment                        -> moment_point
        | MONTH                              -> month_start
        | COUNT UNIT direction               -> units_away
        | WEEKDAY                            -> weekday_start
        | DAY                                -> day_start
    direction: AGO | FROM_NOW
    moment: DATE [TIME]
    ?relation: THIS | NEXT | LAST
    THIS: /this\b/i
    NEXT: /next\b/i
    LAST: /last\b/i
    BEFORE: /before\b/i
    AFTER: /after\b/i
    AGO: /ago\b/i
    FROM_NOW: /from\s+now\b/i
    NULL: /null\b/i
    NOT_NULL: /not\s+null\b/i
    UNIT: /(fiscal\s+quarter|fiscal\s+year|second|minute|hour|day|week|month|quarter|year)s?\b/i
    WEEKDAY: /(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b/i
    DAY: /(today|yesterday|tomorrow)\b/i
    DATE.5: /\d{4}[-\/]\d\d[-\/]\d\d/
    TIME.5: /\d\d:\d\d(:\d\d)?/
    QUARTER.5: /\d{4}[-\/][qQ][1-4]/
    MONTH.4: /\d{4}[-\/]\d\d(?![-\/\d])/
    FISCAL_QUARTER.5: /FY\d{4}-Q[1-4]/
    FISCAL_YEAR.4: /FY\d{4}/
    YEAR.4: /\d{4}(?=\s*(,|$))/
    COUNT: /\d+(?=\s)/
    %import common.WS
    %ignore WS
    """,
    parser="earley",
    lexer="basic",
)
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_STEPS = {"last": -1, "this": 0, "next": 1}


def parse_date(text: str, calendar: Calendar) -> Condition:
    """Return the condition of a date filter, in wall time of the calendar.

    Raises:
        FilterError: If the expression does not parse.
    """
    if not text.strip():
        return Condition()
    try:
        terms = _Terms(calendar).transform(_parser.parse(text))
    except (LarkError, VisitError, ValueError, OverflowError) as error:
        raise FilterError(f'Invalid date filter expression: "{text}"') from error
    if terms == [None]:
        return Condition(excludes=(IsNull(),))
    return Condition(tuple(Between(None, None) if term is None else term for term in terms))


@v_args(inline=True)
class _Terms(Transformer[Any, Any]):
    COUNT = int

    def __init__(self, calendar: Calendar) -> None:
        super().__init__()
        self._calendar = calendar

    def UNIT(self, token: str) -> str:  # noqa: N802 - the name of the terminal
        return " ".join(token.lower().split()).removesuffix("s")

    def start(self, *terms: Term | None) -> list[Term | None]:
        return list(terms)

    def direction(self, word: str) -> int:
        return -1 if word.lower() == "ago" else 1

    def moment(self, day: str, time: str | None) -> tuple[datetime, timedelta]:
        start = datetime.fromisoformat(f"{day.replace('/', '-')} {time or '00:00'}")
        colons = (time or "").count(":")
        return start, (timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1))[colons]

    def null(self, _: str) -> Term:
        return IsNull()

    def not_null(self, _: str) -> None:
        return None

    def before(self, _: str, point: datetime) -> Term:
        return Between(None, point)

    def after(self, _: str, point: datetime) -> Term:
        return Between(point, None)

    def to_date(self, _: str, first: str, last: str) -> Term:
        return Between(self._calendar.start(first), self._calendar.start(last))

    def until(self, first: tuple[datetime, Any], last: tuple[datetime, Any]) -> Term:
        return Between(first[0], last[0])

    def lasting(self, start: datetime, count: int, unit: str) -> Term:
        return Between(start, self._calendar.add(start, count, unit))

    def past(self, count: int, unit: str) -> Term:
        end = self._calendar.add(self._calendar.start(unit), 1, unit)
        return Between(self._calendar.add(end, -count, unit), end)

    def last(self, _: str, count: int, unit: str) -> Term:
        return self.past(count, unit)

    def unit_away(self, count: int, unit: str, sign: int) -> Term:
        return self._one(self.units_away(count, unit, sign), unit)

    def related(self, relation: str, unit: str) -> Term:
        return self._one(self.related_start(relation, unit), unit)

    def on(self, moment: tuple[datetime, timedelta]) -> Term:
        return Between(moment[0], moment[0] + moment[1])

    def year(self, token: str) -> Term:
        return self._one(_first(token, "01"), "year")

    def month(self, token: str) -> Term:
        return self._one(self.month_start(token), "month")

    def quarter(self, token: str) -> Term:
        return self._one(_first(token, f"{int(token[-1]) * 3 - 2:02}"), "quarter")

    def fiscal_year(self, token: str) -> Term:
        return self._one(self._calendar.fiscal_year(int(token[2:])), "year")

    def fiscal_quarter(self, token: str) -> Term:
        year = self._calendar.fiscal_year(int(token[2:6]))
        return self._one(self._calendar.add(year, int(token[-1]) - 1, "quarter"), "quarter")

    def weekday(self, token: str) -> Term:
        return self._one(self.weekday_start(token), "day")

    def day(self, token: str) -> Term:
        return self._one(self.day_start(token), "day")

    def moment_point(self, moment: tuple[datetime, timedelta]) -> datetime:
        return moment[0]

    def units_ago(self, count: int, unit: str) -> datetime:
        return self.units_away(count, unit, -1)

    def units_away(self, count: int, unit: str, sign: int) -> datetime:
        return self._calendar.add(self._calendar.start(unit), sign * count, unit)

    def related_start(self, relation: str, unit: str) -> datetime:
        return self._calendar.add(self._calendar.start(unit), _STEPS[relation.lower()], unit)

    def month_start(self, token: str) -> datetime:
        return _first(token, token[5:])

    def weekday_start(self, token: str) -> datetime:
        return self._calendar.latest(WEEKDAYS.index(token.lower()))

    def day_start(self, token: str) -> datetime:
        return self._calendar.add(self._calendar.start("day"), _DAYS[token.lower()], "day")

    def _one(self, start: datetime, unit: str) -> Term:
        return Between(start, self._calendar.add(start, 1, unit))


def _first(token: str, month: str) -> datetime:
    return datetime.fromisoformat(f"{token[:4]}-{month}-01")
