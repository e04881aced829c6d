"""Measures: aggregates that count each row of their view once, whatever is joined."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from erp_sandbox.looker.expressions.grammar import (
    ExpressionError,
    Reference,
    parse_expression,
    references,
)
from erp_sandbox.looker.lookml.model import listed_filters
from erp_sandbox.looker.sql.joins import primary_key
from erp_sandbox.looker.sql.query import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from erp_sandbox.looker.lookml.model import Field
    from erp_sandbox.looker.sql.filtering import FilterSql
    from erp_sandbox.looker.sql.scope import Scope

_REFERENCE = re.compile(r"\$\{\s*([\w.]+)\s*\}")
_PLAIN = {"count_distinct": "COUNT(DISTINCT {})", "min": "MIN({})", "max": "MAX({})"}
_FUNCTIONS = {"sum": "SUM", "average": "AVG"}
_OUTER = frozenset({"number", "string", "date", "date_time", "yesno", "int"})
_MEDIAN = Decimal("0.5")


@dataclass(frozen=True)
class Measures:
    """The measures of one query.

    Attributes:
        scope: The fields.
        repeated: The views whose rows the joins repeat.
        optional: The views whose rows can be missing.
        filters: Filter expressions as SQL.
    """

    scope: Scope
    repeated: frozenset[str]
    optional: frozenset[str]
    filters: FilterSql

    def expression(self, measure: Field) -> str:
        """Return the SQL of a measure.

        Raises:
            QueryError: If it cannot be computed.
        """
        kind = measure.type
        if kind in _OUTER:
            return self._number(measure)
        if kind == "count":
            return self._count(measure)
        value = self._filtered(measure, self._value(measure))
        if kind in _PLAIN:
            return _PLAIN[kind].format(value)
        if kind == "list":
            return self.scope.dialect.listed(value)
        return self._once(measure, value)

    def _once(self, measure: Field, value: str) -> str:
        """Return an aggregate that takes the value of each row of its view once."""
        key, kind = self._distinct_key(measure), measure.type.removesuffix("_distinct")
        if kind in {"median", "percentile"}:
            return self._percentile(measure, key, value)
        if kind not in _FUNCTIONS:
            raise QueryError(f"The measure type {measure.type} of {measure.name} is not supported.")
        function = _FUNCTIONS[kind]
        if key is None:
            aggregate = f"{function}({value})"
        else:
            aggregate = self.scope.dialect.distinct(function, key, value)
        return f"COALESCE({aggregate}, 0)" if kind == "sum" else aggregate

    def _value(self, measure: Field) -> str:
        if measure.sql is None:
            raise QueryError(f"The measure {measure.name} has no sql.")
        self.scope.used.add(measure.view)
        return self.scope.resolved(measure.sql, measure.view)

    def resolved(self, text: str, view: str) -> str:
        """Return SQL over measures, and over dimensions that it aggregates itself."""

        def reference(match: re.Match[str]) -> str:
            name = match[1] if "." in match[1] else f"{view}.{match[1]}"
            target = self.scope.explore.scope.get(name)
            if target is None or not target.is_measure:
                return match[0]
            self.scope.used.add(target.view)
            return f"({self.expression(target)})"

        return self.scope.resolved(_REFERENCE.sub(reference, text), view)

    def _number(self, measure: Field) -> str:
        if measure.sql is None:
            raise QueryError(f"The measure {measure.name} has no sql.")
        text = self.resolved(measure.sql, measure.view)
        return f"CASE WHEN {text} THEN 'Yes' ELSE 'No' END" if measure.type == "yesno" else text

    def _count(self, measure: Field) -> str:
        view = measure.view
        self.scope.used.add(view)
        if view not in self.repeated | self.optional:
            condition = self._condition(measure)
            return "COUNT(*)" if condition is None else f"COUNT(CASE WHEN {condition} THEN 1 END)"
        key = self._filtered(measure, self._primary_key(measure))
        return f"COUNT(DISTINCT {key})" if view in self.repeated else f"COUNT({key})"

    def _distinct_key(self, measure: Field) -> str | None:
        """Return the key that a value is counted once for; None if every row counts."""
        if measure.type.endswith("_distinct"):
            text = measure.properties.get("sql_distinct_key")
            if text is not None:
                return self.scope.resolved(text, measure.view)
            return self._primary_key(measure)
        return self._primary_key(measure) if measure.view in self.repeated else None

    def _primary_key(self, measure: Field) -> str:
        key = primary_key(self.scope, measure.view)
        if key is None:
            raise QueryError(
                f'The measure "{measure.name}" needs a primary key of the view "{measure.view}"'
                " because of the joins of the query."
            )
        return key

    def _percentile(self, measure: Field, key: str | None, value: str) -> str:
        fraction = _MEDIAN
        if measure.type.startswith("percentile"):
            fraction = Decimal(measure.properties["percentile"]) / 100
        if key is None:
            return self.scope.dialect.percentile(fraction, value)
        return self.scope.dialect.distinct_percentile(fraction, key, value)

    def _filtered(self, measure: Field, value: str) -> str:
        condition = self._condition(measure)
        return value if condition is None else f"CASE WHEN {condition} THEN {value} END"

    def _condition(self, measure: Field) -> str | None:
        parts = []
        for name, text in measure_filters(measure):
            dimension = self.scope.field(name)
            part = self.filters.sql(dimension, text, self.scope.filtered(dimension))
            if part is not None:
                parts.append(part)
        expression = measure.properties.get("filter_expression")
        parts += [self.scope.expressed(expression)] if expression else []
        return " AND ".join(parts) or None

    def expressed(self, text: str) -> str:
        """Return the SQL of an expression over dimensions and measures."""

        def field(name: str) -> str:
            target = self.scope.field(name)
            if not target.is_measure:
                return self.scope.term(name)
            self.scope.used.add(target.view)
            return f"({self.expression(target)})"

        return self.scope.expressed(text, field)


def measure_filters(measure: Field) -> Iterator[tuple[str, str]]:
    """Yield the filters of a measure: names in the explore, and expressions."""
    for name, text in listed_filters(measure.properties):
        yield (name if "." in name else f"{measure.view}.{name}"), text


def referenced(text: str) -> list[Reference]:
    """Return the fields that an expression refers to.

    Raises:
        QueryError: If it does not parse.
    """
    try:
        return list(references(parse_expression(text)))
    except ExpressionError as error:
        raise QueryError(str(error)) from error
