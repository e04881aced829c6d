"""Explores: which fields they have, of which types, and what they filter by themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
from singer_erp.errors import ErpError
from singer_erp.http.bodies import json_as
from singer_erp.looker.instance import path_of

from tap_looker.errors import of_stream

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from singer_erp.looker.instance import Instance

_FIELD = (
    "name,type,category,label,description,view,primary_key,is_numeric,hidden,convert_tz,measure"
)
_SELECTED = (
    "name,model_name,view_name,"
    "joins(name,relationship,sql_on,foreign_key,required_joins,dependent_fields),"
    "always_filter(name,value),conditionally_filter(name,value),"
    f"fields(dimensions({_FIELD}),measures({_FIELD}),filters(name),parameters(name))"
)
_TO_ONE = {"many_to_one", "one_to_one"}
_REFERENCE = re.compile(r"\$\{\s*([\w.]+)\s*\}")


class Field(msgspec.Struct, kw_only=True):
    """A dimension or measure."""

    name: str
    type: str | None = None
    category: str | None = None
    label: str | None = None
    description: str | None = None
    view: str | None = None
    primary_key: bool | None = None
    is_numeric: bool | None = None
    hidden: bool | None = None
    convert_tz: bool | None = None
    measure: bool | None = None

    @property
    def is_measure(self) -> bool:
        """Whether it aggregates rows."""
        return self.category == "measure" or bool(self.measure)


class _Fields(msgspec.Struct):
    dimensions: list[Field] = []
    measures: list[Field] = []
    filters: list[Field] = []
    parameters: list[Field] = []


class _Join(msgspec.Struct):
    name: str
    relationship: str | None = None
    sql_on: str | None = None
    foreign_key: str | None = None
    required_joins: list[str] | None = None
    dependent_fields: list[str] | None = None

    def multiplies(self, many: Collection[str]) -> bool:
        """Return whether a row of the base view may have several of the joined one.

        Args:
            many: Joins of which it may; this one may come after one of them.
        """
        if self.relationship not in _TO_ONE:
            return True
        fields = [*(self.dependent_fields or ()), *_REFERENCE.findall(self.sql_on or "")]
        fields += [self.foreign_key] if self.foreign_key else []
        views = {field.rpartition(".")[0] for field in fields} | set(self.required_joins or ())
        # Without `see_lookml`, Looker may show no condition.
        return not (views - {self.name}).isdisjoint(many) or bool(many and not views)


class _Filter(msgspec.Struct):
    name: str | None = None
    value: str | None = None


class Explore(msgspec.Struct, kw_only=True):
    """An Explore."""

    name: str
    model_name: str | None = None
    view_name: str | None = None
    joins: list[_Join] | None = None
    always_filter: list[_Filter] | None = None
    conditionally_filter: list[_Filter] | None = None
    fields: _Fields = msgspec.field(default_factory=_Fields)

    def by_name(self) -> dict[str, Field]:
        """Return the fields by name."""
        return {one.name: one for one in (*self.fields.dimensions, *self.fields.measures)}

    def filter_names(self) -> set[str]:
        """Return the names of fields that are filters only."""
        return {one.name for one in (*self.fields.filters, *self.fields.parameters)}

    def base_dimensions(self) -> Iterator[str]:
        """Yield the visible dimensions of the base view."""
        for one in self.fields.dimensions:
            if one.view in self._base and not one.hidden:
                yield one.name

    def primary_key(self, fields: Iterator[Field] | list[Field]) -> list[str]:
        """Return the primary key of rows of some fields; empty where nothing makes them unique.

        It is that of the base view, unless a field is of a view that is joined to many.
        """
        chosen = list(fields)
        single = self._base | {join.name for join in self.joins or ()} - self._many()
        if any(one.view not in single for one in chosen):
            return []
        return [one.name for one in chosen if one.primary_key and one.view in self._base]

    def _many(self) -> set[str]:
        """Return the joins of which a row of the base view may have several rows."""
        many: set[str] = set()
        while found := {
            join.name
            for join in self.joins or ()
            if join.name not in many and join.multiplies(many)
        }:
            many |= found
        return many

    @property
    def required_filters(self) -> dict[str, str]:
        """The filters that the Explore applies where a query does not name their fields."""
        return {one.name: one.value or "" for one in self.always_filter or () if one.name}

    @property
    def conditional_filters(self) -> dict[str, str]:
        """The filters that the Explore applies unless a query filters other fields."""
        return {one.name: one.value or "" for one in self.conditionally_filter or () if one.name}

    @property
    def _base(self) -> set[str | None]:
        # With `from` in LookML, the fields are named after the Explore instead of the view.
        return {self.view_name, self.name}


_explore = json_as(Explore)


def explore_of(instance: Instance, model: str, name: str) -> Explore:
    """Return an Explore.

    Raises:
        StreamError: There is none, or the API user may not see it.
    """
    path = path_of("lookml_models", model, "explores", name)
    try:
        return instance.fetch("GET", path, _explore, params={"fields": _SELECTED})
    except ErpError as error:
        raise of_stream(error) from None
