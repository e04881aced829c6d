"""The validator: everything in a project that cannot work."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.lookml.fields import INTERVALS, TIMEFRAMES
from erp_sandbox.looker.lookml.model import Issue, listed_filters
from erp_sandbox.looker.lookml.vocabulary import (
    DIMENSION_TYPES,
    JOIN_TYPES,
    MEASURE_TYPES,
    PARAMETERS,
    RELATIONSHIPS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from erp_sandbox.looker.lookml.model import Explore, Field, Model, Project

_REFERENCE = re.compile(r"\$\{\s*([\w.]+)\s*\}")
_MULTIPLE = re.compile(r"(hour|minute|second|millisecond)\d+$")
_SQL = ("sql", "sql_start", "sql_end", "sql_distinct_key")
_FIELDS = {
    "dimensions": "dimension",
    "dimension_groups": "dimension_group",
    "measures": "measure",
    "filters": "filter",
    "parameters": "parameter",
}


def validate(project: Project) -> tuple[Issue, ...]:
    """Return the issues of a project, with the lines of their definitions."""
    issues = [*project.issues]
    for model in project.models.values():
        issues += _model(project, model)
        issues += _views(model)
        for explore in model.explores.values():
            issues += _explore(explore)
    issues += _tests(project)
    issues += _dashboards(project)
    return tuple(dict.fromkeys(_located(project, issue) for issue in issues))


def _located(project: Project, issue: Issue) -> Issue:
    """Return an issue with the file and line of the definition it names."""
    if issue.line is not None or issue.path is None or issue.name is None:
        return issue
    view, _, short = issue.name.rpartition(".")
    definition = re.compile(rf"^\s*\w+:\s*\+?{re.escape(short)}\b", re.MULTILINE)
    refines = re.compile(rf"\bview:\s*\+{re.escape(view)}\b")
    refinements = [path for path, text in project.files.items() if view and refines.search(text)]
    for path in (issue.path, *refinements):
        text = project.files.get(path, "")
        if match := definition.search(text):
            return replace(issue, path=path, line=text.count("\n", 0, match.end()) + 1)
    return issue


def _model(project: Project, model: Model) -> Iterator[Issue]:
    def issue(message: str, name: str | None = None) -> Issue:
        return Issue("error", "model", message, model.path, model=model.name, name=name)

    datagroups = {each.name for each in project.datagroups if each.model == model.name}
    used = [("the model", model.properties)]
    used += [(f"the explore {each.name}", each.properties) for each in model.explores.values()]
    for place, properties in used:
        name = properties.get("persist_with")
        if name is not None and name not in datagroups:
            yield issue(f"The datagroup {name} of {place} is not defined.", name)
    for each in project.datagroups:
        if each.model == model.name and {"sql_trigger", "interval_trigger"} <= set(each.properties):
            message = f"The datagroup {each.name} has both sql_trigger and interval_trigger."
            yield issue(message, each.name)
    for name in _unknown("model", model.properties):
        yield issue(f"Unknown parameter {name} of the model.", name)


def _unknown(kind: str, definition: Mapping[str, Any]) -> list[str]:
    return sorted(set(definition) - PARAMETERS[kind])


def _views(model: Model) -> Iterator[Issue]:
    for view, definition in model.views.items():
        for kind, name, message in _of_view(definition):
            yield Issue("error", kind, message, model.view_paths[view], model=model.name, name=name)


def _of_view(view: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the kind, name and message of what is wrong in a view by itself."""
    for name in _unknown("view", view):
        yield "view", view["name"], f"Unknown parameter {name} of the view {view['name']}."
    if "derived_table" in view:
        for name in _unknown("derived_table", view["derived_table"]):
            yield "view", view["name"], f"Unknown parameter {name} of a derived table."
        if "sql_table_name" in view:
            yield "view", view["name"], "A view has either sql_table_name or derived_table."
    for key, kind in _FIELDS.items():
        for field in view.get(key, []):
            full = f"{view['name']}.{field['name']}"
            for name in _unknown(kind, field):
                yield "field", full, f"Unknown parameter {name} of {full}."
            for message in _types(kind, field):
                yield "field", full, f"{message} of {full}."


def _types(kind: str, field: Mapping[str, Any]) -> Iterator[str]:
    given = field.get("type", "time" if kind == "dimension_group" else "string")
    known = {
        "measure": MEASURE_TYPES,
        "dimension_group": frozenset({"time", "duration"}),
    }.get(kind, DIMENSION_TYPES)
    if given not in known:
        yield f"Unknown type {given}"
    for timeframe in field.get("timeframes", []):
        if timeframe not in TIMEFRAMES and not _MULTIPLE.match(timeframe):
            yield f"Unknown timeframe {timeframe}"
    for interval in field.get("intervals", []):
        if interval not in INTERVALS:
            yield f"Unknown interval {interval}"


