"""The filters of a query, and the conditions that they put on fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from erp_sandbox.looker.filters.conditions import Between, Condition, FilterError
from erp_sandbox.looker.filters.dates import parse_date
from erp_sandbox.looker.filters.numbers import parse_number
from erp_sandbox.looker.filters.strings import parse_string
from erp_sandbox.looker.filters.yesno import parse_yesno
from erp_sandbox.looker.lookml.model import listed_filters
from erp_sandbox.looker.sql.conditions import condition_sql
from erp_sandbox.looker.sql.moments import DATABASE_ZONE, converts, is_date, stored
from erp_sandbox.looker.sql.query import QueryError
from erp_sandbox.looker.sql.timeframes import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from erp_sandbox.looker.filters.calendar import Calendar
    from erp_sandbox.looker.lookml.model import Explore, Field
    from erp_sandbox.looker.sql.dialects import Dialect
    from erp_sandbox.looker.sql.query import Query

_ATTRIBUTE = re.compile(r"\{\{\s*_user_attributes\[['\"](\w+)['\"]\]\s*\}\}")
_NUMERIC = frozenset({
    "number", "count", "count_distinct", "sum", "sum_distinct", "average", "average_distinct",
    "min", "max", "median", "median_distinct", "percentile", "percentile_distinct", "int",
    "running_total", "percent_of_total", "percent_of_previous",
})  # fmt: skip


@dataclass(frozen=True)
class FilterSql:
    """Filter expressions as SQL.

    Attributes:
        dialect: The SQL of the warehouse.
        zone: The time zone of the query.
        calendar: The present in that zone, and the model's week and fiscal year.
    """

    dialect: Dialect
    zone: str
    calendar: Calendar

    def sql(self, field: Field, text: str, expression: str) -> str | None:
        """Return the condition that a filter puts on a field; None if every value matches.

        Args:
            field: The field that gives the filter its type.
            text: The filter expression.
            expression: The value of the field; of a field of time, as the warehouse keeps it.

        Raises:
            QueryError: If the expression does not parse.
        """
        condition = self._parse(field, text)
        if not is_date(field):
            return condition_sql(condition, expression, self.dialect)
        bound = self._converted if converts(field) else self.dialect.timestamp
        return condition_sql(condition, stored(field, expression), self.dialect, bound)

    def bounds(self, field: Field, text: str) -> tuple[str, str]:
        """Return the first and last moment of a date filter; `NULL` where it is open."""
        terms = self._parse(field, text).includes
        if len(terms) != 1 or not isinstance(terms[0], Between):
            return "NULL", "NULL"
        low, high = (
            None if each is None else self._converted(each)
            for each in (terms[0].low, terms[0].high)
        )
        return low or "NULL", high or "NULL"

    def _parse(self, field: Field, text: str) -> Condition:
        try:
            if field.type == "yesno":
                return parse_yesno(text)
            if is_date(field):
                return parse_date(text, self.calendar)
            if _is_number(field):
                return parse_number(text)
            return parse_string(text)
        except FilterError as error:
            raise QueryError(f"{error} of {field.name}") from error

    def _converted(self, moment: Any) -> str:
        local: datetime = moment.replace(tzinfo=ZoneInfo(self.zone))
        return self.dialect.timestamp(local.astimezone(ZoneInfo(DATABASE_ZONE)))


def _is_number(field: Field) -> bool:
    if field.timeframe is not None:
        return field.timeframe in NUMBERS or field.type.startswith("duration_")
    return field.type in _NUMERIC


def applied_filters(
    explore: Explore, query: Query, user_attributes: Mapping[str, str]
) -> list[tuple[Field, str]]:
    """Return the filters of a query and those that the explore adds.

    Raises:
        QueryError: If a filter names a field that is not known, or the user lacks an attribute.
    """
    given = {
        name: "" if text is None else str(text) for name, text in (query.filters or {}).items()
    }
    conditional = explore.properties.get("conditionally_filter", {})
    unless = {explore.full_name(name) for name in conditional.get("unless", [])}
    added = dict(listed_filters(explore.properties.get("always_filter", {})))
    if not unless & set(given):
        added = dict(listed_filters(conditional)) | added
    filters = {explore.full_name(name): text for name, text in added.items()} | given
    applied = list(filters.items())
    for access in explore.properties.get("access_filters", []):
        attribute = access["user_attribute"]
        if attribute not in user_attributes:
            raise QueryError(f'The user attribute "{attribute}" has no value for this user.')
        applied.append((explore.full_name(access["field"]), user_attributes[attribute]))
    refused = [name for name, _ in applied if not _can_filter(explore.scope.get(name))]
    if refused:
        raise QueryError(f'The filter "{refused[0]}" is not allowed.')
    return [
        (explore.scope[name], _with_attributes(text, user_attributes)) for name, text in applied
    ]


def _can_filter(field: Field | None) -> bool:
    return field is not None and field.properties.get("can_filter") != "no"


def _with_attributes(text: str, user_attributes: Mapping[str, str]) -> str:
    """Return a filter expression with the values of the user attributes that it names."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in user_attributes:
            raise QueryError(f'The user attribute "{match[1]}" has no value for this user.')
        return user_attributes[match[1]]

    return _ATTRIBUTE.sub(value, text)
