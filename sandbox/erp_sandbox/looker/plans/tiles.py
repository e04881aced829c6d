"""The tiles of a dashboard as queries, with the dashboard's filters applied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.errors import not_found
from erp_sandbox.looker.queries import saved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from erp_sandbox.looker.catalog import Catalog
    from erp_sandbox.looker.lookml.model import Dashboard
    from erp_sandbox.looker.store import Row, Store
    from erp_sandbox.looker.users import User

_QUERY = ("fields", "pivots", "sorts", "limit", "column_limit", "total", "filter_expression")


@dataclass(frozen=True)
class Tile:
    """A tile.

    Attributes:
        title: Its title.
        query: Its query, filtered.
    """

    title: str
    query: Row

    @property
    def name(self) -> str:
        """The title in lower case with underscores, as a file is named."""
        return "_".join(re.findall(r"\w+", self.title.lower())) or "tile"


def user_tiles(store: Store, dashboard_id: str, given: Mapping[str, str]) -> Iterator[Tile]:
    """Yield the tiles of a dashboard of a user.

    A filter applies to the tiles of its Explore.

    Args:
        store: The content.
        dashboard_id: The dashboard.
        given: Values of filters by name, instead of their defaults.
    """
    filters = [r for r in store.all("dashboard_filters") if r["dashboard_id"] == dashboard_id]
    for element in store.all("dashboard_elements"):
        look = store.find("looks", element["look_id"]) or {}
        query = store.find("queries", element["query_id"] or look.get("query_id"))
        if element["dashboard_id"] != dashboard_id or query is None:
            continue
        values = {
            row["dimension"]: given.get(row["name"], row["default_value"])
            for row in filters
            if (row["model"], row["explore"]) == (query["model"], query["view"])
        }
        title = element["title"] or look.get("title") or f"Tile {element['id']}"
        yield Tile(title, filtered(query, values))


def lookml_dashboard(catalog: Catalog, user: User, key: str) -> Dashboard:
    """Return a LookML dashboard by its id, `model::name`.

    Raises:
        ApiError: 404, if there is none that the user sees.
    """
    for source in catalog.sources:
        for dashboard in source.project.dashboards:
            if dashboard.id == key and user.sees_model(dashboard.model):
                return dashboard
    raise not_found()


def lookml_tiles(dashboard: Dashboard, given: Mapping[str, str]) -> Iterator[Tile]:
    """Yield the tiles of a LookML dashboard.

    Args:
        dashboard: The dashboard.
        given: Values of filters by name, instead of their defaults.
    """
    properties = dashboard.properties
    defaults = {each["name"]: each.get("default_value") for each in properties.get("filters", ())}
    for element in properties.get("elements", ()):
        if not element.get("fields"):
            continue
        body = {name: element[name] for name in _QUERY if name in element}
        body |= {"model": element.get("model", dashboard.model), "view": element["explore"]}
        if isinstance(element.get("filters"), dict):
            body["filters"] = element["filters"]
        query = {"id": None, **saved.definition(body)}
        listens = element.get("listen") or {}
        values = {target: given.get(name, defaults.get(name)) for name, target in listens.items()}
        yield Tile(element.get("title") or element["name"], filtered(query, values))


def filtered(query: Row, values: Mapping[str, Any]) -> Row:
    """Return a query with more filters; empty values filter nothing."""
    given = {name: str(value) for name, value in values.items() if value not in {None, ""}}
    return {**query, "filters": {**(query["filters"] or {}), **given}} if given else query