def _explore(explore: Explore) -> Iterator[Issue]:
    def issue(kind: str, message: str, name: str | None = None, path: str | None = None) -> Issue:
        return Issue(
            "error", kind, message, path or explore.path, model=explore.model,
            explore=explore.name, name=name,
        )  # fmt: skip

    for name in _unknown("explore", explore.properties):
        yield issue("explore", f"Unknown parameter {name} of the explore.", explore.name)
    for join in explore.joins.values():
        for message in _join(explore, join.name):
            yield issue("join", message, join.name)
    for field in explore.fields.values():
        for message in _field(explore, field):
            yield issue("field", message, field.name, field.path)
    for name in _filtered(explore):
        yield issue("explore", f"The filter {name} is not a field of the explore.", name)
    for key in ("sql_always_where", "sql_always_having"):
        text = explore.properties.get(key, "")
        for name in _missing(explore, explore.base_view, text, explore.scope):
            yield issue("explore", f"Unknown field {name} in {key}.", explore.name)


def _join(explore: Explore, name: str) -> Iterator[str]:
    join = explore.joins[name]
    for parameter in _unknown("join", join.properties):
        yield f"Unknown parameter {parameter} of the join {name}."
    if join.type not in JOIN_TYPES:
        yield f"Unknown type {join.type} of the join {name}."
    if join.relationship not in RELATIONSHIPS:
        yield f"Unknown relationship {join.relationship} of the join {name}."
    if join.sql_on is None and join.type != "cross":
        yield f"The join {name} has no sql_on or foreign_key."
    for field in _missing(explore, name, join.sql_on or "", explore.scope):
        yield f"Unknown field {field} in sql_on of the join {name}."
    for view in join.required:
        if view not in explore.joins:
            yield f"The join {name} requires the join {view}, which does not exist."


def _field(explore: Explore, field: Field) -> Iterator[str]:
    for text in filter(None, (field.sql, *(field.properties.get(key) for key in _SQL))):
        for name in dict.fromkeys(_missing(explore, field.view, text, explore.fields)):
            yield f"Unknown or inaccessible field {name} in sql of {field.name}."
    for name, _ in listed_filters(field.properties) if field.is_measure else ():
        if _full(explore, field.view, name) not in explore.scope:
            yield f"Unknown field {name} in filters of {field.name}."
    for name in field.properties.get("drill_fields", []):
        if not _drills(explore, field.view, name):
            yield f"Unknown field {name} in drill_fields of {field.name}."


def _drills(explore: Explore, view: str, name: str) -> bool:
    if not name.endswith("*"):
        return _full(explore, view, name) in explore.scope
    owner, _, short = name[:-1].rpartition(".")
    if short == "ALL_FIELDS":
        return True
    owner = owner or view
    sets = explore.views[owner].properties.get("sets", []) if owner in explore.views else []
    return any(each["name"] == short for each in sets)


def _missing(explore: Explore, view: str, text: str, known: Mapping[str, Field]) -> Iterator[str]:
    for name in _REFERENCE.findall(text):
        if name != "TABLE" and not name.endswith(".SQL_TABLE_NAME"):
            full = _full(explore, view, name)
            if full not in known:
                yield full


def _full(explore: Explore, view: str, name: str) -> str:
    owner, _, short = name.rpartition(".")
    own = not owner or (view in explore.views and owner == explore.views[view].original)
    return f"{view}.{short}" if (own and f"{view}.{short}" in explore.scope) or not owner else name


def _filtered(explore: Explore) -> Iterator[str]:
    properties = explore.properties
    names = [name for name, _ in listed_filters(properties.get("always_filter", {}))]
    names += [name for name, _ in listed_filters(properties.get("conditionally_filter", {}))]
    names += [each["field"] for each in properties.get("access_filters", [])]
    yield from (name for name in names if explore.full_name(name) not in explore.scope)


def _tests(project: Project) -> Iterator[Issue]:
    for test in project.tests:
        source = test.source
        explore = project.models[test.model].explores.get(source.get("name", ""))
        names = [each.get("field", each["name"]) for each in source.get("columns", [])]
        names += [name for name, _ in listed_filters(source)]
        for message in _known(explore, source.get("name"), names):
            text = f"{message} (test {test.name})"
            yield Issue("error", "test", text, test.path, model=test.model, name=test.name)


def _dashboards(project: Project) -> Iterator[Issue]:
    for dashboard in project.dashboards:
        for element in dashboard.properties.get("elements", []):
            if "explore" not in element:
                continue
            model = project.models.get(element.get("model", dashboard.model))
            explore = model.explores.get(element["explore"]) if model else None
            custom = {
                value
                for each in element.get("dynamic_fields", [])
                for value in each.values()
                if isinstance(value, str)
            }
            names = [name for name in element.get("fields", []) if name not in custom]
            names += [*element.get("filters", {}), *element.get("listen", {}).values()]
            for message in _known(explore, element["explore"], names):
                text = f"{message} (dashboard {dashboard.name})"
                yield Issue("error", "dashboard", text, dashboard.path, model=dashboard.model)


def _known(explore: Explore | None, name: Any, fields: Iterable[str]) -> Iterator[str]:
    if explore is None:
        yield f"The explore {name} is not known"
        return
    for field in fields:
        if explore.full_name(field) not in explore.fields:
            yield f"Unknown field {field} of the explore {name}"
