"""The SQL of fields, with the references in it resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from erp_sandbox.looker.expressions.grammar import ExpressionError, parse_expression
from erp_sandbox.looker.expressions.sql import ExpressionSql
from erp_sandbox.looker.sql.moments import DATABASE_ZONE, converts, is_date, stored
from erp_sandbox.looker.sql.query import QueryError
from erp_sandbox.looker.sql.timeframes import Timeframes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from erp_sandbox.looker.lookml.model import Explore, Field
    from erp_sandbox.looker.sql.dialects import Dialect
    from erp_sandbox.looker.sql.templates import Templates

_REFERENCE = re.compile(r"\$\{\s*([\w.]+)\s*\}")
_COLUMN = re.compile(r'[\w."]+')
_TYPED_MOMENTS = {"date": "date", "date_time": "time"}


@dataclass
class Scope:
    """The fields of an explore in one query.

    Attributes:
        explore: The explore.
        dialect: The SQL of its warehouse.
        zone: The time zone of the query.
        templates: The Liquid of its views.
        used: The views that the resolved expressions need, in no order.
    """

    explore: Explore
    dialect: Dialect
    zone: str
    templates: Templates
    used: set[str] = field(default_factory=set)

    def field(self, name: str) -> Field:
        """Return a field that may be hidden or left out by the explore.

        Raises:
            QueryError: If the explore does not have it.
        """
        if name not in self.explore.scope:
            raise QueryError(f'Unknown or inaccessible field "{name}"')
        return self.explore.scope[name]

    def expression(self, dimension: Field) -> str:
        """Return the value of a dimension as other expressions refer to it."""
        if dimension.timeframe == "raw":
            return self.raw(dimension)
        if dimension.timeframe == "yesno":
            return f"({self.raw(dimension)} IS NOT NULL)"
        if dimension.type.startswith("duration_"):
            return self._duration(dimension)
        timeframe = dimension.timeframe or _TYPED_MOMENTS.get(dimension.type)
        if timeframe is not None:
            return self.timeframes.expression(timeframe, self.moment(dimension))
        return self._plain(dimension)

    def selected(self, dimension: Field) -> str:
        """Return the value of a dimension as a query returns it."""
        expression = self.expression(dimension)
        if dimension.type == "yesno":
            return f"CASE WHEN {expression} THEN 'Yes' ELSE 'No' END"
        if dimension.type == "string":
            return f"CAST({expression} AS VARCHAR)"
        if dimension.timeframe == "raw" and dimension.properties.get("datatype") == "timestamp":
            return stored(dimension, expression)
        return expression

    def order(self, dimension: Field) -> str | None:
        """Return what a dimension is sorted by, if not by itself."""
        if dimension.timeframe in {"day_of_week", "month_name"}:
            return self.timeframes.order(dimension.timeframe, self.moment(dimension))
        if "order_by_field" in dimension.properties:
            return self.expression(
                self.field(self._full(dimension.properties["order_by_field"], dimension.view))
            )
        return None

    @property
    def timeframes(self) -> Timeframes:
        """The timeframes of the model."""
        return Timeframes(self.dialect, self.explore.model_properties)

    def raw(self, dimension: Field) -> str:
        """Return the expression of a dimension or its group, without conversion."""
        text = dimension.sql
        if text is None:
            text = "${TABLE}." + self.dialect.quoted(dimension.group or dimension.short_name)
        return self.resolved(text, dimension.view)

    def moment(self, dimension: Field) -> str:
        """Return the timestamp of a time dimension in the time zone of the query."""
        moment = stored(dimension, self.raw(dimension))
        if not converts(dimension):
            return moment
        return self.dialect.at_zone(moment, DATABASE_ZONE, self.zone)

    def filtered(self, dimension: Field) -> str:
        """Return what a filter on a dimension compares; time, as the warehouse keeps it."""
        self.used.add(dimension.view)
        if is_date(dimension):
            return self.raw(dimension)
        return _enclosed(self.expression(dimension))

    def _plain(self, dimension: Field) -> str:
        if "expression" in dimension.properties:
            return self.expressed(dimension.properties["expression"])
        case = dimension.properties.get("case")
        if case is not None:
            return self._case(case, dimension.view)
        expression = self.raw(dimension)
        if dimension.type == "tier":
            return self._tier(_enclosed(expression), dimension.properties)
        return f"({expression})" if dimension.type == "yesno" else expression

    def _case(self, case: Mapping[str, object], view: str) -> str:
        whens = " ".join(
            f"WHEN {self.resolved(when['sql'], view)} THEN {self.dialect.literal(when['label'])}"
            for when in case.get("whens", [])  # type: ignore[attr-defined]
        )
        other = self.dialect.literal(str(case["else"])) if "else" in case else "NULL"
        return f"CASE {whens} ELSE {other} END"

    def _tier(self, expression: str, properties: Mapping[str, object]) -> str:
        bounds = [str(bound) for bound in properties.get("tiers", [])]  # type: ignore[attr-defined]
        whens = [f"WHEN {expression} < {bounds[0]} THEN 'Below {bounds[0]}'"]
        whens += [
            f"WHEN {expression} >= {low} AND {expression} < {high} THEN '{low} to {high}'"
            for low, high in pairwise(bounds)
        ]
        whens.append(f"WHEN {expression} >= {bounds[-1]} THEN '{bounds[-1]} or Above'")
        return f"CASE {' '.join(whens)} ELSE 'Undefined' END"

    def _duration(self, dimension: Field) -> str:
        start, end = (
            f"CAST({self.resolved(dimension.properties[key], dimension.view)} AS TIMESTAMP)"
            for key in ("sql_start", "sql_end")
        )
        return self.dialect.difference(str(dimension.timeframe), start, end)

    def expressed(self, text: str, field: Callable[[str], str] | None = None) -> str:
        """Return the SQL of an expression.

        Args:
            text: The expression.
            field: The SQL of a field in it; `term`, if it is None.

        Raises:
            QueryError: If it is not valid.
        """
        now = self.dialect.timestamp(self.templates.filters.calendar.now)
        try:
            writer = ExpressionSql(field or self.term, self.dialect.literal, now, self._matches)
            return writer.sql(parse_expression(text))
        except ExpressionError as error:
            raise QueryError(str(error)) from error

    def _matches(self, name: str, text: str) -> str:
        dimension = self.field(name)
        return (
            f"({self.templates.filters.sql(dimension, text, self.filtered(dimension)) or 'TRUE'})"
        )

    def term(self, name: str) -> str:
        """Return the value of a dimension in an expression; that of a period is its first day."""
        dimension = self.field(name)
        if dimension.is_measure:
            raise QueryError(f'The measure "{name}" cannot be used here.')
        self.used.add(dimension.view)
        if dimension.timeframe in {"month", "quarter"}:
            return f"DATE_TRUNC('{dimension.timeframe}', {self.moment(dimension)})"
        return _enclosed(self.expression(dimension))

    def resolved(self, text: str, view: str) -> str:
        """Return SQL of a view with its references replaced."""
        rendered = self.templates.rendered(text.strip(), view)
        return _REFERENCE.sub(lambda match: self._reference(match[1], view), rendered)

    def _reference(self, name: str, view: str) -> str:
        if name == "TABLE":
            self.used.add(view)
            return self.dialect.quoted(view)
        full = self._full(name, view)
        target = self.field(full)
        self.used.add(target.view)
        return _enclosed(self.expression(target))

    def _full(self, name: str, view: str) -> str:
        """Return the name in the explore of a field that a view refers to."""
        owner, _, short = name.rpartition(".")
        if not owner:
            return f"{view}.{short}"
        if f"{view}.{short}" in self.explore.scope and owner == self.explore.views[view].original:
            return f"{view}.{short}"
        return name


def _enclosed(expression: str) -> str:
    """Return an expression that can be an operand."""
    return expression if _COLUMN.fullmatch(expression) else f"({expression})"
