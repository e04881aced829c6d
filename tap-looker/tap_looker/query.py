"""Queries: the body of the API, and the filter expressions that read a part of a result."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import msgspec

from tap_looker.errors import stream_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_looker.definitions import Definition

Json = dict[str, Any]

UNLIMITED = -1
_CALCULATION = "table_calculation"


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A query as the API takes it, without what changes its grain: pivots, totals, filled rows.

    Attributes:
        model: The model.
        view: The Explore.
        fields: Fields of the result.
        filters: Filter expression by field.
        filter_expression: Custom filter.
        sorts: Fields to sort by; None for Looker's default.
        limit: Maximum rows; `UNLIMITED` for all.
        dynamic_fields: Custom dimensions and measures.
        query_timezone: Zone of times and days.
    """

    model: str
    view: str
    fields: tuple[str, ...]
    filters: dict[str, str] = {}
    filter_expression: str = ""
    sorts: tuple[str, ...] | None = None
    limit: int = UNLIMITED
    dynamic_fields: tuple[Json, ...] = ()
    query_timezone: str = "UTC"

    def with_limit(self, rows: int) -> Query:
        """Return the same query with another limit."""
        return msgspec.structs.replace(self, limit=rows)

    def sorted_by(self, fields: Sequence[str]) -> Query:
        """Return the same query in an order."""
        return msgspec.structs.replace(self, sorts=tuple(fields))

    def where(self, field: str, expression: str) -> Query:
        """Return the same query with one more filter."""
        return msgspec.structs.replace(self, filters={**self.filters, field: expression})

    def body(self) -> Json:
        """Return the query as JSON; `filter_config` would replace the filters."""
        return {
            "model": self.model,
            "view": self.view,
            "fields": list(self.fields),
            "filters": dict(self.filters) or None,
            "filter_expression": self.filter_expression or None,
            "sorts": None if self.sorts is None else list(self.sorts),
            "limit": str(self.limit),
            "dynamic_fields": json.dumps(self.dynamic_fields) if self.dynamic_fields else None,
            "query_timezone": self.query_timezone,
            "filter_config": None,
        }


class SavedQuery(msgspec.Struct, kw_only=True):
    """What the API returns of a saved query."""

    model: str
    view: str
    fields: list[str] | None = None
    pivots: list[str] | None = None
    filters: dict[str, str] | None = None
    filter_expression: str | None = None
    sorts: list[str] | None = None
    limit: str | int | None = None
    dynamic_fields: str | None = None


def query_of(definition: Definition, fields: Sequence[str]) -> Query:
    """Return the query of an Explore."""
    return Query(
        model=definition.model,
        view=definition.explore,
        fields=tuple(fields),
        filters=definition.filters,
        filter_expression=definition.filter_expression,
        dynamic_fields=tuple(definition.dynamic_fields),
        query_timezone=definition.query_timezone,
    )


def saved_query(saved: SavedQuery, definition: Definition) -> Query:
    """Return a saved query without pivots, totals, table calculations and, by default, its limit.

    Pivoted dimensions are columns of ordinary rows, with the same numbers. Table calculations
    depend on the rows around them.

    Raises:
        StreamError: What is left out decides which rows a limit keeps.
    """
    dynamic = json.loads(saved.dynamic_fields or "[]")
    calculated = {one.get(_CALCULATION) for one in dynamic} - {None}
    named = dict.fromkeys((*(saved.pivots or ()), *(saved.fields or ())))
    own = tuple(one for one in dynamic if _CALCULATION not in one)
    expressions = filter(None, (saved.filter_expression, definition.filter_expression))
    keeps = definition.keep_limit and saved.limit is not None
    if keeps and (saved.pivots or any(_field_of(sort) in calculated for sort in saved.sorts or ())):
        raise stream_error(
            f"'{definition.name}' cannot keep its limit: the query is pivoted, or sorted by a "
            "table calculation, so that other rows would be left",
            "Remove `keep_limit`, or change the query in Looker",
        )
    return Query(
        model=saved.model,
        view=saved.view,
        fields=tuple(name for name in named if name not in calculated),
        filters={**(saved.filters or {}), **definition.filters},
        filter_expression=" AND ".join(f"({one})" for one in expressions),
        # With a limit, the order decides which rows there are.
        sorts=tuple(saved.sorts or ()) or None if keeps else None,
        limit=int(saved.limit or UNLIMITED) if keeps else UNLIMITED,
        dynamic_fields=(*own, *definition.dynamic_fields),
        query_timezone=definition.query_timezone,
    )


def _field_of(sort: str) -> str:
    """Return the field of a sort, such as `gl.debit desc 0`."""
    return sort.partition(" ")[0]


def custom_types(query: Query) -> dict[str, Json]:
    """Return the custom dimensions and measures of a query by name."""
    return {
        name: one
        for one in query.dynamic_fields
        for name in [one.get("dimension") or one.get("measure")]
        if name
    }


def from_value(value: Any) -> str:
    """Return the filter expression for values from a value on.

    `after` includes its bound ("is on or after"), and knows no fractions of a second.
    """
    if isinstance(value, dt.datetime):
        return f"after {value.isoformat(' ', 'seconds')}"
    return f"after {value.isoformat()}" if isinstance(value, dt.date) else f">={value:f}"


def without_value(kind: str) -> str:
    """Return the filter expression for rows without a value."""
    return "null" if kind in {"timestamp", "date"} else "NULL"
