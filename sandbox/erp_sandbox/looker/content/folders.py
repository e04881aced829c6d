"""Folders, and who sees what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.content.resource import Resource
from erp_sandbox.looker.view import View, can

if TYPE_CHECKING:
    from erp_sandbox.looker.store import Row

SHARED = "1"
"""The folder "Shared", the root of what all users see."""
USERS = "2"
"""The folder "Users", above the personal folders."""


def visible(view: View, folder_id: str | None) -> bool:
    """Return whether a user sees a folder: personal ones of others only as an administrator."""
    if view.user.is_admin:
        return True
    while folder_id is not None:
        folder = view.store.get("folders", folder_id)
        if folder["is_personal"]:
            return bool(folder["creator_id"] == view.user.id)
        granted = folder.get("granted_to")
        if granted is not None:
            return view.user.id in granted
        folder_id = folder["parent_id"]
    return True


def folder(view: View, row: Row) -> dict[str, Any]:
    """Return a folder without what is in it."""
    personal = row["is_personal"]
    return {
        "id": row["id"],
        "name": row["name"],
        "parent_id": row["parent_id"],
        "creator_id": row["creator_id"],
        "created_at": row["created_at"],
        "child_count": len(view.of("folders", "parent_id", row["id"])),
        "content_metadata_id": f"f{row['id']}",
        "external_id": None,
        "is_embed": False,
        "is_embed_shared_root": False,
        "is_embed_users_root": False,
        "is_personal": personal,
        "is_personal_descendant": _below_personal(view, row),
        "is_shared_root": row["id"] == SHARED,
        "is_users_root": row["id"] == USERS,
        "can": can("update", "destroy", "create"),
    }


def _below_personal(view: View, row: Row) -> bool:
    while row["parent_id"] is not None:
        row = view.store.get("folders", row["parent_id"])
        if row["is_personal"]:
            return True
    return False


def _created(view: View, row: Row) -> Row:
    view.store.get("folders", row["parent_id"])
    now = view.store.now()
    return {**row, "creator_id": view.user.id, "created_at": now, "is_personal": False}


FOLDERS = Resource(
    kind="folders",
    path="/folders",
    shape=folder,
    visible=lambda view, row: visible(view, row["id"]),
    search=("id", "name", "parent_id", "creator_id", "is_shared_root", "is_users_root"),
    writable={"name": "", "parent_id": SHARED},
    required=("name", "parent_id"),
    may_write="manage_spaces",
    created=_created,
)
