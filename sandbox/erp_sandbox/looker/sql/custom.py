"""Custom dimensions, custom measures and table calculations of a query's `dynamic_fields`."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.lookml.model import Field
from erp_sandbox.looker.sql.query import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from erp_sandbox.looker.lookml.model import Explore
    from erp_sandbox.looker.sql.query import Query

_CALCULATIONS = {
    "running_total": "running_total(${{{0}}})",
    "percent_of_column_sum": "${{{0}}} / sum(${{{0}}})",
    "percent_of_previous": "${{{0}}} / offset(${{{0}}}, 1)",
    "percent_difference_from_previous": "${{{0}}} / offset(${{{0}}}, 1) - 1",
    "rank_of_column": "rank(${{{0}}}, ${{{0}}})",
}
"""The expressions of the calculations that the vendor offers as shortcuts."""


@dataclass(frozen=True)
class Calculation:
    """A table calculation."""

    field: Field
    expression: str

    @property
    def name(self) -> str:
        """The name that the query uses."""
        return self.field.name


def with_custom_fields(explore: Explore, query: Query) -> tuple[Explore, tuple[Calculation, ...]]:
    """Return an explore that also has a query's custom fields, and its table calculations.

    Raises:
        QueryError: If `dynamic_fields` is not valid.
    """
    fields: dict[str, Field] = {}
    calculations = []
    for entry in _entries(query):
        if "table_calculation" in entry:
            calculations.append(_calculation(entry))
        elif "measure" in entry:
            fields[entry["measure"]] = _measure(explore, fields, entry)
        elif "dimension" in entry and "expression" in entry:
            fields[entry["dimension"]] = _dimension(explore, entry)
        else:
            raise QueryError("A custom field is not a dimension, measure or table calculation.")
    extended = replace(
        explore, fields={**explore.fields, **fields}, scope={**explore.scope, **fields}
    )
    return extended if fields else explore, tuple(calculations)


def _entries(query: Query) -> Iterator[Mapping[str, Any]]:
    try:
        entries = json.loads(query.dynamic_fields or "[]")
    except ValueError as error:
        raise QueryError("dynamic_fields is not valid JSON.") from error
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise QueryError("dynamic_fields is not a list of fields.")
    yield from entries


def _calculation(entry: Mapping[str, Any]) -> Calculation:
    shortcut = entry.get("calculation_type")
    if shortcut is not None:
        if shortcut not in _CALCULATIONS:
            raise QueryError(f"The calculation type {shortcut} is not supported.")
        source = entry.get("source_field") or entry["args"][0]
        expression = _CALCULATIONS[shortcut].format(source)
    else:
        expression = entry.get("expression", "")
    field = _field(entry["table_calculation"], "", "table_calculation", entry)
    return Calculation(field, expression)


def _dimension(explore: Explore, entry: Mapping[str, Any]) -> Field:
    return _field(entry["dimension"], explore.base_view, "dimension", entry)


def _measure(explore: Explore, custom: Mapping[str, Field], entry: Mapping[str, Any]) -> Field:
    name = entry.get("based_on", "")
    based_on = custom.get(name) or explore.scope.get(name)
    if based_on is None:
        raise QueryError(f'Unknown or inaccessible field "{name}"')
    filters = [[{field: str(text)} for field, text in (entry.get("filters") or {}).items()]]
    own = _field(entry["measure"], based_on.view, "measure", entry)
    properties = {**own.properties, "filter_expression": entry.get("filter_expression")}
    if based_on.is_measure:
        filters = [*based_on.properties.get("filters__all", []), *filters]
        properties = {**based_on.properties, **properties, "filters__all": filters}
        return replace(based_on, name=own.name, properties=properties)
    properties["filters__all"] = filters
    return replace(own, type=entry["type"], sql=f"${{{name}}}", properties=properties)


def _field(name: str, view: str, category: str, entry: Mapping[str, Any]) -> Field:
    return Field(
        name=name,
        view=view,
        original_view=view,
        category=category,
        type=entry.get("_type_hint") or "number",
        sql=None,
        group=None,
        timeframe=None,
        properties={**entry, "view_label": ""},
        view_properties={},
        path=None,
    )
