"""Liquid in the SQL of a view: parameters, templated filters, and what the query asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING, Any

from liquid import Environment
from liquid.exceptions import LiquidError

from erp_sandbox.looker.sql.query import QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from erp_sandbox.looker.lookml.model import Explore, Field
    from erp_sandbox.looker.sql.filtering import FilterSql

_TAGS = (
    (
        r"\{%-?\s*condition\s+([\w.]+)\s*-?%\}",
        r"{% assign condition_of = '\1' %}{% capture conditioned %}",
    ),
    (
        r"\{%-?\s*endcondition\s*-?%\}",
        r"{% endcapture %}{{ conditioned | condition: condition_of }}",
    ),
    (r"\{%-?\s*(parameter|date_start|date_end)\s+([\w.]+)\s*-?%\}", r"{{ '\2' | \1 }}"),
)
_UNQUOTED = re.compile(r"[\w .-]*")


@dataclass(frozen=True)
class Templates:
    """The templates of an explore in one query.

    Attributes:
        explore: The explore.
        applied: The filters of the query by field name.
        selected: The names of the fields of the query.
        user_attributes: The user's values.
        filters: Filter expressions as SQL.
    """

    explore: Explore
    applied: Mapping[str, str]
    selected: Sequence[str]
    user_attributes: Mapping[str, str]
    filters: FilterSql

    def rendered(self, text: str, view: str) -> str:
        """Return SQL of a view with its templates replaced.

        Raises:
            QueryError: If a template is not valid.
        """
        if "{%" not in text and "{{" not in text:
            return text
        for pattern, replacement in _TAGS:
            text = re.sub(pattern, replacement, text)
        environment = Environment()
        environment.add_filter("condition", lambda sql, name: self._condition(sql, name, view))
        environment.add_filter("parameter", lambda name: self._parameter(self._field(name, view)))
        environment.add_filter("date_start", lambda name: self._bounds(name, view)[0])
        environment.add_filter("date_end", lambda name: self._bounds(name, view)[1])
        try:
            return environment.from_string(text).render(**self._objects, **self._own(view))
        except LiquidError as error:
            raise QueryError(f"Liquid of the view {view} is not valid: {error}") from error

    def _field(self, name: str, view: str) -> Field:
        full = name if "." in name else f"{view}.{name}"
        if full not in self.explore.scope:
            raise QueryError(f'Unknown or inaccessible field "{full}"')
        return self.explore.scope[full]

    def _condition(self, sql: str, name: str, view: str) -> str:
        field = self._field(name, view)
        text = self.applied.get(field.name, field.properties.get("default_value", ""))
        return self.filters.sql(field, text, sql.strip()) or "1=1"

    def _bounds(self, name: str, view: str) -> tuple[str, str]:
        field = self._field(name, view)
        text = self.applied.get(field.name, field.properties.get("default_value", ""))
        return self.filters.bounds(field, text)

    def _parameter(self, field: Field) -> str:
        """Return the value of a parameter as SQL.

        Raises:
            QueryError: If the parameter does not allow it.
        """
        properties = field.properties
        value = self.applied.get(field.name) or properties.get("default_value", "")
        allowed = [each["value"] for each in properties.get("allowed_values", [])]
        if allowed and value not in allowed:
            raise QueryError(f'The parameter {field.name} does not allow the value "{value}".')
        if field.type == "unquoted":
            if not _UNQUOTED.fullmatch(value):
                raise QueryError(f"The parameter {field.name} allows letters, digits and _ only.")
            return str(value)
        if field.type == "number":
            return _number(field, value)
        if field.type == "yesno":
            return "TRUE" if value.lower() in {"yes", "true"} else "FALSE"
        if field.type in {"date", "date_time"}:
            return self.filters.bounds(field, value)[0]
        return self.filters.dialect.literal(value)

    @cached_property
    def _objects(self) -> dict[str, Any]:
        """The objects of a template, by view and by name."""
        objects: dict[str, Any] = {
            "_user_attributes": dict(self.user_attributes),
            "_filters": dict(self.applied),
        }
        for field in self.explore.scope.values():
            objects.setdefault(field.view, {})[field.short_name] = self._facts(field)
        selected = {name.partition(".")[0] for name in [*self.selected, *self.applied]}
        for view in self.explore.views:
            objects.setdefault(view, {})["_in_query"] = view in selected
        return objects

    def _own(self, view: str) -> dict[str, Any]:
        """The fields of the view itself, which need no view name."""
        fields = self._objects.get(view, {})
        return {name: value for name, value in fields.items() if name not in self._objects}

    def _facts(self, field: Field) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "_is_filtered": field.name in self.applied,
            "_is_selected": field.name in self.selected,
            "_in_query": field.name in self.applied or field.name in self.selected,
        }
        if field.category == "parameter":
            facts["_parameter_value"] = self._parameter(field)
        return facts


def _number(field: Field, value: str) -> str:
    try:
        return format(Decimal(value), "f")
    except InvalidOperation as error:
        raise QueryError(f"The parameter {field.name} takes a number.") from error
