"""All operations of content and administration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from erp_sandbox.looker import paging
from erp_sandbox.looker.call import Call, Operation
from erp_sandbox.looker.content import dashboards, folders, looks, people, setup
from erp_sandbox.looker.content.permissions import permissions
from erp_sandbox.looker.content.records import Records, matches
from erp_sandbox.looker.errors import ApiError, not_found
from erp_sandbox.looker.users import role_ids, user_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from erp_sandbox.looker.content.resource import Resource
    from erp_sandbox.looker.instance import Instance
    from erp_sandbox.looker.store import Row


Shape: TypeAlias = "Callable[[Any, Row], dict[str, Any]]"
RESOURCES: tuple[Resource, ...] = (
    looks.LOOKS,
    dashboards.DASHBOARDS,
    dashboards.ELEMENTS,
    dashboards.FILTERS,
    dashboards.LAYOUTS,
    folders.FOLDERS,
    people.USERS,
    people.GROUPS,
    people.ROLES,
    people.PERMISSION_SETS,
    people.MODEL_SETS,
    people.USER_ATTRIBUTES,
    setup.CONNECTIONS,
    setup.BOARDS,
    setup.BOARD_SECTIONS,
    setup.BOARD_ITEMS,
    setup.ALERTS,
    setup.CONTENT_VIEWS,
    setup.CONTENT_FAVORITES,
)
"""The kinds of records; paths with a fixed name come before those with an id."""

_CHILDREN: tuple[tuple[str, str, str, Shape], ...] = (
    ("/folders/{id}/children", "folders", "parent_id", folders.folder),
    ("/folders/{id}/looks", "looks", "folder_id", looks.look_with_query),
    ("/folders/{id}/dashboards", "dashboards", "folder_id", dashboards.dashboard),
    (
        "/dashboards/{id}/dashboard_elements",
        "dashboard_elements",
        "dashboard_id",
        dashboards.element,
    ),
    ("/dashboards/{id}/dashboard_filters", "dashboard_filters", "dashboard_id", dashboards.filter_),
    ("/dashboards/{id}/dashboard_layouts", "dashboard_layouts", "dashboard_id", dashboards.layout),
    ("/groups/{id}/users", "users", "group_ids", people.user),
    ("/groups/{id}/groups", "groups", "parent_ids", people.group),
)
"""The records that belong to one: path, kind, their property with its id, and shape."""
_PAGED = {"/folders/{id}/children", "/groups/{id}/users"}


class Content:
    """The operations of content and administration.

    Args:
        instance: The instance.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._records = {r.kind: Records(instance, r) for r in RESOURCES}

    def operations(self) -> list[Operation]:
        """Return the operations."""
        return [
            Operation("GET", "/user", lambda call: self._user(call, call.user.id)),
            Operation("GET", "/permissions", lambda _: permissions()),
            Operation("GET", "/dashboards/lookml/{id}", self._lookml, "see_lookml_dashboards"),
            # No action hub is set up.
            Operation("GET", "/integrations", lambda _: []),
            Operation("GET", "/integration_hubs", lambda _: []),
            Operation("GET", "/content_metadata", self._metadata),
            Operation("GET", "/content_metadata_access", self._access),
            Operation("GET", "/folders/{id}/ancestors", self._ancestors),
            Operation("GET", "/groups/search/with_roles", self._groups_with_roles, "see_users"),
            *(op for records in self._records.values() for op in records.operations()),
            *(self._children(*child) for child in _CHILDREN),
            Operation("GET", "/roles/{id}/users", self._role_users, "see_users"),
            Operation("GET", "/roles/{id}/groups", self._role_groups, "see_users"),
            Operation("GET", "/users/{id}/roles", self._user_roles),
            Operation("GET", "/users/{id}/attribute_values", self._attribute_values),
            Operation("GET", "/user_attributes/{id}/group_values", lambda _: [], "see_users"),
        ]

    def _children(self, path: str, kind: str, name: str, shape: Shape) -> Operation:
        """Return the operation that lists the records that belong to one."""
        owner = path.split("/")[1]
        records, resource = self._records[owner], self._records[kind].resource

        def handler(call: Call) -> list[Any]:
            key, view = records.get(call)["id"], records.view(call)
            rows = [row for row in view.of(kind, name, key) if not row.get("deleted")]
            rows = [row for row in rows if resource.visible(view, row)]
            if path in _PAGED:
                rows = paging.ordered(call, rows, self._instance.limits)
                rows = paging.page(call, rows, self._instance.limits)
            return [shape(view, row) for row in rows]

        return Operation("GET", path, handler, resource.needs)

    def _user(self, call: Call, key: str) -> dict[str, Any]:
        return self._records["users"].shown(call, self._instance.store.get("users", key))

    def _lookml(self, call: Call) -> dict[str, Any]:
        """Return the file that defines a dashboard."""
        row = self._records["dashboards"].get(call)
        if not dashboards.is_lookml(row):
            raise not_found()
        text = next(
            source.project.files[row["lookml_path"]]
            for source in self._instance.catalog.sources
            if row["model"]["id"] in source.project.models
        )
        return {"dashboard_id": row["id"], "folder_id": row["folder_id"], "lookml": text}

    def _metadata(self, call: Call) -> list[dict[str, Any]]:
        parent = call.query.get("parent_id")
        found = setup.content_metadata(self._records["folders"].view(call))
        return [row for row in found if parent is None or row["parent_id"] == parent]

    def _access(self, call: Call) -> list[dict[str, Any]]:
        wanted = call.query.get("content_metadata_id")
        if not wanted:
            raise ApiError(400, "content_metadata_id is required")
        view = self._records["folders"].view(call)
        found = next((r for r in setup.content_metadata(view) if r["id"] == wanted), None)
        if found is None:
            raise not_found()
        row = view.store.find("folders", found["folder_id"])
        return [
            {
                "id": f"{wanted}-{user_id}",
                "content_metadata_id": wanted,
                "permission_type": "edit",
                "group_id": None,
                "user_id": user_id,
                "can": {},
            }
            for user_id in (row or {}).get("granted_to") or ()
        ]

    def _ancestors(self, call: Call) -> list[dict[str, Any]]:
        row, view = self._records["folders"].get(call), self._records["folders"].view(call)
        found = []
        while row["parent_id"] is not None:
            row = view.store.get("folders", row["parent_id"])
            found.append(folders.folder(view, row))
        return found[::-1]

    def _groups_with_roles(self, call: Call) -> list[dict[str, Any]]:
        limits, view = self._instance.limits, self._records["groups"].view(call)
        search = people.GROUPS.search
        rows = [row for row in view.store.all("groups") if matches(call, row, search)]
        rows = paging.page(call, paging.ordered(call, rows, limits), limits, limits.search_limit)
        return [
            {
                **people.group(view, row),
                "roles": [people.role(view, r) for r in view.of("roles", "group_ids", row["id"])],
            }
            for row in rows
        ]

    def _role_users(self, call: Call) -> list[dict[str, Any]]:
        role, view = self._records["roles"].get(call), self._records["users"].view(call)
        direct = call.flag("direct_association_only")
        return [
            people.user(view, row)
            for row in view.store.all("users")
            if role["id"] in (row["role_ids"] if direct else role_ids(view.store, row))
        ]

    def _role_groups(self, call: Call) -> list[dict[str, Any]]:
        role, view = self._records["roles"].get(call), self._records["groups"].view(call)
        return [people.group(view, view.store.get("groups", key)) for key in role["group_ids"]]

    def _user_roles(self, call: Call) -> list[dict[str, Any]]:
        row, view = self._records["users"].get(call), self._records["roles"].view(call)
        if not call.user.may("see_users") and row["id"] != call.user.id:
            raise not_found()
        return [people.role(view, view.store.get("roles", r)) for r in role_ids(view.store, row)]

    def _attribute_values(self, call: Call) -> list[dict[str, Any]]:
        row, store = self._records["users"].get(call), self._instance.store
        user = user_of(store, row["id"])
        if user is None or not (call.user.may("see_users") or row["id"] == call.user.id):
            raise not_found()
        return [
            {
                "name": attribute["name"],
                "label": attribute["label"],
                "rank": None,
                "value": user.attributes[attribute["name"]],
                "user_id": row["id"],
                "user_can_edit": False,
                "value_is_hidden": False,
                "user_attribute_id": attribute["id"],
                "source": "User" if attribute["name"] in row["attributes"] else "Default",
                "hidden_value_domain_whitelist": None,
                "can": {},
            }
            for attribute in store.all("user_attributes")
            if attribute["name"] in user.attributes
        ]
