"""Dashboards of LookML projects: read-only, with the ids `model::name`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.queries import saved

if TYPE_CHECKING:
    from erp_sandbox.looker.catalog import Catalog
    from erp_sandbox.looker.lookml.model import Dashboard
    from erp_sandbox.looker.store import Row, Store

_TEXT = "text"


def add_lookml_dashboards(store: Store, catalog: Catalog) -> None:
    """Add the dashboards of all projects to the records that are not stored."""
    for source in catalog.sources:
        for found in source.project.dashboards:
            label = source.project.models[found.model].label
            store.add_lookml("dashboards", _dashboard(found, label))
            for number, tile in enumerate(found.properties.get("elements", ())):
                store.add_lookml("dashboard_elements", _element(store, found, tile, number))
            for number, each in enumerate(found.properties.get("filters", ())):
                store.add_lookml("dashboard_filters", _filter(found, each, number))
            layout = {"type": "newspaper", "active": True, "column_width": 1, "width": 24}
            row = {"id": f"{found.id}::layout", "dashboard_id": found.id, **layout}
            store.add_lookml("dashboard_layouts", row)


def _dashboard(found: Dashboard, label: str) -> Row:
    properties = found.properties
    return {
        "id": found.id,
        "title": properties.get("title") or found.name,
        "description": properties.get("description"),
        "slug": saved.slug(found.id),
        "model": {"id": found.model, "label": label},
        "lookml_path": found.path,
        "folder_id": "lookml",
        "user_id": None,
        "last_updater_id": None,
        "hidden": False,
        "preferred_viewer": properties.get("preferred_viewer"),
        "query_timezone": properties.get("query_timezone"),
        "refresh_interval": properties.get("refresh"),
        "load_configuration": "cache_run",
        "created_at": None,
        "updated_at": None,
        "last_viewed_at": None,
        "view_count": 0,
        "favorite_count": 0,
        "deleted": False,
        "deleted_at": None,
        "deleter_id": None,
    }


def _element(store: Store, found: Dashboard, tile: dict[str, Any], number: int) -> Row:
    is_text = tile.get("type") == _TEXT or "explore" not in tile
    query = None
    if not is_text:
        row = saved.definition(_body(found, tile))
        query = store.add_lookml("queries", {"id": saved.key(row), **row})
    return {
        "id": f"{found.id}::{tile.get('name', number)}",
        "dashboard_id": found.id,
        "type": _TEXT if is_text else "vis",
        "title": tile.get("title") or tile.get("name"),
        "title_text": tile.get("title_text"),
        "body_text": tile.get("body_text"),
        "note_text": tile.get("note_text"),
        "query_id": query["id"] if query else None,
        "look_id": None,
        "listen": {str(k): str(v) for k, v in (tile.get("listen") or {}).items()},
    }


def _body(found: Dashboard, tile: dict[str, Any]) -> dict[str, Any]:
    """Return the body of a tile's query."""
    filters = {str(k): str(v) for k, v in (tile.get("filters") or {}).items()}
    limit = tile.get("limit")
    return {
        "model": tile.get("model") or found.model,
        "view": tile["explore"],
        "fields": tile.get("fields"),
        "pivots": tile.get("pivots"),
        "sorts": tile.get("sorts"),
        "filters": filters or None,
        "filter_expression": tile.get("filter_expression"),
        "limit": None if limit is None else str(limit),
        "column_limit": tile.get("column_limit"),
        "total": tile.get("total"),
        "row_total": "right" if tile.get("row_total") else None,
        "query_timezone": tile.get("query_timezone"),
    }


def _filter(found: Dashboard, given: dict[str, Any], number: int) -> Row:
    return {
        "id": f"{found.id}::filter{number}",
        "dashboard_id": found.id,
        "name": given["name"],
        "title": given.get("title") or given["name"],
        "type": given.get("type") or "field_filter",
        "default_value": str(given.get("default_value") or ""),
        "model": given.get("model") or found.model,
        "explore": given.get("explore"),
        "dimension": given.get("field"),
        "row": number,
        "listens_to_filters": given.get("listens_to_filters") or [],
        "allow_multiple_values": bool(given.get("allow_multiple_values", True)),
        "required": bool(given.get("required", False)),
        "ui_config": given.get("ui_config"),
    }
