"""The expressions are those that the vendor's package @looker/filter-expressions is tested with."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from erp_sandbox.looker.filters.calendar import Calendar
from erp_sandbox.looker.filters.conditions import (
    Between,
    Condition,
    Equals,
    FilterError,
    IsBlank,
    IsNull,
    Like,
    Truth,
)
from erp_sandbox.looker.filters.dates import parse_date
from erp_sandbox.looker.filters.numbers import parse_number
from erp_sandbox.looker.filters.strings import parse_string
from erp_sandbox.looker.filters.yesno import parse_yesno

CALENDAR = Calendar(datetime.fromisoformat("2026-08-19 10:15:30"), fiscal_offset=3)  # a Wednesday
OPEN = None


def _between(low, high, bounds="[)"):
    low, high = (None if value is None else Decimal(str(value)) for value in (low, high))
    return Between(low, high, bounds[0] == "[", bounds[1] == "]")


def _equals(*values):
    return tuple(Equals(Decimal(value)) for value in values)


NUMBERS = [
    ("5", _equals(5), ()),
    ("not 5", (), _equals(5)),
    ("<> 5", (), _equals(5)),
    ("!=5", (), _equals(5)),
    ("1, 3, 5, 7", _equals(1, 3, 5, 7), ()),
    ("not 66, 99, 4", (), _equals(66, 99, 4)),
    ("5.5 to 10", (_between(5.5, 10, "[]"),), ()),
    ("not 3 to 80.44", (), (_between(3, 80.44, "[]"),)),
    ("1 to", (_between(1, OPEN),), ()),
    ("to 100", (_between(OPEN, 100, "[]"),), ()),
    (">= 5.5 AND <=10", (_between(5.5, 10, "[]"),), ()),
    ("<=10 AND >5", (_between(5, 10, "(]"),), ()),
    ("<3 OR >80.44", (_between(OPEN, 3), _between(80.44, OPEN, "()")), ()),
    (">10 AND <=20 OR 90", (_between(10, 20, "(]"), *_equals(90)), ()),
    (
        ">=50 AND <=100 OR >=500 AND <=1000",
        (_between(50, 100, "[]"), _between(500, 1000, "[]")),
        (),
    ),
    ("NULL", (IsNull(),), ()),
    ("NOT NULL", (), (IsNull(),)),
    ("(1,100)", (_between(1, 100, "()"),), ()),
    ("(1,100]", (_between(1, 100, "(]"),), ()),
    ("[1,100)", (_between(1, 100, "[)"),), ()),
    ("[1,100]", (_between(1, 100, "[]"),), ()),
    ("[0,9],[20,29]", (_between(0, 9, "[]"), _between(20, 29, "[]")), ()),
    ("[0,10],20", (_between(0, 10, "[]"), *_equals(20)), ()),
    ("NOT 10,[1,5)", (_between(1, 5),), _equals(10)),
    (
        "(1,100],500,600,(800,900],[2000,)",
        (
            _between(1, 100, "(]"),
            *_equals(500, 600),
            _between(800, 900, "(]"),
            _between(2000, OPEN),
        ),
        (),
    ),
    ("(1, inf)", (_between(1, OPEN, "()"),), ()),
    ("(1,)", (_between(1, OPEN, "()"),), ()),
    ("(-inf,100]", (_between(OPEN, 100, "(]"),), ()),
    ("(,100)", (_between(OPEN, 100, "()"),), ()),
    ("[,10]", (_between(OPEN, 10, "[]"),), ()),
    (">5", (_between(5, OPEN, "()"),), ()),
    ("23, not 42, not 42", _equals(23), _equals(42, 42)),
    ("23, not 42, 43", (), _equals(23, 42, 43)),
    ("23, not 42, not 43", _equals(23), _equals(42, 43)),
    ("23,NOT [30,40]", _equals(23), (_between(30, 40, "[]"),)),
    ("23,NOT NULL", _equals(23), (IsNull(),)),
    ("23,NOT NULL,NOT NULL", _equals(23), (IsNull(), IsNull())),
    ("-5, .5", _equals(-5, "0.5"), ()),
    ("", (), ()),
]


def _bounds(condition):
    """The intervals of a number filter, without flags of bounds that are open."""
    return [
        term
        if not isinstance(term, Between)
        else (
            term.low,
            term.high,
            term.low is not None and term.low_inclusive,
            term.high is not None and term.high_inclusive,
        )
        for term in condition
    ]


@pytest.mark.parametrize(("expression", "includes", "excludes"), NUMBERS)
def test_number_expressions(expression, includes, excludes):
    condition = parse_number(expression)
    assert _bounds(condition.includes) == _bounds(includes)
    assert _bounds(condition.excludes) == _bounds(excludes)


STRINGS = [
    ("FOO", (Equals("FOO"),), ()),
    ("FOO,BAR", (Equals("FOO"), Equals("BAR")), ()),
    ("FOO, BAR", (Equals("FOO"), Equals("BAR")), ()),
    ("%FOO%", (Like("%FOO%"),), ()),
    ("%100^%^_^^ FOO 100^%^_^^%", (Like("%100^%^_^^ FOO 100^%^_^^%"),), ()),
    ("FOO%", (Like("FOO%"),), ()),
    ("100^%^_^^ FOO%", (Like("100^%^_^^ FOO%"),), ()),
    ("%FOO", (Like("%FOO"),), ()),
    ("%FOO 100^%^_^^", (Like("%FOO 100^%^_^^"),), ()),
    ("EMPTY", (IsBlank(),), ()),
    ("empty", (IsBlank(),), ()),
    ("NULL", (IsNull(),), ()),
    ("null", (IsNull(),), ()),
    ("-FOO", (), (Equals("FOO"),)),
    ("-FOO,-BAR", (), (Equals("FOO"), Equals("BAR"))),
    ("-%FOO%", (), (Like("%FOO%"),)),
    ("-FOO%", (), (Like("FOO%"),)),
    ("-%FOO", (), (Like("%FOO"),)),
    ("-EMPTY", (), (IsBlank(),)),
    ("-empty", (), (IsBlank(),)),
    ("-NULL", (), (IsNull(),)),
    ("-null", (), (IsNull(),)),
    ("NOT NULL", (Equals("NOT NULL"),), ()),
    ("FOO%,BAR", (Like("FOO%"), Equals("BAR")), ()),
    ("FOO%,-FOOD", (Like("FOO%"),), (Equals("FOOD"),)),
    ("F%OD", (Like("F%OD"),), ()),
    ("_UF", (Like("_UF"),), ()),
    ("", (), ()),
    ("t-shirt", (Equals("t-shirt"),), ()),
    ("^-5", (Equals("-5"),), ()),
    ('"a,b",c', (Equals("a,b"), Equals("c")), ()),
    ('-"a,b"', (), (Equals("a,b"),)),
    (r'"t-shirt \"new\" style"', (Equals('t-shirt "new" style'),), ()),
    ('"100% Silk"', (Equals("100% Silk"),), ()),
    (
        r'"\"DANCE\" Tube Socks,T1418,multi-co..."',
        (Equals('"DANCE" Tube Socks,T1418,multi-co...'),),
        (),
    ),
    ('"Intentional^caret"', (Equals("Intentional^caret"),), ()),
    ("sub^_region", (Equals("sub_region"),), ()),
    ('"quoted_underscore"', (Equals("quoted_underscore"),), ()),
    ("hello^ ^ ", (Equals("hello  "),), ()),
    ("^ whitespace^ ^ ", (Equals(" whitespace  "),), ()),
]


@pytest.mark.parametrize(("expression", "includes", "excludes"), STRINGS)
def test_string_expressions(expression, includes, excludes):
    assert parse_string(expression) == Condition(includes, excludes)


DATES = [
    ("3 days", "2026-08-17", "2026-08-20"),
    ("last 3 days", "2026-08-17", "2026-08-20"),
    ("3 days ago", "2026-08-16", "2026-08-17"),
    ("7 year ago", "2019-01-01", "2020-01-01"),
    ("3 months ago for 2 days", "2026-05-01", "2026-05-03"),
    ("7 days ago for 7 days", "2026-08-12", "2026-08-19"),
    ("2 hours", "2026-08-19 09:00", "2026-08-19 11:00"),
    ("before 3 days ago", OPEN, "2026-08-16"),
    ("before 2018-01-01 12:00:00", OPEN, "2018-01-01 12:00"),
    ("after 2018-10-05", "2018-10-05", OPEN),
    ("after 2026-01-31 00:00:01", "2026-01-31 00:00:01", OPEN),
    ("2018-05-18 12:00:00 to 2018-05-18 14:00:00", "2018-05-18 12:00", "2018-05-18 14:00"),
    ("2026-01-01 to 2026-02-01", "2026-01-01", "2026-02-01"),
    ("2026-01-31 for 3 days", "2026-01-31", "2026-02-03"),
    ("2026-01 for 2 months", "2026-01-01", "2026-03-01"),
    ("2018-05-18", "2018-05-18", "2018-05-19"),
    ("2018/05/18", "2018-05-18", "2018-05-19"),
    ("2018-05-18 10:15", "2018-05-18 10:15", "2018-05-18 10:16"),
    ("2018-05-18 10:15:20", "2018-05-18 10:15:20", "2018-05-18 10:15:21"),
    ("2018", "2018-01-01", "2019-01-01"),
    ("2018/01", "2018-01-01", "2018-02-01"),
    ("2026-Q1", "2026-01-01", "2026-04-01"),
    ("FY2026", "2026-04-01", "2027-04-01"),
    ("FY2026-Q4", "2027-01-01", "2027-04-01"),
    ("today", "2026-08-19", "2026-08-20"),
    ("yesterday", "2026-08-18", "2026-08-19"),
    ("tomorrow", "2026-08-20", "2026-08-21"),
    ("monday", "2026-08-17", "2026-08-18"),
    ("thursday", "2026-08-13", "2026-08-14"),
    ("monday for 3 days", "2026-08-17", "2026-08-20"),
    ("before 2 months from now", OPEN, "2026-10-01"),
    ("after 2 weeks from now", "2026-08-31", OPEN),
    ("after 1 month ago", "2026-07-01", OPEN),
    ("this year to second", "2026-01-01", "2026-08-19 10:15:30"),
    ("this year to day", "2026-01-01", "2026-08-19"),
    ("this day", "2026-08-19", "2026-08-20"),
    ("this week", "2026-08-17", "2026-08-24"),
    ("this month", "2026-08-01", "2026-09-01"),
    ("this quarter", "2026-07-01", "2026-10-01"),
    ("this fiscal quarter", "2026-07-01", "2026-10-01"),
    ("this year", "2026-01-01", "2027-01-01"),
    ("this fiscal year", "2026-04-01", "2027-04-01"),
    ("next day", "2026-08-20", "2026-08-21"),
    ("next week", "2026-08-24", "2026-08-31"),
    ("next month", "2026-09-01", "2026-10-01"),
    ("next quarter", "2026-10-01", "2027-01-01"),
    ("next fiscal quarter", "2026-10-01", "2027-01-01"),
    ("next year", "2027-01-01", "2028-01-01"),
    ("next fiscal year", "2027-04-01", "2028-04-01"),
    ("last second", "2026-08-19 10:15:29", "2026-08-19 10:15:30"),
    ("last minute", "2026-08-19 10:14", "2026-08-19 10:15"),
    ("last hour", "2026-08-19 09:00", "2026-08-19 10:00"),
    ("last day", "2026-08-18", "2026-08-19"),
    ("last week", "2026-08-10", "2026-08-17"),
    ("last month", "2026-07-01", "2026-08-01"),
    ("last quarter", "2026-04-01", "2026-07-01"),
    ("last fiscal quarter", "2026-04-01", "2026-07-01"),
    ("last year", "2025-01-01", "2026-01-01"),
    ("last fiscal year", "2025-04-01", "2026-04-01"),
    ("before this day", OPEN, "2026-08-19"),
    ("before this week", OPEN, "2026-08-17"),
    ("before this month", OPEN, "2026-08-01"),
    ("before next day", OPEN, "2026-08-20"),
    ("before next quarter", OPEN, "2026-10-01"),
    ("before next year", OPEN, "2027-01-01"),
    ("before last day", OPEN, "2026-08-18"),
    ("before last week", OPEN, "2026-08-10"),
    ("before last month", OPEN, "2026-07-01"),
    ("after this day", "2026-08-19", OPEN),
    ("after this week", "2026-08-17", OPEN),
    ("after this month", "2026-08-01", OPEN),
    ("after next day", "2026-08-20", OPEN),
    ("after next week", "2026-08-24", OPEN),
    ("after next month", "2026-09-01", OPEN),
    ("after last day", "2026-08-18", OPEN),
    ("after last quarter", "2026-04-01", OPEN),
    ("after last year", "2025-01-01", OPEN),
]


@pytest.mark.parametrize(("expression", "low", "high"), DATES)
def test_date_expressions(expression, low, high):
    bounds = (value and datetime.fromisoformat(value) for value in (low, high))
    assert parse_date(expression, CALENDAR) == Condition((Between(*bounds),))
    assert parse_date(expression.upper(), CALENDAR) == parse_date(expression, CALENDAR)


DOCUMENTED = [
    ("2018/05/29", "2018-05-29", "2018-05-30"),
    ("2018/05/10 for 3 days", "2018-05-10", "2018-05-13"),
    ("2018/05 for 2 months", "2018-05-01", "2018-07-01"),
    ("2018/05/10 05:00 for 5 hours", "2018-05-10 05:00", "2018-05-10 10:00"),
    ("2018/05/10 for 5 months", "2018-05-10", "2018-10-10"),
    ("FY2018", "2018-04-01", "2019-04-01"),
    ("FY2018-Q1", "2018-04-01", "2018-07-01"),
    ("1 second", "2018-05-18 18:30:02", "2018-05-18 18:30:03"),
    ("60 seconds ago for 1 second", "2018-05-18 18:29:02", "2018-05-18 18:29:03"),
    ("1 minute", "2018-05-18 18:30", "2018-05-18 18:31"),
    ("60 minutes", "2018-05-18 17:31", "2018-05-18 18:31"),
    ("60 minutes ago for 1 minute", "2018-05-18 17:30", "2018-05-18 17:31"),
    ("1 hour", "2018-05-18 18:00", "2018-05-18 19:00"),
    ("24 hours", "2018-05-17 19:00", "2018-05-18 19:00"),
    ("24 hours ago for 1 hour", "2018-05-17 18:00", "2018-05-17 19:00"),
    ("2 days", "2018-05-17", "2018-05-19"),
    ("1 day ago", "2018-05-17", "2018-05-18"),
    ("7 days ago for 7 days", "2018-05-11", "2018-05-18"),
    ("today for 7 days", "2018-05-18", "2018-05-25"),
    ("last 3 days", "2018-05-16", "2018-05-19"),
    ("1 week", "2018-05-14", "2018-05-21"),
    ("this week to day", "2018-05-14", "2018-05-18"),
    ("before this week", OPEN, "2018-05-14"),
    ("after this week", "2018-05-14", OPEN),
    ("2 weeks", "2018-05-07", "2018-05-21"),
    ("1 week ago", "2018-05-07", "2018-05-14"),
    ("after Monday", "2018-05-14", OPEN),
    ("before Monday", OPEN, "2018-05-14"),
    ("2 months", "2018-04-01", "2018-06-01"),
    ("2 months ago", "2018-03-01", "2018-04-01"),
    ("before 2 months ago", OPEN, "2018-03-01"),
    ("2 months from now", "2018-07-01", "2018-08-01"),
    ("6 months from now for 3 months", "2018-11-01", "2019-02-01"),
    ("2 quarters", "2018-01-01", "2018-07-01"),
    ("2 quarters ago", "2017-10-01", "2018-01-01"),
    ("2018-07-01 for 1 quarter", "2018-07-01", "2018-10-01"),
    ("2018-Q4", "2018-10-01", "2019-01-01"),
    ("2 years", "2017-01-01", "2019-01-01"),
    ("before 2 years ago", OPEN, "2016-01-01"),
]


@pytest.mark.parametrize(("expression", "low", "high"), DOCUMENTED)
def test_date_expressions_of_the_documentation(expression, low, high):
    friday = Calendar(datetime.fromisoformat("2018-05-18 18:30:02"), fiscal_offset=3)
    bounds = (value and datetime.fromisoformat(value) for value in (low, high))
    assert parse_date(expression, friday) == Condition((Between(*bounds),))


def test_date_expressions_about_null_and_lists():
    assert parse_date("", CALENDAR) == Condition()
    assert parse_date("null", CALENDAR) == Condition((IsNull(),))
    assert parse_date("not null", CALENDAR) == Condition(excludes=(IsNull(),))
    assert len(parse_date("2026-01, 2026-03-05, null", CALENDAR).includes) == 3


def test_weeks_begin_on_the_day_of_the_model():
    sunday = Calendar(CALENDAR.now, week_start=6)
    (term,) = parse_date("this week", sunday).includes
    assert term == Between(
        datetime.fromisoformat("2026-08-16"), datetime.fromisoformat("2026-08-23")
    )


@pytest.mark.parametrize(
    "expression",
    ["soon", "2026-13-01", "2026-1-1", "2026-01-31T00:00:00", "2026-01-31 00:00:00.5", "days"],
)
def test_invalid_date_expressions_are_refused(expression):
    with pytest.raises(FilterError, match="Invalid date filter"):
        parse_date(expression, CALENDAR)


@pytest.mark.parametrize("expression", ["five", "1,,2", "5 to to 6", "[1,2", "> "])
def test_invalid_number_expressions_are_refused(expression):
    with pytest.raises(FilterError, match="Invalid number filter"):
        parse_number(expression)


def test_yesno_expressions():
    assert parse_yesno("Yes") == Condition((Truth(value=True),))
    assert parse_yesno("no") == Condition((Truth(value=False),))
    assert parse_yesno("Yes,No") == Condition((Truth(value=True), Truth(value=False)))
    assert parse_yesno("") == Condition()
    with pytest.raises(FilterError):
        parse_yesno("maybe")
