"""Permissions of users, as rows of the org."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
    from erp_sandbox.salesforce.store import Store


@dataclass(frozen=True)
class User:
    """The calling user.

    Attributes:
        id: Record id of the user.
        username: Their login.
        admin: May customize the org (Customize Application).
    """

    id: str
    username: str
    admin: bool = True


class Security:
    """The permissions by the rows of PermissionSetAssignment and FieldPermissions.

    A field made through the API is seen by nobody, not even by who made it, until a permission
    set grants it (Metadata API Developer Guide, "Field-Level Security").

    Args:
        store: The org's rows.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.hidden_objects: set[str] = set()
        self.read_only_objects: set[str] = set()

    def readable(self, spec: ObjectSpec, field: FieldSpec, user: User) -> bool:
        """Return whether a user sees a field."""
        return not field.permissionable or self._granted(spec, field, user, "PermissionsRead")

    def editable(self, spec: ObjectSpec, field: FieldSpec, user: User) -> bool:
        """Return whether a user may write a field."""
        return not field.permissionable or self._granted(spec, field, user, "PermissionsEdit")

    def visible(self, spec: ObjectSpec) -> bool:
        """Return whether an object is shown."""
        return spec.name not in self.hidden_objects

    def creatable(self, spec: ObjectSpec) -> bool:
        """Return whether records may be created."""
        return spec.name not in self.read_only_objects

    def _granted(self, spec: ObjectSpec, field: FieldSpec, user: User, right: str) -> bool:
        sets = {
            row["PermissionSetId"]
            for row in self._store.rows("PermissionSetAssignment")
            if row["AssigneeId"] == user.id
        }
        wanted = f"{spec.name}.{field.name}".lower()
        return any(
            row["ParentId"] in sets and str(row["Field"]).lower() == wanted and row.get(right)
            for row in self._store.rows("FieldPermissions")
        )
