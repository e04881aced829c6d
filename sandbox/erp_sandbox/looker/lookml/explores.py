"""Explores: a base view and joins, and the fields that queries may use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.lookml.fields import fields_of
from erp_sandbox.looker.lookml.model import Explore, Field, Issue, Join, View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_FIELD_KEYS = ("dimensions", "dimension_groups", "measures", "filters", "parameters")


@dataclass(frozen=True)
class Surroundings:
    """What the explores of a model share.

    Attributes:
        model, project, connection: Where they belong.
        properties: The properties of the model.
        views: Paths and definitions of the model's views by name.
        explores: The explores of the model, as they become known.
        report: Called with everything that does not resolve.
    """

    model: str
    project: str
    connection: str
    properties: Mapping[str, Any]
    views: Mapping[str, tuple[str, dict[str, Any]]]
    explores: Mapping[str, Explore]
    report: Callable[[Issue], None]


def explore_of(name: str, path: str, raw: Mapping[str, Any], place: Surroundings) -> Explore | None:
    """Return an explore with the fields of its views; None if it has no base view."""

    def report(kind: str, message: str, part: str | None = None) -> None:
        issue = Issue("error", kind, message, path, model=place.model, explore=name, name=part)
        place.report(issue)

    base = raw.get("from") or raw.get("view_name") or name
    alias = raw.get("view_name") or name
    joins = {join["name"]: _join(join) for join in raw.get("joins", [])}
    used = [(alias, base, raw.get("view_label"))]
    used += [
        (join.name, join.properties.get("from", join.name), join.properties.get("view_label"))
        for join in joins.values()
    ]
    views: dict[str, View] = {}
    scope: dict[str, Field] = {}
    for view, original, label in used:
        if original not in place.views:
            report("view", f"The view {original} is not included in the model.", view)
            continue
        home, definition = place.views[original]
        if definition.get("extension") == "required":
            report("view", f"The view {original} can only be extended.", view)
        properties = {key: value for key, value in definition.items() if key not in _FIELD_KEYS}
        views[view] = View(view, original, properties)
        for field in fields_of(view, definition, home, label):
            if field.name in scope:
                report("field", f"The field {field.name} is defined more than once.", field.name)
            scope[field.name] = field
    if alias not in views:
        return None
    return Explore(
        name=name,
        model=place.model,
        project=place.project,
        connection=place.connection,
        views=views,
        joins={
            name: _by_foreign_key(join, alias, scope)
            for name, join in joins.items()
            if name in views
        },
        fields=_visible(scope, views, joins, raw, report),
        scope=scope,
        properties=raw,
        model_properties=place.properties,
        path=path,
        explores=place.explores,
        model_views={name: definition for name, (_, definition) in place.views.items()},
    )


def _join(raw: Mapping[str, Any]) -> Join:
    return Join(
        name=raw["name"],
        type=raw.get("type", "left_outer"),
        relationship=raw.get("relationship", "many_to_one"),
        sql_on=raw.get("sql_on"),
        properties=raw,
    )


def _by_foreign_key(join: Join, base: str, scope: Mapping[str, Field]) -> Join:
    """Return a join with the condition that its `foreign_key` stands for."""
    key = join.properties.get("foreign_key")
    primary = [each.name for each in scope.values() if each.view == join.name and each.primary_key]
    if key is None or not primary:
        return join
    key = key if "." in key else f"{base}.{key}"
    return replace(join, sql_on=f"${{{key}}} = ${{{primary[0]}}}")


def _visible(
    scope: Mapping[str, Field],
    views: Mapping[str, View],
    joins: Mapping[str, Join],
    raw: Mapping[str, Any],
    report: Callable[[str, str], None],
) -> dict[str, Field]:
    kept = set(scope)
    for join in joins.values():
        if "fields" in join.properties:
            own = [name for name, field in scope.items() if field.view == join.name]
            chosen = _chosen(join.properties["fields"], own, views, join.name, report)
            kept -= set(own) - chosen
    if "fields" in raw:
        kept &= _chosen(raw["fields"], list(scope), views, None, report)
    return {name: field for name, field in scope.items() if name in kept}


def _chosen(
    listed: Iterable[str],
    everything: Sequence[str],
    views: Mapping[str, View],
    alias: str | None,
    report: Callable[[str, str], None],
) -> set[str]:
    """Return the fields of a list with `ALL_FIELDS*`, sets such as `view.set*`, and exclusions."""
    listed = list(listed)
    chosen: set[str] = (
        set(everything) if listed and all(e.startswith("-") for e in listed) else set()
    )
    for entry in listed:
        names = _names(entry.removeprefix("-"), everything, views, alias)
        if names is None:
            report("field", f"The fields {entry} are not known.")
        elif entry.startswith("-"):
            chosen -= names
        else:
            chosen |= names
    return chosen


def _names(
    entry: str, everything: Sequence[str], views: Mapping[str, View], alias: str | None
) -> set[str] | None:
    if entry == "ALL_FIELDS*":
        return set(everything)
    view, _, short = entry.rpartition(".")
    view = view or alias or next(iter(views))
    if not short.endswith("*"):
        return {f"{view}.{short}"} & set(everything) or None
    if short == "ALL_FIELDS*":
        return {name for name in everything if name.startswith(f"{view}.")}
    for each in views[view].properties.get("sets", []) if view in views else []:
        if each["name"] == short[:-1]:
            return _chosen(each["fields"], everything, views, view, lambda *_: None)
    return None
