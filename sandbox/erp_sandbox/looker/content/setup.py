"""Connections, boards, alerts, and what else administrators set up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.content import folders
from erp_sandbox.looker.content.resource import Resource
from erp_sandbox.looker.view import View, can

if TYPE_CHECKING:
    from erp_sandbox.looker.store import Row

DIALECTS = {
    "duckdb": ("DuckDB", True),
    "postgres": ("PostgreSQL 9.5+", True),
}
"""Labels of dialects, and whether they stream results."""


def connection(view: View, row: Row) -> dict[str, Any]:
    """Return a database connection; its password is never shown."""
    label, streaming = DIALECTS[row["dialect_name"]]
    return {
        **{name: value for name, value in row.items() if name != "id"},
        "dialect": {
            "name": row["dialect_name"],
            "label": label,
            "supports_cost_estimate": False,
            "supports_streaming": streaming,
            "supports_persistent_derived_tables": True,
            "supports_multiple_databases": False,
            "supports_inducer": False,
            "automatically_run_sql_runner_snippets": True,
            "connection_tests": ["connect", "kill", "query"],
            "has_ssl_support": True,
        },
        "snippets": [],
        "has_password": True,
        "uses_oauth": False,
        "ssl": True,
        "verify_ssl": True,
        "max_connections": 5,
        "max_queries": 20,
        "max_queries_per_user": 10,
        "pool_timeout": 120,
        "pdt_concurrency": 1,
        "example": False,
        "managed": False,
        "user_db_credentials": False,
        "user_attribute_fields": [],
        "sql_runner_precache_tables": True,
        "sql_writing_with_info_schema": False,
        "cost_estimate_enabled": False,
        "always_retry_failed_builds": False,
        "connection_pooling": False,
        "can": can("test", "explore") if view.user.may("see_datagroups") else can(),
    }


def board(view: View, row: Row) -> dict[str, Any]:
    """Return a board with its sections."""
    sections = view.of("board_sections", "board_id", row["id"])
    return {
        **row,
        "content_metadata_id": f"b{row['id']}",
        "board_sections": [board_section(view, section) for section in sections],
        "section_order": [section["id"] for section in sections],
        "primary_homepage": False,
        "can": can("update", "destroy"),
    }


def board_section(view: View, row: Row) -> dict[str, Any]:
    """Return a section of a board with its items."""
    items = view.of("board_items", "board_section_id", row["id"])
    return {
        **row,
        "board_items": [board_item(view, item) for item in items],
        "item_order": [item["id"] for item in items],
        "visible_item_order": [item["id"] for item in items],
        "can": can("update", "destroy"),
    }


def board_item(view: View, row: Row) -> dict[str, Any]:
    """Return an item of a board, with the title of its Look or dashboard."""
    store = view.store
    look, board_ = (
        store.find("looks", row["look_id"]),
        store.find("dashboards", row["dashboard_id"]),
    )
    found = look or board_
    kind = "looks" if look else "dashboards"
    return {
        **row,
        "title": found["title"] if found else None,
        "description": found["description"] if found else None,
        "url": f"/{kind}/{found['id']}" if found else "",
        "view_count": found["view_count"] if found else 0,
        "use_custom_title": False,
        "use_custom_url": False,
        "use_custom_description": False,
        "use_custom_image": False,
        "can": can("update", "destroy"),
    }


def alert(view: View, row: Row) -> dict[str, Any]:
    """Return an alert on a tile of a dashboard."""
    owner = view.store.find("users", row["owner_id"])
    return {**row, "owner_display_name": owner["display_name"] if owner else None}


def content_view(_: View, row: Row) -> dict[str, Any]:
    """Return how often a user has viewed a Look or a dashboard."""
    return {**row, "can": can()}


def content_favorite(_: View, row: Row) -> dict[str, Any]:
    """Return a favorite of a user."""
    return dict(row)


def content_metadata(view: View) -> list[dict[str, Any]]:
    """Return the metadata of the content that a user sees: whose access is inherited from whom."""
    store = view.store
    shown = [row for row in store.all("folders") if folders.visible(view, row["id"])]
    found = [_metadata("f", row, "folder", row["parent_id"], row["name"]) for row in shown]
    for kind, letter in (("dashboards", "d"), ("looks", "l")):
        found += [
            _metadata(letter, row, kind[:-1], row["folder_id"], row["title"])
            for row in store.all(kind)
            if folders.visible(view, row["folder_id"])
        ]
    return found


def _metadata(letter: str, row: Row, kind: str, parent: str | None, name: str) -> dict[str, Any]:
    parent_id = None if parent is None else f"f{parent}"
    references = dict.fromkeys(("dashboard_id", "look_id", "folder_id", "homepage_id"))
    return {
        "id": f"{letter}{row['id']}",
        "name": name,
        "parent_id": parent_id,
        **references,
        f"{kind}_id": row["id"],
        "content_type": kind,
        "inherits": row.get("granted_to") is None,
        "inheriting_id": parent_id,
        "slug": None,
        "can": can("edit"),
    }


def _board_created(view: View, row: Row) -> Row:
    now = view.store.now()
    times = {"created_at": now, "updated_at": now, "deleted_at": None}
    return {**row, **times, "user_id": view.user.id}


CONNECTIONS = Resource(
    kind="connections",
    path="/connections",
    shape=connection,
)
BOARDS = Resource(
    kind="boards",
    path="/boards",
    shape=board,
    search=("title", "user_id"),
    writable={"title": "", "description": None},
    required=("title",),
    may_write="manage_homepage",
    created=_board_created,
)
BOARD_SECTIONS = Resource(kind="board_sections", path="/board_sections", shape=board_section)
BOARD_ITEMS = Resource(kind="board_items", path="/board_items", shape=board_item)
ALERTS = Resource(
    kind="alerts",
    path="/alerts",
    shape=alert,
    needs="see_alerts",
    lists=False,
    search=("owner_id",),
)
CONTENT_VIEWS = Resource(
    kind="content_views",
    path="/content_view",
    shape=content_view,
    shows=False,
    lists=False,
    search=("look_id", "dashboard_id", "user_id", "view_count"),
)
CONTENT_FAVORITES = Resource(
    kind="content_favorites",
    path="/content_favorite",
    shape=content_favorite,
    lists=False,
    search=("id", "user_id", "look_id", "dashboard_id"),
)
