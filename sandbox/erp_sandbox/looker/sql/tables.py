"""The tables of a query: those of the warehouse, and derived tables as common table expressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from erp_sandbox.looker.lookml.model import listed_filters
from erp_sandbox.looker.sql.query import Query, QueryError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from erp_sandbox.looker.lookml.model import Explore
    from erp_sandbox.looker.sql.scope import Scope

_TABLE_NAME = re.compile(r"\$\{\s*(\w+)\.SQL_TABLE_NAME\s*\}")


class Tables:
    """The tables of one query.

    Attributes:
        derived: The SQL of the derived tables that it needs, in the order of their use.
    """

    def __init__(
        self, scope: Scope, filters: Mapping[str, str], compiled: Callable[[Explore, Query], str]
    ) -> None:
        """Read the tables of an explore.

        Args:
            scope: The fields of the explore.
            filters: The filters of the query, for native derived tables that bind them.
            compiled: The SQL of a query of another explore.
        """
        self._scope = scope
        self._explore = scope.explore
        self._filters = filters
        self._compiled = compiled
        self.derived: dict[str, str] = {}

    def sql(self, view: str) -> str:
        """Return the table of a view of the explore."""
        return self._of(self._explore.views[view].original, view)

    def _of(self, original: str, alias: str) -> str:
        definition = self._explore.model_views.get(original)
        if definition is None:
            raise QueryError(f'The view "{original}" is not included in the model.')
        if "derived_table" not in definition:
            name = definition.get("sql_table_name", original)
            return self._scope.templates.rendered(name.strip(), alias)
        if original not in self.derived:
            sql = self._derived(definition["derived_table"], alias)
            self.derived[original] = sql
        return self._scope.dialect.quoted(original)

    def _derived(self, definition: Mapping[str, Any], alias: str) -> str:
        if "explore_source" in definition:
            return self._native(definition["explore_source"], alias)
        if "sql" not in definition:
            raise QueryError("A derived table has neither sql nor explore_source.")
        text = self._scope.templates.rendered(definition["sql"].strip(), alias)
        return _TABLE_NAME.sub(lambda match: self._of(match[1], match[1]), text)

    def _native(self, source: Mapping[str, Any], alias: str) -> str:
        explore = self._explore.explores.get(source["name"])
        if explore is None:
            raise QueryError(f'The explore "{source["name"]}" of a derived table is not known.')
        quoted = self._scope.dialect.quoted
        columns = {
            each["name"]: explore.full_name(each.get("field", each["name"]))
            for each in source.get("columns", [])
        }
        query = source_query(explore, source, list(dict.fromkeys(columns.values())))
        filters = {**(query.filters or {}), **self._bound(explore, source, alias)}
        sql = self._compiled(explore, _with_filters(query, filters))
        selected = [f"{quoted(field)} AS {quoted(name)}" for name, field in columns.items()]
        plain = f"SELECT {', '.join(selected)} FROM ({sql}) AS source"
        derived = [
            f"{each['sql'].strip()} AS {quoted(each['name'])}"
            for each in source.get("derived_columns", [])
        ]
        return f"SELECT *, {', '.join(derived)} FROM ({plain}) AS source" if derived else plain

    def _bound(self, explore: Explore, source: Mapping[str, Any], alias: str) -> dict[str, str]:
        """Return the filters of the query that a native derived table takes over."""
        if source.get("bind_all_filters") == "yes":
            return {name: text for name, text in self._filters.items() if name in explore.scope}
        pairs = [
            (each["from_field"], explore.full_name(each["to_field"]))
            for each in source.get("bind_filters__all", [])
        ]
        named = {(name if "." in name else f"{alias}.{name}"): to for name, to in pairs}
        return {to: self._filters[name] for name, to in named.items() if name in self._filters}


def source_query(explore: Explore, source: Mapping[str, Any], fields: list[str]) -> Query:
    """Return the query of an `explore_source`."""
    filters = {explore.full_name(name): text for name, text in listed_filters(source)}
    sorts = [
        f"{explore.full_name(name)} {order}"
        for entry in source.get("sorts", [])
        for name, order in entry.items()
    ]
    return Query(
        model=explore.model,
        view=explore.name,
        fields=fields,
        filters=filters,
        filter_expression=source.get("expression_custom_filter"),
        sorts=sorts or ["__UNSORTED__"],
        limit=str(source.get("limit", "-1")),
        query_timezone=source.get("timezone"),
    )


def _with_filters(query: Query, filters: Mapping[str, str]) -> Query:
    return msgspec.structs.replace(query, filters=dict(filters))
