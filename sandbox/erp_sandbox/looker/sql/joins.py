"""Joins: those that a query needs, and the views whose rows they repeat."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from erp_sandbox.looker.sql.query import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from erp_sandbox.looker.lookml.model import Explore, Join
    from erp_sandbox.looker.sql.scope import Scope

_KEYWORDS = {
    "left_outer": "LEFT JOIN",
    "inner": "INNER JOIN",
    "full_outer": "FULL OUTER JOIN",
    "cross": "CROSS JOIN",
}
_VIEW = re.compile(r"\$\{\s*(\w+)\.")
_REPEATS_JOINED = frozenset({"many_to_one", "many_to_many"})
_REPEATS_PARENT = frozenset({"one_to_many", "many_to_many"})


def parents(explore: Explore, join: Join) -> set[str]:
    """Return the views that a join's condition refers to, besides its own."""
    named = set(_VIEW.findall(join.sql_on or "")) | set(join.required)
    return {view for view in named if view in explore.views and view != join.name} or {
        explore.base_view
    }


def needed(explore: Explore, used: Iterable[str]) -> list[Join]:
    """Return the joins that some views need, in the order of the explore."""
    wanted: set[str] = set()
    pending = [*used, *explore.properties.get("always_join", [])]
    while pending:
        view = pending.pop()
        if view in explore.joins and view not in wanted:
            wanted.add(view)
            pending += parents(explore, explore.joins[view])
    return [join for name, join in explore.joins.items() if name in wanted]


def repeated(explore: Explore, joins: Iterable[Join]) -> set[str]:
    """Return the views of which a row can occur more than once after the joins."""
    repeats: dict[str, set[str]] = {}
    for join in joins:
        for parent in parents(explore, join):
            many = repeats.setdefault(join.name, set()), repeats.setdefault(parent, set())
            many[0].add(parent)
            many[1].add(join.name)
    relations = {join.name: join.relationship for join in joins}

    def multiplies(view: str, other: str) -> bool:
        join = (
            view if view in relations and other in parents(explore, explore.joins[view]) else other
        )
        listed = _REPEATS_JOINED if join == view else _REPEATS_PARENT
        return relations[join] in listed

    def reaches_many(view: str, seen: frozenset[str]) -> bool:
        return any(
            multiplies(view, other) or reaches_many(other, seen | {other})
            for other in repeats.get(view, ())
            if other not in seen
        )

    return {view for view in repeats if reaches_many(view, frozenset({view}))}


def optional(explore: Explore, joins: Iterable[Join]) -> set[str]:
    """Return the views of which a row can be missing in a row of the result."""
    joins = list(joins)
    views = {join.name for join in joins}
    if any(join.type == "full_outer" for join in joins):
        views.add(explore.base_view)
    return views


def primary_key(scope: Scope, view: str) -> str | None:
    """Return the primary key of a view as an expression, if it has one."""
    keys = [
        field for field in scope.explore.scope.values() if field.view == view and field.primary_key
    ]
    if not keys:
        return None
    scope.used.add(view)
    if len(keys) == 1:
        return scope.expression(keys[0])
    texts = [f"COALESCE(CAST({scope.expression(key)} AS VARCHAR), '')" for key in keys]
    return f"({' || CHR(1) || '.join(texts)})"


def join_sql(scope: Scope, join: Join, table: str) -> str:
    """Return a join with its condition.

    Raises:
        QueryError: If the join has no condition.
    """
    keyword = _KEYWORDS.get(join.type)
    if keyword is None:
        raise QueryError(f"The join {join.name} has the unknown type {join.type}.")
    clause = f"{keyword} {table} AS {scope.dialect.quoted(join.name)}"
    if join.type == "cross":
        return clause
    if join.sql_on is None:
        raise QueryError(f"The join {join.name} has no sql_on or foreign_key.")
    return f"{clause} ON {scope.resolved(join.sql_on, join.name)}"
