"""The offline check of a LookML project: what Looker's validator reports, without an instance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from singer_erp.lookml import queries
from singer_erp.lookml.rules import (
    BLOCKS,
    INTERVALS,
    JOIN_TYPES,
    PARAMETERS,
    RELATIONSHIPS,
    TIMEFRAMES,
    TYPES,
)
from singer_erp.lookml.source import (
    FIELD_KINDS,
    Issue,
    field_names,
    fields,
    filters,
    read_files,
    read_models,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from singer_erp.lookml.source import Block, Files, Model

    Columns = Mapping[str, set[str]]

_CONSTANT = re.compile(r"@\{(\w+)\}")
_COLUMN = re.compile(r"\$\{TABLE\}\.\"?(\w+)")
_NEEDS_SQL = {
    "sum",
    "count_distinct",
    "average",
    "min",
    "max",
    "median",
    "number",
    "list",
    "string",
    "date",
}


def check(folder: Path, tables: Columns | None = None) -> list[Issue]:
    """Return what is wrong in a project, by file.

    Args:
        folder: The project's folder.
        tables: Columns of the warehouse's tables by name; None does not compare them.
    """
    files = read_files(folder)
    issues = list(files.issues)
    for path, content in files.lookml.items():
        kind = "manifest" if path == "manifest.lkml" else "model"
        issues += _parameters(path, "", kind, content)
        issues += _constants(path, content, files.constants())
        issues += _duplicates(path, content)
    models = list(read_models(files))
    for model in models:
        issues += model.issues
        issues += _model(model, files, tables)
    issues += _unused(files, models)
    return sorted(set(issues), key=lambda issue: (issue.path, issue.place, issue.message))


def _parameters(path: str, place: str, kind: str, block: Block) -> Iterator[Issue]:
    """Yield parameters that a block, or a block in it, does not have."""
    for key, value in block.items():
        if key not in PARAMETERS[kind]:
            yield Issue(path, place, f"{key} is not a parameter of a {kind}")
        elif key in BLOCKS and isinstance(value, list):
            inner = BLOCKS[key]
            for member in value:
                where = f"{place} {inner} {member['name']}".strip()
                yield from _parameters(path, where, inner, member)


def _constants(path: str, block: Any, known: set[str]) -> Iterator[Issue]:
    for text in _strings(block):
        for name in set(_CONSTANT.findall(text)) - known:
            yield Issue(path, f"@{{{name}}}", "the manifest has no such constant")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _duplicates(path: str, content: Block) -> Iterator[Issue]:
    """Yield fields, joins and tests that one block has twice."""
    for plural in ("views", "explores"):
        for block in content.get(plural, ()):
            names = [
                name
                for key, kind in FIELD_KINDS.items()
                if key in block
                for member in block[key]
                for name in field_names(kind, member)
            ]
            names += [join["name"] for join in block.get("joins", ())]
            for name in sorted({name for name in names if names.count(name) > 1}):
                yield Issue(path, f"{plural[:-1]} {block['name']}", f"{name} is there twice")


def _model(model: Model, files: Files, tables: Columns | None) -> Iterator[Issue]:
    if (name := model.content.get("persist_with")) and name not in model.datagroups:
        yield Issue(model.path, "persist_with", f"there is no datagroup {name}")
    for view in model.views.values():
        yield from _view(model, view, tables)
    for explore in model.explores.values():
        yield from _explore(model, explore)
    tests = [test["name"] for _, test in model.tests]
    for path, test in model.tests:
        if tests.count(test["name"]) > 1:
            yield Issue(path, f"test {test['name']}", "is there twice")
        yield from queries.check_test(path, test, model)
    for path in model.paths:
        for dashboard in files.dashboards.get(path, ()):
            yield from queries.check_dashboard(path, dashboard, model)


def _view(model: Model, view: Block, tables: Columns | None) -> Iterator[Issue]:
    path, place = view["path"], f"view {view['name']}"
    found = fields(view)
    keys = [name for name, (_, block) in found.items() if block.get("primary_key") == "yes"]
    if len(keys) != 1 and view.get("extension") != "required":
        yield Issue(path, place, f"has {len(keys)} primary keys; joins that fan out need one")
    for name, (kind, block) in found.items():
        where = f"{place} {kind} {name}"
        yield from _field(path, where, kind, block)
        for other in _used(block):
            if not queries.resolves(other, view["name"], model.views):
                yield Issue(path, where, f"there is no field {other}")
        for drill in block.get("drill_fields", ()):
            yield from queries.check_field(path, where, drill, view, model)
    for group in view.get("sets", ()):
        for name in group.get("fields", ()):
            yield from queries.check_field(path, f"{place} set {group['name']}", name, view, model)
    if tables is not None and "derived_table" not in view:
        yield from _columns(path, place, view, tables)


def _used(block: Block) -> list[str]:
    """Return the fields that a field refers to."""
    named = [*filters(block), *([block["order_by_field"]] if "order_by_field" in block else [])]
    for text in _strings([block.get(key) for key in ("sql", "sql_start", "sql_end", "html")]):
        named += queries.references(text)
    return named


def _field(path: str, place: str, kind: str, block: Block) -> Iterator[Issue]:
    type_ = block.get("type", "string")
    if type_ not in TYPES[kind]:
        yield Issue(path, place, f"{type_} is not a type of a {kind}")
    for frame in set(block.get("timeframes", ())) - TIMEFRAMES:
        yield Issue(path, place, f"{frame} is not a timeframe")
    for interval in set(block.get("intervals", ())) - set(INTERVALS):
        yield Issue(path, place, f"{interval} is not an interval")
    if kind == "measure" and type_ in _NEEDS_SQL and "sql" not in block:
        yield Issue(path, place, f"a measure of the type {type_} needs sql")


def _columns(path: str, place: str, view: Block, tables: Columns) -> Iterator[Issue]:
    source = str(view.get("sql_table_name", view["name"]))
    table = source.strip().rpartition(".")[2].strip('"')
    if table not in tables:
        yield Issue(path, place, f"the warehouse has no table {table}")
        return
    for name, (_, block) in fields(view).items():
        for column in _COLUMN.findall(block.get("sql", "")):
            if column.lower() not in tables[table]:
                yield Issue(path, f"{place} {name}", f"{table} has no column {column}")


def _explore(model: Model, explore: Block) -> Iterator[Issue]:
    path, place = explore["path"], f"explore {explore['name']}"
    scope = {queries.base_name(explore): queries.base_view(explore)}
    for view in scope.values():
        if view not in model.views:
            yield Issue(path, place, f"there is no view {view}")
            return
    for join in explore.get("joins", ()):
        scope[join["name"]] = join.get("from", join["name"])
        yield from _join(path, f"{place} join {join['name']}", join, scope, model)
    yield from queries.check_scope(path, place, scope, model)
    grants = {grant["name"] for grant in model.content.get("access_grants", ())}
    for grant in set(explore.get("required_access_grants", ())) - grants:
        yield Issue(path, place, f"there is no access grant {grant}")
    yield from queries.check_filters(path, place, explore, scope, model)


def _join(
    path: str, place: str, join: Block, scope: Mapping[str, str], model: Model
) -> Iterator[Issue]:
    if scope[join["name"]] not in model.views:
        yield Issue(path, place, f"there is no view {scope[join['name']]}")
        return
    relationship = join.get("relationship")
    if relationship not in RELATIONSHIPS:
        yield Issue(path, place, "has no valid relationship")
    if join.get("type", "left_outer") not in JOIN_TYPES:
        yield Issue(path, place, f"{join['type']} is not a type of join")
    used = queries.references(join.get("sql_on", ""))
    for name in used:
        if not queries.in_scope(name, scope, model.views):
            yield Issue(path, place, f"${{{name}}} is not a field of the Explore so far")
    # A join to one row is by the key of the joined view; otherwise rows multiply unnoticed.
    if relationship in {"many_to_one", "one_to_one"} and used:
        found = fields(model.views[scope[join["name"]]])
        keys = {f"{join['name']}.{name}" for name in found if found[name][1].get("primary_key")}
        if not keys & set(used):
            yield Issue(path, place, f"is {relationship}, but not by the key of {join['name']}")


def _unused(files: Files, models: list[Model]) -> Iterator[Issue]:
    """Yield files that no model includes."""
    used = {path for model in models for path in model.paths} | {"manifest.lkml"}
    for path in [*files.lookml, *files.dashboards]:
        if path not in used and models:
            yield Issue(path, "", "no model includes it")
    if not models:
        yield Issue("models", "", "there is no model")
