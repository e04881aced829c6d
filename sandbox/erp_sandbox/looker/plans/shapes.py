"""Plans and their destinations as the API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from erp_sandbox.looker.store import Row, Store
    from erp_sandbox.looker.users import User

_TITLES = {"look_id": "looks", "dashboard_id": "dashboards"}


def plans(store: Store, rows: Iterable[Row], user: User) -> list[dict[str, Any]]:
    """Return plans as a user sees them; secret parameters are never shown."""
    mailboxes = {user["email"] for user in store.all("users")}
    return [_plan(store, row, mailboxes, own=owns(user, row)) for row in rows]


def owns(user: User, row: Row) -> bool:
    """Return whether a user may change a plan."""
    return user.is_admin or row["user_id"] == user.id


def _plan(store: Store, row: Row, mailboxes: set[str], *, own: bool) -> dict[str, Any]:
    return {
        **row,
        "title": title(store, row),
        "user": _user(store.find("users", row["user_id"])),
        "scheduled_plan_destination": [
            {**destination, "looker_recipient": destination["address"] in mailboxes}
            for destination in row["scheduled_plan_destination"]
        ],
        "can": dict.fromkeys(("edit", "update", "destroy", "run_once"), own) | {"show": True},
    }


def title(store: Store, row: Row) -> str | None:
    """Return the title of what a plan sends."""
    for name, kind in _TITLES.items():
        if row[name] is not None:
            found = store.find(kind, row[name])
            return None if found is None else str(found["title"])
    return str(row["lookml_dashboard_id"] or row["name"])


def _user(row: Row | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "id": row["id"],
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "display_name": row["display_name"],
        "avatar_url": f"/images/avatars/{row['id']}",
        "url": f"/users/{row['id']}",
        "can": {"show": True},
    }
