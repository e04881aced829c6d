"""References to fields: from SQL, Explores, data tests and dashboards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from singer_erp.lookml.source import Issue, fields, filters, flat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from singer_erp.lookml.source import Block, Model

    Scope = Mapping[str, str]
    Views = Mapping[str, Block]

_REFERENCE = re.compile(r"\$\{([\w.]+)\}")
_SET = re.compile(r"-?(?:(\w+)\.)?(\w+)\*")


def references(text: str) -> list[str]:
    """Return the fields that SQL or an expression refers to."""
    return [
        name
        for name in _REFERENCE.findall(text)
        if name.rpartition(".")[2] not in {"TABLE", "SQL_TABLE_NAME"}
    ]


def resolves(name: str, view: str, views: Views) -> bool:
    """Return whether `field` or `view.field` exists, as seen from a view."""
    owner, _, field = name.rpartition(".")
    owner = owner or view
    return owner in views and field in _names(views[owner])


def in_scope(name: str, scope: Scope, views: Views) -> bool:
    """Return whether an Explore has the field `view.field`; scope has its views by alias."""
    owner, _, field = name.rpartition(".")
    view = views.get(scope.get(owner, ""))
    return view is not None and field in _names(view)


def _names(view: Block) -> set[str]:
    """Return the names of a view's fields, and of dimension groups: `${created}` is its SQL."""
    return {*fields(view), *(group["name"] for group in view.get("dimension_groups", ()))}


def base_view(explore: Block) -> str:
    """Return the view that an Explore starts from."""
    return str(explore.get("from") or explore.get("view_name") or explore["name"])


def base_name(explore: Block) -> str:
    """Return the name under which an Explore has the fields of its first view."""
    return str(explore.get("view_name") or explore["name"])


def scope_of(explore: Block) -> dict[str, str]:
    """Return the views of an Explore by the name that its fields start with."""
    joins = explore.get("joins", ())
    joined = {join["name"]: join.get("from", join["name"]) for join in joins}
    return {base_name(explore): base_view(explore)} | joined


def check_field(path: str, place: str, name: str, view: Block, model: Model) -> Iterator[Issue]:
    """Yield an issue if a set or a drill field of a view names no field and no set."""
    if match := _SET.fullmatch(name):
        owner = model.views.get(match[1] or view["name"], {})
        if match[2] not in {"ALL_FIELDS", *(group["name"] for group in owner.get("sets", ()))}:
            yield Issue(path, place, f"there is no set {name}")
    elif not resolves(name.removeprefix("-"), view["name"], model.views):
        yield Issue(path, place, f"there is no field {name}")


def check_scope(path: str, place: str, scope: Scope, model: Model) -> Iterator[Issue]:
    """Yield fields of an Explore's views that refer to views which the Explore does not join."""
    for alias, name in scope.items():
        if name not in model.views:
            continue
        for field, (_, block) in fields(model.views[name]).items():
            for other in references(str(block.get("sql", ""))):
                owner = other.rpartition(".")[0]
                if owner and owner != name and owner not in scope:
                    yield Issue(
                        path, place, f"{alias}.{field} needs the view {owner}, which is not joined"
                    )


def check_filters(
    path: str, place: str, explore: Block, scope: Scope, model: Model
) -> Iterator[Issue]:
    """Yield filters of an Explore on fields that it does not have."""
    named = [str(one.get("field", "")) for one in explore.get("access_filters", ())]
    for key in ("always_filter", "conditionally_filter"):
        named += filters(explore.get(key, {}))
    base = base_name(explore)
    named += references(explore.get("sql_always_where", ""))
    for name in named:
        if not in_scope(name if "." in name else f"{base}.{name}", scope, model.views):
            yield Issue(path, place, f"filters {name}, which is not a field of the Explore")


def check_test(path: str, test: Block, model: Model) -> Iterator[Issue]:
    """Yield fields of a data test that its Explore or its query does not have."""
    place, source = f"test {test['name']}", test.get("explore_source", {})
    explore = model.explores.get(source.get("name", ""))
    if explore is None:
        yield Issue(path, place, f"there is no Explore {source.get('name')}")
        return
    scope = scope_of(explore)
    names = {str(column.get("name", "")) for column in source.get("columns", ())}
    columns = {
        str(column.get("field", column.get("name", ""))) for column in source.get("columns", ())
    }
    yield from _missing(path, place, [*columns, *filters(source)], scope, model)
    expressions = [one.get("expression") for one in test.get("asserts", ())]
    if not expressions or not all(expressions):
        yield Issue(path, place, "asserts nothing")
    for expression in filter(None, expressions):
        for name in set(references(expression)) - columns - names:
            yield Issue(path, place, f"${{{name}}} is not a column of its query")


def check_dashboard(path: str, dashboard: Block, model: Model) -> Iterator[Issue]:
    """Yield Explores, fields and filters of a dashboard that do not exist."""
    place = f"dashboard {dashboard['dashboard']}"
    known = {one["name"] for one in dashboard.get("filters", ())}
    for part in [*dashboard.get("filters", ()), *dashboard.get("elements", ())]:
        where = f"{place} {part.get('name', part.get('title', ''))}"
        if "explore" not in part:
            continue
        if part.get("model", model.name) != model.name:
            yield Issue(path, where, f"there is no model {part['model']} here")
            continue
        if part["explore"] not in model.explores:
            yield Issue(path, where, f"there is no Explore {part['explore']}")
            continue
        scope = scope_of(model.explores[part["explore"]])
        yield from _missing(path, where, _selected(part), scope, model)
        for name in set(part.get("listen", {})) - known:
            yield Issue(path, where, f"listens to {name}, which is not a filter of the dashboard")


def _selected(part: Block) -> list[str]:
    """Return the fields of an element's query, or a filter's, without table calculations."""
    calculated = {one.get("table_calculation") for one in part.get("dynamic_fields", ())}
    named: list[Any] = [
        part.get("fields", []),
        list(part.get("filters", {})),
        part.get("pivots", []),
    ]
    named += [list(part.get("listen", {}).values()), [part["field"]] if "field" in part else []]
    named += [[sort.split()[0] for sort in part.get("sorts", [])]]
    return [name for name in flat(named) if name not in calculated]


def _missing(
    path: str, place: str, names: Iterable[str], scope: Scope, model: Model
) -> Iterator[Issue]:
    for name in names:
        if not in_scope(name, scope, model.views):
            yield Issue(path, place, f"{name} is not a field of the Explore")
