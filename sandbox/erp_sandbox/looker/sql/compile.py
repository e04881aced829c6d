"""A query as SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from erp_sandbox.looker.filters.calendar import Calendar
from erp_sandbox.looker.sql.custom import with_custom_fields
from erp_sandbox.looker.sql.dialects import DIALECTS
from erp_sandbox.looker.sql.filtering import FilterSql, applied_filters
from erp_sandbox.looker.sql.joins import join_sql, needed, optional, repeated
from erp_sandbox.looker.sql.measures import Measures, referenced
from erp_sandbox.looker.sql.moments import DATABASE_ZONE, is_date
from erp_sandbox.looker.sql.query import (
    UNSORTED,
    Column,
    Compiled,
    Query,
    QueryError,
    check_sorts,
    limit_of,
)
from erp_sandbox.looker.sql.scope import Scope
from erp_sandbox.looker.sql.tables import Tables
from erp_sandbox.looker.sql.templates import Templates
from erp_sandbox.looker.sql.timeframes import fiscal_offset, week_start

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from erp_sandbox.looker.lookml.model import Explore, Field, Join


def compile_query(
    explore: Explore,
    query: Query,
    dialect: str,
    now: datetime,
    user_attributes: Mapping[str, str],
) -> Compiled:
    """Return the SQL of a query.

    Args:
        explore: The explore that it reads.
        query: The query; its `limit` is the one that applies.
        dialect: `duckdb` or `postgres`.
        now: The present, aware.
        user_attributes: The user's values, as filter expressions.

    Raises:
        QueryError: If the query is not valid.
    """
    if not query.fields:
        raise QueryError("Must query at least one dimension or measure")
    check_sorts(query)
    try:
        return _Compiler(explore, query, dialect, now, user_attributes).compiled()
    except RecursionError as error:
        raise QueryError("Some fields of the query refer to each other in a circle.") from error


@dataclass(frozen=True)
class _Parts:
    select: list[str]
    where: list[str]
    having: list[str]
    order: list[str]


class _Compiler:
    def __init__(
        self,
        explore: Explore,
        query: Query,
        dialect: str,
        now: datetime,
        user_attributes: Mapping[str, str],
    ) -> None:
        explore, _ = with_custom_fields(explore, query)
        self._explore = explore
        self._query = query
        self._dialect = DIALECTS[dialect]
        self._environment = (dialect, now, user_attributes)
        self._columns = tuple(
            Column(name, self._field(name), name in (query.pivots or []))
            for name in dict.fromkeys(query.fields or [])
        )
        self._applied = applied_filters(explore, query, user_attributes)
        zone = query.query_timezone or DATABASE_ZONE
        self._filters = FilterSql(self._dialect, zone, _calendar(explore, zone, now))
        filters = {field.name: text for field, text in self._applied}
        templates = Templates(explore, filters, query.fields or [], user_attributes, self._filters)
        self._scope = Scope(explore, self._dialect, zone, templates)
        self._tables = Tables(self._scope, filters, self._inner)

    def _inner(self, explore: Explore, query: Query) -> str:
        """Return the SQL of a query that is a derived table."""
        return compile_query(explore, query, *self._environment).sql

    def _field(self, name: str) -> Field:
        field = self._explore.fields.get(name)
        if field is None or field.category in {"filter", "parameter"}:
            raise QueryError(f'Unknown or inaccessible field "{name}"')
        return field

    def compiled(self) -> Compiled:
        self._parts([])
        joins = needed(self._explore, self._scope.used)
        base = self._explore.base_view
        groups = [] if self._is_unique(joins) else self._groups()
        parts = self._parts(joins, grouped=bool(groups))
        tables = [f"{self._tables.sql(base)} AS {self._dialect.quoted(base)}"]
        tables += [join_sql(self._scope, join, self._tables.sql(join.name)) for join in joins]
        clauses = [_select(parts.select), "FROM " + "\n".join(tables)]
        clauses += _clause("WHERE ", "\n    AND ", parts.where)
        clauses += _clause("GROUP BY ", ", ", groups)
        clauses += _clause("HAVING ", "\n    AND ", parts.having)
        clauses += _clause("ORDER BY ", ", ", parts.order)
        limit = limit_of(self._query.limit)
        clauses += [] if limit is None else [f"LIMIT {limit}"]
        return Compiled("\n".join([*self._with(), *clauses]), self._columns)

    def _with(self) -> list[str]:
        derived = self._tables.derived.items()
        tables = [f"{self._dialect.quoted(name)} AS (\n{sql}\n)" for name, sql in derived]
        return _clause("WITH ", ", ", tables)

    def _groups(self) -> list[str]:
        return [str(at) for at, each in enumerate(self._columns, start=1) if not each.is_measure]

    def _is_unique(self, joins: list[Join]) -> bool:
        """Return whether no two rows are equal, because the base view's primary key is selected."""
        base = self._explore.base_view
        keys = {
            field.name
            for field in self._explore.scope.values()
            if field.view == base and field.primary_key
        }
        return (
            bool(keys)
            and keys <= {column.name for column in self._columns}
            and base not in repeated(self._explore, joins) | optional(self._explore, joins)
            and not any(column.is_measure for column in self._columns)
            and not any(field.is_measure for field, _ in self._applied)
            and not self._query.filter_expression
            and "sql_always_having" not in self._explore.properties
        )

    def _parts(self, joins: list[Join], *, grouped: bool = True) -> _Parts:
        self._scope.used.add(self._explore.base_view)
        measures = Measures(
            self._scope,
            frozenset(repeated(self._explore, joins)),
            frozenset(optional(self._explore, joins)),
            self._filters,
        )
        select = [
            f"{self._value(column, measures)} AS {self._dialect.quoted(column.name)}"
            for column in self._columns
        ]
        where, having = self._conditions(measures)
        return _Parts(select, where, having, self._order(grouped=grouped))

    def _value(self, column: Column, measures: Measures) -> str:
        if column.is_measure:
            return measures.expression(column.field)
        self._scope.used.add(column.field.view)
        return self._scope.selected(column.field)

    def _conditions(self, measures: Measures) -> tuple[list[str], list[str]]:
        where: list[str | None] = []
        having: list[str | None] = []
        for field, text in self._applied:
            if field.category in {"filter", "parameter"}:
                if field.sql is not None and text:
                    where.append(f"({self._scope.resolved(field.sql, field.view)})")
            elif field.is_measure:
                having.append(self._filters.sql(field, text, f"({measures.expression(field)})"))
            else:
                where.append(self._filters.sql(field, text, self._scope.filtered(field)))
        if self._query.filter_expression:
            text = self._query.filter_expression
            of_measures = any(self._scope.field(each.name).is_measure for each in referenced(text))
            (having if of_measures else where).append(measures.expressed(text))
        for key, listed in (("sql_always_where", where), ("sql_always_having", having)):
            if key in self._explore.properties:
                text = self._explore.properties[key]
                base = self._explore.base_view
                listed.append(f"({measures.resolved(text, base)})")
        return [each for each in where if each], [each for each in having if each]

    def _order(self, *, grouped: bool) -> list[str]:
        positions = {column.name: index for index, column in enumerate(self._columns, start=1)}
        order = []
        for name, descending in self._sorts():
            if name not in positions:
                raise QueryError(f'The sort "{name}" is not one of the fields of the query.')
            column = self._columns[positions[name] - 1]
            own = None if column.is_measure else self._scope.order(column.field)
            key = str(positions[name])
            if own is not None:
                key = f"MIN({own})" if grouped else own
            order.append(f"{key} {'DESC NULLS LAST' if descending else 'ASC NULLS FIRST'}")
        return order

    def _sorts(self) -> list[tuple[str, bool]]:
        if not self._query.sorts:
            return self._default_sorts()
        if self._query.sorts == [UNSORTED]:
            return []
        words = [text.split() for text in self._query.sorts]
        return [(name, bool(rest) and rest[0].lower() == "desc") for name, *rest in words]

    def _default_sorts(self) -> list[tuple[str, bool]]:
        """Return the sort of a query without sorts: the latest date or largest measure first."""
        dates = [column.name for column in self._columns if is_date(column.field)]
        measures = [column.name for column in self._columns if column.is_measure]
        if dates or measures:
            return [((dates or measures)[0], True)]
        return [(self._columns[0].name, False)]


def _calendar(explore: Explore, zone: str, now: datetime) -> Calendar:
    try:
        local = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise QueryError(f'Unknown time zone "{zone}"') from error
    properties = explore.model_properties
    return Calendar(local, week_start(properties), fiscal_offset(properties))


def _select(expressions: list[str]) -> str:
    return "SELECT\n    " + ",\n    ".join(expressions)


def _clause(keyword: str, separator: str, parts: list[str]) -> list[str]:
    return [keyword + separator.join(parts)] if parts else []
