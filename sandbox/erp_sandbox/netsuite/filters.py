"""The record service's `q=` filter, turned into SQL.

Grammar: `field OPERATOR value...`, joined by AND / OR, grouped by parentheses. Dates are read in
the user's date format, and a datetime field is compared by whole days of the user's time zone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from erp_sandbox.netsuite.catalog import Kind
from erp_sandbox.netsuite.errors import ApiError
from erp_sandbox.netsuite.suiteql.dates import DATE_FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from erp_sandbox.netsuite.catalog import Column, Preferences

_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<mark>[()\[\],])|(?P<word>[^\s()\[\],"]+))'
)
_NUMBERS = {Kind.ID, Kind.INTEGER, Kind.NUMBER, Kind.AMOUNT}
_DAYS = {Kind.DATE, Kind.DATETIME}

_STRING_OPERATORS = {
    "IS": "lower({0}) = lower(?)",
    "CONTAIN": "contains(lower({0}), lower(?))",
    "START_WITH": "starts_with(lower({0}), lower(?))",
    "END_WITH": "ends_with(lower({0}), lower(?))",
}
_NUMBER_OPERATORS = {
    "EQUAL": "{0} = ?",
    "GREATER": "{0} > ?",
    "GREATER_OR_EQUAL": "{0} >= ?",
    "LESS": "{0} < ?",
    "LESS_OR_EQUAL": "{0} <= ?",
}
_DATE_OPERATORS = {
    "AFTER": "{0} >= {2}",
    "BEFORE": "{0} < {1}",
    "ON": "({0} >= {1} AND {0} < {2})",
    "ON_OR_AFTER": "{0} >= {1}",
    "ON_OR_BEFORE": "{0} < {2}",
}


@dataclass(frozen=True)
class Condition:
    """A WHERE clause with `?` placeholders, and their values."""

    sql: str
    values: list[Any]


def parse(text: str, resolve: Callable[[str], Column | None], user: Preferences) -> Condition:
    """Translate a filter.

    Args:
        text: The value of `q`.
        resolve: Finds the column of a field name; None if it cannot be filtered by.
        user: The date format and time zone the dates are written in.

    Raises:
        ApiError: 400 `NONEXISTENT_FIELD` or `INVALID_PARAMETER`.
    """
    parser = _Parser(_tokens(text), resolve, user)
    condition = parser.expression()
    if parser.peek() is not None:
        raise _invalid(f"Unexpected '{parser.peek()}'.")
    return condition


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    text = text.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _invalid("A quotation mark is not closed.")
        tokens.append(match.group(match.lastgroup or 0))
        position = match.end()
    return tokens


class _Parser:
    def __init__(
        self, tokens: list[str], resolve: Callable[[str], Column | None], user: Preferences
    ) -> None:
        self._tokens = tokens
        self._resolve = resolve
        self._user = user

    def peek(self) -> str | None:
        return self._tokens[0] if self._tokens else None

    def _take(self) -> str:
        if not self._tokens:
            raise _invalid("The filter ends too early.")
        return self._tokens.pop(0)

    def expression(self) -> Condition:
        return self._joined("OR", lambda: self._joined("AND", self._term))

    def _joined(self, word: str, part: Callable[[], Condition]) -> Condition:
        parts = [part()]
        while (self.peek() or "").upper() == word:
            self._take()
            parts.append(part())
        if len(parts) == 1:
            return parts[0]
        return Condition(
            f"({f' {word} '.join(part.sql for part in parts)})",
            [value for part in parts for value in part.values],
        )

    def _term(self) -> Condition:
        if self.peek() != "(":
            return self._comparison()
        self._take()
        inner = self.expression()
        if self._take() != ")":
            raise _invalid("A parenthesis is not closed.")
        return inner

    def _comparison(self) -> Condition:
        field = self._take()
        column = self._resolve(field)
        if column is None:
            raise ApiError(
                400,
                "NONEXISTENT_FIELD",
                f"Unknown field name '{field}' in the search query. "
                "The field does not exist on this record type.",
                locator=("o:errorQueryParam", "q"),
            )
        operator = self._take().upper()
        negated = operator.endswith("_NOT")
        condition = self._condition(column, operator.removesuffix("_NOT"))
        if negated:
            return Condition(f"NOT coalesce({condition.sql}, false)", condition.values)
        return condition

    def _condition(self, column: Column, operator: str) -> Condition:
        name = f'"{column.name}"'
        if operator == "EMPTY":
            return Condition(f"{name} IS NULL", [])
        if column.kind in _DAYS and operator in _DATE_OPERATORS:
            start, end = self._day(column)
            sql = _DATE_OPERATORS[operator]
            # {0} is the column, {1} the day's start, {2} its end: placeholders in that order.
            marks = re.findall(r"\{([12])\}", sql)
            return Condition(sql.format(name, "?", "?"), [(start, end)[int(m) - 1] for m in marks])
        if column.kind is Kind.BOOLEAN and operator == "IS":
            return Condition(f"{name} = ?", [self._value().lower() in {"true", "t"}])
        if column.kind in _NUMBERS:
            return self._number(name, operator)
        if column.kind in {Kind.TEXT, Kind.KEY} and operator in _STRING_OPERATORS:
            return Condition(_STRING_OPERATORS[operator].format(name), [self._value()])
        raise _invalid(f"Operator '{operator}' is not supported for the field '{column.name}'.")

    def _number(self, name: str, operator: str) -> Condition:
        if operator in _NUMBER_OPERATORS:
            return Condition(_NUMBER_OPERATORS[operator].format(name), [self._figure()])
        if operator in {"BETWEEN", "WITHIN"}:
            low, high = self._list()
            return Condition(f"{name} BETWEEN ? AND ?", [low, high])
        if operator == "ANY_OF":
            values = self._list()
            return Condition(f"{name} IN ({', '.join('?' * len(values))})", values)
        raise _invalid(f"Operator '{operator}' is not supported for numbers.")

    def _value(self) -> str:
        token = self._take()
        if token.startswith('"'):
            return re.sub(r"\\(.)", r"\1", token[1:-1])
        return token

    def _figure(self) -> str:
        value = self._value()
        if not re.fullmatch(r"-?\d+(\.\d+)?", value):
            raise _invalid(f"'{value}' is not a number.")
        return value

    def _list(self) -> list[str]:
        if self._take() != "[":
            raise _invalid("A list in brackets is expected, such as [1, 5].")
        values = [self._figure()]
        while (mark := self._take()) == ",":
            values.append(self._figure())
        if mark != "]":
            raise _invalid("A bracket is not closed.")
        return values

    def _day(self, column: Column) -> tuple[date | datetime, date | datetime]:
        day = _read_day(self._value(), self._user)
        following = day + timedelta(days=1)
        if column.kind is Kind.DATE:
            return day, following
        zone = ZoneInfo(self._user.time_zone)
        return _midnight(day, zone), _midnight(following, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the start of a local day as it is stored: naive UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)


def _read_day(text: str, user: Preferences) -> date:
    notation = DATE_FORMATS[user.date_format]
    try:
        moment = datetime.strptime(text, notation.strftime.replace("%-", "%"))  # noqa: DTZ007 - a day
    except ValueError:
        raise _invalid(
            f'Parse of date/time "{text}" failed with date format "{notation.pattern}" '
            f"in time zone {user.time_zone}"
        ) from None
    return moment.date()


def _invalid(reason: str) -> ApiError:
    return ApiError(
        400,
        "INVALID_PARAMETER",
        f"Invalid search query. Detailed unprocessed description follows. {reason}",
        locator=("o:errorQueryParam", "q"),
    )
