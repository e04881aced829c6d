"""Looks: saved queries with a title and a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.content import folders
from erp_sandbox.looker.content.resource import Resource
from erp_sandbox.looker.queries.saved import query
from erp_sandbox.looker.view import View, can

if TYPE_CHECKING:
    from erp_sandbox.looker.store import Row


def look(view: View, row: Row) -> dict[str, Any]:
    """Return a Look as lists show it, without its query."""
    saved = view.store.get("queries", row["query_id"])
    owner = view.store.find("users", row["user_id"])
    model = saved["model"]
    return {
        "id": row["id"],
        "title": row["title"],
        "description": row["description"],
        "user_id": row["user_id"],
        "user_name": owner["display_name"] if owner else None,
        "last_updater_id": row["last_updater_id"],
        "folder": folders.folder(view, view.store.get("folders", row["folder_id"])),
        "folder_id": row["folder_id"],
        "query_id": row["query_id"],
        "model": {"id": model, "label": _label(view, model)},
        "public": row["public"],
        "public_slug": None,
        "public_url": None,
        "short_url": f"/looks/{row['id']}",
        "embed_url": None,
        "excel_file_url": None,
        "google_spreadsheet_formula": None,
        "image_embed_url": None,
        "is_run_on_load": row["is_run_on_load"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "last_accessed_at": row["last_viewed_at"],
        "last_viewed_at": row["last_viewed_at"],
        "view_count": row["view_count"],
        "usage_count": row["view_count"],
        "favorite_count": row["favorite_count"],
        "content_metadata_id": f"l{row['id']}",
        "content_favorite_id": None,
        "deleted": row["deleted"],
        "deleted_at": row["deleted_at"],
        "deleter_id": row["deleter_id"],
        "is_owner_disabled": bool(owner and owner["is_disabled"]),
        "can": can("update", "destroy", "run", "download", "schedule", "explore", "copy"),
    }


def look_with_query(view: View, row: Row) -> dict[str, Any]:
    """Return a Look with its query."""
    saved = view.store.get("queries", row["query_id"])
    return {**look(view, row), "query": query(view, saved), "url": f"/looks/{row['id']}"}


def visible(view: View, row: Row) -> bool:
    """Return whether a user sees a Look: its folder and its model."""
    saved = view.store.get("queries", row["query_id"])
    return view.user.sees_model(saved["model"]) and folders.visible(view, row["folder_id"])


def created(view: View, row: Row) -> Row:
    """Complete a new Look.

    Raises:
        ApiError: 404, for a folder or a query that does not exist.
    """
    row["folder_id"] = row["folder_id"] or view.user.row["personal_folder_id"]
    view.store.get("folders", row["folder_id"])
    view.store.get("queries", row["query_id"])
    now = view.store.now()
    times = {"created_at": now, "updated_at": now, "last_viewed_at": None, "deleted_at": None}
    return {
        **row,
        **times,
        "deleter_id": None,
        "last_updater_id": view.user.id,
        "view_count": 0,
        "favorite_count": 0,
    }


def _label(view: View, name: str) -> str:
    for source in view.catalog.sources:
        if name in source.project.models:
            return str(source.project.models[name].label)
    return name


LOOKS = Resource(
    kind="looks",
    path="/looks",
    shape=look_with_query,
    listed=look,
    searched=look,
    needs="see_looks",
    visible=visible,
    search=(
        "id",
        "title",
        "description",
        "content_favorite_id",
        "folder_id",
        "user_id",
        "view_count",
        "query_id",
    ),
    writable={
        "title": "",
        "description": None,
        "query_id": None,
        "folder_id": None,
        "user_id": None,
        "public": False,
        "is_run_on_load": True,
        "deleted": False,
    },
    required=("title", "query_id"),
    may_write="save_content",
    created=created,
    owned=True,
    soft=True,
)
