"""Who calls the API: a user's permissions, models and attributes, by its roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from erp_sandbox.looker.store import Store


@dataclass(frozen=True)
class User:
    """The user of a request.

    Attributes:
        id: Its id.
        permissions: What its roles allow.
        models: Models that it sees; None for all.
        attributes: User attributes by name, which access filters compare with.
        is_admin: Whether it has the role Admin.
        row: Its record.
    """

    id: str
    permissions: frozenset[str]
    models: frozenset[str] | None
    attributes: dict[str, str]
    is_admin: bool
    row: dict[str, Any]

    def may(self, permission: str) -> bool:
        """Return whether the user has a permission."""
        return self.is_admin or not permission or permission in self.permissions

    def sees_model(self, name: str) -> bool:
        """Return whether the user sees a model."""
        return self.models is None or name in self.models


def user_of(store: Store, user_id: str) -> User | None:
    """Return a user that is not disabled."""
    row = store.find("users", user_id)
    if row is None or row["is_disabled"]:
        return None
    roles = [store.get("roles", role_id) for role_id in role_ids(store, row)]
    sets = [store.get("permission_sets", role["permission_set_id"]) for role in roles]
    models = [store.get("model_sets", role["model_set_id"]) for role in roles]
    every = any(found["all_access"] for found in models)
    return User(
        id=row["id"],
        permissions=frozenset(p for found in sets for p in found["permissions"]),
        models=None if every else frozenset(m for found in models for m in found["models"]),
        attributes=_attributes(store, row),
        is_admin=any(found["all_access"] for found in sets),
        row=row,
    )


def role_ids(store: Store, user: dict[str, Any]) -> Iterable[str]:
    """Return the ids of a user's roles: its own and those of its groups."""
    groups = set(user["group_ids"])
    through = [r["id"] for r in store.all("roles") if groups & set(r["group_ids"])]
    return dict.fromkeys([*user["role_ids"], *through])


def _attributes(store: Store, user: dict[str, Any]) -> dict[str, str]:
    """Return the values of user attributes: a user's own before the default."""
    return {
        row["name"]: user["attributes"].get(row["name"], row["default_value"])
        for row in store.all("user_attributes")
        if user["attributes"].get(row["name"], row["default_value"]) is not None
    }
