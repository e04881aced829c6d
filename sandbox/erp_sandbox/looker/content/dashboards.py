"""Dashboards of users, with their elements, filters and layouts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.content import folders, looks
from erp_sandbox.looker.content.resource import Resource
from erp_sandbox.looker.queries.saved import query
from erp_sandbox.looker.view import View, can

if TYPE_CHECKING:
    from erp_sandbox.looker.store import Row


def base(view: View, row: Row) -> dict[str, Any]:
    """Return a dashboard as the list shows it."""
    return {
        "id": row["id"],
        "title": row["title"],
        "description": row["description"],
        "slug": row["slug"],
        "user_id": row["user_id"],
        "folder": _folder(view, row),
        "model": row.get("model"),
        "hidden": row["hidden"],
        "readonly": is_lookml(row),
        "preferred_viewer": row["preferred_viewer"],
        "query_timezone": row["query_timezone"],
        "refresh_interval": row["refresh_interval"],
        "refresh_interval_to_i": None,
        "content_metadata_id": f"d{row['id']}",
        "content_favorite_id": None,
        "can": can("update", "destroy", "run", "download", "schedule", "copy", "move"),
    }


def dashboard(view: View, row: Row) -> dict[str, Any]:
    """Return a dashboard with its parts."""
    store, key = view.store, row["id"]
    owner = store.find("users", row["user_id"])
    updater = store.find("users", row["last_updater_id"])
    parts = {
        "dashboard_elements": [
            element(view, e) for e in view.of("dashboard_elements", "dashboard_id", key)
        ],
        "dashboard_filters": [
            filter_(view, f) for f in view.of("dashboard_filters", "dashboard_id", key)
        ],
        "dashboard_layouts": [
            layout(view, part) for part in view.of("dashboard_layouts", "dashboard_id", key)
        ],
    }
    return {
        **base(view, row),
        **parts,
        "folder_id": None if is_lookml(row) else row["folder_id"],
        "user_name": owner["display_name"] if owner else None,
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "last_updater_id": row["last_updater_id"],
        "last_updater_name": updater["display_name"] if updater else None,
        "last_viewed_at": row["last_viewed_at"],
        "last_accessed_at": row["last_viewed_at"],
        "view_count": row["view_count"],
        "usage_count": row["view_count"],
        "favorite_count": row["favorite_count"],
        "deleted": row["deleted"],
        "deleted_at": row["deleted_at"],
        "deleter_id": row["deleter_id"],
        "lookml_link_id": key if is_lookml(row) else None,
        "load_configuration": row["load_configuration"],
        "show_title": True,
        "show_filters_bar": True,
        "crossfilter_enabled": False,
        "filters_bar_collapsed": False,
        "filters_location_top": True,
        "is_owner_disabled": bool(owner and owner["is_disabled"]),
        "url": f"/dashboards/{key}",
        "appearance": {"page_side_margins": 20, "tile_shadow": True},
    }


def element(view: View, row: Row) -> dict[str, Any]:
    """Return a tile with its query or its Look."""
    store = view.store
    saved = store.find("queries", row["query_id"])
    found = store.find("looks", row["look_id"])
    return {
        "id": row["id"],
        "dashboard_id": row["dashboard_id"],
        "type": row["type"],
        "title": row["title"],
        "title_hidden": False,
        "title_text": row["title_text"],
        "subtitle_text": None,
        "body_text": row["body_text"],
        "query_id": row["query_id"],
        "query": query(view, saved) if saved else None,
        "look_id": row["look_id"],
        "look": looks.look_with_query(view, found) if found else None,
        "merge_result_id": None,
        "result_maker_id": row["query_id"] and f"r{row['id']}",
        "note_display": None,
        "note_state": None,
        "note_text": row["note_text"],
        "refresh_interval": None,
        "lookml_link_id": None,
        "alert_count": len(view.of("alerts", "dashboard_element_id", row["id"])),
        "can": can("update", "destroy"),
    }


def filter_(_: View, row: Row) -> dict[str, Any]:
    """Return a filter of a dashboard."""
    return {**row, "field": None, "can": can("update", "destroy")}


def layout(view: View, row: Row) -> dict[str, Any]:
    """Return a layout with the position of each element."""
    tiles = view.of("dashboard_elements", "dashboard_id", row["dashboard_id"])
    components = [
        {
            "id": f"{row['id']}{number:03d}",
            "dashboard_layout_id": row["id"],
            "dashboard_element_id": tile["id"],
            "row": number // 2 * 8,
            "column": number % 2 * 12,
            "width": 12,
            "height": 8,
            "deleted": False,
            "element_title": tile["title"],
            "element_title_hidden": False,
            "can": can("update"),
        }
        for number, tile in enumerate(tiles)
    ]
    return {
        **row,
        "deleted": False,
        "dashboard_title": view.store.get("dashboards", row["dashboard_id"])["title"],
        "dashboard_layout_components": components,
        "can": can("update", "destroy"),
    }


def is_lookml(row: Row) -> bool:
    """Return whether LookML defines a dashboard."""
    return "lookml_path" in row


def visible(view: View, row: Row) -> bool:
    """Return whether a user sees a dashboard: its folder, or the model that defines it."""
    if is_lookml(row):
        may = view.user.may("see_lookml_dashboards")
        return may and view.user.sees_model(row["model"]["id"])
    return folders.visible(view, row["folder_id"])


def _folder(view: View, row: Row) -> dict[str, Any] | None:
    if is_lookml(row):
        return None
    return folders.folder(view, view.store.get("folders", row["folder_id"]))


def _part_visible(view: View, row: Row) -> bool:
    return visible(view, view.store.get("dashboards", row["dashboard_id"]))


def _created(view: View, row: Row) -> Row:
    row["folder_id"] = row["folder_id"] or view.user.row["personal_folder_id"]
    view.store.get("folders", row["folder_id"])
    now = view.store.now()
    return {
        **row,
        "slug": f"d{view.store.count('dashboards')}{now[:4]}",
        "created_at": now,
        "updated_at": now,
        "last_updater_id": view.user.id,
        "last_viewed_at": None,
        "view_count": 0,
        "favorite_count": 0,
        "deleted_at": None,
        "deleter_id": None,
    }


def _part_created(view: View, row: Row) -> Row:
    view.store.get("dashboards", row["dashboard_id"])
    return row


DASHBOARDS = Resource(
    kind="dashboards",
    path="/dashboards",
    shape=dashboard,
    listed=base,
    lists_lookml=True,
    needs="see_user_dashboards",
    visible=visible,
    search=("id", "slug", "title", "description", "folder_id", "user_id", "view_count", "hidden"),
    writable={
        "title": "",
        "description": None,
        "folder_id": None,
        "user_id": None,
        "hidden": False,
        "preferred_viewer": "dashboards-next",
        "query_timezone": None,
        "refresh_interval": None,
        "load_configuration": "cache_run",
        "deleted": False,
    },
    required=("title",),
    may_write="save_content",
    created=_created,
    owned=True,
    soft=True,
)
ELEMENTS = Resource(
    kind="dashboard_elements",
    path="/dashboard_elements",
    shape=element,
    lists=False,
    needs="see_user_dashboards",
    visible=_part_visible,
    search=("id", "dashboard_id", "look_id", "title", "query_id"),
    writable={
        "dashboard_id": None,
        "type": "vis",
        "title": None,
        "title_text": None,
        "body_text": None,
        "note_text": None,
        "query_id": None,
        "look_id": None,
        "listen": {},
    },
    required=("dashboard_id",),
    may_write="save_content",
    created=_part_created,
)
FILTERS = Resource(
    kind="dashboard_filters",
    path="/dashboard_filters",
    shape=filter_,
    lists=False,
    needs="see_user_dashboards",
    visible=_part_visible,
    writable={
        "dashboard_id": None,
        "name": "",
        "title": "",
        "type": "field_filter",
        "default_value": None,
        "model": None,
        "explore": None,
        "dimension": None,
        "row": 0,
        "listens_to_filters": (),
        "allow_multiple_values": True,
        "required": False,
        "ui_config": None,
    },
    required=("dashboard_id", "name", "title", "type"),
    may_write="save_content",
    created=_part_created,
)
LAYOUTS = Resource(
    kind="dashboard_layouts",
    path="/dashboard_layouts",
    shape=layout,
    lists=False,
    needs="see_user_dashboards",
    visible=_part_visible,
    writable={
        "dashboard_id": None,
        "type": "newspaper",
        "active": True,
        "column_width": 1,
        "width": 24,
    },
    required=("dashboard_id",),
    may_write="save_content",
    created=_part_created,
)
