"""Users, groups, roles, and what roles are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.content.resource import Resource
from erp_sandbox.looker.users import role_ids
from erp_sandbox.looker.view import View, can

if TYPE_CHECKING:
    from erp_sandbox.looker.store import Row


def user(view: View, row: Row) -> dict[str, Any]:
    """Return a user; those who may not see users get names only."""
    key = row["id"]
    names = {
        "id": key,
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "display_name": row["display_name"],
        "avatar_url": f"https://gravatar.lookercdn.com/avatar/{key}?s=156&d=blank",
        "url": f"/users/{key}",
        "can": can(),
    }
    if not view.user.may("see_users") and view.user.id != key:
        return names
    keys = view.of("credentials_api3", "user_id", key)
    return {
        **names,
        "email": row["email"],
        "locale": "en",
        "is_disabled": row["is_disabled"],
        "group_ids": list(row["group_ids"]),
        "role_ids": list(role_ids(view.store, row)),
        "personal_folder_id": row["personal_folder_id"],
        "home_folder_id": row["home_folder_id"],
        "credentials_api3": [_key(k) for k in keys],
        "credentials_email": {
            "email": row["email"],
            "created_at": row["created_at"],
            "user_id": key,
            "is_disabled": False,
            "type": "email",
            "forced_password_reset_at_next_login": False,
            "can": can(),
        },
        "credentials_embed": [],
        "sessions": [],
        "ui_state": {"homepageGroup": "shared"},
        "looker_versions": ["26.12"],
        "models_dir_validated": True,
        "presumed_looker_employee": False,
        "verified_looker_employee": False,
        "roles_externally_managed": False,
        "allow_direct_roles": True,
        "allow_normal_group_membership": True,
        "allow_roles_from_normal_groups": True,
        "embed_group_folder_id": None,
        "embed_group_space_id": None,
        "is_iam_admin": False,
        "can_manage_api3_creds": True,
        "is_service_account": row["is_service_account"],
        "service_account_name": row["last_name"] if row["is_service_account"] else None,
    }


def group(view: View, row: Row) -> dict[str, Any]:
    """Return a group."""
    return {
        "id": row["id"],
        "name": row["name"],
        "user_count": len(view.of("users", "group_ids", row["id"])),
        "contains_current_user": row["id"] in view.user.row["group_ids"],
        "can_add_to_content_metadata": True,
        "external_group_id": None,
        "externally_managed": False,
        "include_by_default": False,
        "can": can("edit", "delete"),
    }


def permission_set(_: View, row: Row) -> dict[str, Any]:
    """Return a permission set."""
    return {**row, "url": f"/permission_sets/{row['id']}", "can": can("update")}


def model_set(_: View, row: Row) -> dict[str, Any]:
    """Return a model set."""
    return {**row, "url": f"/model_sets/{row['id']}", "can": can("update")}


def role(view: View, row: Row) -> dict[str, Any]:
    """Return a role with its sets."""
    store, key = view.store, row["id"]
    return {
        "id": key,
        "name": row["name"],
        "permission_set_id": row["permission_set_id"],
        "permission_set": permission_set(
            view, store.get("permission_sets", row["permission_set_id"])
        ),
        "model_set_id": row["model_set_id"],
        "model_set": model_set(view, store.get("model_sets", row["model_set_id"])),
        "internal": False,
        "url": f"/roles/{key}",
        "users_url": f"/roles/{key}/users",
        "can": can("update"),
    }


def user_attribute(_: View, row: Row) -> dict[str, Any]:
    """Return a user attribute."""
    return {
        **row,
        "is_system": False,
        "is_permanent": False,
        "value_is_hidden": False,
        "user_can_view": True,
        "user_can_edit": False,
        "hidden_value_domain_whitelist": None,
        "can": can("edit"),
    }


def _key(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "client_id": row["client_id"],
        "created_at": row["created_at"],
        "is_disabled": row["is_disabled"],
        "type": "api3",
        "purpose": None,
        "url": None,
        "can": can(),
    }


def _new_user(view: View, row: Row) -> Row:
    names = filter(None, (row["first_name"], row["last_name"]))
    return {
        **row,
        "display_name": " ".join(names),
        "group_ids": [],
        "role_ids": [],
        "attributes": {},
        "created_at": view.store.now(),
        "personal_folder_id": None,
        "home_folder_id": "1",
        "is_service_account": False,
    }


def _group_visible(view: View, _: Row) -> bool:
    return view.user.may("see_users")


USERS = Resource(
    kind="users",
    path="/users",
    shape=user,
    paged=True,
    search=("id", "first_name", "last_name", "email", "is_disabled", "display_name"),
    writable={
        "first_name": None,
        "last_name": None,
        "email": None,
        "is_disabled": False,
    },
    may_write="manage_users",
    created=_new_user,
)
GROUPS = Resource(
    kind="groups",
    path="/groups",
    shape=group,
    visible=_group_visible,
    paged=True,
    search=("id", "name", "external_group_id"),
    writable={"name": ""},
    required=("name",),
    may_write="manage_groups",
    created=lambda _, row: {**row, "parent_ids": []},
)
ROLES = Resource(
    kind="roles",
    path="/roles",
    shape=role,
    needs="see_users",
    search=("id", "name"),
    writable={"name": "", "permission_set_id": None, "model_set_id": None},
    required=("name", "permission_set_id", "model_set_id"),
    may_write="manage_roles",
    created=lambda _, row: {**row, "group_ids": []},
)
PERMISSION_SETS = Resource(
    kind="permission_sets",
    path="/permission_sets",
    shape=permission_set,
    needs="see_users",
    search=("id", "name", "all_access", "built_in"),
    writable={"name": "", "permissions": [], "all_access": False, "built_in": False},
    required=("name",),
    may_write="manage_roles",
)
MODEL_SETS = Resource(
    kind="model_sets",
    path="/model_sets",
    shape=model_set,
    needs="see_users",
    search=("id", "name", "all_access", "built_in"),
    writable={"name": "", "models": [], "all_access": False, "built_in": False},
    required=("name",),
    may_write="manage_roles",
)
USER_ATTRIBUTES = Resource(
    kind="user_attributes",
    path="/user_attributes",
    shape=user_attribute,
    needs="see_users",
    writable={"name": "", "label": "", "type": "string", "default_value": None},
    required=("name", "label", "type"),
    may_write="manage_user_attributes",
)
